//! What was accepted stays as it was, whatever the bureau asks for since.

use db::{Reads, params};
use serde_json::{Value, json};
use testing::Visitor;

use crate::amending::amend;
use crate::ground::{Stage, launch, typed};
use crate::paper::docx;

/// The id of the campaign's lectures.
async fn lecture(program: &mut Visitor, api: &str) -> String {
    let seen = program.get(api).await.json();
    let found = seen["targets"].as_array().unwrap().iter().find(|one| one["measure"] == "lecture");
    found.unwrap()["indicator"].as_str().unwrap().to_owned()
}

fn of_lecture(seen: &Value) -> Value {
    seen["targets"].as_array().unwrap().iter().find(|one| one["measure"] == "lecture").unwrap().clone()
}

/// A plan whose unit aims at two lectures, filed.
async fn file(house: &Stage, campaign: &str) -> String {
    let path = format!("/plans/{campaign}/{}", house.cast.first_unit);
    let indicator = lecture(&mut house.program(&house.cast.unit_officer), &format!("/api/v1{path}")).await;
    let mut lower = typed();
    lower[7] = ("items[0][amount]", "2");
    lower.extend([
        ("targets[0][indicator]", indicator.as_str()),
        ("targets[0][target]", "2"),
        ("targets[0][reason]", "全院在编 9 人"),
    ]);
    let mut unit = house.visitor(&house.cast.unit_officer);
    assert_eq!(unit.post(&path, &lower).await.status, 303);
    assert_eq!(unit.post(&format!("{path}/submit"), &[]).await.status, 303);
    path
}

/// What the unit shall reach and has done of a measure, in a reckoning.
async fn figure(house: &Stage, campaign: &str, measure: &str, reckoning: &str) -> (Value, Value) {
    let path = format!("/api/v1/campaigns/{campaign}/progress?reckoning={reckoning}");
    let progress = house.program(&house.cast.unit_officer).get(&path).await.json();
    let row = progress["rows"].as_array().unwrap().iter().find(|one| one["measure"] == measure).cloned();
    let row = row.unwrap_or_else(|| panic!("{measure}: {progress}"));
    (row["target"].clone(), row["done"].clone())
}

testing_db::story! {
    async fn an_accepted_plan_stays_when_the_bureau_asks_for_more(house: Stage) {
        let campaign = launch(&house).await;
        let path = file(&house, &campaign).await;
        let api = format!("/api/v1{path}");
        let mut reviewer = house.visitor(&house.cast.bureau_reviewer);
        let mut unit = house.visitor(&house.cast.unit_officer);
        let mut program = house.program(&house.cast.unit_officer);
        assert_eq!(reviewer.post(&format!("{path}/approve"), &[]).await.status, 303);
        let settled = of_lecture(&program.get(&api).await.json());
        assert_eq!((&settled["asked"], &settled["own"], &settled["agreed"]), (&json!(4), &json!(2), &json!(2)));
        let page = reviewer.get(&path).await.text();
        assert!(page.contains("局定 4 场 → 同意 2 场"), "what the bureau asked for is still there: {page}");
        let early = unit.post(&format!("{path}/revise"), &[]).await;
        assert!(early.status == 422 && early.text().contains("局定目标没有变化"), "{}", early.text());
        assert_eq!(unit.post(&format!("{path}/keep"), &[]).await.status, 422);

        amend(&house, &campaign, 6).await;
        let seen = program.get(&api).await.json();
        assert_eq!(of_lecture(&seen), settled, "what was accepted is what it was");
        assert_eq!(seen["state"], "approved");
        assert!(seen["moved"][0].as_str().unwrap().ends_with("4 场 → 6 场"), "{seen}");
        let text = docx(&mut unit, &path).await;
        assert!(text.contains("2场") && !text.contains("6场"), "{text}");
        assert_eq!(figure(&house, &campaign, "lecture", "logged").await.0, 2);
        let page = unit.get(&path).await.text();
        assert!(page.contains("修订方案") && page.contains("维持原方案"), "{page}");

        let begun = unit.post(&format!("{path}/revise"), &[]).await;
        assert_eq!(begun.location(), format!("{path}/edit"));
        let mut second = typed();
        second[0] = ("version", "4");
        second[5] = ("items[0][name]", "新的全员讲座");
        let saved = unit.post(&path, &second).await;
        assert_eq!(saved.status, 303, "{}", saved.text());
        let page = reviewer.get(&path).await.text();
        assert!(page.contains("全员安全讲座") && !page.contains("新的全员讲座"), "the bureau sees what is in force: {page}");
        assert_eq!(unit.post(&format!("{path}/submit"), &[]).await.status, 303);
        assert!(reviewer.get(&path).await.text().contains("新的全员讲座"));
        let old = reviewer.get(&format!("{path}?version=in_force")).await.text();
        assert!(old.contains("全员安全讲座") && !old.contains("同意备案"), "the first one stays to be read: {old}");
        let old = docx(&mut reviewer, &format!("{path}/plan.docx?version=in_force")).await;
        assert!(old.contains("全员安全讲座") && old.contains("2场"), "{old}");
        assert_eq!(figure(&house, &campaign, "lecture", "logged").await.0, 2, "until the second is accepted");

        assert_eq!(reviewer.post(&format!("{path}/return"), &[("reason", "再细一些")]).await.status, 303);
        assert_eq!(figure(&house, &campaign, "lecture", "logged").await.0, 2, "only the second came back");
        assert_eq!(figure(&house, &campaign, "unit_plan", "approved").await.1, 1);
        assert_eq!(unit.post(&format!("{path}/submit"), &[]).await.status, 303);
        assert_eq!(reviewer.post(&format!("{path}/approve"), &[]).await.status, 303);
        assert_eq!(figure(&house, &campaign, "lecture", "logged").await.0, 6, "as the second one says");
        let seen = program.get(&api).await.json();
        assert_eq!((&seen["moved"], &of_lecture(&seen)["agreed"]), (&json!([]), &json!(6)));
        assert_eq!(house.ledger_count("unit_plan.revise").await, 1);
    }
}

