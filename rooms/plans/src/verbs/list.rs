use askama::Template;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use campaigns::CampaignState;
use campaigns::facts::CampaignFact;
use clock::{CivilDate, Moment};
use people::facts::SetChoice;
use people::{Actor, Permit};
use serde::Deserialize;
use sheets::{Entry, Heading, Sheet, Workbook, WriteError};
use utoipa::ToSchema;
use web::{Fault, Page, Paging, Query, Raw, Reply, encoded};

use crate::Plans;
use crate::plan::{PlanState, Standing};
use crate::policy::{List, Shelf};
use crate::store::{self, Filter};
use crate::view::LineView;

/// Which plans to list.
#[derive(Clone, Debug, Default, Deserialize, ToSchema)]
#[serde(default)]
#[schema(as = UnitPlansAsked)]
pub(crate) struct Asked {
    campaign: Raw,
    /// Code of a state; without it every one.
    state: Raw,
    /// A part of the unit's name.
    q: Raw,
    /// The id of a named set of units (挂片).
    set: Raw,
    /// `true`: those whose targets differ from the bureau's.
    differs: Raw,
    page: Raw,
}

const ROWS_A_PAGE: u64 = 50;

/// The plans that an actor may see, filtered.
struct Seen {
    rows: Vec<Standing>,
    /// How many are in each state, whatever state was asked for.
    counts: Vec<(PlanState, usize)>,
    all: usize,
    /// Whether they are of more than one unit, whatever state was asked for.
    of_several: bool,
    /// Those of any state whose targets differ from the bureau's.
    differing: usize,
    set: SetChoice,
    today: CivilDate,
}

fn differs(row: &Standing) -> bool {
    row.differs.is_some_and(|differs| differs > 0)
}

async fn see(state: &Plans, actor: &Actor, asked: &Asked) -> Result<Seen, Fault> {
    Permit::<List>::ask(actor, &Shelf(actor.at.path.clone()))?;
    let filter = Filter {
        campaign: asked.campaign.given().map(str::to_owned),
        unit: None,
        text: asked.q.given().map(str::to_owned),
    };
    let set = SetChoice::among(&state.db, &actor.at.path, asked.set.given()).await?;
    let mut rows = store::list(&state.db, &actor.at.path, &filter).await?;
    rows.retain(|row| set.shows(row.unit) && !row.is_past());
    let names = campaigns::facts::Names::seen_by(&state.db, actor).await?;
    rows.iter_mut().for_each(|row| names.tell(row.campaign, &mut row.campaign_name));
    let is_in = |row: &Standing, state: PlanState| row.state() == state && !row.is_voluntary();
    let count = |state: &PlanState| (*state, rows.iter().filter(|row| is_in(row, *state)).count());
    let counts = PlanState::ALL.iter().map(count).filter(|(_, count)| *count > 0).collect();
    let of_several = rows.windows(2).any(|pair| pair[0].unit != pair[1].unit);
    let (all, differing) = (rows.len(), rows.iter().filter(|row| differs(row)).count());
    if asked.differs.text() == "true" {
        rows.retain(differs);
    }
    if let Some(word) = asked.state.given() {
        // A word that is no state finds nothing, like any other search.
        let wanted = PlanState::parse(word);
        rows.retain(|row| wanted.is_some_and(|state| is_in(row, state)));
    }
    Ok(Seen { rows, counts, all, of_several, differing, set, today: state.db.clock().today() })
}

#[derive(Template)]
#[template(path = "plans/list.html")]
struct ListPage {
    page: Page,
    asked: Asked,
    seen: Seen,
    campaigns: Vec<CampaignFact>,
    paging: Paging,
    is_bureau: bool,
}

impl ListPage {
    fn shown(&self) -> impl Iterator<Item = &Standing> {
        let from = usize::try_from(self.paging.offset()).unwrap_or(usize::MAX);
        let size = usize::try_from(self.paging.size).unwrap_or(0);
        self.seen.rows.iter().skip(from).take(size)
    }

    /// Whether a line says whose plan it is: also to a unit with the plans of those below it or merged into it.
    fn names_units(&self) -> bool {
        self.is_bureau || self.seen.of_several
    }

    fn is_late(&self, row: &Standing) -> bool {
        row.is_late(self.seen.today)
    }

