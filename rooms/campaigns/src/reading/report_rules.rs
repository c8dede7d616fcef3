//! What the recipients must send up, and when: dates, phase ends, cycles, and the vague words of a covering notice.

use std::ops::Range;
use std::sync::LazyLock;

use clock::CivilDate;
use gongwen::read::dates::{DateMention, When};
use gongwen::read::{Decoded, Outline, PartKind, Passage, Section};
use regex::Regex;

use super::model::{Every, Phase, ReportKind, ReportRule};
use super::pattern::pattern;
use super::report_verb::{demands_report, hands_in};
use super::sentence::{clauses, sentences};

static EACH_PHASE: LazyLock<Regex> = LazyLock::new(|| {
    pattern("(?:每个?|各个?|每一|分)(?:工作|实施|活动)?阶段|阶段(?:工作|任务|活动)?(?:结束|完成|末|终了)")
});
static MONTH_END: LazyLock<Regex> = LazyLock::new(|| pattern("阶段的?(?:当)?月(?:底|末)"));
static CYCLE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        "(?P<half>每半年|按半年|半年报|每年(?:6月|七月|7月)[^。]{0,6}12月)|(?P<quarter>每个?季度?|按季度?|逐季|季报|季度末)|(?P<week>每周|按周|逐周|周报|每星期|每双周)|(?P<month>每个?月|按月|逐月|月报|当月底?前|次月)|(?P<year>每年度?|按年度?|逐年|年报|每个?年度)|(?P<some>定期)",
    )
});
static VAGUE: LazyLock<Regex> = LazyLock::new(|| pattern("随时|及时|第一时间|即时|适时|立即"));
static RELATIVE: LazyLock<Regex> =
    LazyLock::new(|| pattern("[0-9一二两三五七十]+个?(?:工作日|日|天|周|星期|个?月)(?:之?内|以内)"));
/// 阶段结束后5日内: days after each end.
static DAYS_AFTER: LazyLock<Regex> = LazyLock::new(|| {
    pattern("(?:结束|完成)后的?([0-9]{1,3}|[一二三五七十]|十五)个?(日|天|工作日|周|月|个月)之?内")
});
static PICTURES: LazyLock<Regex> = LazyLock::new(|| pattern("图片|照片|相片|影像|图文|影音|音像"));
static REPORT_HEADING: LazyLock<Regex> = LazyLock::new(|| pattern("报送|上报|信息|总结|反馈|材料"));
static HOUR: LazyLock<Regex> = LazyLock::new(|| {
    pattern("(上午|中午|下午|晚上?)?([0-9]{1,2})(?:[:：]([0-9]{2})|[时点](?:([0-9]{1,2})分)?)")
});
/// Who speaks, not who is spoken to.
static ISSUER_ITSELF: LazyLock<Regex> =
    LazyLock::new(|| pattern("(?:我[局委厅办会部司]|本[局委厅办])[^，。]{0,12}(?:将|汇总|统一)"));

/// Where a sentence stands decides whether vague words count.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    /// The covering notice, a closing clause, or under a heading about reports.
    Instructing,
    Body,
}

/// Finds the report rules in the order of the text.
pub(super) fn report_rules(outline: &Outline, decoded: &Decoded, phases: &[Phase]) -> Vec<ReportRule> {
    let mut reader = RuleReader { outline, decoded, phases, found: Vec::new() };
    let last = last_passage(outline);
    for part in outline.main_parts() {
        let is_cover = part.kind == PartKind::Main;
        for passage in &part.opening {
            let is_last = last.is_some_and(|one| std::ptr::eq(one, passage));
            reader.read(passage, place(is_cover || is_last));
        }
        for section in &part.sections {
            reader.read_section(section, last, false);
        }
    }
    reader.found
}

fn place(is_instructing: bool) -> Place {
    if is_instructing { Place::Instructing } else { Place::Body }
}

fn last_passage(outline: &Outline) -> Option<&Passage> {
    let mut last = None;
    outline.main_parts().for_each(|part| part.each_passage(&mut |passage| last = Some(passage)));
    last
}

struct RuleReader<'a, 'd> {
    outline: &'a Outline,
    decoded: &'d Decoded,
    phases: &'a [Phase],
    found: Vec<ReportRule>,
}

/// The clauses that a demand takes: from the demand before to its own verb.
struct Demand<'t> {
    text: &'t str,
    /// The clause with the verb.
    clause: &'t str,
    range: Range<usize>,
}

impl RuleReader<'_, '_> {
    fn read_section(&mut self, section: &Section, last: Option<&Passage>, is_about_reports: bool) {
        let title = section.title();
        let is_short = title.chars().count() <= 20;
        let is_about_reports = is_about_reports || (is_short && REPORT_HEADING.is_match(title));
        // A short heading such as 及时报送 names what follows; only a time in it makes it a rule.
        let is_last = last.is_some_and(|one| std::ptr::eq(one, &section.heading));
        self.read(&section.heading, place(!is_short && (is_about_reports || is_last)));
        for passage in &section.body {
            let is_last = last.is_some_and(|one| std::ptr::eq(one, passage));
            self.read(passage, place(is_about_reports || is_last));
        }
        for child in &section.children {
            self.read_section(child, last, is_about_reports);
        }
    }

