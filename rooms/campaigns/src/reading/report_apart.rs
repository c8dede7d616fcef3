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
        "每个?(?:日|天|周|星期|旬|月|季度?|半年|年度?)(?:[一1两二2]次|[、和及与]?(?:每?(?:周|星期)[一二三四五六日天]|[0-9０-９]{1,2}[日号]|月?[底末])|上午|下午|中午|下班|工作日|[上中下]旬|最后|[0-9]{1,2}分|[0-9０-９一二三四五六七八九十日天号时点半整末底初前后内个首月的于:：])*",
    )
});
/// What may stand between two of them: what the first one is of, and the name of the second.
static BETWEEN: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        "^(?:(?:报送|上报|提交|报)(?P<sent>[^，。；每、]{2,14}?))?(?:[、，,和及与]|以及)(?P<name>[^，。；每、送]{0,10})$",
    )
});
/// 周报告、月总结制度.
static REGIME_ITEM: LazyLock<Regex> =
    LazyLock::new(|| pattern("(?:每?日|周|旬|月)(?:报告?|总结|小结)"));
static REGIME_BETWEEN: LazyLock<Regex> = LazyLock::new(|| pattern("^[”’]?[、和及与]?[“‘]?$"));
/// Whom a demand begins with.
static WHO: LazyLock<Regex> = LazyLock::new(|| pattern("^(?:请)?(?:各[^，。；表报]{1,10}?(?:要|应|须|将|$))?"));
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
        ReportKind::Periodic => cycles(&rule, text, range, dates),
        ReportKind::Once if rule.due_on.len() > 1 => things(&rule, text, range, dates, issued_on, excerpt),
        _ => None,
    };
    several.unwrap_or_else(|| vec![rule])
}

/// One cycle of several: where its time stands, what it is called and what is sent.
struct Turn {
    at: Range<usize>,
    cycle: Cycle,
    named: Option<String>,
    sent: Option<String>,
}

fn cycles(
    rule: &ReportRule,
    text: &str,
    range: Range<usize>,
    dates: &[DateMention],
) -> Option<Vec<ReportRule>> {
    let words = &text[range.clone()];
    let turns = turns(words, &TIME, &BETWEEN).or_else(|| {
        sets_regime(words).then(|| turns(words, &REGIME_ITEM, &REGIME_BETWEEN)).flatten()
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
        let named = turn.named.clone().or(turn.sent.clone()).or(regime).or(shared);
        found.push(ReportRule {
            every,
            day: every.and_then(|every| day_rule(own, every, times)),
            due_time: hour.clone(),
            about_previous: every.is_some() && is_about_previous(own),
            what: format!("{}{own}{tail}", turn.named.as_deref().unwrap_or(head)),
            matter: named.or_else(|| rule.matter.clone()),
            ..rule.clone()
        });
    }
    found.reverse();
    Some(found)
}

/// The cycles that follow each other; `None` where there are not several different ones.
fn turns(words: &str, time: &Regex, between: &Regex) -> Option<Vec<Turn>> {
    let places: Vec<Range<usize>> = time.find_iter(words).map(|one| one.range()).collect();
    let mut turns: Vec<Turn> = Vec::new();
    for (at, place) in places.iter().enumerate() {
        let (mut named, mut sent) = (None, None);
        if let Some(before) = at.checked_sub(1).and_then(|at| places.get(at)) {
            let gap = between.captures(&words[before.end..place.start])?;
            let part = |name: &str| gap.name(name).map(|part| part.as_str().to_owned());
            named = part("name").filter(|name| !name.is_empty());
            sent = part("sent");
        }
        if let Some(open) = turns.last_mut() {
            open.sent = sent;
        }
        let cycle = cycle(&words[place.clone()], &[])?;
        if turns.iter().all(|turn| turn.cycle != cycle) {
            turns.push(Turn { at: place.clone(), cycle, named, sent: None });
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
