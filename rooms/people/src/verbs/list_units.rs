use askama::Template;
use axum::extract::State;
use axum::response::Response;
use db::Reads;
use serde::{Deserialize, Serialize};
use sheets::{Sheet, Workbook};
use utoipa::ToSchema;
use web::{Fault, Method, Page, Paging, Query, Raw, Reply, Routes, encoded, json, page};

use crate::permit::{Permit, Verb, may};
use crate::policy::{InviteEveryUnit, ListUnits};
use crate::store::standings;
use crate::store::unit_list::{self, Filter, Listed, Sort};
use crate::store::unit_sets::{self, UnitSetId};
use crate::unit_sheet;
use crate::verbs::invite::officers_invite;
use crate::{Actor, People, Role};

pub(crate) fn routes(routes: Routes<People>) -> Routes<People> {
    routes
        .verb(Method::Get, "/units", may::<ListUnits>(), page(show))
        .verb(Method::Get, "/units/export.xlsx", may::<ListUnits>(), page(export))
        .verb(
            Method::Get,
            "/api/v1/units",
            may::<ListUnits>(),
            json::<UnitFilter, UnitList, _, _, _>("The units below the caller's place, page by page", call),
        )
}

/// Filter, order and page of a list of units.
#[derive(Clone, Debug, Default, Deserialize, ToSchema)]
#[serde(default)]
pub(crate) struct UnitFilter {
    /// Part of the name, the credit code or the liaison.
    pub(crate) q: Raw,
    pub(crate) class: Raw,
    pub(crate) township: Raw,
    /// The id of a named set of units.
    pub(crate) set: Raw,
    /// Ticked: the units that were merged into another one, instead of those that are there.
    pub(crate) merged: Raw,
    /// Ticked: the units that closed (停办), instead of those that are there.
    pub(crate) closed: Raw,
    /// `name`, `class`, `township` or `headcount`.
    pub(crate) sort: Raw,
    /// From 1; 50 units a page.
    pub(crate) page: Raw,
}

impl UnitFilter {
    fn filter<'a>(&'a self, actor: &'a Actor) -> Filter<'a> {
        Filter {
            below: &actor.at.path,
            class: self.class.given(),
            township: self.township.given(),
            set: UnitSetId::parse(self.set.text()).ok(),
            text: self.q.given(),
            merged: self.merged.is_ticked(),
            closed: self.closed.is_ticked(),
        }
    }

    fn sort(&self) -> Sort {
        Sort::parse(self.sort.text()).unwrap_or(Sort::Class)
    }

    /// Whether anything is filtered away.
    pub(crate) fn is_filtered(&self) -> bool {
        [&self.q, &self.class, &self.township, &self.set, &self.merged, &self.closed]
            .into_iter()
            .any(|raw| !raw.is_blank())
    }

    /// The query of this list without its order and page: `?q=…&class=…&township=…&set=…&merged=…&closed=…`.
    pub(crate) fn query(&self) -> String {
        let part = |raw: &Raw| encoded(raw.text());
        let (q, class, township) = (part(&self.q), part(&self.class), part(&self.township));
        let (set, merged, closed) = (part(&self.set), part(&self.merged), part(&self.closed));
        format!("?q={q}&class={class}&township={township}&set={set}&merged={merged}&closed={closed}")
    }
}

/// One page of the list.
pub(crate) struct Found {
    pub(crate) units: Vec<Listed>,
    pub(crate) paging: Paging,
}

pub(crate) const PAGE: u64 = 50;

async fn find(reads: &impl Reads, actor: &Actor, input: &UnitFilter) -> Result<Found, Fault> {
    Permit::<ListUnits>::ask(actor, &actor.at)?;
    let filter = input.filter(actor);
    let paging = Paging::new(&input.page, PAGE, unit_list::count(reads, &filter).await?);
    let units = unit_list::page(reads, &filter, input.sort(), paging.limit(), paging.offset()).await?;
    Ok(Found { units, paging })
}

#[derive(Template)]
#[template(path = "people/units.html")]
pub(crate) struct UnitsPage {
    pub(crate) page: Page,
    pub(crate) input: UnitFilter,
    pub(crate) found: Found,
    pub(crate) classes: Vec<String>,
    pub(crate) townships: Vec<String>,
    pub(crate) sets: Vec<unit_sets::Listed>,
    pub(crate) may_change: bool,
    pub(crate) may_invite: bool,
}

