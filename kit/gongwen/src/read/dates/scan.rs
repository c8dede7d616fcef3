use std::sync::LazyLock;

use clock::CivilDate;
use regex::Regex;

use super::bounds::{
    End, FROM, FROM_BEFORE, FROM_ISSUE, FROM_ISSUE_ALONE, SECOND_DAY, SECOND_PART, UNTIL, connects,
    end_behind, lasts, until_before,
};
use super::hour::hour_at;
use super::numeral::value;
use super::point::{Part, Point, YearPart, points};
use super::{Base, DateMention, Inferred, When};
use crate::read::lines::compact;
use crate::read::pattern::pattern;

/// What ends a sentence.
const ENDS: [char; 4] = ['。', '！', '？', '；'];

/// Bytes before a point that may hold words that bound it.
const LOOK_BACK: usize = 48;

/// Every time that `text` names, in order; `base` gives what holds at a byte of the text.
pub fn scan(text: &str, base: impl Fn(usize) -> Base) -> Vec<DateMention> {
    let mut found = Vec::new();
    let mut year_before = None;
    // The last year that is printed, and where.
    let mut printed: Option<(usize, i16)> = None;
    let mut points = points(text).into_iter().peekable();
    let mut free_from = 0;
    // Where the sentence began that the last point stands in.
    let (mut sentence, mut seen) = (0, 0);
    while let Some(point) = points.next() {
        let mut around = base(point.range.start);
        if let Some(year) = year_before.filter(|year| around.this_year.is_none_or(|issued| *year >= issued))
            && around.year != Some(year)
        {
            around = Base { year: Some(year), span: None, ..around };
        }
        let stop = text.get(seen..point.range.start).and_then(|between| between.rfind(ENDS));
        sentence = stop.map_or(sentence, |stop| seen + stop);
        seen = point.range.start;
        if printed.is_some_and(|(at, _)| at >= sentence) {
            around.horizon = None;
        }
        let mut other_year = None;
        if point.year == YearPart::Following {
            let own = printed.filter(|(at, _)| *at >= sentence).map(|(_, year)| year);
            let issued = around.this_year.or(around.year);
            // A year before that of issue only speaks of the past.
            let own = own.filter(|own| issued.is_none_or(|issued| *own >= issued));
            let counted = own.or(issued);
            other_year =
                around.year.filter(|year| own.is_none() && Some(*year) != counted).map(|year| year + 1);
            around.this_year = counted;
        }
        let second = points
            .next_if(|next| connects(&text[point.range.end..next.range.start], &text[next.range.end..]));
        let context = Context { text, base: around, free_from, other_year };
        let mention = context.mention(&point, second.as_ref());
        free_from = mention.range.end;
        found.extend(context.start_of_unclear(&point, second.as_ref(), &mention));
        if [Some(&point), second.as_ref()].into_iter().flatten().any(Point::prints_year) {
            let day = mention.when.end().or(mention.when.start());
            year_before = day.map(CivilDate::year).or(year_before);
            let year =
                if let When::Year(year) = mention.when { Some(year) } else { day.map(CivilDate::year) };
            printed = year.map(|year| (mention.range.start, year)).or(printed);
        }
        expand_list(&point, &mention, &mut found);
        found.push(mention);
    }
    add_bare_issue(text, &base, &mut found);
    found
}

/// What surrounds a point.
struct Context<'a> {
    text: &'a str,
    base: Base,
    /// The end of the mention before: what is before it belongs to that one.
    free_from: usize,
    other_year: Option<i16>,
}

