//! When a picture was taken, by the name that a phone or a chat program gave its file: chats take the camera's own notes away.

use clock::{CivilDate, Moment};

/// Pictures are not older, and no name says a time ahead of this.
const YEARS: std::ops::RangeInclusive<i16> = 2000..=2099;
/// Digits of a day, of a time of the day, and of milliseconds since 1970.
const DAY: usize = 8;
const TIME: usize = 6;
const MILLIS: usize = 13;

/// `2026-09-01 09:00` of `IMG_20260901_090000.jpg`, `微信图片_20260901090000.jpg`, `mmexport1788000000000.jpg` or
/// `Screenshot_2026-09-01-09-00-00.png`; `None` where the name says no time.
pub(crate) fn named_time(file_name: &str) -> Option<String> {
    let stem = file_name.rsplit_once('.').map_or(file_name, |(stem, _)| stem);
    let runs: Vec<&str> = stem.split(|c: char| !c.is_ascii_digit()).filter(|run| !run.is_empty()).collect();
    let joined = |at: usize, parts: usize| runs.get(at..at + parts).map(<[&str]>::concat);
    (0..runs.len()).find_map(|at| {
        let is_split = runs[at].len() == 4;
        let whole = if is_split { joined(at, 6) } else { None };
        let candidates = [Some(runs[at].to_owned()), joined(at, 2).filter(|_| runs[at].len() == DAY), whole];
        candidates.into_iter().flatten().find_map(|digits| read(&digits))
    })
}

fn read(digits: &str) -> Option<String> {
    if digits.len() == MILLIS {
        let taken = Moment::from_micros(digits.parse::<i64>().ok()?.checked_mul(1000)?);
        return YEARS
            .contains(&taken.date().year())
            .then(|| format!("{} {}", taken.date(), taken.hour_minute()));
    }
    if !(DAY + TIME..=DAY + TIME + 3).contains(&digits.len()) {
        return None;
    }
    let number = |from: usize, length: usize| digits.get(from..from + length)?.parse::<i8>().ok();
    let year = digits.get(..4)?.parse::<i16>().ok().filter(|year| YEARS.contains(year))?;
    let day = CivilDate::new(year, number(4, 2)?, number(6, 2)?).ok()?;
    let (hour, minute) = (number(8, 2)?, number(10, 2)?);
    (hour < 24 && minute < 60).then(|| format!("{day} {hour:02}:{minute:02}"))
}

#[cfg(test)]
mod tests {
    use super::named_time;

    #[test]
    fn names_of_phones_and_chats_say_when() {
        for name in [
            "IMG_20260901_090507.jpg",
            "微信图片_20260901090507.jpg",
            "微信图片_20260901090507123.png",
            "Screenshot_2026-09-01-09-05-07.png",
            "2026-09-01 09.05.07.jpeg",
            "mmexport1788224707000.jpg",
            "wx_camera_1788224707123.jpg",
        ] {
            assert_eq!(named_time(name).as_deref(), Some("2026-09-01 09:05"), "{name}");
        }
    }

    #[test]
    fn other_numbers_are_no_time() {
        for name in [
            "",
            "现场.jpg",
            "1.jpg",
            "20260901.jpg",
            "IMG_20261301_090000.jpg",
            "IMG_20260901_250000.jpg",
            "13800000000.jpg",
            "99999999999999999999.jpg",
            "0000000000000.jpg",
            "照片 2 张 2026.jpg",
            "99991231235959.jpg",
        ] {
            assert_eq!(named_time(name), None, "{name}");
        }
    }
}
