use std::collections::HashMap;

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use db::{Db, Reads};
use ledger::{Cursor, Filter, Outcome, Row};
use people::facts;
use people::{Actor, Permit, may};
use serde::Serialize;
use serde_json::json;
use sheets::{Heading, Sheet, Workbook};
use utoipa::ToSchema;
use web::{Fault, Invalid, Method, Page, Query, Raw, Reply, Routes, json, page};

use crate::policy::{ExportLedger, ReadLedger};
use crate::verbs::filter::LedgerFilter;
use crate::words::told::beside;
use crate::words::{self, Told};

pub(crate) fn routes(routes: Routes<Db>) -> Routes<Db> {
    routes
        .verb(Method::Get, "/ledger", may::<ReadLedger>(), page(show))
        .verb(Method::Get, "/ledger/export.xlsx", may::<ExportLedger>(), page(export))
        .verb(
            Method::Get,
            "/api/v1/ledger",
            may::<ReadLedger>(),
            json::<LedgerFilter, LedgerPage, _, _, _>("The audit trail, newest first, page by page", call),
        )
}

/// One page of how many, and where it ends, if there is more.
#[derive(Default)]
pub(crate) struct Found {
    pub(crate) rows: Vec<Row>,
    pub(crate) total: u64,
    pub(crate) next: Option<String>,
    /// What everything in the rows is called now.
    now: HashMap<String, String>,
}

impl Found {
    /// A row as a person reads it.
    fn told(&self, row: &Row) -> Told {
        Told::of(row, &self.now)
    }

    /// The node that an entry belongs to; nothing where it belongs to none.
    fn place(&self, row: &Row) -> String {
        let Some(id) = row.node() else { return String::new() };
        let now = self.now.get(id).map(String::as_str);
        row.called(id).or(now).map_or_else(String::new, |then| beside(then, now))
    }

    /// Whoever acted.
    fn actor(&self, row: &Row) -> String {
        beside(&row.actor_name, row.actor.as_ref().and_then(|id| self.now.get(id)).map(String::as_str))
    }
}

async fn find(reads: &impl Reads, filter: &Filter, after: &Raw) -> Result<Found, Fault> {
    const PAGE: usize = 50;
    let after: Option<Cursor> = after.given().and_then(|text| text.parse().ok());
    let mut rows = ledger::page(reads, filter, after, PAGE as u32 + 1).await?;
    let has_more = rows.len() > PAGE;
    rows.truncate(PAGE);
    let next = rows.last().filter(|_| has_more).map(|row| row.cursor().to_string());
    let total = ledger::count(reads, filter).await?;
    Ok(Found { now: ledger::names_now(reads, &rows).await?, rows, total, next })
}

#[derive(Template)]
#[template(path = "admin/ledger.html")]
pub(crate) struct LedgerHtml {
    pub(crate) page: Page,
    pub(crate) input: LedgerFilter,
    pub(crate) errors: Invalid,
    pub(crate) found: Found,
    /// What is looked for, in words.
    pub(crate) sought: String,
    pub(crate) verbs: Vec<String>,
    pub(crate) outcomes: &'static [Outcome],
}

async fn show(
    State(db): State<Db>,
    actor: Actor,
    page: Page,
    Query(input): Query<LedgerFilter>,
) -> Result<Response, Fault> {
    Permit::<ReadLedger>::ask(&actor, &actor.at)?;
    let mut errors = Invalid::default();
    let nodes = facts::nodes_below(&db, &actor.at.path).await?;
    let filter = input.judge(&actor, &nodes, &mut errors);
    let found = match errors.any() {
        true => Found::default(),
        false => find(&db, &filter, &input.after).await?,
    };
    let (verbs, sought) = (ledger::verbs(&db).await?, input.in_words(&nodes, &found.now));
    let page = page.titled("审计日志");
    let outcomes = Outcome::ALL;
    page.show(&LedgerHtml { page: page.clone(), input, errors, found, sought, verbs, outcomes })
}

