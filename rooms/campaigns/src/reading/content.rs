//! Name, purpose, subjects and requirements: what the campaign is and what it asks for as a whole.

use std::sync::LazyLock;

use gongwen::read::{Outline, PartKind, Section};
use regex::Regex;

use super::pattern::pattern;
use super::report_verb::demands_report;
use super::sentence::sentences;

static ISSUES: LazyLock<Regex> = LazyLock::new(|| {
    pattern("(?:印发|转发|下发|发布)(?:关于)?(?:《([^》]{4,120})》|(.{4,120}?))的(?:通知|通告|公告|函)$")
});
static HOLDS: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        "关于(?:做好|开展|组织开展|深入开展|进一步开展|扎实开展|加强|认真做好)?(.{4,120}?)的(?:通知|通告|公告|意见|函)$",
    )
});
static PURPOSE: LazyLock<Regex> = LazyLock::new(|| pattern("^(?:为|为了|根据|按照).{6,}"));
/// 宣传甲、乙、丙等相关内容: what is to be made known.
static SUBJECTS: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        "(?:宣传|宣讲|学习|解读|普及|讲解|宣贯)(?:贯彻|好|普及|解读|学习|宣传)?([^。；]{4,400}?)等(?:相关|有关|方面|重点|核心|主要)*的?(?:内容|知识|主题|法律法规|政策法规|规定)",
    )
});
static REQUIREMENTS: LazyLock<Regex> =
    LazyLock::new(|| pattern("要求|保障|组织领导|组织实施|组织保障|工作措施|纪律|督导考核"));
static CONTACT: LazyLock<Regex> = LazyLock::new(|| pattern("联系人|联系电话|电子邮箱|邮箱[：:]"));
static NO_REQUIREMENTS: LazyLock<Regex> = LazyLock::new(|| pattern("总体要求|目标要求"));

/// The campaign's name: the issued plan's title, else what the notice is about.
pub(super) fn name(outline: &Outline) -> Option<String> {
    let plan =
        outline.parts.iter().find(|part| part.kind == PartKind::Plan).and_then(|part| part.title.as_ref());
    if let Some(plan) = plan {
        return Some(plan.text().to_owned());
    }
    let title = outline.title.as_ref()?.text();
    let found = ISSUES.captures(title).or_else(|| HOLDS.captures(title));
    let name = found.and_then(|found| found.get(1).or(found.get(2)).map(|name| name.as_str().to_owned()));
    let name = name.unwrap_or_else(|| title.to_owned());
    let is_quoted = name.starts_with('《') && name.ends_with('》');
    Some(if is_quoted { name.trim_matches(['《', '》']).to_owned() } else { name })
}

/// The first sentence that says what for; the plan's own before the covering notice's.
pub(super) fn purpose(outline: &Outline) -> Option<String> {
    let mut parts: Vec<_> = outline.main_parts().collect();
    parts.sort_by_key(|part| part.kind == PartKind::Main && part.sections.is_empty());
    let mut openings = parts.iter().flat_map(|part| &part.opening).map(|passage| passage.text());
    let sentence = openings.find_map(|text| {
        let first = sentences(text).into_iter().next()?;
        PURPOSE.is_match(&text[first.clone()]).then(|| text[first].to_owned())
    });
    sentence.map(|text| text.trim_end_matches(['：', ':']).to_owned())
}

/// The longest enumeration behind 宣传… that ends in 等相关内容.
pub(super) fn subjects(outline: &Outline) -> Vec<String> {
    let mut best: Vec<String> = Vec::new();
    outline.main_parts().for_each(|part| {
        part.each_passage(&mut |passage| {
            for found in SUBJECTS.captures_iter(passage.text()) {
                let items = found.get(1).map(|list| items(list.as_str())).unwrap_or_default();
                if items.len() >= 2 && items.len() > best.len() {
                    best = items;
                }
            }
        });
    });
    best
}

/// Splits at 、 and ， outside brackets and titles; what the verb's own clause says before the list is cut off.
fn items(list: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut depth = 0_usize;
    let mut item = String::new();
    for c in list.chars() {
        match c {
            '《' | '（' | '(' | '“' => depth += 1,
            '》' | '）' | ')' | '”' => depth = depth.saturating_sub(1),
            '、' | '，' if depth == 0 => {
                found.push(std::mem::take(&mut item));
                continue;
            }
            _ => {}
        }
        item.push(c);
    }
    found.push(item);
    found.retain(|item| !item.is_empty());
    found
}

/// The sentences under the headings that set requirements, reports left out.
pub(super) fn requirements(outline: &Outline) -> Vec<String> {
    let mut found = Vec::new();
    for part in outline.main_parts() {
        let is_set = |section: &&Section| {
            REQUIREMENTS.is_match(section.title()) && !NO_REQUIREMENTS.is_match(section.title())
        };
        for section in part.sections.iter().filter(is_set) {
            let mut collect = |text: &str| {
                for sentence in sentences(text) {
                    let words = &text[sentence];
                    if words.chars().count() >= 8 && !demands_report(words) && !CONTACT.is_match(words) {
                        found.push(words.to_owned());
                    }
                }
            };
            section.body.iter().for_each(|passage| collect(passage.text()));
            section.children.iter().for_each(|child| {
                child.each_passage(&mut |passage| {
                    if !std::ptr::eq(passage, &child.heading) {
                        collect(passage.text());
                    }
                });
            });
        }
    }
    found
}
