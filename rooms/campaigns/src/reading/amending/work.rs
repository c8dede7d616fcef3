//! Measures, tasks and units that come, go, or get another quantity.

use std::sync::LazyLock;

use regex::Regex;

use super::phase_name::{Named, phase_in};
use super::{Amends, Known, NamedMeasure, Stretch};
use crate::Basis;
use crate::reading::catalogue::Catalogue;
use crate::reading::model::PrintedTarget;
use crate::reading::pattern::pattern;
use crate::reading::printed_target::{Named as NamedIn, target};
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
static SETS: LazyLock<Regex> =
    LazyLock::new(|| pattern("(?:调整|提高|增加|减少|降低|压减|修改|变更|改)[为到至成]|[增降]至"));
/// 由2场调整为4场: the words up to the new quantity, and words for a number.
static OLD_QUANTITY: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        "(?:由|从)[^，。；]{1,30}?(?:调整|提高|增加|减少|降低|压减|修改|变更|改)[为到至成]|(?:调整|提高|增加|减少|降低|压减|修改|变更|改)[为到至成]|[增降]至|场次|次数|数量|份数|目标数?|指标|标准",
    )
});
static ADDS_UNIT: LazyLock<Regex> = LazyLock::new(|| pattern("增加|新增|增补|纳入|扩大|补充"));
/// What leads to the task itself.
static TASK_LEAD: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        "^(?:[一二三四五六七八九十]+是|同时|另外|此外|决定|请|各单位|要|须|在)*(?:第[一二三四五六七八九十0-9]{1,3}个?阶段[中里内]?)?[，,]?(?:增加|新增|增设|补充|增补)(?:了|一项|以下|下列|如下)?(?:工作|任务|内容|措施|要求)*[：:，,]?",
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
    let deed = match () {
        () if SETS.is_match(words) => Deed::Set,
        () if DROPS.is_match(words) => Deed::Drop,
        () if ADDS.is_match(words) => Deed::Add,
        () => return None,
    };
    let phase = phase_in(words, &known.phases);
    if phase == Named::Other || demands_report(stretch.clause) {
        return None;
    }
    let plain = OLD_QUANTITY.replace_all(words, "");
    let found = catalogue.named_in(&plain);
    let places: Vec<NamedIn<'_>> =
        found.iter().map(|(measure, at)| NamedIn { at: at.clone(), unit: &measure.unit }).collect();
    let named: Vec<NamedMeasure> = found
        .iter()
        .zip(&places)
        .map(|((measure, _), place)| {
            // A quantity for a part of the time, or of a unit, has no whole that the paper says.
            let is_whole = |found: &PrintedTarget| found.every.is_none() && found.basis == Basis::Unit;
            let said = target(&plain, place, &places, "").and_then(|said| said.what.ok());
            let count = said.filter(is_whole);
            NamedMeasure { code: measure.code.clone(), count: count.map(|found| found.count) }
        })
        .collect();
    let is_clear = !named.is_empty() && (deed != Deed::Set || named.iter().all(|one| one.count.is_some()));
    let text = task_text(words).unwrap_or_default();
    is_clear.then_some(Amends::Measures { deed, phase: phase.one(), named, text })
}

/// Something to be done that is added.
pub(super) fn task(stretch: Stretch<'_>, known: &Known) -> Option<Amends> {
    let words = stretch.words;
    let phase = phase_in(words, &known.phases);
    if !TASK_LEAD.is_match(words) || phase == Named::Other || demands_report(stretch.clause) {
        return None;
    }
    task_text(words).map(|text| Amends::Task { phase: phase.one(), text })
}

fn task_text(words: &str) -> Option<String> {
    let text = TASK_LEAD.replace(words.trim_start_matches(['，', ',', '、']), "");
    (text.chars().count() >= SHORTEST).then(|| text.into_owned())
}
