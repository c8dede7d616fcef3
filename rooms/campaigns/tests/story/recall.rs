use campaigns::{CampaignId, Reckoning, facts};
use serde_json::{Value, json};
use testing::Visitor;

use super::house::{Stage, launched, manuals, text, view};

/// An amendment of a launched campaign that changes a bit of everything; its draft.
async fn drafted(program: &mut Visitor, id: &str) -> String {
    let paper = json!({ "document_number": "青卫健〔2026〕27号", "text": "各单位：\n报送期限顺延。" });
    let opened = program.call("POST", &format!("/api/v1/campaigns/{id}/amend"), &paper).await.json();
    let draft = text(&opened["id"]);
    let plan = view(program, &draft).await;
    let base = format!("/api/v1/campaigns/{draft}");
    let at = |list: &str, row: usize| format!("{base}/{list}/{}", text(&plan[list][row]["id"]));
    let lecture = json!({ "measure": "lecture", "target": 2, "phase": plan["phases"][1]["id"], "filter": { "speaker": ["leader"] } });
    let changes = [
        (
            "PUT",
            base.clone(),
            json!({ "version": plan["version"], "name": "平安医院（补充）", "report_to": "市卫健委" }),
        ),
        ("PUT", at("phases", 0), json!({ "version": 1, "name": "营造浓厚氛围", "ends_on": "2026-06-20" })),
        ("POST", format!("{base}/phases"), json!({ "name": "回头看", "starts_on": "2028-01-01" })),
        ("PUT", at("indicators", manuals(&plan)), json!({ "version": 1, "target": 9 })),
        ("PUT", format!("{}/dropped", at("indicators", 0)), json!({ "version": 1, "dropped": true })),
        ("POST", format!("{base}/indicators"), lecture),
        ("PUT", format!("{}/dropped", at("tasks", 0)), json!({ "version": 1, "dropped": true })),
        ("POST", format!("{base}/tasks"), json!({ "text": "开展回头看" })),
        (
            "PUT",
            format!("{}/dropped", at("dues", 1)),
            json!({ "version": plan["dues"][1]["version"], "dropped": true }),
        ),
        ("POST", format!("{base}/dues"), json!({ "title": "汛期专报", "due_on": "2026-07-15" })),
    ];
    for (method, path, input) in changes {
        let changed = program.call(method, &path, &input).await;
        assert_eq!(changed.status, 200, "{method} {path}: {}", changed.text());
    }
    draft
}

async fn send_down(program: &mut Visitor, draft: &str) {
    let down = program.call("POST", &format!("/api/v1/campaigns/{draft}/changes"), &json!({})).await;
    assert_eq!(down.status, 200, "{}", down.text());
}

/// What of a plan must be as it was; versions count on.
fn in_substance(plan: &Value) -> Value {
    let strip = |list: &Value| -> Vec<Value> {
        let mut rows: Vec<Value> =
            list.as_array().unwrap().iter().filter(|row| row["dropped"] != json!(true)).cloned().collect();
        rows.iter_mut().for_each(|row| row["version"] = Value::Null);
        rows.sort_by_key(Value::to_string);
        rows
    };
    let lists = ["phases", "indicators", "tasks", "dues"].map(|list| strip(&plan[list]));
    json!({ "name": plan["name"], "report_to": plan["report_to"], "edition": plan["edition"], "lists": lists })
}

testing_db::story! {
    async fn an_amendment_is_called_back_and_the_plan_before_it_holds_again(house: Stage) {
        let mut officer = house.visitor(&house.cast.bureau_officer);
        let mut unit = house.visitor(&house.cast.unit_officer);
        let mut program = house.program(&house.cast.bureau_officer);
        let id = launched(&house).await;
        let recall = format!("/campaigns/{id}/amendment/recall");
        let nothing = officer.post(&recall, &[]).await;
        assert!(nothing.status == 422 && nothing.text().contains("没有可以撤回的补充通知"), "{}", nothing.text());
        unit.post(&format!("/campaigns/{id}/sign"), &[]).await;
        let before = view(&mut program, &id).await;
        let draft = drafted(&mut program, &id).await;
        let changes = program.call("GET", &format!("/api/v1/campaigns/{draft}/changes"), &Value::Null).await.json();
        send_down(&mut program, &draft).await;
        assert_ne!(in_substance(&view(&mut program, &id).await), in_substance(&before));
        assert!(officer.get(&format!("/campaigns/{id}")).await.text().contains("撤回补充通知"));
        assert_eq!(unit.post(&recall, &[]).await.status, 404, "the bureau's alone");

        let back = officer.post(&recall, &[]).await;
        assert_eq!(back.location(), format!("/campaigns/{id}/editions"), "{}", back.text());
        assert_eq!(in_substance(&view(&mut program, &id).await), in_substance(&before), "as if it had not been sent");
        let page = unit.get(&format!("/campaigns/{id}")).await.text();
        assert!(page.contains("已签收") && !page.contains("汛期专报"), "what was signed counts again: {page}");
        let again = program.call("GET", &format!("/api/v1/campaigns/{draft}/changes"), &Value::Null).await.json();
        let told = |list: &Value| { let mut told: Vec<String> = list["changes"].as_array().unwrap().iter().map(Value::to_string).collect(); told.sort(); told };
        assert_eq!(told(&again), told(&changes), "the draft is what it was");
        assert_eq!(house.ledger_count("campaign.recall_amendment").await, 1);

        send_down(&mut program, &draft).await;
        assert_eq!(view(&mut program, &id).await["edition"], 2);
        let campaign = CampaignId::parse(&id).unwrap();
        let found = facts::progress(&house.db, campaign, None, None, Reckoning::Logged).await.unwrap();
        assert!(found.iter().any(|fact| fact.name == "专题辅导讲座（领导干部）"));
    }
}

testing_db::story! {
    async fn what_was_signed_or_is_a_day_old_is_not_called_back(house: Stage) {
        let mut officer = house.visitor(&house.cast.bureau_officer);
        let mut unit = house.visitor(&house.cast.unit_officer);
        let mut program = house.program(&house.cast.bureau_officer);
        let id = launched(&house).await;
        let recall = format!("/campaigns/{id}/amendment/recall");
        let draft = drafted(&mut program, &id).await;
        send_down(&mut program, &draft).await;
        unit.post(&format!("/campaigns/{id}/sign"), &[]).await;
        let in_force = view(&mut program, &id).await;
        let signed = officer.post(&recall, &[]).await;
        assert!(signed.status == 422 && signed.text().contains("已有 1 家单位签收"), "{}", signed.text());
        assert_eq!(in_substance(&view(&mut program, &id).await), in_substance(&in_force), "nothing was undone");
        house.clock().set(house.clock().now().plus_seconds(24 * 3600 + 1));
        let mut program = house.program(&house.cast.bureau_officer);
        let late = program.call("POST", &format!("/api/v1{recall}"), &json!({})).await;
        assert_eq!((late.status.as_u16(), text(&late.json()["code"])), (422, "too_late".to_owned()));
        let mut officer = house.visitor(&house.cast.bureau_officer);
        assert!(!officer.get(&format!("/campaigns/{id}")).await.text().contains("撤回补充通知"));
    }
}
