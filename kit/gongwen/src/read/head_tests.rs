//! What stands around the body, in the forms in which officers paste it.

use super::{Decoded, Outline, Passage, Section, outline};
use crate::open::open;

const TITLE: &str = "关于开展医疗机构安全隐患排查的通知";
const NUMBER: &str = "临卫办〔2025〕18号";
const TO: &str = "各镇卫生院，区直各医疗单位：\n";
const BODY: &str = "　　为做好安全工作，现通知如下：\n　　一、工作内容\n　　各单位于2025年6月30日前完成自查。\n　　二、有关要求\n　　各单位于2025年7月5日前报送总结。\n";
const SIGNED: &str = "\n　　　　　　临湖区卫生健康局\n　　　　　　2025年5月20日\n";

/// What a head says, blanks left out: title, number, issuer, recipients, day.
#[derive(Debug, PartialEq, Eq)]
struct Told {
    title: String,
    number: String,
    issuer: String,
    recipients: String,
    day: String,
}

impl Told {
    /// What every sample here says, unless it is said otherwise.
    fn usual() -> Self {
        Self {
            title: TITLE.to_owned(),
            number: NUMBER.to_owned(),
            issuer: "临湖区卫生健康局".to_owned(),
            recipients: "各镇卫生院|区直各医疗单位".to_owned(),
            day: "2025-05-20".to_owned(),
        }
    }

    fn without_number() -> Self {
        Self { number: String::new(), ..Self::usual() }
    }

    fn titled(title: &str) -> Self {
        Self { title: title.to_owned(), ..Self::usual() }
    }

    fn of(outline: &Outline) -> Self {
        Self {
            title: outline.title.as_ref().map(|title| title.text().to_owned()).unwrap_or_default(),
            number: outline.document_number.clone().unwrap_or_default(),
            issuer: outline.issuer.clone().unwrap_or_default(),
            recipients: texts(&outline.recipients).join("|"),
            day: outline.issued_on.map(|day| day.to_string()).unwrap_or_default(),
        }
    }
}

fn texts(passages: &[Passage]) -> Vec<&str> {
    passages.iter().map(Passage::text).collect()
}

fn read(text: &str) -> Outline {
    outline(&Decoded::from_text(text).unwrap()).unwrap()
}

#[track_caller]
fn assert_told(text: &str, expected: &Told) -> Outline {
    let outline = read(text);
    assert_eq!(Told::of(&outline), *expected, "{text}");
    outline
}

#[test]
fn a_message_stands_between_its_stamp_and_the_answers() {
    let text = format!("{TITLE}\n{TO}{BODY}");
    let signed = "临湖区卫生健康局\n5月20日\n";
    for message in [
        format!("区卫健局-小陈 2025/5/20 16:02:11\n{text}{signed}\n青山卫生院 2025/5/20 16:05\n收到\n"),
        format!("区卫健局-小陈  5月20日 下午4:02\n@所有人\n🔥【{TITLE}】🔥\n{TO}{BODY}{signed}"),
        format!(
            "2025-05-20 16:02:11 小陈(10086)\n@全体成员 {text}{signed}2025-05-20 16:05:00 小林(10087)\n好的👌\n"
        ),
        format!("小陈\n2025年5月20日 下午4:02\n{text}{signed}小林\n2025年5月20日 下午4:05\n收到，谢谢陈科\n"),
        format!("[2025/5/20 16:02] 小陈：\n{text}{signed}[2025/5/20 16:05] 小林：\n明白\n"),
        format!(
            "群聊“医疗群”的聊天记录\n\n——— 2025-05-20 ———\n\n小陈 16:02\n{text}{signed}\n小林 16:05\n收到\n"
        ),
        format!("区卫健局-小陈：\n{text}{signed}\n青山卫生院-小林：\n收到\n"),
        format!(
            "{text}临湖区卫生健康局\n2025年5月20日\n----------\n青山卫生院 05-20 16:05\n收到\n白石门诊部 05-20 16:07\n收到\n"
        ),
    ] {
        let outline = assert_told(&message, &Told::without_number());
        assert!(outline.others.is_empty(), "{message}");
        assert_eq!(outline.parts.len(), 1, "{message}");
    }
}

