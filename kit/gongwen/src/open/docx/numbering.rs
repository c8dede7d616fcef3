//! Automatic numbers (numbering.xml): what stands before a paragraph that has no number in its text.

use std::collections::HashMap;

use super::numerals::numeral;
use crate::open::xml::{Tag, Visit};
use crate::read::ReadError;

/// A list has nine levels.
const LEVELS: usize = 9;

/// The lists of a document and how far each has counted.
#[derive(Debug, Default)]
pub(super) struct Numbering {
    definitions: HashMap<i64, Definition>,
    lists: HashMap<i64, List>,
    /// How far a definition has counted; lists of the same definition go on counting.
    counted: HashMap<i64, [Option<u32>; LEVELS]>,
    open: Open,
}

#[derive(Debug, Default)]
struct Definition {
    levels: HashMap<usize, Level>,
    /// The list style that this definition makes, and the one that it only points to.
    makes: Option<String>,
    points_to: Option<String>,
}

#[derive(Clone, Debug)]
struct Level {
    start: u32,
    format: String,
    text: String,
    /// The level, from 1, that starts this one anew; 0 for none.
    restart: Option<usize>,
    is_legal: bool,
    style: Option<String>,
}

impl Default for Level {
    fn default() -> Self {
        Self {
            start: 1,
            format: "decimal".to_owned(),
            text: String::new(),
            restart: None,
            is_legal: false,
            style: None,
        }
    }
}

#[derive(Debug, Default)]
struct List {
    definition: i64,
    starts: HashMap<usize, u32>,
    levels: HashMap<usize, Level>,
    is_begun: bool,
}

/// What of the part is being read.
#[derive(Debug, Default)]
struct Open {
    definition: Option<(i64, Definition)>,
    list: Option<(i64, List)>,
    level: Option<(usize, Level)>,
    override_of: Option<usize>,
}

impl Numbering {
    /// Counts a paragraph of a list and gives the number that stands before it.
    pub(super) fn next(&mut self, list: i64, level: Option<usize>, style: Option<&str>) -> Option<String> {
        let own = self.lists.get_mut(&list)?;
        let definition_id = resolved(&self.definitions, own.definition);
        let definition = self.definitions.get(&definition_id)?;
        let at = level.or_else(|| level_of_style(definition, style?)).unwrap_or(0).min(LEVELS - 1);
        let counted = self.counted.entry(definition_id).or_default();
        if !std::mem::replace(&mut own.is_begun, true) {
            for (level, _) in own.starts.iter().filter(|(level, _)| **level < LEVELS) {
                counted[*level] = None;
            }
        }
        let levels: Vec<Level> = (0..LEVELS)
            .map(|level| own.levels.get(&level).or_else(|| definition.levels.get(&level)).cloned())
            .map(Option::unwrap_or_default)
            .collect();
        let start = |level: usize| own.starts.get(&level).copied().unwrap_or(levels[level].start);
        counted[at] = Some(counted[at].map_or_else(|| start(at), |count| count.saturating_add(1)));
        for (count, level) in counted.iter_mut().zip(&levels).skip(at + 1) {
            if level.restart.is_none_or(|by| by > at && by != 0) {
                *count = None;
            }
        }
        let number = |(level, count): (usize, &Option<u32>)| count.unwrap_or_else(|| start(level));
        let numbers: Vec<u32> = counted.iter().enumerate().map(number).collect();
        label(&levels, &numbers, at)
    }
}

/// The definition that a definition points to by the name of a list style.
fn resolved(definitions: &HashMap<i64, Definition>, id: i64) -> i64 {
    let points_to = definitions.get(&id).and_then(|definition| definition.points_to.as_ref());
    let target = points_to.and_then(|style| {
        definitions.iter().filter(|(_, one)| one.makes.as_ref() == Some(style)).map(|(id, _)| *id).min()
    });
    target.unwrap_or(id)
}

fn level_of_style(definition: &Definition, style: &str) -> Option<usize> {
    definition.levels.iter().find(|(_, level)| level.style.as_deref() == Some(style)).map(|(at, _)| *at)
}

