//! The reader as a whole: files, secrecy, spans, and texts that mean it harm.

use super::{Decoded, Outline, PartKind, Passage, ReadError, Section, outline};
use crate::open::open;

const NOTICE: &str = "云岭市某局文件
云某〔2026〕17号

云岭市某局关于印发某专项行动
工作方案的通知

各科室，各直属单位：

　　现将《某专项行动工作方案》印发给你们，请抓好落实。

云岭市某局
2026年3月6日

某专项行动工作方案

　　为做好工作，制定本方案。

一、总体要求

　　坚持问题导向。

二、实施步骤
（一）动员部署（2026年5月底前）。要做好动员。
1.召开会议。
（1）主要领导参加；
（2）做好记录。
（二）组织实施（6月1日至30日）
　　要抓好落实。

　　附件：1.任务分工表
　　　　　2.联络员名单

附件1

任务分工表

附件2

联络员名单

抄送：某办。
云岭市某局办公室　　　　　2026年3月6日印发
";

fn read(text: &str) -> (Decoded, Outline) {
    let decoded = Decoded::from_text(text).unwrap();
    let outline = outline(&decoded).unwrap();
    (decoded, outline)
}

fn headings(sections: &[Section]) -> Vec<(u8, &str)> {
    sections
        .iter()
        .flat_map(|section| {
            std::iter::once((section.level, section.title())).chain(headings(&section.children))
        })
        .collect()
}

#[test]
fn the_skeleton_of_a_notice_with_plan_and_annexes() {
    let (_, outline) = read(NOTICE);
    let texts = |passages: &[Passage]| passages.iter().map(|p| p.text().to_owned()).collect::<Vec<_>>();
    assert_eq!(outline.title.as_ref().map(Passage::text), Some("云岭市某局关于印发某专项行动工作方案的通知"));
    assert_eq!(outline.document_number.as_deref(), Some("云某〔2026〕17号"));
    assert_eq!(outline.issuer.as_deref(), Some("云岭市某局"));
    assert_eq!(outline.issued_on.map(|day| day.to_string()).as_deref(), Some("2026-03-06"));
    assert_eq!(texts(&outline.recipients), ["各科室", "各直属单位"]);
    assert_eq!(texts(&outline.attachments), ["任务分工表", "联络员名单"]);
    assert_eq!(outline.imprint.len(), 2);
    let kinds: Vec<PartKind> = outline.parts.iter().map(|part| part.kind).collect();
    assert_eq!(kinds, [PartKind::Main, PartKind::Plan, PartKind::Annex, PartKind::Annex]);
    let plan = &outline.parts[1];
    assert_eq!(plan.title.as_ref().map(Passage::text), Some("某专项行动工作方案"));
    assert_eq!(
        headings(&plan.sections),
        [
            (1, "总体要求"),
            (1, "实施步骤"),
            (2, "动员部署（2026年5月底前）"),
            (3, "召开会议"),
            (4, "主要领导参加"),
            (4, "做好记录"),
            (2, "组织实施（6月1日至30日）"),
        ]
    );
}

#[test]
fn every_span_is_the_slice_that_it_names() {
    for text in [NOTICE.to_owned(), NOTICE.replace('\n', "\r\n"), NOTICE.replace("　　", "\n  \u{feff}")] {
        let (decoded, outline) = read(&text);
        let scalars: Vec<char> = decoded.text().chars().collect();
        let mut excerpts: Vec<_> = outline.imprint.iter().chain(&outline.signature).cloned().collect();
        for part in &outline.parts {
            part.each_passage(&mut |passage| excerpts.push(passage.whole(&decoded)));
            part.sections.iter().for_each(|section| excerpts.push(section.source.clone()));
        }
        excerpts.extend(outline.title.iter().chain(&outline.recipients).map(|p| p.whole(&decoded)));
        assert!(excerpts.len() >= 12, "{}", excerpts.len());
        for excerpt in excerpts {
            let slice: String = scalars[excerpt.start..excerpt.end].iter().collect();
            assert_eq!(slice, excerpt.text);
            assert!(!slice.is_empty());
        }
    }
}

