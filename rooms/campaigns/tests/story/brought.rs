//! What an amendment brings: days that have passed, and numbers that the words of a task do not say.

use serde_json::{Value, json};
use testing::Visitor;

use super::house::{NOTICE, Stage, launched, text, view};

async fn amended(program: &mut Visitor, id: &str) -> String {
    let opened = program.call("POST", &format!("/api/v1/campaigns/{id}/amend"), &json!({})).await;
    assert_eq!(opened.status, 200, "{}", opened.text());
    text(&opened.json()["id"])
}

async fn with_a_past_day(program: &mut Visitor, id: &str, title: &str) -> (String, Value) {
    let draft = amended(program, id).await;
    let due = json!({ "title": title, "due_on": "2026-03-02", "kind": "once" });
    assert_eq!(program.call("POST", &format!("/api/v1/campaigns/{draft}/dues"), &due).await.status, 200);
    let changes =
        program.call("GET", &format!("/api/v1/campaigns/{draft}/changes"), &Value::Null).await.json();
    (draft, changes["past"].clone())
}

fn day_of(plan: &Value, title: &str) -> String {
    text(&plan["dues"].as_array().unwrap().iter().find(|due| due["title"] == title).unwrap()["due_on"])
}

testing_db::story! {
    async fn a_past_day_of_an_amendment_is_asked_about(house: Stage) {
        let mut officer = house.visitor(&house.cast.bureau_officer);
        let mut program = house.program(&house.cast.bureau_officer);
        let id = launched(&house).await;
        let (draft, past) = with_a_past_day(&mut program, &id, "节后小结").await;
        assert_eq!((past.as_array().map(Vec::len), &past[0]["title"], &past[0]["due_on"]), (Some(1), &json!("节后小结"), &json!("2026-03-02")));
        let changes = format!("/campaigns/{draft}/changes");
        let page = officer.get(&changes).await.text();
        for words in ["已过的报送期限 <small>1 项", "节后小结", "下发后 3 个工作日（2026-03-11）"] {
            assert!(page.contains(words), "{words}: {page}");
        }
        let due = text(&past[0]["id"]);
        let early = [("past", "3"), ("moves[0][due]", &*due), ("moves[0][on]", "2026-03-01")];
        let refused = officer.post(&changes, &early).await;
        assert!(refused.status == 422 && refused.text().contains("不能早于今天（2026-03-06）") && refused.text().contains("value=\"2026-03-01\""), "{}", refused.text());
        let own = [("moves[0][due]", &*due), ("moves[0][on]", "2026-03-20")];
        assert_eq!(officer.post(&changes, &own).await.status, 303);
        assert_eq!(day_of(&view(&mut program, &id).await, "节后小结"), "2026-03-20");

        let (draft, _) = with_a_past_day(&mut program, &id, "补充小结").await;
        assert_eq!(officer.post(&format!("/campaigns/{draft}/changes"), &[("past", "5")]).await.status, 303);
        assert_eq!(day_of(&view(&mut program, &id).await, "补充小结"), "2026-03-13");

        let (draft, _) = with_a_past_day(&mut program, &id, "历史台账").await;
        assert_eq!(officer.post(&format!("/campaigns/{draft}/changes"), &[]).await.status, 303);
        let page = officer.get(&format!("/campaigns/{id}")).await.text();
        assert!(page.contains("“历史台账”（2026-03-02）的期限在补充通知下发前已过，按补录办理"), "{page}");
        let unit = house.visitor(&house.cast.unit_officer).get(&format!("/campaigns/{id}")).await.text();
        let line = unit.split("历史台账").last().unwrap().split("</dd>").next().unwrap();
        assert!(line.contains("补录"), "nobody is late for it: {line}");
        assert_eq!(house.ledger_count("campaign.launch_amendment").await, 3);
        let recalled = officer.post(&format!("/campaigns/{id}/amendment/recall"), &[]).await;
        assert_eq!(recalled.status, 303, "it stands as it was sent: {}", recalled.text());
    }
}

