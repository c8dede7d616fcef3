use axum::extract::State;
use axum::response::Response;
use people::{Actor, Permit};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use web::askama::Template;
use web::{Fault, Page, Paging, Query, Raw, Reply};

use super::export;
use super::words::Words;
use crate::policy::List;
use crate::store::heads;
use crate::store::list::{self, Listed, Wanted, pattern};
use crate::{CampaignState, Campaigns};

const PAGE: u64 = 20;

/// Which campaigns to list.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(default)]
#[schema(as = CampaignFilter)]
pub(crate) struct Asked {
    /// Part of the name or the document number.
    q: Raw,
    /// `draft`, `launched`, `closed` or `archived`; empty: all that are not archived.
    state: Raw,
    /// From 1.
    page: Raw,
}

#[derive(Template)]
#[template(path = "campaigns/list.html")]
pub(crate) struct ListPage {
    page: Page,
    rows: Vec<Listed>,
    paging: Paging,
    q: String,
    state: Option<CampaignState>,
    is_bureau: bool,
    may_begin: bool,
}

impl ListPage {
    /// The states to choose from: a unit knows no drafts.
    fn states(&self) -> impl Iterator<Item = CampaignState> {
        let is_bureau = self.is_bureau;
        CampaignState::LISTED.into_iter().filter(move |state| is_bureau || state.is_sent_down())
    }

    fn is_shown(&self, state: &CampaignState) -> bool {
        self.state.as_ref() == Some(state)
    }

    fn is_filtered(&self) -> bool {
        !self.q.is_empty() || self.state.is_some()
    }

    /// The filter as a query.
    fn query(&self) -> String {
        let state = self.state.map(CampaignState::code).unwrap_or_default();
        format!("?q={}&state={state}", web::encoded(&self.q))
    }

    /// The address of this list up to the number of the page.
    fn href(&self) -> String {
        format!("{}&page=", self.query())
    }
}

/// One line of the list.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = CampaignLine)]
pub(crate) struct Line {
    id: String,
    name: String,
    state: String,
    document_number: Option<String>,
    issued_on: Option<String>,
    launched_at: Option<String>,
    phases: i64,
    units: i64,
    signed: i64,
}

/// A page of the list.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = CampaignList)]
pub(crate) struct Lines {
    total: u64,
    rows: Vec<Line>,
}

fn wanted(actor: &Actor, asked: &Asked) -> Wanted {
    Wanted {
        place: actor.at.path.clone(),
        unit: (!actor.is_bureau()).then_some(actor.at.id),
        state: CampaignState::parse(asked.state.text()),
        pattern: asked.q.given().map(pattern),
    }
}

async fn find(room: &Campaigns, actor: &Actor, asked: &Asked) -> Result<(Vec<Listed>, Paging), Fault> {
    Permit::<List>::ask(actor, &heads::desk(actor))?;
    let wanted = wanted(actor, asked);
    let paging = Paging::new(&asked.page, PAGE, list::count(&room.db, &wanted).await?);
    Ok((list::page(&room.db, &wanted, (&paging, room.db.clock().today())).await?, paging))
}

/// GET /campaigns
pub(crate) async fn html(
    State(room): State<Campaigns>,
    actor: Actor,
    page: Page,
    Query(asked): Query<Asked>,
) -> Result<Response, Fault> {
    let (rows, paging) = find(&room, &actor, &asked).await?;
    let shown = ListPage {
        page: page.clone().titled("专项行动"),
        rows,
        paging,
        q: asked.q.text().to_owned(),
        state: CampaignState::parse(asked.state.text()),
        is_bureau: actor.is_bureau(),
        may_begin: actor.is_any(&[people::Role::BureauOfficer]),
    };
    page.show(&shown)
}

/// GET /campaigns.xlsx: the same list, every page of it.
pub(crate) async fn xlsx(
    State(room): State<Campaigns>,
    actor: Actor,
    Query(asked): Query<Asked>,
) -> Result<Response, Fault> {
    Permit::<List>::ask(&actor, &heads::desk(&actor))?;
    let wanted = wanted(&actor, &asked);
    let all = Paging::new(&Raw::default(), u64::from(u16::MAX), list::count(&room.db, &wanted).await?);
    let rows = list::page(&room.db, &wanted, (&all, room.db.clock().today())).await?;
    export::campaigns(&rows, actor.is_bureau(), room.db.clock().now()).await
}

/// GET /api/v1/campaigns
pub(crate) async fn json(
    State(room): State<Campaigns>,
    actor: Actor,
    Query(asked): Query<Asked>,
) -> Result<Reply<Lines>, Fault> {
    let (rows, paging) = find(&room, &actor, &asked).await?;
    Ok(Reply(Lines { total: paging.total, rows: rows.into_iter().map(line).collect() }))
}

fn line(row: Listed) -> Line {
    Line {
        id: row.id.to_string(),
        name: row.name,
        state: row.state.code().to_owned(),
        document_number: row.document_number,
        issued_on: row.issued_on.map(|day| day.to_string()),
        launched_at: row.launched_at.map(|at| at.rfc3339()),
        phases: row.phases,
        units: row.units,
        signed: row.signed,
    }
}
