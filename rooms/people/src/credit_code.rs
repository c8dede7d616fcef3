use std::fmt;

/// 统一社会信用代码: 18 characters whose last one checks the others (GB 32100-2015).
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct CreditCode(String);

/// Why a text is no credit code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum BadCreditCode {
    #[error("统一社会信用代码应为 18 位，只含数字和大写字母（不含 I、O、S、V、Z）")]
    Form,
    #[error("统一社会信用代码的校验位不对，请逐位核对是否抄错")]
    CheckDigit,
}

/// The standard's 31 characters in the order of their values.
const ALPHABET: &[u8] = b"0123456789ABCDEFGHJKLMNPQRTUWXY";
const LENGTH: usize = 18;

impl CreditCode {
    /// Reads a code; lower case, full-width characters and blanks between them are forgiven.
    pub(crate) fn parse(text: &str) -> Result<Self, BadCreditCode> {
        let kept = text.chars().filter(|c| !c.is_whitespace());
        let code: String = kept.map(|c| half_width(c).to_ascii_uppercase()).collect();
        let values: Option<Vec<usize>> = code.bytes().map(value).collect();
        let values = values.filter(|values| values.len() == LENGTH).ok_or(BadCreditCode::Form)?;
        // Places 3 to 8 are the code of the administrative division.
        if !code.bytes().skip(2).take(6).all(|byte| byte.is_ascii_digit()) {
            return Err(BadCreditCode::Form);
        }
        if values[LENGTH - 1] == check_value(&values[..LENGTH - 1]) {
            Ok(Self(code))
        } else {
            Err(BadCreditCode::CheckDigit)
        }
    }

    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }
}

/// A full-width letter or digit as the ordinary one.
fn half_width(c: char) -> char {
    match c {
        '！'..='～' => char::from_u32(u32::from(c) - 0xFEE0).unwrap_or(c),
        other => other,
    }
}

fn value(byte: u8) -> Option<usize> {
    ALPHABET.iter().position(|known| *known == byte)
}

/// 31 less the sum weighted by powers of 3, modulo 31.
fn check_value(values: &[usize]) -> usize {
    let mut weight = 1;
    let mut sum = 0;
    for value in values {
        sum += value * weight;
        weight = weight * 3 % 31;
    }
    (31 - sum % 31) % 31
}

impl fmt::Display for CreditCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn knows_codes_in_use() {
        // The standard's own example, then three published ones.
        for code in ["91350100M000100Y43", "9144030071526726XG", "91330100799655058B", "91110000802100433B"] {
            assert_eq!(CreditCode::parse(code).unwrap().as_str(), code);
        }
        assert_eq!(CreditCode::parse(" 91350100 m000100y43 ").unwrap().as_str(), "91350100M000100Y43");
    }

    #[test]
    fn finds_every_single_wrong_character() {
        let right = "91350100M000100Y43";
        for place in 0..LENGTH {
            for other in ALPHABET {
                let mut wrong = right.as_bytes().to_vec();
                wrong[place] = *other;
                let wrong = String::from_utf8(wrong).unwrap();
                assert_eq!(CreditCode::parse(&wrong).is_ok(), wrong == right, "{wrong}");
            }
        }
    }

    #[test]
    fn refuses_what_is_no_code() {
        for text in
            ["", "91350100M000100Y4", "91350100M000100Y433", "91350100O000100Y43", "9135010' OR 1=1 --"]
        {
            assert_eq!(CreditCode::parse(text), Err(BadCreditCode::Form), "{text}");
        }
    }
}
