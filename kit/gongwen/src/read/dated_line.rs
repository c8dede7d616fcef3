//! The date of a paper (成文日期) on its line, with what is printed around it: brackets, the hour, the day of the week, notes.

use std::sync::LazyLock;

use clock::CivilDate;
use regex::Regex;

use super::dates::{is_date_line, number, whole_date};
use super::lines::compact;
use super::pattern::pattern;

/// A line that consists of a date.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct DatedLine {
    /// `None`: written like a date, but not one of the calendar, or without its year.
    pub(super) date: Option<CivilDate>,
    /// Month and day that are printed without a year.
    pub(super) day_of_year: Option<(u32, u32)>,
    /// It says when the paper was printed (印发).
    pub(super) is_printing: bool,
}

/// What the date is called, the date itself, its hour and day, when it was printed, and notes in brackets.
static AROUND: LazyLock<Regex> = LazyLock::new(|| {
    let hour = "(?:[0-9]{1,2}(?:时|点)(?:[0-9]{1,2}分|整|半)?|[0-9]{1,2}[:：][0-9]{2}(?:[:：][0-9]{2})?)";
    let week = "(?:星期|周|礼拜)[一二三四五六日天]";
    let note = "(?:此件|本件|公开|主动|依申请|不予|盖章|公章|印章|签章|代章|星期|周|农历)";
    pattern(&format!(
        "^(?:(?:成文|发文|印发|签发|落款)?(?:日期|时间)[:：])?[（(【]?(?P<date>[^（）()【】]{{3,24}}?[日号]|[12][0-9]{{3}}[-/.．][0-9]{{1,2}}[-/.．][0-9]{{1,2}})(?:{week})?(?:上午|下午|晚上?|凌晨|中午)?{hour}?(?:{week})?(?P<printed>印发|印制|印)?[）)】]?(?:[（(【]{note}[^（）()【】]{{0,24}}[）)】])*$"
    ))
});

/// 5月16日: of no year, but under a name it is where the paper is signed.
static YEARLESS: LazyLock<Regex> = LazyLock::new(|| {
    pattern("^([0-9０-９一二三四五六七八九十]{1,3})月([0-9０-９一二三四五六七八九十]{1,3})[日号]$")
});

/// Longest line that is looked at, in bytes.
const LONGEST: usize = 240;

/// The date that a line consists of.
pub(super) fn dated_line(line: &str) -> Option<DatedLine> {
    if line.len() > LONGEST {
        return None;
    }
    if is_date_line(line) {
        return Some(DatedLine { date: whole_date(line), day_of_year: None, is_printing: false });
    }
    let bare = compact(line);
    let found = AROUND.captures(&bare)?;
    let date = found.name("date")?.as_str();
    let day_of_year = YEARLESS.captures(date).map(|parts| (number(&parts[1]), number(&parts[2])));
    let day_of_year = day_of_year.map(|(month, day)| month.zip(day));
    (is_date_line(date) || day_of_year.is_some()).then(|| DatedLine {
        date: whole_date(date),
        day_of_year: day_of_year.flatten(),
        is_printing: found.name("printed").is_some(),
    })
}

#[cfg(test)]
mod tests {
    use super::dated_line;

    #[test]
    fn what_stands_around_a_date_hides_it_not() {
        for (line, is_printing) in [
            ("2026年5月16日", false),
            ("2026年5月16日22时", false),
            ("2026年5月16日 星期六", false),
            ("2026年5月16日下午3点30分", false),
            ("2026年5月16日（星期六）", false),
            ("（2026年5月16日）", false),
            ("（ 2026 年 5 月 16 日 ）", false),
            ("二〇二六年五月十六日（此件公开发布）", false),
            ("2026年5月16日（盖章）", false),
            ("日期：2026年5月16日", false),
            ("2026-05-16 09:12", false),
            ("2026年5月16日印发", true),
            ("印发日期：2026年5月16日", false),
        ] {
            let found = dated_line(line).map(|found| {
                (found.date.map(|date| date.to_string()).unwrap_or_default(), found.is_printing)
            });
            assert_eq!(found, Some(("2026-05-16".to_owned(), is_printing)), "{line}");
        }
        let damaged = dated_line("2026年13月40日（此件公开发布）");
        assert!(damaged.is_some_and(|found| found.date.is_none()));
        for line in ["5月16日", "五月十六日", "（5 月 16 日）"] {
            let day =
                dated_line(line).filter(|found| found.date.is_none()).and_then(|found| found.day_of_year);
            assert_eq!(day, Some((5, 16)), "{line}");
        }
    }

    #[test]
    fn other_lines_are_no_dates() {
        for line in [
            "时间：2026年5月16日至20日",
            "请于2026年5月16日前报送",
            "2026年5月16日召开会议",
            "（2026年5月16日局长办公会议通过）",
            "生日",
            "",
        ] {
            assert_eq!(dated_line(line), None, "{line}");
        }
    }
}
