//! The net below the reading: a sentence that commands, counts or names a day ahead, and that nothing which was read holds, is asked. So
//! no rule that takes a sentence for something else can lose it without a word.

use std::collections::HashSet;
use std::sync::LazyLock;

use gongwen::read::dates::{DateMention, When};
use gongwen::read::{Decoded, Excerpt, Outline, Passage, Section};
use regex::Regex;

use super::amount::amounts;
use super::doers::{Doer, Doers};
use super::imperative::{
    begins_with_act, commands, exhorts, gives_ground, is_addressed, item, names_deed, states, told_in,
    turns_to_units,
};
use super::measure_questions::shortened;
use super::model::{FoundMeasure, Period, Phase, Question, ReportRule, Task};
use super::pattern::pattern;
use super::phases::unread_table;
use super::report_issuer::is_issuers_own;
use super::report_verb::{announces_reports, demands_report, is_about_reporting, points_elsewhere};
use super::reporting::is_work_of_reporting;
use super::sentence::{clauses, sentences, within_range};
use super::task_places::introduces;

/// Headings over what is to be reached and why, and over whom to call.
static NO_WORK: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        "总体要求|指导思想|基本原则|目[标的]$|目标要求|总体思路|意义$|主题$|依据$|背景$|联系方式|联系人|附则|(?:工作|组织)机构$|领导小组$|人员组成$",
    )
});

/// 总务科负责工地卫生。 as an item by itself: somebody named has work.
static HAS_WORK: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        "^[^，。；：:]{2,24}(?:科|室|部|处|办|中心|组|队|院|站|公司|局|委|会|部门|单位)(?:具体|牵头)?(?:负责|承担|开展|组织|做好)[^，。；]{3,}",
    )
});

static QUOTED: LazyLock<Regex> = LazyLock::new(|| pattern("“[^“”]{0,60}”"));

/// What was read, by the places that it was read from and by its words.
#[derive(Debug, Default)]
pub(super) struct Held {
    /// In the order of the text, none within another.
    places: Vec<(usize, usize)>,
    /// Sentences that are shown as they stand.
    whole: HashSet<String>,
    /// What is asked already, with its quotations.
    asked: String,
    /// 按时报送 points to the time of one of them.
    has_reports: bool,
}

impl Held {
    pub(super) fn new(whole: impl IntoIterator<Item = String>, asked: &[Question]) -> Self {
        let asked: Vec<&str> = asked.iter().map(|one| one.text.as_str()).collect();
        Self { whole: whole.into_iter().collect(), asked: asked.join("\n"), ..Self::default() }
    }

    pub(super) fn work(self, tasks: &[Task], measures: &[FoundMeasure]) -> Self {
        let counted = measures.iter().filter(|one| one.target.is_some() || one.open.is_some());
        self.add(tasks.iter().map(|task| &task.source)).add(counted.map(|one| &one.source))
    }

    pub(super) fn times(mut self, phases: &[Phase], rules: &[ReportRule], period: Option<&Period>) -> Self {
        self.has_reports = !rules.is_empty();
        let rules = rules.iter().map(|rule| &rule.source);
        self.add(phases.iter().map(|phase| &phase.source).chain(rules).chain(period.map(|one| &one.source)))
    }

    pub(super) fn add<'e>(mut self, sources: impl IntoIterator<Item = &'e Excerpt>) -> Self {
        self.places.extend(sources.into_iter().map(|source| (source.start, source.end)));
        self.places.sort_unstable();
        let mut merged: Vec<(usize, usize)> = Vec::new();
        for (start, end) in std::mem::take(&mut self.places) {
            match merged.last_mut().filter(|last| start <= last.1) {
                Some(last) => last.1 = last.1.max(end),
                None => merged.push((start, end)),
            }
        }
        self.places = merged;
        self
    }

    /// Whether something that was read stands in a place.
    pub(super) fn touches(&self, place: &Excerpt) -> bool {
        let next = self.places.partition_point(|(_, end)| *end <= place.start);
        self.places.get(next).is_some_and(|(start, _)| *start < place.end)
    }

    fn quotes(&self, sentence: &str) -> bool {
        self.whole.contains(sentence) || self.asked.contains(shortened(sentence).trim_end_matches('…'))
    }
}

