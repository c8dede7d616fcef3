//! Demands as bureaus write them, read as a whole: what comes out, or what is asked.

use clock::CivilDate;

use super::{DayRule, Decoded, Every, Reading, ReportKind, ReportRule, read};

fn reading(body: &str) -> Reading {
    let text = format!(
        "关于开展消防宣传的通知\n\n各单位：\n　　为抓好消防工作，现就有关事项通知如下。\n　　{}\n\n青禾区卫生健康局\n2026年3月16日\n",
        body.replace('\n', "\n　　")
    );
    read(&Decoded::from_text(&text).unwrap()).unwrap()
}

/// Each rule as «matter» with the days that it is due on, or its cycle.
fn told(body: &str) -> Vec<(String, String)> {
    reading(body)
        .report_rules
        .iter()
        .map(|rule| (rule.matter.clone().unwrap_or_default(), when(rule)))
        .collect()
}

fn rules(body: &str) -> Vec<ReportRule> {
    reading(body).report_rules
}

fn when(rule: &ReportRule) -> String {
    let days: Vec<String> = rule.due_on.iter().map(|day| day.to_string()[5..].to_owned()).collect();
    match (rule.kind, rule.every) {
        (ReportKind::Periodic, Some(every)) => format!("{every:?}"),
        (ReportKind::Periodic, None) => "asked".to_owned(),
        (ReportKind::AnyTime, _) => "any time".to_owned(),
        _ if days.is_empty() => "asked".to_owned(),
        _ => days.join(" "),
    }
}

fn assert_told(cases: &[(&str, &[(&str, &str)])]) {
    for (body, expected) in cases {
        let found = told(body);
        let found: Vec<_> = found.iter().map(|(matter, when)| (matter.as_str(), when.as_str())).collect();
        assert_eq!(found, *expected, "{body}");
    }
}

const STEPS: &str = "一、工作安排\n（一）动员阶段（2026年4月1日至4月10日）。制定方案。\n（二）整治阶段（4月11日至6月10日）。开展整治。\n（三）总结阶段（6月11日至6月20日）。总结经验。";

#[test]
fn what_stands_behind_the_last_phase_is_for_the_whole() {
    for behind in [
        "报送要求：每月25日前报送进展；每月报送信息不少于2条。",
        "各单位每周五报送进展，每月28日前报送台账。",
        "信息报送：各单位每周五报送进展；每月底报送台账。",
    ] {
        let found = reading(&format!("{STEPS}\n{behind}\n二、要求\n加强领导。")).report_rules;
        assert_eq!(found.len(), 2, "{behind}: {found:?}");
        assert!(found.iter().all(|rule| rule.until.is_none()), "{behind}: {found:?}");
    }
    let labelled = format!("{STEPS}\n报送要求：各单位于4月10日前报送方案，6月20日前报送总结。");
    assert_told(&[(&labelled, &[("方案", "04-10"), ("总结", "06-20")])]);
}

#[test]
fn what_a_phase_says_of_itself_stays_in_it() {
    let inside = "一、工作安排\n（一）动员阶段（2026年4月1日至4月10日）。制定方案。\n（二）整治阶段（4月11日至6月10日）。开展整治，每周五报送进展。\n二、要求\n加强领导。";
    let of_itself = format!("{STEPS}\n本阶段每周五报送总结进展。\n二、要求\n加强领导。");
    for (body, until) in [(inside, "2026-06-10"), (of_itself.as_str(), "2026-06-20")] {
        let found = reading(body).report_rules;
        assert_eq!(found[0].until.map(|day| day.to_string()).as_deref(), Some(until), "{body}");
    }
}

#[test]
fn each_of_several_papers_has_its_own_time() {
    assert_told(&[
        ("各单位于4月10日前、6月20日前分别报送方案和总结。", &[("方案", "04-10"), ("总结", "06-20")]),
        ("方案和总结分别于4月10日、6月20日前报送局安办。", &[("方案", "04-10"), ("总结", "06-20")]),
        ("阶段小结5月28日前、总结6月28日前报局安办。", &[("阶段小结", "05-28"), ("总结", "06-28")]),
        ("阶段小结5月28日前，总结6月28日前报局安办。", &[("阶段小结", "05-28"), ("总结", "06-28")]),
        ("阶段小结于5月28日前报送，总结6月28日前报送。", &[("阶段小结", "05-28"), ("总结", "06-28")]),
        (
            "月报于次月3日前、季报于季后5日前、半年报于7月10日前、年报于次年1月10日前报送。",
            &[("月报", "Month"), ("季报", "Quarter"), ("半年报", "07-10"), ("年报", "01-10")],
        ),
        ("各单位按季度报送小结，半年和年终分别报送总结。", &[("小结", "Quarter"), ("总结", "asked")]),
    ]);
    let dates = reading("6月5日、7月5日前报送统计表和台账。").report_rules;
    assert_eq!(dates.len(), 1, "without 分别 both are due on each day: {dates:?}");
}

