use std::ops::Range;
use std::sync::LazyLock;

use clock::CivilDate;
use regex::{Captures, Regex};

use super::Base;
use super::numeral::value;
use super::years::year_number;
use crate::read::pattern::pattern;

/// One printed time, before the words around it are looked at.
#[derive(Clone, Debug)]
pub(super) struct Point {
    pub(super) range: Range<usize>,
    pub(super) year: YearPart,
    pub(super) month: Option<u32>,
    /// The first month of 5—8月.
    pub(super) first_month: Option<u32>,
    /// Months that share this point's day: 6、8、10、12月3日.
    pub(super) earlier_months: Vec<u32>,
    /// Days that share this point's month: 11月3日、10日、17日.
    pub(super) earlier_days: Vec<u32>,
    /// The first day of 2至10日.
    pub(super) first_day: Option<u32>,
    pub(super) day: Option<u32>,
    pub(super) part: Part,
}

/// How the year is given.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum YearPart {
    Printed(i16),
    /// 今年 0, 明年 1, 去年 −1.
    FromThisYear(i16),
    /// 次年: the year after the one before it.
    Following,
    Yearly,
    Missing,
    Bad,
}

/// Which part of the month or year is meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Part {
    Whole,
    Begin,
    End,
    FirstTen,
    MiddleTen,
    LastTen,
    /// 上中旬.
    FirstTwenty,
    /// 中下旬.
    LastTwenty,
    FirstHalf,
    SecondHalf,
    /// Months, first and last.
    Months(i8, i8),
    /// 6月中, 5月第一周, 第一、三季度: no one time, or one that no two readers set alike.
    Vague,
}

const YEAR: &str = "[12１２l][0-9０-９OoＯ]{3}|[一二][〇零○OoＯ0０一二三四五六七八九]{3}";
const NUMBER: &str = "[0-9０-９OoＯlI]{1,4}|[元一二三四五六七八九十]{1,3}";
/// A number beside a dash or a mark of enumeration.
const FIGURE: &str = "[0-9０-９OoＯlI]{1,2}";

static POINT: LazyLock<Regex> = LazyLock::new(|| {
    let relative = "(?P<relative>今年|本年度?|当年|明年|次年|翌年|去年|每年)";
    let list = format!("(?P<list>(?:{FIGURE}月?[、,，和]){{1,11}})?");
    let first = format!("(?:(?P<first>{FIGURE})(?:至|到|—+|-+|–+|－+|~+|～+))?");
    let days = format!("(?:(?P<first_day>{FIGURE})(?:至|到|—+|-+|–+|－+|~+|～+))?");
    let day_list = "(?P<day_list>(?:(?:[0-9０-９OoＯlI]{1,2}|[一二三四五六七八九十]{1,3})[日号]?(?:、|和|及|与|以及)){1,30})?";
    let month = format!(
        "(?:(?:(?P<year>{YEAR})年|{relative}的?)[,，]?)?{list}{first}(?P<month>{NUMBER})月(?:份)?(?:的?{day_list}{days}(?P<day>{NUMBER})[日号]|(?P<part>月?底|末|初|上旬|中下旬|中上旬|上中旬|中旬|下旬|上半月|下半月))?"
    );
    let quarter = "第?(?:[一二三四1-4](?:、|至|到|—+|-+|–+|－+|~+|～+))?[一二三四1-4]季度";
    let year = format!(
        "(?:(?P<year2>{YEAR})年度?|(?P<relative2>今年|本年度?|当年|明年|次年|每年))(?P<part2>年?底|年?末|年?初|年内|上半年|下半年|前[二两三]季度|{quarter}[末底]?)?"
    );
    let bare = format!("(?P<part3>年底|年末|上半年|下半年|前[二两三]季度|{quarter}[末底]?)");
    let figures = "(?P<y>[12][0-9]{3})(?:[-/.．](?P<m>[0-9]{1,2})[-/.．](?P<d>[0-9]{1,2}))";
    let damaged = "(?P<damaged>(?:[0-9]{4}年)?[0-9]{1,2}月[×xX_＿]{1,4}日|[0-9]{5,8}(?:日|月[0-9]{0,2}日?|年)|[0-9]{2,3}年[0-9]{1,2}月(?:[0-9]{1,2}日|底|末)?|(?:[×xX_＿]{1,4}年)?[×xX_＿]{1,2}月(?:[×xX_＿]{1,2}日)?)";
    pattern(&format!("{damaged}|{figures}|{month}|{year}|{bare}"))
});

/// Every printed time of a text, in order.
pub(super) fn points(text: &str) -> Vec<Point> {
    POINT.captures_iter(text).filter_map(|found| point(text, &found)).collect()
}

