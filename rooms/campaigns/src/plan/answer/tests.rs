use super::*;
use crate::{CampaignId, PhaseId};

fn day(text: &str) -> CivilDate {
    CivilDate::parse(text).unwrap()
}

fn ground() -> Ground {
    let campaign = CampaignId::parse("00000000000000000000000000000001").unwrap();
    let phase = |ordinal: i64, starts_on, ends_on: Option<&str>| PhaseFact {
        id: PhaseId::parse(&format!("{ordinal:032}")).unwrap(),
        campaign,
        ordinal,
        name: "典型推广".to_owned(),
        starts_on: Some(day(starts_on)),
        ends_on: ends_on.map(day),
    };
    let phases = vec![phase(1, "2026-03-06", Some("2026-12-31")), phase(2, "2027-01-01", None)];
    Ground {
        today: day("2026-03-06"),
        phases,
        rules: vec![rule("每半月报送一次进展"), rule("次年1月前报送总结")],
        workdays: Workdays::as_shipped(),
    }
}

fn rule(what: &str) -> ReportRule {
    let text = format!("关于开展某活动的通知\n各单位：\n一、要求\n请{what}。\n某某局\n2026年3月6日\n");
    let decoded = crate::reading::Decoded::from_text(&text).unwrap();
    crate::reading::read(&decoded).unwrap().report_rules.remove(0)
}

fn owed(topic: Topic, choice: &str) -> Vec<(String, String)> {
    let answered = Answered { choice: choice.to_owned(), on: None };
    match Effect::of(topic, &answered, &ground()).unwrap() {
        Effect::Owe(dues) | Effect::OweInsteadOfPhaseEnds(dues) => {
            dues.into_iter().map(|due| (due.due_on.unwrap().to_string(), due.title)).collect()
        }
        Effect::None => Vec::new(),
        other => panic!("{other:?}"),
    }
}

#[test]
fn topics_are_read_from_what_a_question_is_about() {
    assert_eq!(Topic::of("phases[4].report_cycle"), Topic::ReportCycle(4));
    assert_eq!(Topic::of("phases[3].mid_term"), Topic::MidTerm(3));
    assert_eq!(Topic::of("report_rules[120]"), Topic::Rule(120));
    assert_eq!(Topic::of("report_rules.phase_end"), Topic::PhaseEndReading);
    assert_eq!(Topic::of("phases[x].year"), Topic::Noted);
    assert_eq!(Topic::of("document_number"), Topic::Noted);
}

#[test]
fn an_open_phase_reports_in_the_cycle_chosen() {
    let owed_yearly = owed(Topic::ReportCycle(2), "按年");
    assert_eq!(owed_yearly[0], ("2027-12-31".to_owned(), "2027年度开展情况".to_owned()));
    assert_eq!(owed(Topic::ReportCycle(2), "按季").len(), 4);
    assert!(owed(Topic::ReportCycle(2), "不报送").is_empty());
}

#[test]
fn a_long_phase_may_report_in_its_middle() {
    let middle = owed(Topic::MidTerm(1), "增加一次中期报送");
    assert_eq!(middle, [("2026-07-31".to_owned(), "典型推广阶段中期开展情况".to_owned())]);
    assert_eq!(owed(Topic::MidTerm(1), "每季度报送一次").len(), 3);
    assert!(owed(Topic::MidTerm(1), "不增加").is_empty());
}

#[test]
fn the_unit_plan_is_due_after_the_launch() {
    let plan = |choice| owed(Topic::UnitPlan, choice).pop().map(|(day, _)| day);
    assert_eq!(plan("下发后 10 个工作日内").as_deref(), Some("2026-03-20"));
    assert_eq!(plan("第一阶段结束前").as_deref(), Some("2026-12-31"));
    assert_eq!(plan("不要求报备"), None);
}