#[test]
fn a_title_in_brackets_or_between_pictures_needs_no_kind() {
    for line in ["📢国庆节前安全工作📢", "🔔【国庆节前安全工作】🔔", "【国庆节前安全工作】"]
    {
        let outline = read(&format!("{line}\n{TO}{BODY}{SIGNED}"));
        assert_eq!(
            Told::of(&outline),
            Told { title: "国庆节前安全工作".to_owned(), ..Told::without_number() },
            "{line}"
        );
    }
}

#[test]
fn what_others_said_in_a_chat_is_told_apart() {
    let text = format!(
        "陈科 16:02:50\n各位院长好！\n陈科 16:03:10\n{TITLE}\n{TO}{BODY}{SIGNED}陈科 16:04:00\n自查表一并报我\n林院长 16:05:00\n收到，村卫生室也要报吗\n李院长 16:06:00\n好的，谢谢陈科\n"
    );
    let outline = assert_told(&text, &Told::without_number());
    let others: Vec<&str> = outline.others.iter().map(|line| line.text.as_str()).collect();
    assert_eq!(others, ["各位院长好！", "自查表一并报我", "收到，村卫生室也要报吗"]);
}

#[test]
fn a_paper_with_hours_in_it_is_no_chat() {
    for (above, inside) in [
        (String::new(), "签到 08:30\n开班 09:00\n结业 17:00\n"),
        (String::new(), "签到 6月1日 08:30\n开班 6月1日 09:00\n"),
        ("2025-05-23 09:11\n".to_owned(), ""),
        ("首页 2025-05-23 09:11\n".to_owned(), ""),
    ] {
        let text = format!("{above}{TITLE}\n临湖区卫生健康局 2025-05-23 09:12\n{TO}{inside}{BODY}{SIGNED}");
        let outline = assert_told(&text, &Told::without_number());
        assert!(outline.others.is_empty() && !outline.issued_on_is_inferred, "{text}");
    }
}

#[test]
fn a_time_alone_below_a_title_is_no_stamp() {
    let text = format!("{TITLE}\n{TO}　　集中报送时间如下。\n17：00\n{BODY}{BODY}{SIGNED}");
    assert_told(&text, &Told::without_number());
}

#[test]
fn a_year_that_is_not_printed_is_taken_from_elsewhere_and_marked() {
    let day = |text: &str| {
        let outline = read(text);
        (outline.issued_on.map(|day| day.to_string()), outline.issued_on_is_inferred)
    };
    let signed = |date: &str| format!("{TO}　　请抓好落实。\n\n临湖区卫生健康局\n{date}\n");
    let found = Some("2025-05-20".to_owned());
    assert_eq!(day(&format!("{NUMBER}\n{TITLE}\n{}", signed("五月二十日"))), (found.clone(), true));
    assert_eq!(day(&format!("关于做好2025年工作的通知\n{}", signed("5月20日"))), (found.clone(), true));
    let of_text = format!("{TITLE}\n{TO}　　2025年6月底前自查。\n\n临湖区卫生健康局\n5月20日\n");
    assert_eq!(day(&of_text), (found.clone(), true));
    let stamped = |date: &str| format!("小陈 2025/5/20 16:02\n{TITLE}\n{}", signed(date));
    assert_eq!(day(&stamped("5月20日")), (found.clone(), false), "both tell the same day");
    assert_eq!(day(&stamped("5月19日")), (Some("2025-05-19".to_owned()), true));
    assert_eq!(day(&format!("小陈 2025/5/20 16:02\n{TITLE}\n{TO}　　请抓好落实。\n")), (found, true));
    let two = format!("{TITLE}\n{TO}　　2024年已自查，2025年6月底前再查。\n\n临湖区卫生健康局\n5月20日\n");
    assert_eq!(day(&two), (None, false), "two years, and nobody says which");
    assert_eq!(day(&stamped("2025年13月40日")), (None, false), "a damaged date is asked");
}

