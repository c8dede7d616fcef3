//! The words around a printed time that bound it: 前, 起, 至, 止, 自即日起; and the ends that are printed but are no day of the calendar.

use std::ops::Range;
use std::sync::LazyLock;

use clock::CivilDate;
use regex::Regex;

use super::numeral::value;
use crate::read::pattern::pattern;

/// What connects the two ends of a span.
const TO: &str = "(?:至|到|—+|-+|–+|―+|─+|－+|~+|～+|〜+)";
/// Times that every reader knows and no calendar of ours holds, as a regular expression: feasts, holidays of schools, the seasons of
/// floods and fires.
pub const SEASON: &str = "元旦|春节|元宵|清明|五一|劳动节|端午|中秋|国庆|十一(?:长假|假期|前|后)|双节|两节|六一|七一|八一|寒假|暑假|开学|放假|汛期|主汛期|防火期|高考|中考|期末|入冬|入汛|春运|两会";

/// Between the two ends of a span.
static CONNECTOR: LazyLock<Regex> = LazyLock::new(|| pattern(&format!("^(?:起|开始)?[,，]?{TO}$")));
/// The same where the words behind both ends say which is which: 3月11日开始，3月31日结束.
static BEGINS: LazyLock<Regex> = LazyLock::new(|| pattern("^(?:起|开始|启动)[,，]?[于在]?$"));
static ENDS: LazyLock<Regex> = LazyLock::new(|| pattern("^(?:结束|为止|止|截止)"));

/// Whether two points are the ends of one span, by what stands between them and behind the second.
pub(super) fn connects(between: &str, behind: &str) -> bool {
    CONNECTOR.is_match(between) || (BEGINS.is_match(between) && ENDS.is_match(behind))
}

/// The second end of a span within one month: 1日至30日.
pub(super) static SECOND_DAY: LazyLock<Regex> = LazyLock::new(|| {
    pattern(&format!("^(?:起|开始)?{TO}([0-9０-９OoＯlI]{{1,2}}|[一二三四五六七八九十]{{1,3}})[日号]"))
});
/// The second end of a span within one month, by its part: 1日至月底, 上旬至中旬.
pub(super) static SECOND_PART: LazyLock<Regex> = LazyLock::new(|| {
    pattern(&format!("^(?:起|开始)?{TO}(?:[本当该]?(月底|月末)|(上旬|中旬|下旬|上半月|下半月))"))
});
pub(super) static UNTIL: LazyLock<Regex> =
    LazyLock::new(|| pattern("^(?:[(（][^()（）]{0,12}[)）])?(?:(?P<before>之前|以前|前)|为止|止|截止)"));
pub(super) static FROM: LazyLock<Regex> = LazyLock::new(|| pattern("^(?:起|开始|以后|之后|后|始)"));
/// 截至 and the like anywhere; 至 alone only where a clause or bracket begins with it: （至6月20日）.
pub(super) static UNTIL_BEFORE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        "(?P<words>(?:截至|截止到?|截止时间为?|不迟于|不晚于|最迟于?|最晚于?|最迟在|(?:持续|延续|延长|延期|顺延)(?:至|到))[:：]?)$|(?:^|[（(：:，,；;。])(?P<bare>至|到)$",
    )
});
pub(super) static FROM_BEFORE: LazyLock<Regex> = LazyLock::new(|| pattern("(?:自|从)$"));
/// 即日起 and what connects it to an end.
pub(super) static FROM_ISSUE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(&format!(
        "(?:自|从)?(?:即日|现在|印发之日|发文之日|本通知印发之日|通知下发之日)(?:起|开始)?[,，]?{TO}?$"
    ))
});
pub(super) static FROM_ISSUE_ALONE: LazyLock<Regex> =
    LazyLock::new(|| pattern("(?:自|从)?(?:即日|现在|印发之日|发文之日|通知下发之日)(?:起|开始)"));

/// An end that is no day and is meant to be none: 至长期, 至整治结束, 至“十五五”末, —）. 至少 is no end.
static OPEN_END: LazyLock<Regex> = LazyLock::new(|| {
    pattern(&format!(
        "^(?:起|开始)?[,，]?(?:(?:至|—+|-+|–+|―+|─+|－+|~+|～+|〜+)(?:长期|永久|今后|以后|另行通知|[^少0-9０-９，。；、：）)]{{0,13}}?(?:结束|完成|销号|为止|解除|末))|到(?:长期|永久|今后|另行通知)|{TO}(?P<bare>[）)。；，,]|$))",
    ))
});
/// An end that is a day, but none that can be read here: 至国庆节前, 至三月.
static UNREAD_END: LazyLock<Regex> = LazyLock::new(|| {
    pattern(&format!(
        "^(?:起|开始)?[,，]?(?:{TO}(?P<season>(?:今年|本年|当年|次年|明年)?的?(?:{SEASON})(?:节|假期|期间)?(?:之前|以前|前|后|结束)?)|至[^少多于今])"
    ))
});
/// How long what begins lasts: 起3个月, （为期两周）.
static LASTS: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        "^(?:(?:起|开始|后)[,，]?(?:为期|历时|持续|用)?|[,，]?[（(]?(?:为期|历时|持续)(?:约)?)(?P<number>[0-9０-９]{1,3}|[一两二三四五六七八九十]{1,3}|半)个?(?P<unit>工作日|月|周|星期|天|日|年)(?:时间)?(?:之内|以内|内)?",
    )
});

