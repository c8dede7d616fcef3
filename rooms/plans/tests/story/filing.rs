use db::{Reads, params};
use serde_json::json;

use crate::ground::{Stage, launch, typed};
use crate::paper::docx;

testing_db::story! {
    async fn a_plan_is_filed_returned_filed_again_and_accepted(house: Stage) {
        let campaign = launch(&house).await;
        let path = format!("/plans/{campaign}/{}", house.cast.first_unit);
        let (submit, approve, give_back) = (format!("{path}/submit"), format!("{path}/approve"), format!("{path}/return"));
        let mut unit = house.visitor(&house.cast.unit_officer);
        let mut reviewer = house.visitor(&house.cast.bureau_reviewer);
        let early = unit.post(&submit, &[]).await;
        assert_eq!(early.status, 422, "nothing is written yet");

        assert!(!reviewer.get(&path).await.text().contains("全员安全讲座"), "nothing is there yet");
        let mut bare = typed();
        bare.retain(|(name, _)| !name.ends_with("[person]") && *name != "leader");
        assert_eq!(unit.post(&path, &bare).await.status, 303, "a draft may have gaps");
        let refused = unit.post(&submit, &[]).await;
        assert_eq!(refused.status, 422);
        assert!(refused.text().contains("请填写主要领导和分管领导") && refused.text().contains("全员安全讲座"), "{}", refused.text());
        assert_eq!(reviewer.post(&approve, &[]).await.status, 409, "what was not filed is not accepted");
        let draft = reviewer.get(&path).await.text();
        assert!(draft.contains("单位还没有报备") && !draft.contains("全员安全讲座"), "a draft is the unit's own: {draft}");
        assert_eq!(reviewer.get(&format!("{path}/plan.docx")).await.status, 404);

        let mut whole = typed();
        whole[0] = ("version", "1");
        assert_eq!(unit.post(&path, &whole).await.status, 303);
        assert_eq!(unit.post(&submit, &[]).await.status, 303);
        assert_eq!(unit.post(&submit, &[]).await.status, 303, "filed twice is filed once");
        assert_eq!(house.ledger_count("unit_plan.submit").await, 1);
        whole[0] = ("version", "3");
        assert_eq!(unit.post(&path, &whole).await.status, 409, "with the bureau it stays as it is");

        let unsaid = reviewer.post(&give_back, &[("reason", " ")]).await;
        assert_eq!(unsaid.status, 422);
        assert!(unsaid.text().contains("请写明退回的原因"));
        assert_eq!(reviewer.post(&give_back, &[("reason", "请把演练安排进去")]).await.status, 303);
        let returned = unit.get(&path).await.text();
        assert!(returned.contains("退回修改") && returned.contains("请把演练安排进去"), "{returned}");
        let mut again = typed();
        again[0] = ("version", "4");
        again[5] = ("items[0][name]", "全员安全演练");
        assert_eq!(unit.post(&path, &again).await.status, 303);
        let filed = reviewer.get(&path).await.text();
        assert!(filed.contains("全员安全讲座") && !filed.contains("全员安全演练"), "the bureau sees what was filed: {filed}");

        assert_eq!(unit.post(&submit, &[]).await.status, 303);
        for (verb, path) in [("unit_plan.approve", &approve), ("unit_plan.return", &give_back)] {
            let unseen = reviewer.post(path, &[("version", "3"), ("reason", "请改")]).await;
            assert!(unseen.status == 409 && unseen.text().contains("请看过再决定"), "{verb}: {}", unseen.text());
        }
        let seen = testing::hidden(&reviewer.get(&path).await.text(), "version");
        assert_eq!(reviewer.post(&approve, &[("version", &seen)]).await.status, 303);
        let mut program = house.program(&house.cast.bureau_officer);
        let seen = program.get(&format!("/api/v1{path}")).await.json();
        assert_eq!(seen["state"], "approved");
        let steps: Vec<&str> = seen["history"].as_array().unwrap().iter().map(|step| step["kind"].as_str().unwrap()).collect();
        assert_eq!(steps, ["approved", "submitted", "returned", "submitted"]);
        assert!(reviewer.get("/plans?state=approved").await.text().contains("青禾区第一医院"));
        let kept = house.db.count("SELECT COUNT(*) AS value FROM unit_plan_step WHERE kind = 'submitted' AND content LIKE '%全员安全%'", params![]).await.unwrap();
        assert_eq!(kept, 2, "each filing keeps what was filed");
    }
}

