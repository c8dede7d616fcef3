//! A unit that confirms its liaison has told what every list of liaisons asks for.

use db::Tx;
use people::liaison::Sent;
use people::{Actor, Permit, UnitId};

use crate::policy::SubmitLiaison;
use crate::standing::Standing;
use crate::store::standings::{self, Filter};
use crate::verbs::submit::{What, send_in};

/// Sends each list that waits for the unit, as its confirmed liaison: what was sent. One whose days have not begun waits on, and so does
/// one that the unit writes itself, or that came back with a wish.
pub fn send_lists<'a>(tx: &'a mut Tx, actor: &'a Actor, unit: UnitId) -> Sent<'a> {
    Box::pin(async move {
        let mut waiting = standings::list(&*tx, &actor.at.path, &Filter::default()).await?;
        waiting.retain(|one| one.unit == unit && waits(actor, one));
        let names = campaigns::facts::Names::seen_by(&*tx, actor).await?;
        let mut sent = Vec::new();
        for mut one in waiting {
            let at = (one.due.to_string(), one.unit.to_string());
            match send_in::<SubmitLiaison>(tx, actor, (&at.0, &at.1), What::Liaison, None).await {
                Ok(_) => {
                    names.tell(one.campaign, &mut one.campaign_name);
                    sent.push(format!("{}（{}）", one.title, one.campaign_name));
                }
                Err(fault) if fault.code() == "not_begun" => {}
                Err(fault) => return Err(fault),
            }
        }
        Ok(sent)
    })
}

/// Whether a list lies with the unit and the actor may send it.
fn waits(actor: &Actor, one: &Standing) -> bool {
    one.is_liaison_list()
        && one.campaign_state.is_open()
        && one.report.is_none()
        && Permit::<SubmitLiaison>::would(actor, one)
}
