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
