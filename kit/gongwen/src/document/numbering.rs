//! The numbers of headings, and Chinese numerals.

use super::Level;

/// Counts headings in the order they come: a heading starts the levels below it anew.
///
/// Numbers are text, not a word processor's lists, so that every program shows and extracts the same ones.
#[derive(Debug, Clone, Default)]
pub struct Numbering([u32; 4]);

impl Numbering {
    /// The number that stands before the next heading of `level`: 一、 （一） 1. （1）
    pub fn next(&mut self, level: Level) -> String {
        let depth = level as usize;
        self.0[depth] += 1;
        self.0[depth + 1..].fill(0);
        let count = self.0[depth];
        match level {
            Level::First => format!("{}、", chinese(count)),
            Level::Second => format!("（{}）", chinese(count)),
            Level::Third => format!("{count}."),
            Level::Fourth => format!("（{count}）"),
        }
    }
}

/// A number below ten thousand in Chinese numerals; larger ones, and zero, stay in digits.
pub(crate) fn chinese(number: u32) -> String {
    const DIGITS: [&str; 10] = ["零", "一", "二", "三", "四", "五", "六", "七", "八", "九"];
    if number == 0 || number > 9_999 {
        return number.to_string();
    }
    let mut text = String::new();
    let mut gap = false;
    for (place, unit) in [(1_000, "千"), (100, "百"), (10, "十"), (1, "")] {
        let digit = number / place % 10;
        if digit == 0 {
            gap = !text.is_empty();
            continue;
        }
        if gap {
            text.push_str(DIGITS[0]);
            gap = false;
        }
        let leading_ten = place == 10 && digit == 1 && text.is_empty();
        if !leading_ten {
            text.push_str(DIGITS[digit as usize]);
        }
        text.push_str(unit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chinese_numerals_as_they_are_read() {
        for (number, text) in [
            (1, "一"),
            (10, "十"),
            (11, "十一"),
            (20, "二十"),
            (99, "九十九"),
            (100, "一百"),
            (101, "一百零一"),
            (110, "一百一十"),
            (1_001, "一千零一"),
            (1_010, "一千零一十"),
            (9_999, "九千九百九十九"),
            (10_000, "10000"),
        ] {
            assert_eq!(chinese(number), text);
        }
    }

    #[test]
    fn a_heading_starts_the_levels_below_it_anew() {
        use Level::{First, Fourth, Second, Third};
        let mut numbering = Numbering::default();
        let numbers: Vec<_> = [First, Second, Third, Fourth, Fourth, Second, Third, First, Second]
            .into_iter()
            .map(|level| numbering.next(level))
            .collect();
        assert_eq!(numbers, ["一、", "（一）", "1.", "（1）", "（2）", "（二）", "1.", "二、", "（一）"]);
    }
}
