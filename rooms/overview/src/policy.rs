use campaigns::facts::CampaignFact;
use people::{Actor, NodePath, Role, Target, Verb};

/// A campaign, looked at from above: by whoever sits at or above the bureau that launched it, or at one between that bureau and
/// units that take part.
pub(crate) struct Watched {
    pub(crate) campaign: CampaignFact,
    /// The node below which it is looked at.
    pub(crate) place: NodePath,
}

impl Watched {
    /// The campaign as the actor looks at it; `all` are those that the actor's bureau watches.
    pub(crate) fn by(actor: &Actor, campaign: CampaignFact, all: &[CampaignFact]) -> Self {
        let is_from_below = !actor.reaches(&campaign.place) && all.iter().any(|one| one.id == campaign.id);
        let place = if is_from_below { actor.at.path.clone() } else { campaign.place.clone() };
        Self { campaign, place }
    }
}

impl Target for Watched {
    const KIND: &'static str = "campaign";

    fn id(&self) -> String {
        self.campaign.id.to_string()
    }

    fn place(&self) -> &NodePath {
        &self.place
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
    /// Whether it was sent down to the actor's unit, or to one below the actor's bureau.
    pub(crate) is_sent_down: bool,
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
        let is_known = self.campaign.launched_at.is_some() && self.is_sent_down;
        actor.reaches(&self.place) && (is_known || actor.reaches(&self.campaign.place))
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
