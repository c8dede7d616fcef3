//! Tables that hand out the work (任务分解表, 责任分工表): each row is a task with who does it, by when and how much of it.

use std::borrow::Cow;
use std::sync::LazyLock;

use gongwen::read::{Decoded, Excerpt, Outline, Part, Passage, Table};
use regex::Regex;

use super::model::{FoundMeasure, OpenTarget, Question, Task};
use super::pattern::pattern;
use super::report_verb::demands_report;
use super::reporting::before_reporting;
use super::task_table_unread::{called, unread_rows, unread_table};

/// The column that says what is done; a narrower one beside it comes first.
static MEASURES: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        "^(?:具体|主要|工作|重点|落实|推进|细化|活动|宣传|培训|检查)?(?:措施|举措|内容|任务内容|任务分解|具体任务|要求|工作要点|任务要求|工作内容)$",
    )
});
static TASK: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        "^(?:具体|主要|重点|工作|年度|整治|活动)?(?:任务|工作任务|工作|事项|项目|工作事项|任务名称|任务事项|科目|演练科目|培训内容|活动名称|活动主题|活动项目|项目名称)$",
    )
});
pub(super) static RESPONSIBLE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        "^(?:(?:责任|牵头|配合|落实|承办|主办|协办|参加|参与|实施|完成|执行)[、和及或/]?)+(?:单位|部门|科室|处室|股室|领导|主体|人员|人|对象)(?:[、和及/](?:责任|配合|负责)?(?:单位|部门|科室|人))*$|^(?:负责|分工|范围)(?:单位|部门|科室|人)?$",
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
/// The column of the rows' numbers.
static NUMBERS: LazyLock<Regex> = LazyLock::new(|| pattern("^(?:序号|编号|序|号|No\\.?)$"));
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
    /// When and what, where the row stands apart from the text and demands a report of every unit.
    report: Option<Passage>,
    pub(super) source: Excerpt,
}

impl TaskRow {
    /// What a cell of a table of steps tells, with those who are named beside it.
    pub(super) fn of_step(
        own: Passage,
        who: &[(&str, &Passage)],
        decoded: &Decoded,
        everybody: &[&str],
    ) -> Self {
        let told: Vec<String> = who.iter().map(|(head, cell)| format!("{head}：{}", tidy(cell))).collect();
        let text = with_remarks(tidy(&own), &told);
        let is_of_some = !who.is_empty() && !who.iter().any(|(_, cell)| is_everybody(cell, everybody));
        Self { text, is_of_some, report: None, source: own.whole(decoded), sentence: own }
    }

    pub(super) fn report(&self) -> Option<&Passage> {
        self.report.as_ref()
    }

    pub(super) fn task(&self, phase: Option<u32>, measures: Vec<String>) -> Task {
        Task { text: self.text.clone(), phase, measures, source: self.source.clone() }
    }

    /// Whether the row says nothing but what is handed in: that is a report.
    pub(super) fn only_reports(&self) -> bool {
        let text = self.sentence.text();
        demands_report(text) && before_reporting(text, 0..text.len()).is_empty()
    }

    /// What some of the units are to reach is no target of all: it is asked.
    pub(super) fn ask_numbers(&self, measures: &mut [FoundMeasure]) {
        for found in measures.iter_mut().filter(|_| self.is_of_some) {
            found.open = found.target.take().map(|_| OpenTarget::SomeUnits).or(found.open);
        }
    }
}

/// The tables of one paper that hand out the work.
#[derive(Debug)]
pub(super) struct TaskTables {
    /// In the order of the text.
    tables: Vec<Table>,
    pub(super) rows: Vec<TaskRow>,
    pub(super) questions: Vec<Question>,
}

impl TaskTables {
    pub(super) fn read(outline: &Outline, decoded: &Decoded) -> Self {
        let everybody: Vec<&str> = outline.recipients.iter().map(Passage::text).collect();
        let mut found = Self { tables: Vec::new(), rows: Vec::new(), questions: Vec::new() };
        let working: Vec<*const Part> = outline.working_parts().map(std::ptr::from_ref).collect();
        for part in &outline.parts {
            let before = found.rows.len();
            found.read_part(part, decoded, &everybody);
            // In the text itself a row that demands a report is read as a sentence.
            if working.contains(&std::ptr::from_ref(part)) {
                found.rows[before..].iter_mut().for_each(|row| row.report = None);
            }
        }
        found
    }

    /// Whether there are tables, all of whose rows were read.
    pub(super) fn are_read(&self) -> bool {
        !self.tables.is_empty() && self.questions.is_empty()
    }

