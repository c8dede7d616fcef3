//! The reading as a whole: the sample notice, the links to the text, the shape of the JSON.

use std::fs;
use std::path::Path;

use serde_json::{Value, json};

use super::{
    Decoded, EACH_DAY, EACH_WORKDAY, Every, Excerpt, NO_DAYS, OutlineNode, ReadError, Reading, read,
};

/// The notices of our own writing; `cargo test -p xtask` scores their readings.
fn fixtures() -> Vec<String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/notices");
    let paths = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let texts = paths.filter(|path| path.extension().is_some_and(|extension| extension == "txt"));
    texts.map(|path| fs::read_to_string(path).unwrap()).collect()
}

fn reading(text: &str) -> Reading {
    read(&Decoded::from_text(text).unwrap()).unwrap()
}

/// The part of a reading that the answers speak about.
fn answers(reading: &Reading) -> Value {
    fn headings(nodes: &[OutlineNode], level: u8) -> Vec<String> {
        let own = |node: &OutlineNode| (node.level == level).then(|| node.heading.clone());
        nodes.iter().flat_map(|node| own(node).into_iter().chain(headings(&node.children, level))).collect()
    }
    let phases: Vec<Value> = reading
        .phases
        .iter()
        .map(|phase| json!({"name": phase.name, "starts_on": phase.starts_on, "ends_on": phase.ends_on}))
        .collect();
    let rules: Vec<Value> = reading
        .report_rules
        .iter()
        .map(|rule| {
            json!({"kind": rule.kind, "due_on": rule.due_on, "due_time": rule.due_time, "every": rule.every,
                "with_pictures": rule.with_pictures})
        })
        .collect();
    let attachments: Vec<&str> = reading.attachments.iter().map(|one| one.title.as_str()).collect();
    json!({
        "title": reading.title, "document_number": reading.document_number, "issuer": reading.issuer,
        "recipients": reading.recipients, "issued_on": reading.issued_on, "phases": phases, "report_rules": rules,
        "level1": headings(&reading.outline, 1), "level2": headings(&reading.outline, 2),
        "attachments": attachments, "slogans": reading.slogans,
    })
}

fn differences(name: &str, expected: &Value, found: &Value) -> Vec<String> {
    let fields = expected.as_object().unwrap();
    fields
        .iter()
        .filter(|(field, value)| found[field.as_str()] != **value)
        .map(|(field, value)| {
            format!("{name}: {field}\n  expected {value}\n  found    {}", found[field.as_str()])
        })
        .collect()
}

/// The sample notice of the demonstration.
const SAMPLE: &str = include_str!("../../../../app/demo/notice.txt");

#[test]
fn the_sample_notice_gives_its_whole_plan() {
    let found = reading(SAMPLE);
    let phases: Vec<(&str, Option<String>, Option<String>)> = found
        .phases
        .iter()
        .map(|p| (p.name.as_str(), p.starts_on.map(|d| d.to_string()), p.ends_on.map(|d| d.to_string())))
        .collect();
    assert_eq!(
        phases,
        [
            ("广泛宣传发动", None, Some("2026-05-31".into())),
            ("深入学习培训", None, Some("2026-08-31".into())),
            ("选树示范典型", None, Some("2026-12-31".into())),
            ("健全长效机制", Some("2027-01-01".into()), None),
        ]
    );
    assert_eq!((found.subjects.len(), found.slogans.len(), found.recipients.len()), (6, 10, 6));
    assert_eq!(found.slogans.len(), found.slogan_sources.len());
    let codes: Vec<&str> = found.measures.iter().map(|measure| measure.code.as_str()).collect();
    for code in [
        "topic_column",
        "media_report",
        "handbook",
        "outreach",
        "quiz",
        "consultation",
        "open_letter",
        "slogan",
        "poster",
        "display_board",
        "public_film",
        "led_slogan",
        "lecture",
        "leader_lecture",
        "case_analysis",
        "training_class",
        "drill",
        "field_meeting",
        "experience_summary",
        "role_model",
        "dual_prevention",
        "annual_self_assessment",
    ] {
        assert!(codes.contains(&code), "{code}");
    }
    let phaseless: Vec<&str> =
        found.tasks.iter().filter(|task| task.phase.is_none()).map(|task| task.text.as_str()).collect();
    assert!(phaseless.len() == 4 && phaseless[0].starts_with("一要讲清目的意义"), "{phaseless:?}");
    let asked: Vec<&str> = found.questions.iter().map(|question| question.about.as_str()).collect();
    // 每个阶段至少召开一次: one number of each phase, none of the whole.
    let expected =
        ["phases[4].report_cycle", "report_rules.phase_end", "unit_plan.due_on", "measures[36].target"];
    assert_eq!(asked, expected);
}

