//! A quantity that stands beside a measure: 讲座不少于2场, 至少开展1次应急演练, 每季度组织一次演练, 每床位1册.

use std::ops::Range;
use std::sync::LazyLock;

use gongwen::read::dates::number;
use regex::Regex;

use super::model::{Every, PrintedTarget};
use super::pattern::pattern;
use crate::Basis;

static QUANTITY: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        "([0-9０-９]{1,7}|[一二两三四五六七八九十]{1,3})(?:余|多)?(人次|[场次期班届份册本张条幅块面篇件个部人家])(?:以上)?",
    )
});
/// What leads a quantity of which at least so many are wanted; the measure may stand some words away from it.
static AT_LEAST: LazyLock<Regex> =
    LazyLock::new(|| pattern("(?:不少于|不得少于|不低于|不得低于|至少|最少)[^，,；;]{0,6}$"));
/// 第一次, 每次, 一次性, 多次: no quantity.
static NO_QUANTITY_BEFORE: LazyLock<Regex> = LazyLock::new(|| pattern("[第每首同再多几历这该此本上下]$"));
/// What the whole district reaches together, or what was reached before.
static NOT_OF_A_UNIT: LazyLock<Regex> = LazyLock::new(|| {
    pattern("全[区市县省镇乡州系]|街道全|合计|总计|累计|共[^同产青性享]|以来|去年|已[经开组]")
});
/// 每张床位, 每百名职工: what the quantity behind it is counted on.
static BASIS: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        "(?P<bed>每(?:[1１一])?(?:张|个)?(?:编制|开放|实有)?(?:床位|病床|床))|(?P<staff>每(?:一?百|100|１００)(?:名|位|个)?(?:在职|在岗)?(?:干部职工|职工|员工|医务人员|医护人员|工作人员|人员|人))",
    )
});
/// Counted on something that no target is kept on: 每名患者1份.
static OTHER_BASIS: LazyLock<Regex> = LazyLock::new(|| {
    pattern("每(?:[0-9０-９一二两三四五六七八九十百]+[张名人位户]|人|[名位][^，,；;。]{1,10}|户)|人手")
});
static CYCLE: LazyLock<Regex> = LazyLock::new(|| pattern("每(?:个)?(周|月|季|半年|年)|按(月|季)"));

/// Bytes of a sentence on either side of a measure in which its quantity is looked for.
const REACH: usize = 240;

/// Words between a measure and its quantity where nothing says that it is a minimum.
const NEAR: usize = 4;

/// The quantity of the measure that a sentence names at `named`; `others` are the places of the other measures in it.
pub(super) fn target(
    sentence: &str,
    named: &Range<usize>,
    unit: &str,
    others: &[Range<usize>],
) -> Option<PrintedTarget> {
    if NOT_OF_A_UNIT.is_match(sentence) {
        return None;
    }
    let clause = clause_around(sentence, named);
    let mut found = QUANTITY
        .captures_iter(&sentence[clause.clone()])
        .filter_map(|found| {
            let (whole, digits, classifier) = (found.get(0)?, found.get(1)?, found.get(2)?);
            let at = clause.start + whole.start()..clause.start + whole.end();
            let before = &sentence[clause.start..at.start];
            let is_once_for_all = sentence[at.end..].starts_with('性');
            if is_once_for_all || NO_QUANTITY_BEFORE.is_match(before) || !counts(unit, classifier.as_str()) {
                return None;
            }
            let gap = if at.start >= named.end { named.end..at.start } else { at.end..named.start };
            let gap = sentence.get(gap)?;
            let basis = basis(before)?;
            let is_taken = others.iter().any(|other| lies_between(other, named, &at));
            let is_minimum = AT_LEAST.is_match(before) || whole.as_str().ends_with("以上");
            let is_beside = BASIS.replace(gap, "").chars().count() <= NEAR;
            let count = number(digits.as_str())
                .or((digits.as_str() == "两").then_some(2))
                .filter(|count| *count > 0)?;
            (!is_taken && (is_minimum || is_beside))
                .then(|| (gap.len(), PrintedTarget { count, basis, every: every(before) }))
        })
        .collect::<Vec<_>>();
    found.sort_by_key(|(distance, _)| *distance);
    found.into_iter().next().map(|(_, target)| target)
}

/// The clause in which the measure stands, with the one behind it: 举办专题讲座，每家不少于2场. Not more of it than [`REACH`]: a
/// sentence may be as long as the text.
fn clause_around(sentence: &str, named: &Range<usize>) -> Range<usize> {
    let is_stop = |c: char| matches!(c, '，' | ',' | '；' | ';' | '。');
    let low = sentence.ceil_char_boundary(named.start.saturating_sub(REACH));
    let high = sentence.floor_char_boundary(named.end.saturating_add(REACH));
    let before = &sentence[low..named.start];
    let start = before.rfind(is_stop).map_or(low, |at| sentence.ceil_char_boundary(low + at + 1));
    let behind = sentence[named.end..high].match_indices(is_stop).map(|(at, _)| named.end + at);
    start..behind.take(2).nth(1).unwrap_or(high)
}

