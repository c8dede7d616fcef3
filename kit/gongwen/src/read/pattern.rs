use regex::Regex;

/// Compiles a pattern that is written in this crate. The engine is linear in the text for each of them.
pub(crate) fn pattern(source: &str) -> Regex {
    #[expect(clippy::unwrap_used, reason = "the patterns are constants; the tests compile every one")]
    Regex::new(source).unwrap()
}
