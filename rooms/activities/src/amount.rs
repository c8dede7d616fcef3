use std::fmt;

use db::{Bind, Column, DbError, Row, Value};

/// How many of something an activity counts: a whole number from 1 to 100,000,000.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Amount(i64);

/// Why a text is no amount, each with what to type instead.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BadAmount {
    #[error("数量应为正整数，不能是“{0}”；没有发生的请移除这一项。")]
    NotPositive(String),
    #[error("“{typed}”超过上限 1 亿，请核对后填写实际数量，如 1200。")]
    TooMany { typed: String },
    #[error("数量只能是整数，不能是“{0}”，请按实际的场次、份数或人次填写，如 2。")]
    Fraction(String),
    #[error("请只填数字：{digits}（填的是“{typed}”，单位已写在旁边）。")]
    WithWords { typed: String, digits: String },
    #[error("“{typed}”不是准确数，请核实后填写准确的整数，如 {digits}。")]
    Approximate { typed: String, digits: String },
    #[error("请去掉分隔符，填写 {digits}（填的是“{typed}”）。")]
    Grouped { typed: String, digits: String },
    #[error("请用阿拉伯数字填写整数，如 60（填的是“{0}”）。")]
    NoNumber(String),
}

impl Amount {
    const MAX: i64 = 100_000_000;
    /// Words of reports that make an exact table impossible: 5000余份, 近百人.
    const VAGUE: [char; 8] = ['余', '多', '近', '约', '几', '数', '+', '＋'];

    /// Reads a whole number; everything else is refused with what to type.
    pub fn parse(text: &str) -> Result<Self, BadAmount> {
        let typed: String = shown(text);
        let plain = text.trim();
        if !plain.is_empty() && plain.bytes().all(|byte| byte.is_ascii_digit()) {
            return Self::in_range(plain, typed);
        }
        Err(Self::why_not(plain, typed))
    }

    fn in_range(digits: &str, typed: String) -> Result<Self, BadAmount> {
        match digits.parse::<i64>() {
            Ok(0) => Err(BadAmount::NotPositive(typed)),
            Ok(number) if number <= Self::MAX => Ok(Self(number)),
            _ => Err(BadAmount::TooMany { typed }),
        }
    }

    fn why_not(plain: &str, typed: String) -> BadAmount {
        let digits: String = plain.chars().filter(char::is_ascii_digit).take(9).collect();
        let is_number_with = |marks: &[char]| plain.chars().all(|c| c.is_ascii_digit() || marks.contains(&c));
        if digits.is_empty() {
            return BadAmount::NoNumber(typed);
        }
        if plain.contains(Self::VAGUE) {
            return BadAmount::Approximate { typed, digits };
        }
        if plain.starts_with(['-', '−', '－', '–', '负']) {
            return BadAmount::NotPositive(typed);
        }
        if plain.contains(['^', 'e', 'E', '*', '×']) || plain.contains(['万', '亿']) {
            return BadAmount::TooMany { typed };
        }
        if is_number_with(&['.', '．', '/']) {
            return BadAmount::Fraction(typed);
        }
        if is_number_with(&[',', '，', ' ', '\'', '、']) {
            return BadAmount::Grouped { typed, digits };
        }
        BadAmount::WithWords { typed, digits }
    }

    /// The number itself.
    pub const fn get(self) -> i64 {
        self.0
    }
}

/// Long nonsense is cut, so that the sentence stays a sentence.
fn shown(text: &str) -> String {
    const SHOWN: usize = 20;
    let text = text.trim();
    let mut shown: String = text.chars().take(SHOWN).collect();
    if text.chars().count() > SHOWN {
        shown.push('…');
    }
    shown
}

impl fmt::Display for Amount {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl Bind for Amount {
    fn bind(self) -> Value {
        self.0.bind()
    }
    fn null() -> Value {
        i64::null()
    }
}

impl Column for Amount {
    fn read(row: &Row<'_>, name: &str) -> Result<Option<Self>, DbError> {
        Ok(i64::read(row, name)?.map(Self))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sentence(text: &str) -> String {
        Amount::parse(text).unwrap_err().to_string()
    }

    #[test]
    fn reads_whole_numbers() {
        for (text, number) in [("1", 1), (" 60 ", 60), ("007", 7), ("100000000", 100_000_000)] {
            assert_eq!(Amount::parse(text).unwrap().get(), number, "{text}");
        }
    }

    #[test]
    fn says_what_to_type_instead() {
        for (text, part) in [
            ("−1", "正整数"),
            ("-1", "正整数"),
            ("0", "正整数"),
            ("10^12", "超过上限"),
            ("1e12", "超过上限"),
            ("1000000000000", "超过上限"),
            ("100000001", "超过上限"),
            ("99999999999999999999999", "超过上限"),
            ("5000余", "不是准确数，请核实后填写准确的整数，如 5000"),
            ("近300", "如 300"),
            ("1.5", "只能是整数"),
            ("60人次", "请只填数字：60"),
            ("1,200", "填写 1200"),
            ("六十", "阿拉伯数字"),
            ("' OR 1=1 --", "请只填数字"),
            ("", "阿拉伯数字"),
        ] {
            assert!(sentence(text).contains(part), "{text}: {}", sentence(text));
        }
        assert!(sentence(&"9".repeat(5000)).chars().count() < 80);
    }
}
