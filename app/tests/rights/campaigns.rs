use serde_json::{Value, json};

use super::cast::Part::{self, Leader, OtherUnitOfficer, UnitOfficer};
use super::cast::{BELOW, BUREAU, BUSINESS, OFFICERS};
use super::scene::{NOTICE, Scene, text};
use super::table::Table;

/// Whoever signs for a unit.
const UNITS: &[Part] = &[Leader, UnitOfficer, OtherUnitOfficer];

/// The rows of `campaigns`: a draft is the bureau's alone, what was sent down is everybody's who takes part.
pub(crate) fn rows(t: &mut Table, s: &Scene) {
    t.get("/campaigns", &[]).may(BUSINESS);
    t.get("/campaigns.xlsx", &[]).may(BUSINESS);
    t.get("/campaigns/new", &[]).may(OFFICERS);
    t.post("/campaigns", &[]).file(&[], "file", NOTICE.as_bytes()).may(OFFICERS);
    t.get("/campaigns/{id}", &[&s.launched]).may(BUSINESS);
    t.post("/campaigns/{id}/sign", &[&s.launched]).form(&[]).may(UNITS);
    t.get("/api/v1/campaigns", &[]).may(BUSINESS);
    t.post("/api/v1/campaigns", &[]).json(json!({ "text": NOTICE })).may(OFFICERS);
    t.get("/api/v1/campaigns/{id}", &[&s.launched]).may(BUSINESS);
    t.get("/api/v1/campaigns/{id}/progress", &[&s.launched]).may(BUSINESS);
    t.post("/api/v1/campaigns/{id}/sign", &[&s.launched]).json(json!({})).may(UNITS);
    looking(t, s);
    pages(t, s);
    calls(t, s);
    life(t, s);
    members(t, s);
    amendments(t, s);
    catalogue(t);
    targets(t, s);
    items(t, s);
    notice(t, s);
}

fn items(t: &mut Table, s: &Scene) {
    let draft = s.draft.as_str();
    let (phase, version) = first(&s.plan["phases"]);
    t.post("/campaigns/{id}/phases/{item}/removed", &[draft, &phase])
        .form(&[("version", &*version)])
        .may(OFFICERS)
        .hidden_from(BELOW);
    t.post("/api/v1/campaigns/{id}/phases/{item}/removed", &[draft, &phase])
        .json(json!({ "version": version }))
        .may(OFFICERS)
        .hidden_from(BELOW);
    let (task, version) = first(&s.plan["tasks"]);
    let fields = [("version", &*version), ("text", "改过的任务")];
    t.post("/campaigns/{id}/tasks/{item}", &[draft, &task]).form(&fields).may(OFFICERS).hidden_from(BELOW);
    t.put("/api/v1/campaigns/{id}/tasks/{item}", &[draft, &task])
        .json(json!({ "version": version, "text": "改过的任务" }))
        .may(OFFICERS)
        .hidden_from(BELOW);
    let (annex, version) = first(&s.plan["slogans"]);
    let fields = [("version", &*version), ("kind", "slogan"), ("text", "改过的标语")];
    t.post("/campaigns/{id}/annexes/{item}", &[draft, &annex]).form(&fields).may(OFFICERS).hidden_from(BELOW);
    t.put("/api/v1/campaigns/{id}/annexes/{item}", &[draft, &annex])
        .json(json!({ "version": version, "kind": "slogan", "text": "改过的标语" }))
        .may(OFFICERS)
        .hidden_from(BELOW);
    let fields = [("kind", "slogan"), ("text", "新的标语")];
    t.post("/campaigns/{id}/annexes", &[draft]).form(&fields).may(OFFICERS).hidden_from(BELOW);
    t.post("/api/v1/campaigns/{id}/annexes", &[draft])
        .json(json!({ "kind": "slogan", "text": "新的标语" }))
        .may(OFFICERS)
        .hidden_from(BELOW);
    let version = text(&s.plan["tasks"][0]["version"]);
    let into = text(&s.plan["tasks"][1]["id"]);
    let fields = [("version", &*version), ("into", &*into)];
    t.post("/campaigns/{id}/{kind}/{item}/merged", &[draft, "tasks", &task])
        .form(&fields)
        .may(OFFICERS)
        .hidden_from(BELOW);
    t.put("/api/v1/campaigns/{id}/{kind}/{item}/merged", &[draft, "tasks", &task])
        .json(json!({ "version": version, "into": into }))
        .may(OFFICERS)
        .hidden_from(BELOW);
}

