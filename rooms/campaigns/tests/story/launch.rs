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
    async fn a_target_of_a_class_is_a_target(house: Stage) {
        let mut officer = house.visitor(&house.cast.bureau_officer);
        let mut program = house.program(&house.cast.bureau_officer);
        let id = begun(&mut officer).await;
        assert!(officer.get(&format!("/campaigns/{id}/launch")).await.text().contains("（0 项有目标）"));
        let plan = view(&mut program, &id).await;
        let counted: Vec<_> = plan["indicators"].as_array().unwrap().iter().filter(|row| row["unit"] == "场").collect();
        let aim = |row: &Value| format!("/campaigns/{id}/targets/{}", text(&row["id"]));
        let own = [("version", "1"), ("classes[0][class]", "基层"), ("classes[0][basis]", "per_100_staff"), ("classes[0][target]", "1.5")];
        let aimed = officer.post(&aim(counted[0]), &own).await;
        assert_eq!(aimed.status, 303, "{}", aimed.text());
        assert_eq!(officer.post(&aim(counted[1]), &[("version", "1"), ("target", "2")]).await.status, 303);
        let page = officer.get(&format!("/campaigns/{id}/launch")).await.text();
        assert!(page.contains("（2 项有目标，其中 1 项按单位类别或单位另定）"), "{page}");
        let none = [("version", "2"), ("classes[0][class]", "基层"), ("classes[0][reason]", "没有讲堂")];
        let aimed = officer.post(&aim(counted[0]), &none).await;
        assert_eq!(aimed.status, 303, "{}", aimed.text());
        let page = officer.get(&format!("/campaigns/{id}/launch")).await.text();
        assert!(page.contains("（1 项有目标）"), "what does not apply is no target: {page}");
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
        let actor = house.actor(&house.cast.unit_officer, people::NodeKind::Unit).await;
        let todos = room.todos.unwrap().ask(actor).await.unwrap();
        assert_eq!(todos.len(), 1, "{todos:?}");
        assert!(todos[0].text.starts_with("签收：") && !todos[0].is_late);
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

testing_db::story! {
    async fn a_day_that_counts_from_the_launch_is_shown_as_of_today(house: Stage) {
        let mut officer = house.visitor(&house.cast.bureau_officer);
        let mut program = house.program(&house.cast.bureau_officer);
        let day = |plan: &Value| plan["dues"].as_array().unwrap().iter().find(|due| due["kind"] == "unit_plan").unwrap().clone();
        let answered = async |officer: &mut testing::Visitor, program: &mut testing::Visitor| {
            let id = begun(officer).await;
            officer.post(&format!("/campaigns/{id}/units"), &[("every", "all")]).await;
            let plan = view(program, &id).await;
            let question = plan["questions"].as_array().unwrap().iter().find(|row| row["about"] == "unit_plan.due_on").unwrap();
            let choice = question["choices"].as_array().unwrap().iter().map(text).find(|choice| choice.contains("工作日")).unwrap();
            let fields = [("version", "1"), ("choice", choice.as_str())];
            let kept = officer.post(&format!("/campaigns/{id}/questions/{}", text(&question["id"])), &fields).await;
            assert_eq!(kept.status, 303, "{}", kept.text());
            id
        };
        let (counted, own) = (answered(&mut officer, &mut program).await, answered(&mut officer, &mut program).await);
        let answered_for = text(&day(&view(&mut program, &counted).await)["due_on"]);
        let due = day(&view(&mut program, &own).await);
        let by_hand = [("version", &*text(&due["version"])), ("title", &*text(&due["title"])), ("due_on", "2026-05-20"), ("kind", "unit_plan")];
        assert_eq!(officer.post(&format!("/campaigns/{own}/dues/{}", text(&due["id"])), &by_hand).await.status, 303);
        // Over the weekend, with a look now and then: who does nothing for a day is signed out.
        for _ in 0..10 {
            house.clock().set(house.clock().now().plus_seconds(7 * 3600 + 1800));
            assert_eq!(officer.get("/campaigns").await.status, 200);
        }

        for page in ["plan", "launch"] {
            let page = officer.get(&format!("/campaigns/{counted}/{page}")).await.text();
            assert!(page.contains("按今天下发推算") && !page.contains(&answered_for), "{answered_for}: {page}");
            let page = officer.get(&format!("/campaigns/{own}/launch")).await.text();
            assert!(page.contains("2026-05-20") && !page.contains("推算"), "{page}");
        }
        let summary = officer.get(&format!("/campaigns/{counted}/launch")).await.text();
        for id in [&counted, &own] {
            let down = program.call("POST", &format!("/api/v1/campaigns/{id}/launch"), &json!({})).await;
            assert_eq!(down.status, 200, "{}", down.text());
        }
        let on = text(&day(&view(&mut program, &counted).await)["due_on"]);
        assert!(on > answered_for && summary.contains(&on), "the day that was shown: {on}");
        assert_eq!(day(&view(&mut program, &own).await)["due_on"], "2026-05-20", "the officer's own day stays");

        // The copy for the next year keeps what was given by hand, a year later.
        let copied = program.call("POST", &format!("/api/v1/campaigns/{own}/copy"), &json!({})).await.json();
        let id = text(&copied["id"]);
        assert_eq!(day(&copied)["due_on"], "2027-05-20");
        let down = program.call("POST", &format!("/api/v1/campaigns/{id}/launch"), &json!({ "without_notice": true })).await;
        assert_eq!(down.status, 200, "{}", down.text());
        assert_eq!(day(&down.json())["due_on"], "2027-05-20");
    }
}