#[test]
fn items_in_one_paragraph_stand_each_for_itself() {
    let items = |paragraph: &str| {
        let (_, outline) = read(&format!("关于某事的通知\n各单位：\n　　正文。\n{paragraph}\n"));
        let parts: Vec<String> = headings(&outline.parts[0].sections)
            .iter()
            .map(|(level, title)| format!("{level}{title}"))
            .collect();
        parts.join(" ")
    };
    for (paragraph, expected) in [
        ("（一）甲；（二）乙；（三）丙。", "2甲 2乙 2丙"),
        ("(一)甲。细则。(二)乙。", "2甲 2乙"),
        ("1.甲；2.乙。", "3甲 3乙"),
        ("（1）甲；（2）乙。", "4甲 4乙"),
        ("①甲；②乙。", "5甲 5乙"),
        ("一、甲。细则。二、乙。", "1甲 1乙"),
        ("（一）甲，见（二）乙；其他。", "2甲，见（二）乙；其他"),
        ("（二）甲；（三）乙。", "2甲；（三）乙"),
        ("1.5万元；2.5万元", ""),
    ] {
        assert_eq!(items(paragraph), expected, "{paragraph}");
    }
}

#[test]
fn items_in_one_paragraph_stand_for_themselves() {
    let text = "发往：各医疗单位　　签批：林某\n某某局关于做好防火工作的通知\n\n@所有人 各医疗单位：\n　　请做好以下工作：1、各单位开展自查；2、组织演练1次；3、6月12日前将台账报局安办。\n　　每年6、8月15日前报送进展。\n\n某某局\n2026年4月10日\n";
    let decoded = Decoded::from_text(text).unwrap();
    let outline = outline(&decoded).unwrap();
    assert_eq!(outline.title.as_ref().map(Passage::text), Some("某某局关于做好防火工作的通知"));
    assert_eq!(outline.recipients.iter().map(Passage::text).collect::<Vec<_>>(), ["各医疗单位"]);
    let part = outline.working_parts().next().unwrap();
    let items: Vec<&str> = part.sections.iter().map(Section::title).collect();
    assert_eq!(items, ["各单位开展自查", "组织演练1次", "6月12日前将台账报局安办"]);
    assert_eq!(part.opening[0].text(), "请做好以下工作：");
}

#[test]
fn plans_on_title_lines_of_their_own_are_told_apart() {
    let plans = |text: &str| {
        let (_, outline) = read(text);
        let titles =
            outline.plans().filter_map(|part| part.title.as_ref().map(|title| title.text().to_owned()));
        titles.collect::<Vec<_>>()
    };
    let plan = |title: &str| format!("{title}\n一、目标\n　　甲。\n二、安排\n　　乙。\n\n");
    let both = [plan("某燃气安全排查方案"), plan("某用电安全整治方案")].concat();
    let cover = "关于做好两项工作的通知\n各单位：\n　　现将方案印发给你们。\n\n";
    let names = ["某燃气安全排查方案", "某用电安全整治方案"];
    assert_eq!(plans(&format!("{cover}某某局\n2026年3月6日\n\n{both}")), names);
    assert_eq!(plans(&format!("{cover}{both}某某局\n2026年3月6日\n")), names, "signed at the end");
    let heading = format!("{cover}某某局\n2026年3月6日\n\n{}工作安排\n一、丙\n　　丁。\n", plan(names[0]));
    assert_eq!(plans(&heading), names[..1], "a short heading is no title");
    let named = format!(
        "{cover}某某局\n2026年3月6日\n\n{}　　按照某用电安全整治方案\n　　要抓好落实。\n",
        plan(names[0])
    );
    assert_eq!(plans(&named), names[..1], "no headings of its own");
}

