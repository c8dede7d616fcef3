//! Tables that hand out the work (任务分解表, 责任分工表): each row is a task with who does it, by when and how much of it.

use std::sync::LazyLock;

use gongwen::read::{Decoded, Excerpt, Outline, Part, Passage, Table};
use regex::Regex;

use super::model::Question;
use super::pattern::pattern;
use super::questions::question;

/// The column that says what is done; a narrower one beside it comes first.
static MEASURES: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        "^(?:具体|主要|工作|重点|落实|推进|细化)?(?:措施|举措|内容|任务内容|任务分解|具体任务|要求|工作要点|任务要求|工作内容)$",
    )
});
static TASK: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        "^(?:具体|主要|重点|工作|年度|整治|活动)?(?:任务|工作任务|工作|事项|项目|工作事项|任务名称|任务事项)$",
    )
});
static RESPONSIBLE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        "^(?:(?:责任|牵头|配合|落实|承办|主办|协办|参加|参与|实施|完成|执行)[、和及或/]?)+(?:单位|部门|科室|处室|股室|领导|主体|人|对象)(?:[、和及/](?:责任|配合|负责)?(?:单位|部门|科室|人))*$|^(?:负责|分工|范围)(?:单位|部门|科室|人)?$",
    )
});
static DEADLINE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        "^(?:完成|办结|截止|截至|落实|整改|计划完成|推进|工作|起止|实施)?(?:时限|时间|期限|日期|节点|时间节点|进度|时间要求|时限要求|时间安排|进度安排)$",
    )
});
static QUANTITY: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        "^(?:任务|目标|完成|最低|要求)?(?:数量|目标|目标值|指标|任务量|任务数|目标数|频次|次数|场次|数量要求|目标任务)$",
    )
});
/// Steps in time have tables of their own.
static STEPS: LazyLock<Regex> = LazyLock::new(|| pattern("阶段|步骤"));
/// 数量（场）: what is counted, behind the name of a column.
static BRACKET: LazyLock<Regex> = LazyLock::new(|| pattern("[（(][^（）()]*[）)]"));
/// What the name of an annex ends with that hands out the work.
static NAMED: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        "(?:任务|责任|分工|分解|重点工作|工作要点|措施)[^，。]{0,8}(?:表|清单)(?:[（(][^（）()]{1,20}[）)])?$",
    )
});
/// All of the units.
static EVERYBODY: LazyLock<Regex> =
    LazyLock::new(|| pattern("^(?:全[区市县省]|辖区内?)?(?:各|所有|全体|全部)[^，、；]{1,16}$"));

/// A row that sets a task.
#[derive(Debug)]
pub(super) struct TaskRow {
    pub(super) text: String,
    /// Who, what and how much, as a sentence would say it.
    pub(super) sentence: Passage,
    /// It is handed to some of the units, or to a desk of the bureau.
    pub(super) is_of_some: bool,
    pub(super) source: Excerpt,
}

/// The tables of one paper that hand out the work.
#[derive(Debug)]
pub(super) struct TaskTables {
    tables: Vec<Table>,
    pub(super) rows: Vec<TaskRow>,
    pub(super) questions: Vec<Question>,
}

impl TaskTables {
    pub(super) fn read(outline: &Outline, decoded: &Decoded) -> Self {
        let everybody: Vec<&str> = outline.recipients.iter().map(Passage::text).collect();
        let mut found = Self { tables: Vec::new(), rows: Vec::new(), questions: Vec::new() };
        for part in &outline.parts {
            found.read_part(part, decoded, &everybody);
        }
        found
    }

    /// Whether a passage stands in one of them.
    pub(super) fn cover(&self, passage: &Passage) -> bool {
        self.tables.iter().any(|table| table.covers(passage))
    }

    fn read_part(&mut self, part: &Part, decoded: &Decoded, everybody: &[&str]) {
        let name = part.title.as_ref().map(Passage::text).unwrap_or_default();
        let tables = part.tables(decoded, &|head| Columns::of(head).is_some());
        let mut unread = 0;
        for table in &tables {
            let Some(columns) = Columns::of(&table.head) else { continue };
            unread += table.unread;
            for row in table.rows.iter().filter(|row| !is_empty(row)) {
                match columns.row(row, decoded, &table.head, everybody) {
                    Some(task) => self.rows.push(task),
                    None => unread += 1,
                }
            }
        }
        if NAMED.is_match(name) && tables.is_empty() {
            self.questions.extend(unread_table(part, name));
        } else if unread > 0 {
            let text = format!("{}有{unread}行没有读成任务，请对照原文逐项添加。", called(name));
            self.questions.push(question(TABLE, text, CHOICES));
        }
        self.tables.extend(tables);
    }
}

