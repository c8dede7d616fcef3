use std::sync::LazyLock;

use gongwen::read::{Decoded, Excerpt, Outline, Part, PartKind, Passage, Section};
use regex::Regex;

use super::pattern::pattern;

static SLOGANS: LazyLock<Regex> = LazyLock::new(|| pattern("标语|口号"));

/// The slogans of an annex or section that is titled so, with where they stand.
pub(super) fn slogans(outline: &Outline, decoded: &Decoded) -> (Vec<String>, Vec<Excerpt>) {
    let annexes = outline.parts.iter().filter(|part| part.kind == PartKind::Annex);
    let titled = |title: &str| SLOGANS.is_match(title) && title.chars().count() <= 60;
    let mut found: Vec<&Passage> = annexes
        .filter(|part| part.title.as_ref().is_some_and(|title| titled(title.text())))
        .flat_map(items_of_part)
        .collect();
    if found.is_empty() {
        let roots = outline.main_parts().flat_map(|part| &part.sections);
        found = roots.flat_map(|section| items_below(section, &titled)).collect();
    }
    // A number that nothing follows is a paragraph without words.
    found.retain(|passage| !passage.text().is_empty());
    let texts = found.iter().map(|passage| passage.text().to_owned()).collect();
    (texts, found.into_iter().map(|passage| passage.whole(decoded)).collect())
}

/// Numbered items; where there are none, the lines.
fn items_of_part(part: &Part) -> Vec<&Passage> {
    let mut items = Vec::new();
    part.sections.iter().for_each(|section| collect(section, &mut items));
    if items.is_empty() { part.opening.iter().collect() } else { items }
}

/// Innermost numbered items: a heading that groups slogans is none.
fn collect<'a>(section: &'a Section, items: &mut Vec<&'a Passage>) {
    if section.children.is_empty() {
        items.push(&section.item);
        items.extend(&section.body[section.body.len().min(usize::from(has_rest(section)))..]);
    } else {
        section.children.iter().for_each(|child| collect(child, items));
    }
}

/// Whether the first passage of the body is the rest of the heading's own paragraph.
fn has_rest(section: &Section) -> bool {
    section.item.text().len() > section.heading.text().len() + '。'.len_utf8()
}

fn items_below<'a>(section: &'a Section, titled: &impl Fn(&str) -> bool) -> Vec<&'a Passage> {
    if titled(section.title()) && section.title().chars().count() <= 20 && section.children.len() >= 3 {
        let mut items = Vec::new();
        section.children.iter().for_each(|child| collect(child, &mut items));
        return items;
    }
    section.children.iter().flat_map(|child| items_below(child, titled)).collect()
}
