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
/// Whoever may help somebody of the first unit who lost the password.
const HELPERS: &[Part] = &[Part::Officer, Part::OtherOfficer, UnitOfficer];
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
    t.get("/reset/{token}", &[&s.reset]).anyone();
    let chosen = "Another-Secret-2026";
    t.post("/reset/{token}", &[&s.reset]).form(&[("password", chosen), ("again", chosen)]).anyone();
    t.post("/session/end", &[]).form(&[]).may(ALL);
    let place = s.first_unit.as_str();
    let session_place = t.post("/session/place", &[]).form_about(place, &[("id", place)]);
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
    let call = t.post("/api/v1/units/{id}/invitations", &[unit]);
    call.json(json!({ "name": "何联络", "role": "unit_officer" })).may(OFFICERS).hidden_from(OTHER_UNIT);
    t.post("/units/invitations", &[]).form(&[]).may(OFFICERS);
    t.post("/api/v1/units/invitations", &[]).json(json!({})).may(OFFICERS);
    let lost = t.post("/units/{id}/reset", &[unit]).form(&[("person", &s.member)]);
    lost.may(HELPERS).hidden_from(OTHER_UNIT);
    let lost = t.post("/api/v1/units/{id}/resets", &[unit]).json(json!({ "person": s.member }));
    lost.may(HELPERS).hidden_from(OTHER_UNIT);
    let liaison = [("liaison_name", "何联络"), ("liaison_phone", "13900000000"), ("version", "1")];
    let confirmed = t.post("/units/{id}/liaison", &[unit]).form(&liaison);
    confirmed.may(&[Leader, UnitOfficer]).hidden_from(OTHER_UNIT);
}

fn accounts(t: &mut Table, s: &Scene) {
    let person = s.newcomer.as_str();
    t.get("/accounts", &[]).may(KEEPERS);
    t.get("/api/v1/accounts", &[]).may(KEEPERS);
    t.get("/accounts/new", &[]).may(SYSTEM);
    t.post("/accounts", &[]).form(&[("name", "又一位"), ("unit", &s.first_unit)]).may(SYSTEM);
    t.post("/api/v1/accounts", &[]).json(json!({ "name": "又一位", "unit": s.first_unit })).may(SYSTEM);
    t.get("/accounts/{id}", &[person]).may(KEEPERS).hidden_from(OTHER_UNIT);
    t.get("/api/v1/accounts/{id}", &[person]).may(KEEPERS).hidden_from(OTHER_UNIT);
    let version = s.newcomer_version.as_str();
    let seat = [("role", "unit_leader"), ("unit", &*s.first_unit), ("version", version)];
    let grant = [("grant", s.grant.as_str()), ("version", version)];
    let closed = [("active", ""), ("version", version)];
    let expiry = [("expires_on", "2099-12-31"), ("version", version)];
    let seen = [("version", version)];
    for (route, api, fields, may) in [
        ("/accounts/{id}/grants", "/api/v1/accounts/{id}/grants", &seat[..], SECURITY),
        ("/accounts/{id}/revocations", "/api/v1/accounts/{id}/revocations", &grant, SECURITY),
        ("/accounts/{id}/active", "/api/v1/accounts/{id}/active", &closed, SYSTEM),
        ("/accounts/{id}/expiry", "/api/v1/accounts/{id}/expiry", &expiry, SYSTEM),
        ("/accounts/{id}/unlock", "/api/v1/accounts/{id}/unlock", &seen, SECURITY),
        ("/accounts/{id}/link", "/api/v1/accounts/{id}/link", &seen, SYSTEM),
    ] {
        both(t, (route, api), person, fields, may);
    }
    both(t, ("/accounts/{id}/reset", "/api/v1/accounts/{id}/reset"), &s.opened, &seen, SECURITY);
}

/// What is done to an account by a form and by a program.
fn both(
    t: &mut Table,
    (route, api): (&'static str, &'static str),
    person: &str,
    fields: &[(&str, &str)],
    may: &'static [Part],
) {
    t.post(route, &[person]).form(fields).may(may).hidden_from(OTHER_UNIT);
    let body: serde_json::Map<_, _> = fields.iter().map(|(name, value)| ((*name).to_owned(), json!(value))).collect();
    t.post(api, &[person]).json(body.into()).may(may).hidden_from(OTHER_UNIT);
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
