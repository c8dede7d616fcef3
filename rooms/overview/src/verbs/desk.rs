mod query;
mod view;

use std::collections::HashMap;

use askama::Template;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use campaigns::facts::{CampaignFact, DueFact, ProgressFact, Whose};
use campaigns::{CampaignId, CampaignState, Reckoning};
use clock::{CivilDate, Moment};
use db::{Db, DbError};
use people::facts::SetChoice;
use people::{Actor, NodePath, Permit, Verb};
use reports::facts::{DueState, FiguresFact};
use serde::Deserialize;
use utoipa::ToSchema;
use web::{Fault, Page, Paging, Query, Raw, Reply, Todo, grouped};

use self::query::QueryOf;
pub(crate) use self::view::DeskView;
use self::view::view;
use crate::Overview;
use crate::desk::{Column, Condition, Desk, DeskRow, Shown};
use crate::elsewhere::{self, Elsewhere};
use crate::policy::{SeeDesk, Watched};
use crate::remind;

/// What is asked of the desk.
#[derive(Clone, Debug, Default, Deserialize, ToSchema)]
#[serde(default)]
pub(crate) struct Asked {
    /// The campaign; the latest launched one without it.
    pub(crate) campaign: Raw,
    /// `logged`, `reported` or `approved`; the site's without it.
    reckoning: Raw,
    /// The report date that the figures are about; the latest that has come near without it.
    due: Raw,
    /// A state of a report (`missing`, `returned`, …), `received`, `in_time`, `unsent` or `silent`.
    state: Raw,
    class: Raw,
    township: Raw,
    /// The id of a named set of units (挂片).
    set: Raw,
    /// Part of a unit's name.
    q: Raw,
    /// Code of the measure that the fifth figure shows, followed by what of it counts as JSON; the one that most was done of without it.
    measure: Raw,
    /// Ticked: every report date has its column, not only those that have come near.
    all: Raw,
    /// `merged`: the units as they are after all merges; without it under the names that they had then.
    view: Raw,
    page: Raw,
}

/// Everything that both faces show.
pub(crate) struct Seen {
    pub(crate) campaign: CampaignFact,
    campaigns: Vec<CampaignFact>,
    pub(crate) desk: Desk,
    shown: Shown,
    due: Option<DueFact>,
    figures: FiguresFact,
    /// The measures of the chosen date's phase, in the chosen reckoning.
    progress: Vec<ProgressFact>,
    /// Which of them is the fifth figure.
    lead: Option<ProgressFact>,
    reckoning: Reckoning,
    /// 按合并后单位.
    pub(crate) is_merged: bool,
    pub(crate) as_of: Moment,
}

impl Seen {
    pub(crate) fn rows(&self) -> Vec<&DeskRow> {
        self.desk.shown(&self.shown, self.due.as_ref())
    }

    fn is_chosen(&self, due: &DueFact) -> bool {
        self.due.as_ref().is_some_and(|chosen| chosen.id == due.id)
    }

    /// What is shown, where no chip says so.
    fn unlisted(&self) -> Option<Condition> {
        self.shown
            .state
            .filter(|one| matches!(one, Condition::Received | Condition::OnTime | Condition::Unsent))
    }

    fn is_lead(&self, fact: &ProgressFact) -> bool {
        self.lead.as_ref().is_some_and(|lead| lead.key() == fact.key())
    }

    /// The rows behind the fifth figure.
    fn behind(&self, lead: &ProgressFact) -> String {
        let phase = self
            .due
            .as_ref()
            .and_then(|due| due.phase)
            .map_or(String::new(), |phase| format!("&phase={phase}"));
        let (campaign, reckoning) = (self.campaign.id, self.reckoning.code());
        format!("/figures?campaign={campaign}&{}&reckoning={reckoning}{phase}", lead.behind())
    }

    fn owing(&self) -> Vec<&DeskRow> {
        let index = self.desk.index(self.due.as_ref());
        let is_owing = |row: &&DeskRow| row.facts_at(index).any(|fact| owes(fact.state));
        self.rows().into_iter().filter(is_owing).collect()
    }
}

