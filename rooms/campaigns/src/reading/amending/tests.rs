use super::{Amends, Deed, Known, NamedMeasure, NewEnd, NewReport, Said, TimeOf, read_amendment};
use crate::reading::{After, Catalogue, Decoded};
use clock::CivilDate;

fn known() -> Known {
    Known {
        phases: ["宣传发动", "自查自改", "集中整治", "总结"].map(str::to_owned).to_vec(),
        units: vec!["白沙街道社区卫生服务中心".to_owned(), "白沙街道社区卫生服务中心二站".to_owned()],
    }
}

fn paper(body: &str) -> String {
    format!(
        "云青卫〔2026〕61号\n\n云岭市青禾区卫生健康局关于调整用电安全专项整治有关安排的补充通知\n\n各医疗卫生单位：\n\n　　因汛期工作需要，经研究，现将有关事项补充通知如下：\n{body}\n　　其他要求按原通知执行。请各单位认真抓好落实。\n\n云岭市青禾区卫生健康局\n2026年5月20日\n"
    )
}

fn said(text: &str) -> Vec<Said> {
    read_amendment(&Decoded::from_text(text).unwrap(), Catalogue::built_in(), &known())
}

fn amends(body: &str) -> Vec<Amends> {
    said(&paper(&format!("　　{body}"))).into_iter().map(|one| one.amends).collect()
}

fn day(text: &str) -> CivilDate {
    CivilDate::parse(text).unwrap()
}

fn ends(of: usize, on: &str) -> Amends {
    Amends::Time { of: TimeOf::Phase(of), starts_on: None, ends_on: Some(NewEnd::On(day(on))) }
}

#[test]
fn another_time_of_a_phase_is_read() {
    for (body, expected) in [
        ("将第二阶段延长至2026年6月20日。", ends(1, "2026-06-20")),
        ("第二阶段（自查自改）结束时间由5月31日调整为6月20日。", ends(1, "2026-06-20")),
        ("“集中整治”阶段延期至9月30日。", ends(2, "2026-09-30")),
        ("受疫情影响，宣传发动时间顺延到6月底。", ends(0, "2026-06-30")),
        ("集中整治阶段截止日期改为次年1月10日。", ends(2, "2027-01-10")),
    ] {
        assert_eq!(amends(body), [expected], "{body}");
    }
    let both = Amends::Time {
        of: TimeOf::Phase(2),
        starts_on: Some(day("2026-07-01")),
        ends_on: Some(NewEnd::On(day("2026-11-30"))),
    };
    assert_eq!(amends("第三阶段时间调整为2026年7月1日至11月30日。"), [both]);
    let whole =
        Amends::Time { of: TimeOf::Whole, starts_on: None, ends_on: Some(NewEnd::On(day("2026-12-31"))) };
    assert_eq!(amends("专项整治行动时间延长至2026年12月31日。"), [whole]);
    let later =
        Amends::Time { of: TimeOf::Phase(1), starts_on: None, ends_on: Some(NewEnd::Later(After::Days(14))) };
    assert_eq!(amends("第二阶段延长两周。"), [later]);
    let start = Amends::Time { of: TimeOf::Phase(2), starts_on: Some(day("2026-07-01")), ends_on: None };
    assert_eq!(amends("集中整治开始时间推迟到7月1日。"), [start]);
}

#[test]
fn two_changes_of_one_sentence_are_two() {
    let found = amends("第二阶段延长至6月20日，第三阶段延长至10月31日，其他时间不变。");
    assert_eq!(found, [ends(1, "2026-06-20"), ends(2, "2026-10-31")]);
}