    /// Whether a passage stands in one of them; a row that demands a report is read as one beside.
    pub(super) fn cover(&self, passage: &Passage) -> bool {
        let before = self.tables.partition_point(|table| table.begins_before(passage));
        self.tables[..before].last().is_some_and(|table| table.covers(passage))
            && !demands_report(passage.text())
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
        } else {
            self.questions.extend(unread_rows(&called(name), unread));
        }
        self.tables.extend(tables);
    }
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
        let bare: Vec<Cow<'_, str>> = head.iter().map(|cell| BRACKET.replace_all(cell, "")).collect();
        let first = |wanted: &Regex| bare.iter().position(|cell| wanted.is_match(cell));
        let (measures, task) = (first(&MEASURES), first(&TASK));
        // Most lines that are asked about are no head: they are told by this alone.
        measures.or(task)?;
        let columns = Self {
            measures,
            task,
            responsible: (0..bare.len()).filter(|at| RESPONSIBLE.is_match(&bare[*at])).collect(),
            deadline: first(&DEADLINE),
            quantity: first(&QUANTITY),
        };
        let is_handed_out =
            !columns.responsible.is_empty() || columns.deadline.is_some() || columns.quantity.is_some();
        let is_of_steps = bare.iter().any(|cell| STEPS.is_match(cell));
        (is_handed_out && !is_of_steps).then_some(columns)
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
        let responsible: Vec<&Passage> = self.responsible.iter().filter_map(|at| cell(Some(*at))).collect();
        // In a row that lost its empty cells the others stand under the wrong heads.
        let is_sound = row.len() >= head.len()
            || (time.is_none_or(|time| says_when(time.text()))
                && !responsible.iter().any(|who| says_when(who.text())));
        if !is_sound || own.text().chars().count() < SHORTEST {
            return None;
        }
        let quantity = cell(self.quantity);
        let name = match (task, measures) {
            // 报送：报送自查情况表
            (Some(task), Some(measures)) if tidy(measures).starts_with(tidy(task)) => {
                tidy(measures).to_owned()
            }
            (Some(task), Some(measures)) => format!("{}：{}", tidy(task), tidy(measures)),
            _ => tidy(own).to_owned(),
        };
        let known = [self.task, self.measures, self.deadline, self.quantity];
        let is_other = |at: &usize| {
            !known.contains(&Some(*at)) && !self.responsible.contains(at) && !NUMBERS.is_match(&head[*at])
        };
        let beside = [
            self.responsible.clone(),
            self.deadline.into_iter().chain(self.quantity).collect(),
            (0..head.len()).filter(is_other).collect(),
        ]
        .concat();
        let told: Vec<String> = beside
            .into_iter()
            .filter_map(|at| cell(Some(at)).map(|cell| format!("{}：{}", head[at], tidy(cell))))
            .collect();
        let text = with_remarks(&name, &told);
        let is_of_some =
            !responsible.is_empty() && !responsible.iter().any(|cell| is_everybody(cell, everybody));
        let whole = Passage::beside(row);
        let beside = |cells: [Option<&Passage>; 2]| {
            Passage::beside(&cells.into_iter().flatten().cloned().collect::<Vec<_>>())
        };
        let is_demand = !is_of_some && demands_report(own.text());
        let report = is_demand.then(|| beside([time, Some(own)]));
        let sentence = beside([Some(own), quantity]);
        Some(TaskRow { text, sentence, is_of_some, report, source: whole.whole(decoded) })
    }
}

/// A task with what stands beside it in its row.
fn with_remarks(name: &str, told: &[String]) -> String {
    if told.is_empty() { name.to_owned() } else { format!("{name}（{}）", told.join("；")) }
}

