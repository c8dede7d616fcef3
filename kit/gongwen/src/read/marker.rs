use std::sync::LazyLock;

use regex::Regex;

use super::pattern::pattern;

/// The number in front of a heading or an item.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Marker {
    /// 1 for 一、 (and 第一部分), 2 for （一）, 3 for 1., 4 for （1）, 5 for ①; 0, or 6 and more, for a sign.
    pub(crate) level: u8,
    /// Length in bytes, following blanks left out.
    pub(crate) length: usize,
    /// The sign that stands in place of a number.
    pub(crate) sign: Option<char>,
}

const NUMERAL: &str = "[一二三四五六七八九十百〇零]{1,4}";
/// What stands behind a dot that ends a number: no digit, but for a date, 1.9月15日前, which no decimal goes on with.
const NO_DECIMAL: &str = "(?:[^0-9０-９]|[0-9０-９]{1,2}月|[0-9]{4}年|$)";
const BLANKS: &str = "[ \\t\\u{3000}\\u{a0}]*";

static FORMS: LazyLock<[(u8, Regex); 6]> = LazyLock::new(|| {
    [
        (1, pattern(&format!("^第{NUMERAL}(?:部分|章|编)(?:{BLANKS}[、:：])?"))),
        (1, pattern(&format!("^{NUMERAL}{BLANKS}(?:、|[．.]{NO_DECIMAL})"))),
        (2, pattern(&format!("^(?:[（(]{BLANKS}{NUMERAL}{BLANKS}[）)][、.．]?|[㈠-㈩])"))),
        (
            3,
            pattern(&format!(
                "^(?:[0-9]\\u{{fe0f}}?\\u{{20e3}}|[0-9０-９]{{1,3}}[ \\u{{3000}}]*(?:[、．]|[.]{NO_DECIMAL}))"
            )),
        ),
        (
            4,
            pattern(&format!(
                "^(?:[（(]{BLANKS}[0-9０-９]{{1,3}}{BLANKS}[）)]|[0-9０-９]{{1,3}}[）)]|[⑴-⒇])[、.．]?"
            )),
        ),
        (5, pattern("^[①-⑳]")),
    ]
});

/// Longest marker that is looked for, in bytes.
const WINDOW: usize = 64;

impl Marker {
    /// The marker that a line begins with. Decimals, years and dates are none.
    pub(crate) fn at(line: &str) -> Option<Self> {
        let window = &line[..line.floor_char_boundary(WINDOW)];
        FORMS.iter().find_map(|(level, form)| {
            let found = form.find(window)?;
            // The dot forms look one character ahead to tell a decimal.
            let length = found.as_str().rfind(['.', '．']).filter(|_| *level == 1 || *level == 3);
            let length = length.map_or(found.end(), |dot| dot + dot_length(&found.as_str()[dot..]));
            Some(Self { level: *level, length, sign: None })
        })
    }
}

fn dot_length(text: &str) -> usize {
    text.chars().next().map_or(0, char::len_utf8)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_level_of_numbering_is_seen() {
        for (line, level, marker) in [
            ("一、总体要求", 1, "一、"),
            ("十二、其他", 1, "十二、"),
            ("第一部分 总则", 1, "第一部分"),
            ("（一）加强领导", 2, "（一）"),
            ("(十一)加强领导", 2, "(十一)"),
            ("1.落实责任", 3, "1."),
            ("12．落实责任", 3, "12．"),
            ("1.9月15日至9月30日，动员部署阶段。", 3, "1."),
            ("2.2026年6月5日前报送方案。", 3, "2."),
            ("一.6月5日前报送方案。", 1, "一."),
            ("3、落实责任", 3, "3、"),
            ("3\u{fe0f}\u{20e3}落实责任", 3, "3\u{fe0f}\u{20e3}"),
            ("（1）台账", 4, "（1）"),
            ("2）台账", 4, "2）"),
            ("①照片", 5, "①"),
        ] {
            let found = Marker::at(line).map(|m| (m.level, &line[..m.length]));
            assert_eq!(found, Some((level, marker)), "{line}");
        }
    }

    #[test]
    fn numbers_that_are_no_markers() {
        for line in [
            "2021年9月19日",
            "1.5万元",
            "2024.3.1",
            "2.15个百分点",
            "一是认真组织",
            "一要深入",
            "（含图片）",
            "第125次会议",
            "(2024年)",
        ] {
            assert_eq!(Marker::at(line), None, "{line}");
        }
    }
}
