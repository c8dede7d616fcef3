use std::collections::{HashMap, HashSet};

use askama::Template;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use campaigns::facts::{CampaignFact, DeductedFact, TallyRow};
use campaigns::tally::TallyId;
use campaigns::{CampaignId, Filter, Measure, Measures, PhaseId, Reckoning, Split};
use clock::Moment;
use db::{Db, DbError};
use people::facts::UnitFact;
use people::{Actor, NodePath, Permit, UnitId};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use web::{Fault, Page, Paging, Query, Raw, Reply, encoded};

use super::desk::MERGED;
use crate::Overview;
use crate::policy::{Behind, SeeFigures};

/// Which number is asked about.
#[derive(Clone, Debug, Default, Deserialize, ToSchema)]
#[serde(default)]
pub(crate) struct Asked {
    campaign: Raw,
    /// Without it: the whole campaign.
    phase: Raw,
    /// Without it: every unit that the caller reaches.
    unit: Raw,
    /// A code of the catalogue; without it: every measure.
    measure: Raw,
    /// What of the measure counts, as JSON: `{"speaker": ["leader"]}`; without it: everything.
    only: Raw,
    /// `logged`, `reported` or `approved`; the site's without it.
    reckoning: Raw,
    /// `merged`, with a unit: its rows and those of the units that went into it.
    view: Raw,
    page: Raw,
}

struct Seen {
    campaign: CampaignFact,
    measures: Measures,
    measure: Option<Measure>,
    only: Filter,
    reckoning: Reckoning,
    rows: Vec<TallyRow>,
    /// What is said of the rows off which something was taken.
    deducted: HashMap<TallyId, DeductedFact>,
    /// The units that went into the one asked for.
    absorbed: Vec<UnitFact>,
    is_merged: bool,
    as_of: Moment,
}

async fn see(db: &Db, actor: &Actor, asked: &Asked) -> Result<Seen, Fault> {
    let campaign = CampaignId::parse(asked.campaign.text()).map_err(|_| Fault::not_found())?;
    let campaign = campaigns::facts::campaign(db, campaign).await?.ok_or_else(Fault::not_found)?;
    let unit = match asked.unit.given() {
        Some(id) => Some(UnitId::parse(id).map_err(|_| Fault::not_found())?),
        // Whoever sits below the bureau asks about the own unit, or about the units below the own bureau.
        None => (!actor.reaches(&campaign.place) && !actor.is_bureau()).then_some(actor.at.id),
    };
    let place = match unit {
        Some(unit) => people::facts::unit(db, unit).await?.ok_or_else(Fault::not_found)?.path,
        None if actor.reaches(&campaign.place) => campaign.place.clone(),
        None => actor.at.path.clone(),
    };
    let is_sent_down = reaches_down(db, actor, campaign.id).await?;
    let behind = Behind { campaign: campaign.clone(), place: place.clone(), is_sent_down };
    Permit::<SeeFigures>::ask(actor, &behind)?;
    let phase = match asked.phase.given() {
        Some(id) => Some(PhaseId::parse(id).map_err(|_| Fault::not_found())?),
        None => None,
    };
    let measures = campaigns::facts::measures(db).await?;
    let measure = match asked.measure.given() {
        Some(code) => Some(measures.get(code).cloned().ok_or_else(Fault::not_found)?),
        None => None,
    };
    let reckoning = match Reckoning::parse(asked.reckoning.text()) {
        Some(asked) => asked,
        None => campaigns::facts::default_reckoning(db).await?,
    };
    let code = measure.as_ref().map(|measure| measure.code.as_str());
    let only = Filter::of_key(asked.only.text()).ok_or_else(Fault::not_found)?;
    let mut rows = campaigns::facts::tally_rows(db, campaign.id, phase, unit, code, reckoning).await?;
    if unit.is_none() && place != campaign.place {
        let below = people::facts::units_below(db, &place).await?;
        let below: HashSet<UnitId> = below.into_iter().map(|unit| unit.id).collect();
        rows.retain(|row| below.contains(&row.unit));
    }
    let absorbed = match unit {
        Some(unit) => absorbed(db, unit, &place).await?,
        None => Vec::new(),
    };
    let is_merged = asked.view.text() == MERGED;
    for part in absorbed.iter().filter(|_| is_merged) {
        let more = campaigns::facts::tally_rows(db, campaign.id, phase, Some(part.id), code, reckoning);
        rows.extend(more.await?);
    }
    rows.retain(|row| only.takes(&row.split));
    rows.sort_by_key(|row| (row.starts_on, row.tally));
    let deducted = match rows.iter().any(|row| row.deducted > 0) {
        true => campaigns::facts::deducted(db, campaign.id).await?,
        false => Vec::new(),
    };
    let deducted = deducted.into_iter().map(|one| (one.tally, one)).collect();
    let as_of = db.clock().now();
    Ok(Seen { campaign, measures, measure, only, reckoning, rows, deducted, absorbed, is_merged, as_of })
}

/// Whether a campaign was sent down to the actor's unit, or to one below the actor's bureau.
async fn reaches_down(db: &Db, actor: &Actor, campaign: CampaignId) -> Result<bool, DbError> {
    if actor.is_bureau() {
        let watched = campaigns::facts::campaigns_watched(db, &actor.at.path).await?;
        return Ok(watched.iter().any(|one| one.id == campaign));
    }
    let enrolments = campaigns::facts::enrolments(db, campaign).await?;
    Ok(enrolments.iter().any(|enrolment| enrolment.unit == actor.at.id))
}

/// What went into a unit: it hangs below it.
async fn absorbed(db: &Db, unit: UnitId, place: &NodePath) -> Result<Vec<UnitFact>, DbError> {
    let mut below = people::facts::units_below(db, place).await?;
    below.retain(|one| one.merged_into == Some(unit));
    Ok(below)
}

