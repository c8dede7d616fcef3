use std::collections::HashMap;

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use clock::CivilDate;
use db::{Db, Reads};
use ledger::{Cursor, Filter, Outcome, Row};
use people::facts::{self, NodeFact};
use people::{Actor, Permit, may};
use serde::{Deserialize, Serialize};
use serde_json::json;
use sheets::{Heading, Sheet, Workbook};
use utoipa::ToSchema;
use web::{Fault, Invalid, Method, Page, Query, Raw, Reply, Routes, encoded, json, page};

use crate::policy::{ExportLedger, ReadLedger};
use crate::verbs::limit;
use crate::words;

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

/// Filter and place of the list.
#[derive(Clone, Debug, Default, Deserialize, ToSchema)]
#[serde(default)]
pub(crate) struct LedgerFilter {
    /// `2026-03-06`; from the beginning of that day.
    pub(crate) from: Raw,
    /// To the end of that day.
    pub(crate) to: Raw,
    /// Part of any name, value or number that an entry tells.
    pub(crate) q: Raw,
    /// Part of the name of whoever acted.
    pub(crate) person: Raw,
    /// Exactly this act, such as `unit.import`.
    pub(crate) verb: Raw,
    /// Exactly this kind of thing, such as `unit`.
    pub(crate) kind: Raw,
    /// `done` or `refused`.
    pub(crate) outcome: Raw,
    /// Exactly this thing, by id.
    pub(crate) target: Raw,
    /// The full name or the id of a node: what belongs to it or to what hangs below it.
    pub(crate) unit: Raw,
    /// Exactly this request, by number.
    pub(crate) request: Raw,
    /// Where the page before ended.
    pub(crate) after: Raw,
}

impl LedgerFilter {
    fn judge(&self, actor: &Actor, nodes: &[NodeFact], invalid: &mut Invalid) -> Filter {
        let mut date =
            |field, raw: &Raw| raw.given().and_then(|text| invalid.take(field, CivilDate::parse(text)));
        let text = |raw: &Raw| raw.given().map(str::to_owned);
        let (from, to) = (date("from", &self.from), date("to", &self.to));
        if from.zip(to).is_some_and(|(from, to)| to < from) {
            invalid.add("to", "结束日期早于开始日期，请改正。");
        }
        let node = self.unit.given().and_then(|text| {
            let is_meant = |node: &&NodeFact| node.name == text || node.id.to_string() == text;
            let found = nodes.iter().find(is_meant).map(|node| node.id.to_string());
            invalid.take("unit", found.ok_or_else(|| nothing(nodes, text)))
        });
        Filter {
            from,
            to,
            actor_name_contains: text(&self.person),
            text: text(&self.q),
            verb: text(&self.verb),
            target_kind: text(&self.kind),
            target: text(&self.target),
            place_path: limit(actor),
            node,
            outcome: Outcome::parse(self.outcome.text()),
            request: text(&self.request),
        }
    }

    /// The query of this list, without its place: `?from=…&…`.
    pub(crate) fn query(&self) -> String {
        let parts = [
            ("from", &self.from),
            ("to", &self.to),
            ("q", &self.q),
            ("person", &self.person),
            ("verb", &self.verb),
            ("kind", &self.kind),
            ("outcome", &self.outcome),
            ("target", &self.target),
            ("unit", &self.unit),
            ("request", &self.request),
        ];
        let given = parts.into_iter().filter(|(_, raw)| !raw.is_blank());
        let pairs = given.map(|(name, raw)| format!("{name}={}", encoded(raw.text())));
        format!("?{}", pairs.collect::<Vec<_>>().join("&"))
    }

    pub(crate) fn is_filtered(&self) -> bool {
        self.query().len() > 1
    }
}

/// What to say of a name that no node has: what was perhaps meant.
fn nothing(nodes: &[NodeFact], text: &str) -> String {
    const NAMED: usize = 3;
    let near = nodes.iter().filter(|node| node.name.contains(text)).map(|node| node.name.as_str());
    match near.take(NAMED).collect::<Vec<_>>().as_slice() {
        [] => "没有找到这个单位，请输入名称的一部分后从列表里选。".to_owned(),
        near => format!("没有找到这个单位，是不是“{}”？请填写全称。", near.join("”“")),
    }
}

/// One page and where it ends, if there is more.
pub(crate) struct Found {
    pub(crate) rows: Vec<Row>,
    pub(crate) next: Option<String>,
}