#[test]
fn a_name_right_above_the_title_is_its_first_line() {
    let tail = format!("{NUMBER}\n{TO}{BODY}{SIGNED}");
    let whole = Told::titled(&format!("临湖区卫生健康局{TITLE}"));
    assert_told(&format!("临湖区卫生健康局\n{TITLE}\n{tail}"), &whole);
    assert_told(&format!("临湖区卫生健康局\n关于开展医疗机构安全隐患排查的\n通　知\n\n{tail}"), &whole);
    assert_told(&format!("临湖区卫生健康局\n\n{TITLE}\n{tail}"), &Told::usual());
    assert_told(&format!("临湖区卫生健康局文件\n{TITLE}\n{tail}"), &Told::usual());
    let unsigned = format!("临湖区卫生健康局\n临湖区教育局\n{TITLE}\n{NUMBER}\n{TO}{BODY}\n2025年5月20日\n");
    let both = Told {
        issuer: "临湖区卫生健康局、临湖区教育局".to_owned(),
        ..Told::titled(&format!("临湖区卫生健康局临湖区教育局{TITLE}"))
    };
    assert_told(&unsigned, &both);
}

#[test]
fn heads_of_several_bodies_and_over_two_lines_are_read() {
    let tail = format!("{NUMBER}\n{TITLE}\n{TO}{BODY}\n2025年5月20日\n");
    let issued = |issuer: &str| Told { issuer: issuer.to_owned(), ..Told::usual() };
    let both = "临湖区卫生健康局、临湖区教育局";
    for head in [
        "临湖区卫生健康局\n　　　文件\n临湖区教育局\n\n",
        "临湖区卫生健康局\n临湖区教育局文件\n",
        "临湖区卫生健康局　　临湖区教育局\n",
    ] {
        assert_told(&format!("{head}{tail}"), &issued(both));
    }
    let office = issued("临湖区医疗行业安全生产委员会办公室");
    assert_told(&format!("临湖区医疗行业安全生产\n委员会办公室文件\n{tail}"), &office);
    assert_told(&format!("临湖区人民政府\n\n临湖区卫生健康局\n\n{tail}"), &issued("临湖区卫生健康局"));
}

#[test]
fn a_number_may_be_broken() {
    let tail = format!("{TITLE}\n{TO}{BODY}{SIGNED}");
    for number in ["临卫办〔2025〕\n18号", "临卫办\n〔2025〕18号", "临卫办〔2025〕18\n号"] {
        assert_told(&format!("临湖区卫生健康局文件\n{number}\n{tail}"), &Told::usual());
    }
}

#[test]
fn name_and_date_may_stand_above_the_title() {
    for head in [
        "特  急\n\n临湖区卫生健康局\n2025年5月20日\n\n",
        "临湖区卫生健康局\n二〇二五年五月二十日\n",
        "临湖区卫生健康局　　2025年5月20日\n\n",
    ] {
        let outline = assert_told(&format!("{head}{TITLE}\n{NUMBER}\n{TO}{BODY}"), &Told::usual());
        assert!(!outline.issued_on_is_inferred);
    }
}

#[test]
fn rows_of_pages_mails_and_faxes_are_no_title() {
    let tail = format!("{TITLE}\n\n{TO}{BODY}{SIGNED}");
    for above in [
        format!(
            "信息索引\n索 引 号\tLH-18\t主题分类\t卫生/卫生\n发文字号\t{NUMBER}\t发布日期\t2025-05-23 09:20\n信息名称\t{TITLE}\n"
        ),
        format!(
            "| 索引号 | LH-18 | 分类 | 卫生 |\n| --- | --- | --- | --- |\n| 发文字号 | {NUMBER} | 有效性 | 有效 |\n"
        ),
        format!(
            "传 真 电 报\n临湖区卫生健康局办公室\n发往：各镇卫生院　　等级：加急\n编号：{NUMBER}　　共3页\n"
        ),
        format!(
            "var id = 1;\n$(function(){{\n  load();\n}});\n临湖区人民政府\n无障碍 | 登录\n当前位置：首页>>区卫健局\n文号：{NUMBER}\n"
        ),
        format!("点击蓝字 关注我们\n文号：{NUMBER}\n原创 健康临湖 2025年05月23日 18:00\n"),
    ] {
        assert_told(&format!("{above}{tail}"), &Told::usual());
    }
    let row =
        format!("标题：{TITLE}\n发文部门：医政科　拟稿人：陈某\n文号：{NUMBER}\n正文：\n{TO}{BODY}{SIGNED}");
    assert_told(&row, &Told::usual());
    let mail = format!(
        "发件人: 陈某 <a@example.com>\n收件人: 各单位\n主题: {TITLE}\n附件: 自查表.docx\n\n{TO}{BODY}{SIGNED}"
    );
    let outline = assert_told(&mail, &Told::without_number());
    assert_eq!(texts(&outline.attachments), ["自查表"]);
}

