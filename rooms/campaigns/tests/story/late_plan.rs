//! A unit that joins late files a plan like the others, by a day of its own; before it joins, nothing of it is missing.

use db::params;
use serde_json::{Value, json};
use testing::Visitor;

use super::house::{NOTICE, Stage, text, view};

/// A campaign that went down to the first unit only and asks for plans by a day.
async fn asking(house: &Stage, due_on: &str) -> String {
    let mut program = house.program(&house.cast.bureau_officer);
    let read = program.call("POST", "/api/v1/campaigns", &json!({ "text": NOTICE })).await.json();
    let id = text(&read["id"]);
    let due = json!({ "title": "单位工作方案报备", "due_on": due_on, "kind": "unit_plan" });
    let added = program.call("POST", &format!("/api/v1/campaigns/{id}/dues"), &due).await;
    assert_eq!(added.status, 200, "{}", added.text());
    let units = [house.cast.first_unit.to_string()];
    let down =
        program.call("POST", &format!("/api/v1/campaigns/{id}/launch"), &json!({ "units": units })).await;
    assert_eq!(down.status, 200, "{}", down.text());
    id
}

async fn signed(program: &mut Visitor) -> (Value, Value) {
    let list = program.call("GET", "/api/v1/campaigns", &Value::Null).await.json();
    (list["rows"][0]["units"].clone(), list["rows"][0]["signed"].clone())
}

testing_db::story! {
    async fn a_late_unit_gets_a_day_of_its_own(house: Stage) {
        let mut officer = house.visitor(&house.cast.bureau_officer);
        let mut late = house.visitor(&house.cast.other_unit_officer);
        let id = asking(&house, "2026-03-09").await;
        let members = format!("/campaigns/{id}/members");
        let unit = house.cast.second_unit.to_string();
        let form = officer.get(&members).await.text();
        assert!(form.contains("空着即加入后 10 个工作日：今天加入的到 2026-03-20；其他单位是 2026-03-09"), "{form}");
        for (day, sentence) in [("2026-03-05", "不能早于加入日期 2026-03-06"), ("2026-03-08", "不能早于其他单位的期限 2026-03-09"), ("下周", "真实存在的一天")] {
            let refused = officer.post(&members, &[("unit", &unit), ("joined_on", "2026-03-06"), ("plan_due_on", day)]).await;
            assert!(refused.status == 422 && refused.text().contains(sentence), "{day}: {}", refused.text());
        }
        assert_eq!(officer.post(&members, &[("unit", &unit), ("joined_on", "2026-03-06")]).await.status, 303);
        let page = officer.get(&members).await.text();
        assert!(page.contains("单位工作方案请它在 2026-03-20 前报备") && page.contains("方案 2026-03-20 前报备"), "{page}");
        let page = late.get(&format!("/campaigns/{id}")).await.text();
        assert!(page.contains("本单位工作方案请在 2026-03-20 前报备") && !page.contains("2026-03-09"), "{page}");
        let first = house.visitor(&house.cast.unit_officer).get(&format!("/campaigns/{id}")).await.text();
        assert!(first.contains("2026-03-09") && !first.contains("2026-03-20"), "the others keep theirs: {first}");
        assert_eq!(house.ledger_count("campaign.join").await, 1);
    }
}

testing_db::story! {
    async fn a_unit_that_joins_later_is_not_waited_for(house: Stage) {
        let mut officer = house.visitor(&house.cast.bureau_officer);
        let mut program = house.program(&house.cast.bureau_officer);
        let mut late = house.visitor(&house.cast.other_unit_officer);
        let id = asking(&house, "2026-03-31").await;
        let own = json!({ "unit": house.cast.second_unit.to_string(), "joined_on": "2026-03-20", "plan_due_on": "2026-04-20" });
        let joined = program.call("POST", &format!("/api/v1/campaigns/{id}/members"), &own).await;
        assert_eq!(joined.status, 200, "{}", joined.text());
        assert_eq!(signed(&mut program).await, (json!(1), json!(0)));
        let page = officer.get(&format!("/campaigns/{id}")).await.text();
        assert!(page.contains("未签收 1<") && page.contains("催签文字（1 家"), "{page}");
        assert!(!page.contains("东街社区卫生服务中心"), "{page}");
        let members = officer.get(&format!("/campaigns/{id}/members")).await.text();
        assert!(members.contains("未到参加日期") && members.contains("2026-03-20 起参加") && members.contains("方案 2026-04-20 前报备"), "{members}");
        let page = late.get(&format!("/campaigns/{id}")).await.text();
        assert!(page.contains("未到参加日期") && !page.contains(">未签收<"), "{page}");
        let todos = campaigns::room(house.db.clone()).todos.unwrap();
        let waiting = async || {
            let actor = house.actor(&house.cast.other_unit_officer, people::NodeKind::Unit).await;
            todos.ask(actor).await.unwrap().len()
        };
        assert_eq!(waiting().await, 0);
        assert!(house.clock().set(clock::CivilDate::parse("2026-03-20").unwrap().start()));
        assert_eq!(waiting().await, 1, "from that day on it is asked");
        assert_eq!(signed(&mut program).await, (json!(2), json!(0)));
        let mut tx = house.db.begin().await.unwrap();
        let now = tx.now();
        tx.run("UPDATE session SET made_at = $1, last_seen = $1", params![now]).await.unwrap();
        tx.commit().await.unwrap();
        assert!(officer.get(&format!("/campaigns/{id}")).await.text().contains("未签收 2<"));
        assert_eq!(view(&mut program, &id).await["state"], "launched");
    }
}

testing_db::story! {
    async fn a_unit_that_is_back_keeps_the_day_that_it_had(house: Stage) {
        let mut officer = house.visitor(&house.cast.bureau_officer);
        let mut program = house.program(&house.cast.bureau_officer);
        let id = asking(&house, "2026-03-31").await;
        let members = format!("/campaigns/{id}/members");
        let unit = house.cast.first_unit.to_string();
        let leave = json!({ "left_on": "2026-03-06", "reason": "停业整顿" });
        let left = program.call("POST", &format!("/api/v1{members}/{unit}/leave"), &leave).await;
        assert_eq!(left.status, 200, "{}", left.text());
        assert_eq!(officer.post(&members, &[("unit", &unit), ("joined_on", "2026-04-01")]).await.status, 303);
        let page = officer.get(&members).await.text();
        assert!(page.contains("已恢复参加，加入日期和签收不变；单位工作方案请它在 2026-03-31 前报备"), "{page}");
        assert!(!page.contains("方案 2026-04"), "{page}");
    }
}
