use serde_json::json;

use super::cast::Part::{self, OtherUnitOfficer, Reviewer, UnitOfficer};
use super::cast::{BUREAU, BUSINESS, OF_FIRST_UNIT};
use super::reports::FIRST_UNIT;
use super::scene::{Scene, plan};
use super::table::Table;

const UNIT: &[Part] = &[UnitOfficer];
const REVIEWER: &[Part] = &[Reviewer];
const OTHER_UNIT: &[Part] = &[OtherUnitOfficer];

/// The rows of `plans`: the unit's officer writes and files, the reviewer accepts or gives back.
pub(crate) fn rows(t: &mut Table, s: &Scene) {
    let (returned, filed) = ([s.launched.as_str(), &s.first_unit], [s.launched.as_str(), &s.second_unit]);
    t.get("/plans", &[]).may(BUSINESS);
    t.get("/plans/export.xlsx", &[]).may(BUSINESS);
    t.get("/api/v1/plans", &[]).may(BUSINESS);
    for route in [
        "/plans/{campaign}/{unit}",
        "/plans/{campaign}/{unit}/plan.docx",
        "/plans/{campaign}/{unit}/file",
        "/api/v1/plans/{campaign}/{unit}",
        "/api/v1/plans/{campaign}/{unit}/plan.docx",
        "/api/v1/plans/{campaign}/{unit}/file",
    ] {
        t.get(route, &returned).may(OF_FIRST_UNIT).hidden_from(OTHER_UNIT);
    }
    t.get("/plans/{campaign}/{unit}/edit", &returned).may(UNIT).hidden_from(OTHER_UNIT);
    let mut post = |route, fields: &[(&str, &str)]| {
        t.post(route, &returned).form(fields).may(UNIT).hidden_from(OTHER_UNIT);
    };
    post("/plans/{campaign}/{unit}", &[("version", "4"), ("leader", "陈院长")]);
    post("/plans/{campaign}/{unit}/submit", &[]);
    post("/plans/{campaign}/{unit}/file/remove", &[]);
    t.post("/plans/{campaign}/{unit}/file", &returned)
        .file(&[], "file", b"%PDF-1.7")
        .may(UNIT)
        .hidden_from(OTHER_UNIT);
    t.post("/api/v1/plans/{campaign}/{unit}/file", &returned)
        .bytes("application/pdf", b"%PDF-1.7")
        .may(UNIT)
        .hidden_from(OTHER_UNIT);
    t.post("/api/v1/plans/{campaign}/{unit}/file/remove", &returned)
        .json(json!({}))
        .may(UNIT)
        .hidden_from(OTHER_UNIT);
    let mut whole = plan();
    whole["version"] = json!(4);
    t.put("/api/v1/plans/{campaign}/{unit}", &returned).json(whole).may(UNIT).hidden_from(OTHER_UNIT);
    t.post("/api/v1/plans/{campaign}/{unit}/submit", &returned)
        .json(json!({}))
        .may(UNIT)
        .hidden_from(OTHER_UNIT);
    versions(t, s);
    let reason = [("reason", "请补充演练")];
    t.post("/plans/{campaign}/{unit}/approve", &filed).form(&[]).may(REVIEWER).hidden_from(FIRST_UNIT);
    t.post("/plans/{campaign}/{unit}/return", &filed).form(&reason).may(REVIEWER).hidden_from(FIRST_UNIT);
    t.post("/api/v1/plans/{campaign}/{unit}/approve", &filed)
        .json(json!({}))
        .may(REVIEWER)
        .hidden_from(FIRST_UNIT);
    t.post("/api/v1/plans/{campaign}/{unit}/return", &filed)
        .json(json!({ "reason": "请补充演练" }))
        .may(REVIEWER)
        .hidden_from(FIRST_UNIT);
    let why = [("exempt_reason", "停业装修")];
    t.post("/plans/{campaign}/{unit}/exempt", &returned).form(&why).may(BUREAU).hidden_from(OTHER_UNIT);
    t.post("/api/v1/plans/{campaign}/{unit}/exempt", &returned)
        .json(json!({ "exempt_reason": "停业装修" }))
        .may(BUREAU)
        .hidden_from(OTHER_UNIT);
    let exempt = [s.fresh.as_str(), &s.first_unit];
    t.post("/plans/{campaign}/{unit}/recall", &exempt).form(&why).may(BUREAU).hidden_from(OTHER_UNIT);
    t.post("/api/v1/plans/{campaign}/{unit}/recall", &exempt)
        .json(json!({ "exempt_reason": "恢复营业" }))
        .may(BUREAU)
        .hidden_from(OTHER_UNIT);
}

/// What the unit does with a plan that the bureau's targets have outdated, and with its activities.
fn versions(t: &mut Table, s: &Scene) {
    let outdated = [s.amended.as_str(), &s.first_unit];
    for route in ["/plans/{campaign}/{unit}/revise", "/plans/{campaign}/{unit}/keep"] {
        t.post(route, &outdated).form(&[]).may(UNIT).hidden_from(OTHER_UNIT);
    }
    for route in ["/api/v1/plans/{campaign}/{unit}/revise", "/api/v1/plans/{campaign}/{unit}/keep"] {
        t.post(route, &outdated).json(json!({})).may(UNIT).hidden_from(OTHER_UNIT);
    }
    let done = [("name", "安全讲座"), ("starts_on", "2026-05-20"), ("ends_on", "2026-05-20")];
    t.post("/plans/{campaign}/{unit}/done", &outdated).form(&done).may(UNIT).hidden_from(OTHER_UNIT);
    let done = json!({ "name": "安全讲座", "starts_on": "2026-05-20", "ends_on": "2026-05-20" });
    t.post("/api/v1/plans/{campaign}/{unit}/done", &outdated).json(done).may(UNIT).hidden_from(OTHER_UNIT);
}