#[test]
fn a_bracket_below_the_title_does_not_hide_the_salutation() {
    for (bracket, title) in [
        ("（2026—2028年）", "关于开展某行动的通知（2026—2028年）"),
        ("\n（2026—2028年）\n", "关于开展某行动的通知（2026—2028年）"),
        ("\n(2026-2028)", "关于开展某行动的通知(2026-2028)"),
        ("（经局务会议通过）\n", "关于开展某行动的通知"),
    ] {
        let (_, outline) =
            read(&format!("关于开展某行动的通知\n{bracket}\n各科室、各病区：\n　　请抓好落实。\n"));
        assert_eq!(outline.title.as_ref().map(Passage::text), Some(title));
        assert_eq!(outline.recipients.len(), 2, "{bracket}");
    }
}

const UNSIGNED: &str = "关于开展消防检查的通知\n\n各单位：\n　　一、检查内容\n　　开展检查。\n\n";

/// The paper that ends so is signed by 某某区卫生健康局 on 2026-09-01.
#[track_caller]
fn assert_signed(closing: &str) {
    let (_, outline) = read(&format!("{UNSIGNED}{closing}"));
    let day = outline.issued_on.map(|day| day.to_string());
    let signed = (outline.issuer.as_deref(), day.as_deref());
    assert_eq!(signed, (Some("某某区卫生健康局"), Some("2026-09-01")), "{closing}");
}

#[test]
fn whom_to_call_hides_no_signature() {
    for closing in [
        "联系人：林某　联系电话：0591-00000000\n某某区卫生健康局\n2026年9月1日\n",
        "某某区卫生健康局\n联系人：林某　联系电话：0591-00000000\n2026年9月1日\n",
        "　　　　某某区卫生健康局\n（联系人：林某，联系电话：0591-00000000）\n　　　　2026年9月1日\n",
        "某某区卫生健康局\n联系人：林某\n电话：0591-00000000\n2026年9月1日\n",
        "联系人：林某 联系电话：0591-00000000 某某区卫生健康局\n2026年9月1日\n",
        "某某区卫生健康局\n2026年9月1日\n（联系人：林某，联系电话：0591-00000000）\n",
    ] {
        assert_signed(closing);
    }
}

#[test]
fn several_bodies_may_sign_on_one_line() {
    let signed = |line: &str| read(&format!("{UNSIGNED}{line}\n2026年9月1日\n")).1.issuer;
    let both = "某某区卫生健康局、某某区财政局";
    assert_eq!(signed(both).as_deref(), Some(both));
    assert_eq!(signed("科学技术处、保卫处").as_deref(), Some("科学技术处、保卫处"));
    assert_eq!(signed("按时报送、不漏报"), None);
}

#[test]
fn what_stands_around_name_and_date_hides_no_signature() {
    for closing in [
        "某某区卫生健康局\n2026年9月1日22时\n",
        "某某区卫生健康局\n2026年9月1日（星期二）\n",
        "某某区卫生健康局\n（2026年9月1日）\n",
        "某某区卫生健康局\n二〇二六年九月一日（此件公开发布）\n",
        "某某区卫生健康局\n2026年9月1日印发\n",
        "某某区卫生健康局 2026年9月1日印发\n",
        "某某区卫生健康局（2026年9月1日）\n",
        "（某某区卫生健康局）\n2026年9月1日\n",
        "（某某区卫生健康局代章）\n2026年9月1日\n",
        "某某区卫生健康局\n（盖章）\n2026年9月1日\n",
        "某 某 区 卫 生 健 康 局（盖　章）\n2026 年 9 月 1 日\n",
        "发文单位：某某区卫生健康局\n日期：2026年9月1日\n",
    ] {
        assert_signed(closing);
    }
    let printed = format!("某某区卫生健康局文件\n\n{UNSIGNED}某某区卫生健康局办公室　　2026年9月3日印发\n");
    let (_, outline) = read(&printed);
    assert_eq!(outline.issuer.as_deref(), Some("某某区卫生健康局"), "the head, not who printed it");
    assert_eq!(outline.issued_on.map(|day| day.to_string()).as_deref(), Some("2026-09-03"));
    let (_, outline) = read(&format!(
        "{UNSIGNED}某某区卫生健康局\n2026年9月1日\n\n某某区卫生健康局办公室　2026年9月3日印发\n"
    ));
    assert_eq!(outline.issued_on.map(|day| day.to_string()).as_deref(), Some("2026-09-01"));
    assert_eq!(outline.imprint.len(), 1, "beside a signature the imprint is set aside");
}

