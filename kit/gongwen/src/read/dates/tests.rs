use clock::CivilDate;

use super::{Base, DateMention, When, Years, scan};

fn found(text: &str) -> Vec<DateMention> {
    let base = Base {
        year: Some(2026),
        this_year: Some(2026),
        issued_on: Some(CivilDate::new(2026, 3, 6).unwrap()),
        ..Base::default()
    };
    scan(text, |_| base)
}

/// One mention as `start..end`, absent sides empty; `~` marks an inferred year.
fn shown(mention: &DateMention) -> String {
    let day = |date: Option<CivilDate>| date.map(|d| d.to_string()).unwrap_or_default();
    let inferred = if mention.inferred.start || mention.inferred.end { "~" } else { "" };
    let hour = mention.hour.as_ref().map(|hour| format!(" {hour}")).unwrap_or_default();
    match mention.when {
        When::Day(date) => format!("{inferred}{date}{hour}"),
        When::Span { start, end } => format!("{inferred}{}..{}{hour}", day(start), day(end)),
        When::Year(year) => format!("{inferred}{year}"),
        When::Unclear => "?".to_owned(),
    }
}

#[test]
fn every_form_that_documents_print() {
    for (text, expected) in [
        ("2021年9月19日", "2021-09-19"),
        ("2021年10月底前", "..2021-10-31"),
        ("2021年12月31日前", "..2021-12-31"),
        ("2023年1月1日起", "2023-01-01.."),
        ("自2023年1月1日起", "2023-01-01.."),
        ("2024年8月—2025年9月", "2024-08-01..2025-09-30"),
        ("2025年10月—12月", "2025-10-01..2025-12-31"),
        ("2025年10—12月", "2025-10-01..2025-12-31"),
        ("2012年6月1日至30日", "2012-06-01..2012-06-30"),
        ("2016年6月1-30日", "2016-06-01..2016-06-30"),
        ("2005年9月17日-24日", "2005-09-17..2005-09-24"),
        ("2017年11月2至10日", "2017-11-02..2017-11-10"),
        ("2026年11月—2027年1月底", "2026-11-01..2027-01-31"),
        ("二〇一二年五月二十一日", "2012-05-21"),
        ("二O一O年四月二日", "2010-04-02"),
        ("二00九年三月二十五日", "2009-03-25"),
        ("2O21年l0月２O日", "2021-10-20"),
        ("2021年9月21日至ll月30日", "2021-09-21..2021-11-30"),
        ("2026-03-06", "2026-03-06"),
        ("2026.3.6", "2026-03-06"),
        ("6月20日18：00前", "~..2026-06-20 18:00"),
        ("6月20日下午5点前", "~..2026-06-20 17:00"),
        ("3月底前", "~..2026-03-31"),
        ("11月至次年2月", "~2026-11-01..2027-02-28"),
        ("11月至2月", "~2026-11-01..2027-02-28"),
        ("今年5月底前", "~..2026-05-31"),
        ("2026年3月上半月", "2026-03-01..2026-03-15"),
        ("2026年2月下半月", "2026-02-16..2026-02-28"),
        ("2026年3月上半月至10月中旬", "2026-03-01..2026-10-20"),
        ("2026年3月上旬至中旬", "2026-03-01..2026-03-20"),
        ("2026年4月10日至月底", "2026-04-10..2026-04-30"),
        ("2026年12月止", "..2026-12-31"),
        ("截至2026年10月", "..2026-10-31"),
        ("2026年12月前", "..2026-11-30"),
        ("截止2026年12月前", "..2026-11-30"),
        ("6月20日下午5点半前", "~..2026-06-20 17:30"),
        ("6月21日上午十点三十分前", "~..2026-06-21 10:30"),
        ("6月22日中午12点前", "~..2026-06-22 12:00"),
        ("6月24日17时30分前", "~..2026-06-24 17:30"),
        ("6月23日9:00—11:30", "~2026-06-23 11:30"),
        ("明年1月10日前", "~..2027-01-10"),
        ("2026年上半年", "2026-01-01..2026-06-30"),
        ("2026年第三季度", "2026-07-01..2026-09-30"),
        ("2026年底前", "..2026-12-31"),
        ("2026年4月上旬", "2026-04-01..2026-04-10"),
        ("2026年4月中旬", "2026-04-11..2026-04-20"),
        ("2026年4月中下旬", "2026-04-11..2026-04-30"),
        ("2026年4月上中旬", "2026-04-01..2026-04-20"),
        ("2026年4月中上旬", "2026-04-01..2026-04-20"),
        ("10至11月中旬", "~2026-10-01..2026-11-20"),
        ("10月的5日前", "~..2026-10-05"),
        ("5至9月份", "~2026-05-01..2026-09-30"),
        ("2026年2月下旬", "2026-02-21..2026-02-28"),
        ("2026年8月", "2026-08-01..2026-08-31"),
        ("2026年10月前", "..2026-09-30"),
        ("截至2026年6月30日", "..2026-06-30"),
        ("自即日起至4月10日", "~2026-03-06..2026-04-10"),
        ("即日起", "~2026-03-06.."),
        ("2026年", "2026"),
        ("2017926日", "?"),
        ("2026年13月1日", "?"),
        ("2026年2月30日前", "?"),
        ("×月×日前", "?"),
        ("4月_日", "?"),
        ("6月25前", "~..2026-06-25"),
        ("6月5下班前", "~2026-06-05"),
        ("6月32前", "?"),
        ("4月底至5月中旬", "~2026-04-30..2026-05-20"),
        ("202年11月20日前", "?"),
        ("第四季度末", "~2026-10-01..2026-12-31"),
        ("2026年一季度至三季度", "2026-01-01..2026-09-30"),
        ("2026年第1—3季度", "2026-01-01..2026-09-30"),
        ("前三季度", "~2026-01-01..2026-09-30"),
        ("二季度", "~2026-04-01..2026-06-30"),
    ] {
        let mentions: Vec<String> = found(text).iter().map(shown).collect();
        assert_eq!(mentions, [expected], "{text}");
    }
}

