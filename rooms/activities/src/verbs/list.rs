use std::collections::HashMap;

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use campaigns::facts;
use campaigns::{CampaignId, Measures};
use clock::CivilDate;
use db::Reads;
use people::{Actor, Permit};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use web::{Fault, Invalid, Page, Paging, Query, Raw, Reply, encoded};

use super::cohost::{self, JointItem};
use super::drafts;
use super::frame::{Face, Frame};
use crate::activity::days_in_words;
use crate::policy::{DownloadOriginals, List, Logbook};
use crate::store::drafts as draft_rows;
use crate::store::lists::{self, Filter, Line, Order, Stretch};
use crate::{Activities, ActivityId, ActivityState, QuantityView};

/// Which activities to list, and how.
#[derive(Clone, Debug, Default, Deserialize, ToSchema)]
#[serde(default)]
pub(crate) struct ListInput {
    /// A part of name, place or description.
    pub(crate) q: Raw,
    /// The id of a campaign that they count for.
    pub(crate) campaign: Raw,
    /// The id of a phase of that campaign.
    pub(crate) phase: Raw,
    /// The code of a measure that they count.
    pub(crate) measure: Raw,
    /// `YYYY-MM-DD`: from this day on.
    pub(crate) from: Raw,
    /// `YYYY-MM-DD`: to this day.
    pub(crate) to: Raw,
    /// The id of a unit.
    pub(crate) unit: Raw,
    /// `logged` (when blank), `void` or `all`.
    pub(crate) state: Raw,
    /// `-date` (when blank), `date`, `name`, `-name`, `unit`, `-unit`.
    pub(crate) sort: Raw,
    /// From 1.
    pub(crate) page: Raw,
}

/// A page of the list.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ListView {
    pub(crate) activities: Vec<ListItem>,
    pub(crate) page: u64,
    pub(crate) pages: u64,
    pub(crate) total: u64,
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
    pub(crate) paging: Paging,
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

impl ListInput {
    /// The filters for people who read them later: `名称、地点或说明：讲座；单位：…`; blank without any.
    pub(super) fn in_words(&self) -> String {
        let fields = [
            ("名称、地点或说明", &self.q),
            ("专项行动", &self.campaign),
            ("阶段", &self.phase),
            ("项目", &self.measure),
            ("从", &self.from),
            ("到", &self.to),
            ("单位", &self.unit),
            ("状态", &self.state),
        ];
        let given = fields.iter().filter(|(_, value)| !value.is_blank());
        given.map(|(label, value)| format!("{label}：{value}")).collect::<Vec<_>>().join("；")
    }

    /// The filters as a query, sorted by `sort`.
    pub(super) fn query(&self, sort: &str) -> String {
        let fields = [
            ("q", self.q.text()),
            ("campaign", self.campaign.text()),
            ("phase", self.phase.text()),
            ("measure", self.measure.text()),
            ("from", self.from.text()),
            ("to", self.to.text()),
            ("unit", self.unit.text()),
            ("state", self.state.text()),
            ("sort", sort),
        ];
        let given = fields.iter().filter(|(_, value)| !value.is_empty());
        given.map(|(name, value)| format!("{name}={}", encoded(value))).collect::<Vec<_>>().join("&")
    }

    /// How the list is sorted; a word that is none counts as not given.
    pub(crate) fn order(&self) -> Order {
        Order::parse(self.sort.text()).unwrap_or(Order::LatestFirst)
    }

    /// The filter for this actor. What is no date counts as not given; what is no id finds nothing.
    pub(crate) async fn filter(&self, reads: &impl Reads, actor: &Actor) -> Result<Filter, Fault> {
        let text = |raw: &Raw| raw.given().map(str::to_owned);
        let date = |raw: &Raw| raw.given().and_then(|text| CivilDate::parse(text).ok());
        let state = match self.state.text() {
            "" => Some(ActivityState::Logged.code().to_owned()),
            "all" => None,
            other => Some(other.to_owned()),
        };
        let filter = Filter {
            below: actor.at.path.clone(),
            text: text(&self.q),
            campaign: text(&self.campaign),
            measure: text(&self.measure),
            phase: None,
            from: date(&self.from),
            to: date(&self.to),
            unit: text(&self.unit),
            state,
        };
        let Some(phase) = self.phase.given() else { return Ok(filter) };
        let phases = match CampaignId::parse(self.campaign.text()) {
            Ok(campaign) => facts::phases(reads, campaign).await?,
            Err(_) => Vec::new(),
        };
        match phases.into_iter().find(|known| known.id.to_string() == phase) {
            Some(known) => Ok(Filter { phase: Some((known.starts_on, known.ends_on)), ..filter }),
            // No phase of that campaign: nothing is in it.
            None => Ok(Filter { campaign: Some(String::new()), ..filter }),
        }
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
    const ROWS: u64 = 30;
    const JOINT: i64 = 20;
    let (items, paging) = listed(room, actor, &input, ROWS).await?;
    Ok(ListPage {
        page: page.titled("活动"),
        items,
        paging,
        drafts: own_drafts(room, actor).await?,
        joint: cohost::joint(room, actor, JOINT).await?,
        may_take_originals: Permit::<DownloadOriginals>::would(actor, &Logbook::of(actor)),
        frame: Frame::of(room, actor, Face::List, input).await?,
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
    const ROWS: u64 = 100;
    let (activities, paging) = listed(&room, &actor, &input, ROWS).await?;
    Ok(Reply(ListView { activities, page: paging.page, pages: paging.pages(), total: paging.total }))
}

async fn listed(
    room: &Activities,
    actor: &Actor,
    input: &ListInput,
    rows: u64,
) -> Result<(Vec<ListItem>, Paging), Fault> {
    Permit::<List>::ask(actor, &Logbook::of(actor))?;
    let filter = input.filter(&room.db, actor).await?;
    let paging = Paging::new(&input.page, rows, lists::count(&room.db, &filter).await?);
    let window = (paging.offset(), paging.limit());
    let stretch = lists::stretch(&room.db, &filter, input.order(), window).await?;
    let measures = facts::measures(&room.db).await?;
    Ok((items(stretch, &measures), paging))
}

/// The lines with what belongs to them.
pub(crate) fn items(stretch: Stretch, measures: &Measures) -> Vec<ListItem> {
    let mut quantities: HashMap<ActivityId, Vec<QuantityView>> = HashMap::new();
    for row in &stretch.quantities {
        quantities.entry(row.activity).or_default().push(QuantityView::of(row, measures));
    }
    let mut campaigns: HashMap<ActivityId, Vec<String>> = HashMap::new();
    for row in stretch.campaigns {
        campaigns.entry(row.activity).or_default().push(row.name);
    }
    let item = |line: Line| ListItem {
        quantities: quantities.remove(&line.id).unwrap_or_default(),
        campaigns: campaigns.remove(&line.id).unwrap_or_default(),
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
    stretch.lines.into_iter().map(item).collect()
}

async fn own_drafts(room: &Activities, actor: &Actor) -> Result<Vec<DraftLine>, Fault> {
    let drafts = draft_rows::of_person(&room.db, actor.at.id, actor.person, room.db.clock().today()).await?;
    let line = |draft: &crate::draft::Draft| DraftLine {
        id: draft.id.to_string(),
        name: drafts::name(draft),
        saved_at: draft.saved_at.to_string(),
    };
    Ok(drafts.iter().map(line).collect())
}
