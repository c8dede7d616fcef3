use serde_json::{Value, json};

use super::cast::Part::{self, Officer, OtherOfficer, OtherUnitOfficer, Reviewer, UnitOfficer};
use super::cast::{BUSINESS, EVERY_OFFICER, OF_FIRST_UNIT};
use super::files::ledger;
use super::scene::Scene;
use super::table::Table;

const OWNER: &[Part] = &[UnitOfficer];
/// Whoever decides on reports takes something off their numbers.
const REVIEWING: &[Part] = &[Reviewer];
const OTHER_UNIT: &[Part] = &[OtherUnitOfficer];
/// Whoever may take originals out, at any place.
const TAKING: &[Part] = &[Officer, OtherOfficer, Reviewer, UnitOfficer, OtherUnitOfficer];
/// A half-filled form is its writer's own.
const NOT_THE_WRITER: &[Part] = &[
    Part::System,
    Part::Security,
    Part::Audit,
    Officer,
    OtherOfficer,
    Reviewer,
    Part::Leader,
    OtherUnitOfficer,
    Part::Member,
    Part::Inspector,
];
/// A photo or paper that no activity holds is its unit's own.
const NOT_AT_FIRST_UNIT: &[Part] = &[
    Part::System,
    Part::Security,
    Part::Audit,
    Officer,
    OtherOfficer,
    Reviewer,
    OtherUnitOfficer,
    Part::Inspector,
];

/// Who has a form of an activity, but not this unit's.
const OTHERS_WHO_LOG: &[Part] = &[Officer, OtherOfficer, OtherUnitOfficer];

/// The rows of `activities`: the unit's officer writes, the unit and the bureau look on.
pub(crate) fn rows(t: &mut Table, s: &Scene) {
    let typed = [
        ("name", "专题讲座"),
        ("starts_on", "2026-03-05"),
        ("quantities[0][measure]", "lecture"),
        ("quantities[0][amount]", "1"),
    ];
    t.get("/activities", &[]).may(BUSINESS);
    t.get("/activities/export.xlsx", &[]).may(BUSINESS);
    t.get("/activities/export.zip", &[]).may(BUSINESS);
    t.post("/activities/originals.zip", &[]).form(&[("reason", "迎检")]).may(TAKING);
    t.get("/activities/calendar", &[]).may(BUSINESS);
    t.get("/activities/photos", &[]).may(BUSINESS);
    t.get("/activities/units", &[]).may(BUSINESS);
    t.get("/activities/new", &[]).may(EVERY_OFFICER);
    t.get("/activities/partners", &[]).may(EVERY_OFFICER);
    t.get("/activities/suggested", &[]).may(EVERY_OFFICER);
    t.get("/activities/bulk", &[]).may(EVERY_OFFICER);
    t.post("/activities/bulk/groups", &[]).file(&[], "files", &s.jpeg).may(EVERY_OFFICER);
    let several = [("groups[0][name]", "专题讲座"), ("groups[0][starts_on]", "2026-03-05")];
    t.post("/activities/bulk", &[]).form(&several).may(EVERY_OFFICER);
    t.post("/activities", &[]).file(&typed, "files", &s.jpeg).may(EVERY_OFFICER);
    t.post("/activities/drafts", &[]).file(&typed, "files", &s.jpeg).may(EVERY_OFFICER);
    t.post("/activities/drafts/{id}/discard", &[&s.form]).form(&[]).may(OWNER).hidden_from(NOT_THE_WRITER);
    t.post("/activities/pasted", &[])
        .form(&[("pasted", "3月5日开展演练1次。")])
        .may(EVERY_OFFICER)
        .writing(false);
    t.post("/activities/link", &[])
        .form(&[("link", "https://news.example/a")])
        .may(EVERY_OFFICER)
        .writing(false);
    t.get("/activities/{id}", &[&s.activity]).may(OF_FIRST_UNIT).hidden_from(OTHER_UNIT);
    t.get("/activities/{id}/edit", &[&s.activity]).may(OWNER).hidden_from(OTHER_UNIT);
    let version = [("version", s.activity_version.as_str())];
    let mended = [&typed[..], &version].concat();
    t.post("/activities/{id}/edit", &[&s.activity])
        .file(&mended, "files", &s.jpeg)
        .may(OWNER)
        .hidden_from(OTHER_UNIT);
    t.post("/activities/{id}/void", &[&s.activity])
        .form(&[("reason", "重复")])
        .may(OWNER)
        .hidden_from(OTHER_UNIT);
    t.post("/activities/{id}/prolong", &[&s.banner])
        .form(&[("ends_on", "2026-04-20")])
        .may(OWNER)
        .hidden_from(OTHER_UNIT);
    let off = [("measure", "handbook"), ("deducted", "1"), ("reason", "重复"), version[0]];
    t.post("/activities/{id}/deduct", &[&s.activity]).form(&off).may(REVIEWING).hidden_from(OTHER_UNIT);
    t.post("/activities/{id}/restore", &[&s.void]).form(&[]).may(OWNER).hidden_from(OTHER_UNIT);
    t.post("/activities/{id}/cohost", &[&s.joint]).form(&[("answer", "confirmed")]).may(OTHER_UNIT);
    calls(t, s);
    imports(t, s);
    photos(t, s);
    parcels(t, s);
}

