//! Which stretch of a file is asked for (RFC 9110, `Range`): a film is played from its middle.

use std::ops::Range;

use axum::http::HeaderMap;
use axum::http::header::{IF_RANGE, RANGE};

/// How much of a file is asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Part {
    Whole,
    /// From the first byte to the one behind the last, within the file.
    Stretch(Range<u64>),
    /// Nothing that the file has.
    Outside,
}

impl Part {
    /// Reads what a request asks for of a file with this tag and length. Several stretches at once, and what is no stretch, are answered by
    /// the whole file, as the standard allows; so is a file that is another by now.
    pub fn asked(headers: &HeaderMap, tag: &str, len: u64) -> Self {
        let text = |name| headers.get(name).and_then(|value| value.to_str().ok());
        if text(IF_RANGE).is_some_and(|known| known != tag) {
            return Self::Whole;
        }
        text(RANGE).and_then(|range| stretch(range, len)).unwrap_or(Self::Whole)
    }
}

fn stretch(range: &str, len: u64) -> Option<Part> {
    let (first, last) = range.strip_prefix("bytes=")?.trim().split_once('-')?;
    let number = |text: &str| {
        let is_number = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
        is_number.then(|| text.parse::<u64>().unwrap_or(u64::MAX))
    };
    let (from, to) = match (first, last) {
        ("", last) => (len.saturating_sub(number(last)?), len),
        (first, "") => (number(first)?, len),
        (first, last) => {
            let (first, last) = (number(first)?, number(last)?);
            if last < first {
                return None;
            }
            (first, last.saturating_add(1).min(len))
        }
    };
    Some(if from < to { Part::Stretch(from..to) } else { Part::Outside })
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::*;

    fn asked(range: &str, if_range: Option<&'static str>) -> Part {
        let mut headers = HeaderMap::new();
        headers.insert(RANGE, HeaderValue::from_str(range).unwrap());
        if let Some(tag) = if_range {
            headers.insert(IF_RANGE, HeaderValue::from_static(tag));
        }
        Part::asked(&headers, "\"a\"", 100)
    }

    #[test]
    fn one_stretch_is_read_and_everything_else_is_the_whole() {
        for (range, part) in [
            ("bytes=0-", Part::Stretch(0..100)),
            ("bytes=0-9", Part::Stretch(0..10)),
            ("bytes=90-200", Part::Stretch(90..100)),
            ("bytes=-10", Part::Stretch(90..100)),
            ("bytes=-200", Part::Stretch(0..100)),
            ("bytes=99999999999999999999-", Part::Outside),
            ("bytes=100-", Part::Outside),
            ("bytes=-0", Part::Outside),
            ("bytes=9-0", Part::Whole),
            ("bytes=0-1,5-6", Part::Whole),
            ("bytes=a-b", Part::Whole),
            ("bytes=-", Part::Whole),
            ("lines=0-1", Part::Whole),
        ] {
            assert_eq!(asked(range, None), part, "{range}");
        }
        assert_eq!(Part::asked(&HeaderMap::new(), "", 100), Part::Whole);
        assert_eq!(asked("bytes=-1", None), Part::Stretch(99..100));
    }

    #[test]
    fn a_stretch_of_a_file_that_is_another_by_now_is_none() {
        assert_eq!(asked("bytes=0-9", Some("\"a\"")), Part::Stretch(0..10));
        assert_eq!(asked("bytes=0-9", Some("\"b\"")), Part::Whole);
    }
}