impl Seen {
    fn footnote(&self) -> String {
        let note = |unit: &UnitFact| Some(unit.merger()?.footnote(&unit.name));
        self.absorbed.iter().filter_map(note).collect::<Vec<_>>().join("，")
    }

    /// How many rows are less by something.
    fn fewer(&self) -> usize {
        self.rows.iter().filter(|row| row.deducted > 0).count()
    }
}

#[derive(Template)]
#[template(path = "overview/figures.html")]
struct FiguresPage<'a> {
    page: &'a Page,
    seen: &'a Seen,
    rows: &'a [Named<'a>],
    paging: Paging,
    query: String,
    /// The addresses of the two views.
    views: [String; 2],
}

struct Named<'a> {
    row: &'a TallyRow,
    measure: &'a str,
    unit: &'a str,
    /// Why something was taken off it.
    deducted: Option<&'a DeductedFact>,
    href: String,
}

impl<'a> Named<'a> {
    fn of(row: &'a TallyRow, seen: &'a Seen) -> Self {
        let (measures, campaign) = (&seen.measures, seen.campaign.id);
        let (measure, unit) =
            measures.get(&row.measure).map_or(("", ""), |known| (known.name.as_str(), known.unit.as_str()));
        // A plan has the address of its campaign and unit.
        let href = match row.source_room.as_str() {
            "plans" => format!("/plans/{campaign}/{}", row.unit),
            room => format!("/{room}/{}", row.source_id),
        };
        Self { row, measure, unit, deducted: seen.deducted.get(&row.tally), href }
    }
}

const ROWS_A_PAGE: u64 = 50;

/// `GET /figures`: every number on a page opens the rows behind it.
pub(crate) async fn show(
    State(overview): State<Overview>,
    actor: Actor,
    page: Page,
    Query(asked): Query<Asked>,
) -> Result<Response, Fault> {
    let seen = see(&overview.db, &actor, &asked).await?;
    let paging = Paging::new(&asked.page, ROWS_A_PAGE, seen.rows.len() as u64);
    let from = usize::try_from(paging.offset()).unwrap_or(0);
    let shown = seen.rows.iter().skip(from).take(ROWS_A_PAGE as usize);
    let rows: Vec<Named<'_>> = shown.map(|row| Named::of(row, &seen)).collect();
    let title = seen
        .measure
        .as_ref()
        .map_or("明细".to_owned(), |measure| format!("{} 明细", seen.only.named(&measure.name)));
    let plain = Asked { view: Raw::default(), ..asked.clone() };
    let views = [query(&plain), format!("{}view={MERGED}", query(&plain))];
    let page = page.titled(title);
    page.show(&FiguresPage {
        page: &page,
        seen: &seen,
        rows: &rows,
        paging,
        query: format!("{}page=", query(&asked)),
        views,
    })
}

fn query(asked: &Asked) -> String {
    let parts = [
        ("campaign", &asked.campaign),
        ("phase", &asked.phase),
        ("unit", &asked.unit),
        ("measure", &asked.measure),
        ("only", &asked.only),
        ("reckoning", &asked.reckoning),
        ("view", &asked.view),
    ];
    let given = parts.iter().filter_map(|(name, value)| Some(format!("{name}={}&", encoded(value.given()?))));
    format!("?{}", given.collect::<String>())
}

/// The rows behind a number.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct FiguresView {
    campaign: String,
    reckoning: String,
    /// RFC 3339.
    as_of: String,
    rows: Vec<RowView>,
}

#[derive(Debug, Serialize, ToSchema)]
struct RowView {
    measure: String,
    unit: String,
    unit_name: String,
    starts_on: String,
    ends_on: String,
    quantity: i64,
    /// What it was, by the code of the dimension.
    #[schema(value_type = std::collections::BTreeMap<String, String>)]
    split: Split,
    /// 核减, in the measure's unit of count.
    deducted: i64,
    /// Why; null where nothing was taken off.
    deduction: Option<DeductedView>,
    source_room: String,
    source_id: String,
}

/// Why something was taken off a row.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = FigureDeduction)]
struct DeductedView {
    reason: String,
    /// Who did it.
    by: String,
    /// `YYYY-MM-DD`.
    on: String,
}

impl From<&DeductedFact> for DeductedView {
    fn from(fact: &DeductedFact) -> Self {
        let (reason, by) = (fact.reason.clone(), fact.deducted_by.clone());
        Self { reason, by, on: fact.deducted_at.date().to_string() }
    }
}

/// `GET /api/v1/figures`.
pub(crate) async fn api(
    State(overview): State<Overview>,
    actor: Actor,
    Query(asked): Query<Asked>,
) -> Result<Response, Fault> {
    let seen = see(&overview.db, &actor, &asked).await?;
    let rows = seen.rows.iter().map(|row| RowView {
        measure: row.measure.clone(),
        unit: row.unit.to_string(),
        unit_name: row.unit_name.clone(),
        starts_on: row.starts_on.to_string(),
        ends_on: row.ends_on.to_string(),
        quantity: row.quantity,
        split: row.split.clone(),
        deducted: row.deducted,
        deduction: seen.deducted.get(&row.tally).map(DeductedView::from),
        source_room: row.source_room.clone(),
        source_id: row.source_id.clone(),
    });
    let view = FiguresView {
        campaign: seen.campaign.id.to_string(),
        reckoning: seen.reckoning.code().to_owned(),
        as_of: seen.as_of.rfc3339(),
        rows: rows.collect(),
    };
    Ok(Reply(view).into_response())
}
