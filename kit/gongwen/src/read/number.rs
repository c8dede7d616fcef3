use std::sync::LazyLock;

use regex::Regex;

use super::dates::year_number;
use super::pattern::pattern;

/// A document number (发文字号) that fills a line: every bracket form, one bracket missing included.
static NUMBER: LazyLock<Regex> = LazyLock::new(|| {
    let code = "[\\p{Han}A-Za-z·]{1,24}(?:[（(][\\p{Han}]{1,6}[）)])?[\\p{Han}A-Za-z·]{0,8}";
    let year = "[〔\\[（(【［〖{<＜]?([12１２][0-9０-９]{3})年?[〕\\]）)】］〗}>＞]?";
    pattern(&format!(
        "^[（(]?({code}{year}第?[0-9０-９一二三四五六七八九十]{{1,5}}(?:[-—之][0-9]{{1,3}})?号)[）)]?(?:签发人[:：].*)?$"
    ))
});
/// One that lost its 号 as well on the way through a web page, but has a bracket left.
static CUT_OFF: LazyLock<Regex> = LazyLock::new(|| {
    pattern("^(\\p{Han}{2,16}(?:[〔\\[【［]([12][0-9]{3})[〕\\]】］]?|([12][0-9]{3})[〕\\]】］])[0-9]{1,5})$")
});
static BRACKETED_YEAR: LazyLock<Regex> = LazyLock::new(|| {
    pattern("[〔\\[（(【［〖{<＜][12１２][0-9０-９]{3}年?[〕\\]）)】］〗}>＞]|[12][0-9]{3}年第?[0-9]+号")
});

/// A document number as printed, its blanks dropped.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Number {
    pub(super) text: String,
    pub(super) year: Option<i16>,
    /// A bracket around the year or the 号 is missing.
    pub(super) is_damaged: bool,
}

/// Longest line that may be a number, in bytes.
const LONGEST: usize = 180;

/// The document number that a line (blanks dropped) consists of.
pub(super) fn document_number(line: &str) -> Option<Number> {
    if line.len() > LONGEST {
        return None;
    }
    let found = NUMBER.captures(line).or_else(|| CUT_OFF.captures(line))?;
    let text = found.get(1)?.as_str().to_owned();
    let year = year_number(found.get(2).or(found.get(3))?.as_str());
    let is_damaged = !BRACKETED_YEAR.is_match(&text) || !text.ends_with('号');
    Some(Number { text, year, is_damaged })
}

#[cfg(test)]
mod tests {
    use super::document_number;

    #[test]
    fn every_bracket_form_is_a_number() {
        for line in [
            "云青卫〔2026〕17号",
            "云青卫[2026]17号",
            "云青卫（2026）17号",
            "云青卫(2026)17号",
            "云青卫【2026】17号",
            "云青卫［2026］17号",
            "云卫办函〔2026〕第17号",
            "云青卫2026〕17号",
            "（云青卫〔2026〕17号）",
            "云青卫〔2026〕17号签发人：某某",
            "通告2026年第2号",
            "云青卫〔２０２６〕１７号",
        ] {
            let number = document_number(line).map(|n| n.year);
            assert_eq!(number, Some(Some(2026)), "{line}");
        }
        for line in ["云青卫健函2026〕217", "云青卫〔202617"] {
            assert!(document_number(line).is_some_and(|n| n.is_damaged && n.year == Some(2026)), "{line}");
        }
        assert!(document_number("云青卫2026〕17号").is_some_and(|n| n.is_damaged));
        assert!(!document_number("云青卫〔2026〕17号").is_some_and(|n| n.is_damaged));
    }

    #[test]
    fn other_lines_are_no_number() {
        for line in
            ["关于印发某方案的通知", "各单位：", "2026年3月6日", "根据云政〔2026〕3号文件精神，现通知如下"]
        {
            assert!(document_number(line).is_none(), "{line}");
        }
    }
}
