//! What one unit shall reach in one indicator: the default, its class's, its own, or nothing at all (不适用).

use serde::{Deserialize, Deserializer, Serialize};

db::coded! {
    /// What a target is counted on.
    pub enum Basis {
        Unit = "unit" / "每单位",
        Staff = "per_100_staff" / "每百名职工",
        Beds = "per_bed" / "每张床位",
    }
}

impl<'de> Deserialize<'de> for Basis {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let code = String::deserialize(deserializer)?;
        Self::parse(&code).ok_or_else(|| serde::de::Error::custom("no such basis"))
    }
}

/// What differs for a class or for one unit.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Ruling {
    /// Another target, on the basis of the indicator for a class, as a plain number for a unit.
    Target(i64),
    /// Another target of a class, on a basis of its own.
    OnBasis { target: i64, basis: Basis },
    /// 不适用, with the reason: outside of the denominator.
    Excluded(String),
}

impl Ruling {
    /// What was kept of a ruling: no target means 不适用.
    pub(crate) fn of(target: Option<i64>, basis: Option<Basis>, reason: String) -> Self {
        match (target, basis) {
            (None, _) => Self::Excluded(reason),
            (Some(target), None) => Self::Target(target),
            (Some(target), Some(basis)) => Self::OnBasis { target, basis },
        }
    }

    /// In words: `每百名职工 10`.
    pub(crate) fn words(&self) -> String {
        match self {
            Self::Target(target) => target.to_string(),
            Self::OnBasis { target, basis } => format!("{} {target}", basis.label()),
            Self::Excluded(reason) => format!("不适用（{reason}）"),
        }
    }
}

/// What a unit is, as far as targets need it.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Measured {
    pub(crate) headcount: Option<i64>,
    pub(crate) beds: Option<i64>,
}

/// What a unit shall reach.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Aim {
    /// At least this much.
    Reach(i64),
    /// Asked for, with no number.
    Open,
    /// 不适用, with the reason.
    Excluded(String),
    /// The number cannot be worked out: the unit's 职工人数 or 床位数 is not known.
    Lacks(Basis),
}

/// What a unit shall reach: its own ruling before its class's before the default.
pub(crate) fn aim(
    default: Option<i64>,
    basis: Basis,
    class: Option<&Ruling>,
    own: Option<&Ruling>,
    unit: Measured,
) -> Aim {
    match (own, class) {
        (Some(Ruling::Excluded(reason)), _) | (None, Some(Ruling::Excluded(reason))) => {
            Aim::Excluded(reason.clone())
        }
        (Some(Ruling::Target(target)), _) => Aim::Reach(*target),
        (Some(Ruling::OnBasis { target, basis }), _) | (None, Some(Ruling::OnBasis { target, basis })) => {
            on_basis(*target, *basis, unit)
        }
        (None, Some(Ruling::Target(target))) => on_basis(*target, basis, unit),
        (None, None) => default.map_or(Aim::Open, |target| on_basis(target, basis, unit)),
    }
}

/// Rounds up: 每百名职工 1 场 is one for a unit of twelve.
fn on_basis(target: i64, basis: Basis, unit: Measured) -> Aim {
    let (size, share) = match basis {
        Basis::Unit => return Aim::Reach(target),
        Basis::Staff => (unit.headcount, 100),
        Basis::Beds => (unit.beds, 1),
    };
    match size {
        Some(size) => Aim::Reach(target.saturating_mul(size.max(0)).saturating_add(share - 1) / share),
        None => Aim::Lacks(basis),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HOSPITAL: Measured = Measured { headcount: Some(120), beds: None };

    #[test]
    fn a_unit_goes_before_its_class_and_that_before_the_default() {
        let (class, own) = (Ruling::Target(6), Ruling::Target(2));
        let none = Ruling::Excluded("没有住院部".to_owned());
        let aim = |class, own| aim(Some(4), Basis::Unit, class, own, HOSPITAL);
        assert_eq!(aim(None, None), Aim::Reach(4));
        assert_eq!(aim(Some(&class), None), Aim::Reach(6));
        assert_eq!(aim(Some(&class), Some(&own)), Aim::Reach(2));
        assert_eq!(aim(Some(&none), None), Aim::Excluded("没有住院部".to_owned()));
        assert_eq!(aim(Some(&none), Some(&own)), Aim::Reach(2));
        assert_eq!(aim(Some(&class), Some(&none)), Aim::Excluded("没有住院部".to_owned()));
        assert_eq!(super::aim(None, Basis::Staff, None, None, HOSPITAL), Aim::Open);
    }

    #[test]
    fn a_class_has_its_own_basis() {
        let staff = Ruling::OnBasis { target: 10, basis: Basis::Staff };
        let flat = Ruling::OnBasis { target: 2, basis: Basis::Unit };
        let unknown = Measured::default();
        assert_eq!(aim(Some(2), Basis::Unit, Some(&staff), None, HOSPITAL), Aim::Reach(12));
        assert_eq!(aim(Some(2), Basis::Unit, Some(&staff), None, unknown), Aim::Lacks(Basis::Staff));
        assert_eq!(aim(Some(10), Basis::Staff, Some(&flat), None, unknown), Aim::Reach(2));
        assert_eq!(aim(None, Basis::Beds, Some(&flat), Some(&Ruling::Target(7)), unknown), Aim::Reach(7));
        assert_eq!((staff.words(), Ruling::Target(7).words()), ("每百名职工 10".to_owned(), "7".to_owned()));
    }

    #[test]
    fn shares_are_rounded_up_and_need_the_size() {
        let staff = |target, headcount| on_basis(target, Basis::Staff, Measured { headcount, beds: None });
        assert_eq!(staff(1, Some(120)), Aim::Reach(2));
        assert_eq!(staff(1, Some(100)), Aim::Reach(1));
        assert_eq!(staff(1, Some(1)), Aim::Reach(1));
        assert_eq!(staff(5, Some(0)), Aim::Reach(0));
        assert_eq!(staff(1, None), Aim::Lacks(Basis::Staff));
        assert_eq!(on_basis(2, Basis::Beds, Measured { headcount: None, beds: Some(40) }), Aim::Reach(80));
        assert_eq!(on_basis(2, Basis::Beds, HOSPITAL), Aim::Lacks(Basis::Beds));
    }
}
