use super::*;
use crate::plan::Changes;
use crate::plan::edition::{Change, TaskItem};
use crate::reading::{Catalogue, Decoded, Known, read_amendment};
use crate::workday::{OffHolidays, Workdays};
use crate::{Filter, IndicatorId};

fn day(text: &str) -> CivilDate {
    CivilDate::parse(text).unwrap()
}

fn id<T>(number: u8) -> ids::Id<T> {
    ids::Id::parse(&format!("{number:032x}")).unwrap()
}

fn phase(number: u8, name: &str, ends_on: &str) -> PhaseItem {
    PhaseItem {
        id: id(number),
        ordinal: i64::from(number),
        name: name.to_owned(),
        starts_on: None,
        ends_on: Some(day(ends_on)),
    }
}

fn due(number: u8, kind: DueKind, phase: Option<u8>, title: &str, on: &str) -> DueItem {
    DueItem {
        id: id(number),
        phase: phase.map(id),
        kind,
        title: title.to_owned(),
        due_on: Some(day(on)),
        due_time: None,
        with_pictures: false,
        moved_from: None,
        off_holidays: None,
        sent_at: None,
    }
}

fn indicator(number: u8, phase: Option<u8>, measure: &str, target: Option<i64>) -> IndicatorItem {
    IndicatorItem {
        id: id(number),
        phase: phase.map(id),
        measure: measure.to_owned(),
        filter: Filter::default(),
        basis: Basis::Unit,
        target,
        hundredths: 0,
        rulings: Vec::new(),
    }
}

fn plan() -> Edition {
    Edition {
        phases: vec![phase(1, "宣传发动", "2026-05-31"), phase(2, "自查自改", "2026-08-31")],
        dues: vec![
            due(11, DueKind::PhaseEnd, Some(1), "宣传发动阶段开展情况", "2026-05-31"),
            due(12, DueKind::PhaseEnd, Some(2), "自查自改阶段开展情况", "2026-08-31"),
            due(13, DueKind::Periodic, Some(1), "5月31日前一周值班信息", "2026-05-31"),
            due(14, DueKind::Periodic, Some(1), "6月7日前一周值班信息", "2026-06-07"),
            due(15, DueKind::Once, Some(2), "报送总结报告", "2026-08-25"),
            due(16, DueKind::Periodic, Some(2), "2026年11月隐患台账", "2026-11-25"),
            due(17, DueKind::Once, None, "报送年度小结", "2026-12-30"),
        ],
        indicators: vec![
            indicator(21, Some(1), "lecture", Some(2)),
            indicator(22, Some(2), "lecture", Some(2)),
            indicator(23, Some(1), "quiz", None),
        ],
        tasks: vec![TaskItem {
            id: id(31), phase: Some(id(1)), text: "各单位要组织观看警示片".to_owned()
        }],
        ..Edition::default()
    }
}

fn proposed(body: &str) -> Vec<Proposal> {
    let plan = plan();
    let text =
        format!("关于调整有关安排的补充通知\n\n各单位：\n　　{body}\n\n青禾区卫生健康局\n2026年6月1日\n");
    let units = [(id(41), "白沙卫生院".to_owned())];
    let known = Known {
        phases: plan.phases.iter().map(|phase| phase.name.clone()).collect(),
        units: units.iter().map(|(_, name)| name.clone()).collect(),
    };
    let said = read_amendment(&Decoded::from_text(&text).unwrap(), Catalogue::built_in(), &known);
    let in_force =
        InForce { plan: &plan, units: &units, today: day("2026-06-01"), workdays: &Workdays::as_shipped() };
    propose(&said, in_force).into_iter().map(|(proposal, _)| proposal).collect()
}

fn moved(number: u8, on: &str) -> Proposal {
    Proposal::MoveDue { id: id(number), due_on: day(on), due_time: None }
}

/// One more report of the second phase.
fn more(matter: &str, on: &str) -> Proposal {
    Proposal::AddDue {
        phase: Some(id(2)),
        title: format!("报送{matter}"),
        due_on: day(on),
        due_time: None,
        with_pictures: false,
    }
}

#[test]
fn a_day_beside_a_new_indicator_is_not_lost() {
    let found = proposed("第二阶段增加应急演练1次，10月底前完成。");
    let is_new = |one: &Proposal| matches!(one, Proposal::AddIndicator { measure, target: Some(1), .. } if measure == "drill");
    let has_day = |one: &Proposal| matches!(one, Proposal::AddTask { phase, text } if *phase == Some(id(2)) && text.contains("10月底前"));
    assert!(found.iter().any(is_new) && found.iter().any(has_day), "{found:?}");
}

