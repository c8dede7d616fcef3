//! Numbers among a campaign's aims and in its tasks that no measure of the catalogue counts: 知晓率达到95%, 参训不少于50人次, 一次家长会.
//! Nothing else shows them, so they are asked.

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
use super::sentence::{clauses, pieces, sentences};
use super::tasks::Work;

/// A share, or the least of something; 11个试点城市 is neither.
static SETS: LazyLock<Regex> =
    LazyLock::new(|| pattern("[%％]|百分点|不少于|不低于|不得少于|至少|达到|以上|≥|控制在"));

/// How long something is, and what goes with a report: nothing to reach.
static OF_ELSE: LazyLock<Regex> = LazyLock::new(|| pattern("图片|照片|相片|影像|截图|视频|佐证|张贴时间|字"));

/// No more of them are quoted: nobody decides about what is not shown.
const MOST_TOLD: usize = 24;
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

/// What a task asks for so often, or at least so many of, where no measure took it.
fn in_tasks<'t>(
    tasks: impl Iterator<Item = &'t str>,
    work: &Work,
    catalogue: &Catalogue,
    found: &mut Vec<String>,
) {
    let counted = Counted::of(work, catalogue);
    let mut seen: HashSet<String> = found.iter().cloned().collect();
    for task in tasks {
        let parts = clauses(task, 0..task.len()).into_iter();
        // 上好一堂党课、读好一本书: each has a number of its own.
        for part in parts.flat_map(|clause| pieces(task, clause, &['、'])) {
            let words = &task[part];
            let all = amounts(words);
            let asked = all.iter().filter(|one| is_least(words, one) || is_deed(words, one));
            let is_free = asked.into_iter().any(|one| !counted.holds(words, one));
            let is_asked = is_free || names_least(words, &all);
            if is_asked && !OF_ELSE.is_match(words) && seen.insert(shortened(words)) {
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

/// 召开一次家长会, 撰写心得2至3篇: how often something is done, or how many are made. 一本台账 is a way to say 台账.
fn is_deed(words: &str, amount: &Amount) -> bool {
    let (before, behind) = (&words[..amount.range.start], &words[amount.range.end..]);
    let is_one = words[amount.range.clone()].starts_with('一');
    let counts = if is_one { TURNS } else { MADE };
    let is_counted = amount.most.is_some()
        || counts.contains(&amount.classifier.as_str())
        || TURNS.contains(&amount.classifier.as_str());
    let is_idiom = IDIOMS.iter().any(|idiom| behind.starts_with(idiom)) || before.ends_with(BEFORE_IDIOMS);
    is_counted && !is_idiom && !words.ends_with('的')
}

/// What happens so often.
const TURNS: &[&str] = &["次", "场", "期", "节", "届", "堂", "遍", "轮"];
/// What is made so many times.
const MADE: &[&str] =
    &["班", "份", "册", "本", "张", "封", "条", "幅", "块", "篇", "件", "部", "套", "集", "户"];
/// 一场硬仗, 一期工程: no turn of anything.
const IDIOMS: [&str; 9] = ["硬仗", "战", "攻坚", "仗", "工程", "项目", "会议精神", "检查中", "性"];
/// 新一轮, 最后一次, 共2期: which one, and what is so.
const BEFORE_IDIOMS: [char; 8] = ['新', '后', '共', '任', '某', '另', '前', '如'];

/// 不少于4具, 至少三种: the least of something in a unit that no amount has. Lengths of time and of space are none to reach.
fn names_least(words: &str, known: &[Amount]) -> bool {
    static LEAST: LazyLock<Regex> = LazyLock::new(|| {
        pattern(
            "(?:不少于|不低于|不得少于|不得低于|至少|最少|≥)[^，；0-9一二两三四五六七八九十]{0,6}(?P<count>[0-9]+(?:[.．][0-9]+)?|[一二两三四五六七八九十百千]+)(?P<unit>\\p{Han}{0,2})",
        )
    });
    let is_new = |count: &regex::Match<'_>| {
        known.iter().all(|one| !(one.range.start <= count.start() && count.start() < one.range.end))
    };
    let is_length = |unit: &str| LENGTHS.iter().any(|length| unit.starts_with(length));
    let mut found =
        LEAST.captures_iter(words).filter_map(|found| Some((found.name("count")?, found.name("unit")?)));
    !words.ends_with('的') && found.any(|(count, unit)| is_new(&count) && !is_length(unit.as_str()))
}

/// Units of time, of space and of text.
const LENGTHS: [&str; 19] = [
    "小时", "分钟", "天", "日", "秒", "年", "月", "周", "个月", "个工", "个小", "字", "米", "厘米", "毫米",
    "平方", "公里", "度", "工作",
];

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
        // 一堂党课 beside 一次部署会: a number of a noun that no measure counts.
        if named.is_empty() && words[amount.range.end..].starts_with(|c: char| c.is_alphabetic() && c != '的')
        {
            return false;
        }
        self.measures.iter().any(|(measure, source)| {
            let is_own = || named.is_empty() || named.iter().any(|(own, _)| own.code == measure.code);
            let is_its = measure.target.is_some_and(|target| Some(target.count) == amount.least);
            let is_asked = measure.open.is_some() || !measure.classes.is_empty();
            // What is told once more is the same number.
            let is_again = || is_its && named.iter().any(|(own, _)| own.code == measure.code);
            ((is_its || (is_asked && is_own())) && source.contains(&clause)) || is_again()
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
            ("各单位要召开一次家长会。", "召开一次家长会"),
            ("各科室要上好一堂急救课。", "上好一堂急救课"),
            ("各单位要组织一场报告会，举办讲座2场。", "组织一场报告会"),
            ("各单位要撰写心得2至3篇。", "撰写心得2至3篇"),
            ("各单位每天巡查2次。", "每天巡查2次"),
            ("各单位要配备灭火器不少于4具。", "不少于4具"),
            ("各单位要以不少于三种形式开展宣传。", "不少于三种"),
            ("刊发专刊1期。", "刊发专刊1期"),
            ("各单位要召开一次部署会、上好一堂党课。", "上好一堂党课"),
        ] {
            assert!(asked(task).is_some_and(|text| text.contains(number)), "{task}");
        }
        for task in [
            "各单位要举办讲座，不少于2场。",
            "各单位要开展演练至少1次，每次不少于30分钟。",
            "各单位要举办讲座不少于2场，附图片不少于5张。",
            "各单位要召开一次部署会。",
            "各单位要打好一场攻坚战，一次性告知办理要求。",
            "各单位要建立一套制度、一本台账，明确1名联络员。",
            "各单位要开展新一轮排查。",
            "各单位要保持安全距离不少于3米，值班不少于12小时。",
            "各单位要举办讲座2场。各单位要按计划举办讲座2场。",
        ] {
            assert_eq!(asked(task), None, "{task}");
        }
    }
}
