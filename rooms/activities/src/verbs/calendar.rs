use askama::Template;
use axum::extract::State;
use axum::response::Response;
use campaigns::facts;
use clock::CivilDate;
use db::{DbError, Reads};
use people::{Actor, Permit};
use serde::Deserialize;
use web::{Fault, Page, Query, Raw};

use super::frame::{Face, Frame};
use crate::Activities;
use crate::month::{Month, Week};
use crate::policy::{List, Logbook};
use crate::sieve::ListInput;
use crate::store::lists::{self, Filter, Line, OnDay, Order};

/// Which month to show.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Asked {
    /// `YYYY-MM`; this month without it.
    month: Raw,
}

/// `activities/calendar.html`: a month, each day with what began on it.
#[derive(Debug, Template)]
#[template(path = "activities/calendar.html")]
pub(crate) struct CalendarPage {
    pub(crate) page: Page,
    pub(crate) frame: Frame,
    pub(crate) month: Month,
    pub(crate) today: CivilDate,
    pub(crate) weeks: Vec<Week<OnDay>>,
    /// What was standing when the month began.
    pub(crate) standing: Vec<Line>,
    pub(crate) has_more_standing: bool,
}

/// How many standing things are named above the month, before a link to all of them.
const STANDING: usize = 20;
/// How many activities a day shows before it says how many more there are.
const A_DAY: i64 = 4;

impl CalendarPage {
    /// How many activities begin in the month.
    pub(crate) fn total(&self) -> i64 {
        let days = self.weeks.iter().flatten();
        days.filter_map(|day| day.items.first()).map(|one| one.of_day).sum()
    }

    /// How many a day keeps back.
    pub(crate) fn kept_back(&self, items: &[OnDay]) -> i64 {
        items.first().map_or(0, |one| (one.of_day - A_DAY).max(0))
    }

    /// The list of one day under the same filters.
    pub(crate) fn day_href(&self, day: &CivilDate) -> String {
        let one_day = ListInput {
            from: day.to_string().into(),
            to: day.to_string().into(),
            ..self.frame.input.clone()
        };
        format!("/activities?{}", one_day.query(""))
    }

    /// The address of another month under the same filters.
    pub(crate) fn month_href(&self, month: Month) -> String {
        let query = self.frame.input.query("");
        let join = if query.is_empty() { "" } else { "&" };
        format!("?{query}{join}month={month}")
    }
}

/// Shows a month of the activities that pass the filter.
pub(crate) async fn html(
    State(room): State<Activities>,
    actor: Actor,
    page: Page,
    Query(input): Query<ListInput>,
    Query(asked): Query<Asked>,
) -> Result<Response, Fault> {
    Permit::<List>::ask(&actor, &Logbook::of(&actor))?;
    let today = room.db.clock().today();
    let month = Month::parse(asked.month.text()).unwrap_or_else(|| Month::of(today));
    let sifted = input.sifted(&room.db, &actor).await?;
    let begun = lists::begun(&room.db, &sifted.filter, (month.first(), month.last()), A_DAY).await?;
    let (standing, has_more_standing) = standing(&room.db, &sifted.filter, month.first()).await?;
    let measures = facts::measures(&room.db).await?;
    let shown = CalendarPage {
        page: page.titled("活动日历"),
        weeks: month.weeks(begun, |one| one.starts_on),
        month,
        today,
        standing,
        has_more_standing,
        frame: Frame::of(&room, &actor, Face::Calendar, (input, sifted, &measures)).await?,
    };
    shown.page.show(&shown)
}

/// Banners and the like that were put up before the month and still stood on its first day.
async fn standing(
    reads: &impl Reads,
    filter: &Filter,
    first: CivilDate,
) -> Result<(Vec<Line>, bool), DbError> {
    let on_first = Filter {
        from: filter.from.max(Some(first)),
        to: filter.to.min(Some(first)).or(Some(first)),
        ..filter.clone()
    };
    // The earliest first: those that stood before come before what began on that day.
    let most = i64::try_from(STANDING + 1).unwrap_or(i64::MAX);
    let mut lines = lists::lines(reads, &on_first, Order::EarliestFirst, (0, most)).await?;
    lines.retain(|line| line.is_standing && line.starts_on < first);
    let has_more = lines.len() > STANDING;
    lines.truncate(STANDING);
    Ok((lines, has_more))
}
