use serde_json::{Value, json};

use super::house::{NOTICE, Stage, begun, text, view};

testing_db::story! {
    async fn units_are_chosen_and_the_plan_goes_down(house: Stage) {
        let mut officer = house.visitor(&house.cast.bureau_officer);
        let mut program = house.program(&house.cast.bureau_officer);
        let id = begun(&mut officer).await;
        let units = format!("/campaigns/{id}/units");
        let page = officer.get(&units).await.text();
        assert!(page.contains("青禾区第一医院") && page.contains("已选 0 家，共 2 家"));
        let indicator = view(&mut program, &id).await["indicators"][0].clone();
        let fields = [
            ("units[]", &*house.cast.first_unit.to_string()),
            ("targets[0][indicator]", &text(&indicator["id"])),
            ("targets[0][version]", "1"),
            ("targets[0][target]", "3"),
            ("next", "launch"),
        ];
        let chosen = officer.post(&units, &fields).await;
        assert_eq!((chosen.status.as_u16(), chosen.location()), (303, &*format!("/campaigns/{id}/launch")));
        assert_eq!(view(&mut program, &id).await["indicators"][0]["target"], 3);
        let summary = officer.get(&format!("/campaigns/{id}/launch")).await.text();
        assert!(summary.contains("1 家：二级医院 1 家"), "{summary}");
        let version = view(&mut program, &id).await["plan_version"].to_string();
        let launched = officer.post(&format!("/campaigns/{id}/launch"), &[("plan_version", &version)]).await;
        assert_eq!((launched.status.as_u16(), launched.location()), (303, &*format!("/campaigns/{id}")));
        let again = officer.post(&format!("/campaigns/{id}/launch"), &[("plan_version", "")]).await;
        assert_eq!((again.status.as_u16(), again.location()), (303, &*format!("/campaigns/{id}")), "a campaign goes down once");
        assert!(officer.get(&format!("/campaigns/{id}")).await.text().contains("已经下发，不需要再下发一次"));
        assert_eq!(officer.get(&format!("/campaigns/{id}/launch")).await.location(), format!("/campaigns/{id}"));
        let again = program.call("POST", &format!("/api/v1/campaigns/{id}/launch"), &json!({})).await;
        assert_eq!(again.status, 409);
        let late = [("version", "1"), ("name", "太晚")];
        let edit = officer.post(&format!("/campaigns/{id}/plan"), &late).await;
        assert_eq!(edit.status, 409);
        assert!(edit.text().contains("方案已经下发"));
    }
}

testing_db::story! {
    async fn nothing_goes_down_to_nobody(house: Stage) {
        let mut officer = house.visitor(&house.cast.bureau_officer);
        let mut program = house.program(&house.cast.bureau_officer);
        let id = begun(&mut officer).await;
        let refused = officer.post(&format!("/campaigns/{id}/launch"), &[]).await;
        assert_eq!(refused.location(), format!("/campaigns/{id}/units"), "where it can be mended");
        assert!(officer.get(&format!("/campaigns/{id}/units")).await.text().contains("还没有选择单位，不能下发"));
        let refused = program.call("POST", &format!("/api/v1/campaigns/{id}/launch"), &json!({})).await;
        assert_eq!((refused.status.as_u16(), text(&refused.json()["code"])), (422, "no_units".to_owned()));
        assert_eq!(view(&mut program, &id).await["state"], "draft");
    }
}

testing_db::story! {
    async fn a_unit_knows_nothing_of_a_draft(house: Stage) {
        let id = begun(&mut house.visitor(&house.cast.bureau_officer)).await;
        let mut unit = house.visitor(&house.cast.unit_officer);
        let unknown = unit.get("/campaigns/00000000000000000000000000000000").await;
        for path in ["", "/plan", "/units", "/launch", "/plan.xlsx", "/signatures.xlsx"] {
            let answer = unit.get(&format!("/campaigns/{id}{path}")).await;
            assert_eq!(answer.status, 404, "{path}");
        }
        assert_eq!(unknown.status, 404);
        assert!(unit.get("/campaigns").await.text().contains("还没有专项行动"));
        assert_eq!(unit.post(&format!("/campaigns/{id}/sign"), &[]).await.status, 404);
        let mut program = house.program(&house.cast.unit_officer);
        let list = program.call("GET", "/api/v1/campaigns", &Value::Null).await;
        assert_eq!(list.json()["total"], 0);
        let begin = house.visitor(&house.cast.unit_officer).get("/campaigns/new").await;
        assert_eq!(begin.status, 403);
    }
}

testing_db::story! {
    async fn past_phases_may_be_launched_and_remind_nobody(house: Stage) {
        // The same notice a year earlier: by now three of its four phases are over.
        let past = NOTICE.replace("2026年", "2025年").replace("2027年", "2026年");
        let mut officer = house.visitor(&house.cast.bureau_officer);
        let mut program = house.program(&house.cast.bureau_officer);
        let read = program.call("POST", "/api/v1/campaigns", &json!({ "text": past })).await;
        let id = text(&read.json()["id"]);
        officer.post(&format!("/campaigns/{id}/units"), &[("every", "all")]).await;
        let summary = officer.get(&format!("/campaigns/{id}/launch")).await.text();
        assert!(summary.contains("已经结束：按<b>补录</b>处理"), "{summary}");
        assert!(summary.contains("补录，不会催报"));
        assert_eq!(officer.post(&format!("/campaigns/{id}/launch"), &[]).await.status, 303);
        let room = campaigns::room(house.db.clone());
        let actor = actor_of(&house).await;
        let todos = room.todos.unwrap().ask(actor).await.unwrap();
        assert_eq!(todos.len(), 1, "{todos:?}");
        assert!(todos[0].text.starts_with("签收：") && !todos[0].is_late);
    }
}

/// The first unit's officer, as the session layer makes one.
async fn actor_of(house: &Stage) -> people::Actor {
    let unit = people::facts::unit(&house.db, house.cast.first_unit).await.unwrap().unwrap();
    let who = &house.cast.unit_officer;
    people::Actor {
        person: who.person,
        name: who.name.to_owned(),
        at: people::Place {
            id: unit.id,
            path: unit.path,
            kind: people::NodeKind::Unit,
            name: unit.name,
            short_name: unit.short_name,
        },
        roles: vec![who.role],
        serving_from: None,
        via: people::Via::Session,
        request: "story".to_owned(),
    }
}

testing_db::story! {
    async fn what_changed_since_the_officer_looked_does_not_go_down(house: Stage) {
        let mut officer = house.visitor(&house.cast.bureau_officer);
        let mut other = house.visitor(&house.cast.other_officer);
        let mut program = house.program(&house.cast.bureau_officer);
        let id = begun(&mut officer).await;
        officer.post(&format!("/campaigns/{id}/units"), &[("every", "all")]).await;
        let seen = view(&mut program, &id).await["plan_version"].to_string();
        other.post(&format!("/campaigns/{id}/tasks"), &[("text", "另一位加的任务")]).await;
        officer.post(&format!("/campaigns/{id}/launch"), &[("plan_version", &seen)]).await;
        assert_eq!(view(&mut program, &id).await["state"], "draft");
        let page = officer.get(&format!("/campaigns/{id}/launch")).await.text();
        assert!(page.contains("刚刚被修改过，还没有下发"));
    }
}