    /// This view in another state, up to its end.
    fn with(&self, state: &str) -> String {
        let Asked { campaign, q, set, .. } = &self.asked;
        let [campaign, q, set] = [campaign, q, set].map(|raw| encoded(raw.text()));
        format!("?campaign={campaign}&q={q}&set={set}&state={}", encoded(state))
    }

    /// This view with only those whose targets differ.
    fn with_differing(&self) -> String {
        format!("{}&differs=true", self.with(""))
    }

    fn is_differing(&self) -> bool {
        self.asked.differs.text() == "true"
    }

    /// This view as it is, up to its end.
    fn kept(&self) -> String {
        let differs = if self.is_differing() { "&differs=true" } else { "" };
        format!("{}{differs}", self.with(self.asked.state.text()))
    }

    /// This view up to the number of the page.
    fn paged(&self) -> String {
        format!("{}&page=", self.kept())
    }

    fn is_state(&self, code: &str) -> bool {
        self.asked.state.text() == code
    }
}

/// `GET /plans`.
pub(crate) async fn html(
    State(state): State<Plans>,
    actor: Actor,
    page: Page,
    Query(asked): Query<Asked>,
) -> Result<Response, Fault> {
    let seen = see(&state, &actor, &asked).await?;
    let mut campaigns = if actor.is_bureau() {
        campaigns::facts::campaigns_watched(&state.db, &actor.at.path).await?
    } else {
        campaigns::facts::campaigns_of_unit(&state.db, actor.at.id).await?
    };
    campaigns.retain(|campaign| campaign.state != CampaignState::Draft);
    let paging = Paging::new(&asked.page, ROWS_A_PAGE, seen.rows.len() as u64);
    let page = page.titled("单位方案");
    let shown = ListPage { page, asked, seen, campaigns, paging, is_bureau: actor.is_bureau() };
    shown.page.show(&shown)
}

/// `GET /api/v1/plans`.
pub(crate) async fn json(
    State(state): State<Plans>,
    actor: Actor,
    Query(asked): Query<Asked>,
) -> Result<Response, Fault> {
    let seen = see(&state, &actor, &asked).await?;
    let lines: Vec<LineView> = seen.rows.iter().map(|row| LineView::new(row, seen.today)).collect();
    Ok(Reply(lines).into_response())
}

/// `GET /plans/export.xlsx`: the rows that the filter shows.
pub(crate) async fn xlsx(
    State(state): State<Plans>,
    actor: Actor,
    Query(asked): Query<Asked>,
) -> Result<Response, Fault> {
    let seen = see(&state, &actor, &asked).await?;
    let now = state.db.clock().now();
    let bytes = tokio::task::spawn_blocking(move || workbook(&seen, now)).await.map_err(Fault::internal)?;
    let name = format!("单位方案报备情况-{}.xlsx", now.date());
    Ok(web::download(&name, web::XLSX, bytes.map_err(Fault::internal)?))
}

fn workbook(seen: &Seen, now: Moment) -> Result<Vec<u8>, WriteError> {
    let headings = [
        ("专项行动", 34.0),
        ("单位", 28.0),
        ("类别", 14.0),
        ("街道（乡镇）", 14.0),
        ("状态", 12.0),
        ("报备期限", 14.0),
        ("首次报备", 18.0),
        ("是否迟报", 10.0),
        ("与局定不同（项）", 14.0),
        ("备案", 18.0),
    ];
    let mut sheet = Sheet::new("单位方案", headings.map(|(text, width)| Heading::new(text, width)))
        .title("单位方案报备情况")
        .note(format!("截至 {now}"));
    let at = |moment: Option<Moment>| moment.map(|at| at.to_string()).into();
    for row in &seen.rows {
        sheet.push([
            Entry::from(row.campaign_name.as_str()),
            row.unit_name.as_str().into(),
            row.class.as_str().into(),
            row.township.as_str().into(),
            row.label().into(),
            row.due_on.into(),
            at(row.first_submitted_at),
            if row.is_late(seen.today) { "迟报" } else { "" }.into(),
            row.differs.into(),
            at(row.approved_at),
        ]);
    }
    let mut book = Workbook::new();
    book.push(sheet);
    book.to_bytes()
}
