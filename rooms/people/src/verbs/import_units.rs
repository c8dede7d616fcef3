use std::collections::{BTreeSet, HashMap};

use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use bytes::Bytes;
use db::Reads;
use serde::{Deserialize, Serialize};
use serde_json::json;
use sheets::CellError;
use web::{Fault, Form, Invalid, Method, Page, Raw, Routes, Upload, page};

use crate::more::MoreInput;
use crate::permit::{Permit, may};
use crate::planned::{Change, Planned};
use crate::policy::ImportUnits;
use crate::roster::{Brings, Roster};
use crate::store::imports::{self, Import, ImportId};
use crate::store::{standings, unit_sets, units};
use crate::unit::UnitInput;
use crate::unit_sheet::{self, Refused};
use crate::verbs::import_more;
use crate::verbs::list_units::written;
use crate::{Actor, People, Place};

pub(crate) fn routes(routes: Routes<People>) -> Routes<People> {
    routes
        .verb(Method::Get, "/units/import", may::<ImportUnits>(), page(show))
        .verb(Method::Get, "/units/template.xlsx", may::<ImportUnits>(), page(template))
        .verb(Method::Post, "/units/import", may::<ImportUnits>(), page(upload))
        .verb(Method::Get, "/units/import/{id}", may::<ImportUnits>(), page(preview))
        .verb(Method::Post, "/units/import/confirm", may::<ImportUnits>(), page(confirm))
}

#[derive(Template)]
#[template(path = "people/units_import.html")]
pub(crate) struct ImportPage {
    pub(crate) page: Page,
    pub(crate) errors: Invalid,
    pub(crate) cells: Vec<CellError>,
    pub(crate) file_name: String,
    /// What the rows without a wrong cell would do.
    pub(crate) preview: Preview,
}

/// What an import would do, counted.
#[derive(Default)]
pub(crate) struct Preview {
    pub(crate) rows: Vec<Planned>,
    pub(crate) added: usize,
    pub(crate) changed: usize,
    pub(crate) unchanged: usize,
}

impl Preview {
    pub(crate) fn of(mut rows: Vec<Planned>) -> Self {
        let classes = tally(rows.iter().map(|row| &row.particulars.class));
        let townships = tally(rows.iter().filter_map(|row| row.particulars.township.value()));
        for row in &mut rows {
            // What two rows say alike is no slip of the pen.
            row.unheard.class &= classes[&row.particulars.class] == 1;
            row.unheard.township &= row.particulars.township.value().is_some_and(|text| townships[text] == 1);
        }
        let count = |is: fn(&Change) -> bool| rows.iter().filter(|row| is(&row.change)).count();
        Self {
            added: count(|change| matches!(change, Change::New)),
            changed: count(|change| matches!(change, Change::Changed { .. })),
            unchanged: count(|change| matches!(change, Change::Unchanged)),
            rows,
        }
    }

    /// The rows by what they would do, without what there is none of.
    pub(crate) fn groups(&self) -> Vec<(&'static str, Vec<&Planned>)> {
        let label = |row: &&Planned| match row.change {
            Change::New => "新增",
            Change::Changed { .. } => "变更",
            Change::Unchanged => "没有变化",
        };
        let of = |wanted| (wanted, self.rows.iter().filter(|row| label(row) == wanted).collect::<Vec<_>>());
        let groups = ["新增", "变更", "没有变化"].map(of).into_iter();
        groups.filter(|(_, rows)| !rows.is_empty()).collect()
    }
}

impl ImportPage {
    /// How many rows have a wrong cell.
    fn wrong_rows(&self) -> usize {
        self.cells.iter().map(|cell| cell.row).collect::<BTreeSet<_>>().len()
    }
}

/// How often each word is said.
fn tally<'a>(words: impl Iterator<Item = &'a String>) -> HashMap<String, usize> {
    let mut tally = HashMap::new();
    for word in words {
        *tally.entry(word.clone()).or_insert(0) += 1;
    }
    tally
}

#[derive(Template)]
#[template(path = "people/units_preview.html")]
pub(crate) struct PreviewPage {
    pub(crate) page: Page,
    pub(crate) id: String,
    pub(crate) file_name: String,
    pub(crate) preview: Preview,
}

