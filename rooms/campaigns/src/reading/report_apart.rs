//! Several reports under one verb, each with its own time: 每周五、每月25日前分别报送周报和月报; 10月25日前将方案、12月2日前将总结报….

use std::ops::Range;
use std::sync::LazyLock;

use clock::CivilDate;
use gongwen::read::Excerpt;
use gongwen::read::dates::{DateMention, hour_in};
use regex::Regex;

use super::model::{ReportKind, ReportRule};
use super::pattern::pattern;
use super::report_cycle::{Cycle, cycle};
use super::report_day::{day_rule, is_about_previous};
use super::report_due::due_days;
use super::report_matter::{matter, split_plan};
use super::report_verb::{names_pictures, sets_regime};
use super::sentence::within_range;

/// A cycle with its day and hour: 每周五12时前.
static TIME: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        "每(?:[两双二2]个?|隔[一1]个?|个)?(?:日|天|周|星期|旬|月|季度?|半年|年度?)(?:[一1两二2]次|[、和及与]?(?:每?(?:周|星期)[一二三四五六日天]|[0-9０-９]{1,2}[日号]|月?[底末])|上午|下午|中午|下班|工作日|[上中下]旬|最后|[0-9]{1,2}分|[0-9０-９一二三四五六七八九十日天号时点半整末底初前后内个首月的于:：])*",
    )
});
/// What may stand between two of them: what the first one is of, and the name of the second.
static BETWEEN: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        "^(?:(?:报送|上报|提交|报)(?P<sent>[^，。；每、]{2,14}?)|(?P<act>统计|登记|调度|摸排|汇总|更新|记录|收集|梳理|小结|研判)(?:一次)?)?(?:[、，,和及与]|以及)(?P<name>[^，。；每、送]{0,10})$",
    )
});
/// 周报告、月总结制度.
static REGIME_ITEM: LazyLock<Regex> =
    LazyLock::new(|| pattern("(?:每?日|双?周|旬|半?月|季)(?:报告?|总结|小结)"));
static REGIME_BETWEEN: LazyLock<Regex> = LazyLock::new(|| pattern("^[”’]?[、和及与]?[“‘]?$"));
/// 卫生院每月、村卫生室每季度报送: who sends it, not what.
static UNITS: LazyLock<Regex> = LazyLock::new(|| {
    pattern("(?:单位|机构|医院|卫生院|卫生[室所]|保健院|中心|服务站|诊所|门诊部|科室|街道|乡镇|[区县]局)$")
});
/// Whom a demand begins with.
static WHO: LazyLock<Regex> =
    LazyLock::new(|| pattern("^(?:请)?(?:各[^，。；表报]{1,10}?(?:要|应|须|将|$))?"));
/// 10月25日前将活动方案、: what stands behind one of several days.
static THING: LazyLock<Regex> = LazyLock::new(|| {
    pattern("^[,，]?(?:分别)?(?:将|把|报送?|上报|提交|交)([^，。；]{2,24}?)(?:[、，；和及与]|以及)$")
});

/// The reports of a rule whose one verb asks for several; `range` are the bytes of the text that it takes.
pub(super) fn apart(
    rule: ReportRule,
    text: &str,
    range: Range<usize>,
    dates: &[DateMention],
    issued_on: Option<CivilDate>,
    excerpt: impl Fn(Range<usize>) -> Excerpt,
) -> Vec<ReportRule> {
    let several = match rule.kind {
        ReportKind::Periodic => {
            cycles(&rule, text, range.clone(), dates).or_else(|| hours(&rule, &text[range]))
        }
        ReportKind::Once if rule.due_on.len() > 1 => respective(&rule, text, &range, dates)
            .or_else(|| things(&rule, text, range, dates, issued_on, excerpt)),
        _ => None,
    };
    several.unwrap_or_else(|| vec![rule])
}

/// 每日10时、16时前: several hours of one day.
static HOURS: LazyLock<Regex> = LazyLock::new(|| {
    let hour = "(?:凌晨|早上?|上午|中午|下午|晚上?)?[0-9０-９]{1,2}(?:[时点](?:整|半|[0-9０-９]{1,2}分)?|[:：][0-9０-９]{2})(?:之前|以前|前)?";
    pattern(&format!("{hour}(?:(?:[、，,和及与]|以及){hour})+"))
});

/// A report of several hours a day, as one of each hour; a part of the day that is printed once holds for the hours behind it.
fn hours(rule: &ReportRule, words: &str) -> Option<Vec<ReportRule>> {
    static PART: LazyLock<Regex> = LazyLock::new(|| pattern("^(?:凌晨|早上?|上午|中午|下午|晚上?)"));
    let list = HOURS.find(words)?.as_str();
    let mut part = "";
    let mut found = Vec::new();
    for one in list.split(['、', '，', ',', '和', '及', '与']).map(|one| one.trim_start_matches('以')) {
        let own = PART.find(one).map(|part| part.as_str());
        part = own.unwrap_or(part);
        let hour = if own.is_some() { hour_in(one) } else { hour_in(&format!("{part}{one}")) };
        found.push(ReportRule { due_time: Some(hour?), ..rule.clone() });
    }
    (found.len() > 1).then_some(found)
}

