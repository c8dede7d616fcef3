//! Measures, tasks and units that come, go, or get another quantity.

use std::sync::LazyLock;

use regex::Regex;

use super::phase_name::{Named, phase_in};
use super::quantity::{counted_in, set_in, sets};
use super::report::asks_for_more;
use super::{Amends, Known, Stretch};
use crate::reading::amount::amounts;
use crate::reading::catalogue::Catalogue;
use crate::reading::pattern::pattern;
use crate::reading::report_verb::demands_report;

/// What becomes of measures.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Deed {
    Add,
    /// Their quantity is another one.
    Set,
    Drop,
}

static ADDS: LazyLock<Regex> =
    LazyLock::new(|| pattern("增加|新增|增设|增补|加开|补充|另(?:行|外)?(?:组织|开展|举办)|纳入"));
static DROPS: LazyLock<Regex> =
    LazyLock::new(|| pattern("不再|取消|停止|暂停|删除|删去|不作(?:统一)?要求|不做(?:统一)?要求|免于|免予"));
static ADDS_UNIT: LazyLock<Regex> = LazyLock::new(|| pattern("增加|新增|增补|纳入|扩大|补充"));
/// What leads to the task itself.
static TASK_LEAD: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        "^(?:[一二三四五六七八九十]+是|同时|另外|此外|决定|请|各单位|要|须|在)*(?:第[一二三四五六七八九十0-9]{1,3}个?阶段[中里内]?)?[，,]?(?:增加|新增|增设|补充|增补)(?:了|一项|以下|下列|如下)?(?:工作|任务|内容|措施|要求)*[：:，,]?",
    )
});
/// Whom a quantity is for, and that it is the least.
static QUANTITY_LEAD: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        "^(?:[各每](?:家|个|所)?[^，。；0-9]{0,10}(?:单位|机构|医院|卫生院|中心|学校)|各|每[年月周季]度?|全年|原则上|要求|应|须|要|数量|场次|次数|组织|开展|举办|分别|不少于|不得少于|不低于|至少|最少|达到)*$",
    )
});
/// Shortest task, in characters.
const SHORTEST: usize = 4;

/// Units by name that shall take part.
pub(super) fn units(stretch: Stretch<'_>, names: Option<&Regex>) -> Option<Amends> {
    if !ADDS_UNIT.is_match(stretch.words) {
        return None;
    }
    let mut found: Vec<String> =
        names?.find_iter(stretch.words).map(|name| name.as_str().to_owned()).collect();
    found.dedup();
    (!found.is_empty()).then_some(Amends::Units(found))
}

/// Measures that a stretch brings, takes out or counts anew.
pub(super) fn measures(stretch: Stretch<'_>, known: &Known, catalogue: &Catalogue) -> Option<Amends> {
    let words = stretch.words;
    let phase = phase_in(words, &known.phases);
    if phase == Named::Other || demands_report(stretch.clause) || asks_for_more(stretch.clause) {
        return None;
    }
    let (deed, named) = match () {
        () if sets(words) => (Deed::Set, set_in(words, catalogue)?),
        () if DROPS.is_match(words) => (Deed::Drop, counted_in(words, catalogue)),
        () if ADDS.is_match(words) => (Deed::Add, counted_in(words, catalogue)),
        () => return None,
    };
    // A number that is no target of every unit stays with the words of a task.
    let is_lost = deed == Deed::Add && named.iter().any(|one| one.count.is_none()) && counts(words);
    let text = task_text(words).unwrap_or_default();
    (!named.is_empty() && !is_lost).then_some(Amends::Measures { deed, phase: phase.one(), named, text })
}

fn counts(words: &str) -> bool {
    !amounts(words).is_empty()
}

/// The words of a measure that was added, for a task that goes on from them: an indicator has no day of its own (应急演练1次，
/// 10月底前完成).
pub(super) fn added(amends: &Amends) -> Option<(String, Option<usize>)> {
    match amends {
        Amends::Measures { deed: Deed::Add, phase, text, .. } => Some((format!("{text}，"), *phase)),
        _ => None,
    }
}

/// Whether a clause only says how many of what the clause before it names: 每单位不少于2次.
pub(super) fn is_quantity(clause: &str) -> bool {
    let counted = amounts(clause);
    let [amount] = counted.as_slice() else { return false };
    let lead = &clause[..amount.range.start];
    amount.range.end == clause.len() && QUANTITY_LEAD.is_match(lead)
}

/// Whether a clause says how many of what the clause before it adds, in a sentence of its own: 每单位征集不少于10条.
pub(super) fn is_how_many(before: &str, clause: &str, catalogue: &Catalogue) -> bool {
    ADDS.is_match(before)
        && !sets(before)
        && counts(clause)
        && !demands_report(clause)
        && catalogue.named_in(clause).is_empty()
        && !catalogue.named_in(before).is_empty()
}

/// Something to be done that is added.
pub(super) fn task(stretch: Stretch<'_>, known: &Known) -> Option<Amends> {
    let words = stretch.words;
    let phase = phase_in(words, &known.phases);
    let is_report = demands_report(stretch.clause) || asks_for_more(stretch.clause);
    if !TASK_LEAD.is_match(words) || phase == Named::Other || is_report {
        return None;
    }
    task_text(words).map(|text| Amends::Task { phase: phase.one(), text })
}

fn task_text(words: &str) -> Option<String> {
    let text = TASK_LEAD.replace(words.trim_start_matches(['，', ',', '、']), "");
    (text.chars().count() >= SHORTEST).then(|| text.into_owned())
}
