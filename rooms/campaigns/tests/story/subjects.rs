//! 宣传内容: shown and corrected on the plan's page, the choices of 内容 afterwards.

use campaigns::{CampaignId, facts};
use serde_json::{Value, json};

use super::house::{NOTICE, Stage, begun, begun_with, text, view};

/// The notice with what is to be made known.
fn telling(list: &str) -> String {
    NOTICE.replace("印制宣传手册，", &format!("印制宣传手册，广泛宣传{list}等相关内容，"))
}

fn words(plan: &Value) -> Vec<String> {
    let rows = plan["subjects"].as_array().unwrap().iter();
    rows.filter(|row| row["dropped"] != true).map(|row| text(&row["text"])).collect()
}

async fn offered(house: &Stage, id: &str) -> Vec<String> {
    facts::subjects(&house.db, CampaignId::parse(id).unwrap()).await.unwrap()
}

testing_db::story! {
    async fn subjects_are_shown_added_renamed_and_dropped(house: Stage) {
        let mut officer = house.visitor(&house.cast.bureau_officer);
        let mut program = house.program(&house.cast.bureau_officer);
        let id = begun_with(&mut officer, &telling("医疗纠纷预防、消防安全、应急处置")).await;
        let plan = view(&mut program, &id).await;
        assert_eq!(words(&plan), ["医疗纠纷预防", "消防安全", "应急处置"]);
        assert_eq!(plan["subjects"][1]["source_text"], "消防安全");
        let page = officer.get(&format!("/campaigns/{id}/plan")).await.text();
        assert!(page.contains("宣传内容 <small>3 条") && page.contains("修改宣传内容：消防安全"), "{page}");
        let base = format!("/campaigns/{id}/annexes");
        let row = |at: usize| text(&plan["subjects"][at]["id"]);
        let renamed = [("version", "1"), ("kind", "subject"), ("text", "消防安全知识")];
        assert_eq!(officer.post(&format!("{base}/{}", row(1)), &renamed).await.status, 303);
        assert_eq!(officer.post(&format!("{base}/{}/dropped", row(2)), &[("version", "1"), ("dropped", "true")]).await.status, 303);
        let added = program.call("POST", &format!("/api/v1{base}"), &json!({ "kind": "subject", "text": "用电安全" })).await;
        assert_eq!(added.status, 200, "{}", added.text());
        for (typed, sentence) in [("用电安全", "已经有宣传内容"), ("甲、乙", "一次只填一项"), ("", "请填写宣传内容"), (&*"长".repeat(61), "最多 60 个字")] {
            let refused = officer.post(&base, &[("kind", "subject"), ("text", typed)]).await;
            assert!(refused.status == 422 && refused.text().contains(sentence), "{typed}: {}", refused.text());
        }
        let expected = ["医疗纠纷预防", "消防安全知识", "用电安全"];
        assert_eq!(words(&view(&mut program, &id).await), expected);
        assert_eq!(offered(&house, &id).await, expected);
        let mut reviewer = house.visitor(&house.cast.bureau_reviewer);
        assert_eq!(reviewer.post(&base, &[("kind", "subject"), ("text", "一项")]).await.status, 403);
        let done = (house.ledger_count("annex.add").await, house.ledger_count("annex.edit").await, house.ledger_count("plan.drop").await);
        assert_eq!(done, (1, 1, 1));
    }
}