async fn show(actor: Actor, page: Page) -> Result<Response, Fault> {
    Permit::<ImportUnits>::ask(&actor, &actor.at)?;
    let page = page.titled("导入单位");
    let (errors, cells, file_name, preview) = Default::default();
    page.show(&ImportPage { page: page.clone(), errors, cells, file_name, preview })
}

async fn template(actor: Actor) -> Result<Response, Fault> {
    Permit::<ImportUnits>::ask(&actor, &actor.at)?;
    let bytes = written(unit_sheet::template).await?;
    Ok(web::download("单位名册-模板.xlsx", web::XLSX, bytes))
}

async fn upload(
    State(people): State<People>,
    actor: Actor,
    page: Page,
    upload: Upload,
) -> Result<Response, Fault> {
    let permit = Permit::<ImportUnits>::ask(&actor, &actor.at)?;
    let file = upload.file("file").cloned();
    let page = page.titled("导入单位");
    let Some(file) = file else {
        let fault = Fault::field("file", "请选择单位名册（.xlsx 文件）");
        return refused(&page, &fault, Vec::new(), String::new(), Vec::new());
    };
    match keep(&people, &permit, (&file.name, file.bytes.clone())).await? {
        Ok(id) => Ok(web::redirect(&format!("/units/import/{id}"))),
        Err(Refused::File(error)) => {
            let fault = Fault::field("file", error.to_string());
            refused(&page, &fault, Vec::new(), file.name, Vec::new())
        }
        Err(Refused::Cells(cells, right)) => {
            let sentence = format!("表中有 {} 处需要修改，没有导入任何内容", cells.len());
            refused(&page, &Fault::refused("wrong_cells", sentence), cells, file.name, right)
        }
    }
}

/// Reads a sheet and keeps it until it is confirmed; or what is wrong with it.
pub(crate) async fn keep(
    people: &People,
    permit: &Permit<ImportUnits>,
    (name, bytes): (&str, Bytes),
) -> Result<Result<ImportId, Refused>, Fault> {
    let at = &permit.actor().at;
    let (path, roster) = (at.path.clone(), roster(&people.db, at).await?);
    let read = tokio::task::spawn_blocking(move || unit_sheet::read(&bytes, roster, &path));
    let rows = match read.await.map_err(Fault::internal)? {
        Ok(rows) => rows,
        Err(refused) => return Ok(Err(refused)),
    };
    let inputs: Vec<RowInput> = rows.iter().map(RowInput::of).collect();
    let content = serde_json::to_string(&inputs).map_err(Fault::internal)?;
    let mut tx = people.db.begin().await?;
    let id = imports::keep(&mut tx, permit, name, &content).await?;
    tx.commit().await?;
    Ok(Ok(id))
}

fn refused(
    page: &Page,
    fault: &Fault,
    cells: Vec<CellError>,
    file_name: String,
    right: Vec<Planned>,
) -> Result<Response, Fault> {
    let (errors, preview) = (fault.invalid(), Preview::of(right));
    page.show_refused(fault, &ImportPage { page: page.clone(), errors, cells, file_name, preview })
}

/// A row as it is kept until it is confirmed.
#[derive(Default, Deserialize, Serialize)]
#[serde(default)]
struct RowInput {
    #[serde(flatten)]
    unit: UnitInput,
    more: MoreInput,
}

impl RowInput {
    fn of(row: &Planned) -> Self {
        Self { unit: row.particulars.as_input(), more: row.more.as_input() }
    }
}

/// Everything that rows are held against, for somebody at a node.
async fn roster(reads: &impl Reads, at: &Place) -> Result<Roster, Fault> {
    let sets = unit_sets::all(reads, &at.path).await?.into_iter().map(|set| set.name).collect();
    Ok(Roster::new(units::every(reads).await?).with(standings::every(reads).await?, sets))
}

/// The actor's own sheet, as it was read.
async fn own(reads: &impl Reads, actor: &Actor, id: &str) -> Result<Import, Fault> {
    let id = ImportId::parse(id).map_err(|_| Fault::not_found())?;
    let import = imports::get(reads, id).await?;
    let is_own = |import: &Import| import.person == actor.person && import.parent == actor.at.id;
    import.filter(is_own).ok_or_else(Fault::not_found)
}

