use regex::Regex;

/// Compiles a pattern that is written in this room. The engine is linear in the text for each of them.
pub(super) fn pattern(source: &str) -> Regex {
    #[expect(clippy::unwrap_used, reason = "the patterns are constants; the tests compile every one")]
    Regex::new(source).unwrap()
}