#[test]
fn a_rule_comes_again_on_the_days_chosen() {
    let days = |choice| owed(Topic::Rule(1), choice).into_iter().take(3).collect::<Vec<_>>();
    let pair = |day: &str, title: &str| (day.to_owned(), title.to_owned());
    assert_eq!(
        days("按半月"),
        [
            pair("2026-03-15", "2026年3月上半月进展"),
            pair("2026-03-31", "2026年3月下半月进展"),
            pair("2026-04-15", "2026年4月上半月进展")
        ]
    );
    assert_eq!(days("每两周，从活动开始算起")[1], pair("2026-03-20", "3月20日前两周进展"));
    assert_eq!(days("按月")[0], pair("2026-03-31", "2026年3月进展"));
    assert_eq!(days("每季度结束后10日内")[0], pair("2026-04-10", "2026年第一季度进展"));
    assert!(owed(Topic::Rule(9), "按月").is_empty());
}

#[test]
fn a_day_that_is_printed_beside_an_odd_cycle_is_kept() {
    let days = |what: &str, choice: &str| {
        let ground = Ground { rules: vec![rule(what)], ..ground() };
        let answered = Answered { choice: choice.to_owned(), on: None };
        let Effect::Owe(dues) = Effect::of(Topic::Rule(1), &answered, &ground).unwrap() else { panic!() };
        dues.into_iter().take(2).map(|due| due.due_on.unwrap().to_string()).collect::<Vec<_>>()
    };
    assert_eq!(days("逢双月28日前报送台账", "按双月"), ["2026-04-28", "2026-06-28"]);
    assert_eq!(days("单月5日前报送台账", "按双月"), ["2026-05-05", "2026-07-05"]);
    assert_eq!(days("每双周周三报送信息", "每两周，从活动开始算起"), ["2026-03-11", "2026-03-25"]);
    assert_eq!(days("每双周周三报送信息", "按周"), ["2026-03-11", "2026-03-18"]);
}

#[test]
fn a_daily_report_has_its_days_or_none() {
    let ground = Ground {
        rules: vec![rule("自2026年9月28日至10月12日每日17时前报送进展情况，遇节假日不报")],
        ..ground()
    };
    let owed = |choice: &str| {
        let answered = Answered { choice: choice.to_owned(), on: None };
        match Effect::of(Topic::Rule(1), &answered, &ground).unwrap() {
            Effect::Owe(dues) => dues,
            other => panic!("{other:?}"),
        }
    };
    let (daily, working) = (owed(EACH_DAY), owed(EACH_WORKDAY));
    assert_eq!((daily.len(), working.len()), (15, 7));
    assert_eq!((daily[0].title.as_str(), daily[0].due_time.as_deref()), ("9月28日进展情况", Some("17:00")));
    let [any] = owed(NO_DAYS).try_into().unwrap();
    assert_eq!((any.kind, any.due_on, any.due_time), (DueKind::AnyTime, None, None));
    assert_eq!(any.title, "随时报送进展情况");
}

#[test]
fn a_day_of_ones_own_must_be_given() {
    let own = |on| Answered { choice: "指定日期".to_owned(), on };
    assert_eq!(Effect::of(Topic::UnitPlan, &own(None), &ground()), Err(NoDay));
    assert!(Effect::of(Topic::UnitPlan, &own(Some(day("2026-04-01"))), &ground()).is_ok());
}

#[test]
fn monthly_reports_take_the_place_of_those_at_phase_ends() {
    let monthly = owed(Topic::PhaseEndReading, "阶段内每月月底报送");
    assert_eq!(monthly.len(), 10);
    assert_eq!(monthly[0].0, "2026-03-31");
}

#[test]
fn a_proposed_day_is_taken_as_it_stands() {
    let ground = Ground { rules: vec![rule("在活动结束后10日内报送总结")], ..ground() };
    let start = ground.rules[0].source.start;
    let given = |choice: &str| {
        let answered = Answered { choice: choice.to_owned(), on: None };
        Effect::of(Topic::Rule(1), &answered, &ground).unwrap()
    };
    let on = Some(day("2027-01-10"));
    assert_eq!(given("2027年1月10日（活动12月31日结束）"), Effect::RuleDue { start, on });
    assert_eq!(given("不设期限"), Effect::RuleDue { start, on: None });
}