fn point(text: &str, found: &Captures<'_>) -> Option<Point> {
    let range = found.get(0)?.range();
    let named = |name: &str| found.name(name).map(|m| m.as_str());
    let number = |name: &str| named(name).map(|digits| value(digits).unwrap_or(u32::MAX));
    // 3个月内, 第5月 and figures inside a longer number are no dates.
    if text[..range.start].chars().next_back().is_some_and(|c| c.is_ascii_digit() || c == '第' || c == '.') {
        return None;
    }
    let year =
        match (named("year").or(named("year2")).or(named("y")), named("relative").or(named("relative2"))) {
            (Some(digits), _) => year_number(digits).map_or(YearPart::Bad, YearPart::Printed),
            (None, Some(word)) => relative_year(word),
            (None, None) => YearPart::Missing,
        };
    let year = if named("damaged").is_some() { YearPart::Bad } else { year };
    let printed = part(named("part").or(named("part2")).or(named("part3")).unwrap_or_default());
    let is_whole_month = named("month").is_some() && named("day").is_none() && printed == Part::Whole;
    let bare = bare_day(&text[range.end..]).filter(|_| is_whole_month);
    let vague = vague_part(&text[range.end..]).filter(|_| is_whole_month && bare.is_none());
    Some(Point {
        range: range.start..range.end + vague.or(bare.map(|(length, _)| length)).unwrap_or(0),
        year,
        month: number("month").or(number("m")),
        first_month: number("first"),
        earlier_months: named("list").map(month_list).unwrap_or_default(),
        earlier_days: named("day_list").map(day_list).unwrap_or_default(),
        first_day: number("first_day"),
        day: number("day").or(number("d")).or(bare.map(|(_, day)| day)),
        part: if vague.is_some() { Part::Vague } else { printed },
    })
}

/// 6月25前: the day behind a month whose 日 was left out, and how many bytes print it.
fn bare_day(behind: &str) -> Option<(usize, u32)> {
    static BARE: LazyLock<Regex> =
        LazyLock::new(|| pattern("^([0-9０-９]{1,2})(?:之?前|以前|[上下中]午|[上下]班)"));
    let digits = BARE.captures(behind)?.get(1)?;
    Some((digits.len(), value(digits.as_str())?))
}

/// Behind a month: 6月中前, 5月第一周. 中 begins many other words: 6月中旬, 11月中小学.
static VAGUE_PART: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        "^(?:(?P<middle>中(?:[上下]旬)?)(?:[前完开启组举召报之至到—～~，。；、：:）)-]|$)|(?:份?的?(?:第[一二三四五1-5]|最后一?|首)个?(?:周|星期|工作日|完整周)))",
    )
});

/// How many bytes of `behind` name such days.
fn vague_part(behind: &str) -> Option<usize> {
    let found = VAGUE_PART.captures(behind)?;
    found.name("middle").or_else(|| found.get(0)).map(|words| words.len())
}

fn relative_year(word: &str) -> YearPart {
    match word {
        "明年" => YearPart::FromThisYear(1),
        "去年" => YearPart::FromThisYear(-1),
        "次年" | "翌年" => YearPart::Following,
        "每年" => YearPart::Yearly,
        _ => YearPart::FromThisYear(0),
    }
}

fn month_list(text: &str) -> Vec<u32> {
    text.split(['月', '、', ',', '，', '和']).filter_map(value).collect()
}

fn day_list(text: &str) -> Vec<u32> {
    text.split(['日', '号', '、', '和', '及', '与', '以']).filter_map(value).collect()
}

fn part(word: &str) -> Part {
    match word {
        "底" | "末" | "月底" | "年底" | "年末" => Part::End,
        "初" | "年初" => Part::Begin,
        "上旬" => Part::FirstTen,
        "中旬" => Part::MiddleTen,
        "下旬" => Part::LastTen,
        "上中旬" | "中上旬" => Part::FirstTwenty,
        "中下旬" => Part::LastTwenty,
        "上半月" => Part::FirstHalf,
        "下半月" => Part::SecondHalf,
        "上半年" => Part::Months(1, 6),
        "下半年" => Part::Months(7, 12),
        "" | "年内" => Part::Whole,
        quarters => part_of_quarters(quarters),
    }
}