/// One cycle of several: where its time stands, what it is called and what is sent.
struct Turn {
    at: Range<usize>,
    cycle: Cycle,
    named: Option<String>,
    sent: Option<String>,
    /// What is done in it instead of sending: 每日统计.
    act: Option<String>,
}

fn cycles(
    rule: &ReportRule,
    text: &str,
    range: Range<usize>,
    dates: &[DateMention],
) -> Option<Vec<ReportRule>> {
    let words = &text[range.clone()];
    let turns = turns(words, (&TIME, ""), &BETWEEN).or_else(|| {
        sets_regime(words).then(|| turns(words, (&REGIME_ITEM, "制度"), &REGIME_BETWEEN)).flatten()
    })?;
    let is_regime = sets_regime(words);
    let (first, last) = (turns.first()?, turns.last()?);
    let (head, tail) = (&words[..first.at.start], &words[last.at.end..]);
    let things: Vec<&str> =
        rule.matter.iter().flat_map(|matter| matter.split(['、', '和', '及', '与'])).collect();
    let mut hour = None;
    let mut found: Vec<ReportRule> = Vec::new();
    for (at, turn) in turns.iter().enumerate().rev() {
        let own = &words[turn.at.clone()];
        let times = within_range(dates, &(range.start + turn.at.start..range.start + turn.at.end));
        // 每周五、每月25日17时前: the hour holds for both.
        hour = hour_in(own).or(hour.filter(|_| !own.ends_with(['前', '内'])));
        let every = if let Cycle::Known(every) = turn.cycle { Some(every) } else { None };
        let shared = things.get(at).filter(|_| things.len() == turns.len()).map(|thing| (*thing).to_owned());
        let regime = is_regime.then(|| own.to_owned());
        let thing = turn.named.clone().filter(|name| !UNITS.is_match(name));
        let named = thing.or(turn.sent.clone()).or(turn.act.clone()).or(regime).or(shared);
        found.push(ReportRule {
            every,
            day: every.and_then(|every| day_rule(own, every, times)),
            due_time: hour.clone(),
            about_previous: every.is_some() && is_about_previous(own),
            what: match (&turn.sent, &turn.act) {
                (Some(sent), _) => format!("{head}{own}报送{sent}"),
                (None, Some(act)) => format!("{head}{own}{act}"),
                (None, None) => format!("{}{own}{tail}", turn.named.as_deref().unwrap_or(head)),
            },
            matter: named.or_else(|| rule.matter.clone()),
            ..rule.clone()
        });
    }
    found.reverse();
    Some(found)
}

/// The cycles that follow each other; `None` where there are not several different ones. `suffix` is what all of them share.
fn turns(words: &str, (time, suffix): (&Regex, &str), between: &Regex) -> Option<Vec<Turn>> {
    let places: Vec<Range<usize>> = time.find_iter(words).map(|one| one.range()).collect();
    let mut turns: Vec<Turn> = Vec::new();
    for (at, place) in places.iter().enumerate() {
        let (mut named, mut sent, mut act) = (None, None, None);
        if let Some(before) = at.checked_sub(1).and_then(|at| places.get(at)) {
            let gap = between.captures(&words[before.end..place.start])?;
            let part = |name: &str| gap.name(name).map(|part| part.as_str().to_owned());
            named = part("name").filter(|name| !name.is_empty());
            (sent, act) = (part("sent"), part("act"));
        }
        if let Some(open) = turns.last_mut() {
            (open.sent, open.act) = (sent, act);
        }
        let cycle = cycle(&format!("{}{suffix}", &words[place.clone()]), &[])?;
        if turns.iter().all(|turn| turn.cycle != cycle) {
            turns.push(Turn { at: place.clone(), cycle, named, sent: None, act: None });
        }
    }
    if turns.iter().skip(1).any(|turn| turn.named.is_some())
        && let Some(first) = turns.first_mut()
    {
        let name = WHO.replace(&words[..first.at.start], "").into_owned();
        first.named = Some(name).filter(|name| !name.is_empty());
    }
    (turns.len() > 1).then_some(turns)
}

