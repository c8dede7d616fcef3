//! Steps in a table whose head names its columns: | 阶段 | 时间 | 主要任务 | 责任单位 |.

use std::sync::LazyLock;

use gongwen::read::{Decoded, Outline, Part, Passage, Table};
use regex::Regex;

use super::name::name_of;
use super::window::Window;
use crate::reading::model::Question;
use crate::reading::pattern::pattern;
use crate::reading::sentence::sentences;
use crate::reading::task_table::{RESPONSIBLE, TaskRow};
use crate::reading::task_table_unread::unread_rows;

/// The column that names the steps.
static STEP: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        "^(?:工作|活动|实施|推进|整治|行动)?(?:阶段|步骤|环节)(?:名称|划分|安排|[及和与、/]?(?:起止)?时间)?$",
    )
});
static TIME: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        "^(?:起止|实施|活动|工作|完成|计划|推进|进度|具体)*(?:时间|日期|时限|期限|时段|时间段|时间节点|周期)(?:安排|要求|范围)?$",
    )
});
/// Columns that say nothing of what is done.
static ASIDE: LazyLock<Regex> = LazyLock::new(|| pattern("^(?:序号|编号|备注|说明)$"));

/// The tables of steps of one paper.
#[derive(Debug, Default)]
pub(in crate::reading) struct StepTables {
    /// In the order of the text.
    tables: Vec<StepTable>,
    pub(in crate::reading) questions: Vec<Question>,
}

#[derive(Debug)]
struct StepTable {
    /// Which part of the outline it stands in.
    part: usize,
    table: Table,
    steps: Vec<Step>,
}

/// A step, with what its cells tell to do.
#[derive(Debug)]
pub(super) struct Step {
    pub(super) name: Passage,
    time: Option<Passage>,
    pub(super) cells: Vec<Passage>,
    pub(super) rows: Vec<TaskRow>,
}

impl StepTables {
    pub(in crate::reading) fn read(outline: &Outline, decoded: &Decoded) -> Self {
        let everybody: Vec<&str> = outline.recipients.iter().map(Passage::text).collect();
        let mut found = Self::default();
        for (at, part) in outline.parts.iter().enumerate() {
            for table in part.tables(decoded, &|head| Columns::of(head).is_some()) {
                let Some(columns) = Columns::of(&table.head) else { continue };
                let steps = columns.steps(&table, decoded, &everybody);
                // A series is dated somewhere; what is not is a form.
                if steps.len() >= 2 && steps.iter().any(|step| step.window(outline).is_dated()) {
                    found.questions.extend(unread_rows("通知里的进度表", table.unread));
                    found.tables.push(StepTable { part: at, table, steps });
                }
            }
        }
        found
    }

    /// Whether a passage stands in one of them.
    pub(in crate::reading) fn cover(&self, passage: &Passage) -> bool {
        let before = self.tables.partition_point(|one| one.table.begins_before(passage));
        self.tables[..before].last().is_some_and(|one| one.table.covers(passage))
    }

    /// The steps of the first table in a part.
    pub(super) fn of_part(&self, outline: &Outline, part: &Part) -> Option<&[Step]> {
        let is_own =
            |one: &&StepTable| outline.parts.get(one.part).is_some_and(|own| std::ptr::eq(own, part));
        self.tables.iter().find(is_own).map(|one| one.steps.as_slice())
    }
}

impl Step {
    /// Its time, in a cell of its own or beside its name.
    pub(super) fn window(&self, outline: &Outline) -> Window {
        Window::over(&outline.dates(self.time.as_ref().unwrap_or(&self.name)))
    }

    pub(super) fn called(&self, outline: &Outline) -> String {
        name_of(self.name.text(), &outline.dates(&self.name))
    }
}

/// Which columns say what.
struct Columns {
    step: usize,
    time: Option<usize>,
    told: Vec<usize>,
    responsible: Vec<usize>,
}

