use clock::Moment;
use people::{Actor, NodePath, Target, UnitId};
use serde::Serialize;
use utoipa::ToSchema;

use crate::ActivityId;
use crate::activity::ActivityState;

/// The most units that may be named beside the host.
pub(crate) const MOST: usize = 20;

db::coded! {
    /// What a co-host said.
    pub(crate) enum CohostState {
        Named = "named" / "待确认",
        Confirmed = "confirmed" / "已确认",
        Declined = "declined" / "已谢绝",
    }
}

db::record! {
    /// A unit that the host named beside itself (协办). What was done counts at the host alone (decision 64).
    #[derive(Clone, Debug)]
    pub(crate) struct Cohost {
        pub(crate) activity: ActivityId,
        /// Whether the activity counts at all.
        pub(crate) activity_state: ActivityState,
        pub(crate) host_path: NodePath,
        pub(crate) unit: UnitId,
        pub(crate) unit_name: String,
        pub(crate) path: NodePath,
        pub(crate) state: CohostState,
        pub(crate) answered_at: Option<Moment>,
        pub(crate) answered_by_name: Option<String>,
        pub(crate) reason: Option<String>,
        pub(crate) version: i64,
    }
}

impl Target for Cohost {
    const KIND: &'static str = "activity";

    fn id(&self) -> String {
        self.activity.to_string()
    }

    fn version(&self) -> i64 {
        self.version
    }

    fn place(&self) -> &NodePath {
        &self.path
    }

    /// Both sides know of it, and whoever stands above one of them; who declined has nothing more to do with it.
    fn is_seen_by(&self, actor: &Actor) -> bool {
        let is_party = actor.reaches(&self.path) && self.state != CohostState::Declined;
        is_party || actor.reaches(&self.host_path)
    }
}

/// A co-host as pages and programs see it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct CohostView {
    pub unit: String,
    pub unit_name: String,
    /// `named`, `confirmed` or `declined`.
    pub state: String,
    /// Who answered for the unit.
    pub answered_by: Option<String>,
    /// RFC 3339.
    pub answered_at: Option<String>,
    /// Why it declined.
    pub reason: Option<String>,
}

impl From<&Cohost> for CohostView {
    fn from(cohost: &Cohost) -> Self {
        Self {
            unit: cohost.unit.to_string(),
            unit_name: cohost.unit_name.clone(),
            state: cohost.state.code().to_owned(),
            answered_by: cohost.answered_by_name.clone(),
            answered_at: cohost.answered_at.map(Moment::rfc3339),
            reason: cohost.reason.clone(),
        }
    }
}

impl CohostView {
    /// `已确认`.
    pub(crate) fn word(&self) -> &'static str {
        CohostState::parse(&self.state).map_or("", CohostState::label)
    }

    /// The shape that stands beside the word.
    pub(crate) fn shape(&self) -> &'static str {
        match CohostState::parse(&self.state) {
            Some(CohostState::Confirmed) => "done",
            Some(CohostState::Declined) => "missing",
            _ => "pending",
        }
    }
}
