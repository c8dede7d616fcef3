/// The LIKE pattern that finds `text` anywhere, whatever is in it: `WHERE name LIKE $1 ESCAPE '\'`.
///
/// SQLite folds the case of a–z, PostgreSQL does not: where that matters, write `LOWER` around both sides.
pub fn containing(text: &str) -> String {
    let mut pattern = String::with_capacity(text.len() + 2);
    pattern.push('%');
    for c in text.chars() {
        if matches!(c, '%' | '_' | '\\') {
            pattern.push('\\');
        }
        pattern.push(c);
    }
    pattern.push('%');
    pattern
}

#[cfg(test)]
mod tests {
    use super::containing;

    #[test]
    fn signs_of_a_pattern_are_only_text() {
        assert_eq!(containing("100%_a\\"), "%100\\%\\_a\\\\%");
        assert_eq!(containing(""), "%%");
    }
}