/// How the end of a time is said behind it, where it is no second point.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum End {
    /// None that is a day, on purpose.
    Open,
    /// A day that cannot be read.
    Unread,
    /// So long behind the beginning.
    After(Length),
}

/// How long something lasts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Length {
    Days(i32),
    Months(i32),
    /// 15个工作日: which days those are is not known here.
    Unknown,
}

impl Length {
    /// The last day of what begins on `first`: 6月1日起3个月 ends on 31 August.
    pub(super) fn last_day(self, first: CivilDate) -> Option<CivilDate> {
        match self {
            Self::Days(days) => Some(first.plus_days(days - 1)),
            Self::Months(months) => {
                let month = i32::from(first.year()) * 12 + i32::from(first.month()) - 1 + months;
                let (year, month) = (i16::try_from(month.div_euclid(12)).ok()?, month.rem_euclid(12) + 1);
                let start = CivilDate::new(year, i8::try_from(month).ok()?, 1).ok()?;
                let same = start.plus_days(i32::from(first.day()) - 1);
                Some(same.min(start.end_of_month().plus_days(1)).plus_days(-1))
            }
            Self::Unknown => None,
        }
    }

    /// The last day of what is to be done within it of `day`, which is not counted: 印发之日起15日内.
    pub(super) fn days_after(self, day: CivilDate) -> Option<CivilDate> {
        self.last_day(day.plus_days(1))
    }
}

/// The end that `behind`, what follows a time, begins with, and how many bytes say it.
pub(super) fn end_behind(behind: &str) -> Option<(usize, End)> {
    if let Some((length, lasts)) = lasts(behind) {
        return Some((length, End::After(lasts)));
    }
    if let Some(found) = OPEN_END.captures(behind) {
        let bare = found.name("bare").map_or(0, |sign| sign.len());
        return Some((found.get(0)?.len() - bare, End::Open));
    }
    let found = UNREAD_END.captures(behind)?;
    let all = found.get(0)?.len();
    let next = if found.name("season").is_some() { 0 } else { last_char(&behind[..all]) };
    Some((all - next, End::Unread))
}

fn last_char(words: &str) -> usize {
    words.chars().next_back().map_or(0, char::len_utf8)
}

/// What tells a date from a length: 开始，3月31日 begins no three months.
static OF_A_DATE: LazyLock<Regex> =
    LazyLock::new(|| pattern("^[0-9０-９一二三四五六七八九十上中下初底末份前止]|^结束"));

/// The length that `behind` begins with, and how many bytes say it.
pub(super) fn lasts(behind: &str) -> Option<(usize, Length)> {
    let found = LASTS.captures(behind)?;
    let (number_end, unit) = (found.name("number")?.end(), found.name("unit")?);
    let is_bare = number_end == unit.start() && matches!(unit.as_str(), "月" | "日");
    if is_bare && OF_A_DATE.is_match(&behind[unit.end()..]) {
        return None;
    }
    let (number, unit) = (found.name("number")?.as_str(), found.name("unit")?.as_str());
    let count = match number {
        "半" => None,
        "两" => Some(2),
        digits => Some(i32::try_from(value(digits)?).ok()?),
    };
    let length = match (unit, count) {
        ("月", None) => Length::Days(15),
        ("年", None) => Length::Months(6),
        ("月", Some(count)) => Length::Months(count),
        ("年", Some(count)) => Length::Months(count * 12),
        ("周" | "星期", Some(count)) => Length::Days(count * 7),
        ("天" | "日", Some(count)) => Length::Days(count),
        _ => Length::Unknown,
    };
    // A bracket is a remark behind the time.
    let all = found.get(0)?.as_str();
    let said = if all.contains(['（', '(']) { 0 } else { all.len() };
    Some((said, length))
}

/// The words before a time, at the end of `before`, that make it an end.
pub(super) fn until_before(before: &str) -> Option<Range<usize>> {
    let found = UNTIL_BEFORE.captures(before)?;
    found.name("words").or_else(|| found.name("bare")).map(|words| words.range())
}
