//! What the units must send up, and when.

use clock::{CivilDate, Moment};
use serde::{Deserialize, Deserializer};

use crate::{CampaignId, PhaseId};

ids::id_of!(
    /// A report that every unit of a campaign owes.
    pub DueId, Due
);

db::coded! {
    /// Why a report falls due.
    pub enum DueKind {
        PhaseEnd = "phase_end" / "阶段报送",
        Periodic = "periodic" / "定期报送",
        Once = "once" / "一次性报送",
        AnyTime = "any_time" / "随时报送",
        /// The unit's own plan, filed with the bureau.
        UnitPlan = "unit_plan" / "方案报备",
    }
}

impl<'de> Deserialize<'de> for DueKind {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let code = String::deserialize(deserializer)?;
        Self::parse(&code).ok_or_else(|| serde::de::Error::custom("no such kind of report"))
    }
}

db::record! {
    /// One report that every enrolled unit owes.
    #[derive(Clone, Debug, PartialEq, Eq)]
    pub struct DueFact {
        pub id: DueId,
        pub campaign: CampaignId,
        pub phase: Option<PhaseId>,
        pub kind: DueKind,
        pub title: String,
        /// None: at any time. A date without an hour is due at 24:00.
        pub due_on: Option<CivilDate>,
        /// `HH:MM` on that day.
        pub due_time: Option<String>,
        pub with_pictures: bool,
        /// When an amendment brought its day; none: it came with the launch.
        pub sent_at: Option<Moment>,
    }
}

impl DueFact {
    /// Whether the day had passed before `today`; what may come at any time never has.
    pub fn is_past(&self, today: CivilDate) -> bool {
        self.due_on.is_some_and(|due| due < today)
    }

    /// Whether the day had passed when it was sent down, by the launch or by an amendment: it is filled in later (补录).
    pub fn is_back_fill(&self, launched_on: CivilDate) -> bool {
        self.is_past(self.sent_at.map_or(launched_on, |at| at.date().max(launched_on)))
    }
}