testing_db::story! {
    async fn a_unit_may_stay_with_what_was_accepted(house: Stage) {
        let campaign = launch(&house).await;
        let path = file(&house, &campaign).await;
        let mut program = house.program(&house.cast.unit_officer);
        house.visitor(&house.cast.bureau_reviewer).post(&format!("{path}/approve"), &[]).await;
        amend(&house, &campaign, 6).await;
        let api = format!("/api/v1{path}");
        assert_eq!(program.call("POST", &format!("{api}/revise"), &json!({})).await.json()["state"], "revising");
        let changed = json!({ "version": 4, "leader": "新院长", "items": [] });
        assert_eq!(program.call("PUT", &api, &changed).await.status, 200);
        let kept = program.call("POST", &format!("{api}/keep"), &json!({})).await.json();
        assert_eq!((&kept["state"], &kept["leader"], &kept["moved"]), (&json!("approved"), &json!("陈志明院长"), &json!([])));
        assert_eq!(of_lecture(&kept)["agreed"], 2);
        assert_eq!(figure(&house, &campaign, "lecture", "logged").await.0, 2);
        assert_eq!(house.ledger_count("unit_plan.keep").await, 1);
        let again = program.call("POST", &format!("{api}/keep"), &json!({})).await;
        assert_eq!(again.json()["code"], "not_moved");
    }
}