#[test]
fn strange_lines_below_the_title_hide_nothing() {
    let tail = format!("{NUMBER}\n{TO}{BODY}{SIGNED}");
    for between in [
        "发布：党政办公室  2025年05月23日 16:54  浏览：\n",
        "23.05.2025 21:28\n本文来源: 医政科\n",
        "宣传重在日常 #平安# #健康#\n",
        "LH230-2025-002\n主动公开\n",
        "  • 时间：2025-05-23\n  • 发布：健康临湖\n文字大小\n",
    ] {
        let outline = assert_told(&format!("{TITLE}\n{between}{tail}"), &Told::usual());
        assert!(!outline.issued_on_is_inferred);
    }
    let headline = format!(
        "临湖区排查安全隐患通知\n简介：整理了多篇通知。供参考。\n第一篇：隐患\n临湖区卫生健康局\n\n{TITLE}\n"
    );
    assert_told(&format!("{headline}{tail}"), &Told::usual());
    assert_told(&format!("{NUMBER}《{TITLE}》\n{TITLE}\n{TO}{BODY}{SIGNED}"), &Told::usual());
    assert_told(&format!("网站首页 · 公告 · 正文\n【政策文件】{TITLE}\n{tail}"), &Told::usual());
    let untitled = read(&format!("文章播报\n{TO}{BODY}{SIGNED}"));
    assert_eq!(texts(&untitled.recipients), ["各镇卫生院", "区直各医疗单位"]);
    let lead = read("关于开展检查的通知\n组长：张某\n成员：李某\n各单位：\n　　请开展自查。\n");
    assert!(lead.recipients.is_empty(), "rows of the paper itself are no page's");
}

#[test]
fn addressees_may_stand_behind_a_label_or_without_a_colon() {
    let tail = format!("{BODY}{SIGNED}");
    for to in ["主送：各镇卫生院，区直各医疗单位\n", "\n各镇卫生院，区直各医疗单位\n\n"]
    {
        assert_told(&format!("{NUMBER}\n{TITLE}\n{to}{tail}"), &Told::usual());
    }
}

#[test]
fn what_programs_leave_behind_is_no_text() {
    let markdown = format!(
        "# {TITLE}\n\n**文号：** {NUMBER}\n\n**{TO}**\n\n## 一、内容\n\n- **自查**：各单位自查；\n- 培训1次。\n\n---\n\n> 临湖区卫生健康局\n> 2025年5月20日\n"
    )
    .replace("：\n**", "：**");
    let outline = assert_told(&markdown, &Told::usual());
    let items: Vec<&str> = outline.parts[0].sections[0].children.iter().map(Section::title).collect();
    assert_eq!(items, ["自查：各单位自查", "培训1次"]);
    let spaced: String = format!("{NUMBER}\n{TITLE}\n{TO}{BODY}{SIGNED}")
        .lines()
        .map(|line| line.trim().chars().map(|c| format!("{c} ")).collect::<String>() + "\n")
        .collect();
    assert_told(&spaced, &Told::usual());
    let paged = format!("{NUMBER}\n{TITLE}\n{TO}{BODY}{SIGNED}")
        .replace("现通知", "现\n\n— 1 —\n\n通知")
        .replace("完成自查", "完成\n- 2 -\n自查");
    let outline = assert_told(&paged, &Told::usual());
    assert_eq!(outline.parts[0].opening[0].text(), "为做好安全工作，现通知如下：");
    assert_eq!(outline.parts[0].sections[0].body[0].text(), "各单位于2025年6月30日前完成自查。");
}

#[test]
fn the_end_of_a_sentence_and_a_seal_sign_nothing() {
    let head = format!("{NUMBER}\n{TITLE}\n{TO}{BODY}");
    for closing in [
        "把材料于2025年7月\n5日前报送至区卫生健康局医政科\n临湖区卫生健康局\n2025年5月20日\n",
        "临湖区卫生健康局\n（区应急管理局代章）\n2025年5月20日\n",
        "临湖区卫生健康局\n（代章）\n2025年5月20日\n",
        "临湖区卫生健康局 2025-05-20\n",
    ] {
        assert_told(&format!("{head}{closing}"), &Told::usual());
    }
    let department = Told { issuer: "临湖区卫生健康局医政科".to_owned(), ..Told::usual() };
    assert_told(&format!("{head}临湖区卫生健康局\n医政科\n2025年5月20日\n"), &department);
}

