use serde_json::json;

use super::cast::Part::{self, Audit, Leader, Member, OtherUnitOfficer, Security, System, UnitOfficer};
use super::cast::{ALL, BELOW, BUREAU, OF_FIRST_UNIT, OFFICERS};
use super::scene::{CODE, PASSWORD, Scene};
use super::table::Table;

const SECURITY: &[Part] = &[Security];
/// Whoever keeps the accounts: both see them, only one decides on rights.
const KEEPERS: &[Part] = &[System, Security];
const AUDIT: &[Part] = &[Audit];
const SYSTEM: &[Part] = &[System];
/// Whoever may help somebody of the first unit who lost the password.
const HELPERS: &[Part] = &[Part::Officer, Part::OtherOfficer, UnitOfficer];
/// Whoever may say who answers for the first unit.
const NAMERS: &[Part] = &[Part::Officer, Part::OtherOfficer, UnitOfficer, Leader];
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
    tree(t, s);
    accounts(t, s);
    site(t);
}

fn own(t: &mut Table, s: &Scene) {
    t.get("/sign-in", &[]).anyone();
    t.post("/sign-in", &[]).form(&[("login", &s.login), ("password", PASSWORD)]).anyone();
    let opening = [("name", "新同事"), ("login", "newcomer2"), ("password", PASSWORD), ("again", PASSWORD)];
    t.get("/welcome/{token}", &[&s.welcome]).anyone();
    t.post("/welcome/{token}", &[&s.welcome]).form(&opening).anyone();
    let known = [("own_login", s.known.as_str()), ("own_password", PASSWORD)];
    t.post("/welcome/{token}/account", &[&s.welcome]).form(&known).anyone();
    t.get("/reset/{token}", &[&s.reset]).anyone();
    let chosen = "Another-Secret-2026";
    t.post("/reset/{token}", &[&s.reset]).form(&[("password", chosen), ("again", chosen)]).anyone();
    t.post("/session/end", &[]).form(&[]).may(ALL);
    let place = s.first_unit.as_str();
    let session_place = t.post("/session/place", &[]).form_about(place, &[("id", place)]);
    session_place.may(AT_FIRST_UNIT).hidden_from(NOT_AT_FIRST_UNIT);
    let code = [("ticket", s.ticket.as_str()), ("code", CODE)];
    t.post("/sign-in/code", &[]).form(&code).anyone();
    t.get("/account/second-step", &[]).may(ALL);
    t.post("/account/second-step", &[]).form(&[]).may(ALL);
    t.post("/account/second-step/proof", &[]).form(&[("code", CODE)]).may(ALL);
    t.post("/account/second-step/end", &[]).form(&[]).may(ALL);
    t.get("/account", &[]).may(ALL);
    t.get("/api/v1/me", &[]).may(ALL);
    t.post("/account/sessions/{id}/end", &[&s.session]).form(&[]).may(ONE).hidden_from(OTHERS);
    t.post("/account/sessions/end-others", &[]).form(&[]).may(ALL);
    t.post("/account/name", &[]).form(&[("own_name", "更正后的姓名")]).may(ALL);
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
    let xlsx = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
    t.post("/api/v1/units/import", &[]).bytes(xlsx, &s.sheet).may(OFFICERS);
    t.get("/api/v1/units/import/{id}", &[&s.import]).may(&[Part::Officer]).hidden_from(&[Part::OtherOfficer]);
    let confirmed = t.post("/api/v1/units/import/{id}/confirm", &[&s.import]).json(json!({}));
    confirmed.may(&[Part::Officer]).hidden_from(&[Part::OtherOfficer]);
    t.get("/units/{id}", &[unit]).may(OF_FIRST_UNIT).hidden_from(OTHER_UNIT);
    t.get("/api/v1/units/{id}", &[unit]).may(OF_FIRST_UNIT).hidden_from(OTHER_UNIT);
    let invited = t.post("/units/{id}/invite", &[unit]).form(&[("name", "何联络"), ("role", "unit_officer")]);
    invited.may(OFFICERS).hidden_from(OTHER_UNIT);
    let call = t.post("/api/v1/units/{id}/invitations", &[unit]);
    call.json(json!({ "name": "何联络", "role": "unit_officer" })).may(OFFICERS).hidden_from(OTHER_UNIT);
    t.get("/units/invitations", &[]).may(OFFICERS);
    t.post("/units/invitations", &[]).form(&[]).may(OFFICERS);
    t.post("/api/v1/units/invitations", &[]).json(json!({})).may(OFFICERS);
    let lost = t.post("/units/{id}/reset", &[unit]).form(&[("person", &s.member)]);
    lost.may(HELPERS).hidden_from(OTHER_UNIT);
    let lost = t.post("/api/v1/units/{id}/resets", &[unit]).json(json!({ "person": s.member }));
    lost.may(HELPERS).hidden_from(OTHER_UNIT);
    let liaison = [
        ("liaison_name", "何联络"),
        ("liaison_post", "办公室主任"),
        ("liaison_phone", "13900000000"),
        ("version", "1"),
    ];
    let confirmed = t.post("/units/{id}/liaison", &[unit]).form(&liaison);
    confirmed.may(&[Leader, UnitOfficer]).hidden_from(OTHER_UNIT);
    let confirmed = t.post("/api/v1/units/{id}/liaison", &[unit]).json(as_json(&liaison));
    confirmed.may(&[Leader, UnitOfficer]).hidden_from(OTHER_UNIT);
}

