//! A ledger as pages and programs see it.

use campaigns::Measures;
use serde::Serialize;
use sheets::CellError;
use utoipa::ToSchema;
use web::{Fault, Raw};

use super::Import;
use super::pictures::Candidate;
use super::plan::{Fate, Plan, Row};
use crate::QuantityInput;
use crate::activity::days_in_words;

/// A ledger that was uploaded, with what it would do by now; once it is confirmed, with what it did.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = LedgerImport)]
pub(crate) struct ImportView {
    pub(crate) id: String,
    pub(crate) file_name: String,
    /// The sheet that is read; empty once it is confirmed.
    pub(crate) sheet: String,
    pub(crate) is_confirmed: bool,
    /// How many rows would be logged.
    pub(crate) ready: usize,
    pub(crate) rows: Vec<RowView>,
    /// Every wrong cell.
    pub(crate) wrong: Vec<WrongCell>,
    /// How many pictures the rows to be logged name that are nowhere.
    pub(crate) missing: usize,
    /// Whether a row to be logged lies before the notice of a campaign that it counts for.
    pub(crate) has_early: bool,
    /// Pictures that no row names; they are not kept.
    pub(crate) unused: Vec<String>,
    /// Files that are no pictures; they are not kept.
    pub(crate) strange: Vec<String>,
    /// Headings of columns that are not imported.
    pub(crate) passed_over: Vec<String>,
    /// The ids of the activities that were logged.
    pub(crate) activities: Vec<String>,
}

/// A row with what it would do.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = LedgerImportRow)]
pub(crate) struct RowView {
    /// As the program shows it, from one.
    pub(crate) row: u32,
    /// The rows below it that tell of the same activity.
    pub(crate) further: Vec<u32>,
    /// `new`, `exists` or `wrong`.
    pub(crate) state: &'static str,
    pub(crate) name: String,
    /// `2026-10-21` or `2026-10-21 至 2026-10-23`; blank where it cannot be read.
    pub(crate) days: String,
    /// `专题讲座 1 场`, each.
    pub(crate) numbers: Vec<String>,
    /// The names of the campaigns that it counts for.
    pub(crate) campaigns: Vec<String>,
    /// The pictures that it takes.
    pub(crate) pictures: Vec<String>,
    /// Names of pictures that are nowhere.
    pub(crate) missing: Vec<String>,
    pub(crate) hints: Vec<String>,
    /// The activity that is there already.
    pub(crate) activity: Option<String>,
}

/// A cell that cannot be taken as it is.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = LedgerImportCell)]
pub(crate) struct WrongCell {
    pub(crate) sheet: String,
    /// `C7`; null where the file has no such column.
    pub(crate) cell: Option<String>,
    /// As the program shows it, from one.
    pub(crate) row: u32,
    pub(crate) column: String,
    /// What is wrong, and what to do.
    pub(crate) sentence: String,
}

impl RowView {
    /// `第 3、4 行合并为一项活动`; none where one row is one.
    pub(crate) fn merged(&self) -> Option<String> {
        let rows = [self.row].iter().chain(&self.further).map(u32::to_string).collect::<Vec<_>>();
        (rows.len() > 1).then(|| format!("第 {} 行合并为一项活动", rows.join("、")))
    }

    pub(crate) fn word(&self) -> &'static str {
        match self.state {
            "new" => "将登记",
            "exists" => "已有，不重复登记",
            _ => "需要修改",
        }
    }

    /// The shape that stands beside the word.
    pub(crate) fn shape(&self) -> &'static str {
        match self.state {
            "new" => "done",
            "exists" => "exempt",
            _ => "missing",
        }
    }
}

/// What names are shown by.
pub(crate) struct Names<'a> {
    pub(crate) measures: &'a Measures,
    /// Ids and names of the campaigns that are open.
    pub(crate) campaigns: &'a [(String, String)],
}