impl Context<'_> {
    fn mention(&self, point: &Point, second: Option<&Point>) -> DateMention {
        let before = self.before(point.range.start);
        let mut end = second.map_or(point.range.end, |p| p.range.end);
        let mut start = point.range.start;
        let day_after = SECOND_DAY.captures(&self.text[end..]).filter(|_| second.is_none() && point.is_day());
        let part_after = SECOND_PART.captures(&self.text[end..]).filter(|_| {
            second.is_none() && day_after.is_none() && point.month.is_some() && point.first_month.is_none()
        });
        let second_end = day_after
            .and_then(|found| {
                end += found.get(0)?.end();
                value(found.get(1)?.as_str()).map(SecondEnd::Day)
            })
            .or_else(|| {
                let found = part_after?;
                end += found.get(0)?.end();
                Some(second_part(found.get(2).map_or("", |part| part.as_str())))
            });
        let own_end = end_behind(&self.text[end..]).filter(|(_, own_end)| {
            let is_free = second.is_none() && second_end.is_none();
            // 11月（为期一周）: which week is not said.
            let is_told =
                !matches!(own_end, End::After(_)) || point.is_day() || FROM.is_match(&self.text[end..]);
            is_free && is_told
        });
        end += own_end.map_or(0, |(length, _)| length);
        let own_end = own_end.map(|(_, own_end)| own_end);
        let hour = hour_at(&self.text[end..]).and_then(|(length, hour)| {
            end += length;
            hour
        });
        let until_words = UNTIL.captures(&self.text[end..]);
        let is_before = until_words.as_ref().is_some_and(|found| found.name("before").is_some());
        let until_after = until_words.and_then(|found| found.get(0));
        let from_after = FROM.find(&self.text[end..]).filter(|_| until_after.is_none());
        end += until_after.or(from_after).map_or(0, |m| m.end());
        let from_issue = FROM_ISSUE.find(before);
        let until_before = until_before(before);
        let from_before = FROM_BEFORE.find(before);
        let words_before = from_issue
            .map(|words| words.range())
            .or(until_before.clone())
            .or(from_before.map(|words| words.range()));
        start -= words_before.map_or(0, |words| before.len() - words.start);
        let bound = if from_issue.is_some() {
            Bound::SinceIssue
        } else if is_before {
            Bound::Before
        } else if let Some(own_end) = own_end {
            Bound::Own(own_end)
        } else if until_after.is_some() || until_before.is_some() {
            Bound::Until
        } else if from_after.is_some() || from_before.is_some() {
            Bound::From
        } else {
            Bound::None
        };
        let (when, inferred) = self.resolve(point, second, second_end, bound);
        let yearly = point.year == YearPart::Yearly;
        DateMention { range: start..end, when, inferred, hour, yearly, other_year: self.other_year }
    }

    /// The start of a span whose end is no day of the calendar: it is printed, so it is kept.
    fn start_of_unclear(
        &self,
        point: &Point,
        second: Option<&Point>,
        span_found: &DateMention,
    ) -> Option<DateMention> {
        let behind = end_behind(self.text.get(point.range.end..)?);
        if (second.is_none() && behind.is_none()) || span_found.when != When::Unclear {
            return None;
        }
        let (year, is_inferred) = point.year_in(self.base)?;
        let (first, _) = point.days(year)?;
        let inferred = Inferred { start: is_inferred, end: false };
        Some(DateMention { when: span(Some(first), None), inferred, ..span_found.clone() })
    }

    fn before(&self, at: usize) -> &str {
        let from = self.text.floor_char_boundary(at.saturating_sub(LOOK_BACK)).max(self.free_from);
        self.text.get(from..at).unwrap_or_default()
    }

    fn resolve(
        &self,
        point: &Point,
        second: Option<&Point>,
        second_end: Option<SecondEnd>,
        bound: Bound,
    ) -> (When, Inferred) {
        let unclear = (When::Unclear, Inferred::default());
        let Some((year, year_inferred)) = point.year_in(self.base) else { return unclear };
        if point.is_bare_year() && second.is_none() && bound == Bound::None {
            return (When::Year(year), Inferred { start: year_inferred, end: year_inferred });
        }
        let Some((first, mut last)) = point.days(year) else { return unclear };
        let mut inferred = Inferred { start: year_inferred, end: year_inferred };
        if let Some(next) = second {
            // 4月底至5月中旬 begins on the last day of April.
            let first = if point.part == Part::End && point.month.is_some() { last } else { first };
            let Some((end, end_inferred)) = self.second_end(next, (year, year_inferred), first) else {
                return unclear;
            };
            last = end;
            inferred.end = end_inferred;
            let is_early = || self.base.issued_on.is_some_and(|day| first.days_until(day) > LONG_PAST);
            let moves = year_inferred && next.prints_year() && (first > last || is_early());
            let first = if moves { latest_start(point, last).unwrap_or(first) } else { first };
            return (span(Some(first), Some(last)), inferred);
        }
        if let Some(second_end) = second_end {
            let end = match second_end {
                SecondEnd::Day(day) => day_of(first, day),
                SecondEnd::MonthEnd => Some(first.end_of_month()),
            };
            let Some(end) = end else { return unclear };
            return (span(Some(first), Some(end)), inferred);
        }
        let when = match bound {
            Bound::SinceIssue => {
                inferred.start = true;
                span(self.base.issued_on, Some(last))
            }
            Bound::Before => span(None, Some(limit(point, first, last))),
            // 至12月止, 截至12月: that month is in it.
            Bound::Until => span(None, Some(last)),
            Bound::From | Bound::Own(End::Open) => span(Some(first), None),
            Bound::Own(End::Unread) => return unclear,
            Bound::Own(End::After(length)) => {
                let Some(end) = length.last_day(first) else { return unclear };
                inferred.end = true;
                span(Some(first), Some(end))
            }
            Bound::None if point.is_day() => When::Day(first),
            Bound::None if point.part == Part::End => span(None, Some(last)),
            Bound::None if point.part == Part::Begin => span(Some(first), None),
            Bound::None => span(Some(first), Some(last)),
        };
        (when, inferred)
    }

    /// The last day of a span; a second end without a year follows the first.
    fn second_end(
        &self,
        next: &Point,
        (year, inferred): (i16, bool),
        first: CivilDate,
    ) -> Option<(CivilDate, bool)> {
        match next.year {
            YearPart::Missing => {
                let (_, last) = next.days(year)?;
                if last >= first { Some((last, inferred)) } else { Some((next.days(year + 1)?.1, true)) }
            }
            YearPart::Following => Some((next.days(year + 1)?.1, inferred)),
            _ => {
                let (year, inferred) = next.year_in(self.base)?;
                Some((next.days(year)?.1, inferred))
            }
        }
    }
}

