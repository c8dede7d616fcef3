//! What an activity may count for: the campaigns that are open to a place, with their phases.

use campaigns::facts;
pub(crate) use campaigns::facts::OpenFact as Opening;
use campaigns::{CampaignId, Measures, PhaseFact};
use clock::CivilDate;
use db::{DbError, Reads, Tx};
use people::{Actor, Merger, UnitId};

use crate::ActivityInput;
use crate::entry::Setting;

/// The campaigns that the actor's place takes part in; at the bureau, all that it launched. Newest first.
pub(crate) async fn openings(reads: &impl Reads, actor: &Actor) -> Result<Vec<Opening>, DbError> {
    match actor.is_bureau() {
        true => facts::open_below(reads, &actor.at.path).await,
        false => facts::open_to(reads, actor.at.id).await,
    }
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

    /// The phases of these campaigns, which were judged on this ground.
    pub(crate) fn phases(&self, campaigns: &[CampaignId]) -> Vec<(CampaignId, &[PhaseFact])> {
        let phases = |id: &CampaignId| Some((*id, find(&self.openings, *id)?.phases.as_slice()));
        campaigns.iter().filter_map(phases).collect()
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
