//! Numbers among a campaign's aims that no measure of the catalogue counts: 知晓率达到95%. Nothing else shows them, so they are asked.

use std::sync::LazyLock;

use gongwen::read::{Outline, Section};
use regex::Regex;

use super::amount::amounts;
use super::catalogue::Catalogue;
use super::measure_questions::shortened;
use super::model::Question;
use super::pattern::pattern;
use super::questions::question;
use super::sentence::{clauses, sentences};

/// A share, or the least of something; 11个试点城市 is neither.
static SETS: LazyLock<Regex> =
    LazyLock::new(|| pattern("[%％]|百分点|不少于|不低于|不得少于|至少|达到|以上|≥|控制在"));

/// No more of them are quoted.
const MOST_TOLD: usize = 6;
/// A heading that is longer, in characters, is a sentence.
const LONGEST_HEADING: usize = 20;

/// One question for all of them.
pub(super) fn uncounted(outline: &Outline, catalogue: &Catalogue) -> Option<Question> {
    let mut found = Vec::new();
    for section in outline.working_parts().flat_map(|part| &part.sections) {
        below(section, catalogue, &mut found);
    }
    let told: Vec<String> = found.iter().take(MOST_TOLD).map(|words| format!("“{words}”")).collect();
    let more = if found.len() > MOST_TOLD { "等" } else { "" };
    let text =
        format!("工作目标里有{}处数量没有对应的指标：{}{more}，是否要列为指标？", found.len(), told.concat());
    (!found.is_empty()).then(|| question("targets.table", text, &["由我填写", "不设目标"]))
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
}
