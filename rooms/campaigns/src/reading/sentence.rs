use std::ops::Range;

use gongwen::read::dates::DateMention;

/// A bracket that is not closed within this many bytes holds nothing together.
const LONGEST_BRACKET: usize = 600;

/// The sentences of a paragraph (split at 。！？； and at a dot typed for 。, not inside brackets or quotes), their final mark
/// left out.
pub(super) fn sentences(text: &str) -> Vec<Range<usize>> {
    split(text, 0..text.len(), &['。', '！', '？', '；', ';', '.'])
}

/// The clauses of a sentence (split at ，), as bytes of the paragraph.
pub(super) fn clauses(text: &str, sentence: Range<usize>) -> Vec<Range<usize>> {
    split(text, sentence, &['，', ','])
}

/// The times that begin within a range; `dates` in the order of the text.
pub(super) fn within_range<'d>(dates: &'d [DateMention], range: &Range<usize>) -> &'d [DateMention] {
    let first = dates.partition_point(|date| date.range.start < range.start);
    let end = dates.partition_point(|date| date.range.start < range.end);
    &dates[first..end]
}

/// The pieces of a stretch between some marks.
pub(super) fn pieces(text: &str, within: Range<usize>, marks: &[char]) -> Vec<Range<usize>> {
    split(text, within, marks)
}

fn split(text: &str, within: Range<usize>, marks: &[char]) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut start = within.start;
    let mut depth = 0_usize;
    let mut opened = within.start;
    for (offset, c) in text[within.clone()].char_indices() {
        let at = within.start + offset;
        match c {
            '（' | '(' | '“' | '《' => {
                depth += 1;
                opened = at;
            }
            '）' | ')' | '”' | '》' => depth = depth.saturating_sub(1),
            '.' if !is_stop(text, at) => {}
            _ if marks.contains(&c) && (depth == 0 || at - opened > LONGEST_BRACKET) => {
                if at > start {
                    found.push(start..at);
                }
                start = at + c.len_utf8();
                depth = 0;
            }
            _ => {}
        }
    }
    if start < within.end {
        found.push(start..within.end);
    }
    found
}

/// Whether a dot stands between characters, as 。 would, and not in a number or an address.
fn is_stop(text: &str, at: usize) -> bool {
    let is_wide = |c: char| c > '\u{2000}';
    text[..at].chars().next_back().is_some_and(is_wide) && text[at + 1..].chars().next().is_none_or(is_wide)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_dot_between_characters_ends_a_sentence() {
        let text = "开展1.5万次检查,发至a@b.cn.各单位要总结.";
        let found: Vec<&str> = sentences(text).into_iter().map(|range| &text[range]).collect();
        assert_eq!(found, ["开展1.5万次检查,发至a@b.cn.各单位要总结"]);
        assert_eq!(sentences("加强领导.各单位要重视.").len(), 2);
    }

    #[test]
    fn splits_outside_brackets_only() {
        let text = "各单位要开展培训（含新职工；进修人员），做好记录；要总结。";
        let found: Vec<&str> = sentences(text).into_iter().map(|range| &text[range]).collect();
        assert_eq!(found, ["各单位要开展培训（含新职工；进修人员），做好记录", "要总结"]);
        let parts: Vec<&str> =
            clauses(text, sentences(text)[0].clone()).into_iter().map(|range| &text[range]).collect();
        assert_eq!(parts, ["各单位要开展培训（含新职工；进修人员）", "做好记录"]);
    }
}