#[test]
fn what_a_page_prints_around_the_papers_is_no_title() {
    let body = "各单位：\n　　一、检查内容\n　　开展检查。\n\n某某区卫生健康局\n2026年9月1日\n";
    for above in [
        "（信息公开形式：主动公开）\n（本文有删减）\n",
        "索 引 号：0001　公开形式：主动公开\n文　　号：某卫〔2026〕17号　　有 效 性：有效\n",
        "索 引 号\n0001/2026-1\n发文机构\n某某区卫生健康局\n发文日期\n2026-09-01\n名　称\n关于开展消防检查的通知\n文　号\n某卫〔2026〕17号\n主 题 词\n消防\n",
    ] {
        let (_, outline) = read(&format!("{above}关于开展消防检查的通知\n{body}"));
        assert_eq!(outline.title.as_ref().map(Passage::text), Some("关于开展消防检查的通知"), "{above}");
        let number = outline.document_number.as_deref();
        assert_eq!(number.is_some(), above.contains('〔'), "{above}");
        assert!(number.is_none_or(|number| number == "某卫〔2026〕17号"), "{number:?}");
    }
    let plan =
        "某某区消防安全整治方案\n　　为做好工作，制定本方案。\n一、目标\n　　甲。\n二、安排\n　　乙。\n";
    for above in [
        "（信息公开形式：主动公开）\n（此页无正文）\n",
        "（本文有删减）\n",
        "索引号：0001　文号：某卫〔2026〕17号\n",
        "索引号\t0001\n发文机关\t某某区卫生健康局\n成文日期\t2026年9月1日\n",
    ] {
        let (_, outline) = read(&format!("关于做好消防整治工作的通知\n\n{body}\n{above}{plan}"));
        let title = outline.parts[1].title.as_ref().map(Passage::text);
        assert_eq!(title, Some("某某区消防安全整治方案"), "{above}");
    }
}

#[test]
fn a_message_is_read_without_its_pictures() {
    let text = "@所有人 📢📢 关于开展用电检查的通知🔥\n各单位：\n　　请做好：\n1️⃣5月28日前完成自查；\n2️⃣６月５日前报送自查报告；\n3️⃣开展演练。\n某某区卫生健康局\n２０２６年５月１６日\n";
    let (decoded, outline) = read(text);
    assert_eq!(outline.title.as_ref().map(Passage::text), Some("关于开展用电检查的通知"));
    assert_eq!(outline.recipients.iter().map(Passage::text).collect::<Vec<_>>(), ["各单位"]);
    let items: Vec<&str> = outline.parts[0].sections.iter().map(Section::title).collect();
    assert_eq!(items, ["5月28日前完成自查", "６月５日前报送自查报告", "开展演练"]);
    assert_eq!(outline.parts[0].sections[0].heading.whole(&decoded).text, "5月28日前完成自查；");
    assert_eq!(outline.issued_on.map(|day| day.to_string()).as_deref(), Some("2026-05-16"));
}

#[test]
fn encodings_read_alike() {
    let utf8 = open(NOTICE.as_bytes(), "notice.txt").unwrap();
    let marked = open(format!("\u{feff}{}", NOTICE.replace('\n', "\r\n")).as_bytes(), "NOTICE.TXT").unwrap();
    let (gb, _, _) = encoding_rs::GB18030.encode(NOTICE);
    let utf16: Vec<u8> =
        "\u{feff}".encode_utf16().chain(NOTICE.encode_utf16()).flat_map(u16::to_le_bytes).collect();
    assert_eq!(utf8.text(), marked.text());
    assert_eq!(utf8.text(), open(&gb, "notice.txt").unwrap().text());
    assert_eq!(utf8.text(), open(&utf16, "notice.txt").unwrap().text());
}