#[test]
fn each_deed_of_a_clause_has_its_own_time() {
    assert_told(&[
        (
            "各单位分别于6月9日前报送方案、每月5日前报送上月进展、12月10日前报送总结。",
            &[("方案", "06-09"), ("上月进展", "Month"), ("总结", "12-10")],
        ),
        (
            "请将方案于6月9日前、每月进展于次月5日前、总结于12月10日前报送区卫健局。",
            &[("方案", "06-09"), ("每月进展", "Month"), ("总结", "12-10")],
        ),
        (
            "每年7月5日前报送上半年小结、次年1月5日前报送全年总结。",
            &[("上半年小结", "Year"), ("全年总结", "Year")],
        ),
    ]);
}

#[test]
fn what_another_section_makes_is_not_what_is_sent() {
    let body = format!("{STEPS}\n二、要求\n各单位请于6月25日前报送区卫健局。");
    assert_ne!(rules(&body)[0].matter.as_deref(), Some("方案"));
}

#[test]
fn a_regime_gives_its_time_to_the_report() {
    for body in [
        "3月28日至4月8日实行“零报告”制度，每日17:00前报送。",
        "3月28日至4月8日，实行“零报告”制度，每日17:00前报送至局安办。",
        "3月28日至4月8日实行“零报告”制度。每日17:00前报送。",
        "春防关键期（3月28日至4月8日）实行日报告制度，每日17时前报送情况。",
    ] {
        let found = reading(body);
        assert_eq!(found.report_rules.len(), 1, "{body}");
        let rule = &found.report_rules[0];
        let window = (rule.from.unwrap().to_string(), rule.until.unwrap().to_string());
        assert_eq!(window, ("2026-03-28".to_owned(), "2026-04-08".to_owned()), "{body}");
        assert_eq!(rule.due_time.as_deref(), Some("17:00"), "{body}");
        assert!(found.tasks.is_empty(), "{body}: {:?}", found.tasks);
    }
    let halves = reading("实行半月报告制度，每月15日、30日前报送。").report_rules;
    assert_eq!((halves.len(), halves[0].day.clone()), (1, Some(DayRule::Days(vec![15, 30]))));
    let two = reading("实行零报告制度，每周五报送小结。实行日报告制度。").report_rules;
    assert_eq!(two.len(), 2, "{two:?}");
}

#[test]
fn a_day_said_behind_belongs_to_the_paper_before() {
    assert_told(&[
        ("各单位至少报送1个典型案例，5月31日前报局安办。", &[("典型案例", "05-31")]),
        ("首次报送时间为4月10日，此后每月10日前报送。", &[("", "Month")]),
        ("首次报送时间为4月15日，此后每月10日前报送。", &[("", "04-15"), ("", "Month")]),
        ("4月10日前报首次报告，此后每两周报一次。", &[("", "Week")]),
    ]);
}

#[test]
fn no_cycle_is_lost() {
    for (body, every, day) in [
        ("每月第一个工作日前将上月进展报局安办。", Some(Every::Month), Some(DayRule::Unclear)),
        ("每月最后一个工作日前，各单位将进展发局安办邮箱。", Some(Every::Month), Some(DayRule::LastWorkday)),
        ("情况每旬一报。", Some(Every::Month), Some(DayRule::Days(vec![10, 20, 31]))),
        ("情况每半月一报。", None, None),
        (
            "一、报送要求\n1.周报：每周一、周四\n二、要求",
            Some(Every::Week),
            Some(DayRule::Weekdays(vec![1, 4])),
        ),
        ("一、报送要求\n1.旬报：每旬\n二、要求", Some(Every::Month), Some(DayRule::Days(vec![10, 20, 31]))),
        (
            "一、报送要求\n1.季报：每季度首月5日前\n二、要求",
            Some(Every::Quarter),
            Some(DayRule::InPeriod { month: 1, day: 5 }),
        ),
    ] {
        let found = reading(body);
        assert_eq!(found.report_rules.len(), 1, "{body}: {:?}", found.report_rules);
        let rule = &found.report_rules[0];
        assert_eq!((rule.every, rule.day.clone()), (every, day.clone()), "{body}");
        let is_open = every.is_none() || day == Some(DayRule::Unclear);
        let is_asked = found.questions.iter().any(|asked| asked.about == "report_rules[1]");
        assert_eq!(is_asked, is_open, "{body}");
    }
    assert_told(&[(
        "一、报送要求\n1.月报：每月最后一个工作日前\n2.总结：6月20日前\n二、要求",
        &[("月报", "Month"), ("总结", "06-20")],
    )]);
}

