//! A campaign as the rules see it: who it belongs to and how far it is.

use people::{Actor, NodePath, Target, UnitId};

ids::id_of!(
    /// A campaign: one notice and what became of it.
    pub CampaignId, Campaign
);

db::coded! {
    /// How far a campaign is.
    pub enum CampaignState {
        /// The plan is being corrected; units do not know of it.
        Draft = "draft" / "草稿",
        /// Sent down to the chosen units.
        Launched = "launched" / "进行中",
    }
}

db::record! {
    /// The head of a campaign, as far as permissions need it.
    #[derive(Clone, Debug)]
    pub(crate) struct Head {
        pub(crate) id: CampaignId,
        pub(crate) place: NodePath,
        pub(crate) state: CampaignState,
        pub(crate) name: String,
        pub(crate) version: i64,
    }
}

impl Target for Head {
    const KIND: &'static str = "campaign";

    fn id(&self) -> String {
        self.id.to_string()
    }

    fn version(&self) -> i64 {
        self.version
    }

    fn place(&self) -> &NodePath {
        &self.place
    }
}

/// A campaign as one actor meets it: a unit sees only what was sent down to it.
#[derive(Clone, Debug)]
pub(crate) struct Met {
    pub(crate) head: Head,
    /// Whether the actor's own unit takes part.
    pub(crate) is_enrolled: bool,
}

impl Target for Met {
    const KIND: &'static str = Head::KIND;

    fn id(&self) -> String {
        self.head.id()
    }

    fn version(&self) -> i64 {
        self.head.version
    }

    fn place(&self) -> &NodePath {
        &self.head.place
    }

    fn is_seen_by(&self, actor: &Actor) -> bool {
        let sent_down = self.is_enrolled && self.head.state == CampaignState::Launched;
        actor.reaches(&self.head.place) || sent_down
    }
}

/// The bureau at which a new campaign begins.
#[derive(Clone, Debug)]
pub(crate) struct Bureau {
    pub(crate) id: UnitId,
    pub(crate) path: NodePath,
}

impl Target for Bureau {
    const KIND: &'static str = "bureau";

    fn id(&self) -> String {
        self.id.to_string()
    }

    fn place(&self) -> &NodePath {
        &self.path
    }
}