fn targets(t: &mut Table, s: &Scene) {
    let (draft, (item, version)) = (s.draft.as_str(), first(&s.plan["indicators"]));
    t.get("/campaigns/{id}/targets/{item}", &[draft, &item]).may(BUREAU).hidden_from(BELOW);
    let fields = [("version", &*version), ("classes[0][class]", "基层"), ("classes[0][reason]", "不涉及")];
    t.post("/campaigns/{id}/targets/{item}", &[draft, &item]).form(&fields).may(OFFICERS).hidden_from(BELOW);
    t.put("/api/v1/campaigns/{id}/targets/{item}", &[draft, &item])
        .json(json!({ "version": version, "classes": [{ "class": "基层", "reason": "不涉及" }] }))
        .may(OFFICERS)
        .hidden_from(BELOW);
    let counted =
        s.plan["indicators"].as_array().and_then(|rows| rows.iter().find(|row| row["unit"] == "场"));
    let (item, version) = counted.map(|row| (text(&row["id"]), text(&row["version"]))).unwrap_or_default();
    let several =
        [("targets[0][indicator]", &*item), ("targets[0][version]", &*version), ("targets[0][target]", "8")];
    t.post("/campaigns/{id}/targets", &[draft]).form(&several).may(OFFICERS).hidden_from(BELOW);
    t.put("/api/v1/campaigns/{id}/targets", &[draft])
        .json(json!({ "targets": [{ "indicator": item, "version": version, "target": 8 }] }))
        .may(OFFICERS)
        .hidden_from(BELOW);
}

fn catalogue(t: &mut Table) {
    t.get("/measures", &[]).may(BUSINESS);
    t.get("/measures/{item}", &["drill"]).may(BUSINESS);
    t.get("/api/v1/measures", &[]).may(BUSINESS);
    t.get("/api/v1/measures/{item}", &["drill"]).may(BUSINESS);
    let own = [("name", "健康义诊"), ("unit", "场"), ("kind", "count"), ("aggregate", "sum")];
    t.post("/measures", &[]).form(&own).may(OFFICERS);
    let input = json!({ "name": "健康义诊", "unit": "场", "kind": "count", "aggregate": "sum" });
    t.post("/api/v1/measures", &[]).json(input).may(OFFICERS);
    let next = [("version", "1"), ("name", "联合演练"), ("unit", "场")];
    t.post("/measures/{item}", &["drill"]).form(&next).may(OFFICERS);
    let input = json!({ "version": 1, "name": "联合演练", "unit": "场" });
    t.put("/api/v1/measures/{item}", &["drill"]).json(input).may(OFFICERS);
    t.get("/days-off", &[]).may(BUSINESS);
    t.get("/api/v1/days-off", &[]).may(BUSINESS);
    let year = [
        ("year", "2031"),
        ("text", "10月1日至3日放假"),
        ("source", "青办〔2030〕9号"),
        ("confirmed", "true"),
    ];
    t.post("/days-off", &[]).form(&year).may(OFFICERS);
    let input =
        json!({ "year": 2032, "text": "10月1日至3日放假", "source": "青办〔2031〕9号", "confirmed": true });
    t.put("/api/v1/days-off", &[]).json(input).may(OFFICERS);
}

fn life(t: &mut Table, s: &Scene) {
    step(t, "/campaigns/{id}/discard", "/api/v1/campaigns/{id}/discard", &s.draft, &[]);
    step(t, "/campaigns/{id}/recall", "/api/v1/campaigns/{id}/recall", &s.fresh, &[]);
    step(t, "/campaigns/{id}/close", "/api/v1/campaigns/{id}/close", &s.launched, &[]);
    let reason = [("reason", "补报材料")];
    step(t, "/campaigns/{id}/reopen", "/api/v1/campaigns/{id}/reopen", &s.closed, &reason);
    step(t, "/campaigns/{id}/archive", "/api/v1/campaigns/{id}/archive", &s.closed, &[]);
    step(t, "/campaigns/{id}/copy", "/api/v1/campaigns/{id}/copy", &s.launched, &[]);
}

/// A step of a campaign at its page and at its call. What hangs below the bureau knows of no `Head`.
fn step(t: &mut Table, page: &'static str, call: &'static str, campaign: &str, fields: &[(&str, &str)]) {
    t.post(page, &[campaign]).form(fields).may(OFFICERS).hidden_from(BELOW);
    let input = fields.iter().map(|(name, value)| ((*name).to_owned(), json!(value))).collect();
    t.post(call, &[campaign]).json(Value::Object(input)).may(OFFICERS).hidden_from(BELOW);
}

