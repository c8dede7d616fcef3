//! Characters on pages (PDF, OFD) → text in whole paragraphs: print knows only where each character stands.
//!
//! Characters become lines, what repeats at the edges of pages goes to the margin, lines that were broken only because
//! they were full are joined again.

mod edges;
mod line;
mod paragraph;
mod table;

use self::line::Line;
use super::extract::Extract;
use crate::read::ReadError;

/// A character where it stands; lengths in points, from the page's top left corner.
#[derive(Clone, Copy, Debug)]
pub(super) struct Glyph {
    pub(super) character: char,
    pub(super) x: f32,
    /// The line that it stands on.
    pub(super) y: f32,
    pub(super) width: f32,
    /// Height of the type.
    pub(super) size: f32,
}

/// A page with what is drawn on it.
#[derive(Debug)]
pub(super) struct Page {
    pub(super) width: f32,
    pub(super) height: f32,
    pub(super) glyphs: Vec<Glyph>,
    /// Straight lines that are drawn level or upright; none where the format does not tell them.
    pub(super) rules: Vec<Rule>,
}

/// A straight line, level or upright, or a thin shape; lengths in points, from the page's top left corner.
#[derive(Clone, Copy, Debug)]
pub(super) struct Rule {
    pub(super) left: f32,
    pub(super) right: f32,
    pub(super) top: f32,
    pub(super) bottom: f32,
}

/// Takes the text of pages.
pub(super) fn read(pages: Vec<Page>, extract: &mut Extract) -> Result<(), ReadError> {
    let mut budget = table::Budget::new();
    let mut lines: Vec<Line> = Vec::new();
    for (number, page) in pages.iter().enumerate() {
        lines.extend(table::lines(number, page, &mut budget));
    }
    for line in edges::remove(&mut lines, &pages) {
        extract.margin(&line.text)?;
    }
    paragraph::write(&table::join_over_pages(lines), &pages, extract)
}

/// Takes what is drawn on pages, line by line, but is no part of the text.
pub(super) fn read_margin(pages: &[Page], extract: &mut Extract) -> Result<(), ReadError> {
    let mut lines =
        pages.iter().enumerate().flat_map(|(number, page)| line::lines_of(number, page, page.glyphs.clone()));
    lines.try_for_each(|line| extract.margin(&line.text))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Text set in 16-point characters on A4 with 28 to a line, as official documents are; `>` begins one em further
    /// right, a tab is five ems.
    fn set(lines: &[&str]) -> Vec<Page> {
        let mut pages = Vec::new();
        for lines in lines.split(|line| *line == "---") {
            let mut glyphs = Vec::new();
            for (row, line) in lines.iter().enumerate() {
                let mut x = 74.0;
                for character in line.chars() {
                    match character {
                        '>' => x += 16.0,
                        '\t' => x += 80.0,
                        _ => {
                            let width = if character.is_ascii() { 8.0 } else { 16.0 };
                            let y = 105.0 + 28.0 * row as f32;
                            glyphs.push(Glyph { character, x, y, width, size: 16.0 });
                            x += width;
                        }
                    }
                }
            }
            pages.push(Page { width: 595.0, height: 842.0, glyphs, rules: Vec::new() });
        }
        pages
    }

    fn text(lines: &[&str]) -> String {
        let mut extract = Extract::default();
        read(set(lines), &mut extract).unwrap();
        extract.decoded(ReadError::NoText).unwrap().text().to_owned()
    }

    const FULL: &str = "字字字字字字字字字字字字字字字字字字字字字字字字字字字字";

    #[test]
    fn lines_that_are_full_go_on() {
        let long = format!(">>{}", &FULL[6..]);
        let found = text(&["一、标题", &long, FULL, "完。", &long, "完。", "二、标题"]);
        assert_eq!(
            found,
            format!("一、标题\n　　{}{FULL}完。\n　　{}完。\n二、标题\n", &FULL[6..], &FULL[6..])
        );
    }

    #[test]
    fn a_paragraph_goes_on_over_the_page() {
        let long = format!(">>{}", &FULL[6..]);
        let found = text(&[">>>开头", &long, "---", FULL, "完。"]);
        assert_eq!(found, format!("　　　开头\n　　{}{FULL}完。\n", &FULL[6..]));
    }

    #[test]
    fn a_signature_below_a_full_line_stands_apart() {
        let full = format!("{}。", &FULL[3..]);
        let right = ">".repeat(16);
        let found = text(&["各单位：", &full, &format!("{right}某某市卫生局")]);
        assert_eq!(found, format!("各单位：\n{full}\n{}某某市卫生局\n", "\u{3000}".repeat(16)));
    }

    #[test]
    fn blanks_stand_only_between_latin_words() {
        assert_eq!(text(&["于2026年5月31日前报送GB 50180表"]), "于2026年5月31日前报送GB 50180表\n");
        assert_eq!(text(&["单位\t负责人\t电话"]), "单位　　　　　负责人　　　　　电话\n");
    }

    #[test]
    fn an_empty_line_stays_one() {
        assert_eq!(text(&["标题", "", "正文。", "正文。", "完。"]), "标题\n\n正文。\n正文。\n完。\n");
    }

    #[test]
    fn empty_lines_stay_where_most_lines_have_one() {
        let heads = ["某局", "", "文号", "", "标题", "", "各单位：", "", "正文。", "正文。"];
        assert_eq!(text(&heads), "某局\n\n文号\n\n标题\n\n各单位：\n\n正文。\n正文。\n");
    }

    #[test]
    fn page_numbers_and_running_heads_are_no_text() {
        let mut first = vec!["某局文件", "正文。"];
        first.extend(vec![""; 22]);
        first.push("— 1 —");
        let mut second = vec!["某局文件", "正文又一页。"];
        second.extend(vec![""; 22]);
        second.push("— 2 —");
        let found = text(&[first, vec!["---"], second].concat());
        assert_eq!(found.replace('\n', ""), "正文。正文又一页。");
    }

    #[test]
    fn print_that_was_doubled_to_look_bold_is_read_once() {
        let mut pages = set(&["标题"]);
        let doubled: Vec<Glyph> =
            pages[0].glyphs.iter().map(|glyph| Glyph { x: glyph.x + 0.4, ..*glyph }).collect();
        pages[0].glyphs.extend(doubled);
        let mut extract = Extract::default();
        read(pages, &mut extract).unwrap();
        assert_eq!(extract.decoded(ReadError::NoText).unwrap().text(), "标题\n");
    }
}
