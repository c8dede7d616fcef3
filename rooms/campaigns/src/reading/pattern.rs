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