/// Whether a cell names all of the units; `everybody`: whom the notice goes to.
fn is_everybody(cell: &Passage, everybody: &[&str]) -> bool {
    EVERYBODY.is_match(cell.text()) || everybody.contains(&cell.text())
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

#[cfg(test)]
mod tests {
    use crate::reading::{Decoded, OpenTarget, Reading, read};

    fn with(annex: &str) -> Reading {
        let text = format!(
            "关于开展用电检查的通知\n\n各医疗单位：\n　　一、工作内容\n　　各单位要开展检查。\n\n某某局\n2026年5月6日\n\n附件\n\n{annex}"
        );
        read(&Decoded::from_text(&text).unwrap()).unwrap()
    }

    fn tasks(reading: &Reading) -> Vec<&str> {
        reading.tasks.iter().skip(1).map(|task| task.text.as_str()).collect()
    }

    const ROWS: [[&str; 5]; 4] = [
        ["序号", "工作任务", "责任单位", "完成时限", "数量"],
        ["1", "开展安全培训", "各医疗单位", "2026年6月10日前", "不少于2场"],
        ["2", "更换破损标志", "后勤科", "6月底前", "3处"],
        ["3", "整改隐患", "各科室", "长期坚持", "全部"],
    ];

    fn laid_out(between: &str) -> String {
        let rows: Vec<String> = ROWS.iter().map(|row| row.join(between)).collect();
        format!("工作任务分解表\n\n{}\n", rows.join("\n"))
    }

    #[test]
    fn a_row_is_a_task_however_its_cells_are_parted() {
        for between in ["\t", " | ", "　　", " ", "\n"] {
            let reading = with(&laid_out(between));
            assert_eq!(
                tasks(&reading),
                [
                    "开展安全培训（责任单位：各医疗单位；完成时限：2026年6月10日前；数量：不少于2场）",
                    "更换破损标志（责任单位：后勤科；完成时限：6月底前；数量：3处）",
                    "整改隐患（责任单位：各科室；完成时限：长期坚持；数量：全部）",
                ],
                "{between:?}"
            );
            let training = reading.measures.iter().find(|one| one.code == "training_session").unwrap();
            assert_eq!(training.target.map(|target| target.count), Some(2), "{between:?}");
            assert!(training.source.text.contains("开展安全培训"));
            assert!(reading.questions.iter().all(|question| question.about != "tasks.table"));
        }
    }

    #[test]
    fn a_number_for_one_desk_is_asked() {
        let reading = with(
            "责任分工表\n\n重点任务\t具体措施\t牵头科室\t时间节点\n宣传教育\t举办讲座2场\t宣传科\t6月\n\t悬挂横幅3条\t宣传科\t7月\n",
        );
        assert_eq!(
            tasks(&reading),
            [
                "宣传教育：举办讲座2场（牵头科室：宣传科；时间节点：6月）",
                "悬挂横幅3条（牵头科室：宣传科；时间节点：7月）"
            ]
        );
        let lecture = reading.measures.iter().find(|one| one.code == "lecture").unwrap();
        assert_eq!((lecture.target, lecture.open), (None, Some(OpenTarget::SomeUnits)));
    }

    #[test]
    fn a_table_in_the_text_is_read_row_by_row() {
        let text = "关于开展用电检查的通知\n\n各单位：\n　　一、工作安排\n序号\t工作任务\t责任单位\t完成时限\n1\t召开部署会\t各单位\t5月20日前\n2\t报送活动总结\t各单位\t7月5日前\n　　二、要求\n　　各单位要加强领导。\n\n某某局\n2026年5月6日\n";
        let reading = read(&Decoded::from_text(text).unwrap()).unwrap();
        assert!(reading.phases.is_empty(), "{:?}", reading.phases);
        assert!(reading.tasks.iter().any(|task| task.text.starts_with("召开部署会（")));
        let due: Vec<String> =
            reading.report_rules.iter().flat_map(|rule| &rule.due_on).map(ToString::to_string).collect();
        assert_eq!(due, ["2026-07-05"]);
    }

    #[test]
    fn what_was_not_read_of_a_list_of_tasks_is_asked() {
        let asked = |annex: &str| -> Vec<String> {
            let questions = with(annex).questions.into_iter();
            questions
                .filter(|question| question.about == "tasks.table")
                .map(|question| question.text)
                .collect()
        };
        let prose = asked("工作任务分解表\n\n　　宣传教育：宣传科负责。\n　　隐患排查：安全办负责。\n");
        assert!(prose.len() == 1 && prose[0].starts_with("《工作任务分解表》共2行"), "{prose:?}");
        let form = "隐患整改台账\n\n序号\t隐患\t整改措施\t责任人\t整改时限\n1\t\t\t\t\n2\t\t\t\t\n";
        assert!(asked(form).is_empty() && tasks(&with(form)).is_empty(), "a form is to be filled in");
        let shifted = "任务清单\n\n序号　　任务　　责任单位　　完成时限\n1　　开展检查　　各单位　　6月底前\n2　　开展演练　　6月底前\n";
        assert_eq!(asked(shifted), ["《任务清单》有1行没有读成任务，请对照原文逐项添加。"]);
        assert_eq!(tasks(&with(shifted)), ["开展检查（责任单位：各单位；完成时限：6月底前）"]);
    }
}
