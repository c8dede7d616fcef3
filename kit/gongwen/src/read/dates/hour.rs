//! The hour of a day: 17：00, 下午5点半, 上午十点三十分, 9:00—11:30 (its end counts).

use std::sync::LazyLock;

use regex::{Captures, Regex};

use super::numeral::value;
use crate::read::pattern::pattern;

const HALF: &str = "凌晨|清晨|早上|早|上午|中午|下午|傍晚|晚上?";
const NUMBER: &str = "[0-9０-９]{1,2}|[一二两三四五六七八九十]{1,3}";

/// An hour in figures or characters; the groups are numbered so that two of them fit in one expression.
fn one(at: u8) -> String {
    format!(
        "(?P<half{at}>{HALF})?(?P<hour{at}>{NUMBER})(?:[:：](?P<clock{at}>[0-9０-９]{{2}})|[时点](?:(?P<word{at}>半|整|一刻|三刻)|(?P<minute{at}>{NUMBER})分|(?P<bare{at}>[0-9０-９]{{2}}))?整?)"
    )
}

/// Behind a day, whose day of the week may stand between.
static BEHIND: LazyLock<Regex> = LazyLock::new(|| {
    let weekday = "(?:[(（](?:星期|周)?[一二三四五六日天][)）]|(?:星期|周)[一二三四五六日天])?";
    let (first, last) = (one(1), one(2));
    pattern(&format!("^{weekday}[,，]?{first}(?:(?:至|到|—+|-+|–+|－+|~+|～+){last})?"))
});
/// Anywhere: characters alone (三点要求) are no hour without a word for the half of the day.
static ANYWHERE: LazyLock<Regex> = LazyLock::new(|| {
    let (first, last) = (one(1), one(2));
    pattern(&format!("{first}(?:(?:至|到|—+|-+|–+|－+|~+|～+){last})?"))
});

/// The hour that a text begins with, as `HH:MM`, if it is one of the day, and how many bytes it takes.
pub(super) fn hour_at(text: &str) -> Option<(usize, Option<String>)> {
    let found = BEHIND.captures(&text[..text.floor_char_boundary(LONGEST)])?;
    Some((found.get(0)?.end(), last_hour(&found)))
}

/// The first hour that a text prints, as `HH:MM`.
pub fn hour_in(text: &str) -> Option<String> {
    let is_hour = |found: &Captures<'_>| {
        let figures = found.name("hour1").is_some_and(|hour| !hour.as_str().contains(is_character));
        figures || found.name("half1").is_some() || found.name("minute1").is_some()
    };
    ANYWHERE.captures_iter(text).find(is_hour).and_then(|found| last_hour(&found))
}

/// More bytes than the longest hour takes.
const LONGEST: usize = 120;

fn is_character(c: char) -> bool {
    "一二两三四五六七八九十".contains(c)
}

/// The hour, of two the later one, which is in the same half of the day where it names none.
fn last_hour(found: &Captures<'_>) -> Option<String> {
    let named = |name: &str| found.name(name).map(|part| part.as_str());
    let (at, half) =
        if named("hour2").is_some() { (2, named("half2").or(named("half1"))) } else { (1, named("half1")) };
    let part = |name: &str| named(&format!("{name}{at}"));
    let hour = number(part("hour")?)?;
    let minute = match part("word") {
        Some("半") => 30,
        Some("一刻") => 15,
        Some("三刻") => 45,
        _ => part("clock").or(part("minute")).or(part("bare")).map_or(Some(0), number)?,
    };
    let hour = match half {
        Some("下午" | "傍晚") if hour < 12 => hour + 12,
        Some("晚" | "晚上") if (5..=12).contains(&hour) => hour + 12,
        Some("中午") if hour < 4 => hour + 12,
        Some("凌晨") if hour == 12 => 0,
        _ => hour,
    };
    (minute < 60 && (hour < 24 || (hour == 24 && minute == 0))).then(|| format!("{hour:02}:{minute:02}"))
}

fn number(digits: &str) -> Option<u32> {
    if digits == "两" { Some(2) } else { value(digits) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_hour_is_read_as_it_is_printed() {
        for (text, hour) in [
            ("17：00前", "17:00"),
            ("下午5点半前", "17:30"),
            ("下午五点前", "17:00"),
            ("上午十点三十分前", "10:30"),
            ("中午12点前", "12:00"),
            ("中午1点", "13:00"),
            ("晚上8点", "20:00"),
            ("晚12点", "24:00"),
            ("17时30分前", "17:30"),
            ("5点一刻", "05:15"),
            ("9:00—11:30", "11:30"),
            ("下午2点至4点", "16:00"),
            ("上午9时至下午5时", "17:00"),
            ("（星期五）下午5点", "17:00"),
            ("周五17时整", "17:00"),
        ] {
            assert_eq!(hour_at(text).and_then(|(_, hour)| hour).as_deref(), Some(hour), "{text}");
        }
        for (text, hour) in
            [("每周四12:00前", "12:00"), ("每日下午5点半前报送", "17:30"), ("于十点三十分前", "10:30")]
        {
            assert_eq!(hour_in(text).as_deref(), Some(hour), "{text}");
        }
    }

    #[test]
    fn what_is_no_hour_of_the_day_is_none() {
        for text in ["25:00", "17:75", "24时30分"] {
            assert_eq!(hour_at(text).and_then(|(_, hour)| hour), None, "{text}");
        }
        for text in ["提出三点要求", "24小时值班", "重点工作", "一点不差"] {
            assert_eq!(hour_in(text), None, "{text}");
        }
    }
}
