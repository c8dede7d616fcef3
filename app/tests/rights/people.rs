use serde_json::json;

use super::cast::Part::{self, Audit, Leader, Member, OtherUnitOfficer, Security, System, UnitOfficer};
use super::cast::{ALL, BUREAU, OF_FIRST_UNIT, OFFICERS};
use super::scene::{PASSWORD, Scene};
use super::table::Table;

const SECURITY: &[Part] = &[Security];
/// Whoever keeps the accounts: both see them, only one decides on rights.
const KEEPERS: &[Part] = &[System, Security];
const AUDIT: &[Part] = &[Audit];
const SYSTEM: &[Part] = &[System];
const ONE: &[Part] = &[UnitOfficer];
const OTHER_UNIT: &[Part] = &[OtherUnitOfficer];
const AT_FIRST_UNIT: &[Part] = &[Leader, UnitOfficer, Member];
const NOT_AT_FIRST_UNIT: &[Part] = &[
    System,
    Security,
    Audit,
    Part::Officer,
    Part::OtherOfficer,
    Part::Reviewer,
    OtherUnitOfficer,
    Part::Inspector,
];
const OTHERS: &[Part] = &[
    System,
    Security,
    Audit,
    Part::Officer,
    Part::OtherOfficer,
    Part::Reviewer,
    Leader,
    OtherUnitOfficer,
    Member,
    Part::Inspector,
];

/// The rows of `people`: sign-in, one's own account, units, accounts.
pub(crate) fn rows(t: &mut Table, s: &Scene) {
    own(t, s);
    units(t, s);
    accounts(t, s);
}

fn own(t: &mut Table, s: &Scene) {
    t.get("/sign-in", &[]).anyone();
    t.post("/sign-in", &[]).form(&[("login", &s.login), ("password", PASSWORD)]).anyone();
    let opening = [("name", "新同事"), ("login", "newcomer2"), ("password", PASSWORD), ("again", PASSWORD)];
    t.get("/welcome/{token}", &[&s.welcome]).anyone();
    t.post("/welcome/{token}", &[&s.welcome]).form(&opening).anyone();
    t.post("/session/end", &[]).form(&[]).may(ALL);
    let place = s.first_unit.as_str();
    let session_place = t.post("/session/place", &[]).form_about(place, &[("id", place)]).writing(false);
    session_place.may(AT_FIRST_UNIT).hidden_from(NOT_AT_FIRST_UNIT);
    t.get("/account", &[]).may(ALL);
    t.get("/api/v1/me", &[]).may(ALL);
    t.post("/account/sessions/{id}/end", &[&s.session]).form(&[]).may(ONE).hidden_from(OTHERS);
    t.post("/account/tokens", &[]).form(&[("name", "报表程序"), ("scope", "read"), ("days", "30")]).may(ALL);
    t.post("/account/tokens/{id}/revoke", &[&s.token]).form(&[]).may(ONE).hidden_from(OTHERS);
    t.get("/account/password", &[]).may(ALL);
    let fresh = "Another-Secret-2026";
    t.post("/account/password", &[])
        .form(&[("current", PASSWORD), ("password", fresh), ("again", fresh)])
        .may(ALL);
}

fn units(t: &mut Table, s: &Scene) {
    let unit = s.first_unit.as_str();
    t.get("/units", &[]).may(BUREAU);
    t.get("/units/export.xlsx", &[]).may(BUREAU);
    t.get("/api/v1/units", &[]).may(BUREAU);
    t.get("/units/new", &[]).may(OFFICERS);
    t.post("/units", &[]).form(&[("name", "第三医院"), ("class", "二级医院")]).may(OFFICERS);
    t.post("/api/v1/units", &[]).json(json!({ "name": "第三医院", "class": "二级医院" })).may(OFFICERS);
    t.get("/units/import", &[]).may(OFFICERS);
    t.get("/units/template.xlsx", &[]).may(OFFICERS);
    t.post("/units/import", &[]).file(&[], "file", &s.sheet).may(OFFICERS);
    t.get("/units/import/{id}", &[&s.import]).may(&[Part::Officer]).hidden_from(&[Part::OtherOfficer]);
    let confirmed = t.post("/units/import/confirm", &[]).form_about(&s.import, &[("id", &s.import)]);
    confirmed.may(&[Part::Officer]).hidden_from(&[Part::OtherOfficer]);
    t.get("/units/{id}", &[unit]).may(OF_FIRST_UNIT).hidden_from(OTHER_UNIT);
    t.get("/api/v1/units/{id}", &[unit]).may(OF_FIRST_UNIT).hidden_from(OTHER_UNIT);
    let invited = t.post("/units/{id}/invite", &[unit]).form(&[("name", "何联络"), ("role", "unit_officer")]);
    invited.may(OFFICERS).hidden_from(OTHER_UNIT);
    t.post("/units/invitations", &[]).form(&[]).may(OFFICERS);
    let liaison = [("liaison_name", "何联络"), ("liaison_phone", "13900000000"), ("version", "1")];
    let confirmed = t.post("/units/{id}/liaison", &[unit]).form(&liaison);
    confirmed.may(&[Leader, UnitOfficer]).hidden_from(OTHER_UNIT);
}

fn accounts(t: &mut Table, s: &Scene) {
    let person = s.newcomer.as_str();
    t.get("/accounts", &[]).may(KEEPERS);
    t.get("/accounts/new", &[]).may(SECURITY);
    let account = [("name", "又一位"), ("role", "unit_officer"), ("unit", &s.first_unit)];
    t.post("/accounts", &[]).form(&account).may(SECURITY);
    t.get("/accounts/{id}", &[person]).may(KEEPERS).hidden_from(OTHER_UNIT);
    let seat = [("role", "unit_leader"), ("unit", &s.first_unit)];
    t.post("/accounts/{id}/grants", &[person]).form(&seat).may(SECURITY).hidden_from(OTHER_UNIT);
    let grant = [("grant", s.grant.as_str())];
    t.post("/accounts/{id}/revocations", &[person]).form(&grant).may(SECURITY).hidden_from(OTHER_UNIT);
    t.post("/accounts/{id}/active", &[person]).form(&[("active", "")]).may(SECURITY).hidden_from(OTHER_UNIT);
    t.post("/accounts/{id}/unlock", &[person]).form(&[]).may(SECURITY).hidden_from(OTHER_UNIT);
    t.post("/accounts/{id}/link", &[person]).form(&[]).may(KEEPERS).hidden_from(OTHER_UNIT);
}

/// The rows of `admin`, and those that need nobody.
pub(crate) fn machine(t: &mut Table) {
    t.get("/ledger", &[]).may(AUDIT);
    t.get("/ledger/export.xlsx", &[]).may(AUDIT).writing(true);
    t.get("/api/v1/ledger", &[]).may(AUDIT);
    t.get("/jobs", &[]).may(SYSTEM);
    t.get("/api/v1/jobs", &[]).may(SYSTEM);
    t.get("/healthz", &[]).anyone();
    t.get("/metrics", &[]).anyone();
    t.get("/developers", &[]).anyone();
    t.get("/api/v1/openapi.json", &[]).anyone();
    t.get("/assets/{file}", &["manifest.json"]).anyone();
}