/// A start that lies so many days before the issue belongs to another year.
const LONG_PAST: i32 = 180;

/// The last day before a printed end on which a span without a first year may begin.
fn latest_start(point: &Point, end: CivilDate) -> Option<CivilDate> {
    let starts = [end.year(), end.year() - 1].into_iter().filter_map(|year| Some(point.days(year)?.0));
    starts.into_iter().find(|start| *start <= end)
}

/// The last day of a span that does not name its month again.
#[derive(Clone, Copy)]
enum SecondEnd {
    Day(u32),
    MonthEnd,
}

fn second_part(words: &str) -> SecondEnd {
    match words {
        "上旬" => SecondEnd::Day(10),
        "上半月" => SecondEnd::Day(15),
        "中旬" => SecondEnd::Day(20),
        _ => SecondEnd::MonthEnd,
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Bound {
    None,
    Before,
    Until,
    From,
    SinceIssue,
    /// An end of its own behind it.
    Own(End),
}

fn span(start: Option<CivilDate>, end: Option<CivilDate>) -> When {
    When::Span { start, end }
}

fn day_of(month: CivilDate, day: u32) -> Option<CivilDate> {
    CivilDate::new(month.year(), month.month(), i8::try_from(day).ok()?).ok()
}

/// 10月底前 and 10月31日前 allow the last day; 10月前 and 2026年前 end before the month or year begins.
fn limit(point: &Point, first: CivilDate, last: CivilDate) -> CivilDate {
    let is_open = point.day.is_none() && point.part == Part::Whole;
    if is_open { first.plus_days(-1) } else { last }
}

/// 6、8、10、12月3日前, 11月3日、10日、17日前: the earlier months get the same day, the earlier days the same month, all of
/// them the same bound.
fn expand_list(point: &Point, mention: &DateMention, found: &mut Vec<DateMention>) {
    let months = point.earlier_months.iter().map(|month| Point { month: Some(*month), ..point.clone() });
    let days =
        point.earlier_days.iter().map(|day| Point { day: Some(*day), first_day: None, ..point.clone() });
    for one in months.chain(days) {
        let Some(end) = mention.when.end() else { return };
        let when = match (one.days(end.year()), mention.when) {
            (None, _) => When::Unclear,
            (Some((first, _)), When::Day(_)) => When::Day(first),
            (Some((first, last)), _) => span(mention.when.start().map(|_| first), Some(last)),
        };
        found.push(DateMention { when, ..mention.clone() });
    }
}

/// 自即日起 without an end that is a day; 印发之日起15日内 has one.
fn add_bare_issue(text: &str, base: &impl Fn(usize) -> Base, found: &mut Vec<DateMention>) {
    let mut alone = Vec::new();
    for words in FROM_ISSUE_ALONE.find_iter(text) {
        let next = found.partition_point(|mention| mention.range.end <= words.start());
        if found.get(next).is_some_and(|mention| mention.range.start < words.end()) {
            continue;
        }
        let issued_on = base(words.start()).issued_on;
        let from = DateMention {
            range: words.range(),
            when: issued_on.map_or(When::Unclear, |day| span(Some(day), None)),
            inferred: Inferred { start: true, end: false },
            hour: None,
            yearly: false,
            other_year: None,
        };
        // The words of the beginning, 起, belong to what says how long it lasts.
        let begun =
            text[..words.end()].char_indices().rfind(|(_, c)| matches!(c, '起' | '开')).map(|(at, _)| at);
        let length = begun.and_then(|at| Some((at, lasts(text.get(at..)?)?)));
        if let Some((at, (bytes, length))) = length {
            let range = words.start()..at + bytes;
            let end = issued_on.and_then(|day| length.days_after(day));
            let when = end.map_or(When::Unclear, |end| span(issued_on, Some(end)));
            alone.push(DateMention {
                range,
                when,
                inferred: Inferred { start: true, end: true },
                ..from.clone()
            });
            if when != When::Unclear {
                continue;
            }
        }
        alone.push(from);
    }
    found.append(&mut alone);
    found.sort_by_key(|mention| mention.range.start);
}

/// The date that a line consists of, blanks apart.
pub(in crate::read) fn whole_date(line: &str) -> Option<CivilDate> {
    let line = compact(line);
    let found = points(&line);
    let [point] = found.as_slice() else { return None };
    let YearPart::Printed(year) = point.year else { return None };
    let is_whole = point.range == (0..line.len()) && point.day.is_some();
    is_whole.then(|| point.days(year)).flatten().map(|(day, _)| day)
}

/// Whether a line is written like a date, be it a good one or not (a web page loses 年, 月 and 日: 2017926).
pub(in crate::read) fn is_date_line(line: &str) -> bool {
    static LINE: LazyLock<Regex> = LazyLock::new(|| {
        pattern(
            "^(?:[0-9０-９〇零○OoＯlI元一二三四五六七八九十×xX_＿]{0,8}年[0-9０-９OoＯlI元一二三四五六七八九十×xX_＿]{0,4}(?:月[0-9０-９OoＯlI一二三四五六七八九十×xX_＿]{0,3}日?)?|[12][0-9]{3}[-/.．][0-9]{1,2}[-/.．][0-9]{1,2}|[0-9]{5,8}日|[12][09][0-9]{4,6})$",
        )
    });
    line.len() <= 120 && LINE.is_match(&compact(line))
}
