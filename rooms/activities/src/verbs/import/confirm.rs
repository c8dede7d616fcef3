//! To log what a ledger says: all its rows that are right and new, or none.

use std::collections::{HashMap, HashSet};

use axum::extract::{Path, State};
use axum::response::Response;
use bytes::Bytes;
use db::Tx;
use people::{Actor, Permit};
use serde::{Deserialize, Serialize};
use serde_json::json;
use tokio::task::spawn_blocking;
use utoipa::ToSchema;
use web::{ApiJson, Fault, Form, Invalid, Page, Raw, Reply};

use super::show::{PreviewPage, bytes, found, named, plan_of};
use crate::activity::Reason;
use crate::import::file;
use crate::import::pictures::Source;
use crate::import::plan::{Plan, Row, known_by_now};
use crate::import::view::ImportView;
use crate::photo_intake::{Developed, develop, hang};
use crate::policy::ImportLedger;
use crate::store::imports;
use crate::verbs::log;
use crate::{Activities, PhotoId, comparing};

/// What is said to a ledger that was looked at.
#[derive(Clone, Debug, Default, Deserialize, Serialize, ToSchema)]
#[serde(default)]
#[schema(as = ConfirmLedger)]
pub(crate) struct ConfirmInput {
    /// How many rows were seen to be logged; where it is by now another number, nothing is logged. Blank: any.
    pub(crate) rows: Raw,
    /// Leaves rows with wrong cells out.
    pub(crate) good_only: Raw,
    /// Why days before a campaign's notice are meant, for every row that has one; at most 200 characters.
    pub(crate) early_reason: Raw,
    /// Says that pictures that are nowhere will come later.
    pub(crate) without_missing: Raw,
}

impl ConfirmInput {
    /// Whether the plan may be carried out as it was looked at.
    fn judge(&self, plan: &Plan) -> Result<(), Fault> {
        let ready = plan.ready().count();
        if self.rows.is_other_than(i64::try_from(ready).unwrap_or(i64::MAX)) {
            return Err(meanwhile());
        }
        let mut invalid = Invalid::default();
        if !plan.wrong.is_empty() && !self.good_only.is_ticked() {
            let sentence = format!(
                "有 {} 个单元格需要修改：请改好后重新上传，或选择只登记没有问题的行。",
                plan.wrong.len()
            );
            invalid.add("good_only", sentence);
        }
        if ready == 0 {
            invalid.add("", "没有可以登记的行：每一行不是需要修改，就是已经登记过。");
        }
        if plan.has_early() {
            let reason = Reason::parse(self.early_reason.text());
            let said = |error| format!("有的日期早于专项行动的通知日期，如无误请写明原因：{error}");
            invalid.take("early_reason", reason.map_err(said));
        }
        let missing = plan.missing();
        if missing > 0 && !self.without_missing.is_ticked() {
            let sentence = format!("缺 {missing} 张照片：请连同照片重新上传，或勾选以后再补。");
            invalid.add("without_missing", sentence);
        }
        invalid.into_result()
    }
}

fn meanwhile() -> Fault {
    Fault::conflict("import_changed", "预览之后有了变动，下面是最新的情况，请再核对一次后登记。")
}

/// Logs what the ledger says, once; whoever confirms it again gets what was logged.
async fn action(
    room: &Activities,
    actor: &Actor,
    id: &str,
    input: &ConfirmInput,
) -> Result<ImportView, Fault> {
    let import = found(room, id).await?;
    let permit = Permit::<ImportLedger>::ask(actor, &import)?;
    if import.confirmed_at.is_some() {
        return Ok(ImportView::confirmed(&import));
    }
    let file = bytes(room, &import).await?;
    let plan = plan_of(room, actor, file.clone()).await?;
    input.judge(&plan)?;
    let developed = develop_all(room, file, &plan).await?;
    let mut tx = room.db.begin().await?;
    imports::hold(&mut tx, &permit).await?;
    let now = imports::find(&tx, import.id).await?.ok_or_else(Fault::not_found)?;
    if now.confirmed_at.is_some() {
        return Ok(ImportView::confirmed(&now));
    }
    if known_by_now(&tx, actor.at.id, &plan).await? {
        return Err(meanwhile());
    }
    let (mut activities, mut hung) = (Vec::new(), Vec::new());
    for row in plan.ready() {
        let taken = log_row(&mut tx, actor, (row, &input.early_reason), &developed).await?;
        activities.push(taken.activity);
        hung.extend(taken.hung);
    }
    let outcome = serde_json::to_string(&activities).map_err(Fault::internal)?;
    imports::confirm(&mut tx, &permit, import.id, &outcome).await?;
    let told = json!({
        "file": import.file_name, "logged": activities.len(), "photos": hung.len(),
        "wrong": plan.wrong.len(), "missing": plan.missing(),
    });
    permit.record(&mut tx, told).await?;
    tx.commit().await?;
    for photo in hung {
        comparing::compare(&room.db, &room.gallery, photo).await?;
    }
    Ok(ImportView { is_confirmed: true, activities, ..ImportView::confirmed(&import) })
}