#[test]
fn the_matter_is_named_however_it_is_sent() {
    assert_told(&[
        ("每月25日前报送图片2—3张。", &[("图片", "Month")]),
        ("请于4月10日前和6月20日前分别报送方案和总结至局安办邮箱。", &[("方案", "04-10"), ("总结", "06-20")]),
        ("请各单位明确1名联络员并将联系方式反馈。", &[("联系方式", "asked")]),
        ("信息报送时间：每周一、周四，由联络员发至工作群。", &[("信息", "Week")]),
        ("报送时间：每月第一个工作日。", &[("", "Month")]),
        ("报送时间为每月25日前，报送内容为工作进展。", &[("工作进展", "Month")]),
        ("各单位每旬末将排查情况填入附件2报局安办。", &[("排查情况", "Month")]),
        ("总结材料一式两份，于6月20日前报局安办。", &[("总结材料", "06-20")]),
        ("宣传图片、视频等资料每周五前发至安全工作群。", &[("宣传图片、视频等资料", "Week")]),
        ("请每天10时前在微信群报送前一日检查数量。", &[("前一日检查数量", "asked")]),
        ("5月底前推荐优秀作品不少于2件报送局宣传科。", &[("优秀作品", "05-31")]),
        ("活动情况请随时报微信群。", &[("", "any time")]),
        ("请认真填写附件表格，于4月10日12:00前回传。", &[("", "04-10")]),
    ]);
}

#[test]
fn a_day_of_several_years_is_a_series_with_an_end() {
    for (body, from, until) in [
        ("2027年、2028年的12月5日前报送年度总结。", "2027-01-01", "2028-12-05"),
        ("2026年、2027年每年12月5日前报送年度总结。", "2026-03-16", "2027-12-05"),
        ("2026—2028年每年6月底前报送年度总结。", "2026-03-16", "2028-06-30"),
    ] {
        let found = rules(body);
        assert_eq!(found.len(), 1, "{body}: {found:?}");
        assert_eq!((found[0].kind, found[0].every), (ReportKind::Periodic, Some(Every::Year)), "{body}");
        let day = |day: Option<CivilDate>| day.map(|day| day.to_string());
        assert_eq!(
            (day(found[0].from).as_deref(), day(found[0].until).as_deref()),
            (Some(from), Some(until)),
            "{body}"
        );
    }
    let apart = rules("2027年、2029年的12月5日前报送总结。");
    assert!(apart.iter().all(|rule| rule.kind == ReportKind::Once), "{apart:?}");
}

#[test]
fn what_is_told_as_it_comes_is_a_report() {
    for body in [
        "有关情况请及时报告。",
        "如发生人员伤亡等突发情况，务必第一时间报告，并附现场照片。",
        "遇突发情况，须立即报局应急办。",
    ] {
        let found = rules(body);
        assert_eq!(found.iter().map(|rule| rule.kind).collect::<Vec<_>>(), [ReportKind::AnyTime], "{body}");
        assert_eq!(found[0].with_pictures, body.contains("照片"), "{body}");
    }
}

#[test]
fn a_heading_says_when_and_the_sentence_below_what() {
    let text = "关于开展消防检查的通知\n\n各单位：\n　　一、信息报送\n　　（一）每周五报送。请各单位将排查情况表报区卫健局安全科。\n　　（二）及时报送总结。6月30日前报送总结。\n　　二、要求\n　　请抓好落实。\n\n某某局\n2026年3月2日\n";
    let found = read(&Decoded::from_text(text).unwrap()).unwrap().report_rules;
    assert_eq!(found.len(), 2, "{found:?}");
    assert_eq!((found[0].every, found[0].matter.as_deref()), (Some(Every::Week), Some("排查情况表")));
    assert_eq!(found[0].day, Some(DayRule::Weekdays(vec![5])));
}

