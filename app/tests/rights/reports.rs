use serde_json::{Value, json};

use super::cast::Part::{self, OtherUnitOfficer, Reviewer, UnitOfficer};
use super::cast::{ALL, BELOW, BUREAU, BUSINESS, OF_FIRST_UNIT, OFFICERS};
use super::scene::Scene;
use super::table::Table;

const UNIT: &[Part] = &[UnitOfficer];
/// Whoever may confirm the liaison.
const CONFIRMING: &[Part] = &[Part::Leader, UnitOfficer];
const REVIEWER: &[Part] = &[Reviewer];
const OTHER_UNIT: &[Part] = &[OtherUnitOfficer];
/// Whoever must not know of the second unit's reports.
pub(crate) const FIRST_UNIT: &[Part] = &[Part::Leader, UnitOfficer, Part::Member];

/// The rows of `reports`: the unit's officer writes and sends, the reviewer decides, the officer joins.
pub(crate) fn rows(t: &mut Table, s: &Scene) {
    let query = format!("campaign={}", s.launched);
    t.get("/reports", &[]).may(BUSINESS);
    t.get("/reports/export.xlsx", &[]).may(BUSINESS);
    t.get("/api/v1/reports", &[]).may(BUSINESS);
    looking(t, s);
    writing(t, s);
    zero(t, s);
    calls(t, s);
    t.get("/consolidations", &[]).may(BUREAU);
    t.get("/api/v1/consolidations", &[]).about(&query, &s.launched).may(BUREAU).hidden_from(BELOW);
    let joined = [("campaign", &*s.launched), ("phase", &*s.joined_phase), ("reckoning", "reported")];
    t.post("/consolidations", &[]).form_about(&s.launched, &joined).may(OFFICERS).hidden_from(BELOW);
    let joined = json!({ "campaign": s.launched, "phase": s.joined_phase, "reckoning": "reported" });
    t.post("/api/v1/consolidations", &[]).json_about(&s.launched, joined).may(OFFICERS).hidden_from(BELOW);
    for route in [
        "/consolidations/{id}",
        "/consolidations/{id}/draft.docx",
        "/consolidations/{id}/ledger.xlsx",
        "/api/v1/consolidations/{id}",
        "/api/v1/consolidations/{id}/draft.docx",
        "/api/v1/consolidations/{id}/ledger.xlsx",
    ] {
        t.get(route, &[&s.consolidation]).may(BUREAU).hidden_from(BELOW);
    }
}

fn looking(t: &mut Table, s: &Scene) {
    let sent = [s.sent.as_str(), &s.first_unit];
    for route in
        ["/reports/{due}/{unit}", "/reports/{due}/{unit}/report.docx", "/api/v1/reports/{due}/{unit}"]
    {
        t.get(route, &sent).may(OF_FIRST_UNIT).hidden_from(OTHER_UNIT);
    }
    for route in ["/reports/{due}/{unit}/review", "/api/v1/reports/{due}/{unit}/review"] {
        t.get(route, &sent).may(BUREAU).hidden_from(OTHER_UNIT);
    }
}

/// The second unit has logged nothing, so it is the one with nothing to report.
fn zero(t: &mut Table, s: &Scene) {
    let blank = [s.blank.as_str(), &s.second_unit];
    t.post("/reports/{due}/{unit}/zero", &blank)
        .form(&[("reason", "本阶段停业装修")])
        .may(OTHER_UNIT)
        .hidden_from(FIRST_UNIT);
    t.post("/api/v1/reports/{due}/{unit}/zero", &blank)
        .json(json!({ "reason": "停业装修" }))
        .may(OTHER_UNIT)
        .hidden_from(FIRST_UNIT);
}

