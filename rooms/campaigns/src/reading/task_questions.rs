//! Sentences under the headings of the work that were not read as tasks: shown to the officer, never dropped without a word.

use gongwen::read::Outline;

use super::measure_questions::shortened;
use super::model::Question;
use super::questions::question;
use super::tasks::Work;

/// More sentences than these are counted, not quoted: nobody decides about what is not shown.
const MOST_QUOTED: usize = 24;
/// What was left out may be added.
const LEFT_OUT: &[&str] = &["由我填写", "不列为任务"];
/// What was taken may be struck out.
const TAKEN: &[&str] = &["列为任务", "由我删去"];

/// Where nothing was read as a task in a paper of more than a few paragraphs, that is said.
pub(super) fn about_none(outline: &Outline, work: &Work) -> Option<Question> {
    let mut passages = 0;
    outline.working_parts().for_each(|part| part.each_passage(&mut |_| passages += 1));
    let is_silent = work.tasks.is_empty() && work.unclear.is_empty() && work.others.is_empty();
    let text = "没有读出要各单位做的事。请对照原文，有的话在“任务”里添加。";
    (is_silent && passages > FEW).then(|| question("tasks.none", text, &["由我填写", "没有任务"]))
}

/// A paper of no more passages may ask for a report and nothing else.
const FEW: usize = 5;

/// One question for what was not understood, one for what may be the work of others, one for what the issuer does.
pub(super) fn about_sentences(work: &Work) -> impl Iterator<Item = Question> {
    let unclear =
        asked("tasks.unread", &work.unclear, "没有读成任务", "需要各单位做的，请在“任务”里添加。", LEFT_OUT);
    let others = asked(
        "tasks.others",
        &work.others,
        "像是其他部门自己的工作，没有列为各单位的任务",
        "确实要各单位做的，请在“任务”里添加。",
        LEFT_OUT,
    );
    let issuers = asked(
        "tasks.issuer",
        &work.issuers,
        "说的是发文机关自己的工作，已列入任务",
        "不要各单位做的，请从“任务”里删去。",
        TAKEN,
    );
    unclear.into_iter().chain(others).chain(issuers)
}

fn asked(about: &str, sentences: &[String], what: &str, then: &str, choices: &[&str]) -> Option<Question> {
    let quoted: Vec<String> =
        sentences.iter().take(MOST_QUOTED).map(|one| format!("“{}”", shortened(one))).collect();
    let more = if sentences.len() > MOST_QUOTED { "等" } else { "" };
    let text = format!("有{}句{what}：{}{more}。{then}", sentences.len(), quoted.join("；"));
    (!sentences.is_empty()).then(|| question(about, text, choices))
}