#[test]
fn the_same_paper_in_another_form_is_no_second_report() {
    assert_eq!(rules("请于9月20日前报送统计表。统计表需盖章，电子版同时发送至安全科邮箱。").len(), 1);
    let pictures = rules("自查表9月20日前发到安全科邮箱，同时在群里发3张照片。");
    assert!(pictures.len() == 1 && pictures[0].with_pictures, "{pictures:?}");
    assert_eq!(rules("互查表9月26日12时前由组长单位收齐统一报。").len(), 1);
}

#[test]
fn a_row_of_an_annexed_table_may_demand_a_report() {
    let text = |body: &str| {
        format!(
            "关于开展消防检查的通知\n\n各单位：\n　　一、内容\n　　请各单位开展检查。{body}\n\n　　附件：任务清单\n\n某某局\n2026年3月2日\n\n附件\n\n任务清单\n\n序号\t任务\t责任单位\t完成时限\n1\t开展检查\t各单位\t5月底前\n2\t报送检查总结\t各单位\t6月20日前\n3\t上报全区台账\t安全科\t6月30日前\n"
        )
    };
    for body in ["", "6月20日前报送检查总结。"] {
        let found = read(&Decoded::from_text(&text(body)).unwrap()).unwrap().report_rules;
        let due: Vec<String> = found.iter().flat_map(|rule| &rule.due_on).map(ToString::to_string).collect();
        assert_eq!(due, ["2026-06-20"], "{body}: {found:?}");
    }
}

#[test]
fn several_papers_in_one_sentence_have_each_its_own_time() {
    assert_told(&[
        (
            "各单位方案于4月9日前、每月进展于次月5日前、总结于12月25日前报送局安办。",
            &[("方案", "04-09"), ("每月进展", "Month"), ("总结", "12-25")],
        ),
        (
            "表格请于19日放学前交办公室，活动结束后10日内报送总结报告。",
            &[("表格", "asked"), ("总结报告", "asked")],
        ),
    ]);
}

#[test]
fn what_is_handed_to_somebody_by_a_day_is_a_report() {
    assert_told(&[
        ("请填写好相关表格。于4月27日前交教育局人事科。", &[("", "04-27")]),
        ("会员申请表请于4月30日前寄我会筹委会（和平路2号）。", &[("会员申请表", "04-30")]),
        ("学生作品4月30日以前上传至“筑梦传承”群。", &[("学生作品", "04-30")]),
        ("活动实施情况小结于4月25日前通过OA系统报办公室王老师邮箱。", &[("活动实施情况小结", "04-25")]),
        ("各单位填写登记表，19日放学前交安全办李老师。", &[("登记表", "asked")]),
    ]);
    for body in ["请于4月27日前交费到财务科。", "4月27日前交流到其他科室。", "4月27日前交通管制。"]
    {
        assert_eq!(told(body), [], "{body}");
    }
}

#[test]
fn what_was_done_and_what_others_are_told_demands_nothing() {
    for body in [
        "我局于3月2日印发了《关于报送第一季度季报的通知》（青卫〔2026〕6号）。",
        "根据上级关于统计报表报送工作有关规定，现就有关事项说明。",
        "全区各单位已按规定按时完成了年度统计年报上报工作。",
        "但在第一季度季报上报工作中还存在不足之处。",
        "截止到4月14日（第一季度季报上报截止日），各单位都完成了任务。",
        "市局汇总后于5月10日前将自查报告报送省局。",
        "区局对各单位报送的项目进行初审。",
    ] {
        assert_eq!(told(body), [], "{body}");
    }
    for (body, day) in [
        ("已自查的单位请于4月10日前报送总结。", "04-10"),
        ("各单位按照市局已印发的方案于4月15日前报送自查报告。", "04-15"),
        ("各单位将已签订的责任书于4月20日前上报。", "04-20"),
        ("已取得执业许可的诊所于4月30日前将自查表报送区卫生健康局。", "04-30"),
        ("4月10日前报《应急演练方案》。", "04-10"),
        ("请各单位于7月5日前上报截止6月底的整改情况。", "07-05"),
    ] {
        assert_eq!(told(body).iter().map(|(_, when)| when.as_str()).collect::<Vec<_>>(), [day], "{body}");
    }
    for body in ["各科室每日将医疗废物交医疗废物暂存站。", "各病区每日下班前将钥匙交值班人。"]
    {
        assert_eq!(told(body), [], "{body}");
    }
}

