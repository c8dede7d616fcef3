//! What a ledger would do by now: which rows are new, which are there already, which pictures they take.

use std::collections::HashMap;

use clock::CivilDate;
use db::{DbError, Reads};
use people::{Actor, UnitId};
use sheets::CellError;
use tokio::task::spawn_blocking;
use web::Fault;

use super::file::Opened;
use super::line::Line;
use super::pictures::{Candidate, Meant, Shelf, Source};
use super::reading::{self, NoLedger, Said};
use crate::openings::Ground;
use crate::store::imports::{self as rows, Holder, Known};
use crate::store::photos;
use crate::suggesting::Signs;
use crate::{ActivityId, partners};

/// What becomes of a row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Fate {
    New,
    /// The unit has logged an activity of this name on this day.
    Exists(ActivityId),
    Wrong,
}

/// A row with what it would do.
#[derive(Clone, Debug)]
pub(crate) struct Row {
    pub(crate) line: Line,
    pub(crate) fate: Fate,
    /// The pictures that it takes, in their order.
    pub(crate) pictures: Vec<Candidate>,
    /// Names of pictures that are nowhere.
    pub(crate) missing: Vec<String>,
    /// Advice.
    pub(crate) hints: Vec<String>,
}

/// A whole ledger.
#[derive(Clone, Debug)]
pub(crate) struct Plan {
    pub(crate) sheet: String,
    pub(crate) rows: Vec<Row>,
    /// Every wrong cell, from above.
    pub(crate) wrong: Vec<CellError>,
    /// Headings of columns that are not imported.
    pub(crate) passed_over: Vec<String>,
    /// Pictures of the ZIP that no row names.
    pub(crate) unused: Vec<String>,
    /// Files of the ZIP that are no pictures.
    pub(crate) strange: Vec<String>,
}

impl Plan {
    /// The rows that would be logged.
    pub(crate) fn ready(&self) -> impl Iterator<Item = &Row> {
        self.rows.iter().filter(|row| row.fate == Fate::New)
    }

    /// Whether a row to be logged lies before a notice.
    pub(crate) fn has_early(&self) -> bool {
        self.ready().any(|row| row.line.is_early)
    }

    /// How many pictures the rows to be logged name that are nowhere.
    pub(crate) fn missing(&self) -> usize {
        self.ready().map(|row| row.missing.len()).sum()
    }
}

/// Reads a workbook and holds it against what there is.
pub(crate) async fn plan(
    reads: &impl Reads,
    actor: &Actor,
    today: CivilDate,
    opened: Opened,
) -> Result<Result<Plan, NoLedger>, Fault> {
    let ground = Ground::over(reads, actor, today).await?;
    let Opened { workbook, pictures, strange } = opened;
    // Reading takes time of the processor, and other requests wait for this thread.
    let signs = Signs::of(reads, ground.setting().openings).await?;
    let read = spawn_blocking(move || reading::read(&workbook, ground.setting(), &signs));
    let said = match read.await.map_err(Fault::internal)? {
        Ok(said) => said,
        Err(error) => return Ok(Err(error)),
    };
    let waiting = photos::unused(reads, actor.at.id, actor.person).await?;
    let shelf = Shelf::of(&pictures, waiting);
    let Said { sheet, lines, mut wrong, passed_over } = said;
    let mut planned = Vec::new();
    let mut taken: HashMap<Source, u32> = HashMap::new();
    for line in lines {
        planned.push(row(line, &shelf, &mut taken, &mut wrong));
    }
    for row in &mut planned {
        check_cohosts(reads, actor.at.id, row, &mut wrong).await?;
    }
    hint_of_twice(&mut planned);
    find_known(reads, actor.at.id, &mut planned).await?;
    for row in planned.iter_mut().filter(|row| row.fate == Fate::New) {
        hint_of_pictures(reads, actor.at.id, row).await?;
    }
    wrong.sort_by_key(|cell| (cell.row, cell.address));
    let is_unused = |one: &&Candidate| !taken.contains_key(&one.source);
    let unused = shelf.brought().iter().filter(is_unused).map(|one| one.path.clone()).collect();
    Ok(Ok(Plan { sheet, rows: planned, wrong, passed_over, unused, strange }))
}

