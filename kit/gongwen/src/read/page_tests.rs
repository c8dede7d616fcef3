//! Papers as pages of laws and portals print them: rows, buttons, a title that comes twice, annexes to be downloaded.

use super::{Decoded, Outline, Passage, outline};

const BODY: &str = "　　为做好安全工作，现通知如下：\n　　一、工作内容\n　　各单位于6月30日前完成自查。\n　　二、有关要求\n　　各单位于7月5日前报送总结。\n";

fn read(text: &str) -> Outline {
    outline(&Decoded::from_text(text).unwrap()).unwrap()
}

fn names(outline: &Outline) -> Vec<&str> {
    outline.recipients.iter().map(Passage::text).collect()
}

#[test]
fn a_page_of_laws_puts_its_rows_above_the_paper() {
    let title = "临湖区卫生局关于加强安置点巡查的通知";
    let rows = "发布日期\n\n2007-07-25\n\n发文字号\n\n临卫[2007]32号\n\n信息分类\n\n地方性法规和规章\n\n有效地区\n\n临湖区\n\n时效性\n\n现行有效\n\n颁发部门\n\n临湖区卫生局\n\n正文内容\n\n";
    let found = read(&format!(
        "{title}\n\n{rows}{title}\n\n临卫[2007]32号\n\n2007年7月25日\n\n各镇卫生院，区直各医院：\n\n{BODY}"
    ));
    assert_eq!(found.title.as_ref().map(Passage::text), Some(title));
    assert_eq!(found.issuer.as_deref(), Some("临湖区卫生局"));
    assert_eq!(names(&found), ["各镇卫生院", "区直各医院"]);
    assert_eq!(found.issued_on.map(|day| day.to_string()).as_deref(), Some("2007-07-25"));
}

#[test]
fn a_place_before_a_title_that_is_repeated_below_is_the_pages() {
    let text = format!(
        "(云岭省)关于加强统计上报工作的通知\n颁布机构: |\n云岭省安全生产委员会 |\n生效状态: |\n在用 |\n颁布日期: |\n2006/03/22 |\n云岭省安全生产委员会办公室关于加强统计上报工作的通知\n(云安办〔2006〕23号)\n各市安全生产委员会办公室：\n{BODY}二〇〇六年三月二十二日\n"
    );
    let found = read(&text);
    assert_eq!(
        found.title.as_ref().map(Passage::text),
        Some("云岭省安全生产委员会办公室关于加强统计上报工作的通知")
    );
    assert_eq!(found.document_number.as_deref(), Some("云安办〔2006〕23号"));
    assert_eq!(names(&found), ["各市安全生产委员会办公室"]);
}

#[test]
fn buttons_and_the_name_of_the_kind_are_no_title() {
    let title = "关于征集宣传作品的通知";
    for above in ["设为首页 加入收藏\n\n", "文章\n", "首页 >业务工作>工作通知>详细内容\n"]
    {
        let found = read(&format!("{above}{title}\n各科室：\n{BODY}某某医院\n2026年3月2日\n"));
        assert_eq!(found.title.as_ref().map(Passage::text), Some(title), "{above}");
    }
}

#[test]
fn who_stands_above_a_repeated_title_issued_it() {
    let title = "关于请提供活动安排的函";
    let text = format!(
        "{title}\n\n2024-03-20\n\n云岭省护理协会质量管理分会\n\n云护质函〔2024〕3号\n\n\n{title}\n\n\n各有关单位：\n\n{BODY}\n2024年3月20日\n"
    );
    let found = read(&text);
    assert_eq!(found.issuer.as_deref(), Some("云岭省护理协会质量管理分会"));
}

#[test]
fn the_pages_day_tells_the_year_and_is_no_day_of_issue() {
    let found =
        read(&format!("关于组织报送情况的紧急通知\n\n2007-08-31   查看次数:1343\n\n各单位：\n{BODY}"));
    assert_eq!(found.issued_on, None);
    let passages = found.parts.iter().flat_map(|part| &part.sections).flat_map(|section| &section.body);
    let days: Vec<String> = passages
        .flat_map(|passage| found.dates(passage))
        .filter_map(|date| date.when.end())
        .map(|day| day.to_string())
        .collect();
    assert_eq!(days, ["2007-06-30", "2007-07-05"]);
}