/// 第四季度, 一至三季度, 前三季度.
fn part_of_quarters(words: &str) -> Part {
    let numbers = words.chars().filter_map(|c| if c == '两' { Some(2) } else { value(&c.to_string()) });
    let quarters: Vec<i8> = numbers.filter_map(|number| i8::try_from(number).ok()).collect();
    match quarters.as_slice() {
        [last] if words.starts_with('前') => Part::Months(1, last * 3),
        [one] => Part::Months(one * 3 - 2, one * 3),
        // 第一、三季度: two of them with another one in between.
        [first, last] if words.contains('、') && last - first > 1 => Part::Vague,
        [first, last] => Part::Months(first * 3 - 2, last * 3),
        _ => Part::Whole,
    }
}

impl Point {
    /// The year, and whether it had to be inferred.
    pub(super) fn year_in(&self, base: Base) -> Option<(i16, bool)> {
        match self.year {
            YearPart::Printed(year) => Some((year, false)),
            YearPart::FromThisYear(offset) => base.this_year.map(|year| (year + offset, true)),
            YearPart::Following => base.this_year.or(base.year).map(|year| (year + 1, true)),
            YearPart::Missing | YearPart::Yearly => {
                let first = base.span.filter(|span| self.month.is_some_and(|month| month >= span.month));
                let year = first.map(|span| span.year).or(base.year)?;
                Some((self.year_of_issue(base, year).unwrap_or(year), true))
            }
            YearPart::Bad => None,
        }
    }

    /// The year of issue, where the month comes soon after the issue and otherwise would lie farther beyond all that is printed:
    /// 到2026年3月底…, 11月25日前.
    fn year_of_issue(&self, base: Base, year: i16) -> Option<i16> {
        let (horizon, issued_on) = (base.horizon?, base.issued_on?);
        let month = i32::try_from(self.month?).ok()?;
        let last = i32::try_from(horizon.month).ok()?;
        let beyond = (i32::from(year) - i32::from(horizon.year)) * 12 + month - last;
        let ahead = month - i32::from(issued_on.month());
        (year > issued_on.year() && ahead >= 0 && ahead < beyond).then(|| issued_on.year())
    }

    /// First and last day that the point covers in a year; `None` where the calendar has no such day.
    pub(super) fn days(&self, year: i16) -> Option<(CivilDate, CivilDate)> {
        let date = |month: i8, day: i8| CivilDate::new(year, month, day).ok();
        let month_span = |from: i8, to: i8| Some((date(from, 1)?, date(to, 1)?.end_of_month()));
        let Some(month) = self.month else {
            return match self.part {
                Part::Months(from, to) => month_span(from, to),
                Part::Begin => Some((date(1, 1)?, date(1, 31)?)),
                Part::Vague => None,
                _ => Some((date(1, 1)?, date(12, 31)?)),
            };
        };
        let month = i8::try_from(month).ok()?;
        if let Some(day) = self.day {
            let last = date(month, i8::try_from(day).ok()?)?;
            let first = self.first_day.map_or(Some(last), |first| date(month, i8::try_from(first).ok()?));
            return Some((first?, last));
        }
        let whole = |first: Option<u32>| first.map_or(Some(month), |first| i8::try_from(first).ok());
        if let (Some(_), Some(last)) = (self.first_month, self.last_of_ten(year, month)) {
            // 10至11月中旬
            return Some((date(whole(self.first_month)?, 1)?, last));
        }
        match self.part {
            Part::FirstTen => Some((date(month, 1)?, date(month, 10)?)),
            Part::MiddleTen => Some((date(month, 11)?, date(month, 20)?)),
            Part::LastTen => Some((date(month, 21)?, date(month, 1)?.end_of_month())),
            Part::FirstTwenty => Some((date(month, 1)?, date(month, 20)?)),
            Part::LastTwenty => Some((date(month, 11)?, date(month, 1)?.end_of_month())),
            Part::FirstHalf => Some((date(month, 1)?, date(month, 15)?)),
            Part::SecondHalf => Some((date(month, 16)?, date(month, 1)?.end_of_month())),
            Part::Vague => None,
            _ => month_span(whole(self.first_month)?, month),
        }
    }

    /// The last day of the ten that the point names.
    fn last_of_ten(&self, year: i16, month: i8) -> Option<CivilDate> {
        let day = match self.part {
            Part::FirstTen => 10,
            Part::MiddleTen | Part::FirstTwenty => 20,
            Part::FirstHalf => 15,
            _ => return None,
        };
        CivilDate::new(year, month, day).ok()
    }

    pub(super) fn prints_year(&self) -> bool {
        matches!(self.year, YearPart::Printed(_))
    }

    /// One day, not the end of several.
    pub(super) fn is_day(&self) -> bool {
        self.day.is_some() && self.first_day.is_none()
    }

    /// 2026年 alone.
    pub(super) fn is_bare_year(&self) -> bool {
        self.month.is_none() && self.part == Part::Whole
    }
}
