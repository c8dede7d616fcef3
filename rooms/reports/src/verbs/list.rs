use askama::Template;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use campaigns::facts::{CampaignFact, DueFact};
use clock::CivilDate;
use people::facts::SetChoice;
use people::{Actor, Permit, Role};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use web::{Fault, Page, Paging, Query, Raw, Reply, encoded};

use crate::Reports;
use crate::policy::{List, Shelf};
use crate::standing::{DueState, Standing};
use crate::store::standings::{self, Filter};
use crate::view::StandingView;

/// Which reports to list.
#[derive(Clone, Debug, Default, Deserialize, ToSchema)]
#[serde(default)]
pub(crate) struct Asked {
    campaign: Raw,
    due: Raw,
    /// Code of a state; `all`: every one. Without it the bureau's page shows what waits for review.
    state: Raw,
    /// A part of the unit's name.
    q: Raw,
    /// The id of a named set of units (挂片).
    set: Raw,
    /// `due` (without it), `unit` or `submitted`.
    sort: Raw,
    page: Raw,
}

const ROWS_A_PAGE: u64 = 50;

/// The reports that an actor may see, filtered.
pub(crate) struct Seen {
    pub(crate) rows: Vec<Standing>,
    /// How many are in each state, whatever state was asked for.
    pub(crate) counts: Vec<(DueState, usize)>,
    pub(crate) all: usize,
    pub(crate) state: Option<DueState>,
    pub(crate) set: SetChoice,
    pub(crate) today: CivilDate,
}

/// Reads the list.
pub(crate) async fn see(state: &Reports, actor: &Actor, asked: &Asked) -> Result<Seen, Fault> {
    Permit::<List>::ask(actor, &Shelf(actor.at.path.clone()))?;
    let filter = Filter {
        campaign: asked.campaign.given().map(str::to_owned),
        due: asked.due.given().map(str::to_owned),
        unit: None,
        text: asked.q.given().map(str::to_owned),
    };
    let today = state.db.clock().today();
    let set = SetChoice::among(&state.db, &actor.at.path, asked.set.given()).await?;
    let mut all = standings::list(&state.db, &actor.at.path, &filter).await?;
    all.retain(|one| set.shows(one.unit));
    let names = campaigns::facts::Names::seen_by(&state.db, actor).await?;
    all.iter_mut().for_each(|one| names.tell(one.campaign, &mut one.campaign_name));
    let is = |one: &Standing, wanted| one.due_state(today).is_asked(wanted, one.is_late());
    let count = |state: DueState| (state, all.iter().filter(|one| is(one, state)).count());
    let counts: Vec<_> =
        DueState::ALL.iter().map(|state| count(*state)).filter(|(_, count)| *count > 0).collect();
    let total = all.len();
    let wanted = DueState::parse(asked.state.text());
    let shows = |one: &Standing| match asked.state.text() {
        "" | "all" => true,
        // A word that is no state finds nothing, like any other search.
        _ => wanted.is_some_and(|wanted| is(one, wanted)),
    };
    let mut rows: Vec<Standing> = all.into_iter().filter(shows).collect();
    match asked.sort.text() {
        "unit" => rows.sort_by(|a, b| a.unit_name.cmp(&b.unit_name)),
        "submitted" => rows.sort_by_key(|one| (one.submitted_at.is_none(), one.submitted_at)),
        _ => {}
    }
    Ok(Seen { rows, counts, all: total, state: wanted, set, today })
}

/// The bureau's queue.
#[derive(Template)]
#[template(path = "reports/queue.html")]
struct QueuePage {
    page: Page,
    asked: Asked,
    seen: Seen,
    rows: Vec<Standing>,
    campaigns: Vec<CampaignFact>,
    dues: Vec<DueFact>,
    paging: Paging,
    /// The reviewer; an officer only looks.
    may_decide: bool,
}

/// The unit's own reports.
#[derive(Template)]
#[template(path = "reports/dues.html")]
struct DuesPage {
    page: Page,
    may_log: bool,
    groups: Vec<Group>,
    today: CivilDate,
}

/// What a unit owes to one campaign.
struct Group {
    name: String,
    rows: Vec<Standing>,
}

impl DuesPage {
    fn state_of(&self, row: &Standing) -> DueState {
        row.due_state(self.today)
    }
}