pub(super) fn excerpts(reading: &Reading) -> Vec<Excerpt> {
    fn of(node: &OutlineNode, found: &mut Vec<Excerpt>) {
        found.push(node.source.clone());
        node.children.iter().for_each(|child| of(child, found));
    }
    let mut found = reading.slogan_sources.clone();
    found.extend(reading.requirement_sources.iter().cloned());
    found.extend(reading.phases.iter().map(|one| one.source.clone()));
    found.extend(reading.tasks.iter().map(|one| one.source.clone()));
    found.extend(reading.measures.iter().map(|one| one.source.clone()));
    found.extend(reading.report_rules.iter().map(|one| one.source.clone()));
    found.extend(reading.attachments.iter().map(|one| one.source.clone()));
    reading.outline.iter().for_each(|node| of(node, &mut found));
    found
}

#[test]
fn every_item_is_linked_to_the_slice_that_it_names() {
    let mut texts = fixtures();
    assert!(texts.len() >= 40, "the fixtures are there");
    texts.push(SAMPLE.to_owned());
    texts.push(wrapped(SAMPLE));
    for text in texts {
        let decoded = Decoded::from_text(&text).unwrap();
        let scalars: Vec<char> = decoded.text().chars().collect();
        for excerpt in excerpts(&read(&decoded).unwrap()) {
            let slice: String = scalars[excerpt.start..excerpt.end].iter().collect();
            assert_eq!(slice, excerpt.text);
            assert!(!slice.is_empty());
        }
    }
}

/// The text as a PDF gives it: hard wraps at 28 characters, blanks beside digits, page numbers between.
fn wrapped(text: &str) -> String {
    let mut lines: Vec<String> = Vec::new();
    for line in text.lines() {
        let body: Vec<char> = line.trim_matches(['　', ' ']).chars().collect();
        let is_head = lines.len() < 6 || body.len() <= 28;
        let indent = if is_head { "" } else { "    " };
        for (at, part) in body.chunks(28).enumerate() {
            let part: String = part.iter().collect();
            lines.push(format!("{}{part}", if at == 0 { indent } else { "" }));
        }
        if lines.len().is_multiple_of(22) {
            lines.push(format!("— {} —", lines.len() / 22));
        }
        if body.is_empty() {
            lines.push(String::new());
        }
    }
    let spaced = lines.join("\n");
    ["年", "月", "日"].iter().fold(spaced, |text, unit| text.replace(unit, &format!(" {unit} ")))
}

#[test]
fn a_wrapped_copy_reads_to_the_same_plan() {
    let (plain, hard) = (reading(SAMPLE), reading(&wrapped(SAMPLE)));
    assert_eq!(differences("wrapped", &answers(&plain), &answers(&hard)), Vec::<String>::new());
    let codes = |reading: &Reading| {
        reading.measures.iter().map(|one| (one.phase, one.code.clone())).collect::<Vec<_>>()
    };
    assert_eq!(codes(&plain), codes(&hard));
    assert_eq!((plain.subjects, plain.name), (hard.subjects, hard.name));
}

/// What is asked about a notice with these steps.
fn asked_about(steps: &str) -> Vec<String> {
    let text = format!(
        "关于开展消防检查的通知\n\n各单位：\n　　请抓好落实。\n　　一、实施步骤\n{steps}\n\n某某局\n2026年11月3日\n"
    );
    let questions = reading(&text).questions.into_iter().filter(|one| !one.about.starts_with("tasks"));
    questions.map(|question| format!("{}: {}", question.about, question.text)).collect()
}

#[test]
fn what_cannot_be_right_about_a_phase_is_asked() {
    let reversed = asked_about(
        "　　（一）自查阶段（2026年11月30日至2026年11月10日）。要自查。\n　　（二）整改阶段（2026年12月）。要整改。",
    );
    assert_eq!(
        reversed,
        ["phases[1].dates: 第1阶段“自查阶段”读作2026年11月30日至2026年11月10日，结束早于开始，应为哪一天？"]
    );
    let backwards = asked_about(
        "　　（一）自查阶段（2026年12月）。要自查。\n　　（二）整改阶段（2026年11月1日至11月30日）。要整改。",
    );
    assert!(
        backwards[0].starts_with("phases[2].dates: ") && backwards[0].contains("早于前一阶段"),
        "{backwards:?}"
    );
    let damaged = asked_about(
        "　　（一）自查阶段（202年11月20日前）。要自查。\n　　（二）整改阶段（2026年12月）。要整改。",
    );
    assert!(damaged[0].starts_with("phases[1].dates: "), "{damaged:?}");
}