#[test]
fn a_year_that_only_stands_later_holds_before_it_too() {
    let text = "关于开展检查的通知\n各单位：\n一、步骤\n（一）自查阶段（3月1日至31日）。各单位自查。\n（二）总结阶段（4月）。2012年4月25日前报送总结。\n";
    let other = "关于开展检查的通知\n各单位：\n一、步骤\n（一）3月20日前报送情况。参照2012年11月发布的标准、依据《办法》（2018年12月修订）执行。\n";
    let found = read(other);
    let heading = &found.parts[0].sections[0].children[0].heading;
    assert!(found.dates(heading).iter().all(|date| date.when.end().is_none()), "the year of another paper");
    let named = text.replace("2012年4月25日前报送总结", "各单位报送《2012年专项行动总结》");
    for text in [text.to_owned(), named] {
        let found = read(&text);
        let heading = &found.parts[0].sections[0].children[0].heading;
        let ends: Vec<_> = found.dates(heading).iter().filter_map(|date| date.when.end()).collect();
        assert_eq!(ends.iter().map(ToString::to_string).collect::<Vec<_>>(), ["2012-03-31"], "{text}");
    }
}

#[test]
fn annexes_are_listed_by_their_names_alone() {
    for list in ["附件：《检查情况统计表》", "后附：《检查情况统计表》。"] {
        let found = read(&format!("关于开展检查的通知\n各单位：\n{BODY}\n{list}\n\n某某局\n2026年3月2日\n"));
        let listed: Vec<&str> = found.attachments.iter().map(Passage::text).collect();
        assert_eq!(listed, ["检查情况统计表"], "{list}");
    }
    let found = read(&format!(
        "关于开展检查的通知\n各单位：\n{BODY}\n附件：《检查办法》和《评分表》\n\n某某局\n2026年3月2日\n"
    ));
    let listed: Vec<&str> = found.attachments.iter().map(Passage::text).collect();
    assert_eq!(listed, ["《检查办法》和《评分表》"]);
}

#[test]
fn stages_tell_a_plan_whose_head_was_not_pasted() {
    let text = "(一)筹备阶段\n3月底之前，各单位制定方案。\n(二)实施阶段\n4月到10月底，开展检查。\n六、保障措施\n(一)加强领导\n各单位要重视。\n";
    assert!(outline(&Decoded::from_text(text).unwrap()).is_ok());
    let essay = "一、问题\n（一）认识不足\n有些人不重视。\n二、对策\n（一）加强学习\n要多学习。\n";
    assert!(outline(&Decoded::from_text(essay).unwrap()).is_err());
}

#[test]
fn everybody_of_a_house_is_addressed_too() {
    for to in ["全校师生", "全体教工", "高一、高二班主任", "第二党支部"] {
        let found = read(&format!("关于开展检查的通知\n{to}：\n{BODY}青湖一中\n2026年3月2日\n"));
        assert_eq!(names(&found).join("、"), to);
        assert_eq!(found.issuer.as_deref(), Some("青湖一中"), "{to}");
    }
    let passed = read(&format!("转发：临湖区教育局关于开展检查的通知\n市直学校：\n{BODY}"));
    assert_eq!(passed.title.as_ref().map(Passage::text), Some("转发：临湖区教育局关于开展检查的通知"));
    assert_eq!(names(&passed), ["市直学校"]);
}

#[test]
fn the_numbers_of_other_papers_tell_a_year_where_they_agree() {
    let ends = |numbers: &str| -> Vec<String> {
        let found = read(&format!("关于开展检查的通知\n各单位：\n　　现将{numbers}转发你们。\n{BODY}"));
        let passages = found.parts.iter().flat_map(|part| &part.sections).flat_map(|section| &section.body);
        passages
            .flat_map(|passage| found.dates(passage))
            .filter_map(|date| date.when.end())
            .map(|day| day.to_string())
            .collect()
    };
    assert_eq!(ends("《检查通知》（临府〔2014〕1号）"), ["2014-06-30", "2014-07-05"]);
    assert_eq!(ends("《甲》（临府〔2014〕1号）、《乙》（临府〔2013〕2号）"), Vec::<String>::new());
}

#[test]
fn a_list_of_annexes_may_end_the_paper_below_its_signatures() {
    let text = "关于开展冷库检查的通知\n各科室：\n　　请开展自查。\n　　特此通知\n后勤科\n安全科\n2026年3月2日\n附件：\n1.冷库检查表（2026年）\n2.自查报告\n";
    let found = outline(&Decoded::from_text(text).unwrap()).unwrap();
    let listed: Vec<&str> = found.attachments.iter().map(Passage::text).collect();
    assert_eq!(listed, ["冷库检查表（2026年）", "自查报告"]);
    let told = text.replace("2.自查报告", "2.各科室要按表检查，做好记录。");
    let found = outline(&Decoded::from_text(&told).unwrap()).unwrap();
    assert!(found.attachments.is_empty());
}
