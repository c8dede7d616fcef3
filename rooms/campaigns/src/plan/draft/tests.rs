use super::*;
use crate::reading::{Catalogue, Decoded, Plans, chosen_plans, read, read_with};

const NOTICE: &str = include_str!("../../../tests/notice.txt");

fn draft() -> Draft {
    Draft::of(&read(&Decoded::from_text(NOTICE).unwrap()).unwrap(), &[], &Workdays::as_shipped())
}

#[test]
fn each_phase_with_an_end_owes_a_report_on_that_day() {
    let draft = draft();
    let ends: Vec<_> = draft.phases.iter().map(|phase| phase.ends_on.map(|end| end.to_string())).collect();
    let expected = [Some("2026-05-31"), Some("2026-08-31"), Some("2026-12-31"), None];
    assert_eq!(ends, expected.map(|end| end.map(str::to_owned)));
    let at_phase_end: Vec<_> = draft.dues.iter().filter(|due| due.kind == DueKind::PhaseEnd).collect();
    assert_eq!(at_phase_end.len(), 3);
    assert!(at_phase_end.iter().all(|due| due.with_pictures && due.source.is_some()));
    assert_eq!(at_phase_end[0].phase, Some(1));
    assert_eq!(at_phase_end[0].due_on.map(|day| day.to_string()).as_deref(), Some("2026-05-31"));
    assert_eq!(draft.dues.iter().filter(|due| due.kind == DueKind::AnyTime).count(), 1);
}

#[test]
fn every_row_knows_its_sentence() {
    let draft = draft();
    assert!(draft.indicators.len() >= 8, "{}", draft.indicators.len());
    assert!(draft.indicators.iter().all(|indicator| indicator.source.is_some()));
    assert!(draft.tasks.iter().all(|task| task.source.is_some()));
    assert!(draft.questions.iter().any(|question| question.about == "phases[4].report_cycle"));
}

#[test]
fn a_notice_without_phases_is_given_one() {
    let text = "关于开展消防安全检查的通知\n\n各医疗卫生单位：\n　　请各单位开展消防安全检查。\n\n青禾区卫生健康局\n2026年3月6日\n";
    let draft = Draft::of(&read(&Decoded::from_text(text).unwrap()).unwrap(), &[], &Workdays::as_shipped());
    assert_eq!(draft.phases.len(), 1);
    assert_eq!(draft.phases[0].starts_on.map(|day| day.to_string()).as_deref(), Some("2026-03-06"));
    assert_eq!(draft.phases[0].ends_on, None);
}

fn of_fixture(text: &str) -> Draft {
    Draft::of(&read(&Decoded::from_text(text).unwrap()).unwrap(), &[], &Workdays::as_shipped())
}

fn days<'d>(draft: &'d Draft, matter: &str) -> Vec<(String, &'d str)> {
    let dues = draft.dues.iter().filter(|due| due.title.contains(matter));
    dues.map(|due| (due.due_on.map(|day| day.to_string()).unwrap_or_default(), due.title.as_str())).collect()
}

#[test]
fn dues_fall_on_the_printed_days() {
    let draft = of_fixture(include_str!("../../../tests/notices/printed-days-of-every-cycle.txt"));
    let phase = &draft.phases[0];
    let dates = [phase.starts_on, phase.ends_on].map(|day| day.unwrap().to_string());
    assert_eq!(dates, ["2026-09-01", "2026-12-15"], "the printed time of the whole");
    let on = |matter| days(&draft, matter).into_iter().map(|(day, _)| day).collect::<Vec<_>>();
    // 25 September is a holiday until the 27th, 25 October a Sunday.
    assert_eq!(on("活动进展"), ["2026-09-28", "2026-10-26", "2026-11-25"]);
    assert!(draft.dues.iter().any(|due| due.moved_from == CivilDate::parse("2026-10-25").ok()));
    assert_eq!(days(&draft, "小结"), [("2026-09-28".to_owned(), "2026年第三季度小结")]);
    let weekly = on("工作动态");
    assert_eq!((weekly.len(), weekly[0].as_str(), weekly[4].as_str()), (15, "2026-09-03", "2026-10-08"));
    assert_eq!(on("《活动统计表》")[..3], ["2026-09-05", "2026-09-20", "2026-10-05"]);
    assert_eq!(on("隐患数据")[..3], ["2026-09-10", "2026-09-20", "2026-09-30"]);
    assert_eq!(on("整改台账"), ["2026-09-30", "2026-10-30", "2026-11-30"]);
    assert_eq!(days(&draft, "总结报告"), [("2026-12-20".to_owned(), "报送总结报告")]);
    let plan = draft.dues.iter().find(|due| due.kind == DueKind::UnitPlan).unwrap();
    assert_eq!(
        (plan.title.as_str(), plan.due_on.map(|day| day.to_string()).as_deref()),
        ("报备单位宣传方案", Some("2026-09-15"))
    );
    assert!(draft.questions.iter().all(|question| question.about == "phases"), "{:?}", draft.questions);
}

