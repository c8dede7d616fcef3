use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet, HashMap};

use activities::facts::ActivityFact;
use campaigns::facts::{CampaignFact, ProgressFact, TallyRow};
use campaigns::{CampaignId, DueId, Measures, PhaseId, Reckoning, TallyState};
use clock::Moment;
use db::{Db, DbError, Reads};
use people::UnitId;
use people::facts::UnitFact;

use super::merged::{Whole, wholes};
use crate::assembly::Period;
use crate::consolidation::{Snapshot, UnitSnapshot};
use crate::frozen::Frozen;
use crate::load;
use crate::standing::{DueState, Punctuality, Standing};
use crate::store::{consolidations, standings, submissions};

use super::split::{self, SplitTable};

/// Everything that a joined draft is made of, as of one instant.
#[derive(Clone, Debug)]
pub(crate) struct Gathered {
    pub(crate) campaign: CampaignFact,
    /// The catalogue as it is now.
    pub(crate) measures: Measures,
    /// The body that joins the reports.
    pub(crate) bureau: String,
    pub(crate) period: Period,
    pub(crate) reckoning: Reckoning,
    pub(crate) as_of: Moment,
    /// The units under the names that they had then.
    pub(crate) units: Vec<UnitPart>,
    /// The indicators that count a part of their measure only.
    pub(crate) narrowed: Vec<ProgressFact>,
    /// By 渠道、来源 and by 主讲, where any row says so.
    pub(crate) splits: Vec<SplitTable>,
    /// The same as they are after all merges; empty when nothing was merged.
    pub(crate) wholes: Vec<Whole>,
}

/// One enrolled unit's part.
#[derive(Clone, Debug)]
pub(crate) struct UnitPart {
    pub(crate) unit: UnitFact,
    /// How it stands with the date that is joined; none where it owes nothing.
    pub(crate) standing: Option<Standing>,
    /// Its report, where it counts in the chosen reckoning.
    pub(crate) report: Option<Frozen>,
    /// By measure code, in the chosen reckoning; without zeros.
    pub(crate) figures: BTreeMap<String, i64>,
    /// By the key of a narrowed indicator, likewise.
    pub(crate) narrowed: BTreeMap<String, i64>,
    /// Everything that it logged in the phase, whatever became of it.
    pub(crate) activities: Vec<ActivityFact>,
    /// How far each activity has come, by its id.
    pub(crate) states: HashMap<String, TallyState>,
}

impl UnitPart {
    /// What it did of a measure, by its code, or of a narrowed indicator, by its key.
    pub(crate) fn figure(&self, key: &str) -> i64 {
        self.figures.get(key).or_else(|| self.narrowed.get(key)).copied().unwrap_or(0)
    }

    /// The one word about its report.
    pub(crate) fn due_state(&self, as_of: Moment) -> Option<DueState> {
        self.standing.as_ref().map(|standing| standing.due_state(as_of.date()))
    }

    /// The word with what it hides: `审核通过（迟报）`; blank where it owes nothing.
    pub(crate) fn in_words(&self, as_of: Moment) -> String {
        let Some(state) = self.due_state(as_of) else { return String::new() };
        let late = if self.punctuality() == Some(Punctuality::Late) { "（迟报）" } else { "" };
        format!("{}{late}", state.stage().label())
    }

    /// How its first version came.
    pub(crate) fn punctuality(&self) -> Option<Punctuality> {
        self.standing.as_ref().and_then(Standing::punctuality)
    }

    /// Whether it has sent something, whatever became of it.
    pub(crate) fn is_received(&self) -> bool {
        self.standing.as_ref().is_some_and(|standing| standing.first_submitted_at.is_some())
    }

    pub(crate) fn is_exempt(&self) -> bool {
        self.standing.as_ref().is_some_and(|one| one.report_state() == crate::ReportState::Exempt)
    }

    /// Whether its report is not part of the draft though it should be by now.
    pub(crate) fn is_missing(&self, as_of: Moment) -> bool {
        let is_ahead = matches!(self.due_state(as_of), None | Some(DueState::NotDue | DueState::AnyTime));
        self.report.is_none() && !self.is_exempt() && !is_ahead
    }
}

impl Gathered {
    /// The sum of a measure, or of a narrowed indicator, over all units.
    pub(crate) fn total(&self, key: &str) -> i64 {
        self.units.iter().map(|part| part.figure(key)).fold(0, i64::saturating_add)
    }