#[test]
fn what_is_to_be_handed_to_a_body_is_asked_for_its_day() {
    let rules = |sentence: &str| {
        let text = format!(
            "关于开展消防检查的通知\n\n各单位：\n　　一、检查内容\n　　{sentence}\n　　二、检查范围\n　　所有楼宇。\n\n某某局\n2026年11月3日\n"
        );
        let reading = reading(&text);
        let asked = reading.questions.iter().filter(|one| one.about.starts_with("report_rules")).count();
        (reading.report_rules.len(), asked)
    };
    for sentence in
        ["各单位报名单至局安办。", "将名单报局安办。", "建立隐患台账，整改情况报区卫健局办公室备案。"]
    {
        assert_eq!(rules(sentence), (1, 1), "{sentence}");
    }
    for sentence in ["要及时报送信息。", "将线索移交区市场监管局。", "明确专人负责信息报送工作。"]
    {
        assert_eq!(rules(sentence), (0, 0), "{sentence}");
    }
}

#[test]
fn a_daily_report_is_laid_out_only_where_its_days_can_be_borne() {
    let asked = |time: &str, sentence: &str| {
        let text = format!(
            "关于开展消防检查的通知\n\n各单位：\n　　一、活动时间\n　　{time}\n　　二、工作要求\n　　{sentence}\n\n某某局\n2026年11月3日\n"
        );
        let found = reading(&text);
        let rules: Vec<_> = found.report_rules.iter().map(|rule| rule.every).collect();
        let questions = found.questions.into_iter().filter(|one| one.about.starts_with("report_rules"));
        (rules, questions.map(|one| (one.text, one.choices)).collect::<Vec<_>>())
    };
    let (rules, questions) = asked("2026年11月9日至11月30日。", "各单位每日17时前报送进展情况。");
    assert_eq!((rules, questions.len()), (vec![None], 1));
    assert_eq!(questions[0].0, "“各单位每日17时前报送进展情况”按日进行，全程22天，怎么登记？");
    assert_eq!(questions[0].1, [EACH_DAY, EACH_WORKDAY, NO_DAYS, "按周", "按半月", "按月"]);
    let (_, questions) = asked("2026年11月9日至11月30日。", "各单位每个工作日下班前报送进展情况。");
    assert_eq!(questions[0].1[..2], [EACH_WORKDAY, EACH_DAY]);
    for (time, words) in [("2026年11月至2027年3月。", "逐日设期限过多"), ("长期。", "没有印明截止日期")]
    {
        let (_, questions) = asked(time, "各单位每日报送进展情况。");
        assert!(questions[0].0.contains(words), "{questions:?}");
        assert_eq!(questions[0].1[..2], [NO_DAYS, "按周"]);
    }
    let (rules, questions) = asked("2026年11月9日至11月30日。", "实行每日统计、每周汇总报送。");
    assert_eq!((rules, questions.len()), (vec![None, Some(Every::Week)], 1));
    assert!(questions[0].0.starts_with("“实行每日统计”"), "{questions:?}");
}

#[test]
fn a_table_of_phases_that_was_not_read_is_asked() {
    let asked = asked_about(
        "　　阶段　　时间　　主要任务\n　　6月1日至6月5\n　　宣传　　制定方案\n　　总结6月26日至6月　报送总结",
    );
    assert_eq!(asked, ["phases: 通知的时间阶段印在表格里，没有读明，请对照原文划分，按什么安排？"]);
}

#[test]
fn other_papers_are_refused_by_their_name() {
    let minutes = "某某局局长办公会议纪要\n\n　　会议研究了安全生产工作。\n　　一、要开展检查。\n　　二、要报送总结。\n";
    let error = read(&Decoded::from_text(minutes).unwrap()).unwrap_err();
    assert!(error.to_string().starts_with("这是会议纪要，"), "{error}");
}

#[test]
fn a_secrecy_mark_or_other_writing_gives_no_reading() {
    let marked = format!("秘密★3年\n{SAMPLE}");
    assert_eq!(Decoded::from_text(&marked).map(|_| ()), Err(ReadError::Secret));
    let letter = Decoded::from_text("亲爱的同事：\n最近还好吗？\n").unwrap();
    assert_eq!(read(&letter).map(|_| ()), Err(ReadError::NotOfficial));
}