fn writing(t: &mut Table, s: &Scene) {
    let unit = s.first_unit.as_str();
    let mut post = |route, ids: &[&str], fields: &[(&str, &str)], may| {
        t.post(route, ids).form(fields).may(may).hidden_from(OTHER_UNIT);
    };
    let typed = [("version", "1"), ("text", "把要点做成口袋卡。")];
    post("/reports/{due}/{unit}/sections/{key}", &[&s.open, unit, "experience"], &typed, UNIT);
    post(
        "/reports/{due}/{unit}/sections/{key}/restore",
        &[&s.open, unit, "experience"],
        &[("version", "1")],
        UNIT,
    );
    let pictures = [
        ("version", &*s.open_version),
        ("pictures[0][photo]", &*s.photo),
        ("pictures[0][caption]", "讲座现场"),
    ];
    post("/reports/{due}/{unit}/pictures", &[&s.open, unit], &pictures, UNIT);
    post("/reports/{due}/{unit}/submit", &[&s.open, unit], &[], UNIT);
    post("/reports/{due}/{unit}/liaison", &[&s.list, unit], &[], CONFIRMING);
    post("/reports/{due}/{unit}/approve", &[&s.sent, unit], &[], REVIEWER);
    post("/reports/{due}/{unit}/return", &[&s.sent, unit], &[("reason", "请补充图片")], REVIEWER);
    post("/reports/{due}/{unit}/exempt", &[&s.blank, unit], &[("reason", "停业装修")], BUREAU);
    post("/reports/{due}/{unit}/recall", &[&s.exempt, unit], &[("reason", "已恢复营业")], BUREAU);
}

fn calls(t: &mut Table, s: &Scene) {
    let unit = s.first_unit.as_str();
    let section = [&*s.open, unit, "experience"];
    let typed = json!({ "version": 1, "text": "把要点做成口袋卡。" });
    t.put("/api/v1/reports/{due}/{unit}/sections/{key}", &section)
        .json(typed)
        .may(UNIT)
        .hidden_from(OTHER_UNIT);
    let pictures =
        json!({ "version": s.open_version, "pictures": [{ "photo": s.photo, "caption": "讲座现场" }] });
    t.put("/api/v1/reports/{due}/{unit}/pictures", &[&s.open, unit])
        .json(pictures)
        .may(UNIT)
        .hidden_from(OTHER_UNIT);
    let mut post = |route, ids: &[&str], input: Value, may| {
        t.post(route, ids).json(input).may(may).hidden_from(OTHER_UNIT);
    };
    post("/api/v1/reports/{due}/{unit}/sections/{key}/restore", &section, json!({ "version": 1 }), UNIT);
    post("/api/v1/reports/{due}/{unit}/submit", &[&s.open, unit], json!({}), UNIT);
    post("/api/v1/reports/{due}/{unit}/liaison", &[&s.list, unit], json!({}), CONFIRMING);
    post("/api/v1/reports/{due}/{unit}/approve", &[&s.sent, unit], json!({}), REVIEWER);
    post(
        "/api/v1/reports/{due}/{unit}/return",
        &[&s.sent, unit],
        json!({ "reason": "请补充图片" }),
        REVIEWER,
    );
    post("/api/v1/reports/{due}/{unit}/exempt", &[&s.blank, unit], json!({ "reason": "停业装修" }), BUREAU);
    post(
        "/api/v1/reports/{due}/{unit}/recall",
        &[&s.exempt, unit],
        json!({ "reason": "已恢复营业" }),
        BUREAU,
    );
}

/// The rows of `overview`.
pub(crate) fn overview(t: &mut Table, s: &Scene) {
    t.get("/", &[]).may(ALL);
    let desk = format!("campaign={}", s.launched);
    for route in ["/desk", "/desk/export.xlsx", "/api/v1/desk"] {
        t.get(route, &[]).about(&desk, &s.launched).may(BUREAU);
    }
    let behind = format!("campaign={}&unit={}&reckoning=logged", s.launched, s.first_unit);
    for route in ["/figures", "/api/v1/figures"] {
        t.get(route, &[]).about(&behind, &s.launched).may(OF_FIRST_UNIT).hidden_from(OTHER_UNIT);
    }
}