fn calls(t: &mut Table, s: &Scene) {
    let input = |version: Option<&str>| -> Value {
        json!({
            "name": "专题讲座", "starts_on": "2026-03-05", "version": version,
            "quantities": [{ "measure": "lecture", "amount": 1 }],
        })
    };
    t.get("/api/v1/activities", &[]).may(BUSINESS);
    t.post("/api/v1/activities", &[]).json(input(None)).may(EVERY_OFFICER);
    let message = json!({ "text": "3月5日开展演练1次。" });
    t.post("/api/v1/activities/pasted", &[]).json(message).may(EVERY_OFFICER).writing(false);
    let link = json!({ "link": "https://news.example/a" });
    t.post("/api/v1/activities/link", &[]).json(link).may(EVERY_OFFICER).writing(false);
    t.get("/api/v1/activities/{id}", &[&s.activity]).may(OF_FIRST_UNIT).hidden_from(OTHER_UNIT);
    let mended = input(Some(&s.activity_version));
    t.put("/api/v1/activities/{id}", &[&s.activity]).json(mended).may(OWNER).hidden_from(OTHER_UNIT);
    let reason = json!({ "reason": "重复" });
    t.post("/api/v1/activities/{id}/void", &[&s.activity]).json(reason).may(OWNER).hidden_from(OTHER_UNIT);
    let further = json!({ "ends_on": "2026-04-20" });
    t.post("/api/v1/activities/{id}/prolong", &[&s.banner]).json(further).may(OWNER).hidden_from(OTHER_UNIT);
    let off =
        json!({ "measure": "handbook", "deducted": 1, "reason": "重复", "version": s.activity_version });
    t.post("/api/v1/activities/{id}/deduct", &[&s.activity]).json(off).may(REVIEWING).hidden_from(OTHER_UNIT);
    t.post("/api/v1/activities/{id}/restore", &[&s.void]).json(json!({})).may(OWNER).hidden_from(OTHER_UNIT);
    let several = json!({ "groups": [input(None), input(None)] });
    t.post("/api/v1/activities/bulk", &[]).json(several).may(EVERY_OFFICER);
    // Only the unit whose photo it is has something to group.
    let grouped = json!({ "photos": [s.waiting_photo] });
    let groups = t.post("/api/v1/photos/groups", &[]).json(grouped);
    groups.may(OWNER).hidden_from(&[Officer, OtherOfficer, OtherUnitOfficer]).writing(false);
    let answer = json!({ "answer": "confirmed" });
    t.post("/api/v1/activities/{id}/cohost", &[&s.joint]).json(answer).may(OTHER_UNIT);
    t.get("/api/v1/activities/joint", &[]).may(BUSINESS);
    t.post("/api/v1/photos", &[]).bytes("image/jpeg", &s.jpeg).may(EVERY_OFFICER);
    t.post("/api/v1/papers", &[]).bytes("application/pdf", b"%PDF-1.7").may(EVERY_OFFICER);
}

/// A ledger is the affair of whoever uploaded it.
fn imports(t: &mut Table, s: &Scene) {
    t.get("/activities/import", &[]).may(EVERY_OFFICER);
    t.get("/activities/import/template.xlsx", &[]).may(EVERY_OFFICER);
    t.post("/activities/import", &[]).file(&[], "file", &ledger()).may(EVERY_OFFICER);
    t.get("/activities/import/{id}", &[&s.ledger]).may(OWNER).hidden_from(NOT_THE_WRITER);
    t.post("/activities/import/{id}/confirm", &[&s.ledger])
        .form(&[("rows", "1")])
        .may(OWNER)
        .hidden_from(NOT_THE_WRITER);
    let xlsx = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
    t.post("/api/v1/activities/import", &[]).bytes(xlsx, &ledger()).may(EVERY_OFFICER);
    t.get("/api/v1/activities/import/{id}", &[&s.ledger]).may(OWNER).hidden_from(NOT_THE_WRITER);
    t.post("/api/v1/activities/import/{id}/confirm", &[&s.ledger])
        .json(json!({ "rows": 1 }))
        .may(OWNER)
        .hidden_from(NOT_THE_WRITER);
}

