//! What somebody who leaves answers for at a unit beside the roles (联络员, A/B 岗), and how a successor takes it over.

use db::{DbError, Tx};
use web::Invalid;

use crate::handover::{Charge, Taken};
use crate::responsible::Responsible;
use crate::store::handovers::Come;
use crate::store::{handovers, responsible, units};
use crate::unit::field;
use crate::verbs::handovers::make::HandoverInput;

/// Judges what was ticked; each sentence is noted under its field.
pub(crate) fn judge(
    input: &HandoverInput,
    (held, responsible): (&[Charge], &[Responsible]),
    successor: &str,
    invalid: &mut Invalid,
) -> Taken {
    let is_ticked = |charge: &&Charge| input.duties.iter().any(|raw| raw.text() == charge.code());
    let charges: Vec<Charge> = held.iter().filter(is_ticked).copied().collect();
    let phone = match input.phone.given() {
        Some(text) => invalid.take("phone", field::phone(text)),
        None => None,
    };
    if charges.contains(&Charge::Liaison) && input.phone.is_blank() {
        invalid.add("phone", "接任联络员，请填写接手人的电话");
    }
    for charge in &charges {
        if let Some(other) = charge.clash(&charges, responsible, successor) {
            let (here, there) = (charge.label(), other.label());
            invalid.add("duties", format!("接手人已是{there}，不能同时接任{here}，请去掉这一项"));
        }
    }
    Taken { charges, phone }
}

/// Makes the successor answer for what is still the leaver's of what was taken over; a liaison has to be confirmed by the
/// unit again. What it was.
pub(crate) async fn pass(tx: &mut Tx, come: &Come) -> Result<Vec<Charge>, DbError> {
    let handover = come.handover();
    let unit = units::get(tx, handover.unit).await?.ok_or(DbError::Missing)?;
    let responsible = responsible::of(tx, unit.id).await?;
    let held = Charge::held(&unit, &responsible, &handover.person_name);
    let mut passing = handover.charges.clone();
    passing.retain(|charge| held.contains(charge));
    let taken = passing.clone();
    let (who, phone) = (handover.successor_name.as_str(), handover.phone.as_str());
    passing.retain(|charge| charge.clash(&taken, &responsible, who).is_none());
    for charge in &passing {
        match charge.duty() {
            None => units::pass_liaison(tx, come, (who, phone)).await?,
            Some(duty) => responsible::pass_on(tx, come, duty, (who, phone)).await?,
        }
    }
    handovers::mark_passed(tx, come, &passing).await?;
    Ok(passing)
}