/// The tree: where units hang, what is known of them, who answers and who reports for them, and the sets.
fn tree(t: &mut Table, s: &Scene) {
    let unit = s.first_unit.as_str();
    t.get("/units/choices", &[]).may(&[Part::Officer, Part::OtherOfficer, System, Security, Audit]);
    t.get("/units/tree", &[]).may(BUREAU);
    t.get("/api/v1/units/tree", &[]).may(BUREAU);
    t.get("/units/micro", &[]).may(OFFICERS);
    let micro = [("name", "王氏诊所"), ("township", "东街街道"), ("phone", "13800138000")];
    t.post("/units/micro", &[]).form(&micro).may(OFFICERS);
    t.post("/api/v1/units/micro", &[]).json(as_json(&micro)).may(OFFICERS);
    t.get("/units/{id}/edit", &[unit]).may(OFFICERS).hidden_from(OTHER_UNIT);
    let known = [("name", "青禾区第一医院"), ("class", "三级医院"), ("beds", "300"), ("version", "1")];
    t.post("/units/{id}/edit", &[unit]).form(&known).may(OFFICERS).hidden_from(OTHER_UNIT);
    t.put("/api/v1/units/{id}", &[unit]).json(as_json(&known)).may(OFFICERS).hidden_from(OTHER_UNIT);
    let above = [("parent", s.bureau.as_str()), ("version", "1")];
    let below = format!("parent={}", s.second_unit);
    t.get("/units/{id}/move", &[unit]).about(&below, unit).may(OFFICERS).hidden_from(OTHER_UNIT);
    t.post("/units/{id}/move", &[unit]).form(&above).may(OFFICERS).hidden_from(OTHER_UNIT);
    t.post("/api/v1/units/{id}/move", &[unit]).json(as_json(&above)).may(OFFICERS).hidden_from(OTHER_UNIT);
    let into = [
        ("successor", s.second_unit.as_str()),
        ("last_day", s.today.as_str()),
        ("reason", "机构整合"),
        ("version", "1"),
    ];
    t.get("/units/{id}/merge", &[unit]).may(OFFICERS).hidden_from(OTHER_UNIT);
    t.post("/units/{id}/merge", &[unit]).form(&into).may(OFFICERS).hidden_from(OTHER_UNIT);
    t.post("/api/v1/units/{id}/merge", &[unit]).json(as_json(&into)).may(OFFICERS).hidden_from(OTHER_UNIT);
    let back = [("unmerge_reason", "批复撤回"), ("version", "2")];
    let merged = s.merged.as_str();
    t.post("/units/{id}/unmerge", &[merged]).form(&back).may(OFFICERS).hidden_from(AT_FIRST_UNIT);
    let undone = t.post("/api/v1/units/{id}/unmerge", &[merged]).json(as_json(&back));
    undone.may(OFFICERS).hidden_from(AT_FIRST_UNIT);
    let closed = [("last_day", s.today.as_str()), ("reason", "注销"), ("version", "1")];
    t.get("/units/{id}/close", &[unit]).may(OFFICERS).hidden_from(OTHER_UNIT);
    t.post("/units/{id}/close", &[unit]).form(&closed).may(OFFICERS).hidden_from(OTHER_UNIT);
    t.post("/api/v1/units/{id}/close", &[unit]).json(as_json(&closed)).may(OFFICERS).hidden_from(OTHER_UNIT);
    let again = [("reopen_reason", "误办"), ("version", "2")];
    let gone = s.gone.as_str();
    t.post("/units/{id}/reopen", &[gone]).form(&again).may(OFFICERS).hidden_from(BELOW);
    t.post("/api/v1/units/{id}/reopen", &[gone]).json(as_json(&again)).may(OFFICERS).hidden_from(BELOW);
    let server = [("served_by", "东街社区卫生服务中心"), ("version", "1")];
    t.post("/units/{id}/service", &[unit]).form(&server).may(OFFICERS).hidden_from(OTHER_UNIT);
    t.post("/api/v1/units/{id}/service", &[unit])
        .json(as_json(&server))
        .may(OFFICERS)
        .hidden_from(OTHER_UNIT);
    let head = [("people[0][duty]", "head"), ("people[0][name]", "黄院长"), ("version", "1")];
    let named = t.post("/units/{id}/responsible", &[unit]).form(&head);
    named.may(NAMERS).hidden_from(OTHER_UNIT);
    let head = json!({ "people": [{ "duty": "head", "name": "黄院长" }], "version": 1 });
    let named = t.put("/api/v1/units/{id}/responsible", &[unit]).json(head);
    named.may(NAMERS).hidden_from(OTHER_UNIT);
    t.get("/units/{id}/handovers/new", &[unit])
        .about(&format!("person={}", s.member), unit)
        .may(OFFICERS)
        .hidden_from(OTHER_UNIT);
    let taken_over = [("person", s.member.as_str()), ("name", "新联络")];
    t.post("/units/{id}/handovers", &[unit]).form(&taken_over).may(OFFICERS).hidden_from(OTHER_UNIT);
    t.post("/api/v1/units/{id}/handovers", &[unit])
        .json(as_json(&taken_over))
        .may(OFFICERS)
        .hidden_from(OTHER_UNIT);
    let list = [unit, s.handover.as_str()];
    t.get("/units/{id}/handovers/{handover}", &list).may(OF_FIRST_UNIT).hidden_from(OTHER_UNIT);
    let paper = "/units/{id}/handovers/{handover}/list.docx";
    t.get(paper, &list).may(OF_FIRST_UNIT).hidden_from(OTHER_UNIT);
    let paper = "/api/v1/units/{id}/handovers/{handover}/list.docx";
    t.get(paper, &list).may(OF_FIRST_UNIT).hidden_from(OTHER_UNIT);
    t.get("/api/v1/units/{id}/handovers/{handover}", &list).may(OF_FIRST_UNIT).hidden_from(OTHER_UNIT);
    let cancelled = "/units/{id}/handovers/{handover}/cancel";
    t.post(cancelled, &list).form(&[]).may(OFFICERS).hidden_from(OTHER_UNIT);
    let cancelled = "/api/v1/units/{id}/handovers/{handover}/cancel";
    t.post(cancelled, &list).json(json!({})).may(OFFICERS).hidden_from(OTHER_UNIT);
    let set = s.set.as_str();
    t.get("/unit-sets", &[]).may(BUREAU);
    t.get("/api/v1/unit-sets", &[]).may(BUREAU);
    t.post("/unit-sets", &[]).form(&[("name", "西片")]).may(OFFICERS);
    t.post("/api/v1/unit-sets", &[]).json(json!({ "name": "西片" })).may(OFFICERS);
    t.get("/unit-sets/{id}", &[set]).may(BUREAU).hidden_from(BELOW);
    t.get("/api/v1/unit-sets/{id}", &[set]).may(BUREAU).hidden_from(BELOW);
    let changed = [("name", "东片区"), ("version", "1")];
    t.post("/unit-sets/{id}", &[set]).form(&changed).may(OFFICERS).hidden_from(BELOW);
    t.put("/api/v1/unit-sets/{id}", &[set]).json(as_json(&changed)).may(OFFICERS).hidden_from(BELOW);
}

