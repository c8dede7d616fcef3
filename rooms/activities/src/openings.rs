//! What an activity may count for: the campaigns that are open to a place, with their phases.

use campaigns::facts::{self, CampaignFact};
use campaigns::{CampaignId, CampaignState, Measures, PhaseFact};
use clock::CivilDate;
use db::{DbError, Reads, Tx};
use people::{Actor, Merger, UnitId};

use crate::ActivityInput;
use crate::entry::Setting;

/// A launched campaign and its phases.
#[derive(Clone, Debug)]
pub(crate) struct Opening {
    pub(crate) campaign: CampaignFact,
    pub(crate) phases: Vec<PhaseFact>,
}

impl Opening {
    /// The phase that an event on `day` falls in.
    pub(crate) fn phase_on(&self, day: CivilDate) -> Option<&PhaseFact> {
        self.phases.iter().find(|phase| phase.overlaps(day, day))
    }
}

/// The campaigns that the actor's place takes part in; at the bureau, all that it launched. Newest first.
pub(crate) async fn openings(reads: &impl Reads, actor: &Actor) -> Result<Vec<Opening>, DbError> {
    let campaigns = if actor.is_bureau() {
        let below = facts::campaigns_below(reads, &actor.at.path).await?;
        below.into_iter().filter(|campaign| campaign.state == CampaignState::Launched).collect()
    } else {
        facts::campaigns_of_unit(reads, actor.at.id).await?
    };
    let mut openings = Vec::new();
    for campaign in campaigns {
        let phases = facts::phases(reads, campaign.id).await?;
        openings.push(Opening { campaign, phases });
    }
    Ok(openings)
}

/// What these campaigns are about (宣传内容), each once.
pub(crate) async fn subjects(reads: &impl Reads, openings: &[Opening]) -> Result<Vec<String>, DbError> {
    let mut subjects = Vec::new();
    for opening in openings {
        for subject in facts::subjects(reads, opening.campaign.id).await? {
            if !subjects.contains(&subject) {
                subjects.push(subject);
            }
        }
    }
    Ok(subjects)
}

/// What an input is judged against, as it stands in the transaction that writes it.
pub(crate) struct Ground {
    today: CivilDate,
    openings: Vec<Opening>,
    measures: Measures,
    subjects: Vec<String>,
    merger: Option<Merger>,
}

impl Ground {
    /// For what `actor` writes about `unit`.
    pub(crate) async fn of(
        tx: &Tx,
        actor: &Actor,
        unit: UnitId,
        input: &ActivityInput,
    ) -> Result<Self, DbError> {
        let ground = Self::laid(tx, actor, unit, tx.now().date()).await?;
        let subjects = match input.names_subject() {
            true => subjects(tx, &ground.openings).await?,
            false => Vec::new(),
        };
        Ok(Self { subjects, ..ground })
    }

    /// For many inputs of an actor's own place, none of which says a number to be of a subject.
    pub(crate) async fn over(reads: &impl Reads, actor: &Actor, today: CivilDate) -> Result<Self, DbError> {
        Self::laid(reads, actor, actor.at.id, today).await
    }

    async fn laid(
        reads: &impl Reads,
        actor: &Actor,
        unit: UnitId,
        today: CivilDate,
    ) -> Result<Self, DbError> {
        Ok(Self {
            today,
            openings: openings(reads, actor).await?,
            measures: facts::measures(reads).await?,
            subjects: Vec::new(),
            merger: people::facts::unit(reads, unit).await?.and_then(|unit| unit.merger()),
        })
    }

    pub(crate) fn setting(&self) -> Setting<'_> {
        Setting {
            today: self.today,
            openings: &self.openings,
            measures: &self.measures,
            subjects: &self.subjects,
            merger: self.merger.as_ref(),
        }
    }
}

/// The one with this id.
pub(crate) fn find(openings: &[Opening], id: CampaignId) -> Option<&Opening> {
    openings.iter().find(|opening| opening.campaign.id == id)
}
