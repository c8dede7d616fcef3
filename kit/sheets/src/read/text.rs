use unicode_normalization::UnicodeNormalization;

/// Zero-width characters, those that turn the direction of the words around them, and the byte-order mark: they travel unseen
/// in copied text.
const INVISIBLE: [char; 17] = [
    '\u{200B}', '\u{200C}', '\u{200D}', '\u{2060}', '\u{FEFF}', '\u{61C}', '\u{200E}', '\u{200F}',
    '\u{202A}', '\u{202B}', '\u{202C}', '\u{202D}', '\u{202E}', '\u{2066}', '\u{2067}', '\u{2068}',
    '\u{2069}',
];

/// A heading as it is compared: full-width forms folded, no spaces, line breaks or marks of a required column.
pub(crate) fn folded(heading: &str) -> String {
    let kept =
        |c: &char| !c.is_whitespace() && !c.is_control() && !INVISIBLE.contains(c) && !matches!(c, '*' | ':');
    heading.nfkc().filter(kept).flat_map(char::to_lowercase).collect()
}

/// A folded heading without a remark at its end: `床位数(张)` is `床位数`.
pub(crate) fn without_remark(folded: &str) -> &str {
    let cut = folded.strip_suffix(')').and_then(|rest| rest.rsplit_once('('));
    cut.map_or(folded, |(name, _)| name)
}

/// Text of a cell on one line: trimmed, invisible characters dropped. A line break that someone set to fit
/// the column vanishes between Chinese characters and becomes a space elsewhere.
pub(crate) fn one_line(text: &str) -> String {
    let mut line = String::with_capacity(text.len());
    for part in text.split(['\n', '\r', '\t']) {
        let visible = |c: &char| !c.is_control() && !INVISIBLE.contains(c);
        let part: String = part.trim().chars().filter(visible).collect();
        let joins_ascii = line.ends_with(|c: char| c.is_ascii()) && part.starts_with(|c: char| c.is_ascii());
        if joins_ascii {
            line.push(' ');
        }
        line.push_str(&part);
    }
    line.trim().to_owned()
}

/// Digits as people type them: full-width, with thousands separators, with spaces around.
pub(crate) fn digits(text: &str) -> Option<String> {
    let plain: String = one_line(text).nfkc().collect();
    let (sign, number) = plain.strip_prefix('-').map_or(("", plain.as_str()), |rest| ("-", rest));
    let (whole, fraction) = number.split_once('.').map_or((number, None), |(w, f)| (w, Some(f)));
    let mut groups = whole.split(',');
    let first = groups.next()?;
    let rest: Vec<&str> = groups.collect();
    let grouped = rest.is_empty() || (first.len() <= 3 && rest.iter().all(|group| group.len() == 3));
    let numeric = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
    if !grouped || !numeric(first) || !rest.iter().all(|p| numeric(p)) || !fraction.is_none_or(numeric) {
        return None;
    }
    let fraction = fraction.map_or(String::new(), |digits| format!(".{digits}"));
    Some(format!("{sign}{first}{}{fraction}", rest.concat()))
}

/// Whether the text is what a program shows for a long number: `9.13502E+17`.
pub(crate) fn is_scientific(text: &str) -> bool {
    let Some((mantissa, exponent)) = text.split_once(['E', 'e']) else { return false };
    let exponent = exponent.strip_prefix('+').unwrap_or("");
    let numeric = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, "0"));
    numeric(whole) && numeric(fraction) && numeric(exponent)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings_are_compared_by_what_the_eye_reads() {
        for heading in ["床位数", " 床 位\n数 ", "床　位　数：", "*床位数", "床位数＊", "\u{FEFF}床位数"]
        {
            assert_eq!(folded(heading), "床位数", "{heading:?}");
        }
        assert_eq!(without_remark(&folded("床位数（张）")), "床位数");
        assert_eq!(folded("ＩＤ"), "id");
    }

    #[test]
    fn a_wrapped_name_is_one_name() {
        assert_eq!(one_line(" 泉山区\n第一医院\u{200B} "), "泉山区第一医院");
        assert_eq!(one_line("Anna\r\nLee"), "Anna Lee");
        assert_eq!(one_line("\u{3000}\u{A0}"), "");
    }

    #[test]
    fn digits_as_people_type_them() {
        for (typed, plain) in
            [("１２０", "120"), ("1,200", "1200"), (" 12,345,678.5 ", "12345678.5"), ("-3", "-3")]
        {
            assert_eq!(digits(typed).as_deref(), Some(plain));
        }
        for typed in ["", "-", "12人", "1,20", "1.", ".5", "5000余", "1e5", "１２a", ",123", "--1"] {
            assert_eq!(digits(typed), None, "{typed}");
        }
    }

    #[test]
    fn the_scientific_form_is_told_from_words() {
        assert!(is_scientific("9.13502E+17") && is_scientific("9E+17"));
        for text in ["E+17", "9.1", "91350200MA2XE1234F", "1.E+5", ""] {
            assert!(!is_scientific(text), "{text}");
        }
    }
}
