use std::fmt;

use serde::de::{self, Visitor};
use serde::{Deserialize, Deserializer, Serialize};

/// Text as somebody typed it: the type of every field of an input before it is parsed.
///
/// Reads a string, a number or a boolean (a program may send `1` where a form sends `"1"`), drops characters that
/// no keyboard makes, and keeps everything else so that a refused form comes back as it was.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct Raw(String);

impl Raw {
    /// The text without blanks around it.
    pub fn text(&self) -> &str {
        self.0.trim_matches(|c: char| c.is_whitespace() || c == '\u{3000}')
    }

    /// Whether nothing was typed.
    pub fn is_blank(&self) -> bool {
        self.text().is_empty()
    }

    /// The trimmed text, or `None` when nothing was typed.
    pub fn given(&self) -> Option<&str> {
        Some(self.text()).filter(|text| !text.is_empty())
    }

    /// Whether a form was made from another version than this one; blank tells of none.
    pub fn is_other_than(&self, version: i64) -> bool {
        self.given().is_some_and(|seen| seen != version.to_string())
    }

    /// Whether a checkbox was ticked.
    pub fn is_ticked(&self) -> bool {
        matches!(self.text(), "on" | "true" | "1" | "yes")
    }
}

/// A number as an input method may write it: full-width digits as plain ones, everything else as it is.
pub fn half_width(text: &str) -> String {
    let digit = |c: char| match c {
        '０'..='９' => char::from_u32(u32::from(c) - u32::from('０') + u32::from('0')).unwrap_or(c),
        other => other,
    };
    text.chars().map(digit).collect()
}

/// Whether a character may stand in what somebody typed: no control, and nothing that turns the words around it (U+202E) or
/// makes two names look like one (U+200B).
fn is_typed(c: char) -> bool {
    let is_unseen = matches!(c,
        '\u{61c}' | '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}' | '\u{2066}'..='\u{2069}' | '\u{feff}');
    !is_unseen && (!c.is_control() || matches!(c, '\n' | '\t'))
}

impl From<&str> for Raw {
    fn from(text: &str) -> Self {
        Self(text.replace("\r\n", "\n").chars().filter(|c| is_typed(*c)).collect())
    }
}

impl From<String> for Raw {
    fn from(text: String) -> Self {
        Self::from(text.as_str())
    }
}

impl fmt::Display for Raw {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for Raw {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Typed;

        impl Visitor<'_> for Typed {
            type Value = Raw;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("text, a number or a boolean")
            }

            fn visit_str<E: de::Error>(self, text: &str) -> Result<Raw, E> {
                Ok(text.into())
            }

            fn visit_i64<E: de::Error>(self, number: i64) -> Result<Raw, E> {
                Ok(number.to_string().into())
            }

            fn visit_u64<E: de::Error>(self, number: u64) -> Result<Raw, E> {
                Ok(number.to_string().into())
            }

            fn visit_f64<E: de::Error>(self, number: f64) -> Result<Raw, E> {
                Ok(number.to_string().into())
            }

            fn visit_bool<E: de::Error>(self, ticked: bool) -> Result<Raw, E> {
                Ok(ticked.to_string().into())
            }

            fn visit_unit<E: de::Error>(self) -> Result<Raw, E> {
                Ok(Raw::default())
            }
        }

        deserializer.deserialize_any(Typed)
    }
}

impl utoipa::PartialSchema for Raw {
    fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::schema::Schema> {
        String::schema()
    }
}

impl utoipa::ToSchema for Raw {}

#[cfg(test)]
mod tests {
    use super::Raw;

    #[test]
    fn reads_what_programs_and_forms_send() {
        let read = |json: &str| serde_json::from_str::<Raw>(json).unwrap().text().to_owned();
        assert_eq!(read("1"), "1");
        assert_eq!(read("\" 5000余 \""), "5000余");
        assert_eq!(read("null"), "");
        assert_eq!(read("true"), "true");
        assert!(serde_json::from_str::<Raw>("[1]").is_err());
    }

    #[test]
    fn drops_what_no_keyboard_makes() {
        assert_eq!(Raw::from("a\u{0}b\u{7}\r\nc").to_string(), "ab\nc");
        assert_eq!(
            Raw::from("第一\u{202e}阶段\u{2066}营造\u{200b}氛围\u{feff}").to_string(),
            "第一阶段营造氛围"
        );
    }
}