/// The level's text with %1 … %9 replaced; a blank follows where the text would run into it.
fn label(levels: &[Level], numbers: &[u32], at: usize) -> Option<String> {
    let level = &levels[at];
    if level.format == "bullet" {
        return None;
    }
    let mut label = String::new();
    let mut rest = level.text.as_str();
    while let Some((before, after)) = rest.split_once('%') {
        label.push_str(before);
        let digit = after.chars().next().and_then(|c| c.to_digit(10)).filter(|digit| *digit > 0);
        let Some(digit) = digit else {
            label.push('%');
            rest = after;
            continue;
        };
        let other = digit as usize - 1;
        let format = if level.is_legal { "decimal" } else { levels[other].format.as_str() };
        label.push_str(&numeral(format, numbers[other]).unwrap_or_default());
        rest = &after[1..];
    }
    label.push_str(rest);
    let label = label.trim();
    let stands_apart = label.ends_with(['、', '）', ')', '．', '，', '：']);
    (!label.is_empty()).then(|| if stands_apart { label.to_owned() } else { format!("{label} ") })
}

impl Visit for Numbering {
    fn start(&mut self, tag: &Tag<'_>) -> Result<(), ReadError> {
        let at = || tag.number("ilvl").and_then(|level| usize::try_from(level).ok());
        match tag.name() {
            "abstractNum" => {
                self.open.definition =
                    Some((tag.number("abstractNumId").unwrap_or(-1), Definition::default()));
            }
            "num" => self.open.list = Some((tag.number("numId").unwrap_or(-1), List::default())),
            "lvl" => self.open.level = at().map(|level| (level, Level::default())),
            "lvlOverride" => self.open.override_of = at(),
            _ => self.note(tag),
        }
        Ok(())
    }

    fn end(&mut self, name: &str) -> Result<(), ReadError> {
        match name {
            "lvl" => {
                if let Some((_, list)) = &mut self.open.list {
                    list.levels.extend(self.open.level.take());
                } else if let Some((_, definition)) = &mut self.open.definition {
                    definition.levels.extend(self.open.level.take());
                }
            }
            "lvlOverride" => self.open.override_of = None,
            "abstractNum" => self.definitions.extend(self.open.definition.take()),
            "num" => self.lists.extend(self.open.list.take()),
            _ => {}
        }
        Ok(())
    }

    fn text(&mut self, _: &str) -> Result<(), ReadError> {
        Ok(())
    }
}