#[test]
fn what_goes_on_behind_a_change_is_read_or_told() {
    let first = ends(2, "2027-01-31");
    let starts = Amends::Time { of: TimeOf::Phase(3), starts_on: Some(day("2027-02-01")), ends_on: None };
    let begun = "第三阶段延长至2027年1月31日，";
    for (behind, expected) in [
        ("第四阶段相应自2027年2月1日开始。", starts),
        ("总结阶段于2027年3月1日结束。", ends(3, "2027-03-01")),
        ("第四阶段相应顺延。", Amends::Unread),
        ("第四阶段同步。", Amends::Unread),
        ("督查组于2027年2月5日进驻。", Amends::Unread),
    ] {
        assert_eq!(amends(&format!("{begun}{behind}")), [first.clone(), expected], "{behind}");
    }
    for behind in ["第四阶段时间不变。", "请各单位抓好落实。"] {
        assert_eq!(amends(&format!("{begun}{behind}")), std::slice::from_ref(&first), "{behind}");
    }
    let task = Amends::Task { phase: None, text: "各单位要落实汛期领导带班制度".to_owned() };
    assert_eq!(amends(&format!("{begun}各单位要落实汛期领导带班制度。")), [first, task]);
}

fn report(matter: Option<&str>, old: Option<&str>, due_on: &str, is_change: bool) -> NewReport {
    NewReport {
        phase: None,
        old: old.map(day),
        matter: matter.map(str::to_owned),
        due_on: day(due_on),
        due_time: None,
        with_pictures: false,
        is_change,
        is_more: false,
    }
}

#[test]
fn another_day_of_a_report_is_read() {
    for (body, expected) in [
        (
            "总结报告报送时间由12月20日调整为次年1月10日。",
            report(Some("总结报告"), Some("2026-12-20"), "2027-01-10", true),
        ),
        ("将报送隐患台账的期限延长至6月25日。", report(Some("隐患台账"), None, "2026-06-25", true)),
        ("报送期限顺延至2026年6月20日。", report(None, None, "2026-06-20", true)),
        ("请各单位于7月15日前报送汛期专报。", report(Some("汛期专报"), None, "2026-07-15", false)),
    ] {
        assert_eq!(amends(body), [Amends::Report(expected)], "{body}");
    }
}

#[test]
fn the_report_is_called_by_the_words_before_its_old_day() {
    for (body, matter) in [
        ("年度总结由12月31日前报送改为次年1月10日前报送。", "年度总结"),
        ("将年度总结由12月31日前调整为次年1月10日前。", "年度总结"),
    ] {
        let expected = report(Some(matter), Some("2026-12-31"), "2027-01-10", true);
        assert_eq!(amends(body), [Amends::Report(expected)], "{body}");
    }
}

#[test]
fn a_report_that_is_over_is_never_a_new_one() {
    let over = |matter: Option<&str>, due_on: Option<&str>, is_series| Amends::NoReport {
        phase: None,
        matter: matter.map(str::to_owned),
        due_on: due_on.map(day),
        is_series,
    };
    for (body, expected) in [
        ("各单位不再报送周报。", over(Some("周报"), None, true)),
        ("取消每月隐患数据报送。", over(Some("隐患数据"), None, true)),
        ("原定12月15日前报送工作总结不再执行。", over(Some("工作总结"), Some("2026-12-15"), false)),
        ("原定12月15日前报送工作总结的要求停止执行。", over(Some("工作总结"), Some("2026-12-15"), false)),
        ("取消每月25日前报送隐患整改台账的要求。", over(Some("隐患整改台账"), None, true)),
        ("10月份工作进展不再报送。", over(Some("10月份工作进展"), None, false)),
    ] {
        assert_eq!(amends(body), [expected], "{body}");
    }
    for body in ["报送时间不再顺延。", "原定6月15日前、12月15日前报送的不再执行。"]
    {
        assert_eq!(amends(body), [Amends::Unread], "{body}");
    }
}

#[test]
fn an_old_day_and_a_new_one_are_one_report_that_moves() {
    let moved = Amends::Report(report(Some("工作总结"), Some("2026-12-15"), "2026-12-25", true));
    for body in [
        "各单位于12月25日前报送工作总结，原12月15日前报送的不再执行。",
        "各单位于12月25日前报送工作总结。原定12月15日前报送的要求取消。",
        "原定12月15日前报送工作总结不再执行，改为12月25日前报送。",
    ] {
        assert_eq!(amends(body), std::slice::from_ref(&moved), "{body}");
    }
    let found = amends("各单位于12月25日前报送汛期专报，原定12月15日前报送工作总结不再执行。");
    assert!(matches!(found.as_slice(), [Amends::Report(_), Amends::NoReport { .. }]), "{found:?}");
}

