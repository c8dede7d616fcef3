use std::collections::HashMap;

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use campaigns::{Measures, facts};
use db::{DbError, Reads};
use people::{Actor, Permit};
use serde::Serialize;
use utoipa::ToSchema;
use web::{Fault, Invalid, Page, Query, Raw, Reply};

use super::cohost::{self, JointItem};
use super::drafts;
use super::frame::{Face, Frame};
use crate::activity::days_in_words;
use crate::policy::{DownloadOriginals, List, Logbook};
use crate::sieve::{ListInput, Sifted};
use crate::store::deductions::{self, Taken};
use crate::store::drafts as draft_rows;
use crate::store::lists::{self, Line, Order};
use crate::store::parts::CountsFor;
use crate::store::words;
use crate::turning::Turning;
use crate::{Activities, ActivityId, ActivityState, QuantityView};

/// Rows a page.
const ROWS: u64 = 50;

/// A page of the list.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ListView {
    pub(crate) activities: Vec<ListItem>,
    pub(crate) page: u64,
    /// The number of the page after this one, if there is one.
    pub(crate) next: Option<u64>,
    /// How many pass, where that is known: on the last page, and where one unit's are listed.
    pub(crate) total: Option<u64>,
    /// Why nothing could be looked for, or why there are no more pages.
    pub(crate) note: Option<String>,
}

/// A line of the list.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct ListItem {
    pub(crate) id: String,
    pub(crate) unit: String,
    pub(crate) unit_name: String,
    pub(crate) name: String,
    /// `YYYY-MM-DD`.
    pub(crate) starts_on: String,
    /// `YYYY-MM-DD`.
    pub(crate) ends_on: String,
    pub(crate) place: String,
    pub(crate) is_standing: bool,
    pub(crate) is_major: bool,
    /// `logged` or `void`.
    pub(crate) state: String,
    pub(crate) logged_by: String,
    pub(crate) quantities: Vec<QuantityView>,
    /// The names of the campaigns that it counts for.
    pub(crate) campaigns: Vec<String>,
    pub(crate) photos: i64,
}

impl ListItem {
    pub(crate) fn days(&self) -> String {
        days_in_words(&self.starts_on, &self.ends_on)
    }

    /// `讲座 1 场、参加 60 人次`.
    pub(crate) fn numbers(&self) -> String {
        let words = self.quantities.iter().map(|row| format!("{} {}", row.full_name(), row.in_words()));
        words.collect::<Vec<_>>().join("、")
    }

    /// What reviewers took off its numbers: `参训人次核减 20 人次`, each.
    pub(crate) fn taken_off(&self) -> Vec<String> {
        self.quantities.iter().filter_map(QuantityView::taken_off).collect()
    }

    /// Who logged it for another unit; empty where the unit did itself.
    pub(crate) fn served_by(&self) -> &str {
        if Actor::signs_for_another(&self.logged_by) { &self.logged_by } else { "" }
    }

    pub(crate) fn is_void(&self) -> bool {
        self.state == ActivityState::Void.code()
    }
}

/// `activities/list.html`.
#[derive(Debug, Template)]
#[template(path = "activities/list.html")]
pub(crate) struct ListPage {
    pub(crate) page: Page,
    pub(crate) frame: Frame,
    pub(crate) items: Vec<ListItem>,
    pub(crate) turning: Turning,
    /// How many pass, where it is known.
    pub(crate) total: Option<String>,
    pub(crate) drafts: Vec<DraftLine>,
    /// Activities of other units in which the reader's takes part.
    pub(crate) joint: Vec<JointItem>,
    /// Whether the reader may take the originals out, with a reason.
    pub(crate) may_take_originals: bool,
    /// What was typed as the reason of a refused export.
    pub(crate) reason: Raw,
    pub(crate) errors: Invalid,
}

/// A half-filled form of the reader's.
#[derive(Clone, Debug)]
pub(crate) struct DraftLine {
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) href: String,
    pub(crate) saved_at: String,
}

impl ListPage {
    /// The address that sorts by `column`, or the other way round when it sorts by it already.
    pub(crate) fn sort_href(&self, column: &str) -> String {
        let backwards = format!("-{column}");
        let next = if self.sorted() == column { backwards.as_str() } else { column };
        format!("?{}", self.frame.input.query(next))
    }

    /// Which way `column` sorts now.
    pub(crate) fn sort_state(&self, column: &str) -> &'static str {
        match self.sorted().strip_prefix('-') {
            Some(name) if name == column => "descending",
            None if self.sorted() == column => "ascending",
            _ => "",
        }
    }

    fn sorted(&self) -> &str {
        let asked = &self.frame.input.sort;
        if asked.is_blank() { Order::LatestFirst.code() } else { asked.text() }
    }
}

/// Lists activities.
pub(crate) async fn html(
    State(room): State<Activities>,
    actor: Actor,
    page: Page,
    Query(input): Query<ListInput>,
) -> Result<Response, Fault> {
    let shown = build(&room, &actor, page, input, (Raw::default(), Invalid::default())).await?;
    shown.page.show(&shown)
}