impl UnitsPage {
    /// The address of this list in another order.
    fn sorted(&self, sort: &str) -> String {
        format!("{}&sort={sort}", self.input.query())
    }

    /// The address of another page of this list, up to the number.
    fn page_href(&self) -> String {
        format!("{}&sort={}&page=", self.input.query(), self.input.sort().code())
    }

    fn sort_state(&self, sort: &str) -> &'static str {
        match (self.input.sort().code() == sort, sort) {
            (false, _) => "",
            (true, "headcount") => "descending",
            (true, _) => "ascending",
        }
    }
}

async fn show(
    State(people): State<People>,
    actor: Actor,
    page: Page,
    Query(input): Query<UnitFilter>,
) -> Result<Response, Fault> {
    let found = find(&people.db, &actor, &input).await?;
    let page = page.titled("单位");
    page.show(&UnitsPage {
        page: page.clone(),
        input,
        found,
        classes: unit_list::classes(&people.db, &actor.at.path).await?,
        townships: unit_list::townships(&people.db, &actor.at.path).await?,
        sets: unit_sets::all(&people.db, &actor.at.path).await?,
        may_change: actor.is_any(&[Role::BureauOfficer]),
        may_invite: officers_invite(&people.db).await? && actor.is_any(InviteEveryUnit::CALLERS),
    })
}

async fn export(
    State(people): State<People>,
    actor: Actor,
    Query(input): Query<UnitFilter>,
) -> Result<Response, Fault> {
    Permit::<ListUnits>::ask(&actor, &actor.at)?;
    let filter = input.filter(&actor);
    let units = unit_list::page(&people.db, &filter, input.sort(), i64::MAX, 0).await?;
    let title = format!("{}单位名册", actor.at.short_name);
    let today = people.db.clock().today();
    let standings = standings::every(&people.db).await?;
    let bytes = written(move || unit_sheet::export(&title, today, &units, &standings)).await?;
    Ok(web::download(&format!("单位名册-{today}.xlsx"), web::XLSX, bytes))
}

/// The bytes of a workbook of one sheet, made off the async threads.
pub(crate) async fn written(sheet: impl FnOnce() -> Sheet + Send + 'static) -> Result<Vec<u8>, Fault> {
    let bytes = tokio::task::spawn_blocking(move || {
        let mut book = Workbook::new();
        book.push(sheet());
        book.to_bytes()
    });
    bytes.await.map_err(Fault::internal)?.map_err(Fault::internal)
}

/// A unit as programs see it.
#[derive(Serialize, ToSchema)]
pub(crate) struct UnitView {
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) short_name: String,
    pub(crate) credit_code: Option<String>,
    pub(crate) class: String,
    pub(crate) township: String,
    pub(crate) headcount: Option<i64>,
    pub(crate) beds: Option<i64>,
    pub(crate) liaison_name: String,
    pub(crate) liaison_post: String,
    pub(crate) liaison_phone: String,
    pub(crate) is_liaison_confirmed: bool,
    pub(crate) version: i64,
}

impl From<Listed> for UnitView {
    fn from(unit: Listed) -> Self {
        Self {
            id: unit.id.to_string(),
            name: unit.name,
            short_name: unit.short_name,
            credit_code: unit.credit_code,
            class: unit.class,
            township: unit.township,
            headcount: unit.headcount,
            beds: unit.beds,
            liaison_name: unit.liaison_name,
            liaison_post: unit.liaison_post,
            liaison_phone: unit.liaison_phone,
            is_liaison_confirmed: unit.is_liaison_confirmed,
            version: unit.version,
        }
    }
}

/// One page of units.
#[derive(Serialize, ToSchema)]
struct UnitList {
    /// Units in all.
    total: u64,
    page: u64,
    pages: u64,
    units: Vec<UnitView>,
}

async fn call(
    State(people): State<People>,
    actor: Actor,
    Query(input): Query<UnitFilter>,
) -> Result<Reply<UnitList>, Fault> {
    let Found { units, paging } = find(&people.db, &actor, &input).await?;
    let units = units.into_iter().map(UnitView::from).collect();
    Ok(Reply(UnitList { total: paging.total, page: paging.page, pages: paging.pages(), units }))
}
