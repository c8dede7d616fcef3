//! Papers in a row, each with its own time: 阶段小结5月28日前、总结6月28日前报… under one verb, and 周报：每周五 under a heading about reports.

use std::ops::Range;
use std::sync::LazyLock;

use gongwen::read::dates::DateMention;
use regex::Regex;

use super::pattern::pattern;
use super::report_cycle::cycle_at;
use super::report_demand::Demand;
use super::report_matter::tidy;
use super::report_verb::demands_report;
use super::sentence::{pieces, within_range};

const PAPER: &str = "(?:总结|小结|报告|报道|方案|计划|预案|名单|名册|台账|清单|回执|[表报]|情况|信息|材料|资料|数据|进展|成果|成效|作品|案例|照片|图片|视频|影像|心得|论文|征文)";

/// A paper, and what leads over to its time.
static BEFORE_TIME: LazyLock<Regex> = LazyLock::new(|| {
    pattern(&format!(
        "^(?:[^，。；：]{{1,12}}[：:])?(?:请|其中|请?各(?:单位|科室|部门|机构|医院)的?|以及|和|及|与)?(?P<thing>[^，。；：]{{0,18}}{PAPER})(?:请|应|须|需|要|务必|必须|均|最迟|统一|分别)*[于在]?$"
    ))
});
/// 每月 as a part of a paper's name, where its time stands behind: 每月进展于次月5日前.
static OF_CYCLE: LazyLock<Regex> =
    LazyLock::new(|| pattern("^(?:请|其中)?每(?:日|天|周|旬|个?月|个?季度?|半年|年度?)的?"));
/// 周报：, 工作总结：.
static LISTED: LazyLock<Regex> = LazyLock::new(|| {
    pattern(&format!("^([^，。；：:]{{0,14}}{PAPER})(?:报送|上报)?(?:时间|期限|时限)?[：:]"))
});

/// One of several papers: the bytes that name it and its time, the last with the verb.
pub(super) struct Item {
    pub(super) range: Range<usize>,
    pub(super) thing: String,
}

/// The papers of a demand, where each of several has its own time behind it.
pub(super) fn items(text: &str, dates: &[DateMention], demand: &Demand<'_>) -> Option<Vec<Item>> {
    let all = pieces(text, demand.range.clone(), &['、', '，', ',', '；']);
    let mut found: Vec<Item> = all.into_iter().rev().map_while(|range| item(text, dates, range)).collect();
    found.reverse();
    (found.len() > 1).then_some(found)
}

fn item(text: &str, dates: &[DateMention], range: Range<usize>) -> Option<Item> {
    let words = &text[range.clone()];
    let printed = within_range(dates, &range).first().map(|date| date.range.start - range.start);
    // 每月进展于次月5日前: the first words of the name.
    let named = OF_CYCLE.find(words).map_or(0, |cycle| cycle.end());
    let turn = cycle_at(&words[named..]).map(|at| named + at);
    let at = printed.into_iter().chain(turn).min()?;
    let thing = tidy(BEFORE_TIME.captures(&words[..at])?.name("thing")?.as_str())?;
    Some(Item { range, thing })
}

/// The clauses of one that only 、 parts, where each has a time and a verb of its own: 6月9日前报送方案、每月5日前报送进展.
pub(super) fn deeds(text: &str, dates: &[DateMention], clause: Range<usize>) -> Vec<Range<usize>> {
    let all = pieces(text, clause.clone(), &['、']);
    let is_deed = |piece: &Range<usize>| {
        let words = &text[piece.clone()];
        let is_timed = !within_range(dates, piece).is_empty() || cycle_at(words).is_some();
        is_timed && demands_report(words)
    };
    if all.len() > 1 && all.iter().all(is_deed) { all } else { vec![clause] }
}

/// The paper that a line of a list begins with: 周报：每周五.
pub(super) fn listed(line: &str) -> Option<String> {
    tidy(LISTED.captures(line)?.get(1)?.as_str())
}
