use campaigns::facts::CampaignFact;
use people::{Actor, NodePath, Role, Target, Verb};

/// A campaign, looked at from above: whoever sits at or above the bureau that launched it.
pub(crate) struct Watched(pub(crate) CampaignFact);

impl Target for Watched {
    const KIND: &'static str = "campaign";

    fn id(&self) -> String {
        self.0.id.to_string()
    }

    fn place(&self) -> &NodePath {
        &self.0.place
    }
}

/// 调度台.
pub(crate) struct SeeDesk;

impl Verb for SeeDesk {
    const NAME: &'static str = "desk.show";
    const CALLERS: &'static [Role] = Role::BUREAU;
    const WRITES: bool = false;
    type On = Watched;
}

/// The rows behind a number of one node: a unit sees its own, the bureau all below.
pub(crate) struct Behind {
    pub(crate) campaign: CampaignFact,
    pub(crate) place: NodePath,
}

impl Target for Behind {
    const KIND: &'static str = "figure";

    fn id(&self) -> String {
        self.campaign.id.to_string()
    }

    fn place(&self) -> &NodePath {
        &self.place
    }

    /// A unit knows of the campaigns launched to it; a draft is the bureau's alone.
    fn is_seen_by(&self, actor: &Actor) -> bool {
        let is_launched = self.campaign.launched_at.is_some();
        actor.reaches(&self.place) && (is_launched || actor.reaches(&self.campaign.place))
    }
}

/// 点任一数字看明细.
pub(crate) struct SeeFigures;

impl Verb for SeeFigures {
    const NAME: &'static str = "figure.show";
    const CALLERS: &'static [Role] = Role::BUSINESS;
    const WRITES: bool = false;
    type On = Behind;
}