    /// `宣传手册（册）`; blank for what the catalogue does not know.
    pub(crate) fn heading(&self, key: &str) -> String {
        let measure = self.measures.get(key).map(|known| (&known.name, &known.unit));
        let narrowed = || self.narrowed.iter().find(|fact| fact.key() == key);
        let named = measure.or_else(|| narrowed().map(|fact| (&fact.name, &fact.unit)));
        named.map_or_else(String::new, |(name, unit)| format!("{name}（{unit}）"))
    }

    /// A measure with the keys of its narrowed indicators.
    pub(crate) fn with_narrowed<'a>(&self, code: &'a str) -> Vec<Cow<'a, str>> {
        let narrowed = self.narrowed.iter().filter(|fact| fact.measure == code);
        std::iter::once(code.into()).chain(narrowed.map(|fact| fact.key().into())).collect()
    }

    /// What a reader of the figures must know of merges: under which name what stands.
    pub(crate) fn footnotes(&self) -> Vec<String> {
        let note = |part: &UnitPart| {
            let (merger, name) = (part.unit.merger()?, &part.unit.name);
            let (on, into) = (merger.on, merger.into_name);
            Some(format!("{name}于 {on} 并入{into}，此前的数据列在原名称下"))
        };
        self.units.iter().filter_map(note).collect()
    }

    /// The unit of count of a measure.
    pub(crate) fn unit_of(&self, code: &str) -> &str {
        self.measures.get(code).map_or("", |known| known.unit.as_str())
    }

    /// The figures, for telling the next version from this one.
    pub(crate) fn snapshot(&self) -> Snapshot {
        let unit =
            |part: &UnitPart| UnitSnapshot { is_in: part.report.is_some(), figures: part.figures.clone() };
        Snapshot { units: self.units.iter().map(|part| (part.unit.name.clone(), unit(part))).collect() }
    }

    /// The units whose report is part of the draft.
    pub(crate) fn reporting(&self) -> impl Iterator<Item = (&UnitPart, &Frozen)> {
        self.units.iter().filter_map(|part| part.report.as_ref().map(|report| (part, report)))
    }
}

/// Reads the phase; [`DbError::Missing`] when campaign or phase are not there.
pub(crate) async fn gather(
    db: &Db,
    campaign: CampaignId,
    phase: PhaseId,
    reckoning: Reckoning,
    as_of: Moment,
) -> Result<Gathered, DbError> {
    let fact = campaigns::facts::campaign(db, campaign).await?.ok_or(DbError::Missing)?;
    let phases = campaigns::facts::phases(db, campaign).await?;
    let period = load::named(&phases, phase).ok_or(DbError::Missing)?;
    let all = standings_of(db, campaign, phase).await?;
    let due = joined(&all, as_of);
    let mut standings: HashMap<UnitId, Standing> =
        all.into_iter().filter(|one| Some(one.due) == due).map(|one| (one.unit, one)).collect();
    let mut reports = match due {
        Some(due) => reports(db, due, reckoning).await?,
        None => HashMap::new(),
    };
    let counted = campaigns::facts::tally_rows(db, campaign, Some(phase), None, None, reckoning).await?;
    let logged =
        campaigns::facts::tally_rows(db, campaign, Some(phase), None, None, Reckoning::Logged).await?;
    let logged = by_unit(logged);
    let measures = campaigns::facts::measures(db).await?;
    let mut narrowed = campaigns::facts::progress(db, campaign, Some(phase), None, reckoning).await?;
    narrowed.retain(|fact| !fact.filter.is_empty());
    let splits = split::tables(&counted, &measures, reckoning);
    let counted = by_unit(counted);
    let mut units = Vec::new();
    let (all, enrolled) = enrolled(db, &fact).await?;
    let count = |rows: &[TallyRow]| figures(rows, reckoning, &measures);
    let wholes = wholes(&all, &enrolled, &counted, count);
    for unit in all.into_iter().filter(|unit| enrolled.contains(&unit.id)) {
        let rows = counted.get(&unit.id).map_or(&[][..], Vec::as_slice);
        let states = logged.get(&unit.id).map_or(&[][..], Vec::as_slice);
        units.push(UnitPart {
            standing: standings.remove(&unit.id),
            report: reports.remove(&unit.id),
            figures: count(rows),
            narrowed: parts(&narrowed, rows, reckoning, &measures),
            activities: activities::facts::activities(db, unit.id, campaign, Some(phase)).await?,
            states: furthest(states),
            unit,
        });
    }
    let bureau = consolidations::name_at(db, &fact.place).await?;
    Ok(Gathered {
        campaign: fact,
        measures,
        bureau,
        period,
        reckoning,
        as_of,
        units,
        wholes,
        narrowed,
        splits,
    })
}