impl QueuePage {
    /// The address with one parameter changed and the rest kept; `page=` is begun again.
    fn with(&self, name: &str, value: &str) -> String {
        let parts = [
            ("campaign", self.asked.campaign.text()),
            ("due", self.asked.due.text()),
            ("state", self.asked.state.text()),
            ("q", self.asked.q.text()),
            ("set", self.asked.set.text()),
            ("sort", self.asked.sort.text()),
        ];
        let kept = parts.iter().map(|(key, old)| (*key, if *key == name { value } else { old }));
        let given = kept.filter(|(_, value)| !value.is_empty());
        let query: Vec<String> = given.map(|(key, value)| format!("{key}={}", encoded(value))).collect();
        format!("?{}", query.join("&"))
    }

    fn paged(&self) -> String {
        format!("{}&page=", self.with("", ""))
    }

    fn state_of(&self, row: &Standing) -> DueState {
        row.due_state(self.seen.today)
    }

    fn is_shown(&self, state: &DueState) -> bool {
        self.seen.state.as_ref() == Some(state)
    }

    fn sorted(&self, by: &str) -> &'static str {
        if self.asked.sort.text() == by { "ascending" } else { "" }
    }
}

/// `GET /reports`.
pub(crate) async fn show(
    State(state): State<Reports>,
    actor: Actor,
    page: Page,
    Query(mut asked): Query<Asked>,
) -> Result<Response, Fault> {
    if !actor.is_bureau() {
        let seen = see(&state, &actor, &Asked::default()).await?;
        let page = page.titled("报送");
        let groups = by_campaign(seen.rows);
        let may_log = actor.is_any(&[Role::UnitOfficer]);
        return page.show(&DuesPage { page: page.clone(), may_log, groups, today: seen.today });
    }
    if asked.state.is_blank() {
        asked.state = DueState::Pending.code().into();
    }
    let seen = see(&state, &actor, &asked).await?;
    let paging = Paging::new(&asked.page, ROWS_A_PAGE, seen.rows.len() as u64);
    let from = usize::try_from(paging.offset()).unwrap_or(0);
    let rows = seen.rows.iter().skip(from).take(ROWS_A_PAGE as usize).cloned().collect();
    let mut campaigns = campaigns::facts::campaigns_watched(&state.db, &actor.at.path).await?;
    campaigns.retain(|campaign| campaign.launched_at.is_some());
    let dues = dues(&state, &campaigns, &asked).await?;
    let page = page.titled("报送");
    let may_decide = actor.is_any(&[Role::BureauReviewer]);
    page.show(&QueuePage { page: page.clone(), asked, seen, rows, campaigns, dues, paging, may_decide })
}

/// The due dates of the campaign that was asked for, or of the only one.
async fn dues(state: &Reports, campaigns: &[CampaignFact], asked: &Asked) -> Result<Vec<DueFact>, Fault> {
    let named = campaigns.iter().find(|campaign| campaign.id.to_string() == asked.campaign.text());
    let only = campaigns.first().filter(|_| campaigns.len() == 1);
    match named.or(only) {
        Some(campaign) => Ok(campaigns::facts::dues(&state.db, campaign.id).await?),
        None => Ok(Vec::new()),
    }
}

fn by_campaign(rows: Vec<Standing>) -> Vec<Group> {
    let mut groups: Vec<Group> = Vec::new();
    for row in rows {
        match groups.last_mut().filter(|group| group.rows.iter().all(|one| one.campaign == row.campaign)) {
            Some(group) => group.rows.push(row),
            None => groups.push(Group { name: row.campaign_name.clone(), rows: vec![row] }),
        }
    }
    groups
}

/// A page of the list.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ListView {
    rows: Vec<StandingView>,
    page: u64,
    pages: u64,
    total: u64,
}

/// `GET /api/v1/reports`.
pub(crate) async fn call(
    State(state): State<Reports>,
    actor: Actor,
    Query(asked): Query<Asked>,
) -> Result<Response, Fault> {
    let seen = see(&state, &actor, &asked).await?;
    let paging = Paging::new(&asked.page, ROWS_A_PAGE, seen.rows.len() as u64);
    let from = usize::try_from(paging.offset()).unwrap_or(0);
    let rows = seen.rows.iter().skip(from).take(ROWS_A_PAGE as usize);
    let rows = rows.map(|standing| StandingView::of(standing, seen.today)).collect();
    Ok(Reply(ListView { rows, page: paging.page, pages: paging.pages(), total: paging.total })
        .into_response())
}