#[test]
fn a_plan_named_before_its_verb_is_filed() {
    let dues = |sentence: &str| {
        let text = format!(
            "关于开展消防宣传月活动的通知\n\n各单位：\n　　一、工作要求\n　　{sentence}。\n\n青禾区卫生健康局\n2026年9月1日\n"
        );
        let draft = of_fixture(&text);
        let found: Vec<_> = draft.dues.iter().map(|due| (due.kind, due.title.clone(), due.due_on)).collect();
        assert!(draft.questions.iter().all(|question| question.about == "phases"), "{:?}", draft.questions);
        found
    };
    let day = CivilDate::parse("2026-09-20").ok();
    for (sentence, title) in [
        ("制定本单位宣传方案，并于2026年9月20日前报局备案", "报备宣传方案"),
        ("各单位宣传方案于9月20日前报局安办", "报备宣传方案"),
        ("制定实施方案，并于9月20日前报送区卫健局备案", "报备实施方案"),
        ("制定的宣传方案请于9月20日前报区卫健局安办备案", "报备宣传方案"),
        ("各单位要制定具体宣传方案，于9月20日前报送我局备案", "报备具体宣传方案"),
    ] {
        assert_eq!(dues(sentence), [(DueKind::UnitPlan, title.to_owned(), day)], "{sentence}");
    }
    for (sentence, title) in [
        ("各单位活动总结于9月20日前报区卫健局安办备案", "报送活动总结"),
        ("各单位按照宣传方案抓好落实，落实情况于9月20日前报局备案", "报送落实情况"),
    ] {
        assert_eq!(dues(sentence), [(DueKind::Once, title.to_owned(), day)], "{sentence}");
    }
}

#[test]
fn dues_fall_on_the_days_that_a_list_prints() {
    let draft = of_fixture(include_str!("../../../tests/notices/days-of-a-cycle-in-a-list.txt"));
    let on = |matter| days(&draft, matter).into_iter().map(|(day, _)| day).collect::<Vec<_>>();
    assert_eq!(on("工作总结"), ["2026-06-20", "2026-12-10", "2027-06-20", "2027-12-10"]);
    assert_eq!(on("工作进展"), ["2026-03-25", "2026-06-25", "2026-09-25", "2026-12-25"]);
    assert_eq!(on("宣传动态")[..2], ["2026-03-06", "2026-03-13"]);
    assert_eq!(on("简报")[..2], ["2026-03-20", "2026-04-20"]);
    assert_eq!(on("评估材料"), ["2026-12-10"]);
}

const STEPS: &str = "　　一、工作步骤\n　　（一）自查阶段（2026年4月1日至4月30日）。开展自查。\n　　（二）整治阶段（2026年5月1日至2028年12月31日）。开展整治。\n　　二、要求\n";

fn behind_steps(demand: &str) -> Draft {
    of_fixture(&format!("关于开展消防检查的通知\n\n各单位：\n{STEPS}　　{demand}\n\n某某局\n2026年3月6日\n"))
}

#[test]
fn working_days_behind_a_named_phase_are_a_day() {
    for (demand, day) in [
        // Behind the holiday of May, with the Saturday on which people work.
        ("自查阶段结束后5个工作日内报送自查表。", "2026-05-11"),
        ("第一阶段结束后3个工作日内报送自查表。", "2026-05-08"),
        ("自查阶段结束前3个工作日报送自查表。", "2026-04-27"),
        ("自查阶段结束后5日内报送自查表。", "2026-05-05"),
    ] {
        let draft = behind_steps(demand);
        assert_eq!(days(&draft, "自查表"), [(day.to_owned(), "报送自查表")], "{demand}");
    }
}

#[test]
fn the_end_of_the_phase_under_which_a_report_stands_is_meant() {
    let under_second = |demand: &str| {
        let steps = STEPS.replace("开展整治。", &format!("开展整治。{demand}"));
        let text =
            format!("关于开展消防检查的通知\n\n各单位：\n{steps}　　加强领导。\n\n某某局\n2026年3月6日\n");
        of_fixture(&text)
            .dues
            .iter()
            .map(|due| (due.phase, due.due_on.unwrap().to_string()))
            .collect::<Vec<_>>()
    };
    let second = |day: &str| vec![(Some(2), day.to_owned())];
    assert_eq!(under_second("阶段结束后5日内报送总结。"), second("2029-01-05"));
    assert_eq!(under_second("本阶段结束时报送总结。"), second("2028-12-31"));
    assert_eq!(under_second("每个阶段结束后5日内报送总结。").len(), 2);
    assert_eq!(behind_steps("阶段结束后5日内报送总结。").dues.len(), 2);
}