#[test]
fn one_more_report_is_none_that_moves() {
    for (body, matter, on) in [
        (
            "增加一次中期报送，请各单位于10月20日前报送第三阶段中期开展情况。",
            "第三阶段中期开展情况",
            "2026-10-20",
        ),
        ("增报一次第三阶段进展（11月10日前）。", "第三阶段进展", "2026-11-10"),
    ] {
        let expected = NewReport { phase: Some(2), is_more: true, ..report(Some(matter), None, on, false) };
        assert_eq!(amends(body), [Amends::Report(expected)], "{body}");
    }
    let expected = NewReport { is_more: true, ..report(Some("中期小结"), None, "2026-10-20", false) };
    assert_eq!(amends("增加一次中期小结，10月20日前报送。"), [Amends::Report(expected)]);
}

fn named(
    deed: Deed,
    phase: Option<usize>,
    code: &str,
    count: Option<u32>,
) -> (Deed, Option<usize>, Vec<NamedMeasure>) {
    (deed, phase, vec![NamedMeasure { code: code.to_owned(), count }])
}

#[test]
fn measures_come_go_and_get_another_quantity() {
    for (body, expected) in [
        ("第二阶段增加应急演练1次。", named(Deed::Add, Some(1), "drill", Some(1))),
        ("不再组织知识竞赛。", named(Deed::Drop, None, "quiz", None)),
        ("将讲座由每单位2场调整为每单位4场。", named(Deed::Set, None, "lecture", Some(4))),
        ("应急演练次数增加到3次。", named(Deed::Set, None, "drill", Some(3))),
        ("将“专题讲座不少于2场”调整为“不少于3场”。", named(Deed::Set, None, "lecture", Some(3))),
        ("“应急演练不少于1次”修改为“不少于2次”。", named(Deed::Set, None, "drill", Some(2))),
        ("专题讲座由每单位2场增至3场。", named(Deed::Set, None, "lecture", Some(3))),
        (
            "将“每单位开展专题辅导讲座不少于2场”修改为“每单位开展专题辅导讲座不少于4场”。",
            named(Deed::Set, None, "lecture", Some(4)),
        ),
        ("知识竞赛由1次增加到3次。", named(Deed::Set, None, "quiz", Some(3))),
        ("应急演练由2次减至1次。", named(Deed::Set, None, "drill", Some(1))),
        ("新增应急演练，每单位不少于2次。", named(Deed::Add, None, "drill", Some(2))),
        ("新增“隐患随手拍”活动，每单位征集不少于10条。", named(Deed::Add, None, "hazard_report", Some(10))),
        (
            "为进一步压实责任，根据市局统一部署，结合我区实际，新增隐患随手拍活动，各单位征集线索10条以上。",
            named(Deed::Add, None, "hazard_report", Some(10)),
        ),
    ] {
        let found = amends(body).into_iter().map(|one| match one {
            Amends::Measures { deed, phase, named, .. } => (deed, phase, named),
            other => panic!("{body}: {other:?}"),
        });
        assert_eq!(found.collect::<Vec<_>>(), [expected], "{body}");
    }
}

#[test]
fn tasks_and_units_are_added() {
    let task = |phase, text: &str| Amends::Task { phase, text: text.to_owned() };
    assert_eq!(amends("在第三阶段增加地下配电房防水封堵。"), [task(Some(2), "地下配电房防水封堵")]);
    assert_eq!(amends("各单位要落实汛期领导带班制度。"), [task(None, "各单位要落实汛期领导带班制度")]);
    let counted = task(None, "“消防逃生体验”活动，每单位不少于2次");
    assert_eq!(amends("新增“消防逃生体验”活动，每单位不少于2次。"), [counted]);
    let units = Amends::Units(vec!["白沙街道社区卫生服务中心二站".to_owned()]);
    assert_eq!(amends("将白沙街道社区卫生服务中心二站纳入本次专项整治范围。"), [units]);
}

