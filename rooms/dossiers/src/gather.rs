//! Reads what the rooms know of one unit.

use std::collections::HashMap;

use activities::facts::{CountedFor, DoneFact, Pictures};
use campaigns::facts::{PartFact, ProgressFact, SignedFact};
use campaigns::{CampaignId, Measures, Reckoning};
use clock::{CivilDate, Moment};
use db::{Db, DbError};
use people::facts::{ParticularsFact, UnitFact};
use plans::facts::PlanFact;
use reports::facts::ReportFact;
use web::Fault;

use crate::choice::{Choice, Stretch, years};
use crate::verbs::Asked;

/// The most pictures that one file holds.
pub(crate) const MOST_PICTURES: usize = 3000;

/// How much is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Depth {
    /// What a page shows: the latest activities and pictures of each campaign.
    Page,
    /// Everything.
    Whole,
}

impl Depth {
    /// The most activities that are looked at.
    fn activities(self) -> i64 {
        if self == Self::Page { 1_000 } else { i64::MAX }
    }

    /// The activities of a campaign that are shown.
    fn shown(self) -> usize {
        if self == Self::Page { 8 } else { usize::MAX }
    }

    /// The pictures of a campaign; of a whole file one more than it may hold.
    fn pictures(self) -> i64 {
        if self == Self::Page { 12 } else { MOST_PICTURES as i64 + 1 }
    }
}

/// What one unit did for a campaign, or for none.
#[derive(Clone, Debug)]
pub(crate) struct Work {
    /// The latest first.
    pub(crate) done: Vec<DoneFact>,
    /// How many there are, of which `done` may show some.
    pub(crate) count: usize,
    pub(crate) pictures: Pictures,
}

/// An indicator, and what of it was done in the chosen year where the campaign goes on for several.
#[derive(Clone, Debug)]
pub(crate) struct Line {
    pub(crate) fact: ProgressFact,
    pub(crate) of_year: Option<i64>,
}

/// A campaign in the file.
#[derive(Clone, Debug)]
pub(crate) struct Chapter {
    pub(crate) part: PartFact,
    pub(crate) signed: Vec<SignedFact>,
    pub(crate) plan: Option<PlanFact>,
    pub(crate) lines: Vec<Line>,
    pub(crate) reports: Vec<ReportFact>,
    pub(crate) work: Work,
}

/// One unit's file, as far as it was asked for.
#[derive(Debug)]
pub(crate) struct Dossier {
    pub(crate) unit: UnitFact,
    pub(crate) particulars: ParticularsFact,
    /// The unit that reports for this one.
    pub(crate) server: Option<String>,
    pub(crate) choice: Choice,
    /// Those that there is something of, the latest first.
    pub(crate) years: Vec<i16>,
    /// The campaigns of the chosen year, to choose from.
    pub(crate) campaigns: Vec<(CampaignId, String)>,
    pub(crate) chapters: Vec<Chapter>,
    /// What counts for no campaign; not read where one was chosen.
    pub(crate) others: Option<Work>,
    /// Whether there are more activities than were looked at.
    pub(crate) is_cut: bool,
    pub(crate) today: CivilDate,
    pub(crate) as_of: Moment,
}

impl Dossier {
    /// Whether there is nothing in it for this choice.
    pub(crate) fn is_empty(&self) -> bool {
        self.chapters.is_empty() && self.others.as_ref().is_none_or(|work| work.count == 0)
    }
}

/// What is asked for of a unit. A campaign in which it takes no part is not there.
pub(crate) async fn gather(
    db: &Db,
    (unit, particulars): (UnitFact, ParticularsFact),
    asked: &Asked,
    depth: Depth,
) -> Result<Dossier, Fault> {
    let as_of = db.clock().now();
    let today = as_of.date();
    let mut parts = Vec::new();
    for part in campaigns::facts::taken_part(db, unit.id).await? {
        let phases = campaigns::facts::phases(db, part.campaign.id).await?;
        let dues = campaigns::facts::dues(db, part.campaign.id).await?;
        let stretch = Stretch::of(&part, &phases, &dues, today);
        parts.push((part, stretch));
    }
    let stretches: Vec<Stretch> = parts.iter().map(|(_, stretch)| *stretch).collect();
    let years = years(&stretches, &activities::facts::years(db, unit.id).await?, today);
    let choice = chosen(db, asked, &parts, &years).await?;
    let all = activities::facts::done(db, &unit, choice.days(), depth.activities()).await?;
    // What counts for a campaign stands under it, also in a year in which the campaign itself had no day.
    let has_work = |campaign| all.iter().any(|done| done.counts_for(CountedFor::Campaign(campaign)));
    parts.retain(|(part, stretch)| choice.meets(*stretch) || has_work(part.campaign.id));
    let campaigns = parts.iter().map(|(part, _)| (part.campaign.id, part.campaign.name.clone())).collect();
    let mut reading = Reading {
        db,
        unit: &unit,
        choice,
        depth,
        measures: campaigns::facts::measures(db).await?,
        all: &all,
        today,
    };
    let mut chapters = Vec::new();
    for (part, stretch) in parts {
        if choice.campaign.is_none_or(|campaign| campaign == part.campaign.id) {
            chapters.push(reading.chapter(part, stretch).await?);
        }
    }
    let others = match choice.campaign {
        Some(_) => None,
        None => Some(reading.work(CountedFor::Nothing).await?),
    };
    let server = match unit.served_by {
        Some(id) => people::facts::unit(db, id).await?.map(|unit| unit.name),
        None => None,
    };
    let is_cut = i64::try_from(all.len()).is_ok_and(|count| count >= depth.activities());
    Ok(Dossier {
        unit,
        particulars,
        server,
        choice,
        years,
        campaigns,
        chapters,
        others,
        is_cut,
        today,
        as_of,
    })
}