testing_db::story! {
    async fn progress_follows_what_is_logged_and_the_paper_says_it_all(house: Stage) {
        let campaign = launch(&house).await;
        let unit = house.cast.first_unit;
        let api = format!("/api/v1/plans/{campaign}/{unit}");
        let mut program = house.program(&house.cast.unit_officer);
        let item = json!({ "name": "讲座", "measure": "lecture", "amount": 4, "starts_on": "2026-03-01", "ends_on": "2026-03-31" });
        let saved = program.call("PUT", &api, &json!({ "version": 0, "leader": "陈志明", "deputy": "林安平", "items": [item] })).await;
        assert_eq!(saved.status, 200, "{}", saved.text());
        let state = |seen: &serde_json::Value| (seen["items"][0]["done"].clone(), seen["items"][0]["state"].clone());
        assert_eq!(state(&saved.json()), (json!(0), json!("unlogged")));
        for (id, on, quantity) in [("1", "2026-03-05", 3i64), ("2", "2026-02-27", 9), ("3", "2026-03-20", 1)] {
            let mut tx = house.db.begin().await.unwrap();
            let tally = format!("{id:0>32}");
            tx.run_one(
                "INSERT INTO tally (id, unit, measure, starts_on, ends_on, quantity, deducted, standing, source_room, source_id, version) \
                 VALUES ($1, $2, 'lecture', $3, $3, $4, 0, FALSE, 'activities', $1, 1)",
                params![&tally, unit, on, quantity],
            ).await.unwrap();
            tx.run_one("INSERT INTO tally_campaign (id, tally, campaign, state, version) VALUES ($1, $1, $2, 'logged', 1)", params![&tally, &campaign]).await.unwrap();
            tx.commit().await.unwrap();
        }
        assert_eq!(state(&program.get(&api).await.json()), (json!(4), json!("done")), "only what lies within its days");
        let unsigned = program.get(&format!("/plans/{campaign}/{unit}/plan.docx")).await;
        assert_eq!(unsigned.status, 303, "a page needs a session");
        let text = docx(&mut house.visitor(&house.cast.unit_officer), &format!("/plans/{campaign}/{unit}")).await;
        for part in ["青禾区第一医院", "组织领导", "陈志明亲自过问", "讲座 4 场", "2026年3月1日至3月31日", "根据《青禾区卫生健康局关于开展安全宣传专项行动的通知》（云青卫〔2026〕9号）要求"] {
            assert!(text.contains(part), "{part}: {text}");
        }
    }
}

testing_db::story! {
    async fn another_unit_knows_nothing_of_it(house: Stage) {
        let campaign = launch(&house).await;
        let path = format!("/plans/{campaign}/{}", house.cast.first_unit);
        house.visitor(&house.cast.unit_officer).post(&path, &typed()).await;
        let mut other = house.visitor(&house.cast.other_unit_officer);
        assert_eq!(other.get(&path).await.status, 404);
        assert_eq!(other.post(&path, &typed()).await.status, 404);
        let list = house.program(&house.cast.other_unit_officer).get("/api/v1/plans").await.json();
        assert_eq!(list.as_array().map(Vec::len), Some(1));
        assert_eq!(house.visitor(&house.cast.bureau_officer).post(&path, &typed()).await.status, 403);
    }
}

testing_db::story! {
    async fn a_unit_that_is_let_off_owes_nothing_until_it_is_asked_again(house: Stage) {
        let campaign = launch(&house).await;
        let path = format!("/plans/{campaign}/{}", house.cast.first_unit);
        let (exempt, recall) = (format!("{path}/exempt"), format!("{path}/recall"));
        let mut officer = house.visitor(&house.cast.bureau_officer);
        let mut unit = house.visitor(&house.cast.unit_officer);
        assert_eq!(officer.post(&recall, &[("exempt_reason", "误操作")]).await.status, 409, "it is not let off");
        let unsaid = officer.post(&exempt, &[("exempt_reason", " ")]).await;
        assert_eq!(unsaid.status, 422);
        assert!(unsaid.text().contains("请写明原因"));
        assert_eq!(unit.post(&exempt, &[("exempt_reason", "太忙")]).await.status, 403);
        assert_eq!(officer.post(&exempt, &[("exempt_reason", "停业装修")]).await.status, 303);
        let page = unit.get(&path).await.text();
        assert!(page.contains("免报工作方案") && page.contains("停业装修") && !page.contains("开始填写"), "{page}");
        assert_eq!(unit.post(&path, &typed()).await.status, 409, "there is nothing to write");
        let mut program = house.program(&house.cast.bureau_officer);
        let seen = program.get(&format!("/api/v1{path}")).await.json();
        assert_eq!((&seen["state"], &seen["is_late"]), (&json!("exempt"), &json!(false)));
        let listed = program.get("/api/v1/plans?state=exempt").await.json();
        assert_eq!(listed.as_array().map(Vec::len), Some(1), "{listed}");

        assert_eq!(officer.post(&recall, &[("exempt_reason", "恢复营业")]).await.status, 303);
        let form = unit.get(&format!("{path}/edit")).await.text();
        assert!(form.contains("已按局里下发的指标和阶段排好"), "the form is as fresh as before: {form}");
        let mut whole = typed();
        whole[0] = ("version", "2");
        assert_eq!(unit.post(&path, &whole).await.status, 303);
        assert_eq!(unit.post(&format!("{path}/submit"), &[]).await.status, 303);
        assert_eq!(officer.post(&exempt, &[("exempt_reason", "停业装修")]).await.status, 409, "filed is filed");
        assert_eq!(house.ledger_count("unit_plan.exempt").await, 1);
        assert_eq!(house.ledger_count("unit_plan.recall").await, 1);
    }
}
