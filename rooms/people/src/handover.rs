use clock::{CivilDate, Moment};
use serde::{Deserialize, Serialize};

use crate::contact::Phone;
use crate::responsible::{Duty, Responsible};
use crate::store::handovers::HandoverId;
use crate::unit::Unit;
use crate::{PersonId, UnitId};

/// A hand-over of somebody's work at a unit, with what was open when it was made.
#[derive(Clone, Debug)]
pub(crate) struct Handover {
    pub(crate) id: HandoverId,
    pub(crate) unit: UnitId,
    pub(crate) person: PersonId,
    pub(crate) person_name: String,
    pub(crate) successor: PersonId,
    pub(crate) successor_name: String,
    /// The first day of the successor.
    pub(crate) on_day: CivilDate,
    pub(crate) list: List,
    /// What the successor takes over beside the roles, and under which telephone number.
    pub(crate) charges: Vec<Charge>,
    pub(crate) phone: String,
    /// When the charges passed, and which of them still were the leaver's.
    pub(crate) passed: Option<(Moment, Vec<Charge>)>,
    pub(crate) made_at: Moment,
    pub(crate) made_by: String,
    /// When and by whom it was taken back.
    pub(crate) cancelled: Option<(Moment, String)>,
}

impl Handover {
    /// Whether it may be taken back on a day: only before its own.
    pub(crate) fn may_be_cancelled(&self, today: CivilDate) -> bool {
        self.stage(today) == Stage::Pending
    }

    /// Whether its list is what was open on its day: it was made on that day, or read again when the day came.
    pub(crate) fn is_counted_on_its_day(&self) -> bool {
        self.made_at.date() >= self.on_day || self.passed.is_some()
    }

    /// How far it is on a day.
    pub(crate) fn stage(&self, today: CivilDate) -> Stage {
        match self.cancelled {
            Some(_) => Stage::Cancelled,
            None if today < self.on_day => Stage::Pending,
            None => Stage::Done,
        }
    }

    /// The charges that did not pass although the day has come: somebody else had them by then.
    pub(crate) fn kept_back(&self) -> Vec<Charge> {
        let Some((_, passed)) = &self.passed else { return Vec::new() };
        self.charges.iter().filter(|charge| !passed.contains(charge)).copied().collect()
    }
}

db::coded! {
    /// How far a hand-over is.
    pub(crate) enum Stage {
        Pending = "pending" / "待生效",
        Done = "done" / "已生效",
        Cancelled = "cancelled" / "已取消",
    }
}

impl Stage {
    /// How its mark looks on a page.
    pub(crate) const fn look(self) -> &'static str {
        match self {
            Self::Pending => "due",
            Self::Done => "done",
            Self::Cancelled => "exempt",
        }
    }
}

db::coded! {
    /// One thing that somebody answers for at a unit beside the roles.
    pub(crate) enum Charge {
        Liaison = "liaison" / "联络员",
        SafetyA = "safety_a" / "安全管理人员 A 岗",
        SafetyB = "safety_b" / "安全管理人员 B 岗",
    }
}

impl Charge {
    /// The duty that it is; none for the liaison.
    pub(crate) const fn duty(self) -> Option<Duty> {
        match self {
            Self::Liaison => None,
            Self::SafetyA => Some(Duty::SafetyA),
            Self::SafetyB => Some(Duty::SafetyB),
        }
    }

    /// What a person of this name answers for at the unit.
    pub(crate) fn held(unit: &Unit, responsible: &[Responsible], name: &str) -> Vec<Self> {
        let is_held = |charge: &&Self| match charge.duty() {
            None => unit.liaison_name == name,
            Some(duty) => responsible.iter().any(|one| one.duty == duty && one.name == name),
        };
        Self::ALL.iter().filter(is_held).copied().collect()
    }

    /// The other safety charge that the successor has and does not give up: nobody stands in for oneself.
    pub(crate) fn clash(self, taken: &[Self], responsible: &[Responsible], successor: &str) -> Option<Self> {
        let other = match self {
            Self::Liaison => return None,
            Self::SafetyA => Self::SafetyB,
            Self::SafetyB => Self::SafetyA,
        };
        let is_other = |one: &Responsible| Some(one.duty) == other.duty() && one.name == successor;
        (responsible.iter().any(is_other) && !taken.contains(&other)).then_some(other)
    }

    /// `联络员、安全管理人员 A 岗`.
    pub(crate) fn words(charges: &[Self]) -> String {
        charges.iter().map(|charge| charge.label()).collect::<Vec<_>>().join("、")
    }
}

/// What is to be taken over, and under which telephone number.
#[derive(Debug)]
pub(crate) struct Taken {
    pub(crate) charges: Vec<Charge>,
    pub(crate) phone: Option<Phone>,
}

/// What is handed over.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct List {
    /// The roles, as words.
    pub(crate) roles: Vec<String>,
    pub(crate) open: Vec<OpenWork>,
}

/// Something that waits for whoever takes over.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct OpenWork {
    pub(crate) text: String,
    pub(crate) href: String,
    /// `2026-03-31`; empty without a date.
    pub(crate) due: String,
    pub(crate) is_late: bool,
}

/// The first day of the successor as it was typed: today when blank, and no day that is over.
pub(crate) fn first_day(typed: Option<&str>, today: CivilDate) -> Result<CivilDate, String> {
    let Some(text) = typed else { return Ok(today) };
    let day = CivilDate::parse(text).map_err(|error| error.to_string())?;
    (day >= today).then_some(day).ok_or_else(|| format!("移交日期不能早于今天（{today}）"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hand_over_is_today_or_later() {
        let today = CivilDate::parse("2026-03-06").unwrap();
        assert_eq!(first_day(None, today), Ok(today));
        assert_eq!(first_day(Some("2026-04-01"), today).unwrap().to_string(), "2026-04-01");
        assert!(first_day(Some("2026-03-05"), today).unwrap_err().contains("2026-03-06"));
        assert!(first_day(Some("下周"), today).is_err());
    }
}
