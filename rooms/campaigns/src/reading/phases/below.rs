//! The text under a step's heading, and whether a heading is itself what is to be done.

use std::sync::LazyLock;

use gongwen::read::Section;
use regex::Regex;

use super::Stretch;
use crate::reading::imperative::commands;
use crate::reading::pattern::pattern;

/// The passages under a step's heading.
pub(super) fn stretches<'a>(section: &'a Section, found: &mut Vec<Stretch<'a>>) {
    found.extend(section.body.iter().map(|passage| Stretch::of(passage, 0..passage.text().len())));
    for child in &section.children {
        if is_short_item(child) {
            let whole = Stretch::of(&child.item, 0..child.item.text().len());
            found.push(Stretch { is_whole: true, ..whole });
            continue;
        }
        let heading = Stretch::of(&child.heading, 0..child.heading.text().len());
        found.push(Stretch { sets_tasks: sets_task(child), ..heading });
        stretches(child, found);
    }
}

/// 举办讲座。每季度至少一次。: the sentences make sense together only.
pub(in crate::reading) fn is_short_item(section: &Section) -> bool {
    let length = section.item.text().chars().count();
    let rest = section.item.text().len() > section.heading.text().len() + '。'.len_utf8();
    section.level >= 2
        && section.children.is_empty()
        && section.body.len() == 1
        && rest
        && length <= LONGEST_ITEM
}

/// A longer item, in characters, is read sentence by sentence.
const LONGEST_ITEM: usize = 40;

/// 6月30日前开展演练: a sentence, whatever stands behind it.
static BY_A_DAY: LazyLock<Regex> = LazyLock::new(|| {
    pattern("^[^，。；：:（(]{0,8}?[0-9０-９]{1,2}月(?:[0-9０-９]{1,2}日|底)?(?:之|以)?前[^，。；：:）)]{2}")
});

/// Whether a heading is itself what is to be done: nothing stands under it, or it is a sentence that commands.
pub(in crate::reading) fn sets_task(section: &Section) -> bool {
    // 演练安排 stood over a table that was read by its rows.
    let is_alone = section.body.is_empty() && section.children.is_empty() && !HEADS.is_match(section.title());
    is_alone
        || BY_A_DAY.is_match(section.title())
        || (section.title().chars().count() > LONGEST_TITLE && commands(section.title()))
}

/// The name of a table or a list, and no deed.
static HEADS: LazyLock<Regex> = LazyLock::new(|| {
    pattern("^[^，。；]{0,10}(?:安排|步骤|进度|阶段|日程|分工|分解|清单|一览|安排表|进度表|分工表|任务表)$")
});

/// A heading that is longer, in characters, is a sentence.
const LONGEST_TITLE: usize = 20;