testing_db::story! {
    async fn a_unit_whose_second_version_came_back_may_stay_with_the_first(house: Stage) {
        let campaign = launch(&house).await;
        let path = file(&house, &campaign).await;
        let api = format!("/api/v1{path}");
        let mut unit = house.visitor(&house.cast.unit_officer);
        let mut program = house.program(&house.cast.unit_officer);
        let mut reviewer = house.visitor(&house.cast.bureau_reviewer);
        let give_back = |reason: &'static str| [("reason", reason)];
        reviewer.post(&format!("{path}/return"), &give_back("请补充")).await;
        assert_eq!(unit.post(&format!("{path}/keep"), &[]).await.status, 409, "nothing is in force");
        assert!(!unit.get(&path).await.text().contains("维持原方案"));
        unit.post(&format!("{path}/submit"), &[]).await;
        reviewer.post(&format!("{path}/approve"), &[]).await;
        let first = program.get(&api).await.json();
        amend(&house, &campaign, 6).await;
        unit.post(&format!("{path}/revise"), &[]).await;
        let mut second = typed();
        let version = program.get(&api).await.json()["version"].to_string();
        second[0] = ("version", version.as_str());
        second[5] = ("items[0][name]", "新的全员讲座");
        house.clock().set(house.clock().now().plus_seconds(3600));
        assert_eq!(unit.post(&path, &second).await.status, 303);
        assert_eq!(unit.post(&format!("{path}/submit"), &[]).await.status, 303);
        assert_eq!(reviewer.post(&format!("{path}/return"), &give_back("再细一些")).await.status, 303);
        let page = unit.get(&path).await.text();
        assert!(page.contains("备案前原方案继续有效") && page.contains("维持原方案"), "{page}");
        let kept = unit.post(&format!("{path}/keep"), &[]).await;
        assert_eq!(kept.status, 303, "{}", kept.text());
        let seen = program.get(&api).await.json();
        for part in ["state", "items", "targets", "submitted_at", "approved_at"] {
            assert_eq!(seen[part], first[part], "{part}");
        }
        assert_eq!(seen["moved"], json!([]));
        let listed = program.get("/api/v1/plans").await.json();
        assert_eq!(listed[0]["differs"], 1, "as the first one: {listed}");
        assert_eq!(figure(&house, &campaign, "lecture", "logged").await.0, 2);
        assert_eq!(figure(&house, &campaign, "unit_plan", "approved").await.1, 1);

        assert_eq!(reviewer.post(&format!("{path}/return"), &give_back("重做")).await.status, 303);
        let page = reviewer.get(&path).await.text();
        assert!(page.contains("全员安全讲座") && !page.contains("新的全员讲座"), "what came back is what was kept: {page}");
        assert_eq!(unit.post(&format!("{path}/keep"), &[]).await.status, 409, "nothing is in force any more");
    }
}

testing_db::story! {
    async fn a_plan_is_accepted_with_the_bureaus_targets(house: Stage) {
        let campaign = launch(&house).await;
        let path = file(&house, &campaign).await;
        let mut reviewer = house.visitor(&house.cast.bureau_reviewer);
        let listed = reviewer.get("/plans?differs=true").await.text();
        assert!(listed.contains("与局定不同 1") && listed.contains("1 项") && !listed.contains("东街社区卫生服务中心"), "{listed}");
        assert!(reviewer.get(&path).await.text().contains("同意备案，目标按局定"));
        let wrong = reviewer.post(&format!("{path}/approve"), &[("targets", "mine")]).await;
        assert_eq!(wrong.status, 422);
        assert_eq!(reviewer.post(&format!("{path}/approve"), &[("targets", "asked")]).await.status, 303);
        assert_eq!(figure(&house, &campaign, "lecture", "logged").await.0, 4);
        let page = reviewer.get(&path).await.text();
        assert!(page.contains("局定 4 场 → 同意 4 场") && page.contains("目标按局定"), "{page}");
        let lines = house.program(&house.cast.bureau_officer).get("/api/v1/plans?differs=true").await.json();
        assert_eq!(lines, json!([]), "nothing differs any more");
    }
}

testing_db::story! {
    async fn a_plan_that_is_filed_is_the_work_plan_that_is_asked_for(house: Stage) {
        let campaign = launch(&house).await;
        let form = house.visitor(&house.cast.unit_officer).get(&format!("/plans/{campaign}/{}/edit", house.cast.first_unit)).await.text();
        assert!(!form.contains(r#"value="单位工作方案""#), "a plan is no activity of itself: {form}");
        assert_eq!(figure(&house, &campaign, "unit_plan", "logged").await.1, 0);
        let path = file(&house, &campaign).await;
        let mut reviewer = house.visitor(&house.cast.bureau_reviewer);
        assert_eq!(figure(&house, &campaign, "unit_plan", "reported").await.1, 1);
        assert_eq!(figure(&house, &campaign, "unit_plan", "approved").await.1, 0);
        reviewer.post(&format!("{path}/approve"), &[]).await;
        assert_eq!(figure(&house, &campaign, "unit_plan", "approved").await.1, 1);
        reviewer.post(&format!("{path}/return"), &[("reason", "请补充")]).await;
        assert_eq!(figure(&house, &campaign, "unit_plan", "logged").await.1, 0, "what came back is no plan yet");
        assert_eq!(figure(&house, &campaign, "lecture", "logged").await.0, 4, "nor are its targets");
        let rows = house.db.count("SELECT COUNT(*) AS value FROM tally WHERE source_room = 'plans' AND voided_at IS NOT NULL", params![]).await.unwrap();
        assert_eq!(rows, 2, "the trail stays");
    }
}
