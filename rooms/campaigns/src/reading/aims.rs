//! Numbers among a campaign's aims and in its tasks that no measure of the catalogue counts: 知晓率达到95%, 参训不少于50人次. Nothing
//! else shows them, so they are asked.

use std::collections::HashSet;
use std::sync::LazyLock;

use gongwen::read::{Outline, Section};
use regex::Regex;

use super::amount::{Amount, amounts};
use super::catalogue::Catalogue;
use super::measure_questions::shortened;
use super::model::{FoundMeasure, Question};
use super::pattern::pattern;
use super::questions::question;
use super::sentence::{clauses, sentences};
use super::tasks::Work;

/// A share, or the least of something; 11个试点城市 is neither.
static SETS: LazyLock<Regex> =
    LazyLock::new(|| pattern("[%％]|百分点|不少于|不低于|不得少于|至少|达到|以上|≥|控制在"));

/// How long something is, and what goes with a report: nothing to reach.
static OF_ELSE: LazyLock<Regex> = LazyLock::new(|| pattern("图片|照片|相片|影像|截图|视频|佐证|张贴时间|字"));

/// No more of them are quoted.
const MOST_TOLD: usize = 8;
/// A heading that is longer, in characters, is a sentence.
const LONGEST_HEADING: usize = 20;

/// One question for all of them.
pub(super) fn uncounted(
    outline: &Outline,
    catalogue: &Catalogue,
    work: &Work,
    requirements: &[String],
) -> Option<Question> {
    let mut found = Vec::new();
    for section in outline.working_parts().flat_map(|part| &part.sections) {
        below(section, catalogue, &mut found);
    }
    let tasks = work.tasks.iter().map(|task| task.text.as_str());
    in_tasks(tasks.chain(requirements.iter().map(String::as_str)), work, catalogue, &mut found);
    let told: Vec<String> = found.iter().take(MOST_TOLD).map(|words| format!("“{words}”")).collect();
    let more = if found.len() > MOST_TOLD { "等" } else { "" };
    let text = format!("有{}处数量没有对应的指标：{}{more}，是否要列为指标？", found.len(), told.concat());
    (!found.is_empty()).then(|| question("targets.table", text, &["由我填写", "不设目标"]))
}

/// The least of something that a task asks for, where no measure took it.
fn in_tasks<'t>(
    tasks: impl Iterator<Item = &'t str>,
    work: &Work,
    catalogue: &Catalogue,
    found: &mut Vec<String>,
) {
    let counted = Counted::of(work, catalogue);
    let mut seen: HashSet<String> = found.iter().cloned().collect();
    for task in tasks {
        for clause in clauses(task, 0..task.len()) {
            let words = &task[clause];
            let least: Vec<Amount> = amounts(words).into_iter().filter(|one| is_least(words, one)).collect();
            let is_free = || !least.iter().all(|one| counted.holds(words, one));
            if !least.is_empty() && !OF_ELSE.is_match(words) && is_free() && seen.insert(shortened(words)) {
                found.push(shortened(words));
            }
        }
    }
}

fn is_least(words: &str, amount: &Amount) -> bool {
    static LEADS: LazyLock<Regex> =
        LazyLock::new(|| pattern("(?:不少于|不低于|不得少于|不得低于|至少|达到|≥)[^，；0-9]{0,4}$"));
    let lasts = ["小时", "分钟", "天", "日"].contains(&amount.classifier.as_str());
    let before = &words[..amount.range.start];
    // 入围企业在3家以上的: a case, and nothing to reach.
    let is_least = amount.is_minimum && !before.ends_with('在') && !words.ends_with('的');
    !lasts && (is_least || LEADS.is_match(before))
}

/// The measures that have a number or ask for theirs, each with the words that it was read from, blanks removed.
struct Counted<'w> {
    measures: Vec<(&'w FoundMeasure, String)>,
    catalogue: &'w Catalogue,
}