/// A row with the pictures that it names; a picture is taken by one row only.
fn row(line: Line, shelf: &Shelf, taken: &mut HashMap<Source, u32>, wrong: &mut Vec<CellError>) -> Row {
    let (mut pictures, mut missing, mut faults) = (Vec::new(), Vec::new(), Vec::new());
    for name in &line.pictures {
        match shelf.find(name) {
            Meant::Nothing => missing.push(name.clone()),
            Meant::Several(paths) => {
                let paths = paths.join("、");
                faults.push(format!("“{name}”可能是几张照片（{paths}），请连文件夹一起写明，或改名"));
            }
            Meant::One(Candidate { fault: Some(fault), .. }) => {
                faults.push(format!("照片“{name}”：{}", fault.trim_end_matches('。')));
            }
            Meant::One(found) => match taken.insert(found.source.clone(), line.number) {
                Some(other) if other == line.number => {
                    faults.push(format!("照片“{name}”写了两次，请去掉一次"));
                }
                Some(other) => faults.push(format!(
                    "照片“{name}”第 {other} 行已经用了，一张照片只用于一项活动，请去掉其中一处"
                )),
                None => pictures.push(found.clone()),
            },
        }
    }
    let fate = if line.is_wrong || !faults.is_empty() { Fate::Wrong } else { Fate::New };
    if !faults.is_empty() {
        wrong.push(line.wrong_pictures(faults.join("；")));
    }
    Row { line, fate, pictures, missing, hints: Vec::new() }
}

/// The units beside the host are named as on the form.
async fn check_cohosts(
    reads: &impl Reads,
    unit: UnitId,
    row: &mut Row,
    wrong: &mut Vec<CellError>,
) -> Result<(), Fault> {
    let named = partners::named(reads, &row.line.input.cohosts, unit).await;
    let Err(fault) = named else { return Ok(()) };
    if fault.fields().is_empty() {
        return Err(fault);
    }
    let sentences: Vec<&str> =
        fault.fields().iter().map(|error| error.sentence.trim_end_matches('。')).collect();
    wrong.push(row.line.wrong_cohosts(sentences.join("；")));
    row.fate = Fate::Wrong;
    Ok(())
}

/// That a picture is in an activity already: of its own the unit reads which, of others only that it is there (decision 63).
async fn hint_of_pictures(reads: &impl Reads, unit: UnitId, row: &mut Row) -> Result<(), DbError> {
    for picture in &row.pictures {
        let holders = rows::holders(reads, &picture.sha256).await?;
        let own = holders.iter().find(|holder| holder.unit == unit);
        let said =
            own.map(|Holder { name, starts_on, .. }| format!("与 {}“{name}”相同", starts_on.chinese_short()));
        let said = said.or_else(|| (!holders.is_empty()).then(|| "其他单位已有相同图片".to_owned()));
        row.hints.extend(said.map(|said| format!("照片“{}”{said}", picture.path)));
    }
    Ok(())
}

/// What two rows have in common: a picture under two names, or name and day.
fn hint_of_twice(rows: &mut [Row]) {
    let mut files: HashMap<String, (u32, String)> = HashMap::new();
    let mut said: HashMap<(String, String), u32> = HashMap::new();
    for row in rows {
        let number = row.line.number;
        for picture in &row.pictures {
            if let Some((other, path)) = files.get(&picture.sha256) {
                row.hints.push(format!("照片“{}”与第 {other} 行的“{path}”相同", picture.path));
            }
            files.entry(picture.sha256.clone()).or_insert_with(|| (number, picture.path.clone()));
        }
        if let Some(other) = said.insert(row.line.key(), number) {
            row.hints.push(format!("与第 {other} 行同名同日，但项目重复，或地点、主讲、计入等不同，将登记为另一项活动；如是同一项请删去一行"));
        }
    }
}

/// Marks the rows that are logged already. As many rows of one name and day as there are activities, so that a second lecture
/// of a day can still be added.
async fn find_known(reads: &impl Reads, unit: UnitId, rows: &mut [Row]) -> Result<(), DbError> {
    let days = rows.iter().filter_map(|row| row.line.input.days_said()).map(|(first, _)| first);
    let Some(span) = days.clone().min().zip(days.max()) else { return Ok(()) };
    let mut known: HashMap<(String, String), Vec<ActivityId>> = HashMap::new();
    for Known { id, name, starts_on } in rows::known(reads, unit, span).await? {
        known.entry((name, starts_on.to_string())).or_default().push(id);
    }
    for row in rows.iter_mut().filter(|row| row.fate == Fate::New) {
        let found = known.get_mut(&row.line.key()).filter(|ids| !ids.is_empty());
        if let Some(ids) = found {
            row.fate = Fate::Exists(ids.remove(0));
        }
    }
    Ok(())
}

/// The rows of a plan that were logged since it was made.
pub(crate) async fn known_by_now(reads: &impl Reads, unit: UnitId, plan: &Plan) -> Result<bool, DbError> {
    let mut rows = plan.rows.clone();
    for row in &mut rows {
        if matches!(row.fate, Fate::Exists(_)) {
            row.fate = Fate::New;
        }
    }
    find_known(reads, unit, &mut rows).await?;
    Ok(rows.iter().zip(&plan.rows).any(|(now, then)| now.fate != then.fate))
}
