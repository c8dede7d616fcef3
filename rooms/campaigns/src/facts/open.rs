//! Campaigns with their phases, in one statement: what is logged is judged by both.

use clock::{CivilDate, Moment};
use db::{DbError, Params, Reads, params};
use people::{NodePath, UnitId};

use super::told_apart::told_apart;
use super::{CampaignFact, PhaseFact};
use crate::{CampaignId, CampaignState, PhaseId, phase};

/// A launched campaign and its phases in their order, unprinted starts filled in.
#[derive(Clone, Debug)]
pub struct OpenFact {
    pub campaign: CampaignFact,
    pub phases: Vec<PhaseFact>,
}

impl OpenFact {
    /// The phase that an event on `day` falls in.
    pub fn phase_on(&self, day: CivilDate) -> Option<&PhaseFact> {
        self.phases.iter().find(|phase| phase.overlaps(day, day))
    }
}

db::record! {
    /// A campaign with one of its phases, or without any.
    struct Row {
        id: CampaignId,
        name: String,
        state: CampaignState,
        place: NodePath,
        document_number: Option<String>,
        issuer: Option<String>,
        issued_on: Option<CivilDate>,
        superior_basis: String,
        report_to: String,
        launched_at: Option<Moment>,
        phase: Option<PhaseId>,
        ordinal: Option<i64>,
        phase_name: Option<String>,
        starts_on: Option<CivilDate>,
        ends_on: Option<CivilDate>,
    }
}

macro_rules! with_phases {
    ($join:literal, $which:literal) => {
        concat!(
            "SELECT c.id, c.name, c.state, c.place, c.document_number, c.issuer, c.issued_on, c.superior_basis, c.report_to, c.launched_at, \
             p.id AS phase, p.ordinal, p.name AS phase_name, p.starts_on, p.ends_on FROM campaign c",
            $join,
            " LEFT JOIN phase p ON p.campaign = c.id AND NOT p.dropped WHERE ",
            $which,
            " ORDER BY c.id DESC, p.ordinal"
        )
    };
}

/// The campaigns that are open to a unit that takes part, newest first.
pub async fn open_to(reads: &impl Reads, unit: UnitId) -> Result<Vec<OpenFact>, DbError> {
    let sql = with_phases!(
        " JOIN enrolment e ON e.campaign = c.id",
        "e.unit = $1 AND e.left_on IS NULL AND c.state = 'launched'"
    );
    gathered(reads, sql, params![unit]).await
}

/// The campaigns that are open below a bureau, newest first; named as among all that it has.
pub async fn open_below(reads: &impl Reads, place: &NodePath) -> Result<Vec<OpenFact>, DbError> {
    let sql = with_phases!("", "c.place LIKE $1 AND c.state <> 'gone' AND c.amends IS NULL");
    let all = gathered(reads, sql, params![place.like_below()]).await?;
    Ok(all.into_iter().filter(|one| one.campaign.state == CampaignState::Launched).collect())
}

/// The phases of one campaign, whatever its state.
pub(super) async fn phases_of(reads: &impl Reads, campaign: CampaignId) -> Result<Vec<PhaseFact>, DbError> {
    let found = gathered(reads, with_phases!("", "c.id = $1"), params![campaign]).await?;
    Ok(found.into_iter().flat_map(|one| one.phases).collect())
}

async fn gathered(reads: &impl Reads, sql: &'static str, params: Params) -> Result<Vec<OpenFact>, DbError> {
    let rows: Vec<Row> = reads.all(sql, params).await?;
    let mut campaigns: Vec<CampaignFact> = Vec::new();
    let mut phases: Vec<Vec<PhaseFact>> = Vec::new();
    for row in rows {
        if campaigns.last().map(|last| last.id) != Some(row.id) {
            campaigns.push(row.campaign());
            phases.push(Vec::new());
        }
        if let Some(of_campaign) = phases.last_mut() {
            of_campaign.extend(row.phase());
        }
    }
    let open = told_apart(campaigns).into_iter().zip(phases).map(|(campaign, mut phases)| {
        phase::chain(&mut phases, campaign.issued_on);
        OpenFact { campaign, phases }
    });
    Ok(open.collect())
}

impl Row {
    fn campaign(&self) -> CampaignFact {
        CampaignFact {
            id: self.id,
            name: self.name.clone(),
            state: self.state,
            place: self.place.clone(),
            document_number: self.document_number.clone(),
            issuer: self.issuer.clone(),
            issued_on: self.issued_on,
            superior_basis: self.superior_basis.clone(),
            report_to: self.report_to.clone(),
            launched_at: self.launched_at,
        }
    }

    fn phase(self) -> Option<PhaseFact> {
        Some(PhaseFact {
            id: self.phase?,
            campaign: self.id,
            ordinal: self.ordinal?,
            name: self.phase_name?,
            starts_on: self.starts_on,
            ends_on: self.ends_on,
        })
    }
}