/// The sentences that nothing holds, in the order of the text.
pub(super) fn lost(outline: &Outline, decoded: &Decoded, held: &Held) -> Vec<String> {
    let mut net = Net { outline, decoded, held, doers: Doers::of(outline), lost: Vec::new() };
    for part in outline.working_parts() {
        // A paper without headings: what stands behind the sentence that introduces the work is the work.
        let begun = part.opening.iter().position(introduces);
        let body = if part.sections.is_empty() { begun.map_or(1, |at| at + 1) } else { usize::MAX };
        part.opening.iter().enumerate().for_each(|(at, passage)| net.read(passage, at < body));
        part.sections.iter().for_each(|section| net.read_section(section));
    }
    net.lost
}

struct Net<'a> {
    outline: &'a Outline,
    decoded: &'a Decoded,
    held: &'a Held,
    doers: Doers,
    lost: Vec<String>,
}

impl Net<'_> {
    fn read_section(&mut self, section: &Section) {
        let title = section.title();
        let tells = commands(title) && turns_to_units(title);
        if title.chars().count() <= LONGEST_TITLE && NO_WORK.is_match(title) && !tells {
            // 各单位6月底前完成改造 among the aims is work.
            if title.contains("目标") {
                section.each_passage(&mut |passage| self.read_aims(passage));
            }
            return;
        }
        let before = self.lost.len();
        self.read(&section.heading, false);
        let is_item = section.body.is_empty() && section.children.is_empty();
        if is_item && HAS_WORK.is_match(title) && self.lost.len() == before {
            self.read_item(&section.heading, title);
        }
        let table = unread_table(&section.body).unwrap_or(usize::MAX);
        let told = section.body.iter().enumerate();
        let told = told.filter(|(at, passage)| *at <= table || passage.text().contains('。'));
        told.for_each(|(_, passage)| self.read(passage, false));
        section.children.iter().for_each(|child| self.read_section(child));
    }

    /// What is to be reached is told elsewhere; a sentence that turns to the units with a deed, or says by when one is done, is none.
    fn read_aims(&mut self, passage: &Passage) {
        static BY_A_DAY: LazyLock<Regex> = LazyLock::new(|| {
            pattern("(?:月|日|底|末|年)(?:之|以)?前(?:，)?(?:全面|全部|基本)?(?P<deed>[^，。；]+)")
        });
        let text = passage.text();
        for sentence in sentences(text) {
            let words = &text[sentence.clone()];
            let turns = turns_to_units(words) || is_addressed(text, sentence.clone());
            let is_dated = BY_A_DAY.captures(words).is_some_and(|found| begins_with_act(&found["deed"]));
            let is_free = !self.held.touches(&passage.excerpt(self.decoded, sentence.clone()));
            if ((turns && names_deed(words)) || is_dated)
                && is_free
                && !exhorts(text, sentence)
                && !self.held.quotes(words)
            {
                self.lost.push(words.to_owned());
            }
        }
    }

    /// An item that is one sentence and names who has work: a heading to the reader, which asks nothing of it.
    fn read_item(&mut self, heading: &Passage, title: &str) {
        let whole = heading.whole(self.decoded);
        let is_own = is_issuers_own(title, self.outline.issuer.as_deref());
        if !is_own && !self.held.touches(&whole) && !self.held.quotes(title) {
            self.lost.push(title.to_owned());
        }
    }

    fn read(&mut self, passage: &Passage, is_opening: bool) {
        let text = passage.text();
        let dates = self.outline.dates(passage);
        for sentence in sentences(text) {
            let words = &text[sentence.clone()];
            let is_free = || !self.held.touches(&passage.excerpt(self.decoded, sentence.clone()));
            let weighs = || {
                clauses(text, sentence.clone()).into_iter().any(|clause| {
                    let (said, days) = (&text[clause.clone()], within_range(&dates, &clause));
                    // 操作规程已印发，各单位须于4月30日前组织学习: what states hides no command beside it.
                    let bare = &said[item(said)..];
                    let is_told = !states(said) || (commands(bare) && turns_to_units(bare));
                    is_told && self.weighs(said, days)
                })
            };
            // Openings exhort: only a deed, a number or a day is asked there.
            // 现将《…》印发给你们，请认真组织实施: what is issued is not told.
            let told = told_in(text, sentence.clone()).unwrap_or_else(|| sentence.clone());
            let is_deed = || {
                let said = &text[told.clone()];
                names_deed(said) || !amounts(said).is_empty() || !within_range(&dates, &told).is_empty()
            };
            let turns = || turns_to_units(words) || is_addressed(text, sentence.clone());
            // 为…，请各科室填写…: the ground hides no demand behind it.
            let turns_behind = || {
                let behind = clauses(text, sentence.clone()).into_iter().skip(1);
                behind.map(|clause| &text[clause]).any(|said| said.starts_with('请') && turns_to_units(said))
            };
            let is_ground =
                is_opening && ((gives_ground(words) && !turns_behind()) || !turns() || !is_deed());
            let is_lost = !is_ground
                && !words.contains("是否")
                && weighs()
                && is_free()
                && !exhorts(text, told.clone())
                && !self.held.quotes(words)
                && !is_issuers_own(words, self.outline.issuer.as_deref())
                && !matches!(self.doers.part(words, 0..words.len()), (None, Some(Doer::Announced)));
            if is_lost {
                self.lost.push(words.to_owned());
            }
        }
    }

    /// Whether a clause commands, counts something, or names a day that is to come.
    fn weighs(&self, clause: &str, days: &[DateMention]) -> bool {
        let is_ahead = |day: &DateMention| {
            let end = day.when.end().filter(|_| !matches!(day.when, When::Year(_)));
            end.is_some_and(|end| self.outline.issued_on.is_none_or(|issued| end >= issued))
        };
        // 落实“五个必须”: what a name holds commands nothing.
        let clause = &*QUOTED.replace_all(clause, "“”");
        let is_idle = points_elsewhere(clause) && self.held.has_reports && !clause.contains(['将', '把']);
        let counts = || amounts(clause).iter().any(|amount| amount.classifier != "个");
        !is_work_of_reporting(clause)
            && !is_idle
            && (commands(clause)
                || (demands_report(clause) && !is_about_reporting(clause) && !announces_reports(clause))
                || (begins_with_act(clause) && counts())
                || days.iter().any(is_ahead))
    }
}

