use std::ops::Range;

use super::lines::{Line, is_blank};
use super::{Decoded, Excerpt};

/// A paragraph or a part of one: hard line breaks joined, layout blanks dropped, every byte traceable to the decoded text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Passage {
    text: String,
    /// Runs that are contiguous in the decoded text: (offset in `text`, byte in the decoded text).
    runs: Vec<(usize, usize)>,
}

impl Passage {
    /// Joins lines of the decoded text.
    pub(super) fn of(text: &str, lines: &[Line]) -> Self {
        let mut passage = Self::default();
        for line in lines {
            passage.append(text, line.bytes.clone());
        }
        passage
    }

    /// Several passages as one, in the order in which they are given: the cells of a row.
    pub fn beside(passages: &[Self]) -> Self {
        let mut whole = Self::default();
        for passage in passages {
            let before = whole.text.len();
            whole.runs.extend(passage.runs.iter().map(|(at, source)| (before + at, *source)));
            whole.text.push_str(&passage.text);
        }
        whole
    }

    /// The text, with a blank only between two words or numbers in Latin script.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// A part of this passage; `range` counts bytes of [`Passage::text`].
    pub fn slice(&self, range: Range<usize>) -> Self {
        let Some(text) = self.text.get(range.clone()) else { return Self::default() };
        if text.is_empty() {
            return Self::default();
        }
        let first = self.run_of(range.start);
        let runs = self.runs[first..]
            .iter()
            .take_while(|(at, _)| *at < range.end)
            .map(|(at, source)| {
                let skipped = range.start.saturating_sub(*at);
                (at.saturating_sub(range.start), source + skipped)
            })
            .collect();
        Self { text: text.to_owned(), runs }
    }

    /// Where a wide gap of one line was dropped: two blanks, or one of full width.
    pub(super) fn gaps(&self, text: &str) -> impl Iterator<Item = usize> {
        self.runs.windows(2).filter_map(|pair| {
            let ((from, source), (to, next)) = (pair[0], pair[1]);
            let dropped = text.get(source + (to - from)..next)?;
            let is_wide = dropped.chars().count() >= 2 || dropped.contains('\u{3000}');
            (is_wide && !dropped.contains('\n')).then_some(to)
        })
    }

    /// The stretch of the decoded text that a range of this passage was read from.
    pub fn excerpt(&self, decoded: &Decoded, range: Range<usize>) -> Excerpt {
        decoded.excerpt(self.source_bytes(range))
    }

    /// The stretch of the decoded text that the whole passage was read from.
    pub fn whole(&self, decoded: &Decoded) -> Excerpt {
        self.excerpt(decoded, 0..self.text.len())
    }

    /// The byte of the decoded text that an offset of this passage came from.
    pub(super) fn source_byte(&self, offset: usize) -> usize {
        self.runs.get(self.run_of(offset)).map_or(0, |(at, source)| source + (offset - at))
    }

    fn source_bytes(&self, range: Range<usize>) -> Range<usize> {
        if range.is_empty() {
            let at = self.source_byte(range.start);
            return at..at;
        }
        // The cells of a row may be joined in another order than they are printed in.
        let (first, last) = (self.run_of(range.start), self.run_of(range.end - 1));
        let runs = self.runs.get(first..=last).unwrap_or_default();
        let ends = runs.iter().skip(1).map(|(at, _)| *at).chain([range.end]);
        let sources = runs.iter().zip(ends).map(|((at, source), end)| {
            let skipped = range.start.saturating_sub(*at);
            source + skipped..source + (end.min(range.end) - at)
        });
        sources.reduce(|one, other| one.start.min(other.start)..one.end.max(other.end)).unwrap_or_default()
    }

    /// The index of the run that holds an offset.
    fn run_of(&self, offset: usize) -> usize {
        self.runs.partition_point(|(at, _)| *at <= offset).saturating_sub(1)
    }

    fn append(&mut self, source: &str, bytes: Range<usize>) {
        let mut run_open = false;
        let mut was_blank = false;
        for (at, c) in source[bytes.clone()].char_indices() {
            if is_blank(c) {
                was_blank = true;
                run_open = false;
                continue;
            }
            let previous = self.text.chars().next_back();
            let breaks_word =
                previous.is_some_and(|p| p.is_ascii_alphanumeric()) && c.is_ascii_alphanumeric();
            let both_digits = previous.is_some_and(|p| p.is_ascii_digit()) && c.is_ascii_digit();
            if breaks_word && (was_blank || (at == 0 && !both_digits)) {
                // The blank stands for the last byte before this character.
                self.runs.push((self.text.len(), (bytes.start + at).saturating_sub(1)));
                self.text.push(' ');
            }
            if !run_open {
                self.runs.push((self.text.len(), bytes.start + at));
                run_open = true;
            }
            self.text.push(c);
            was_blank = false;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::lines::lines;
    use super::*;

    fn passage(text: &str) -> (Decoded, Passage) {
        let decoded = Decoded::from_text(text).unwrap();
        let passage = Passage::of(decoded.text(), &lines(decoded.text()));
        (decoded, passage)
    }

    #[test]
    fn joins_lines_and_drops_layout_blanks() {
        let (_, passage) = passage("　　于 2026 年 5 月\n31 日前报送 GB 50180\nPPT 材料");
        assert_eq!(passage.text(), "于2026年5月31日前报送GB 50180 PPT材料");
    }

    #[test]
    fn every_part_finds_its_source() {
        let (decoded, passage) = passage("　　于 2026 年 5 月\n31 日前报送");
        let at = passage.text().find("5月31日").unwrap();
        let excerpt = passage.excerpt(&decoded, at..at + "5月31日".len());
        assert_eq!(excerpt.text, "5 月\n31 日");
        let slice: String =
            decoded.text().chars().skip(excerpt.start).take(excerpt.end - excerpt.start).collect();
        assert_eq!(slice, excerpt.text);
        let part = passage.slice(at..passage.text().len());
        assert_eq!(part.excerpt(&decoded, 0.."5月31日".len()), excerpt);
        assert_eq!(part.whole(&decoded).text, "5 月\n31 日前报送");
    }

    #[test]
    fn cells_in_another_order_name_the_row_that_they_stand_in() {
        let (decoded, row) = passage("组织演练\t各单位\t2次");
        let at = |cell: &str| row.text().find(cell).map(|at| row.slice(at..at + cell.len())).unwrap();
        let sentence = Passage::beside(&[at("各单位"), at("组织演练"), at("2次")]);
        assert_eq!(sentence.text(), "各单位组织演练2次");
        assert_eq!(sentence.whole(&decoded).text, "组织演练\t各单位\t2次");
        assert_eq!(sentence.excerpt(&decoded, 0.."各单位".len()).text, "各单位");
    }
}
