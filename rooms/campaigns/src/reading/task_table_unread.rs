//! What of a table was not read: asked, with its words.

use gongwen::read::{Decoded, Outline, Part};

use super::measure_questions::shortened;
use super::model::Question;
use super::phases::FoundPhase;
use super::questions::question;
use super::task_places::passages_of;

const TABLE: &str = "tasks.table";
const CHOICES: &[&str] = &["由我填写", "不列为任务"];

pub(super) fn called(name: &str) -> String {
    if name.is_empty() {
        "通知里的任务表".to_owned()
    } else {
        format!("《{}》", name.trim_matches(['《', '》']))
    }
}

/// Lines of a table that were not read.
pub(super) fn unread_rows(name: &str, unread: usize) -> Option<Question> {
    let text = format!("{name}有{unread}行没有读成任务，请对照原文逐项添加。");
    (unread > 0).then(|| question(TABLE, text, CHOICES))
}

/// Rows of a table in the text whose head nobody knows, and that are none of the phases': what they say is read from no sentence.
pub(super) fn unread_lines(
    outline: &Outline,
    decoded: &Decoded,
    phases: &[FoundPhase<'_>],
) -> Option<Question> {
    let read = passages_of(phases);
    let mut rows: Vec<String> = Vec::new();
    outline.working_parts().for_each(|part| {
        part.each_passage(&mut |passage| {
            if !read.contains(&std::ptr::from_ref(passage)) && !passage.text().contains('。') {
                let printed = passage.whole(decoded).text;
                rows.extend(printed.lines().filter(|line| is_row(line)).map(str::to_owned));
            }
        });
    });
    let (first, others) = rows.split_first()?;
    let text = format!(
        "正文有{}行表格没有读出（“{}”起），请对照原文，在计划的“任务”里逐项添加。",
        rows.len(),
        shortened(first)
    );
    (!others.is_empty()).then(|| question(TABLE, text, CHOICES))
}

/// Three cells with words in them; a form to be filled in has none.
fn is_row(line: &str) -> bool {
    let cells = line.split(['\t', '|', '｜']);
    cells.filter(|cell| cell.chars().any(char::is_alphabetic)).count() >= 3
}

/// An annex that is called a list of tasks, with text of which none was read.
pub(super) fn unread_table(part: &Part, name: &str) -> Option<Question> {
    let lines = part.line_count();
    let text = format!("{}共{lines}行，没有读成任务，请对照原文，在计划的“任务”里逐项添加。", called(name));
    (lines > 0).then(|| question(TABLE, text, CHOICES))
}
