use clock::Moment;
use people::{Actor, NodePath, PersonId, Target, UnitId};

use crate::ActivityId;

ids::id_of!(
    /// A half-filled form.
    pub(crate) DraftId, DraftKind
);

db::record! {
    /// A half-filled form as it was typed, unjudged; its writer's own affair.
    #[derive(Clone, Debug)]
    pub(crate) struct Draft {
        pub(crate) id: DraftId,
        pub(crate) unit: UnitId,
        pub(crate) path: NodePath,
        pub(crate) person: PersonId,
        /// The activity that it corrects; none: it is to become one.
        pub(crate) activity: Option<ActivityId>,
        /// [`crate::ActivityInput`] as JSON.
        pub(crate) typed: String,
        pub(crate) saved_at: Moment,
        pub(crate) version: i64,
    }
}

/// The draft that a page goes on with.
#[derive(Clone, Copy, Debug)]
pub(crate) struct GoingOn {
    pub(crate) id: DraftId,
    /// What the page was made from or has kept since; none: it knows of nothing that was kept.
    pub(crate) version: Option<i64>,
}

impl GoingOn {
    /// What an address says of it: the draft, and the version where it names one.
    pub(crate) fn of(draft: &str, version: Option<&str>) -> Option<Self> {
        /// No draft has it.
        const NONE_OF_OURS: i64 = -1;
        let id = DraftId::parse(draft).ok()?;
        Some(Self { id, version: version.map(|text| text.parse().unwrap_or(NONE_OF_OURS)) })
    }

    /// Whether something was kept that the page does not know of.
    pub(crate) fn is_behind(self, known: &Draft) -> bool {
        self.version.is_some_and(|version| version != known.version)
    }
}

impl From<&Draft> for GoingOn {
    fn from(draft: &Draft) -> Self {
        Self { id: draft.id, version: Some(draft.version) }
    }
}

impl Draft {
    /// Where it is gone on with.
    pub(crate) fn href(&self) -> String {
        match self.activity {
            Some(activity) => format!("/activities/{activity}/edit?draft={}", self.id),
            None => format!("/activities/new?draft={}", self.id),
        }
    }
}

impl Target for Draft {
    const KIND: &'static str = "activity_draft";

    fn id(&self) -> String {
        self.id.to_string()
    }

    fn version(&self) -> i64 {
        self.version
    }

    fn place(&self) -> &NodePath {
        &self.path
    }

    fn is_seen_by(&self, actor: &Actor) -> bool {
        actor.person == self.person && actor.at.id == self.unit
    }
}