#[test]
fn lists_of_months_share_their_day() {
    let mentions: Vec<String> = found("于4月12日和6、8、10、12月3日前报送").iter().map(shown).collect();
    assert_eq!(mentions, ["~2026-04-12", "~..2026-06-03", "~..2026-08-03", "~..2026-10-03", "~..2026-12-03"]);
    let yearly = found("每年6月、12月底前");
    assert!(yearly.len() == 2 && yearly.iter().all(|mention| mention.yearly));
}

#[test]
fn lists_of_days_share_their_month_and_bound() {
    for (text, expected) in [
        (
            "11月3日、10日、17日、24日前报送",
            &["~..2026-11-03", "~..2026-11-10", "~..2026-11-17", "~..2026-11-24"][..],
        ),
        ("9月5、15和25日前", &["~..2026-09-05", "~..2026-09-15", "~..2026-09-25"]),
        ("五月六日、二十日", &["~2026-05-06", "~2026-05-20"]),
        ("4月10日、5月20日前", &["~2026-04-10", "~..2026-05-20"]),
        ("11月3日、31日前", &["?"]),
    ] {
        let mentions: Vec<String> = found(text).iter().map(shown).collect();
        assert_eq!(mentions, expected, "{text}");
    }
}

#[test]
fn the_following_year_counts_from_the_issue_or_from_a_year_in_its_sentence() {
    for (text, expected, other) in [
        ("次年3月25日前", "~..2027-03-25", None),
        ("时间2026年11月至2027年3月。次年3月25日前", "~..2027-03-25", Some(2028)),
        ("2028年完成验收，次年3月底前", "~..2029-03-31", None),
        ("2028年11月底前完成，次年3月底前总结", "~..2029-03-31", None),
    ] {
        let mentions = found(text);
        let last = mentions.last().unwrap();
        assert_eq!((shown(last).as_str(), last.other_year), (expected, other), "{text}");
    }
}

#[test]
fn an_end_that_is_no_day_leaves_the_span_open() {
    for text in [
        "2026年5月1日至长期",
        "2026年5月1日至整治结束",
        "2026年5月1日起至另行通知",
        "（2026年5月1日—）",
        "2026年5月至“十五五”末",
        "2026年5月1日到长期",
    ] {
        assert_eq!(found(text).iter().map(shown).collect::<Vec<_>>(), ["2026-05-01.."], "{text}");
    }
    for text in ["2026年5月1日至少开展一次，5月底完成", "2026年5月1日到医院检查", "2026年5月1日—2日"]
    {
        assert_ne!(found(text).iter().map(shown).next().as_deref(), Some("2026-05-01.."), "{text}");
    }
}

#[test]
fn a_span_with_an_impossible_end_keeps_its_start() {
    let mentions: Vec<String> = found("2026年3月1日至2026年9月31日").iter().map(shown).collect();
    assert_eq!(mentions, ["2026-03-01..", "?"]);
}

#[test]
fn a_year_goes_on_to_the_dates_behind_it() {
    let mentions: Vec<String> = found("2027年3月1日至4月30日，5月底前").iter().map(shown).collect();
    assert_eq!(mentions, ["2027-03-01..2027-04-30", "~..2027-05-31"]);
}

#[test]
fn behind_a_span_over_years_a_date_lies_within_it() {
    let text = "活动时间2026年3月—2027年1月。4月10日前报送小结，1月20日前报送总结";
    let years = Years::of(text, CivilDate::new(2026, 3, 1).ok(), None);
    let shown: Vec<String> = scan(text, |at| years.base_at(at)).iter().map(shown).collect();
    assert_eq!(shown, ["2026-03-01..2027-01-31", "~..2026-04-10", "~..2027-01-20"]);
}