/// How many reports of a phase a draft would join now.
pub(crate) async fn ready(
    reads: &impl Reads,
    campaign: CampaignId,
    phase: PhaseId,
    reckoning: Reckoning,
    as_of: Moment,
) -> Result<usize, DbError> {
    match joined(&standings_of(reads, campaign, phase).await?, as_of) {
        Some(due) => Ok(reports(reads, due, reckoning).await?.len()),
        None => Ok(0),
    }
}

/// Which of a phase's dates is joined: the last one that has passed or that something was sent for, else the first.
fn joined(standings: &[Standing], as_of: Moment) -> Option<DueId> {
    let has_come = |one: &&Standing| {
        one.first_submitted_at.is_some() || one.due_on.is_some_and(|date| date <= as_of.date())
    };
    let dated = || standings.iter().filter(|one| one.due_on.is_some());
    let last = dated().filter(has_come).max_by_key(|one| (one.due_on, one.due));
    last.or_else(|| dated().min_by_key(|one| (one.due_on, one.due))).map(|one| one.due)
}

async fn reports(
    reads: &impl Reads,
    due: DueId,
    reckoning: Reckoning,
) -> Result<HashMap<UnitId, Frozen>, DbError> {
    let approved_only = reckoning == Reckoning::Approved;
    let sent = submissions::standing(reads, due, approved_only).await?;
    let withheld = activities::facts::withheld(reads).await?;
    Ok(sent.into_iter().map(|(unit, sent)| (unit, sent.frozen.without(&withheld))).collect())
}

/// How every unit stands with every date of a phase.
async fn standings_of(
    reads: &impl Reads,
    campaign: CampaignId,
    phase: PhaseId,
) -> Result<Vec<Standing>, DbError> {
    let mut all = standings::of_campaign(reads, campaign).await?;
    all.retain(|standing| standing.phase == Some(phase));
    Ok(all)
}

/// Every unit of the bureau, and which of them take part or did.
async fn enrolled(db: &Db, campaign: &CampaignFact) -> Result<(Vec<UnitFact>, Vec<UnitId>), DbError> {
    let enrolments = campaigns::facts::enrolments(db, campaign.id).await?;
    let units = people::facts::units_below(db, &campaign.place).await?;
    Ok((units, enrolments.into_iter().map(|enrolment| enrolment.unit).collect()))
}

pub(super) fn by_unit(rows: Vec<TallyRow>) -> HashMap<UnitId, Vec<TallyRow>> {
    let mut by_unit: HashMap<UnitId, Vec<TallyRow>> = HashMap::new();
    for row in rows {
        by_unit.entry(row.unit).or_default().push(row);
    }
    by_unit
}

pub(super) fn figures(rows: &[TallyRow], reckoning: Reckoning, measures: &Measures) -> BTreeMap<String, i64> {
    let counted: BTreeSet<&str> = rows.iter().map(|row| row.measure.as_str()).collect();
    let figure = |code: &str| {
        let figure = campaigns::facts::figure(measures.get(code)?, rows, reckoning);
        (figure > 0).then(|| (code.to_owned(), figure))
    };
    counted.into_iter().filter_map(figure).collect()
}

fn parts(
    narrowed: &[ProgressFact],
    rows: &[TallyRow],
    reckoning: Reckoning,
    measures: &Measures,
) -> BTreeMap<String, i64> {
    let part = |fact: &ProgressFact| {
        let measure = measures.get(&fact.measure)?;
        let figure = campaigns::facts::figure_of(measure, &fact.filter, rows, reckoning);
        (figure > 0).then(|| (fact.key(), figure))
    };
    narrowed.iter().filter_map(part).collect()
}

fn furthest(rows: &[TallyRow]) -> HashMap<String, TallyState> {
    let mut states: HashMap<String, TallyState> = HashMap::new();
    for row in rows {
        let known = states.entry(row.source_id.clone()).or_insert(row.state);
        *known = (*known).max(row.state);
    }
    states
}