/// The desk of the campaign asked for; `None` when nothing has been launched yet.
pub(crate) async fn see(db: &Db, actor: &Actor, asked: &Asked) -> Result<Option<Seen>, Fault> {
    // Whoever has no desk is told so before any campaign is looked for.
    if !actor.is_any(SeeDesk::CALLERS) {
        return Err(Fault::forbidden("局经办、局审核"));
    }
    let shown = [CampaignState::Launched, CampaignState::Closed];
    let mut campaigns = campaigns::facts::campaigns_watched(db, &actor.at.path).await?;
    campaigns.retain(|campaign| shown.contains(&campaign.state));
    let campaign = match asked.campaign.given() {
        Some(id) => wanted(db, id).await?,
        None => match campaigns.first() {
            Some(latest) => latest.clone(),
            None => return Ok(None),
        },
    };
    let watched = Watched::by(actor, campaign, &campaigns);
    Permit::<SeeDesk>::ask(actor, &watched)?;
    let Watched { campaign, place } = watched;
    let is_merged = asked.view.text() == MERGED;
    let today = db.clock().today();
    let mut dues = campaigns::facts::dues(db, campaign.id).await?;
    dues.retain(|due| due.due_on.is_some());
    let due = chosen(&dues, &asked.due, today);
    let reckoning = match Reckoning::parse(asked.reckoning.text()) {
        Some(asked) => asked,
        None => campaigns::facts::default_reckoning(db).await?,
    };
    let phase = due.as_ref().and_then(|due| due.phase);
    let whose = if place == campaign.place { Whose::All } else { Whose::Below(&place) };
    let (desk, progress) = tokio::try_join!(
        lay(db, &campaign, &place, dues, is_merged),
        campaigns::facts::progress_of(db, campaign.id, phase, whose, reckoning),
    )?;
    let figures = due.as_ref().map(|due| desk.figures(due.id)).unwrap_or_default();
    let shown = Shown {
        text: asked.q.given().map(str::to_owned),
        class: asked.class.given().map(str::to_owned),
        township: asked.township.given().map(str::to_owned),
        state: Condition::parse(asked.state.text()),
        set: SetChoice::among(db, &actor.at.path, asked.set.given()).await?,
    };
    let lead = leading(&progress, &asked.measure).cloned();
    let as_of = db.clock().now();
    Ok(Some(Seen {
        campaign,
        campaigns,
        desk,
        shown,
        due,
        figures,
        progress,
        lead,
        reckoning,
        is_merged,
        as_of,
    }))
}

async fn wanted(db: &Db, id: &str) -> Result<CampaignFact, Fault> {
    let id = CampaignId::parse(id).map_err(|_| Fault::not_found())?;
    campaigns::facts::campaign(db, id).await?.ok_or_else(Fault::not_found)
}

/// The code of the view 按合并后单位.
pub(super) const MERGED: &str = "merged";

/// `dues`: those with a date.
async fn lay(
    db: &Db,
    campaign: &CampaignFact,
    place: &NodePath,
    dues: Vec<DueFact>,
    is_merged: bool,
) -> Result<Desk, DbError> {
    let today = db.clock().today();
    let (units, states, activity, phases) = tokio::try_join!(
        people::facts::units_below(db, place),
        reports::facts::due_states(db, campaign.id, today),
        activities::facts::last_activity(db, campaign.id),
        campaigns::facts::phases(db, campaign.id),
    )?;
    let activity: HashMap<_, _> = activity.into_iter().map(|seen| (seen.unit, seen.last)).collect();
    let since = campaign.launched_at.map_or(today, Moment::date);
    let all = if is_merged { units.clone() } else { Vec::new() };
    let desk = Desk::lay(dues, phases, units, states, &activity, since, today);
    Ok(if is_merged { desk.merged(&all) } else { desk })
}

/// The due asked for; else the first that has not passed, else the last one.
fn chosen(dues: &[DueFact], asked: &Raw, today: CivilDate) -> Option<DueFact> {
    let named = dues.iter().find(|due| due.id.to_string() == asked.text());
    let next = dues.iter().find(|due| due.due_on.is_some_and(|date| date >= today));
    // Just after a date the one that passed is what the officer works on; a month before the next, it is the next.
    let last = dues.iter().rev().find(|due| due.due_on.is_some_and(|date| date < today));
    let is_near = |due: &&DueFact| due.due_on.is_some_and(|date| today.days_until(date) <= 30);
    named.or_else(|| next.filter(is_near)).or(last).or(next).cloned()
}

/// The measure asked for; else what most people were reached by, else what most was done of.
fn leading<'a>(progress: &'a [ProgressFact], asked: &Raw) -> Option<&'a ProgressFact> {
    let named = progress.iter().find(|fact| fact.key() == asked.text());
    named.or_else(|| progress.iter().max_by_key(|fact| (fact.done > 0 && fact.unit == "人次", fact.done)))
}