testing_db::story! {
    async fn a_new_number_stands_beside_the_words_of_the_old_one(house: Stage) {
        let mut program = house.program(&house.cast.bureau_officer);
        let mut officer = house.visitor(&house.cast.bureau_officer);
        let notice = NOTICE.replace("举办专题辅导讲座，", "每单位举办专题辅导讲座2场，");
        let read = program.call("POST", "/api/v1/campaigns", &json!({ "text": notice })).await.json();
        let id = text(&read["id"]);
        let lecture = |plan: &Value| plan["indicators"].as_array().unwrap().iter().find(|row| text(&row["source_text"]).contains("2场")).unwrap().clone();
        assert_eq!(lecture(&read)["target"], 2, "{read}");
        let units = [house.cast.first_unit.to_string(), house.cast.second_unit.to_string()];
        assert_eq!(program.call("POST", &format!("/api/v1/campaigns/{id}/launch"), &json!({ "units": units })).await.status, 200);
        let draft = amended(&mut program, &id).await;
        let row = lecture(&view(&mut program, &draft).await);
        let path = format!("/campaigns/{draft}/targets/{}", text(&row["id"]));
        let second = house.cast.second_unit.to_string();
        let aim = [("version", "1"), ("target", "3"), ("units[0][unit]", &*second), ("units[0][target]", "7")];
        let aimed = officer.post(&path, &aim).await;
        assert_eq!(aimed.status, 303, "{}", aimed.text());
        let said = "每单位 2 场</s> → <b>每单位 3 场";
        assert!(officer.get(&format!("/campaigns/{draft}/plan")).await.text().contains(said), "in the draft already");
        assert_eq!(program.call("POST", &format!("/api/v1/campaigns/{draft}/changes"), &json!({})).await.status, 200);
        let task = |plan: &Value| plan["tasks"].as_array().unwrap().iter().find(|task| text(&task["text"]).contains("2场")).unwrap().clone();
        let of_bureau = task(&view(&mut program, &id).await);
        assert_eq!(of_bureau["changed"][0]["fields"].as_array().map(Vec::len), Some(2), "{of_bureau}");
        let page = house.visitor(&house.cast.unit_officer).get(&format!("/campaigns/{id}")).await.text();
        let tasks = page.split("<h2>任务</h2>").nth(1).unwrap().split("</section>").next().unwrap();
        assert!(tasks.contains("2场") && tasks.contains(said) && !tasks.contains("7 场"), "{tasks}");
        let mut unit = house.program(&house.cast.unit_officer);
        assert_eq!(task(&view(&mut unit, &id).await)["changed"][0]["fields"].as_array().map(Vec::len), Some(1), "the other unit's is not its own");
        let other = house.visitor(&house.cast.other_unit_officer).get(&format!("/campaigns/{id}")).await.text();
        assert!(other.split("<h2>任务</h2>").nth(1).unwrap().split("</section>").next().unwrap().contains("7"), "{other}");
    }
}

testing_db::story! {
    async fn only_the_present_edition_offers_the_text_that_asks_to_sign(house: Stage) {
        let mut program = house.program(&house.cast.bureau_officer);
        let mut officer = house.visitor(&house.cast.bureau_officer);
        let id = launched(&house).await;
        let draft = amended(&mut program, &id).await;
        let task = json!({ "text": "开展回头看" });
        assert_eq!(program.call("POST", &format!("/api/v1/campaigns/{draft}/tasks"), &task).await.status, 200);
        assert_eq!(program.call("POST", &format!("/api/v1/campaigns/{draft}/changes"), &json!({})).await.status, 200);
        assert!(officer.get(&format!("/campaigns/{id}")).await.text().contains("催签文字"));
        assert!(!officer.get(&format!("/campaigns/{id}?edition=1")).await.text().contains("催签文字"));
    }
}