testing_db::story! {
    async fn a_subject_that_an_indicator_counts_by_keeps_its_name(house: Stage) {
        let mut officer = house.visitor(&house.cast.bureau_officer);
        let mut program = house.program(&house.cast.bureau_officer);
        let id = begun_with(&mut officer, &telling("医疗纠纷预防、消防安全、应急处置")).await;
        let plan = view(&mut program, &id).await;
        let narrow = json!({ "measure": "lecture", "target": 1, "filter": { "subject": ["消防安全"] } });
        let added = program.call("POST", &format!("/api/v1/campaigns/{id}/indicators"), &narrow).await;
        assert_eq!(added.status, 200, "{}", added.text());
        let path = format!("/api/v1/campaigns/{id}/annexes/{}", text(&plan["subjects"][1]["id"]));
        for (path, input) in [
            (path.clone(), json!({ "version": 1, "kind": "subject", "text": "消防" })),
            (format!("{path}/dropped"), json!({ "version": 1, "dropped": true })),
        ] {
            let refused = program.call("PUT", &path, &input).await;
            assert!(refused.status == 422 && refused.text().contains("只计“消防安全”"), "{}", refused.text());
        }
        // Another notice takes the others with it.
        let version = view(&mut program, &id).await["version"].clone();
        let next = json!({ "version": version, "text": telling("用电安全、防汛知识、用电安全") });
        let put = program.call("PUT", &format!("/api/v1/campaigns/{id}/notice"), &next).await;
        assert_eq!(put.status, 200, "{}", put.text());
        let plan = view(&mut program, &id).await;
        assert_eq!(words(&plan), ["消防安全", "用电安全", "防汛知识"]);
        let other = format!("/api/v1/campaigns/{id}/annexes/{}", text(&plan["subjects"][1]["id"]));
        let edit = json!({ "version": 1, "kind": "subject", "text": "医患沟通" });
        assert_eq!(program.call("PUT", &other, &edit).await.status, 200);

        // What was dropped does not come back beside another of its name.
        let last = format!("/api/v1/campaigns/{id}/annexes/{}", text(&plan["subjects"][2]["id"]));
        let drop = |version: i64, dropped: bool| json!({ "version": version, "dropped": dropped });
        assert_eq!(program.call("PUT", &format!("{last}/dropped"), &drop(1, true)).await.status, 200);
        let again = json!({ "kind": "subject", "text": "防汛知识" });
        assert_eq!(program.call("POST", &format!("/api/v1/campaigns/{id}/annexes"), &again).await.status, 200);
        let refused = program.call("PUT", &format!("{last}/dropped"), &drop(2, false)).await;
        assert!(refused.status == 422 && refused.text().contains("已经有宣传内容"), "{}", refused.text());
    }
}

testing_db::story! {
    async fn an_amendment_changes_subjects_and_another_notice_brings_its_own(house: Stage) {
        let mut officer = house.visitor(&house.cast.bureau_officer);
        let mut program = house.program(&house.cast.bureau_officer);
        let id = begun(&mut officer).await;
        let version = view(&mut program, &id).await["version"].clone();
        let next = json!({ "version": version, "text": telling("消防安全、应急处置") });
        let put = program.call("PUT", &format!("/api/v1/campaigns/{id}/notice"), &next).await;
        assert_eq!(put.status, 200, "{}", put.text());
        assert_eq!(words(&view(&mut program, &id).await), ["消防安全", "应急处置"]);
        let units = json!({ "units": [house.cast.first_unit.to_string()] });
        assert_eq!(program.call("POST", &format!("/api/v1/campaigns/{id}/launch"), &units).await.status, 200);
        let opened = program.call("POST", &format!("/api/v1/campaigns/{id}/amend"), &json!({})).await.json();
        let draft = text(&opened["id"]);
        let plan = view(&mut program, &draft).await;
        let edit = json!({ "version": 1, "kind": "subject", "text": "防汛知识" });
        let path = format!("/api/v1/campaigns/{draft}/annexes/{}", text(&plan["subjects"][0]["id"]));
        assert_eq!(program.call("PUT", &path, &edit).await.status, 200);
        assert_eq!(offered(&house, &id).await, ["消防安全", "应急处置"], "what is in force stays");
        let changes = officer.get(&format!("/campaigns/{draft}/changes")).await.text();
        assert!(changes.contains("调整宣传内容") && changes.contains("防汛知识"), "{changes}");
        let down = program.call("POST", &format!("/api/v1/campaigns/{draft}/changes"), &json!({})).await;
        assert_eq!(down.status, 200, "{}", down.text());
        assert_eq!(offered(&house, &id).await, ["防汛知识", "应急处置"]);
        let unit = house.visitor(&house.cast.unit_officer).get(&format!("/campaigns/{id}")).await.text();
        assert!(unit.contains("<dt>宣传内容</dt>") && unit.contains("防汛知识"), "{unit}");
        let copy = program.call("POST", &format!("/api/v1/campaigns/{id}/copy"), &json!({})).await.json();
        assert_eq!(words(&copy), ["防汛知识", "应急处置"]);
    }
}