/// Holds the rows that were read against the roster as it is now.
async fn planned(reads: &impl Reads, import: &Import, at: &Place) -> Result<Vec<Planned>, Fault> {
    let inputs: Vec<RowInput> = serde_json::from_str(&import.content).map_err(Fault::internal)?;
    let mut said = Vec::with_capacity(inputs.len());
    for input in inputs {
        let particulars = input.unit.judge(&mut Invalid::default()).ok_or_else(changed_meanwhile)?;
        said.push((particulars, input.more.judge().map_err(|_| changed_meanwhile())?));
    }
    let brings = said.iter().map(|(row, more)| Brings {
        name: row.name.clone(),
        parent: more.parent.clone().unwrap_or_default(),
        is_served: more.server.value().is_some(),
    });
    let roster = roster(reads, at).await?.bringing(brings.collect());
    let planned = said.into_iter().map(|(row, more)| roster.plan(row, more, &at.path));
    planned.map(|row| row.map_err(|_| changed_meanwhile())).collect()
}

fn changed_meanwhile() -> Fault {
    Fault::conflict(
        "roster_changed",
        "预览之后名册有了变动，这份表格与它对不上了。请重新上传表格，再看一次预览。",
    )
}

/// The actor's own sheet with what it would do now; one that was confirmed would do nothing more.
pub(crate) async fn previewed(
    reads: &impl Reads,
    actor: &Actor,
    id: &str,
) -> Result<(Import, Preview), Fault> {
    let import = own(reads, actor, id).await?;
    let is_done = import.confirmed_at.is_some();
    let rows = if is_done { Vec::new() } else { planned(reads, &import, &actor.at).await? };
    Ok((import, Preview::of(rows)))
}

async fn preview(
    State(people): State<People>,
    actor: Actor,
    page: Page,
    Path(id): Path<String>,
) -> Result<Response, Fault> {
    Permit::<ImportUnits>::ask(&actor, &actor.at)?;
    let (import, preview) = previewed(&people.db, &actor, &id).await?;
    if import.confirmed_at.is_some() {
        return Ok(page.warned("这份表格已经导入过了。", "/units"));
    }
    let page = page.titled("核对后导入");
    page.show(&PreviewPage { page: page.clone(), id, file_name: import.file_name, preview })
}

/// Which sheet to take.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Confirmed {
    id: Raw,
}

async fn confirm(
    State(people): State<People>,
    actor: Actor,
    page: Page,
    Form { input, .. }: Form<Confirmed>,
) -> Result<Response, Fault> {
    let Some(preview) = take(&people, &actor, input.id.text()).await? else {
        return Ok(page.done("这份表格已经导入，没有重复导入。", "/units"));
    };
    let text = format!(
        "已导入：新增 {} 家，更新 {} 家，{} 家没有变化。",
        preview.added, preview.changed, preview.unchanged
    );
    Ok(page.done(&text, "/units"))
}

/// Does what the sheet says, once; none where that was done before.
pub(crate) async fn take(people: &People, actor: &Actor, id: &str) -> Result<Option<Preview>, Fault> {
    let permit = Permit::<ImportUnits>::ask(actor, &actor.at)?;
    let mut tx = people.db.begin().await?;
    let (import, preview) = previewed(&tx, actor, id).await?;
    if import.confirmed_at.is_some() {
        return Ok(None);
    }
    imports::confirm(&mut tx, &permit, &import).await?;
    let mut parents_first: Vec<&Planned> = preview.rows.iter().collect();
    parents_first.sort_by_key(|row| row.rank);
    for row in parents_first {
        match &row.change {
            Change::New => import_more::add(&mut tx, &permit, &actor.at, row).await?,
            Change::Changed { unit, .. } => units::change(&mut tx, &permit, unit, &row.particulars).await?,
            Change::Unchanged => {}
        }
    }
    for row in &preview.rows {
        import_more::apply(&mut tx, actor, &permit, row).await?;
    }
    let detail = json!({ "file": import.file_name, "added": preview.added, "changed": preview.changed });
    permit.record(&mut tx, detail).await?;
    tx.commit().await?;
    Ok(Some(preview))
}