async fn export(
    State(db): State<Db>,
    actor: Actor,
    Query(input): Query<LedgerFilter>,
) -> Result<Response, Fault> {
    const MOST: u32 = 20_000;
    let permit = Permit::<ExportLedger>::ask(&actor, &actor.at)?;
    let mut invalid = Invalid::default();
    let nodes = facts::nodes_below(&db, &actor.at.path).await?;
    let filter = input.judge(&actor, &nodes, &mut invalid);
    invalid.into_result()?;
    let rows = ledger::page(&db, &filter, None, MOST).await?;
    let total = ledger::count(&db, &filter).await?.max(rows.len() as u64);
    let found = Found { now: ledger::names_now(&db, &rows).await?, rows, total, next: None };
    let sought = input.in_words(&nodes, &found.now);
    let mut tx = db.begin().await?;
    let detail = json!({ "rows": found.rows.len(), "total": total, "filter": input.told() });
    permit.record(&mut tx, detail).await?;
    tx.commit().await?;
    let now = db.clock().now();
    let note = note(&now.to_string(), &sought, &found);
    let bytes = tokio::task::spawn_blocking(move || {
        let mut book = Workbook::new();
        book.push(sheet(&found, note));
        book.to_bytes()
    });
    let bytes = bytes.await.map_err(Fault::internal)?.map_err(Fault::internal)?;
    Ok(web::download(&format!("审计日志-{}.xlsx", now.date()), web::XLSX, bytes))
}

/// The head of the sheet: as of when, how many, and which.
fn note(now: &str, sought: &str, found: &Found) -> String {
    let which =
        if sought.is_empty() { "全部记录".to_owned() } else { format!("筛选条件：{sought}") };
    let (rows, total) = (found.rows.len(), found.total);
    let cut = match (rows as u64) < total {
        true => format!("，本表只含最新的 {rows} 条，其余请缩小日期范围后再导出"),
        false => String::new(),
    };
    format!("截至 {now}，{which}，共 {total} 条{cut}")
}

fn sheet(found: &Found, note: String) -> Sheet {
    let headings = [
        Heading::new("时间", 18.0),
        Heading::new("人员", 14.0),
        Heading::new("角色", 16.0),
        Heading::new("操作", 22.0),
        Heading::new("单位", 24.0),
        Heading::new("对象", 36.0),
        Heading::new("结果", 10.0),
        Heading::new("说明", 60.0),
        Heading::new("对象编号", 36.0),
        Heading::new("其他编号", 36.0),
        Heading::new("请求编号", 36.0),
    ];
    let mut sheet = Sheet::new("审计日志", headings).title("审计日志").note(note);
    for row in &found.rows {
        let Told { object, line, codes } = found.told(row);
        let codes: Vec<String> = codes.into_iter().map(|(label, code)| format!("{label} {code}")).collect();
        sheet.push([
            row.at.to_string().into(),
            found.actor(row).into(),
            row.role.as_str().into(),
            words::verb(&row.verb).into(),
            found.place(row).into(),
            object.into(),
            row.outcome.label().into(),
            line.into(),
            row.target.as_str().into(),
            codes.join("；").into(),
            row.request.as_str().into(),
        ]);
    }
    sheet
}

/// One entry of the audit trail.
#[derive(Serialize, ToSchema)]
struct EntryView {
    id: String,
    /// RFC 3339.
    at: String,
    actor: Option<String>,
    actor_name: String,
    role: String,
    verb: String,
    target_kind: String,
    target: String,
    place: Option<String>,
    /// `done` or `refused`.
    outcome: &'static str,
    #[schema(value_type = Object)]
    detail: serde_json::Value,
    /// What each id of the entry was called when it was written; null in an entry that is older than these notes.
    #[schema(value_type = Option<Object>)]
    called: Option<serde_json::Value>,
    request: String,
}

impl From<Row> for EntryView {
    fn from(row: Row) -> Self {
        Self {
            id: row.id.to_string(),
            at: row.at.rfc3339(),
            actor: row.actor,
            actor_name: row.actor_name,
            role: row.role,
            verb: row.verb,
            target_kind: row.target_kind,
            target: row.target,
            place: row.place,
            outcome: row.outcome.code(),
            detail: row.detail,
            called: row.called,
            request: row.request,
        }
    }
}

/// One page of the audit trail.
#[derive(Serialize, ToSchema)]
struct LedgerPage {
    entries: Vec<EntryView>,
    /// How many entries pass the filter, on all pages.
    total: u64,
    /// What the ids of these entries, and whoever acted, are called now.
    #[schema(value_type = Object)]
    called_now: HashMap<String, String>,
    /// The `after` of the next page; null at the end.
    next: Option<String>,
}

async fn call(
    State(db): State<Db>,
    actor: Actor,
    Query(input): Query<LedgerFilter>,
) -> Result<Reply<LedgerPage>, Fault> {
    Permit::<ReadLedger>::ask(&actor, &actor.at)?;
    let mut invalid = Invalid::default();
    let nodes = facts::nodes_below(&db, &actor.at.path).await?;
    let filter = input.judge(&actor, &nodes, &mut invalid);
    invalid.into_result()?;
    let Found { rows, total, next, now } = find(&db, &filter, &input.after).await?;
    let entries = rows.into_iter().map(EntryView::from).collect();
    Ok(Reply(LedgerPage { entries, total, called_now: now, next }))
}
