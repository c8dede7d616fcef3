use db::params;
use testing::{Cast, Who};

use crate::whole::Stage;

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

/// Lets somebody of the bureau be the same at the office of a street below it.
pub(crate) async fn move_down(house: &Stage, who: &Who) {
    let mut tx = house.db.begin().await.unwrap();
    let (street, bureau) = (tx.id::<()>().to_string(), house.cast.bureau.to_string());
    let path = format!("/{bureau}/{street}/");
    tx.run_one(
        "INSERT INTO unit (id, parent, path, kind, name, short_name, class, township, liaison_name, liaison_phone, made_at, \
         version) VALUES ($1, $2, $3, 'bureau', '东街街道办事处', '东街办', '', '', '', '', 1, 1)",
        params![&street, &bureau, &path],
    )
    .await
    .unwrap();
    for sql in [
        "UPDATE role_grant SET unit = $2 WHERE person = $1",
        "UPDATE session SET place = $2 WHERE person = $1",
        "UPDATE access_token SET place = $2 WHERE person = $1",
    ] {
        tx.run(sql, params![who.person, &street]).await.unwrap();
    }
    tx.commit().await.unwrap();
}