/// The nodes of the actor's subtree, by id: an entry tells the path that its node had then, which ends with the id.
fn names(nodes: &[NodeFact]) -> HashMap<String, String> {
    nodes.iter().map(|node| (node.id.to_string(), node.name.clone())).collect()
}

/// The name of the node that an entry belongs to; nothing where it belongs to none.
fn place<'a>(names: &'a HashMap<String, String>, row: &Row) -> &'a str {
    let id = row.place.as_deref().and_then(|path| path.trim_end_matches('/').rsplit('/').next());
    id.and_then(|id| names.get(id)).map_or("", String::as_str)
}

async fn find(reads: &impl Reads, filter: &Filter, after: &Raw) -> Result<Found, Fault> {
    const PAGE: usize = 50;
    let after: Option<Cursor> = after.given().and_then(|text| text.parse().ok());
    let mut rows = ledger::page(reads, filter, after, PAGE as u32 + 1).await?;
    let has_more = rows.len() > PAGE;
    rows.truncate(PAGE);
    let next = rows.last().filter(|_| has_more).map(|row| row.cursor().to_string());
    Ok(Found { rows, next })
}

#[derive(Template)]
#[template(path = "admin/ledger.html")]
pub(crate) struct LedgerHtml {
    pub(crate) page: Page,
    pub(crate) input: LedgerFilter,
    pub(crate) errors: Invalid,
    pub(crate) found: Found,
    pub(crate) verbs: Vec<String>,
    pub(crate) outcomes: &'static [Outcome],
    names: HashMap<String, String>,
}

impl LedgerHtml {
    fn place(&self, row: &Row) -> &str {
        place(&self.names, row)
    }
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
        true => Found { rows: Vec::new(), next: None },
        false => find(&db, &filter, &input.after).await?,
    };
    let (verbs, names) = (ledger::verbs(&db).await?, names(&nodes));
    let page = page.titled("审计日志");
    let outcomes = Outcome::ALL;
    page.show(&LedgerHtml { page: page.clone(), input, errors, found, verbs, outcomes, names })
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
    let mut tx = db.begin().await?;
    permit.record(&mut tx, json!({ "rows": rows.len(), "filter": input.query() })).await?;
    tx.commit().await?;
    let (now, is_cut) = (db.clock().now(), rows.len() == MOST as usize);
    let bytes = tokio::task::spawn_blocking(move || {
        let mut book = Workbook::new();
        book.push(sheet(&rows, &names(&nodes), &now.to_string(), is_cut));
        book.to_bytes()
    });
    let bytes = bytes.await.map_err(Fault::internal)?.map_err(Fault::internal)?;
    Ok(web::download(&format!("审计日志-{}.xlsx", now.date()), web::XLSX, bytes))
}

fn sheet(rows: &[Row], names: &HashMap<String, String>, now: &str, is_cut: bool) -> Sheet {
    let headings = [
        Heading::new("时间", 18.0),
        Heading::new("人员", 14.0),
        Heading::new("角色", 16.0),
        Heading::new("操作", 22.0),
        Heading::new("单位", 24.0),
        Heading::new("对象类型", 14.0),
        Heading::new("对象编号", 36.0),
        Heading::new("结果", 10.0),
        Heading::new("说明", 60.0),
        Heading::new("请求编号", 36.0),
    ];
    let cut = if is_cut { "，只含最新的这些，其余请缩小日期范围后再导出" } else { "" };
    let note = format!("截至 {now}，共 {} 条{cut}", rows.len());
    let mut sheet = Sheet::new("审计日志", headings).title("审计日志").note(note);
    for row in rows {
        sheet.push([
            row.at.to_string().into(),
            row.actor_name.as_str().into(),
            row.role.as_str().into(),
            words::verb(&row.verb).into(),
            place(names, row).into(),
            words::kind(&row.target_kind).into(),
            row.target.as_str().into(),
            row.outcome.label().into(),
            words::detail(&row.detail).into(),
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
            request: row.request,
        }
    }
}

/// One page of the audit trail.
#[derive(Serialize, ToSchema)]
struct LedgerPage {
    entries: Vec<EntryView>,
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
    let Found { rows, next } = find(&db, &filter, &input.after).await?;
    Ok(Reply(LedgerPage { entries: rows.into_iter().map(EntryView::from).collect(), next }))
}