/// An activity that was logged, with the photos that came with the ledger.
struct Taken {
    activity: String,
    hung: Vec<PhotoId>,
}

async fn log_row(
    tx: &mut Tx,
    actor: &Actor,
    (row, early_reason): (&Row, &Raw),
    developed: &HashMap<String, Developed>,
) -> Result<Taken, Fault> {
    let mut input = row.line.input.clone();
    input.early_reason = early_reason.clone();
    let mut hung = Vec::new();
    for picture in &row.pictures {
        let id = match &picture.source {
            Source::Waiting(id) => *id,
            Source::Bundle(path) => {
                let developed = developed.get(path).ok_or_else(meanwhile)?;
                let name = path.rsplit('/').next().unwrap_or(path);
                let id = hang(tx, actor, name, developed).await?;
                hung.push(id);
                id
            }
        };
        input.photos.push(id.to_string().into());
    }
    let logged = log::action(tx, actor, &input, None).await;
    // It was judged a moment ago: what is wrong now has changed meanwhile.
    let activity = logged.map_err(|fault| if fault.is_mendable() { meanwhile() } else { fault })?;
    Ok(Taken { activity: activity.to_string(), hung })
}

/// Takes in the pictures of the rows to be logged, before anything is written; what cannot be decoded names its row.
async fn develop_all(
    room: &Activities,
    file: Bytes,
    plan: &Plan,
) -> Result<HashMap<String, Developed>, Fault> {
    let paths = |row: &Row| -> Vec<String> {
        let of_bundle = row.pictures.iter().filter_map(|picture| match &picture.source {
            Source::Bundle(path) => Some(path.clone()),
            Source::Waiting(_) => None,
        });
        of_bundle.collect()
    };
    let wanted: HashSet<String> = plan.ready().flat_map(paths).collect();
    let taken = spawn_blocking(move || file::taken_out(&file, &wanted));
    let mut taken = taken.await.map_err(Fault::internal)?.map_err(Fault::internal)?;
    let (mut developed, mut invalid) = (HashMap::new(), Invalid::default());
    for row in plan.ready() {
        for path in paths(row) {
            let Some(bytes) = taken.remove(&path) else { return Err(meanwhile()) };
            match develop(room, bytes).await {
                Ok(one) => drop(developed.insert(path, one)),
                Err(fault) if fault.is_mendable() => {
                    let sentence = format!("第 {} 行的照片“{path}”：{}", row.line.number, fault.sentence());
                    invalid.add("", sentence);
                }
                Err(fault) => return Err(fault),
            }
        }
    }
    invalid.into_result()?;
    Ok(developed)
}

/// Logs what was looked at; what stands in the way is shown above it.
pub(crate) async fn html(
    State(room): State<Activities>,
    actor: Actor,
    page: Page,
    Path(id): Path<String>,
    form: Form<ConfirmInput>,
) -> Result<Response, Fault> {
    match action(&room, &actor, &id, &form.input).await {
        Ok(view) => {
            let text = format!("已登记 {} 项活动。", view.activities.len());
            Ok(page.done(&text, "/activities"))
        }
        Err(fault) if log::may_be_mended(&fault) => {
            let import = found(&room, &id).await?;
            let plan = plan_of(&room, &actor, bytes(&room, &import).await?).await?;
            let view = named(&room, &actor, &import, &plan).await?;
            let shown = PreviewPage::new(page, view, form.input, fault.invalid());
            shown.page.show_refused(&fault, &shown)
        }
        Err(fault) => Err(fault),
    }
}

/// Logs a ledger for a program.
pub(crate) async fn api(
    State(room): State<Activities>,
    actor: Actor,
    Path(id): Path<String>,
    ApiJson { input, .. }: ApiJson<ConfirmInput>,
) -> Result<Reply<ImportView>, Fault> {
    Ok(Reply(action(&room, &actor, &id, &input).await?))
}
