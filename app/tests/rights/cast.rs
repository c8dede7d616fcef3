use testing::{Cast, Who};

/// Everybody in the test house, by the part that they play.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Part {
    System,
    Security,
    Audit,
    Officer,
    OtherOfficer,
    Reviewer,
    Leader,
    UnitOfficer,
    OtherUnitOfficer,
    Member,
    Inspector,
}

use Part::*;

pub(crate) const ALL: &[Part] = &[
    System,
    Security,
    Audit,
    Officer,
    OtherOfficer,
    Reviewer,
    Leader,
    UnitOfficer,
    OtherUnitOfficer,
    Member,
    Inspector,
];
pub(crate) const NOBODY: &[Part] = &[];
pub(crate) const OFFICERS: &[Part] = &[Officer, OtherOfficer];
pub(crate) const BUREAU: &[Part] = &[Officer, OtherOfficer, Reviewer];
/// Whoever sees the business of the whole house, each where they reach.
pub(crate) const BUSINESS: &[Part] =
    &[Officer, OtherOfficer, Reviewer, Leader, UnitOfficer, OtherUnitOfficer];
/// Whoever sees the first unit's business.
pub(crate) const OF_FIRST_UNIT: &[Part] = &[Officer, OtherOfficer, Reviewer, Leader, UnitOfficer];
/// The officers of every place: of the bureau and of both units.
pub(crate) const EVERY_OFFICER: &[Part] = &[Officer, OtherOfficer, UnitOfficer, OtherUnitOfficer];
/// Everybody who stands below the bureau and so knows nothing of what is the bureau's alone.
pub(crate) const BELOW: &[Part] = &[Leader, UnitOfficer, OtherUnitOfficer, Member];

impl Part {
    pub(crate) fn who(self, cast: &Cast) -> &Who {
        match self {
            System => &cast.system_administrator,
            Security => &cast.security_administrator,
            Audit => &cast.audit_administrator,
            Officer => &cast.bureau_officer,
            OtherOfficer => &cast.other_officer,
            Reviewer => &cast.bureau_reviewer,
            Leader => &cast.unit_leader,
            UnitOfficer => &cast.unit_officer,
            OtherUnitOfficer => &cast.other_unit_officer,
            Member => &cast.member,
            Inspector => &cast.inspector,
        }
    }
}