/// What the two administrators decide for the whole site.
fn site(t: &mut Table) {
    t.get("/sign-in-policy", &[]).may(SECURITY);
    t.post("/sign-in-policy", &[]).form(&[("version", "0")]).may(SECURITY);
    t.get("/api/v1/sign-in-policy", &[]).may(SECURITY);
    t.put("/api/v1/sign-in-policy", &[]).json(json!({ "version": 0 })).may(SECURITY);
    let settings = [
        ("body_name", "云岭市青禾区卫生健康委员会"),
        ("body_short_name", "区卫健委"),
        ("office_name", "委安办"),
        ("reckoning", "approved"),
        ("due_time", "24:00"),
        ("version", "0"),
    ];
    t.get("/settings", &[]).may(SYSTEM);
    t.post("/settings", &[]).form(&settings).may(SYSTEM);
    t.get("/api/v1/settings", &[]).may(SYSTEM);
    t.put("/api/v1/settings", &[]).json(as_json(&settings)).may(SYSTEM);
}

/// The fields of a form as a program sends them.
fn as_json(fields: &[(&str, &str)]) -> serde_json::Value {
    let body: serde_json::Map<_, _> =
        fields.iter().map(|(name, value)| ((*name).to_owned(), json!(value))).collect();
    body.into()
}