/// The list again, with a reason that was not accepted.
pub(super) async fn refused(
    room: &Activities,
    actor: &Actor,
    page: Page,
    input: ListInput,
    (reason, fault): (Raw, Fault),
) -> Result<Response, Fault> {
    let shown = build(room, actor, page, input, (reason, fault.invalid())).await?;
    shown.page.show_refused(&fault, &shown)
}

async fn build(
    room: &Activities,
    actor: &Actor,
    page: Page,
    input: ListInput,
    (reason, errors): (Raw, Invalid),
) -> Result<ListPage, Fault> {
    const JOINT: i64 = 20;
    let Listed { items, turning, total, sifted, measures } = listed(room, actor, &input).await?;
    Ok(ListPage {
        page: page.titled("活动"),
        items,
        total: total.map(|total| if total > COUNTED { format!("{COUNTED}+") } else { total.to_string() }),
        turning,
        drafts: own_drafts(room, actor).await?,
        joint: cohost::joint(room, actor, JOINT).await?,
        may_take_originals: Permit::<DownloadOriginals>::would(actor, &Logbook::of(actor)),
        frame: Frame::of(room, actor, Face::List, (input, sifted, &measures)).await?,
        reason,
        errors,
    })
}

/// Lists activities for a program.
pub(crate) async fn api(
    State(room): State<Activities>,
    actor: Actor,
    Query(input): Query<ListInput>,
) -> Result<Reply<ListView>, Fault> {
    let Listed { items, turning, total, sifted, .. } = listed(&room, &actor, &input).await?;
    Ok(Reply(ListView {
        activities: items,
        page: turning.page,
        next: turning.next(),
        total: total.filter(|total| *total <= COUNTED),
        note: sifted.note.or_else(|| turning.is_cut().then(Turning::cut)),
    }))
}

struct Listed {
    items: Vec<ListItem>,
    turning: Turning,
    total: Option<u64>,
    sifted: Sifted,
    measures: Measures,
}

/// The most that is counted.
const COUNTED: u64 = 1000;

async fn listed(room: &Activities, actor: &Actor, input: &ListInput) -> Result<Listed, Fault> {
    Permit::<List>::ask(actor, &Logbook::of(actor))?;
    let sifted = input.sifted(&room.db, actor).await?;
    let mut turning = Turning::asked(input.page.text(), ROWS);
    let lines = lists::lines(&room.db, &sifted.filter, input.order(), turning.window()).await?;
    let lines = turning.take(lines);
    let total = match turning.total {
        Some(total) => Some(total),
        None => lists::count(&room.db, &sifted.filter, COUNTED as i64 + 1).await?,
    };
    let measures = facts::measures(&room.db).await?;
    let items = items(&room.db, lines, &measures).await?;
    Ok(Listed { items, turning, total, sifted, measures })
}

/// The lines with what belongs to them.
pub(crate) async fn items(
    reads: &impl Reads,
    lines: Vec<Line>,
    measures: &Measures,
) -> Result<Vec<ListItem>, DbError> {
    let campaigns = words::campaigns(reads).await?;
    let names: HashMap<&str, &str> =
        campaigns.iter().map(|one| (one.id.as_str(), one.name.as_str())).collect();
    let taken = taken_off(reads, &lines).await?;
    let of = |id: &ActivityId| taken.get(id).map_or(&[][..], Vec::as_slice);
    let name = |row: &CountsFor| names.get(row.campaign.to_string().as_str()).map(|name| (*name).to_owned());
    let item = |line: Line| ListItem {
        quantities: QuantityView::all(&line.quantities.0, measures, of(&line.id)),
        campaigns: line.campaigns.0.iter().filter_map(name).collect(),
        id: line.id.to_string(),
        unit: line.unit.to_string(),
        unit_name: line.unit_name,
        name: line.name,
        starts_on: line.starts_on.to_string(),
        ends_on: line.ends_on.to_string(),
        place: line.place,
        is_standing: line.is_standing,
        is_major: line.is_major,
        state: line.state.code().to_owned(),
        logged_by: line.logged_by_name,
        photos: line.photos,
    };
    Ok(lines.into_iter().map(item).collect())
}

/// What reviewers took off the numbers of these lines. It is little: asked for once a page, by the ids between which they lie.
pub(crate) async fn taken_off(
    reads: &impl Reads,
    lines: &[Line],
) -> Result<HashMap<ActivityId, Vec<Taken>>, DbError> {
    let ids = || lines.iter().map(|line| line.id);
    let Some((first, last)) = ids().min().zip(ids().max()) else { return Ok(HashMap::new()) };
    let mut by_id: HashMap<ActivityId, Vec<Taken>> = HashMap::new();
    for taken in deductions::between(reads, first, last).await? {
        by_id.entry(taken.activity).or_default().push(taken);
    }
    Ok(by_id)
}

async fn own_drafts(room: &Activities, actor: &Actor) -> Result<Vec<DraftLine>, Fault> {
    let drafts = draft_rows::of_person(&room.db, actor.at.id, actor.person, room.db.clock().today()).await?;
    let line = |draft: &crate::draft::Draft| DraftLine {
        id: draft.id.to_string(),
        name: drafts::name(draft),
        href: draft.href(),
        saved_at: draft.saved_at.to_string(),
    };
    Ok(drafts.iter().map(line).collect())
}