impl Names<'_> {
    fn number(&self, typed: &QuantityInput) -> String {
        let amount = web::half_width(typed.amount.text());
        match self.measures.get(typed.measure.text()) {
            Some(measure) if measure.kind == campaigns::MeasureKind::Task => {
                format!("{} 已完成", measure.name)
            }
            Some(measure) if amount.bytes().all(|byte| byte.is_ascii_digit()) => {
                format!("{} {amount} {}", measure.name, measure.unit)
            }
            Some(measure) => format!("{} “{amount}”", measure.name),
            None => amount,
        }
    }

    fn campaign(&self, id: &Raw) -> Option<String> {
        self.campaigns.iter().find(|(known, _)| known == id.text()).map(|(_, name)| name.clone())
    }

    fn row(&self, row: &Row) -> RowView {
        let input = &row.line.input;
        let (state, activity) = match &row.fate {
            Fate::New => ("new", None),
            Fate::Exists(id) => ("exists", Some(id.to_string())),
            Fate::Wrong => ("wrong", None),
        };
        RowView {
            row: row.line.number,
            further: row.line.further.clone(),
            state,
            name: input.name.text().to_owned(),
            days: input.days_said().map(|(first, last)| days_in_words(&first, &last)).unwrap_or_default(),
            numbers: input.quantities.iter().map(|typed| self.number(typed)).collect(),
            campaigns: input.campaigns.iter().filter_map(|id| self.campaign(id)).collect(),
            pictures: row.pictures.iter().map(|Candidate { path, .. }| path.clone()).collect(),
            missing: row.missing.clone(),
            hints: row.hints.clone(),
            activity,
        }
    }
}

impl ImportView {
    /// Before it is confirmed.
    pub(crate) fn planned(import: &Import, plan: &Plan, names: &Names<'_>) -> Self {
        let cell = |cell: &CellError| WrongCell {
            sheet: plan.sheet.clone(),
            cell: cell.address.map(|address| address.to_string()),
            row: cell.row,
            column: cell.column.clone(),
            sentence: cell.sentence.clone(),
        };
        Self {
            sheet: plan.sheet.clone(),
            ready: plan.ready().count(),
            rows: plan.rows.iter().map(|row| names.row(row)).collect(),
            wrong: plan.wrong.iter().map(cell).collect(),
            missing: plan.missing(),
            has_early: plan.has_early(),
            unused: plan.unused.clone(),
            strange: plan.strange.clone(),
            passed_over: plan.passed_over.clone(),
            ..Self::confirmed(import)
        }
    }

    /// With what was logged.
    pub(crate) fn confirmed(import: &Import) -> Self {
        Self {
            id: import.id.to_string(),
            file_name: import.file_name.clone(),
            sheet: String::new(),
            is_confirmed: import.confirmed_at.is_some(),
            ready: 0,
            rows: Vec::new(),
            wrong: Vec::new(),
            missing: 0,
            has_early: false,
            unused: Vec::new(),
            strange: Vec::new(),
            passed_over: Vec::new(),
            activities: import.logged(),
        }
    }

    /// How many rows are in this state.
    pub(crate) fn count(&self, state: &str) -> usize {
        self.rows.iter().filter(|row| row.state == state).count()
    }

    /// How many pictures the rows to be logged take.
    pub(crate) fn pictures(&self) -> usize {
        self.rows.iter().filter(|row| row.state == "new").map(|row| row.pictures.len()).sum()
    }

    /// The words of the box for pictures that are nowhere.
    pub(crate) fn without_missing_words(&self) -> String {
        format!("缺的 {} 张照片以后再补，先登记活动", self.missing)
    }

    /// The words of the button.
    pub(crate) fn deed(&self) -> String {
        match self.wrong.is_empty() {
            true => format!("登记 {} 项活动", self.ready),
            false => format!("只登记没有问题的 {} 项", self.ready),
        }
    }
}

/// Why a file cannot be read, as a form shows it.
pub(crate) fn unreadable(sentence: &str) -> Fault {
    Fault::field("file", sentence)
}