/// A file that comes in pieces is its sender's own.
fn parcels(t: &mut Table, s: &Scene) {
    let digest = blobs::BlobId::of(&s.jpeg).hex();
    let bytes = s.jpeg.len().to_string();
    let whole = [("kind", "photo"), ("name", "现场.jpg"), ("bytes", bytes.as_str()), ("sha256", &digest)];
    t.post("/activities/parcels", &[]).form(&whole).may(EVERY_OFFICER);
    let called = json!({ "kind": "photo", "name": "现场.jpg", "bytes": bytes, "sha256": digest });
    t.post("/api/v1/parcels", &[]).json(called).may(EVERY_OFFICER);
    let whole = format!("from=0&sha256={digest}");
    t.post("/activities/parcels/{id}/pieces", &[&s.parcel])
        .about(&whole, &s.parcel)
        .file(&[], "piece", &s.jpeg)
        .may(OWNER)
        .hidden_from(NOT_THE_WRITER);
    t.post("/api/v1/parcels/{id}/pieces", &[&s.parcel])
        .about(&whole, &s.parcel)
        .bytes("application/octet-stream", &s.jpeg)
        .may(OWNER)
        .hidden_from(NOT_THE_WRITER);
    t.get("/api/v1/parcels/{id}", &[&s.parcel]).may(OWNER).hidden_from(NOT_THE_WRITER);
    t.post("/activities/parcels/{id}/drop", &[&s.parcel]).form(&[]).may(OWNER).hidden_from(NOT_THE_WRITER);
    let dropped = t.post("/api/v1/parcels/{id}/drop", &[&s.parcel]).json(json!({}));
    dropped.may(OWNER).hidden_from(NOT_THE_WRITER);
}

fn photos(t: &mut Table, s: &Scene) {
    t.post("/activities/photos", &[]).file(&[], "photo", &s.jpeg).may(EVERY_OFFICER);
    t.post("/activities/photos/{id}/remove", &[&s.waiting_photo])
        .form(&[])
        .may(OWNER)
        .hidden_from(NOT_AT_FIRST_UNIT);
    let offered = [("name", "半截"), ("unused_photos", s.waiting_photo.as_str())];
    t.post("/activities/photos/discard", &[])
        .form_about(&s.waiting_photo, &offered)
        .may(OWNER)
        .hidden_from(OTHERS_WHO_LOG);
    let offered = [("name", "半截"), ("unused_papers", s.waiting_paper.as_str())];
    t.post("/activities/papers/discard", &[])
        .form_about(&s.waiting_paper, &offered)
        .may(OWNER)
        .hidden_from(OTHERS_WHO_LOG);
    for at in ["/photos/{id}/mark-patients", "/api/v1/photos/{id}/mark-patients"] {
        let mark = t.post(at, &[&s.photo]);
        if at.starts_with("/api/") {
            mark.json(json!({}))
        } else {
            mark.form(&[])
        };
        mark.may(OWNER).hidden_from(OTHER_UNIT);
    }
    for at in ["/photos/{id}/clear-patients", "/api/v1/photos/{id}/clear-patients"] {
        let clear = t.post(at, &[&s.patients_photo]);
        if at.starts_with("/api/") {
            clear.json(json!({}))
        } else {
            clear.form(&[])
        };
        clear.may(&[UnitOfficer, Part::Leader]).hidden_from(OTHER_UNIT);
    }
    t.get("/photos/{id}/small", &[&s.photo]).may(OF_FIRST_UNIT).hidden_from(OTHER_UNIT);
    t.get("/photos/{id}/large", &[&s.photo]).may(OF_FIRST_UNIT).hidden_from(OTHER_UNIT);
    t.post("/activities/papers", &[]).file(&[], "paper", b"%PDF-1.7").may(EVERY_OFFICER);
    t.post("/activities/papers/{id}/remove", &[&s.waiting_paper])
        .form(&[])
        .may(OWNER)
        .hidden_from(NOT_AT_FIRST_UNIT);
    t.get("/papers/{id}", &[&s.paper]).may(OF_FIRST_UNIT).hidden_from(OTHER_UNIT);
    for at in ["/photos/{id}/original", "/api/v1/photos/{id}/original"] {
        let original = t.post(at, &[&s.photo]);
        if at.starts_with("/api/") {
            original.json(json!({ "reason": "迎检" })).reading()
        } else {
            original.form(&[("reason", "迎检")])
        };
        original.may(&[Officer, OtherOfficer, Reviewer, UnitOfficer]).hidden_from(OTHER_UNIT);
    }
}
