use std::collections::{BTreeMap, HashMap};

use activities::facts::ActivityFact;
use campaigns::facts::{CampaignFact, TallyRow};
use campaigns::{CampaignId, PhaseId, Reckoning, TallyState};
use clock::Moment;
use db::{Db, DbError};
use people::UnitId;
use people::facts::UnitFact;

use crate::assembly::{Period, value};
use crate::consolidation::{Snapshot, UnitSnapshot};
use crate::frozen::Frozen;
use crate::load;
use crate::standing::{DueState, Punctuality, Standing};
use crate::store::{consolidations, standings, submissions};

/// Everything that a joined draft is made of, as of one instant.
#[derive(Clone, Debug)]
pub(crate) struct Gathered {
    pub(crate) campaign: CampaignFact,
    /// The body that joins the reports.
    pub(crate) bureau: String,
    pub(crate) period: Period,
    pub(crate) reckoning: Reckoning,
    pub(crate) as_of: Moment,
    pub(crate) units: Vec<UnitPart>,
}

/// One enrolled unit's part.
#[derive(Clone, Debug)]
pub(crate) struct UnitPart {
    pub(crate) unit: UnitFact,
    /// How it stands with each due date of the phase.
    pub(crate) standings: Vec<Standing>,
    /// Its report, where it counts in the chosen reckoning.
    pub(crate) report: Option<Frozen>,
    /// By measure code, in the chosen reckoning; without zeros.
    pub(crate) figures: BTreeMap<String, i64>,
    /// Everything that it logged in the phase, whatever became of it.
    pub(crate) activities: Vec<ActivityFact>,
    /// How far each activity has come, by its id.
    pub(crate) states: HashMap<String, TallyState>,
}

impl UnitPart {
    /// The standing that says most: what is not approved before what is.
    pub(crate) fn due_state(&self, as_of: Moment) -> Option<DueState> {
        self.standings.iter().map(|standing| standing.due_state(as_of.date())).min()
    }

    /// How its first version came, the worst of them.
    pub(crate) fn punctuality(&self) -> Option<Punctuality> {
        self.standings.iter().filter_map(Standing::punctuality).max_by_key(|came| *came == Punctuality::Late)
    }

    /// Whether it has sent something, whatever became of it.
    pub(crate) fn is_received(&self) -> bool {
        self.standings.iter().any(|standing| standing.first_submitted_at.is_some())
    }

    pub(crate) fn is_exempt(&self) -> bool {
        !self.standings.is_empty()
            && self.standings.iter().all(|standing| standing.report_state() == crate::ReportState::Exempt)
    }
}

impl Gathered {
    /// The sum of a measure over all units.
    pub(crate) fn total(&self, code: &str) -> i64 {
        self.units
            .iter()
            .filter_map(|part| part.figures.get(code))
            .fold(0, |sum, one| sum.saturating_add(*one))
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
    let mut reports = reports(db, campaign, phase, reckoning).await?;
    let counted =
        by_unit(campaigns::facts::tally_rows(db, campaign, Some(phase), None, None, reckoning).await?);
    let logged =
        campaigns::facts::tally_rows(db, campaign, Some(phase), None, None, Reckoning::Logged).await?;
    let logged = by_unit(logged);
    let mut standings = standings_by_unit(db, campaign, phase).await?;
    let mut units = Vec::new();
    for unit in enrolled(db, &fact).await? {
        let rows = counted.get(&unit.id).map_or(&[][..], Vec::as_slice);
        let states = logged.get(&unit.id).map_or(&[][..], Vec::as_slice);
        units.push(UnitPart {
            standings: standings.remove(&unit.id).unwrap_or_default(),
            report: reports.remove(&unit.id),
            figures: figures(rows, reckoning),
            activities: activities::facts::activities(db, unit.id, campaign, Some(phase)).await?,
            states: furthest(states),
            unit,
        });
    }
    let bureau = consolidations::name_at(db, &fact.place).await?;
    Ok(Gathered { campaign: fact, bureau, period, reckoning, as_of, units })
}

async fn reports(
    db: &Db,
    campaign: CampaignId,
    phase: PhaseId,
    reckoning: Reckoning,
) -> Result<HashMap<UnitId, Frozen>, DbError> {
    let approved_only = reckoning == Reckoning::Approved;
    let sent = submissions::standing(db, campaign, phase, approved_only).await?;
    Ok(sent.into_iter().map(|(unit, sent)| (unit, sent.frozen)).collect())
}

async fn standings_by_unit(
    db: &Db,
    campaign: CampaignId,
    phase: PhaseId,
) -> Result<HashMap<UnitId, Vec<Standing>>, DbError> {
    let mut by_unit: HashMap<UnitId, Vec<Standing>> = HashMap::new();
    for standing in standings::of_campaign(db, campaign).await? {
        if standing.phase == Some(phase) {
            by_unit.entry(standing.unit).or_default().push(standing);
        }
    }
    Ok(by_unit)
}

async fn enrolled(db: &Db, campaign: &CampaignFact) -> Result<Vec<UnitFact>, DbError> {
    let enrolments = campaigns::facts::enrolments(db, campaign.id).await?;
    let mut units = people::facts::units_below(db, &campaign.place).await?;
    units.retain(|unit| enrolments.iter().any(|enrolment| enrolment.unit == unit.id));
    Ok(units)
}

fn by_unit(rows: Vec<TallyRow>) -> HashMap<UnitId, Vec<TallyRow>> {
    let mut by_unit: HashMap<UnitId, Vec<TallyRow>> = HashMap::new();
    for row in rows {
        by_unit.entry(row.unit).or_default().push(row);
    }
    by_unit
}

fn figures(rows: &[TallyRow], reckoning: Reckoning) -> BTreeMap<String, i64> {
    let mut figures = BTreeMap::new();
    for row in rows {
        figures.entry(row.measure.clone()).or_insert_with(|| value(&row.measure, rows, reckoning));
    }
    figures.retain(|_, figure| *figure > 0);
    figures
}

fn furthest(rows: &[TallyRow]) -> HashMap<String, TallyState> {
    let mut states: HashMap<String, TallyState> = HashMap::new();
    for row in rows {
        let known = states.entry(row.source_id.clone()).or_insert(row.state);
        *known = (*known).max(row.state);
    }
    states
}
