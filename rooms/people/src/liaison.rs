//! A unit confirms its liaison: on its own page, or where a campaign asks for the list of them.

use std::pin::Pin;

use db::{Reads, Tx};
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::ToSchema;
use web::{Fault, Invalid, Raw};

use crate::permit::Permit;
use crate::policy::ConfirmLiaison;
use crate::store::units;
use crate::unit::{Unit, field};
use crate::{Actor, UnitId};

/// What of the lists was sent: the title of each and its campaign.
pub type Sent<'a> = Pin<Box<dyn Future<Output = Result<Vec<String>, Fault>> + Send + 'a>>;

/// How the room that keeps the reports sends the lists of liaisons that wait for a unit, in the transaction in which the unit
/// confirms its liaison.
pub type LiaisonLists = for<'a> fn(&'a mut Tx, &'a Actor, UnitId) -> Sent<'a>;

/// The liaison as the unit says, and the version of the unit that was read.
#[derive(Clone, Debug, Default, Deserialize, Serialize, ToSchema)]
#[serde(default)]
pub struct LiaisonInput {
    pub liaison_name: Raw,
    pub liaison_post: Raw,
    pub liaison_phone: Raw,
    pub version: Raw,
}

impl LiaisonInput {
    pub(crate) fn of(unit: &Unit) -> Self {
        Self {
            liaison_name: unit.liaison_name.as_str().into(),
            liaison_post: unit.liaison_post.as_str().into(),
            liaison_phone: unit.liaison_phone.as_str().into(),
            version: unit.version.to_string().into(),
        }
    }

    /// Whether nothing was filled in.
    pub fn is_blank(&self) -> bool {
        [&self.liaison_name, &self.liaison_post, &self.liaison_phone, &self.version]
            .into_iter()
            .all(Raw::is_blank)
    }
}

/// The form for a unit's liaison, filled in with what is known.
pub async fn form(reads: &impl Reads, unit: UnitId) -> Result<LiaisonInput, Fault> {
    Ok(LiaisonInput::of(&units::get(reads, unit).await?.ok_or_else(Fault::not_found)?))
}

/// Confirms the liaison of the actor's own unit, as it is or corrected.
pub async fn confirm(tx: &mut Tx, actor: &Actor, unit: UnitId, input: &LiaisonInput) -> Result<(), Fault> {
    let unit = units::get(&*tx, unit).await?.ok_or_else(Fault::not_found)?;
    let permit = Permit::<ConfirmLiaison>::ask(actor, &unit)?;
    if input.version.text() != unit.version.to_string() {
        let sentence = format!(
            "有人刚刚改过本单位的资料，现在的联络员是“{} {} {}”。您填写的内容还在下面，核对后可以再次提交。",
            unit.liaison_name, unit.liaison_post, unit.liaison_phone
        );
        return Err(Fault::conflict("changed_meanwhile", sentence));
    }
    let mut invalid = Invalid::default();
    let name = invalid.take("liaison_name", field::liaison_name(input.liaison_name.text()));
    let post = invalid.take("liaison_post", field::liaison_post(input.liaison_post.text()));
    let phone = invalid.take("liaison_phone", field::phone(input.liaison_phone.text()));
    invalid.into_result()?;
    let (Some(name), Some(post), Some(phone)) = (name, post, phone) else {
        return Err(Fault::internal("judged right but not taken"));
    };
    units::confirm_liaison(tx, &permit, (&name, &post), &phone).await?;
    Ok(permit.record(tx, json!({ "liaison": name, "post": post, "was": unit.liaison_name })).await?)
}