/// A longer heading, in characters, is a sentence.
const LONGEST_TITLE: usize = 20;

#[cfg(test)]
mod tests {
    use crate::reading::{Decoded, Reading, read};

    fn reading(body: &str) -> Reading {
        let text = format!(
            "关于开展冷库检查的通知\n\n各科室：\n　　请抓好落实。\n{body}\n\n青溪医院安全科\n2026年3月2日\n"
        );
        read(&Decoded::from_text(&text).unwrap()).unwrap()
    }

    #[test]
    fn a_demand_among_the_aims_is_asked() {
        let asked = |aims: &str| {
            let body = format!("　　一、工作目标\n　　{aims}\n　　二、检查内容\n　　各科室要检查冷库。");
            let questions = reading(&body).questions;
            questions.into_iter().find(|one| one.about == "tasks.unread").map(|one| one.text)
        };
        for aims in ["进一步防范事故。各科室6月底前完成冷库改造。", "12月底前完成隐患整改。"]
        {
            assert!(asked(aims).is_some_and(|text| text.contains("底前完成")), "{aims}");
        }
        for aims in ["进一步提高安全意识，防范事故。", "到2026年底，事故明显减少。"]
        {
            assert_eq!(asked(aims), None, "{aims}");
        }
    }

    #[test]
    fn what_states_hides_no_command_beside_it() {
        for body in [
            "一、工作要求\n操作规程已印发，各科室须于4月30日前组织学习。",
            "一、工作要求\n各科室须于4月10日前明确一名联系人。",
            "一、工作要求\n1.各科室须于4月10日前明确一名联系人。",
            "一、工作要求\n线路图纸已印发各科室（各科室须于4月30日前张贴上墙）。",
        ] {
            let read = reading(body);
            let is_held =
                !read.tasks.is_empty() || !read.requirements.is_empty() || !read.report_rules.is_empty();
            assert!(is_held || unread(body).is_some(), "{body}");
        }
        assert_eq!(unread("一、工作要求\n操作规程已印发各科室。"), None);
    }

    fn unread(body: &str) -> Option<String> {
        reading(body).questions.into_iter().find(|one| one.about == "tasks.unread").map(|one| one.text)
    }

