//! The sentences of a joined draft: by theme, with the units named.

use campaigns::Reckoning;

use super::Gathered;
use crate::assembly::{Theme, themes};
use crate::standing::Punctuality;

/// How many units are named behind one number.
const NAMED: usize = 5;

/// What was asked for, who has sent, and how much was done.
pub(crate) fn opening(gathered: &Gathered) -> Vec<String> {
    let number = gathered.campaign.document_number.as_ref().map_or_else(String::new, |n| format!("（{n}）"));
    let owing: Vec<_> = gathered.units.iter().filter(|part| !part.is_exempt()).collect();
    let received = owing.iter().filter(|part| part.is_received()).count();
    let late = owing.iter().filter(|part| part.punctuality() == Some(Punctuality::Late)).count();
    let joined = gathered.reporting().count();
    let zero = gathered.reporting().filter(|(_, report)| report.zero_reason.is_some()).count();
    let late = if late > 0 { format!("（其中迟报{late}家）") } else { String::new() };
    let zero = if zero > 0 { format!("，其中零报告{zero}家") } else { String::new() };
    let report = match gathered.reckoning {
        Reckoning::Approved => "审核通过",
        Reckoning::Reported | Reckoning::Logged => "已报送",
    };
    vec![
        format!(
            "根据《{}》{number}要求，现将{}各单位开展情况汇总如下。",
            gathered.campaign.name,
            gathered.period.title()
        ),
        format!(
            "本阶段应报单位{}家，已收到报送{received}家{late}，{report}并纳入本次汇总{joined}家{zero}。\
             截至{}，按“{}”口径统计，各单位共开展活动{}项{}。",
            owing.len(),
            instant(gathered),
            gathered.reckoning.label(),
            activities(gathered),
            leading(gathered)
        ),
    ]
}

/// `2026年11月24日15时20分`.
pub(crate) fn instant(gathered: &Gathered) -> String {
    let as_of = gathered.as_of;
    format!("{}{}", as_of.date().chinese(), as_of.hour_minute().replacen(':', "时", 1) + "分")
}

/// Activities that have come as far as the reckoning asks.
fn activities(gathered: &Gathered) -> usize {
    let counts = |state: &campaigns::TallyState| match gathered.reckoning {
        Reckoning::Logged => true,
        Reckoning::Reported => *state != campaigns::TallyState::Logged,
        Reckoning::Approved => *state == campaigns::TallyState::Approved,
    };
    gathered.units.iter().map(|part| part.states.values().filter(|state| counts(state)).count()).sum()
}

fn leading(gathered: &Gathered) -> String {
    let all = themes().iter().flat_map(|theme| &theme.measures);
    let counted = all.filter(|telling| telling.phrase.contains("{}"));
    let mut figures: Vec<(&str, i64)> =
        counted.map(|telling| (telling.code.as_str(), gathered.total(&telling.code))).collect();
    figures.retain(|(_, total)| *total > 0);
    let named: Vec<String> = figures.iter().take(6).map(|(code, total)| amount(code, *total)).collect();
    if named.is_empty() { String::new() } else { format!("，主要有{}", named.join("、")) }
}

fn amount(code: &str, total: i64) -> String {
    let measure = campaigns::measure(code);
    let (name, unit) = measure.map_or((code, ""), |known| (known.name.as_str(), known.unit.as_str()));
    format!("{name}{total}{unit}")
}

/// One theme: a title and its paragraphs; `None` when nothing was done.
pub(crate) fn theme(theme: &Theme, gathered: &Gathered) -> Option<Vec<String>> {
    let mut clauses = String::new();
    let mut naming = Vec::new();
    for telling in &theme.measures {
        let total = gathered.total(&telling.code);
        if total == 0 {
            continue;
        }
        let lead = match (clauses.is_empty(), telling.joins) {
            (true, _) => "",
            (false, true) => "，",
            (false, false) => "；",
        };
        clauses.push_str(lead);
        clauses.push_str(&clause(&telling.phrase, &telling.code, total));
        naming.extend(named(&telling.phrase, &telling.code, gathered));
    }
    (!clauses.is_empty()).then(|| [vec![format!("各单位共{clauses}。")], naming].concat())
}

/// `举办讲座120场`; what is only done or not: `成立领导小组的有55家`.
fn clause(phrase: &str, code: &str, total: i64) -> String {
    let unit = campaigns::measure(code).map_or("", |measure| measure.unit.as_str());
    match phrase.contains("{}") {
        true => phrase.replacen("{}", &format!("{total}{unit}"), 1),
        false => format!("有{total}家{phrase}"),
    }
}

/// The units that did most of a count, or all that did a task, when there are few.
fn named(phrase: &str, code: &str, gathered: &Gathered) -> Option<String> {
    let (before, after) = phrase.split_once("{}")?;
    let unit = campaigns::measure(code).map_or("", |measure| measure.unit.as_str());
    let mut units: Vec<(&str, i64)> = gathered
        .units
        .iter()
        .filter_map(|part| Some((part.unit.name.as_str(), *part.figures.get(code)?)))
        .collect();
    if units.len() < 2 && gathered.units.len() > 1 {
        let (name, _) = units.first()?;
        return Some(format!("其中，{name}{before}{}{unit}{after}。", gathered.total(code)));
    }
    units.sort_by_key(|(_, figure)| std::cmp::Reverse(*figure));
    let more = if units.len() > NAMED { "等" } else { "" };
    let list: Vec<String> =
        units.iter().take(NAMED).map(|(name, figure)| format!("{name}{figure}{unit}")).collect();
    Some(format!("{before}{after}较多的有{}{more}。", list.join("、")))
}
