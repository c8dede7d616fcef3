use std::borrow::Cow;

use regex::Regex;

/// Compiles a pattern that is written in this room. The engine is linear in the text for each of them.
pub(super) fn pattern(source: &str) -> Regex {
    #[expect(clippy::unwrap_used, reason = "the patterns are constants; the tests compile every one")]
    Regex::new(source).unwrap()
}

/// Words with the wide marks that the patterns know, where the narrow ones were typed.
pub(super) fn wide(words: &str) -> Cow<'_, str> {
    if !words.contains([',', ';', ':', '!', '?', '(', ')']) {
        return Cow::Borrowed(words);
    }
    let widened = |c: char| match c {
        ',' => '，',
        ';' => '；',
        ':' => '：',
        '!' => '！',
        '?' => '？',
        '(' => '（',
        ')' => '）',
        c => c,
    };
    Cow::Owned(words.chars().map(widened).collect())
}

/// Words without what is noted beside them in wide brackets; a bracket that is not closed stays.
pub(super) fn without_brackets(words: &str) -> Cow<'_, str> {
    if !words.contains('（') {
        return Cow::Borrowed(words);
    }
    let mut kept = String::with_capacity(words.len());
    let mut rest = words;
    while let Some(open) = rest.find('（') {
        let Some(length) = bracket(&rest[open..]) else { break };
        kept.push_str(&rest[..open]);
        rest = &rest[open + length..];
    }
    kept.push_str(rest);
    Cow::Owned(kept)
}

/// The bytes of a bracket that words begin with, brackets within it included.
fn bracket(words: &str) -> Option<usize> {
    let mut depth = 0_usize;
    for (at, c) in words.char_indices().take(LONGEST_BRACKET) {
        match c {
            '（' => depth += 1,
            '）' if depth == 1 => return Some(at + c.len_utf8()),
            '）' => depth -= 1,
            _ => {}
        }
    }
    None
}

/// What stands in a bracket is no longer, in characters.
const LONGEST_BRACKET: usize = 200;
