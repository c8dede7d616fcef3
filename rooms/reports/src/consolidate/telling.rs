//! The sentences of a joined draft: by theme, with the units named.

use campaigns::Reckoning;

use super::{Gathered, UnitPart};
use crate::assembly::{Telling, Theme, theme_of, themes};
use crate::standing::Punctuality;

/// How many units are named behind one number.
const NAMED: usize = 3;
/// How many of its figures a named unit is told with.
const FIGURES_A_UNIT: usize = 3;

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
            "根据{}《{}》{number}要求，现将{}各单位开展情况汇总如下。",
            superiors(&gathered.campaign.superior_basis),
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

/// The superior's paper in front of the bureau's own: the report goes up to who sent it.
fn superiors(basis: &str) -> String {
    if basis.is_empty() { String::new() } else { format!("{basis}和") }
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
    let named: Vec<String> =
        figures.iter().take(6).map(|(code, total)| amount(gathered, code, *total)).collect();
    if named.is_empty() { String::new() } else { format!("，主要有{}", named.join("、")) }
}

fn amount(gathered: &Gathered, code: &str, total: i64) -> String {
    let measure = gathered.measures.get(code);
    let (name, unit) = measure.map_or((code, ""), |known| (known.name.as_str(), known.unit.as_str()));
    format!("{name}{total}{unit}")
}

/// What no theme tells of: measures of the bureau's own; `None` when nothing was done of them.
pub(crate) fn untold(gathered: &Gathered) -> Option<String> {
    let own = gathered.measures.every().filter(|measure| theme_of(&measure.code).is_none());
    let totals = own.map(|measure| (measure.code.as_str(), gathered.total(&measure.code)));
    let told: Vec<String> =
        totals.filter(|(_, total)| *total > 0).map(|(code, total)| amount(gathered, code, total)).collect();
    (!told.is_empty()).then(|| format!("各单位共完成{}。", told.join("、")))
}

/// One theme: what all units did together, then what the foremost ones did; `None` when nothing was done.
pub(crate) fn theme(theme: &Theme, gathered: &Gathered) -> Option<Vec<String>> {
    let done: Vec<&Telling> =
        theme.measures.iter().filter(|telling| gathered.total(&telling.code) > 0).collect();
    let lead = done.first()?;
    let mut clauses = String::new();
    for telling in &done {
        let lead = match (clauses.is_empty(), telling.joins) {
            (true, _) => "",
            (false, true) => "，",
            (false, false) => "；",
        };
        clauses.push_str(lead);
        clauses.push_str(&together(gathered, telling, gathered.total(&telling.code)));
    }
    Some(vec![format!("各单位共{clauses}。"), foremost(&lead.code, &done, gathered)])
}

/// `举办讲座120场`; what is only done or not: `有55家成立领导小组`.
fn together(gathered: &Gathered, telling: &Telling, total: i64) -> String {
    if telling.phrase.contains("{}") {
        filled(gathered, telling, total)
    } else {
        format!("有{total}家{}", telling.phrase)
    }
}

/// `举办讲座12场`; what is only done or not: `成立领导小组`.
fn filled(gathered: &Gathered, telling: &Telling, figure: i64) -> String {
    let unit = gathered.unit_of(&telling.code);
    telling.phrase.replacen("{}", &format!("{figure}{unit}"), 1)
}

/// What the units did that did most of the theme's leading measure.
fn foremost(lead: &str, done: &[&Telling], gathered: &Gathered) -> String {
    let figure = |part: &UnitPart, code: &str| part.figures.get(code).copied().unwrap_or(0);
    let mut units: Vec<&UnitPart> =
        gathered.units.iter().filter(|part| done.iter().any(|one| figure(part, &one.code) > 0)).collect();
    units.sort_by_key(|part| std::cmp::Reverse(figure(part, lead)));
    let told = units.iter().take(NAMED).map(|part| {
        let its = done.iter().filter(|telling| figure(part, &telling.code) > 0).take(FIGURES_A_UNIT);
        let clauses: Vec<String> =
            its.map(|telling| filled(gathered, telling, figure(part, &telling.code))).collect();
        format!("{}{}", part.unit.name, clauses.join("、"))
    });
    format!("其中，{}。", told.collect::<Vec<_>>().join("；"))
}