const TABLE: &str = "tasks.table";
const CHOICES: &[&str] = &["由我填写", "不列为任务"];

fn called(name: &str) -> String {
    if name.is_empty() {
        "通知里的任务表".to_owned()
    } else {
        format!("《{}》", name.trim_matches(['《', '》']))
    }
}

/// An annex that is called a list of tasks, with text of which none was read.
fn unread_table(part: &Part, name: &str) -> Option<Question> {
    let lines = part.line_count();
    let text = format!("{}共{lines}行，没有读成任务，请对照原文，在计划的“任务”里逐项添加。", called(name));
    (lines > 0).then(|| question(TABLE, text, CHOICES))
}

/// A row of nothing but its number: a form to be filled in.
fn is_empty(row: &[Passage]) -> bool {
    row.iter().all(|cell| cell.text().chars().all(|c| c.is_numeric() || matches!(c, '.' | '、' | '…')))
}

/// Which columns say what.
struct Columns {
    measures: Option<usize>,
    task: Option<usize>,
    responsible: Vec<usize>,
    deadline: Option<usize>,
    quantity: Option<usize>,
}

impl Columns {
    /// `None` where the head is not that of a table of tasks.
    fn of(head: &[String]) -> Option<Self> {
        let bare: Vec<String> = head.iter().map(|cell| BRACKET.replace_all(cell, "").into_owned()).collect();
        let first = |wanted: &Regex| bare.iter().position(|cell| wanted.is_match(cell));
        let columns = Self {
            measures: first(&MEASURES),
            task: first(&TASK),
            responsible: (0..bare.len()).filter(|at| RESPONSIBLE.is_match(&bare[*at])).collect(),
            deadline: first(&DEADLINE),
            quantity: first(&QUANTITY),
        };
        let is_handed_out =
            !columns.responsible.is_empty() || columns.deadline.is_some() || columns.quantity.is_some();
        let is_named = columns.measures.is_some() || columns.task.is_some();
        let is_of_steps = bare.iter().any(|cell| STEPS.is_match(cell));
        (is_handed_out && is_named && !is_of_steps).then_some(columns)
    }

    /// The task that a row sets; `None` where it cannot be told which cell is which.
    fn row(
        &self,
        row: &[Passage],
        decoded: &Decoded,
        head: &[String],
        everybody: &[&str],
    ) -> Option<TaskRow> {
        let cell = |at: Option<usize>| at.and_then(|at| row.get(at)).filter(|cell| !cell.text().is_empty());
        let (task, measures) = (cell(self.task), cell(self.measures));
        let own = measures.or(task)?;
        let time = cell(self.deadline);
        // In a row that lost its empty cells the others stand under the wrong heads.
        let is_sound = row.len() >= head.len() || time.is_none_or(|time| says_when(time.text()));
        if !is_sound || own.text().chars().count() < SHORTEST {
            return None;
        }
        let responsible: Vec<&Passage> = self.responsible.iter().filter_map(|at| cell(Some(*at))).collect();
        let quantity = cell(self.quantity);
        let name = match (task, measures) {
            (Some(task), Some(measures)) => format!("{}：{}", tidy(task), tidy(measures)),
            _ => tidy(own).to_owned(),
        };
        let beside =
            [self.responsible.clone(), self.deadline.into_iter().chain(self.quantity).collect()].concat();
        let told: Vec<String> = beside
            .into_iter()
            .filter_map(|at| cell(Some(at)).map(|cell| format!("{}：{}", head[at], tidy(cell))))
            .collect();
        let text = if told.is_empty() { name } else { format!("{name}（{}）", told.join("；")) };
        let who = responsible.first().map(|cell| cell.text()).unwrap_or_default();
        let is_of_some = !who.is_empty() && !EVERYBODY.is_match(who) && !everybody.contains(&who);
        let whole = Passage::beside(row);
        let sentence: Vec<Passage> = [Some(own), quantity].into_iter().flatten().cloned().collect();
        Some(TaskRow { text, sentence: Passage::beside(&sentence), is_of_some, source: whole.whole(decoded) })
    }
}

fn tidy(cell: &Passage) -> &str {
    cell.text().trim_end_matches(['。', '；', ';', '，'])
}

/// A shorter cell, in characters, sets no task.
const SHORTEST: usize = 3;

fn says_when(cell: &str) -> bool {
    static TIME: LazyLock<Regex> = LazyLock::new(|| {
        pattern(
            "[0-9０-９一二三四五六七八九十]{1,4}[年月日季]|长期|持续|每[年月周日季]|全年|常态|年底|月底|季度|[0-9]{4}[-./]|立即|适时|贯穿",
        )
    });
    TIME.is_match(cell)
}