/// What was chosen; the latest year that there is something of and the site's reckoning where nothing was.
async fn chosen(
    db: &Db,
    asked: &Asked,
    parts: &[(PartFact, Stretch)],
    years: &[i16],
) -> Result<Choice, Fault> {
    let year = match asked.year.text() {
        "all" => None,
        text => text.parse().ok().filter(|year| years.contains(year)).or(years.first().copied()),
    };
    let campaign = match asked.campaign.given() {
        None => None,
        Some(text) => {
            let mut ids = parts.iter().map(|(part, _)| part.campaign.id);
            Some(ids.find(|id| id.to_string() == text).ok_or_else(Fault::not_found)?)
        }
    };
    let reckoning = match Reckoning::parse(asked.reckoning.text()) {
        Some(asked) => asked,
        None => campaigns::facts::default_reckoning(db).await?,
    };
    Ok(Choice { year, campaign, reckoning })
}

struct Reading<'a> {
    db: &'a Db,
    unit: &'a UnitFact,
    choice: Choice,
    depth: Depth,
    measures: Measures,
    all: &'a [DoneFact],
    today: CivilDate,
}

impl Reading<'_> {
    async fn chapter(&mut self, part: PartFact, stretch: Stretch) -> Result<Chapter, DbError> {
        let (campaign, unit) = (part.campaign.id, self.unit.id);
        let mut reports = reports::facts::of_unit(self.db, campaign, unit, self.today).await?;
        reports.retain(|report| self.is_of_year(report));
        Ok(Chapter {
            signed: campaigns::facts::signed(self.db, campaign, unit).await?,
            plan: plans::facts::plan(self.db, (campaign, unit), self.today).await?,
            lines: self.lines(campaign, stretch).await?,
            work: self.work(CountedFor::Campaign(campaign)).await?,
            reports,
            part,
        })
    }

    /// What is due on a day is of its year, what may come at any time of the year in which it came.
    fn is_of_year(&self, report: &ReportFact) -> bool {
        let standing = &report.standing;
        let day = standing.due_on.or_else(|| standing.first_submitted_at.map(Moment::date));
        day.is_none_or(|day| self.choice.holds(day))
    }

    async fn lines(&self, campaign: CampaignId, stretch: Stretch) -> Result<Vec<Line>, DbError> {
        let (unit, reckoning) = (Some(self.unit.id), self.choice.reckoning);
        let facts = campaigns::facts::progress(self.db, campaign, None, unit, reckoning).await?;
        let (Some(from), Some(to)) = self.choice.days() else {
            return Ok(facts.into_iter().map(|fact| Line { fact, of_year: None }).collect());
        };
        if stretch.first.year() == stretch.last.year() {
            return Ok(facts.into_iter().map(|fact| Line { fact, of_year: None }).collect());
        }
        let mut rows = campaigns::facts::tally_rows(self.db, campaign, None, unit, None, reckoning).await?;
        rows.retain(|row| row.starts_on <= to && row.ends_on >= from);
        let of_year = |fact: &ProgressFact| {
            let measure = self.measures.get(&fact.measure)?;
            Some(campaigns::facts::figure_of(measure, &fact.filter, &rows, reckoning))
        };
        Ok(facts.into_iter().map(|fact| Line { of_year: of_year(&fact), fact }).collect())
    }

    async fn work(&self, what: CountedFor) -> Result<Work, DbError> {
        let of_it: Vec<&DoneFact> = self.all.iter().filter(|one| one.counts_for(what)).collect();
        let most = self.depth.pictures();
        let pictures =
            activities::facts::pictures(self.db, self.unit, what, self.choice.days(), most).await?;
        let done = of_it.iter().take(self.depth.shown()).map(|one| (*one).clone()).collect();
        Ok(Work { done, count: of_it.len(), pictures })
    }
}

/// The activities that have pictures, each with its own, in the order of the pictures.
pub(crate) fn by_activity(pictures: &Pictures) -> Vec<(&str, Vec<&activities::facts::PictureFact>)> {
    let mut groups: Vec<(&str, Vec<&activities::facts::PictureFact>)> = Vec::new();
    let mut places: HashMap<&str, usize> = HashMap::new();
    for picture in &pictures.shown {
        let place = *places.entry(&picture.activity).or_insert_with(|| {
            groups.push((picture.activity.as_str(), Vec::new()));
            groups.len() - 1
        });
        groups[place].1.push(picture);
    }
    groups
}