impl Numbering {
    fn note(&mut self, tag: &Tag<'_>) {
        let value = || tag.attribute("val");
        let number = || tag.number("val").and_then(|number| u32::try_from(number).ok());
        if let Some((_, level)) = &mut self.open.level {
            match tag.name() {
                "start" => level.start = number().unwrap_or(1),
                "numFmt" => level.format = value().unwrap_or_default(),
                "lvlText" => level.text = value().unwrap_or_default(),
                "lvlRestart" => level.restart = number().map(|level| level as usize),
                "isLgl" => level.is_legal = value().is_none_or(|value| value != "0" && value != "false"),
                "pStyle" => level.style = value(),
                _ => {}
            }
        } else if let Some((_, list)) = &mut self.open.list {
            match (tag.name(), self.open.override_of) {
                ("abstractNumId", _) => list.definition = tag.number("val").unwrap_or(-1),
                ("startOverride", Some(level)) => {
                    list.starts.extend(number().map(|start| (level, start)));
                }
                _ => {}
            }
        } else if let Some((_, definition)) = &mut self.open.definition {
            match tag.name() {
                "styleLink" => definition.makes = value(),
                "numStyleLink" => definition.points_to = value(),
                _ => {}
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::open::xml;

    fn numbering(xml: &str) -> Numbering {
        let mut numbering = Numbering::default();
        xml::walk(format!("<w:numbering>{xml}</w:numbering>").as_bytes(), &mut numbering).unwrap();
        numbering
    }

    fn level(at: usize, format: &str, text: &str, more: &str) -> String {
        format!(
            "<w:lvl w:ilvl='{at}'><w:start w:val='1'/><w:numFmt w:val='{format}'/>{more}<w:lvlText w:val='{text}'/></w:lvl>"
        )
    }

    fn official() -> String {
        let levels = [
            level(0, "chineseCounting", "%1、", "<w:pStyle w:val='Heading1'/>"),
            level(1, "japaneseCounting", "（%2）", ""),
            level(2, "decimal", "%3.", ""),
            level(3, "decimal", "%1.%3.%4", "<w:isLgl/>"),
        ];
        format!("<w:abstractNum w:abstractNumId='7'>{}</w:abstractNum>", levels.concat())
    }

    fn count(numbering: &mut Numbering, paragraphs: &[(i64, usize)]) -> Vec<String> {
        let next =
            |(list, level): &(i64, usize)| numbering.next(*list, Some(*level), None).unwrap_or_default();
        paragraphs.iter().map(next).collect()
    }

    #[test]
    fn levels_count_and_start_anew() {
        let mut one =
            numbering(&format!("{}<w:num w:numId='1'><w:abstractNumId w:val='7'/></w:num>", official()));
        let found =
            count(&mut one, &[(1, 0), (1, 1), (1, 2), (1, 2), (1, 3), (1, 1), (1, 2), (1, 0), (1, 1)]);
        assert_eq!(found, ["一、", "（一）", "1. ", "2. ", "1.2.1 ", "（二）", "1. ", "二、", "（一）"]);
        assert_eq!(one.next(1, None, Some("Heading1")).as_deref(), Some("三、"));
        assert_eq!(one.next(9, Some(0), None), None);
    }

    #[test]
    fn lists_of_one_definition_go_on_unless_they_say_otherwise() {
        let lists = "<w:num w:numId='1'><w:abstractNumId w:val='7'/></w:num>\
            <w:num w:numId='2'><w:abstractNumId w:val='7'/></w:num>\
            <w:num w:numId='3'><w:abstractNumId w:val='7'/>\
            <w:lvlOverride w:ilvl='0'><w:startOverride w:val='5'/></w:lvlOverride></w:num>";
        let mut one = numbering(&format!("{}{lists}", official()));
        let found = count(&mut one, &[(1, 0), (2, 0), (3, 0), (3, 0), (1, 0)]);
        assert_eq!(found, ["一、", "二、", "五、", "六、", "七、"]);
    }

    #[test]
    fn a_list_may_replace_a_level_and_a_definition_may_point_to_a_style() {
        let style = level(0, "decimal", "第%1条", "");
        let own = level(0, "upperLetter", "%1)", "");
        let mut one = numbering(&format!(
            "<w:abstractNum w:abstractNumId='1'><w:styleLink w:val='Articles'/>{style}</w:abstractNum>\
             <w:abstractNum w:abstractNumId='2'><w:numStyleLink w:val='Articles'/></w:abstractNum>\
             <w:num w:numId='1'><w:abstractNumId w:val='2'/></w:num>\
             <w:num w:numId='2'><w:abstractNumId w:val='1'/><w:lvlOverride w:ilvl='0'>{own}</w:lvlOverride></w:num>"
        ));
        assert_eq!(count(&mut one, &[(1, 0), (2, 0)]), ["第1条 ", "B)"]);
    }

    #[test]
    fn a_level_may_go_on_counting() {
        let levels = [
            level(0, "chineseCounting", "%1、", ""),
            level(1, "decimal", "%2.", "<w:lvlRestart w:val='0'/>"),
            level(2, "bullet", "●", ""),
        ];
        let mut one = numbering(&format!(
            "<w:abstractNum w:abstractNumId='1'>{}</w:abstractNum><w:num w:numId='1'><w:abstractNumId w:val='1'/></w:num>",
            levels.concat()
        ));
        assert_eq!(
            count(&mut one, &[(1, 0), (1, 1), (1, 2), (1, 0), (1, 1)]),
            ["一、", "1. ", "", "二、", "2. "]
        );
    }
}