fn members(t: &mut Table, s: &Scene) {
    let (fresh, first) = (s.fresh.as_str(), s.first_unit.as_str());
    t.get("/campaigns/{id}/members", &[fresh]).may(BUREAU).hidden_from(BELOW);
    let unit = s.second_unit.as_str();
    let join = [("unit", unit), ("joined_on", "2026-04-01")];
    t.post("/campaigns/{id}/members", &[fresh]).form(&join).may(OFFICERS).hidden_from(BELOW);
    t.post("/api/v1/campaigns/{id}/members", &[fresh])
        .json(json!({ "unit": unit, "joined_on": "2026-04-01" }))
        .may(OFFICERS)
        .hidden_from(BELOW);
    let leave = [("left_on", s.today.as_str()), ("reason", "机构撤并")];
    t.post("/campaigns/{id}/members/{item}/leave", &[fresh, first])
        .form(&leave)
        .may(OFFICERS)
        .hidden_from(BELOW);
    t.post("/api/v1/campaigns/{id}/members/{item}/leave", &[fresh, first])
        .json(json!({ "left_on": s.today, "reason": "机构撤并" }))
        .may(OFFICERS)
        .hidden_from(BELOW);
}

fn amendments(t: &mut Table, s: &Scene) {
    t.get("/campaigns/{id}/amend", &[&s.fresh]).may(OFFICERS).hidden_from(BELOW);
    t.post("/campaigns/{id}/amend", &[&s.fresh])
        .file(&[], "file", "各单位：\n期限顺延。\n".as_bytes())
        .may(OFFICERS)
        .hidden_from(BELOW);
    t.post("/api/v1/campaigns/{id}/amend", &[&s.fresh]).json(json!({})).may(OFFICERS).hidden_from(BELOW);
    t.get("/campaigns/{id}/proposals", &[&s.amendment]).may(BUREAU).hidden_from(BELOW);
    t.get("/api/v1/campaigns/{id}/proposals", &[&s.amendment]).may(BUREAU).hidden_from(BELOW);
    t.post("/campaigns/{id}/proposals", &[&s.amendment]).form(&[]).may(OFFICERS).hidden_from(BELOW);
    t.post("/api/v1/campaigns/{id}/proposals", &[&s.amendment])
        .json(json!({}))
        .may(OFFICERS)
        .hidden_from(BELOW);
    t.get("/campaigns/{id}/changes", &[&s.amendment]).may(BUREAU).hidden_from(BELOW);
    t.get("/api/v1/campaigns/{id}/changes", &[&s.amendment]).may(BUREAU).hidden_from(BELOW);
    t.post("/campaigns/{id}/changes", &[&s.amendment]).form(&[]).may(OFFICERS).hidden_from(BELOW);
    t.post("/api/v1/campaigns/{id}/changes", &[&s.amendment])
        .json(json!({}))
        .may(OFFICERS)
        .hidden_from(BELOW);
    t.post("/campaigns/{id}/amendment/recall", &[&s.amended]).form(&[]).may(OFFICERS).hidden_from(BELOW);
    t.post("/api/v1/campaigns/{id}/amendment/recall", &[&s.amended])
        .json(json!({}))
        .may(OFFICERS)
        .hidden_from(BELOW);
    t.get("/campaigns/{id}/editions", &[&s.launched]).may(BUSINESS);
    t.get("/api/v1/campaigns/{id}/editions", &[&s.launched]).may(BUSINESS);
}

fn notice(t: &mut Table, s: &Scene) {
    let (draft, version) = (s.draft.as_str(), text(&s.plan["version"]));
    t.get("/campaigns/{id}/notice", &[draft]).may(OFFICERS).hidden_from(BELOW);
    t.post("/campaigns/{id}/notice", &[draft])
        .file(&[("version", &version)], "file", NOTICE.as_bytes())
        .may(OFFICERS)
        .hidden_from(BELOW);
    t.put("/api/v1/campaigns/{id}/notice", &[draft])
        .json(json!({ "version": version, "text": NOTICE }))
        .may(OFFICERS)
        .hidden_from(BELOW);
}

fn looking(t: &mut Table, s: &Scene) {
    for route in [
        "/campaigns/{id}/plan",
        "/campaigns/{id}/plan.xlsx",
        "/campaigns/{id}/signatures.xlsx",
        "/campaigns/{id}/units",
        "/campaigns/{id}/launch",
        "/campaigns/{id}/targets",
    ] {
        t.get(route, &[&s.draft]).may(BUREAU).hidden_from(BELOW);
    }
}

fn first(list: &Value) -> (String, String) {
    (text(&list[0]["id"]), text(&list[0]["version"]))
}

