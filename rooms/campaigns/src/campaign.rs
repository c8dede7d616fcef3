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
        Launched = "launched" / "已下发",
        /// Over: everything is to be read, nothing to be added.
        Closed = "closed" / "已办结",
        /// Over and out of the way.
        Archived = "archived" / "已归档",
        /// A draft that was thrown away, or an amendment that went into its campaign: nobody finds it again.
        Gone = "gone" / "已移除",
    }
}

impl CampaignState {
    /// Whether units log and report for it.
    pub fn is_open(self) -> bool {
        self == Self::Launched
    }

    /// Whether the units that take part may read it.
    pub fn is_sent_down(self) -> bool {
        matches!(self, Self::Launched | Self::Closed | Self::Archived)
    }

    /// The states that a list may be asked for.
    pub(crate) const LISTED: [Self; 4] = [Self::Draft, Self::Launched, Self::Closed, Self::Archived];
}

db::record! {
    /// The head of a campaign, as far as permissions need it.
    #[derive(Clone, Debug)]
    pub(crate) struct Head {
        pub(crate) id: CampaignId,
        pub(crate) place: NodePath,
        pub(crate) state: CampaignState,
        pub(crate) name: String,
        /// The launched campaign that this draft amends (补充通知).
        pub(crate) amends: Option<CampaignId>,
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
    /// Whether the actor's bureau stands between the one that launched it and units that take part.
    pub(crate) is_above: bool,
    /// Whether that unit took part and has left.
    pub(crate) has_left: bool,
    /// Whether its launch was called back and it has not gone down again.
    pub(crate) is_recalled: bool,
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
        let sent_down = (self.is_enrolled || self.is_above) && self.head.state.is_sent_down();
        actor.reaches(&self.head.place) || sent_down
    }
}

/// A launched campaign and the draft that will amend it.
#[derive(Clone, Debug)]
pub(crate) struct Amending {
    pub(crate) campaign: Head,
    pub(crate) draft: Head,
}

impl Target for Amending {
    const KIND: &'static str = Head::KIND;

    fn id(&self) -> String {
        self.campaign.id()
    }

    fn version(&self) -> i64 {
        self.campaign.version
    }

    fn place(&self) -> &NodePath {
        &self.campaign.place
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
