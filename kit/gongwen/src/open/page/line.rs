use super::{Glyph, Page};

/// Characters on one line of a page, from left to right.
#[derive(Clone, Debug)]
pub(super) struct Line {
    pub(super) page: usize,
    /// Where its first characters stand; another height than `y` in a row of a table alone.
    pub(super) top: f32,
    pub(super) y: f32,
    pub(super) start: f32,
    pub(super) end: f32,
    /// Where it ends without a stop, which may hang over the edge of the text.
    pub(super) edge: f32,
    /// Height of most of its type.
    pub(super) size: f32,
    pub(super) text: String,
    /// How wide its beginning is that could not stand on another line: a character with the stops behind it, a word.
    pub(super) head: f32,
    /// It has gaps as between columns.
    pub(super) has_columns: bool,
    /// A row of a ruled table, with a tab between its cells.
    pub(super) is_row: bool,
}

/// Characters stand on one line when their feet differ by less than this part of their height.
const LEVEL: f32 = 0.35;
/// Gap between two words in Latin script, in heights of the type.
const WORD_GAP: f32 = 0.15;
/// Gap that is more than a blank in a stretched line.
const WIDE_GAP: f32 = 0.9;
/// Gap between columns.
const COLUMN_GAP: f32 = 1.8;

/// The lines that characters of a page make, from top to bottom.
pub(super) fn lines_of(number: usize, page: &Page, mut glyphs: Vec<Glyph>) -> Vec<Line> {
    glyphs.retain(|glyph| is_in_reach(glyph, page));
    glyphs.sort_by(|one, other| one.y.total_cmp(&other.y));
    let mut lines = Vec::new();
    let mut rest = glyphs.as_mut_slice();
    while let Some(first) = rest.first().copied() {
        let mut level = first;
        let mut count = 0;
        for glyph in rest.iter() {
            if glyph.y - level.y > LEVEL * level.size.min(glyph.size) {
                break;
            }
            // A note that hangs above the line does not pull the line up.
            if glyph.size >= level.size {
                level = *glyph;
            }
            count += 1;
        }
        let (own, below) = rest.split_at_mut(count);
        lines.extend(line(number, own));
        rest = below;
    }
    lines
}

fn is_in_reach(glyph: &Glyph, page: &Page) -> bool {
    let numbers = [glyph.x, glyph.y, glyph.width, glyph.size];
    numbers.iter().all(|number| number.is_finite())
        && glyph.size > 0.5
        && (-1.0..=page.width + 1.0).contains(&glyph.x)
        && (-1.0..=page.height + 1.0).contains(&glyph.y)
}

fn line(page: usize, glyphs: &mut [Glyph]) -> Option<Line> {
    glyphs.sort_by(|one, other| one.x.total_cmp(&other.x));
    let mut sizes: Vec<f32> =
        glyphs.iter().filter(|g| !g.character.is_whitespace()).map(|glyph| glyph.size).collect();
    sizes.sort_by(f32::total_cmp);
    let size = *sizes.get(sizes.len() / 2)?;
    let mut text = String::new();
    let mut shown: Vec<Glyph> = Vec::new();
    let mut is_after_blank = false;
    let mut has_columns = false;
    for glyph in glyphs.iter() {
        if glyph.character.is_whitespace() {
            is_after_blank = true;
            continue;
        }
        if let Some(last) = shown.last() {
            if last.character == glyph.character && (glyph.x - last.x).abs() < 0.2 * size {
                continue;
            }
            let gap = (glyph.x - last.x - last.width) / size;
            has_columns |= gap > COLUMN_GAP;
            push_gap(&mut text, gap, is_after_blank, last.character, glyph.character);
        }
        text.push(glyph.character);
        shown.push(*glyph);
        is_after_blank = false;
    }
    let (first, last) = (shown.first()?, shown.last()?);
    let y = glyphs.iter().map(|glyph| glyph.y).fold(f32::MIN, f32::max);
    Some(Line {
        page,
        top: y,
        y,
        start: first.x,
        end: last.x + last.width,
        edge: if closes(last.character) { last.x } else { last.x + last.width },
        size,
        text,
        head: head(&shown),
        has_columns,
        is_row: false,
    })
}

/// A gap as wide as characters becomes so many blanks. A narrow one is a blank where the file has one, or between Latin
/// words; else it is the room that programs leave between Chinese and Latin type.
fn push_gap(text: &mut String, gap: f32, is_after_blank: bool, before: char, behind: char) {
    let is_between_words = before.is_ascii_alphanumeric() && behind.is_ascii_alphanumeric();
    if gap > WIDE_GAP && !is_between_words {
        let count = (gap.round() as usize).clamp(1, 40);
        text.extend(std::iter::repeat_n('\u{3000}', count));
    } else if is_after_blank || (is_between_words && gap > WORD_GAP) {
        text.push(' ');
    }
}

/// How wide the line's beginning is that must stay together.
fn head(glyphs: &[Glyph]) -> f32 {
    let mut end = 0;
    while glyphs.get(end).is_some_and(|glyph| opens(glyph.character)) {
        end += 1;
    }
    let is_word = |at: usize| glyphs.get(at).is_some_and(|glyph| glyph.character.is_ascii_graphic());
    if is_word(end) {
        while is_word(end) && (end == 0 || glyphs[end].x - glyphs[end - 1].x < 1.3 * glyphs[end].size) {
            end += 1;
        }
    } else {
        end += 1;
    }
    while glyphs.get(end).is_some_and(|glyph| closes(glyph.character)) {
        end += 1;
    }
    let last = glyphs.get(end.saturating_sub(1).min(glyphs.len() - 1));
    last.map_or(0.0, |last| last.x + last.width - glyphs[0].x)
}

/// Marks that do not stand at a line's end.
fn opens(c: char) -> bool {
    "（《〈“‘〔【「『([".contains(c)
}

/// Marks that do not stand at a line's beginning.
fn closes(c: char) -> bool {
    "，。、；：？！）》〉”’〕】」』…—·％,.;:?!)]%".contains(c)
}