#[derive(Template)]
#[template(path = "overview/desk.html")]
struct DeskPage<'a> {
    page: &'a Page,
    columns: Vec<Column<'a>>,
    hidden: usize,
    seen: &'a Seen,
    rows: &'a [&'a DeskRow],
    rows_in_all: u64,
    paging: Paging,
    remind: Option<String>,
    /// What waits for the officer or the reviewer, here and at other places of theirs.
    todos: &'a [Todo],
    elsewhere: &'a [Elsewhere],
    /// The query of this view without its page and without the key named, for chips and links.
    query: QueryOf<'a>,
}

#[derive(Template)]
#[template(path = "overview/desk_empty.html")]
struct EmptyDesk<'a> {
    page: &'a Page,
    todos: &'a [Todo],
    elsewhere: &'a [Elsewhere],
}

const ROWS_A_PAGE: u64 = 50;

/// `GET /desk`.
pub(crate) async fn show(
    State(overview): State<Overview>,
    actor: Actor,
    page: Page,
    Query(asked): Query<Asked>,
) -> Result<Response, Fault> {
    let page = page.titled("调度台");
    let elsewhere = elsewhere::waiting(&overview, &actor).await?;
    let Some(seen) = see(&overview.db, &actor, &asked).await? else {
        let todos = overview.waiting(&actor).await?;
        return page.show(&EmptyDesk { page: &page, todos: &todos, elsewhere: &elsewhere });
    };
    let todos = overview.waiting(&actor).await?;
    let all = seen.rows();
    let paging = Paging::new(&asked.page, ROWS_A_PAGE, all.len() as u64);
    let from = usize::try_from(paging.offset()).unwrap_or(0);
    let rows: Vec<&DeskRow> = all.into_iter().skip(from).take(ROWS_A_PAGE as usize).collect();
    let owing = seen.owing();
    let office = people::facts::site(&overview.db).await?.office_name;
    let everybody = seen.rows();
    let asked_of = |due| remind::text(&seen.campaign.name, due, (&owing, &everybody), &office);
    let remind = seen.due.as_ref().and_then(asked_of);
    let query = QueryOf(&asked);
    let columns = seen.desk.columns(seen.as_of.date(), asked.all.is_ticked());
    let hidden = seen.desk.dues.len() - columns.len();
    let rows_in_all = paging.total;
    page.show(&DeskPage {
        page: &page,
        columns,
        hidden,
        seen: &seen,
        rows: &rows,
        rows_in_all,
        paging,
        remind,
        todos: &todos,
        elsewhere: &elsewhere,
        query,
    })
}

impl DeskPage<'_> {
    fn deadline_note(&self) -> String {
        let Some(date) = self.seen.due.as_ref().and_then(|due| due.due_on) else { return String::new() };
        match self.seen.as_of.date().days_until(date) {
            left @ 0.. => format!("· 距报送截止 {left} 天"),
            over => format!("· 已截止 {} 天", -over),
        }
    }

    fn reporting_rate(&self) -> String {
        rate(self.seen.figures.received, self.seen.figures.expected)
    }

    fn on_time_rate(&self) -> String {
        rate(self.seen.figures.on_time, self.seen.figures.expected)
    }

    fn zero_note(&self) -> String {
        if self.seen.figures.zero > 0 {
            format!("含零报告 {}", self.seen.figures.zero)
        } else {
            String::new()
        }
    }

    fn exempt_note(&self) -> String {
        let exempt = self.seen.desk.exempt(self.seen.due.as_ref());
        if exempt > 0 { format!("免报 {exempt}") } else { String::new() }
    }

    fn lead_note(&self, lead: &ProgressFact) -> String {
        match lead.target {
            Some(target) if target > 0 => format!("目标 {} · {}", grouped(target), rate(lead.done, target)),
            _ => "本阶段合计".to_owned(),
        }
    }
}

/// `GET /api/v1/desk`.
pub(crate) async fn api(
    State(overview): State<Overview>,
    actor: Actor,
    Query(asked): Query<Asked>,
) -> Result<Response, Fault> {
    let seen = see(&overview.db, &actor, &asked).await?.ok_or_else(Fault::not_found)?;
    Ok(Reply(view(&seen)).into_response())
}

/// Whether a unit is to be reminded; what was past at the launch is filled in without any reminder.
fn owes(state: DueState) -> bool {
    matches!(state, DueState::Open | DueState::Missing | DueState::Returned)
}

/// `81.4%`; — when nothing is expected.
fn rate(part: i64, whole: i64) -> String {
    if whole == 0 { "—".to_owned() } else { format!("{:.1}%", part as f64 * 100.0 / whole as f64) }
}