#[test]
fn a_proposed_day_is_counted_on_the_calendar_of_the_bureau() {
    let text = format!(
        "关于开展消防检查的通知\n\n各单位：\n{STEPS}　　接通知后3个工作日内报送回执。\n\n某某局\n2031年9月30日\n"
    );
    let reading = read(&Decoded::from_text(&text).unwrap()).unwrap();
    let proposed = |workdays: &Workdays| {
        let draft = Draft::of(&reading, &[], workdays);
        let asked = draft.questions.iter().find(|question| question.about == "report_rules[1]").unwrap();
        asked.choices[1].clone()
    };
    assert_eq!(proposed(&Workdays::as_shipped()), "2031年10月3日（从9月30日收到算起3个工作日）");
    let entered = crate::reading::DaysOff::read("10月1日至7日放假", 2031).unwrap();
    assert_eq!(proposed(&Workdays::new([(2031, entered)])), "2031年10月10日（从9月30日收到算起3个工作日）");
    let told = reading.unsure_days().unwrap();
    assert!(told.contains("2031 年放假安排尚未公布") && told.contains("2031-10-03"), "{told}");
}

#[test]
fn every_day_of_each_year_is_owed() {
    let draft = behind_steps("每年4月10日、7月15日、11月20日前报送进展。");
    let told = days(&draft, "进展");
    assert_eq!(
        told[..3].iter().map(|(day, _)| day.as_str()).collect::<Vec<_>>(),
        ["2026-04-10", "2026-07-15", "2026-11-20"]
    );
    assert_eq!((told.len(), told[0].1), (9, "2026年4月10日前进展"));
    let draft = behind_steps("每年4月10日、6月10日前报送进展。");
    let two = days(&draft, "进展");
    assert_eq!(
        (two.len(), two[0].1, two[1].1),
        (6, "2026年4月10日前进展", "2026年6月10日前进展"),
        "both of one half"
    );
    let some = behind_steps("自查阶段和整治阶段结束后5个工作日内报送总结。");
    assert!(
        some.questions.iter().any(|question| question.text.contains("没有可以确定的日期")),
        "{:?}",
        some.questions
    );
}

#[test]
fn a_day_that_is_not_clear_is_asked_and_not_guessed() {
    let text = "关于开展消防检查的通知\n\n各单位：\n　　一、报送要求\n　　每月前5个工作日内报送进展。每半月报送一次台账。\n\n青禾区卫生健康局\n2026年3月6日\n";
    let draft = of_fixture(text);
    assert!(draft.dues.is_empty(), "{:?}", draft.dues);
    let asked: Vec<_> = draft.questions.iter().map(|question| question.about.as_str()).collect();
    assert_eq!(asked, ["phases", "report_rules[1]", "report_rules[2]"]);
    assert!(draft.questions[1].choices.contains(&"每月25日".to_owned()));
    assert!(draft.questions[2].choices.contains(&"按半月".to_owned()));
}

#[test]
fn of_several_plans_the_chosen_one_counts() {
    let text = include_str!("../../../tests/notices/two-plans-behind-the-signature.txt");
    let decoded = Decoded::from_text(text).unwrap();
    let of = |chosen| {
        Draft::of(&read_with(&decoded, Catalogue::built_in(), chosen).unwrap(), &[], &Workdays::as_shipped())
    };
    let (first, second, both) = (of(Plans::One(0)), of(Plans::One(1)), of(Plans::All));
    assert_eq!(first.name, "青禾区医疗机构燃气安全宣传方案");
    assert_eq!(second.name, "青禾区医疗机构用电安全宣传方案");
    let due = days(&first, "开展情况");
    assert_eq!(due[0], ("2026-11-06".to_owned(), "第一阶段开展情况"));
    assert_eq!((due[1].0.as_str(), first.dues.len()), ("2027-01-07", 2));
    let tells = |draft: &Draft, word| draft.tasks.iter().any(|task| task.text.contains(word));
    assert_eq!(
        (tells(&first, "充电点"), tells(&second, "充电点"), tells(&both, "充电点")),
        (false, true, true)
    );
    assert_eq!(second.phases.first().map(|phase| phase.ordinal), Some(1));
    assert_eq!(both.tasks.len(), first.tasks.len() + second.tasks.len());
    for draft in [&first, &second, &both] {
        let plans = draft.questions.iter().find(|question| question.about == "plans").unwrap();
        assert_eq!(plans.choices[1], "只取《青禾区医疗机构用电安全宣传方案》");
        assert_eq!(chosen_plans(&plans.choices, &plans.choices[1]), Some(Plans::One(1)));
        assert_eq!(chosen_plans(&plans.choices, "合并为一个行动"), Some(Plans::All));
        assert_eq!(chosen_plans(&plans.choices, "其他"), None);
    }
}