#[test]
fn the_json_has_the_keys_of_the_contract() {
    let json = serde_json::to_value(reading(SAMPLE)).unwrap();
    for key in [
        "title",
        "document_number",
        "issuer",
        "recipients",
        "issued_on",
        "name",
        "purpose",
        "superior_basis",
        "subjects",
        "subject_sources",
        "requirements",
        "phases",
        "tasks",
        "measures",
        "report_rules",
        "outline",
        "attachments",
        "slogans",
        "slogan_sources",
        "questions",
    ] {
        assert!(json.get(key).is_some(), "{key}");
    }
    let rule = &json["report_rules"][0];
    assert_eq!(
        (&rule["kind"], &rule["every"], &rule["due_time"]),
        (&json!("phase_end"), &Value::Null, &Value::Null)
    );
    assert_eq!(json["phases"][0]["ends_on"], "2026-05-31");
    assert_eq!(json["phases"][0]["starts_on"], Value::Null);
}

#[test]
fn the_terminal_sees_the_plan_in_chinese() {
    let text = reading(SAMPLE).to_string();
    for words in [
        "文号：云青卫〔2026〕17号",
        "1. 广泛宣传发动  至2026年5月31日",
        "每阶段结束",
        "标语（10）",
        "需要您决定",
    ] {
        assert!(text.contains(words), "{words}");
    }
}

#[test]
fn one_dated_step_under_its_heading_is_the_phase() {
    let with = |heading: &str, step: &str| {
        let text = format!(
            "关于开展消防宣传的通知\n\n各单位：\n　　请抓好落实。\n　　一、{heading}\n　　（一）{step}。各单位要组织应急演练。\n　　二、要求\n　　加强领导。\n\n某某局\n2026年3月9日\n"
        );
        let phases = reading(&text).phases.into_iter();
        phases.map(|phase| (phase.name, phase.ends_on.map(|day| day.to_string()))).collect::<Vec<_>>()
    };
    let only = vec![("集中宣传".to_owned(), Some("2026-11-30".to_owned()))];
    assert_eq!(with("实施步骤", "集中宣传（2026年11月30日前）"), only);
    assert_eq!(with("实施步骤", "集中宣传"), []);
    assert_eq!(with("宣传内容", "集中宣传（2026年11月30日前）"), []);
}

#[test]
fn a_number_among_the_aims_is_a_target_and_no_task() {
    let text = "关于开展用电安全整治的通知\n\n各单位：\n　　一、工作目标\n　　加强用电培训，压实责任。每单位举办用电安全讲座不少于2场。\n　　二、工作任务\n　　各单位开展隐患排查。\n\n某某局\n2026年3月9日\n";
    let read = reading(text);
    let named: Vec<_> =
        read.measures.iter().map(|one| (one.code.as_str(), one.target.map(|target| target.count))).collect();
    assert_eq!(named, [("lecture", Some(2)), ("hazard_check", None)]);
    let tasks: Vec<&str> = read.tasks.iter().map(|task| task.text.as_str()).collect();
    assert_eq!(tasks, ["各单位开展隐患排查"]);
}

#[test]
fn a_total_beside_the_phases_is_not_lost() {
    let drills = |phase: &str, total: &str| {
        let text = format!(
            "关于开展用电安全整治的通知\n\n各单位：\n　　一、工作任务\n　　{total}\n　　二、实施步骤\n　　（一）部署阶段（2026年4月）。各单位要召开动员会。\n　　（二）整治阶段（2026年5月）。{phase}\n\n某某局\n2026年3月9日\n"
        );
        let found = reading(&text).measures.into_iter().filter(|one| one.code == "drill");
        found.map(|one| (one.phase, one.target.map(|target| target.count))).collect::<Vec<_>>()
    };
    let total = "各单位组织应急演练不少于2次。";
    assert_eq!(
        drills("各单位组织应急演练。", total),
        [(None, Some(2))],
        "the phase has no number of its own"
    );
    assert_eq!(drills("各单位组织应急演练1次。", total), [(Some(2), Some(1)), (None, Some(2))]);
    assert_eq!(drills("各单位组织应急演练2次。", total), [(Some(2), Some(2))], "said twice");
    assert_eq!(drills("各单位组织应急演练。", "各单位组织应急演练。"), [(Some(2), None)]);
}

#[test]
fn a_number_and_addressees_are_enough_for_a_paper_without_a_title() {
    let text = "青卫办函〔2026〕19号\n各县卫生健康局：\n　　我局制定了《2026年重点检查计划》。现印发你们，请按照要求组织实施，并将检查结果按时报送我局。\n青禾市卫生健康局\n2026年3月11日\n";
    let found = reading(text);
    assert_eq!(found.document_number.as_deref(), Some("青卫办函〔2026〕19号"));
    let asked: Vec<&str> = found.questions.iter().map(|one| one.about.as_str()).collect();
    assert!(asked.contains(&"title") && asked.contains(&"tasks.unread"), "{asked:?}");
}
