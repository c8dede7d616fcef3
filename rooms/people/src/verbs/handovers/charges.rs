//! What somebody who leaves answers for at a unit beside the roles (联络员, A/B 岗), and how a successor takes it over.

use db::Tx;
use web::{Fault, Invalid};

use crate::contact::Phone;
use crate::permit::Permit;
use crate::policy::HandOver;
use crate::responsible::{Duty, Responsible};
use crate::store::{responsible, units};
use crate::unit::{Unit, field};
use crate::verbs::handovers::make::HandoverInput;

/// One thing that somebody answers for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Charge {
    Liaison,
    Duty(Duty),
}

impl Charge {
    /// As a form names it: `liaison`, `safety_a` or `safety_b`.
    pub(crate) const fn code(self) -> &'static str {
        match self {
            Self::Liaison => "liaison",
            Self::Duty(duty) => duty.code(),
        }
    }

    pub(crate) const fn label(self) -> &'static str {
        match self {
            Self::Liaison => "联络员",
            Self::Duty(duty) => duty.label(),
        }
    }
}

/// What a person of this name answers for at the unit.
pub(crate) fn held(unit: &Unit, responsible: &[Responsible], name: &str) -> Vec<Charge> {
    let liaison = (unit.liaison_name == name).then_some(Charge::Liaison);
    let duties = [Duty::SafetyA, Duty::SafetyB].into_iter();
    let duties = duties.filter(|duty| responsible.iter().any(|one| one.duty == *duty && one.name == name));
    liaison.into_iter().chain(duties.map(Charge::Duty)).collect()
}

/// What is to be taken over, and under which telephone number.
#[derive(Debug)]
pub(crate) struct Taken {
    pub(crate) charges: Vec<Charge>,
    phone: Option<Phone>,
}

/// Judges what was ticked; each sentence is noted under its field.
pub(crate) fn judge(
    input: &HandoverInput,
    (held, responsible): (&[Charge], &[Responsible]),
    (successor, is_today): (&str, bool),
    invalid: &mut Invalid,
) -> Taken {
    let is_ticked = |charge: &&Charge| input.duties.iter().any(|raw| raw.text() == charge.code());
    let charges: Vec<Charge> = held.iter().filter(is_ticked).copied().collect();
    if !charges.is_empty() && !is_today {
        invalid.add("duties", "移交日期在将来，联络员和岗位请在移交当天到单位页面更改");
    }
    let phone = match input.phone.given() {
        Some(text) => invalid.take("phone", field::phone(text)),
        None => None,
    };
    if charges.contains(&Charge::Liaison) && input.phone.is_blank() {
        invalid.add("phone", "接任联络员，请填写接手人的电话");
    }
    for (duty, other) in [(Duty::SafetyA, Duty::SafetyB), (Duty::SafetyB, Duty::SafetyA)] {
        let is_other = responsible.iter().any(|one| one.duty == other && one.name == successor);
        if charges.contains(&Charge::Duty(duty)) && is_other && !charges.contains(&Charge::Duty(other)) {
            let (here, there) = (duty.label(), other.label());
            invalid.add("duties", format!("接手人已是{there}，不能同时接任{here}，请去掉这一项"));
        }
    }
    Taken { charges, phone }
}

/// Makes the successor answer for what was taken; a liaison has to be confirmed by the unit again. What it was, in words.
pub(crate) async fn pass(
    tx: &mut Tx,
    permit: &Permit<HandOver>,
    unit: &Unit,
    taken: &Taken,
    successor: &str,
) -> Result<String, Fault> {
    let phone = taken.phone.as_ref().map_or("", Phone::as_str);
    for charge in &taken.charges {
        match charge {
            Charge::Liaison => units::pass_liaison(tx, permit, unit.id, (successor, phone)).await?,
            Charge::Duty(duty) => {
                responsible::pass_on(tx, permit, (unit.id, *duty), (successor, phone)).await?
            }
        }
    }
    Ok(taken.charges.iter().map(|charge| charge.label()).collect::<Vec<_>>().join("、"))
}