#[test]
fn annexes_are_listed_in_every_form() {
    let annexes = |list: &str| {
        let outline = read(&format!("{TITLE}\n{TO}{BODY}\n{list}{SIGNED}"));
        texts(&outline.attachments).iter().map(|name| (*name).to_owned()).collect::<Vec<_>>()
    };
    for list in [
        "附件：1.自查表\n2.汇总表\n",
        "附：1、自查表；2、汇总表\n",
        "附件：（1）自查表\n（2）汇总表\n",
        "附件1. 自查表.docx\n附件2. 汇总表.xlsx\n",
        "附件：\n自查表.doc\n汇总表.xls\n",
        "　　附件：自查表\n　　　　　汇总表\n",
        "附件1自查表\n附件2 汇总表\n",
        "附件1: 自查表 附件2: 汇总表\n",
    ] {
        assert_eq!(annexes(list), ["自查表", "汇总表"], "{list}");
    }
    assert!(annexes("附件：无\n").is_empty());
    assert!(annexes("附件：\n").is_empty(), "the signature is no annex");
    let wrapped = read(&format!("{TITLE}\n{TO}　　请各单位对照\n附件1自查表\n逐项检查。\n{BODY}{SIGNED}"));
    assert_eq!(wrapped.parts.len(), 1, "a line of a sentence begins no annex");
}

#[test]
fn signs_mark_parts_where_they_come_again() {
    let tree = |body: &str| {
        fn rows(sections: &[Section], found: &mut Vec<String>) {
            for section in sections {
                found.push(format!("{}{}{}", section.level, section.marker, section.title()));
                rows(&section.children, found);
            }
        }
        let mut found = Vec::new();
        let outline = read(&format!("{TITLE}\n{TO}　　现通知如下：\n{body}{SIGNED}"));
        outline.parts.iter().for_each(|part| rows(&part.sections, &mut found));
        (found, outline.parts.len())
    };
    let (found, _) = tree("👉查什么\n✅暂存间\n✅交接登记\n👉怎么查\n1️⃣自查\n2️⃣互查\n👉找谁\n");
    assert_eq!(found, ["0👉查什么", "6✅暂存间", "6✅交接登记", "0👉怎么查", "31自查", "32互查", "0👉找谁"]);
    let (found, _) = tree("一、安排\n● 准备（5月）：动员；\n● 实施（6月）：自查。\n二、要求\n★ 注意安全\n");
    assert_eq!(found, ["1一、安排", "6●准备（5月）：动员", "6●实施（6月）：自查", "1二、要求"]);
    let (found, parts) = tree("◆节前自查\n甲。\n◆节后复查\n乙。\n另外：\n①演练；\n②培训。\n");
    assert_eq!(
        (found.as_slice(), parts),
        (["0◆节前自查", "0◆节后复查", "5①演练", "5②培训"].map(str::to_owned).as_slice(), 2)
    );
}

#[test]
fn a_page_in_html_reads_as_its_print() {
    let rows = format!(
        "<table><tr><td>索引号：</td><td>LH-18</td><td>发文字号：</td><td>{NUMBER}</td></tr></table>"
    );
    let body: String = format!("{TO}{BODY}{SIGNED}").lines().map(|line| format!("<p>{line}</p>")).collect();
    let page = format!(
        "<html><head><script>var a = 1;</script></head><body><div>首页 &gt; 公告</div>{rows}<h1>{TITLE}</h1>{body}<div>打印 关闭</div></body></html>"
    );
    let outline = outline(&open(page.as_bytes(), "page.html").unwrap()).unwrap();
    assert_eq!(Told::of(&outline), Told::usual());
}

#[test]
fn the_rows_of_a_table_address_nobody() {
    let table = "附件\n自查进度安排表\n序号 | 阶段 | 时间 | 主要工作\n1 | 机构自查 | 2025年6月 | 各单位自查\n2 | 抽查 | 2025年7月 | 各镇抽查\n注：材料报区卫生健康局。\n一、各单位于6月30日前上报自查报告。\n";
    assert_eq!(texts(&read(table).recipients), Vec::<&str>::new());
}