#[test]
fn what_cannot_be_read_is_refused_with_one_sentence() {
    let broken_utf8 = [NOTICE.as_bytes(), &[0xff, 0xff, b'\n']].concat();
    for (bytes, name, error) in [
        (Vec::new(), "notice.txt", ReadError::Empty),
        (" \r\n　\u{feff}".as_bytes().to_vec(), "notice.txt", ReadError::Empty),
        (b"PK\x03\x04\x00\x00".to_vec(), "notice.txt", ReadError::Damaged),
        (b"\x01\0\x02\0\x03".to_vec(), "notice.txt", ReadError::UnsupportedType),
        ([b"text ".as_slice(), &[1; 50], &[0xff; 50]].concat(), "notice.txt", ReadError::Binary),
        (b"\xff\xd8\xff\xe0".to_vec(), "notice.txt", ReadError::Picture),
        (b"7z\xbc\xaf\x27\x1c".to_vec(), "notice.docx", ReadError::Foreign("压缩包")),
        (broken_utf8, "notice.txt", ReadError::UnknownEncoding),
        (vec![b'a'; super::MAX_FILE_BYTES + 1], "notice.txt", ReadError::FileTooLarge),
        (vec![b'a'; super::MAX_TEXT_BYTES + 1], "notice.txt", ReadError::TextTooLong),
    ] {
        let found = open(&bytes, name).map(|decoded| decoded.text().len());
        assert_eq!(found, Err(error.clone()));
        let sentence = error.to_string();
        assert!(!sentence.contains('。') && sentence.chars().count() > 10, "{sentence}");
    }
}

#[test]
fn a_secrecy_mark_stops_the_reading_and_is_not_repeated() {
    let body = "关于某事的通知";
    for text in [
        format!("机密★1年\n{NOTICE}"),
        format!("{NOTICE}\n内部资料\n"),
        format!("密级：秘密 {body}\n{NOTICE}"),
    ] {
        let error = open(text.as_bytes(), "notice.txt").unwrap_err();
        assert_eq!(error, ReadError::Secret);
        assert!(!error.to_string().contains("机密") && !error.to_string().contains(body));
    }
    assert!(open(NOTICE.replace("坚持问题导向", "严格保守国家秘密").as_bytes(), "notice.txt").is_ok());
}

#[test]
fn other_writing_is_no_official_document() {
    for text in
        ["今天天气很好，我们去公园散步。\n明天也去。\n", "fn main() {}\n", "会议室\n设备清单如下\n投影仪\n"]
    {
        let decoded = Decoded::from_text(text).unwrap();
        assert_eq!(outline(&decoded).map(|_| ()).unwrap_err(), ReadError::NotOfficial, "{text}");
    }
}

/// What makes a reader look far ahead or back, when it stands there by the thousand.
const HOSTILE: [&str; 12] = [
    "（一）",
    "附件：1.",
    "附件\n",
    "附件：甲\n附件：乙\n",
    "2026年5月",
    "即日起",
    "各单位、",
    "（《“",
    "第一阶段：",
    "某某局\n",
    "2026年5月1日\n",
    "一、甲\n",
];

/// Ten megabytes of what would hurt a reader that looks back: it must come to an end.
#[test]
fn long_hostile_text_is_read_to_its_end() {
    let length = 10 * 1024 * 1024;
    let head = "关于某事的通知\n各单位：\n";
    for unit in HOSTILE {
        let text = format!("{head}{}", unit.repeat(length / unit.len() / 64));
        let decoded = Decoded::from_text(&text).unwrap();
        let read = outline(&decoded).map(|outline| outline.parts.len());
        assert!(matches!(read, Ok(1..) | Err(ReadError::NotOfficial)), "{unit}");
    }
    let section = "一、总体要求\n　　各单位要于2026年5月底前报送情况。\n";
    let (_, outline) = read(&format!("{head}{}", section.repeat(length / section.len())));
    assert!(outline.parts[0].sections.len() > 100_000);
}