#[test]
fn what_is_not_understood_is_told_and_what_stays_is_not() {
    for body in [
        "第二、三阶段相应顺延。",
        "第九阶段延长至6月20日。",
        "考核办法作废。",
        "将信息报送由“每月25日前”调整为“每月20日前”。",
        "专家组成员由局办公室另行调整。",
        "第二阶段延长至6月31日。",
        "宣传手册数量减半。",
        "讲座和演练由各1次调整为2次、3次。",
        "将“专题讲座2场”调整为“应急演练2次”。",
        "增加每周五报送一次周报。",
        "10月1日起，每月25日前报送隐患整改台账。",
        "汛期实行隐患日报告、零报告制度。",
    ] {
        assert_eq!(amends(body), [Amends::Unread], "{body}");
    }
    for body in ["其余各阶段时间不变。", "原定培训安排不作调整。", "要高度重视材料报送工作。"]
    {
        assert_eq!(amends(body), [], "{body}");
    }
}

#[test]
fn a_heading_names_what_follows_unless_it_says_it() {
    let body = |lines: &str| said(&paper(lines)).into_iter().map(|one| one.amends).collect::<Vec<_>>();
    let expected = [ends(1, "2026-06-20")];
    assert_eq!(body("　　一、关于时间调整\n　　第二阶段延长至6月20日。"), expected);
    assert_eq!(body("　　一、时间调整。第二阶段延长至6月20日。"), expected);
    assert_eq!(body("　　一、第二阶段延长至6月20日。请抓好落实。"), expected);
    assert_eq!(
        body("　　一、第二阶段延长至6月20日。\n　　二、考核办法作废。"),
        [ends(1, "2026-06-20"), Amends::Unread]
    );
}

#[test]
fn each_change_is_the_slice_that_it_names() {
    let text = paper(
        "　　一、关于时间\n　　第二阶段延长至6月20\n日，不再组织知识竞赛。\n　　二、关于报送\n　　请各单位于7月15日前报送汛期专报。考核办法作废。",
    );
    let bare = "第二阶段延长至2026年6月20日。\n请各单位于2026年7月15日前报送汛期专报。";
    for (text, count) in [(text.as_str(), 4), (bare, 2)] {
        let scalars: Vec<char> = text.chars().collect();
        let found = said(text);
        assert_eq!(found.len(), count, "{found:?}");
        for one in found {
            let slice: String = scalars[one.source.start..one.source.end].iter().collect();
            assert_eq!(slice, one.source.text);
        }
    }
}

#[test]
fn hostile_texts_say_a_bounded_number_of_things() {
    let clause = "第二阶段延长至六月，不再报送周报，增加演练，由5月1日调整为，";
    let texts = [
        clause.repeat(20_000),
        "考核办法作废。".repeat(20_000),
        "调整，".repeat(200_000),
        "调整".repeat(400_000),
        "各单位要自查。".repeat(20_000),
    ];
    for text in texts {
        let found = said(&paper(&text));
        assert!(found.len() <= super::MOST + super::MOST_TRIED, "{}", found.len());
    }
    let found = said(&paper(&"考核办法作废。".repeat(20_000)));
    assert_eq!(found.len(), super::MOST + 1);
    assert_eq!(found.last().map(|one| &one.amends), Some(&Amends::TooMuch));
}

#[test]
fn why_there_is_a_paper_is_no_task() {
    for body in [
        "为进一步加强用电安全工作，根据市局统一部署，结合我区实际，经研究，现将有关事项补充通知。",
        "为全面抓好落实，结合工作实际。",
    ] {
        assert_eq!(amends(body), [], "{body}");
    }
    let task = Amends::Task { phase: None, text: "配电房防水封堵".to_owned() };
    assert_eq!(amends("为进一步防范风险，根据上级要求，新增配电房防水封堵。"), [task]);
}