#[test]
fn a_printed_quantity_is_the_target_over_the_whole_phase() {
    let text = "关于开展安全生产月活动的通知\n\n各单位：\n　　一、活动时间\n　　2026年1月1日至2026年12月31日。\n　　二、活动内容\n　　各单位要开展安全生产专题讲座不少于2场，悬挂横幅不少于3条。各单位要每季度至少组织1次应急演练。\n\n青禾区卫生健康局\n2026年1月1日\n";
    let draft = of_fixture(text);
    let targets: Vec<_> = draft.indicators.iter().map(|one| (one.measure.as_str(), one.target)).collect();
    assert_eq!(targets, [("slogan", Some(3)), ("lecture", Some(2)), ("drill", Some(4))]);
    assert!(draft.indicators.iter().all(|one| one.basis == Basis::Unit));
}

#[test]
fn a_quantity_of_a_class_is_set_where_the_bureau_keeps_the_class() {
    let text = "关于开展安全生产月活动的通知\n\n各医疗卫生单位：\n　　一、活动时间\n　　2026年1月1日至2026年12月31日。\n　　二、活动内容\n　　开展应急演练，二级医院每季度不少于1次，诊所不少于1次。每家单位举办专题讲座不少于1场，二级以上医院不少于3场。\n\n青禾区卫生健康局\n2026年1月1日\n";
    let reading = read(&Decoded::from_text(text).unwrap()).unwrap();
    let classes = ["二级医院", "门诊部", "诊所"].map(str::to_owned);
    let draft = Draft::of(&reading, &classes, &Workdays::as_shipped());
    let told = |measure: &str| {
        let one = draft.indicators.iter().find(|one| one.measure == measure).unwrap();
        let classes = one.classes.iter().map(|class| (class.class.clone(), class.target)).collect::<Vec<_>>();
        (one.target, classes)
    };
    let by_class = vec![("二级医院".to_owned(), 4), ("诊所".to_owned(), 1)];
    assert_eq!(told("drill"), (None, by_class), "four quarters");
    assert_eq!(told("lecture"), (Some(1), Vec::new()));
    let asked = |words: &str| draft.questions.iter().find(|asked| asked.text.contains(words)).unwrap();
    assert_eq!(
        asked("已按单位类别设目标：二级医院 每季 1、诊所 1，是否正确？").choices,
        ["按此设定", "由我更正"]
    );
    assert_eq!(asked("二级以上医院 3").choices, ["由我填写", "不设目标"]);
    assert!(of_fixture(text).indicators.iter().all(|one| one.classes.is_empty()), "no class is known");
}

#[test]
fn a_quantity_for_each_bed_or_for_staff_keeps_what_it_is_counted_on() {
    let text = "关于开展安全生产月活动的通知\n\n各单位：\n　　一、活动时间\n　　2026年1月1日至2026年12月31日。\n　　二、活动内容\n　　各单位要每床位发放宣传手册1册，张贴宣传海报不少于10张。各单位要按每百名职工不少于2场开展安全生产专题讲座。\n\n青禾区卫生健康局\n2026年1月1日\n";
    let draft = of_fixture(text);
    let mut found: Vec<_> =
        draft.indicators.iter().map(|one| (one.measure.as_str(), one.target, one.basis)).collect();
    found.sort_unstable_by_key(|(measure, ..)| *measure);
    assert_eq!(
        found,
        [
            ("handbook", Some(1), Basis::Beds),
            ("lecture", Some(2), Basis::Staff),
            ("poster", Some(10), Basis::Unit)
        ]
    );
}

#[test]
fn neither_the_time_of_the_whole_nor_a_report_is_a_task() {
    let draft = of_fixture(include_str!("../../../tests/notices/next-year-behind-a-span.txt"));
    let tasks: Vec<_> = draft.tasks.iter().map(|task| task.text.as_str()).collect();
    assert_eq!(tasks, ["各医疗机构要组织现场咨询，播放公益片"]);
    assert_eq!(days(&draft, "联络员名单"), [("2026-11-08".to_owned(), "报送联络员名单")]);
    let phase = &draft.phases[0];
    assert_eq!(phase.ends_on.map(|day| day.to_string()).as_deref(), Some("2027-03-31"));
}