/// Whether another measure stands nearer to the quantity than this one does.
fn lies_between(other: &Range<usize>, named: &Range<usize>, at: &Range<usize>) -> bool {
    let (low, high) = if at.start >= named.end { (named.end, at.start) } else { (at.end, named.start) };
    other.start >= low && other.end <= high
}

/// Whether a printed classifier counts what the measure is counted in.
fn counts(unit: &str, printed: &str) -> bool {
    const SAME: [&str; 4] = ["场次期班届", "份册本张", "条幅块面", "篇件条"];
    // 海报10张 are ten 幅 of 宣传画.
    let is_sheet = unit == "幅" && printed == "张";
    unit == printed || is_sheet || SAME.iter().any(|same| same.contains(unit) && same.contains(printed))
}

/// What a quantity is counted on by the words before it; `None` where that is nothing that a target can be kept on.
fn basis(before: &str) -> Option<Basis> {
    match BASIS.captures_iter(before).last() {
        Some(found) if found.name("bed").is_some() => Some(Basis::Beds),
        Some(_) => Some(Basis::Staff),
        None => (!OTHER_BASIS.is_match(before)).then_some(Basis::Unit),
    }
}

fn every(before: &str) -> Option<Every> {
    let found = CYCLE.captures_iter(before).last()?;
    let word = found.get(1).or(found.get(2))?.as_str();
    Some(match word {
        "周" => Every::Week,
        "月" => Every::Month,
        "季" => Every::Quarter,
        "半年" => Every::HalfYear,
        _ => Every::Year,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The target of `word` in the sentence, as count and cycle.
    fn of(sentence: &str, word: &str, unit: &str, others: &[&str]) -> Option<(u32, Option<Every>)> {
        let range = |word: &str| sentence.find(word).map(|at| at..at + word.len()).unwrap();
        let others: Vec<_> = others.iter().map(|other| range(other)).collect();
        target(sentence, &range(word), unit, &others).map(|target| (target.count, target.every))
    }

    #[test]
    fn a_quantity_beside_its_measure_is_its_target() {
        let both = "开展专题讲座不少于2场，悬挂横幅不少于3条";
        assert_eq!(of(both, "讲座", "场", &["横幅"]), Some((2, None)));
        assert_eq!(of(both, "横幅", "条", &["讲座"]), Some((3, None)));
        assert_eq!(of("至少开展1次应急演练", "应急演练", "次", &[]), Some((1, None)));
        assert_eq!(of("组织消防演练一次", "演练", "次", &[]), Some((1, None)));
        assert_eq!(of("举办专题讲座，每家单位不少于两场", "讲座", "场", &[]), Some((2, None)));
        assert_eq!(of("每季度至少组织1次应急演练", "应急演练", "次", &[]), Some((1, Some(Every::Quarter))));
        assert_eq!(of("印发宣传手册２００份以上", "手册", "册", &[]), Some((200, None)));
    }

    #[test]
    fn a_quantity_is_counted_on_what_its_words_say() {
        let of = |sentence: &str, word: &str, unit: &str| {
            let at = sentence.find(word).unwrap();
            target(sentence, &(at..at + word.len()), unit, &[]).map(|found| (found.count, found.basis))
        };
        for (sentence, word, unit, expected) in [
            ("每床位发放宣传手册1册", "手册", "册", Some((1, Basis::Beds))),
            ("每张床位发放宣传手册不少于2册", "手册", "册", Some((2, Basis::Beds))),
            ("发放宣传手册每张病床1册", "手册", "册", Some((1, Basis::Beds))),
            ("每百名职工举办专题讲座2场", "讲座", "场", Some((2, Basis::Staff))),
            ("举办专题讲座，每百人不少于1场", "讲座", "场", Some((1, Basis::Staff))),
            ("按每100名医务人员不少于3条悬挂横幅", "横幅", "条", Some((3, Basis::Staff))),
            ("每家单位发放宣传手册20册", "手册", "册", Some((20, Basis::Unit))),
            ("每10张床位发放宣传手册1册", "手册", "册", None),
            ("每名患者发放宣传手册1册", "手册", "册", None),
            ("每个科室举办讲座1场", "讲座", "场", Some((1, Basis::Unit))),
            ("张贴宣传海报不少于10张", "海报", "幅", Some((10, Basis::Unit))),
            ("张贴宣传画5幅", "宣传画", "幅", Some((5, Basis::Unit))),
            ("悬挂横幅10张", "横幅", "条", None),
        ] {
            assert_eq!(of(sentence, word, unit), expected, "{sentence}");
        }
    }

    #[test]
    fn what_is_no_quantity_of_a_unit_is_none() {
        for (sentence, word, unit) in [
            ("第一次讲座要讲清意义", "讲座", "场"),
            ("每次讲座要有签到", "讲座", "场"),
            ("全区举办讲座不少于10场", "讲座", "场"),
            ("讲座参加人数不少于200人", "讲座", "场"),
            ("减少一次性用品，举办讲座", "讲座", "场"),
            ("去年以来开展讲座3场", "讲座", "场"),
            ("举办讲座", "讲座", "场"),
        ] {
            assert_eq!(of(sentence, word, unit, &[]), None, "{sentence}");
        }
        assert_eq!(of("讲座、横幅3条", "讲座", "场", &["横幅"]), None);
    }
}