fn pages(t: &mut Table, s: &Scene) {
    let (draft, plan) = (s.draft.as_str(), &s.plan);
    let mut post = |route, ids: &[&str], fields: &[(&str, &str)]| {
        t.post(route, ids).form(fields).may(OFFICERS).hidden_from(BELOW);
    };
    let version = text(&plan["version"]);
    post("/campaigns/{id}/plan", &[draft], &[("version", &version), ("name", "平安医院行动")]);
    post("/campaigns/{id}/phases", &[draft], &[("name", "回头看"), ("ends_on", "2027-12-31")]);
    let (phase, version) = first(&plan["phases"]);
    let typed = [("version", &*version), ("name", "营造氛围"), ("ends_on", "2026-06-10")];
    post("/campaigns/{id}/phases/{item}", &[draft, &phase], &typed);
    post("/campaigns/{id}/indicators", &[draft], &[("measure", "volunteer_service"), ("target", "2")]);
    let (indicator, version) = first(&plan["indicators"]);
    post(
        "/campaigns/{id}/indicators/{item}",
        &[draft, &indicator],
        &[("version", &version), ("phase", "whole")],
    );
    let dropped = [("version", &*version), ("dropped", "true")];
    post("/campaigns/{id}/{kind}/{item}/dropped", &[draft, "indicators", &indicator], &dropped);
    post("/campaigns/{id}/tasks", &[draft], &[("text", "每季度开展一次联合演练")]);
    let series = [("title", "信息"), ("every", "month"), ("from", "2026-08-01"), ("to", "2026-10-31")];
    post("/campaigns/{id}/series", &[draft], &series);
    post("/campaigns/{id}/dues", &[draft], &[("title", "年终总结"), ("due_on", "2026-12-25")]);
    let (due, version) = first(&plan["dues"]);
    let typed = [("version", &*version), ("title", "阶段小结"), ("due_on", "2026-05-30")];
    post("/campaigns/{id}/dues/{item}", &[draft, &due], &typed);
    let (question, version) = first(&plan["questions"]);
    let choice = text(&plan["questions"][0]["choices"][0]);
    post(
        "/campaigns/{id}/questions/{item}",
        &[draft, &question],
        &[("version", &version), ("choice", &choice)],
    );
    post("/campaigns/{id}/units", &[draft], &[("every", "none")]);
    post("/campaigns/{id}/launch", &[draft], &[]);
}

fn calls(t: &mut Table, s: &Scene) {
    let (draft, plan) = (s.draft.as_str(), &s.plan);
    let mut post = |route, ids: &[&str], input: Value| {
        t.post(route, ids).json(input).may(OFFICERS).hidden_from(BELOW);
    };
    post("/api/v1/campaigns/{id}/phases", &[draft], json!({ "name": "回头看", "ends_on": "2027-12-31" }));
    post(
        "/api/v1/campaigns/{id}/indicators",
        &[draft],
        json!({ "measure": "volunteer_service", "target": 2 }),
    );
    post("/api/v1/campaigns/{id}/tasks", &[draft], json!({ "text": "每季度开展一次联合演练" }));
    let series = json!({ "title": "信息", "every": "month", "from": "2026-08-01", "to": "2026-10-31" });
    post("/api/v1/campaigns/{id}/series", &[draft], series);
    post("/api/v1/campaigns/{id}/dues", &[draft], json!({ "title": "年终总结", "due_on": "2026-12-25" }));
    post("/api/v1/campaigns/{id}/launch", &[draft], json!({}));
    let mut put = |route, ids: &[&str], input: Value| {
        t.put(route, ids).json(input).may(OFFICERS).hidden_from(BELOW);
    };
    put("/api/v1/campaigns/{id}", &[draft], json!({ "version": plan["version"], "name": "平安医院行动" }));
    let (phase, version) = first(&plan["phases"]);
    let typed = json!({ "version": version, "name": "营造氛围", "ends_on": "2026-06-10" });
    put("/api/v1/campaigns/{id}/phases/{item}", &[draft, &phase], typed);
    let (indicator, version) = first(&plan["indicators"]);
    let typed = json!({ "version": version, "phase": "whole" });
    put("/api/v1/campaigns/{id}/indicators/{item}", &[draft, &indicator], typed);
    let dropped = json!({ "version": version, "dropped": true });
    put("/api/v1/campaigns/{id}/{kind}/{item}/dropped", &[draft, "indicators", &indicator], dropped);
    let (due, version) = first(&plan["dues"]);
    let typed = json!({ "version": version, "title": "阶段小结", "due_on": "2026-05-30" });
    put("/api/v1/campaigns/{id}/dues/{item}", &[draft, &due], typed);
    let (question, version) = first(&plan["questions"]);
    let typed = json!({ "version": version, "choice": plan["questions"][0]["choices"][0] });
    put("/api/v1/campaigns/{id}/questions/{item}", &[draft, &question], typed);
    put("/api/v1/campaigns/{id}/units", &[draft], json!({ "every": "none" }));
}
