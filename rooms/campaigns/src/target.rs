//! What one unit shall reach in one indicator: the default, its class's, its own, or nothing at all (不适用).

use std::fmt;

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

impl Basis {
    /// Where nothing else is said.
    pub(crate) fn of_each_unit() -> Self {
        Self::Unit
    }

    /// Whether a target on it is a rate, which may have a fraction: 每百名职工 1.5.
    pub(crate) fn is_rate(self) -> bool {
        self != Self::Unit
    }
}

/// A target on a basis, in hundredths of one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Rate(i64);

impl Rate {
    /// `whole` and what stands behind the point, 0 to 99.
    pub(crate) fn new(whole: i64, hundredths: i64) -> Self {
        Self(whole.saturating_mul(100).saturating_add(hundredths))
    }

    pub(crate) fn whole(self) -> i64 {
        self.0 / 100
    }

    pub(crate) fn hundredths(self) -> i64 {
        self.0 % 100
    }

    /// Reads `2`, `1.5` and `0.25`; none for what is no number, is negative or goes beyond hundredths.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let (whole, fraction) = text.split_once('.').unwrap_or((text, "0"));
        let is_plain = |digits: &str| !digits.is_empty() && digits.chars().all(|c| c.is_ascii_digit());
        let hundredths: i64 = format!("{fraction:0<2}").parse().ok()?;
        let fits = is_plain(whole) && is_plain(fraction) && fraction.len() <= 2;
        Some(Self::new(whole.parse().ok()?, hundredths)).filter(|_| fits)
    }
}

impl fmt::Display for Rate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (whole, hundredths) = (self.whole(), self.hundredths());
        match hundredths % 10 {
            _ if hundredths == 0 => write!(f, "{whole}"),
            0 => write!(f, "{whole}.{}", hundredths / 10),
            _ => write!(f, "{whole}.{hundredths:02}"),
        }
    }
}

/// What differs for a class or for one unit.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Ruling {
    /// Another target, on the basis of the indicator for a class, as a plain number for a unit.
    Target(i64),
    /// Another target of a class, on a basis of its own.
    OnBasis {
        target: i64,
        /// Editions that were kept before rates had fractions have none.
        #[serde(default)]
        hundredths: i64,
        basis: Basis,
    },
    /// 不适用, with the reason: outside of the denominator.
    Excluded(String),
}

impl Ruling {
    /// What was kept of a ruling: no target means 不适用.
    pub(crate) fn of(rate: Option<Rate>, basis: Option<Basis>, reason: String) -> Self {
        match (rate, basis) {
            (None, _) => Self::Excluded(reason),
            (Some(rate), None) => Self::Target(rate.whole()),
            (Some(rate), Some(basis)) => {
                Self::OnBasis { target: rate.whole(), hundredths: rate.hundredths(), basis }
            }
        }
    }

    /// The number of it; none for 不适用.
    pub(crate) fn rate(&self) -> Option<Rate> {
        match self {
            Self::Target(target) => Some(Rate::new(*target, 0)),
            Self::OnBasis { target, hundredths, .. } => Some(Rate::new(*target, *hundredths)),
            Self::Excluded(_) => None,
        }
    }

    /// In words: `每百名职工 10`.
    pub(crate) fn words(&self) -> String {
        match (self, self.rate().unwrap_or_default()) {
            (Self::Target(_), rate) => rate.to_string(),
            (Self::OnBasis { basis, .. }, rate) => format!("{} {rate}", basis.label()),
            (Self::Excluded(reason), _) => format!("不适用（{reason}）"),
        }
    }
}

/// A ruling with what is said beside it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Ruled {
    pub(crate) ruling: Ruling,
    /// 说明 beside a target; 不适用 has its reason.
    #[serde(default)]
    pub(crate) note: String,
}

impl Ruled {
    /// In words: `20（单位人员少）`.
    pub(crate) fn words(&self) -> String {
        let words = self.ruling.words();
        if self.note.is_empty() { words } else { format!("{words}（{}）", self.note) }
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
    default: Option<Rate>,
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
        (Some(Ruling::OnBasis { target, hundredths, basis }), _)
        | (None, Some(Ruling::OnBasis { target, hundredths, basis })) => {
            on_basis(Rate::new(*target, *hundredths), *basis, unit)
        }
        (None, Some(Ruling::Target(target))) => on_basis(Rate::new(*target, 0), basis, unit),
        (None, None) => default.map_or(Aim::Open, |rate| on_basis(rate, basis, unit)),
    }
}