#[test]
fn a_paper_handed_to_a_body_without_a_day_is_asked() {
    let steps = "一、工作安排\n（一）准备阶段（2026年4月1日至4月10日）。各单位要结合实际，制定完成重点行业和领域事故隐患排查治理专项行动实施方案，报送区卫健局。\n（二）自查阶段（4月11日至6月10日）。开展自查，将排查情况以附件1形式报送所属地卫健局和其上级主管部门。";
    assert_eq!(told(steps).iter().map(|(_, when)| when.as_str()).collect::<Vec<_>>(), ["asked", "asked"]);
}

#[test]
fn a_day_without_its_year_lies_in_that_of_its_phase() {
    let text = "一、工作安排\n（一）部署（2026年11月15日至11月30日）。11月25日前报送方案。\n（二）整治（12月1日至次年2月28日）。每月底前报送清单。\n（三）总结（3月1日至3月31日）。3月20日前报送总结。";
    let days: Vec<_> =
        rules(text).into_iter().flat_map(|rule| rule.due_on).map(|day| day.to_string()).collect();
    assert_eq!(days, ["2026-11-25", "2027-03-20"]);
}

#[test]
fn another_deeds_cycle_and_another_clauses_time_do_not_govern_a_report() {
    assert_told(&[("护士长每日巡查2次，发现隐患30分钟内报保卫科。", &[("", "any time")])]);
    let weekly = rules("6月期间每周四12时前报送进度表。");
    let bounds = (weekly[0].from.unwrap().to_string(), weekly[0].until.unwrap().to_string());
    assert_eq!(bounds, ("2026-06-01".to_owned(), "2026-06-30".to_owned()));
    assert_told(&[("各科室每月5日前将记录本交保卫科。", &[("记录本", "Month")])]);
}

#[test]
fn a_day_is_proposed_behind_the_officers_own() {
    let steps = "一、工作安排\n（一）动员（2026年4月1日至4月10日）。制定方案。\n（二）整治（4月11日至6月10日）。开展整治。\n二、报送\n";
    for (body, proposed) in [
        ("活动结束后10日内报送总结。", "2026年6月20日（活动6月10日结束）"),
        // Counted from the day of issue, and not from the first phase.
        ("自印发之日起15日内报送联络员名单。", "2026年3月31日（从3月16日算起）"),
    ] {
        let questions = reading(&format!("{steps}{body}")).questions;
        let asked = questions.iter().find(|one| one.about.starts_with("report_rules")).unwrap();
        assert_eq!(asked.choices, ["由我填写", proposed, "不设期限"], "{body}");
    }
}

#[test]
fn the_work_of_reporting_needs_a_day_ahead_to_be_a_report() {
    for body in ["做好2025年季报上报工作。", "做好第一季度季报的报送工作，确保及时准确。"]
    {
        assert_eq!(told(body), [], "{body}");
    }
}

#[test]
fn what_is_collected_or_handed_to_be_kept_is_a_report() {
    for body in [
        "请认真填写自查表，并于9月27日前汇总到保卫处消防科（北楼202室）。",
        "安全生产自查表请于9月27日交保卫处备案。",
        "值守阶段（9月16日至9月30日）实行每日零报告。",
    ] {
        assert_eq!(rules(body).len(), 1, "{body}");
    }
    let listed = rules("今年报送时间分别为9月12日前,10、12月3日前报送统计表。");
    assert_eq!(listed.len(), 1);
    assert_eq!(listed[0].due_on.len(), 3);
    let twofold = rules("请将电子版于9月12日前报送局安办邮箱，纸质版加盖公章后报送局办公室。");
    assert!(twofold.len() == 1 && twofold[0].what.ends_with("局办公室"), "{twofold:?}");
    let broken = rules("各单位2、3、5、7月3日前报送统计表。");
    assert!(broken.len() == 1 && broken[0].due_on.is_empty(), "{broken:?}");
    let told = rules(
        "请于9月20日前确定1名联络员，并及时提供好的做法、图片等资料，10月期间每周四12:00前报送进展情况统计表。",
    );
    let read: Vec<_> = told.iter().map(|rule| (rule.kind, rule.with_pictures)).collect();
    assert_eq!(read, [(ReportKind::AnyTime, true), (ReportKind::Periodic, false)]);
}