/// 4月10日前、6月20日前分别报送方案和总结: as many papers as days, in their order.
fn respective(
    rule: &ReportRule,
    text: &str,
    range: &Range<usize>,
    dates: &[DateMention],
) -> Option<Vec<ReportRule>> {
    let own = within_range(dates, range);
    let matter = rule.matter.as_deref().filter(|_| text[range.clone()].contains("分别"))?;
    let papers: Vec<&str> = matter.split(['、', '和', '及', '与']).collect();
    // The days are in order of time; only where they are printed so do they go with the papers.
    let ends: Vec<_> = own.iter().filter_map(|mention| mention.when.end()).collect();
    let is_one_each = papers.len() == rule.due_on.len() && ends == rule.due_on;
    let each = papers.iter().zip(own).zip(&rule.due_on).map(|((paper, mention), day)| ReportRule {
        due_on: vec![*day],
        due_time: mention.hour.clone().or_else(|| rule.due_time.clone()),
        with_pictures: names_pictures(paper),
        unit_plan: !split_plan(paper).0.is_empty(),
        matter: Some((*paper).to_owned()),
        ..rule.clone()
    });
    is_one_each.then(|| each.collect())
}

fn things(
    rule: &ReportRule,
    text: &str,
    range: Range<usize>,
    dates: &[DateMention],
    issued_on: Option<CivilDate>,
    excerpt: impl Fn(Range<usize>) -> Excerpt,
) -> Option<Vec<ReportRule>> {
    let own = within_range(dates, &range);
    let mut found = Vec::new();
    for (at, mention) in own.iter().enumerate() {
        let next = own.get(at + 1);
        let end = next.map_or(range.end, |next| next.range.start);
        let stretch = mention.range.start..end;
        let thing = match next {
            Some(_) => {
                let behind = text.get(mention.range.end..end)?;
                matter(&format!("报送{}", THING.captures(behind)?.get(1)?.as_str()))?
            }
            None => matter(&text[stretch.clone()])?,
        };
        let due = due_days(text, stretch.clone(), std::slice::from_ref(mention), issued_on);
        let printed = text[stretch.clone()].trim_end_matches(['、', '，', '；', '和', '及', '与', '以']);
        found.push(ReportRule {
            due_on: vec![*due.first()?],
            due_time: mention.hour.clone(),
            with_pictures: names_pictures(&text[stretch.clone()]),
            what: printed.to_owned(),
            source: excerpt(stretch.start..stretch.start + printed.len()),
            unit_plan: !split_plan(&thing).0.is_empty(),
            other_year: mention.other_year,
            matter: Some(thing),
            ..rule.clone()
        });
    }
    Some(found)
}

#[cfg(test)]
mod tests {
    use crate::reading::{DayRule, Decoded, Every, ReportKind, ReportRule, read};

    fn rules(body: &str) -> Vec<ReportRule> {
        let text = format!(
            "关于开展消防宣传的通知\n\n各单位：\n　　请抓好落实。\n　　{body}\n\n某某局\n2026年9月3日\n"
        );
        read(&Decoded::from_text(&text).unwrap()).unwrap().report_rules
    }

    #[test]
    fn each_cycle_under_one_verb_is_a_report() {
        let found = rules("每周四12时前、每月28日前、每季度末前三天分别报送情况。");
        let read: Vec<_> = found.iter().map(|rule| (rule.every, rule.day.clone())).collect();
        assert_eq!(
            read,
            [
                (Some(Every::Week), Some(DayRule::Weekdays(vec![4]))),
                (Some(Every::Month), Some(DayRule::Days(vec![28]))),
                (Some(Every::Quarter), Some(DayRule::Unclear)),
            ]
        );
        assert_eq!((found[0].due_time.as_deref(), found[1].due_time.as_deref()), (Some("12:00"), None));
        for (body, matters) in [
            ("每周五、每月25日前分别报送周报和月报。", vec!["周报", "月报"]),
            (
                "日报表每日17时前、周报表每周五12时前、月报表每月25日前报送局安办。",
                vec!["日报表", "周报表", "月报表"],
            ),
            ("每月25日前报送月报、每季度末月20日前报送季报。", vec!["月报", "季报"]),
            ("落实周报告、月总结制度。", vec!["周报告", "月总结"]),
            ("实行每日统计、每周汇总报送进展。", vec!["统计", "进展"]),
            ("每周二、每周五报送情况。", vec!["情况"]),
            ("每月5日、20日前报送台账。", vec!["台账"]),
        ] {
            let found = rules(body);
            let named: Vec<_> = found.iter().filter_map(|rule| rule.matter.as_deref()).collect();
            assert_eq!(named, matters, "{body}");
        }
    }