fn accounts(t: &mut Table, s: &Scene) {
    let person = s.newcomer.as_str();
    let address = [("address", "192.0.2.7")];
    t.post("/accounts/addresses/lift", &[]).form(&address).may(SECURITY);
    t.post("/api/v1/accounts/addresses/lift", &[]).json(as_json(&address)).may(SECURITY);
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
    ] {
        both(t, (route, api), person, fields, may);
    }
    let lost = ("/accounts/{id}/second-step-off", "/api/v1/accounts/{id}/second-step-off");
    both(t, lost, &s.guarded, &[("version", &s.guarded_version)], SECURITY);
    let first = [("version", "1")];
    both(t, ("/accounts/{id}/link", "/api/v1/accounts/{id}/link"), &s.unassigned, &first, SYSTEM);
    // Of who sees business data an officer makes the link.
    for (route, is_call) in [("/accounts/{id}/reset", false), ("/api/v1/accounts/{id}/reset", true)] {
        let lost = t.post(route, &[&s.auditor]);
        let lost = if is_call { lost.json(as_json(&first)) } else { lost.form(&first) };
        lost.may(SECURITY).hidden_from(BELOW);
    }
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
    t.post(api, &[person]).json(as_json(fields)).may(may).hidden_from(OTHER_UNIT);
}

/// The rows of `admin`, and those that need nobody.
pub(crate) fn machine(t: &mut Table, s: &Scene) {
    t.get("/ledger", &[]).may(AUDIT);
    t.get("/ledger/export.xlsx", &[]).may(AUDIT).writing(true);
    t.get("/api/v1/ledger", &[]).may(AUDIT);
    t.get("/jobs", &[]).may(SYSTEM);
    t.get("/api/v1/jobs", &[]).may(SYSTEM);
    for (page, call, job) in [
        ("/jobs/{id}/cancel", "/api/v1/jobs/{id}/cancel", &s.queued),
        ("/jobs/{id}/retry", "/api/v1/jobs/{id}/retry", &s.stopped),
    ] {
        t.post(page, &[job]).form(&[]).may(SYSTEM).hidden_from(BELOW);
        t.post(call, &[job]).json(json!({})).may(SYSTEM).hidden_from(BELOW);
    }
    t.get("/healthz", &[]).anyone();
    t.get("/metrics", &[]).anyone();
    t.get("/developers", &[]).anyone();
    t.get("/api/v1/openapi.json", &[]).anyone();
    t.get("/assets/{file}", &["manifest.json"]).anyone();
}