    fn read(&mut self, passage: &Passage, place: Place) {
        let text = passage.text();
        if !text.contains(['报', '馈', '交', '送', '发', '传', '寄']) {
            return;
        }
        let dates = self.outline.dates(passage);
        let mut is_instructing = place == Place::Instructing;
        for sentence in sentences(text) {
            let mut free_from = sentence.start;
            for clause in clauses(text, sentence.clone()) {
                if !demands_report(&text[clause.clone()]) {
                    continue;
                }
                let range = free_from..clause.end;
                let start = range.start + text[range.clone()].len()
                    - text[range.clone()].trim_start_matches(['，', ',', '、']).len();
                let demand =
                    Demand { text: &text[start..range.end], clause: &text[clause], range: start..range.end };
                if self.is_issuers_own(demand.text) {
                    continue;
                }
                let rules = self.rules(passage, &demand, &dates, is_instructing);
                is_instructing |= !rules.is_empty();
                if !rules.is_empty() {
                    free_from = range.end;
                }
                self.found.extend(rules);
            }
        }
    }

    fn is_issuers_own(&self, text: &str) -> bool {
        let issuer = self.outline.issuer.as_deref().unwrap_or_default();
        let names_issuer = !issuer.is_empty() && text.trim_start().starts_with(issuer);
        ISSUER_ITSELF.is_match(text)
            || (names_issuer && text[issuer.len()..].starts_with(['将', '负', '汇', '统']))
    }

    fn rules(
        &self,
        passage: &Passage,
        demand: &Demand<'_>,
        dates: &[DateMention],
        is_instructing: bool,
    ) -> Vec<ReportRule> {
        let own: Vec<&DateMention> = dates
            .iter()
            .filter(|mention| {
                demand.range.start <= mention.range.start && mention.range.end <= demand.range.end
            })
            .collect();
        let due: Vec<CivilDate> = own.iter().filter_map(|mention| self.due(mention)).collect();
        let rule = |kind, due_on, every| vec![self.rule(passage, demand, kind, due_on, every, &own)];
        if EACH_PHASE.is_match(demand.text) {
            return rule(ReportKind::PhaseEnd, self.phase_ends(demand.text), None);
        }
        let is_yearly = own.iter().any(|mention| mention.yearly);
        if let Some(every) = cycle(demand, is_yearly, own.len()) {
            let counts = every.is_some() || is_instructing;
            return if counts { rule(ReportKind::Periodic, Vec::new(), every) } else { Vec::new() };
        }
        if !due.is_empty() {
            return rule(ReportKind::Once, due, None);
        }
        if own.iter().any(|mention| mention.when == When::Unclear) || RELATIVE.is_match(demand.text) {
            return rule(ReportKind::Once, Vec::new(), None);
        }
        let is_vague = VAGUE.is_match(demand.text);
        if !is_instructing || !(is_vague || hands_in(demand.clause)) {
            return Vec::new();
        }
        rule(if is_vague { ReportKind::AnyTime } else { ReportKind::Once }, Vec::new(), None)
    }

    /// The day by which a mention asks for something: one that lies ahead.
    fn due(&self, mention: &DateMention) -> Option<CivilDate> {
        let end = mention.when.end().filter(|_| !mention.yearly)?;
        self.outline.issued_on.is_none_or(|issued_on| end >= issued_on).then_some(end)
    }

    /// When a report for each phase is due; working days are left open, they need a calendar.
    fn phase_ends(&self, text: &str) -> Vec<CivilDate> {
        let at_month_end = MONTH_END.is_match(text);
        let days_after = match DAYS_AFTER.captures(text) {
            Some(found) if matches!(&found[2], "日" | "天") => found[1].parse().ok(),
            Some(_) => None,
            None => Some(0),
        };
        let Some(days_after) = days_after else { return Vec::new() };
        let ends = self.phases.iter().filter_map(|phase| phase.ends_on);
        ends.map(|end| if at_month_end { end.end_of_month() } else { end.plus_days(days_after) }).collect()
    }

    fn rule(
        &self,
        passage: &Passage,
        demand: &Demand<'_>,
        kind: ReportKind,
        mut due_on: Vec<CivilDate>,
        every: Option<Every>,
        own: &[&DateMention],
    ) -> ReportRule {
        due_on.sort_unstable();
        due_on.dedup();
        let due_time = own.iter().find_map(|mention| mention.hour.clone()).or_else(|| hour(demand.text));
        ReportRule {
            kind,
            due_on,
            due_time,
            every,
            with_pictures: PICTURES.is_match(demand.text),
            what: demand.text.to_owned(),
            source: passage.excerpt(self.decoded, demand.range.clone()),
        }
    }
}

/// The cycle that the clause names: `Some(None)` for 定期, which names none.
fn cycle(demand: &Demand<'_>, is_yearly: bool, dates: usize) -> Option<Option<Every>> {
    let bounded = demand.text.contains(['前', '底', '末', '内']);
    let within = if bounded { demand.text } else { demand.clause };
    let found = CYCLE.captures(within);
    let named = |name: &str| found.as_ref().is_some_and(|found| found.name(name).is_some());
    if is_yearly {
        return Some(Some(if dates == 2 { Every::HalfYear } else { Every::Year }));
    }
    [
        ("half", Some(Every::HalfYear)),
        ("quarter", Some(Every::Quarter)),
        ("week", Some(Every::Week)),
        ("month", Some(Every::Month)),
        ("year", Some(Every::Year)),
        ("some", None),
    ]
    .into_iter()
    .find_map(|(name, every)| named(name).then_some(every))
}

fn hour(text: &str) -> Option<String> {
    let found = HOUR.captures(text)?;
    let hour: u32 = found.get(2)?.as_str().parse().ok()?;
    let minute: u32 = found.get(3).or(found.get(4)).map_or(Ok(0), |m| m.as_str().parse()).ok()?;
    let is_late = found.get(1).is_some_and(|half| half.as_str() != "上午" && half.as_str() != "中午");
    let hour = if is_late && hour < 12 { hour + 12 } else { hour };
    (hour <= 24 && minute < 60).then(|| format!("{hour:02}:{minute:02}"))
}