impl<'w> Counted<'w> {
    fn of(work: &'w Work, catalogue: &'w Catalogue) -> Self {
        let is_counted =
            |one: &&FoundMeasure| one.target.is_some() || one.open.is_some() || !one.classes.is_empty();
        let measures = work.measures.iter().filter(is_counted);
        Self { measures: measures.map(|one| (one, without_blanks(&one.source.text))).collect(), catalogue }
    }

    /// Whether a measure of the sentence has the number, or asks for its own.
    fn holds(&self, words: &str, amount: &Amount) -> bool {
        let clause = without_blanks(words);
        let named = self.catalogue.named_in(words);
        self.measures.iter().any(|(measure, source)| {
            let is_own = || named.is_empty() || named.iter().any(|(own, _)| own.code == measure.code);
            let is_its = measure.target.is_some_and(|target| Some(target.count) == amount.least);
            let is_asked = measure.open.is_some() || !measure.classes.is_empty();
            (is_its || (is_asked && is_own())) && source.contains(&clause)
        })
    }
}

fn without_blanks(text: &str) -> String {
    text.split_whitespace().collect()
}

fn below(section: &Section, catalogue: &Catalogue, found: &mut Vec<String>) {
    let title = section.title();
    if !title.contains("目标") || title.chars().count() > LONGEST_HEADING {
        section.children.iter().for_each(|child| below(child, catalogue, found));
        return;
    }
    section.each_passage(&mut |passage| {
        let text = passage.text();
        for clause in sentences(text).into_iter().flat_map(|sentence| clauses(text, sentence)) {
            let words = &text[clause];
            let is_told = amounts(words).iter().any(|amount| amount.is_minimum || SETS.is_match(words));
            if is_told && catalogue.named_in(words).is_empty() {
                found.push(shortened(words));
            }
        }
    });
}

#[cfg(test)]
mod tests {
    use crate::reading::{Decoded, read};

    #[test]
    fn an_aim_that_nothing_counts_is_asked() {
        let asked = |aims: &str| -> Vec<String> {
            let text = format!(
                "关于开展手卫生宣传的通知\n\n各单位：\n　　一、工作目标\n　　{aims}\n　　二、工作内容\n　　举办讲座2场。\n\n某某局\n2026年9月3日\n"
            );
            let questions = read(&Decoded::from_text(&text).unwrap()).unwrap().questions;
            questions
                .into_iter()
                .filter(|question| question.about == "targets.table")
                .map(|question| question.text)
                .collect()
        };
        let found = asked("职工手卫生知晓率达到95%以上，正确率不低于90%。");
        assert!(found.len() == 1 && found[0].contains("有2处数量"), "{found:?}");
        assert!(asked("举办讲座不少于3场，防范事故发生。").is_empty());
    }

    #[test]
    fn a_number_of_a_task_that_no_measure_takes_is_asked() {
        let asked = |task: &str| -> Option<String> {
            let text = format!(
                "关于开展手卫生宣传的通知\n\n各单位：\n　　一、工作内容\n　　{task}\n\n某某局\n2026年9月3日\n"
            );
            let questions = read(&Decoded::from_text(&text).unwrap()).unwrap().questions;
            questions.into_iter().find(|question| question.about == "targets.table").map(|one| one.text)
        };
        for (task, number) in [
            ("各单位要举办讲座2场，到场不少于50人。", "到场不少于50人"),
            ("各单位要开展培训，培训覆盖率达到100%。", "培训覆盖率达到100%"),
            ("各单位要确保每个专业至少2名骨干到场。", "至少2名骨干"),
        ] {
            assert!(asked(task).is_some_and(|text| text.contains(number)), "{task}");
        }
        for task in [
            "各单位要举办讲座，不少于2场。",
            "各单位要开展演练至少1次，每次不少于30分钟。",
            "各单位要举办讲座不少于2场，附图片不少于5张。",
        ] {
            assert_eq!(asked(task), None, "{task}");
        }
    }
}
