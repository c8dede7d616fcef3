use std::collections::HashMap;

use db::{DbError, Reads};
use people::Actor;

use super::{campaigns_of_unit, campaigns_watched};
use crate::CampaignId;

/// What the campaigns that somebody sees are called in a list of several: those of one name are told apart, as in every choice.
#[derive(Debug, Default)]
pub struct Names(HashMap<CampaignId, String>);

impl Names {
    /// The names as the actor reads them.
    pub async fn seen_by(reads: &impl Reads, actor: &Actor) -> Result<Self, DbError> {
        let campaigns = if actor.is_bureau() {
            campaigns_watched(reads, &actor.at.path).await?
        } else {
            campaigns_of_unit(reads, actor.at.id).await?
        };
        Ok(Self(campaigns.into_iter().map(|campaign| (campaign.id, campaign.name)).collect()))
    }

    /// Replaces a plain name by the one that tells the campaign from its namesakes; one that the actor cannot choose keeps its own.
    pub fn tell(&self, campaign: CampaignId, name: &mut String) {
        if let Some(told) = self.0.get(&campaign) {
            told.clone_into(name);
        }
    }
}
