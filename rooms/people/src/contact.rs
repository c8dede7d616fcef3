use std::fmt;

/// A telephone number in China: a mobile one, or a landline with or without its area code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Phone(String);

/// The text is no telephone number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("电话应为 11 位手机号，或带区号的座机号，如 0595-22345678")]
pub(crate) struct BadPhone;

impl Phone {
    /// Reads a number; blanks, brackets and full-width digits are forgiven. A landline is kept as `0595-22345678`.
    pub(crate) fn parse(text: &str) -> Result<Self, BadPhone> {
        let plain: String = text.chars().filter_map(plain).collect();
        let digits: String = plain.chars().filter(|c| *c != '-').collect();
        let all_digits = digits.bytes().all(|byte| byte.is_ascii_digit());
        let is_mobile =
            digits.len() == 11 && digits.starts_with('1') && !matches!(digits.as_bytes()[1], b'0'..=b'2');
        if all_digits && is_mobile {
            return Ok(Self(digits));
        }
        let (area, number) = match plain.split_once('-') {
            Some((area, number)) => (area, number),
            None => plain.split_at(area_length(&plain)),
        };
        let has_area = area.is_empty() || (area.starts_with('0') && matches!(area.len(), 3 | 4));
        let has_number = matches!(number.len(), 7 | 8) && !number.starts_with(['0', '1']);
        if !(all_digits && has_area && has_number && !number.contains('-')) {
            return Err(BadPhone);
        }
        Ok(Self(if area.is_empty() { number.to_owned() } else { format!("{area}-{number}") }))
    }

    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }
}

fn plain(c: char) -> Option<char> {
    match c {
        '０'..='９' => char::from_u32(u32::from(c) - u32::from('０') + u32::from('0')),
        '-' | '－' | '—' | '–' => Some('-'),
        ' ' | '\u{3000}' | '\u{a0}' | '(' | ')' | '（' | '）' => None,
        other => Some(other),
    }
}

/// 010 and 02x are three digits, the others four; a number that does not begin with 0 has none.
fn area_length(digits: &str) -> usize {
    let known = if digits.starts_with("01") || digits.starts_with("02") { 3 } else { 4 };
    if digits.starts_with('0') && digits.is_char_boundary(known) { known } else { 0 }
}

impl fmt::Display for Phone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// How many persons a unit employs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Headcount(i64);

/// The text is no number of persons.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("在职人数应为 0–100000 的整数，如 120，不带“余”“约”等字")]
pub(crate) struct BadHeadcount;

impl Headcount {
    /// Reads a whole number, with or without thousands separators.
    pub(crate) fn parse(text: &str) -> Result<Self, BadHeadcount> {
        let digits: String =
            text.trim().chars().filter_map(plain).filter(|c| !matches!(c, ',' | '，')).collect();
        let digits = digits.strip_suffix('人').unwrap_or(&digits);
        let is_plain = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
        let number = if is_plain { digits.parse().ok() } else { None };
        number.and_then(|number| Self::of(number).ok()).ok_or(BadHeadcount)
    }

    pub(crate) fn of(number: i64) -> Result<Self, BadHeadcount> {
        (0..=100_000).contains(&number).then_some(Self(number)).ok_or(BadHeadcount)
    }

    pub(crate) const fn number(self) -> i64 {
        self.0
    }
}

/// How many beds a unit has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Beds(i64);

/// The text is no number of beds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("床位数应为 0–20000 的整数，如 200；没有床位填 0")]
pub(crate) struct BadBeds;

impl Beds {
    /// Reads a whole number, with or without thousands separators.
    pub(crate) fn parse(text: &str) -> Result<Self, BadBeds> {
        let text = text.trim().trim_end_matches('张');
        Headcount::parse(text).ok().and_then(|count| Self::of(count.number()).ok()).ok_or(BadBeds)
    }

    pub(crate) fn of(number: i64) -> Result<Self, BadBeds> {
        (0..=20_000).contains(&number).then_some(Self(number)).ok_or(BadBeds)
    }

    pub(crate) const fn number(self) -> i64 {
        self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn knows_numbers_as_people_write_them() {
        let read = |text: &str| Phone::parse(text).map(|phone| phone.to_string());
        assert_eq!(read("138 0013 8000").unwrap(), "13800138000");
        assert_eq!(read("１３８００１３８０００").unwrap(), "13800138000");
        assert_eq!(read("059522345678").unwrap(), "0595-22345678");
        assert_eq!(read("（0595）22345678").unwrap(), "0595-22345678");
        assert_eq!(read("010-62345678").unwrap(), "010-62345678");
        assert_eq!(read("22345678").unwrap(), "22345678");
        for text in
            ["", "12345", "12800138000", "0595-123", "1380013800a", "0595-2234-5678", "甲乙丙丁戊己庚"]
        {
            assert_eq!(read(text), Err(BadPhone), "{text}");
        }
    }

    #[test]
    fn beds_are_counted_exactly() {
        assert_eq!(Beds::parse("1,200 张").map(Beds::number), Ok(1200));
        for text in ["", "许多", "-1", "20001", "200余", "1.5"] {
            assert_eq!(Beds::parse(text), Err(BadBeds), "{text}");
        }
    }

    #[test]
    fn a_headcount_is_exact() {
        assert_eq!(Headcount::parse(" 1,200 人").map(Headcount::number), Ok(1200));
        for text in ["", "-1", "5000余", "1e3", "12.5", "1000000000000"] {
            assert_eq!(Headcount::parse(text), Err(BadHeadcount), "{text}");
        }
    }
}