/// Rounds up: 每百名职工 1 场 is one for a unit of twelve.
fn on_basis(rate: Rate, basis: Basis, unit: Measured) -> Aim {
    let (size, share) = match basis {
        Basis::Unit => return Aim::Reach(rate.whole()),
        Basis::Staff => (unit.headcount, 100),
        Basis::Beds => (unit.beds, 1),
    };
    match size {
        Some(size) => {
            let per = share * 100;
            Aim::Reach(rate.0.saturating_mul(size.max(0)).saturating_add(per - 1) / per)
        }
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
        let aim = |class, own| aim(Some(Rate::new(4, 0)), Basis::Unit, class, own, HOSPITAL);
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
        let staff = Ruling::OnBasis { target: 10, hundredths: 0, basis: Basis::Staff };
        let flat = Ruling::OnBasis { target: 2, hundredths: 0, basis: Basis::Unit };
        let (two, ten) = (Some(Rate::new(2, 0)), Some(Rate::new(10, 0)));
        let unknown = Measured::default();
        assert_eq!(aim(two, Basis::Unit, Some(&staff), None, HOSPITAL), Aim::Reach(12));
        assert_eq!(aim(two, Basis::Unit, Some(&staff), None, unknown), Aim::Lacks(Basis::Staff));
        assert_eq!(aim(ten, Basis::Staff, Some(&flat), None, unknown), Aim::Reach(2));
        assert_eq!(aim(None, Basis::Beds, Some(&flat), Some(&Ruling::Target(7)), unknown), Aim::Reach(7));
        assert_eq!((staff.words(), Ruling::Target(7).words()), ("每百名职工 10".to_owned(), "7".to_owned()));
    }

    #[test]
    fn shares_are_rounded_up_and_need_the_size() {
        let staff = |target, headcount| {
            on_basis(Rate::new(target, 0), Basis::Staff, Measured { headcount, beds: None })
        };
        assert_eq!(staff(1, Some(120)), Aim::Reach(2));
        assert_eq!(staff(1, Some(100)), Aim::Reach(1));
        assert_eq!(staff(1, Some(1)), Aim::Reach(1));
        assert_eq!(staff(5, Some(0)), Aim::Reach(0));
        assert_eq!(staff(1, None), Aim::Lacks(Basis::Staff));
        assert_eq!(
            on_basis(Rate::new(2, 0), Basis::Beds, Measured { headcount: None, beds: Some(40) }),
            Aim::Reach(80)
        );
        assert_eq!(on_basis(Rate::new(2, 0), Basis::Beds, HOSPITAL), Aim::Lacks(Basis::Beds));
    }

    #[test]
    fn a_rate_has_hundredths_and_is_written_as_it_was_read() {
        for text in ["2", "1.5", "0.25", "0.05", "12.34"] {
            assert_eq!(Rate::parse(text).map(|rate| rate.to_string()).as_deref(), Some(text));
        }
        assert_eq!(Rate::parse("1.50"), Some(Rate::new(1, 50)));
        for bad in ["", ".", "1.", ".5", "-1", "1.234", "1.-5", "+1", "1,5", "1.5.5"] {
            assert_eq!(Rate::parse(bad), None, "{bad}");
        }
        // One and a half for each hundred of 120 is 1.8.
        assert_eq!(on_basis(Rate::new(1, 50), Basis::Staff, HOSPITAL), Aim::Reach(2));
        assert_eq!(
            on_basis(Rate::new(0, 5), Basis::Beds, Measured { headcount: None, beds: Some(40) }),
            Aim::Reach(2)
        );
    }

    #[test]
    fn what_was_kept_without_hundredths_notes_and_bases_is_read() {
        let old: Ruling = serde_json::from_str(r#"{"on_basis":{"target":2,"basis":"per_bed"}}"#).unwrap();
        assert_eq!(old, Ruling::OnBasis { target: 2, hundredths: 0, basis: Basis::Beds });
        let ruled: Ruled = serde_json::from_str(r#"{"ruling":{"target":20}}"#).unwrap();
        assert_eq!(ruled, Ruled { ruling: Ruling::Target(20), note: String::new() });
    }
}