#[test]
fn before_a_winter_ends_a_date_lies_in_the_year_of_issue() {
    let issued_on = CivilDate::new(2026, 11, 12).ok();
    for (text, expected) in [
        (
            "到2027年3月底，火灾零发生。11月25日前报送方案。3月25日前报送总结。",
            &["..2027-03-31", "~..2026-11-25", "~..2027-03-25"][..],
        ),
        (
            "从即日起至2027年3月31日。12月1日至3月15日整治。",
            &["~2026-11-12..2027-03-31", "~2026-12-01..2027-03-15"],
        ),
        ("11月21日至2027年2月20日排查。12月起报送进展。", &["~2026-11-21..2027-02-20", "~2026-12-01.."]),
        ("12月1日至2027年3月15日", &["~2026-12-01..2027-03-15"]),
        ("2027年1月底前排查。3月底前整改。", &["..2027-01-31", "~..2027-03-31"]),
        ("2027年1月底前排查，12月底前总结。", &["..2027-01-31", "~..2027-12-31"]),
    ] {
        let years = Years::of(text, issued_on, None);
        let mentions: Vec<String> = scan(text, |at| years.base_at(at)).iter().map(shown).collect();
        assert_eq!(mentions, expected, "{text}");
    }
}

#[test]
fn months_of_a_list_share_its_form() {
    let mentions: Vec<String> = found("2026年6月、12月报送").iter().map(shown).collect();
    assert_eq!(mentions, ["2026-06-01..2026-06-30", "2026-12-01..2026-12-31"]);
}

#[test]
fn numbers_that_are_no_dates() {
    for text in [
        "3个月内",
        "第125次会议",
        "GB/T 33000",
        "安全生产月",
        "10万元",
        "每月25日前",
        "每周四12:00前",
        "24小时",
        "第3季",
        "每季度",
    ] {
        assert_eq!(found(text), [], "{text}");
    }
}

#[test]
fn nothing_is_guessed_without_a_year() {
    let mentions = scan("3月底前", |_| Base::default());
    assert_eq!(mentions.iter().map(|m| m.when).collect::<Vec<_>>(), [When::Unclear]);
}

#[test]
fn an_end_that_cannot_be_read_leaves_the_start_and_is_not_guessed() {
    for (text, expected) in [
        ("2026年3月1日至国庆节前", &["2026-03-01..", "?"][..]),
        ("3月1日—五一前", &["~2026-03-01..", "?"]),
        ("4月1日到汛期结束", &["~2026-04-01..", "?"]),
        ("2026年4月1日至三夏大忙", &["2026-04-01..", "?"]),
        ("2026年4月1日至整治结束", &["2026-04-01.."]),
        ("2026年6月中前", &["?"]),
        ("6月中至7月底", &["?"]),
        ("5月第一周", &["?"]),
        ("12月最后一个工作日", &["?"]),
        ("第一、三季度末月20日前", &["?"]),
        ("第一、二季度", &["~2026-01-01..2026-06-30"]),
        ("11月中小学安全教育", &["~2026-11-01..2026-11-30"]),
        ("6月中旬", &["~2026-06-11..2026-06-20"]),
        ("3月1日至少举办", &["~2026-03-01"]),
        ("11月（为期一周）", &["~2026-11-01..2026-11-30"]),
    ] {
        let mentions: Vec<String> = found(text).iter().map(shown).collect();
        assert_eq!(mentions, expected, "{text}");
    }
}

#[test]
fn words_behind_both_ends_make_a_span_and_no_length() {
    for (text, expected) in [
        ("2026年3月11日开始，3月31日结束", "2026-03-11..2026-03-31"),
        ("2026年3月11日开始，于2026年5月31日止", "2026-03-11..2026-05-31"),
        ("2026年3月11日起，31日结束", "2026-03-11.."),
    ] {
        let mentions: Vec<String> = found(text).iter().map(shown).collect();
        assert_eq!(mentions, [expected], "{text}");
    }
}

#[test]
fn a_length_gives_the_end_and_marks_it() {
    for (text, expected) in [
        ("2026年6月1日起3个月", "~2026-06-01..2026-08-31"),
        ("自2026年11月30日起三个月", "~2026-11-30..2027-02-28"),
        ("2026年6月1日起，为期两周", "~2026-06-01..2026-06-14"),
        ("2026年6月1日（为期10天）", "~2026-06-01..2026-06-10"),
        ("自2026年6月起半年", "~2026-06-01..2026-11-30"),
        ("印发之日起15日内", "~2026-03-06..2026-03-21"),
        ("自本通知印发之日起一个月内", "~2026-03-06..2026-04-06"),
    ] {
        let mentions: Vec<String> = found(text).iter().map(shown).collect();
        assert_eq!(mentions, [expected], "{text}");
    }
    let mentions: Vec<String> = found("印发之日起15个工作日内").iter().map(shown).collect();
    assert_eq!(mentions, ["?", "~2026-03-06.."], "which days are worked on is not known here");
}

#[test]
fn a_bare_until_is_an_end() {
    for text in ["（至2026年6月20日）", "至2026年6月20日，", "时间：至2026年6月20日", "持续至2026年6月20日"]
    {
        let mentions: Vec<String> = found(text).iter().map(shown).collect();
        assert_eq!(mentions, ["..2026-06-20"], "{text}");
    }
}