    #[test]
    fn single_items_under_the_requirements_are_required() {
        let items = [
            "温度记录须保存两年",
            "发现异常须立即断电",
            "不得迟报、漏报",
            "严禁在库内吸烟",
            "对新职工要进行不少于3学时的培训",
            "每周巡查不少于1次",
        ];
        let lines: Vec<String> = (1..).zip(items).map(|(at, item)| format!("　　{at}.{item}。")).collect();
        let found =
            reading(&format!("　　一、主要任务\n　　开展自查。\n　　二、工作要求\n{}", lines.join("\n")));
        assert_eq!(found.requirements, items);
        let headed = reading(
            "　　一、主要任务\n　　开展自查。\n　　二、工作要求\n　　（一）加强组织领导。各科室要指定专人。",
        );
        assert_eq!(headed.requirements, ["各科室要指定专人"]);
    }

    #[test]
    fn what_no_rule_holds_is_asked() {
        for (heading, sentence) in [
            ("检查方式和时间", "从即日起到3月29日各科室做好自查，医院将于31日前组织检查。"),
            ("活动时间", "3月7日各科室启动活动，4月10日前活动结束。"),
        ] {
            let asked = unread(&format!("　　一、{heading}\n　　{sentence}\n　　二、任务\n　　开展自查。"));
            let begin: String = sentence.chars().take(12).collect();
            assert!(asked.is_some_and(|text| text.contains(&begin)), "{sentence}");
        }
        for sentence in ["为落实“五个必须”，制定本方案。", "安全科将于4月10日组织抽查。", "4月10日是安全日。"]
        {
            let body = format!("　　一、任务\n　　开展自查。\n　　二、说明\n　　{sentence}");
            assert_eq!(unread(&body), None, "{sentence}");
        }
    }

    #[test]
    fn a_report_in_time_is_asked_where_no_time_is_told() {
        let told = |before: &str| {
            unread(&format!("　　一、任务\n　　开展自查。{before}\n　　二、说明\n　　请各科室按时报送。"))
        };
        assert_eq!(told("4月10日前报送总结。"), None);
        assert!(told("").is_some());
    }

    #[test]
    fn plain_words_of_a_paper_without_headings_are_asked() {
        for body in [
            "现就有关事项通知如下：\n各科室在调研的基础上分析库存情况，形成书面分析报告，提出工作建议。",
            "现就有关事项通知如下：\n各科室统计冷库数量，并到设备科领取标签纸。",
        ] {
            let read = reading(&format!("　　{}", body.replace('\n', "\n　　")));
            assert!(!read.tasks.is_empty() || unread(body).is_some(), "{body}: {read:?}");
        }
        let items = "一、设备科负责冷库的维护工作。\n二、总务科开展加强鼠害防治工作。";
        let read = reading(items);
        let asked = read.questions.iter().find(|one| one.about == "tasks.unread").map(|one| &one.text);
        assert!(asked.is_some_and(|text| text.contains("设备科") && text.contains("鼠害")), "{read:?}");
    }

    #[test]
    fn what_is_taken_for_a_report_and_is_none_stays_a_task() {
        for sentence in [
            "各科室调整冷库前要报设备科备案",
            "请各科室在4月9日前对冷库进行检查，本科室无法处理的请及时上报设备科",
        ] {
            let found = reading(&format!("　　一、任务\n　　{sentence}。\n　　二、要求\n　　认真检查。"));
            assert_eq!(found.report_rules, []);
            assert!(found.tasks.iter().any(|task| task.text == sentence), "{:?}", found.tasks);
        }
    }

    #[test]
    fn a_note_in_a_bracket_hides_nothing() {
        let found = reading(
            "　　一、任务\n　　能立即处理的要立即处理，其余的要拿出方案，并于4月15日前报设备科（联系人：王某　邮箱：a@b.cn）。\n　　各科室于3月25日前组织职工观看短片（短片已上传至工作群）。",
        );
        let days: Vec<_> = found.report_rules.iter().flat_map(|rule| &rule.due_on).collect();
        assert_eq!(days.iter().map(|day| day.to_string()).collect::<Vec<_>>(), ["2026-04-15"]);
        assert_eq!(found.tasks.len(), 2, "{:?}", found.tasks);
    }

    #[test]
    fn a_number_that_is_told_to_a_desk_is_a_report_and_people_are_none() {
        let days = |body: &str| reading(&format!("　　一、任务\n　　{body}")).report_rules.len();
        assert_eq!(days("各科室要组织职工参加，并将参加培训人数在3月19日下班前报到医务科201室。"), 1);
        assert_eq!(days("参训人员于3月25日前报到区委党校。"), 0);
    }
}