impl Columns {
    /// `None` where the head is not that of a table of steps.
    fn of(head: &[String]) -> Option<Self> {
        let step = head.iter().position(|cell| STEP.is_match(cell))?;
        let time = head.iter().position(|cell| TIME.is_match(cell));
        if time.is_none() && !head[step].contains("时间") {
            return None;
        }
        let responsible: Vec<usize> = (0..head.len()).filter(|at| RESPONSIBLE.is_match(&head[*at])).collect();
        let is_told = |at: &usize| {
            *at != step && Some(*at) != time && !responsible.contains(at) && !ASIDE.is_match(&head[*at])
        };
        Some(Self { step, time, told: (0..head.len()).filter(is_told).collect(), responsible })
    }

    /// The steps of a table; a row without a name goes on with the step above, as merged cells come.
    fn steps(&self, table: &Table, decoded: &Decoded, everybody: &[&str]) -> Vec<Step> {
        let mut steps: Vec<Step> = Vec::new();
        for row in &table.rows {
            let cell = |at: usize| row.get(at).filter(|cell| !cell.text().is_empty());
            let is_new = |name: &&Passage| steps.last().is_none_or(|last| last.name.text() != name.text());
            if let Some(name) = cell(self.step).filter(is_new) {
                let time = self.time.and_then(cell).cloned();
                steps.push(Step { name: name.clone(), time, cells: Vec::new(), rows: Vec::new() });
            }
            let Some(open) = steps.last_mut() else { continue };
            let who: Vec<(&str, &Passage)> = self
                .responsible
                .iter()
                .filter_map(|at| Some((table.head.get(*at)?.as_str(), cell(*at)?)))
                .collect();
            for told in self.told.iter().filter_map(|at| cell(*at)) {
                for range in sentences(told.text()) {
                    let own = told.slice(range);
                    open.rows.push(TaskRow::of_step(own, &who, decoded, everybody));
                }
                open.cells.push(told.clone());
            }
        }
        steps
    }
}

#[cfg(test)]
mod tests {
    use crate::reading::{Decoded, OpenTarget, read};

    #[test]
    fn a_table_of_steps_is_read_by_its_columns() {
        for (mark, rule) in [("|", "|---|:--:|---|---|\n"), ("\t", "")] {
            let rows = [
                ["时间", "阶段", "工作内容", "责任科室"],
                ["3月3日-3月15日", "动员部署", "召开动员会1次", "院感科"],
                ["", "", "制定方案，3月10日前报院感科", "各科室"],
                ["3月16日-8月31日", "组织实施", "每季度举办讲座1场；6月20日前报送小结和照片", "各科室"],
            ];
            let rows: Vec<String> = rows
                .iter()
                .map(|row| if mark == "|" { format!("|{}|", row.join(mark)) } else { row.join(mark) })
                .collect();
            let table = format!("{}\n{rule}{}", rows[0], rows[1..].join("\n"));
            let text = format!(
                "关于开展培训的通知\n\n各科室：\n　　一、工作步骤\n{table}\n　　二、要求\n　　请抓好落实。\n\n某某医院\n2026年3月2日\n"
            );
            let found = read(&Decoded::from_text(&text).unwrap()).unwrap();
            let names: Vec<_> = found
                .phases
                .iter()
                .map(|one| {
                    (one.name.as_str(), one.starts_on.unwrap().to_string(), one.ends_on.unwrap().to_string())
                })
                .collect();
            let day = |day: &str| format!("2026-{day}");
            assert_eq!(
                names,
                [("动员部署", day("03-03"), day("03-15")), ("组织实施", day("03-16"), day("08-31")),]
            );
            let tasks: Vec<_> = found.tasks.iter().map(|task| (task.phase, task.text.as_str())).collect();
            assert_eq!(tasks[0], (Some(1), "召开动员会1次（责任科室：院感科）"));
            assert!(tasks.contains(&(Some(2), "每季度举办讲座1场（责任科室：各科室）")), "{tasks:?}");
            assert!(
                tasks.iter().all(|(_, text)| !text.contains("报送小结") && !text.contains("步骤")),
                "{tasks:?}"
            );
            let due: Vec<String> =
                found.report_rules.iter().flat_map(|rule| &rule.due_on).map(ToString::to_string).collect();
            assert_eq!(due, [day("03-10"), day("06-20")]);
            let meeting = found.measures.iter().find(|one| one.code == "special_meeting").unwrap();
            assert_eq!((meeting.target, meeting.open), (None, Some(OpenTarget::SomeUnits)), "of one desk");
        }
    }
}