    #[test]
    fn the_bare_verb_demands() {
        for (body, every, day, matter) in [
            ("各单位每周五报周报。", Every::Week, Some(DayRule::Weekdays(vec![5])), "周报"),
            ("每月5日前报上月月报。", Every::Month, Some(DayRule::Days(vec![5])), "上月月报"),
            ("各单位每月底前报进展。", Every::Month, None, "进展"),
            ("各科室需以月为单位及时将反馈表报局备案。", Every::Month, None, "反馈表"),
            ("每周一报上周情况。", Every::Week, Some(DayRule::Weekdays(vec![1])), "上周情况"),
        ] {
            let found = rules(body);
            assert_eq!(found.len(), 1, "{body}: {found:?}");
            assert_eq!((found[0].every, found[0].day.clone()), (Some(every), day), "{body}");
            assert_eq!(found[0].matter.as_deref(), Some(matter), "{body}");
        }
        for body in [
            "五一前报送自查总结。",
            "印发之日起15日内报送联络员名单。",
            "第一、三季度末月20日前报送小结。",
            "后天中午前报送名单。",
            "周五前将自查表报局安办。",
        ] {
            let found = rules(body);
            assert!(
                found.len() == 1 && found[0].due_on.is_empty() && found[0].every.is_none(),
                "{body}: {found:?}"
            );
        }
        let hours = |body: &str| -> Vec<String> {
            rules(body).into_iter().filter_map(|rule| rule.due_time).collect()
        };
        let by_unit = rules("二级医院每月、其他医院每两个月报送一次进展。");
        let read: Vec<_> =
            by_unit.iter().map(|rule| (rule.every, rule.matter.as_deref(), rule.what.as_str())).collect();
        assert_eq!(
            read,
            [
                (Some(Every::Month), Some("进展"), "二级医院每月报送一次进展"),
                (None, Some("进展"), "其他医院每两个月报送一次进展"),
            ]
        );
        assert_eq!(hours("每日9时、17时前各报送一次数据。"), ["09:00", "17:00"]);
        assert_eq!(hours("每天上午9点、下午3点和5点报送数据。"), ["09:00", "15:00", "17:00"]);
        let twice = rules("每年3月15日、11月9日前报送宣传情况。");
        assert_eq!(twice[0].day, Some(DayRule::OfYear(vec![(3, 15), (11, 9)])));
    }

    #[test]
    fn each_thing_has_its_own_day_and_pictures() {
        let found =
            rules("各单位于10月25日前将活动方案、11月6日前将启动仪式图文、12月2日前将总结报区卫健局。");
        let read: Vec<_> = found
            .iter()
            .map(|rule| {
                (rule.due_on[0].to_string(), rule.matter.clone().unwrap(), rule.unit_plan, rule.with_pictures)
            })
            .collect();
        let expected = [
            ("2026-10-25", "活动方案", true, false),
            ("2026-11-06", "启动仪式图文", false, true),
            ("2026-12-02", "总结", false, false),
        ];
        assert_eq!(
            read,
            expected.map(|(day, thing, plan, pictures)| (day.to_owned(), thing.to_owned(), plan, pictures))
        );
        assert_eq!(rules("10月5日、11月5日前报送统计表。").len(), 1);
    }

    #[test]
    fn what_happens_is_told_at_once_and_who_arrives_reports_nothing() {
        for body in [
            "遇重大险情1小时内报告。",
            "重大隐患即查即报。",
            "突发情况第一时间报告。",
            "亮点活动应在24小时内报送。",
        ] {
            let kinds: Vec<_> = rules(body).iter().map(|rule| rule.kind).collect();
            assert_eq!(kinds, [ReportKind::AnyTime], "{body}");
        }
        for body in [
            "培训时间：2026年10月12日-14日（12日下午报到）。",
            "参训人员于10月25日前报到区委党校。",
            "第二批：10月18日，2025级护士报到注册。",
            "新生于10月18日前返校报到。",
            "病例在2小时内进行网络直报。",
        ] {
            assert_eq!(rules(body), [], "{body}");
        }
        let report = rules("请将回执于10月25日前报到局安办。");
        assert_eq!(report.len(), 1);
    }

    #[test]
    fn a_day_before_another_is_asked() {
        let found = rules("重要节点（10月1日、11月9日）前一天报送值班情况。");
        assert!(found.len() == 1 && found[0].due_on.is_empty(), "{found:?}");
    }

    #[test]
    fn a_first_day_beside_the_cycle_is_asked() {
        for (body, day) in [
            ("每周五报送信息，首次报送时间为9月18日。", DayRule::Weekdays(vec![5])),
            ("每周五报送信息，首次报送时间为9月15日。", DayRule::Unclear),
            ("每周五报送信息（首次报送时间为9月15日）。", DayRule::Unclear),
            ("每周五报送信息，首次报送时间为8月28日。", DayRule::Unclear),
        ] {
            let found = rules(body);
            assert_eq!(found[0].day, Some(day), "{body}");
            let issued = clock::CivilDate::new(2026, 9, 3).unwrap();
            assert!(found[0].from.is_none_or(|from| from >= issued), "{body}");
        }
    }
}