#[test]
fn a_sentence_becomes_a_change_of_the_row_that_it_means() {
    let ends = |number, on| Proposal::Phase { id: id(number), starts_on: None, ends_on: Some(day(on)) };
    let cases = [
        ("第一阶段延长至2026年6月20日。", ends(1, "2026-06-20")),
        ("第一阶段延长一个月。", ends(1, "2026-06-30")),
        ("活动时间延长至9月30日。", ends(2, "2026-09-30")),
        ("总结报告报送时间调整为9月10日。", moved(15, "2026-09-10")),
        ("第二阶段开展情况报送时间延至9月5日。", moved(12, "2026-09-05")),
        ("报送时间由8月25日改为8月28日。", moved(15, "2026-08-28")),
        ("不再报送值班信息。", Proposal::DropDues(vec![id(14)])),
        ("原定8月25日前报送总结报告不再执行。", Proposal::DropDues(vec![id(15)])),
        ("原8月25日前报送的要求停止执行。", Proposal::DropDues(vec![id(15)])),
        ("取消每月25日前报送隐患台账的要求。", Proposal::DropDues(vec![id(16)])),
        ("11月份隐患台账不再报送。", Proposal::DropDues(vec![id(16)])),
        ("各单位于9月10日前报送工作总结，原8月25日前报送的不再执行。", moved(15, "2026-09-10")),
        ("年度小结由8月31日前报送改为次年1月10日前报送。", moved(17, "2027-01-10")),
        ("将第二阶段“专题讲座不少于2场”调整为“不少于3场”。", Proposal::Aim { id: id(22), target: 3 }),
        ("第一阶段专题讲座由每单位2场增至3场。", Proposal::Aim { id: id(21), target: 3 }),
        (
            "增加一次中期报送，请于7月20日前报送第二阶段中期开展情况。",
            more("第二阶段中期开展情况", "2026-07-20"),
        ),
        ("增报一次第二阶段进展（7月10日前）。", more("第二阶段进展", "2026-07-10")),
        ("请于7月20日前报送第二阶段中期开展情况。", more("第二阶段中期开展情况", "2026-07-20")),
        ("请于9月5日前报送第二阶段开展情况。", moved(12, "2026-09-05")),
        ("不再组织知识竞赛。", Proposal::DropIndicators(vec![id(23)])),
        ("第二阶段讲座由2场调整为5场。", Proposal::Aim { id: id(22), target: 5 }),
        (
            "第二阶段增加应急演练1次。",
            Proposal::AddIndicator { phase: Some(id(2)), measure: "drill".to_owned(), target: Some(1) },
        ),
        ("将白沙卫生院纳入参加单位。", Proposal::Join(vec![id(41)])),
        (
            "请各单位于7月15日前报送汛期专报。",
            Proposal::AddDue {
                phase: None,
                title: "报送汛期专报".to_owned(),
                due_on: day("2026-07-15"),
                due_time: None,
                with_pictures: false,
            },
        ),
    ];
    for (body, expected) in cases {
        assert_eq!(proposed(body), [expected], "{body}");
    }
}

#[test]
fn what_fits_more_than_one_row_or_none_is_not_guessed() {
    for (body, why) in [
        ("讲座由2场调整为4场。", "2 项这样的指标"),
        ("第一阶段增加讲座2场。", "再加"),
        ("报送期限顺延至2026年9月20日。", "7 项报送要求"),
        ("第一阶段延长至5月31日。", "已经是这样"),
        ("第二阶段时间调整为2026年9月1日至2026年8月31日。", ""),
        ("不再报送季报。", "没有找到"),
        ("1月份隐患台账不再报送。", "没有找到"),
        ("原定9月25日前报送总结报告不再执行。", "没有找到"),
        ("半年小结由8月31日前报送改为9月10日前报送。", "没有找到"),
        ("第一阶段讲座由3场调整为2场。", "已经是这样"),
        ("增加每周五报送一次周报。", ""),
        ("10月1日起，每月25日前报送隐患整改台账。", ""),
        ("宣传手册数量减半。", ""),
        ("不再开展无烟单位创建。", "没有这项指标"),
    ] {
        match proposed(body).as_slice() {
            [Proposal::Unread(said)] => assert!(said.contains(why), "{body}: {said}"),
            other => panic!("{body}: {other:?}"),
        }
    }
    assert_eq!(proposed("各单位要组织观看警示片。"), [], "it stands in the plan");
}

#[test]
fn a_proposal_changes_its_row_once() {
    let (plan, mint) = (plan(), ids::Mint::seeded(clock::Clock::system(), 1));
    let ends = Proposal::Phase { id: id(1), starts_on: None, ends_on: Some(day("2026-06-20")) };
    let changes = ends.changes(&plan, &Workdays::as_shipped(), &mint);
    assert!(
        matches!(changes.phases.as_slice(), [Change::Changed { after, .. }] if after.ends_on == Some(day("2026-06-20")))
    );
    let same = Proposal::Aim { id: id(22), target: 2 };
    assert_eq!(
        same.changes(&plan, &Workdays::as_shipped(), &mint),
        Changes::default(),
        "the plan says so already"
    );
    let gone = Proposal::DropIndicators(vec![IndicatorId::parse(&"f".repeat(32)).unwrap()]);
    assert_eq!(
        gone.changes(&plan, &Workdays::as_shipped(), &mint),
        Changes::default(),
        "nobody has it any more"
    );
    let nothing = Proposal::Unread(String::new());
    assert!(
        !nothing.may_be_taken()
            && nothing.changes(&plan, &Workdays::as_shipped(), &mint) == Changes::default()
    );
}

#[test]
fn a_day_off_holidays_stays_off_them() {
    let (mut plan, mint) = (plan(), ids::Mint::seeded(clock::Clock::system(), 1));
    plan.dues[4].moved_from = plan.dues[4].due_on;
    plan.dues[4].off_holidays = Some(OffHolidays::Next);
    // 12 September 2026 is a Saturday.
    let changes = moved(15, "2026-09-12").changes(&plan, &Workdays::as_shipped(), &mint);
    let [Change::Changed { after, .. }] = changes.dues.as_slice() else { panic!("{changes:?}") };
    assert_eq!((after.due_on, after.moved_from), (Some(day("2026-09-14")), Some(day("2026-09-12"))));
}
