//! The day of issue (成文日期): the date under the signature, else that of a head; a year that is not printed is taken from elsewhere
//! and marked.

use std::sync::LazyLock;

use clock::CivilDate;
use regex::Regex;

use super::chat::Sent;
use super::closing::Closing;
use super::dates::year_number;
use super::pattern::pattern;

/// What the paper tells of its day.
#[derive(Clone, Copy, Debug)]
pub(super) struct Told {
    /// A date in the head, or a row of a web page.
    pub(super) of_head: Option<CivilDate>,
    /// The stamp of the message.
    pub(super) sent: Option<Sent>,
    pub(super) number_year: Option<i16>,
    pub(super) title_year: Option<i16>,
}

/// The day, and whether a part of it is not printed where it stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Issue {
    pub(super) on: Option<CivilDate>,
    pub(super) is_inferred: bool,
}

static YEAR: LazyLock<Regex> =
    LazyLock::new(|| pattern("([12][0-9]{3}|[一二][〇零○OoＯ0一二三四五六七八九]{3})[ \\u{3000}]?年"));

impl Issue {
    /// `is_damaged`: the signature bears a date that is none.
    pub(super) fn of(text: &str, closings: &[Closing], is_damaged: bool, told: Told) -> Self {
        let signed = closings.iter().find(|closing| closing.signer.is_some());
        let dated = closings.iter().find(|closing| closing.date.is_some());
        let on = match signed {
            // The day of printing stands in for that of the signature, where no other one is told.
            Some(closing) if closing.is_printing => told.of_head.or(closing.date),
            Some(closing) => closing.date.or(told.of_head),
            None => dated.and_then(|closing| closing.date).or(told.of_head),
        };
        if on.is_some() || is_damaged {
            return Self { on, is_inferred: false };
        }
        let stamp = told.sent.map(|sent| (sent.month, sent.day));
        let Some((month, day)) = signed.and_then(|closing| closing.day_of_year).or(stamp) else {
            return Self::default();
        };
        let of_stamp = told.sent.and_then(|sent| sent.year);
        let year = told.number_year.or(of_stamp).or(told.title_year).or_else(|| only_year(text));
        let date = |year: i16| CivilDate::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok();
        // Signature and stamp tell the same day.
        let is_told = signed.is_some_and(|closing| closing.day_of_year == stamp) && of_stamp == year;
        let on = year.and_then(date);
        Self { on, is_inferred: on.is_some() && !is_told }
    }
}

/// The year that is the only one in the text.
fn only_year(text: &str) -> Option<i16> {
    let mut years = YEAR.captures_iter(text).filter_map(|found| year_number(&found[1]));
    let first = years.next()?;
    years.all(|year| year == first).then_some(first)
}
