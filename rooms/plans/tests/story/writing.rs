use serde_json::{Value, json};

use crate::ground::{Stage, launch, typed};

testing_db::story! {
    async fn a_fresh_form_is_made_of_what_the_bureau_asks_for(house: Stage) {
        let campaign = launch(&house).await;
        let mut unit = house.visitor(&house.cast.unit_officer);
        let form = unit.get(&format!("/plans/{campaign}/{}/edit", house.cast.first_unit)).await.text();
        for part in ["专题辅导讲座", "宣传手册", r#"value="2026-03-31""#, "局定目标", "4 场"] {
            assert!(form.contains(part), "{part}: {form}");
        }
        let program = house.program(&house.cast.unit_officer).get(&format!("/api/v1/plans/{campaign}/{}", house.cast.first_unit)).await;
        assert_eq!(program.json()["version"], 0, "looking writes nothing");
    }
}

testing_db::story! {
    async fn a_unit_that_aims_lower_says_why_and_loses_nothing_it_typed(house: Stage) {
        let campaign = launch(&house).await;
        let mut unit = house.visitor(&house.cast.unit_officer);
        let path = format!("/plans/{campaign}/{}", house.cast.first_unit);
        let api = format!("/api/v1{path}");
        let view = unit.get(&path).await;
        assert_eq!(view.status, 200);
        let mut program = house.program(&house.cast.unit_officer);
        let seen = program.get(&api).await.json();
        let indicator = seen["targets"].as_array().unwrap().iter().find(|one| one["measure"] == "lecture").unwrap()["indicator"].as_str().unwrap().to_owned();
        let mut lower = typed();
        lower.extend([("targets[0][indicator]", indicator.as_str()), ("targets[0][target]", "2"), ("targets[0][reason]", "")]);
        let refused = unit.post(&path, &lower).await;
        assert_eq!(refused.status, 422);
        for part in ["请写明理由", "全员安全讲座", "二是保障经费。", r#"value="2""#] {
            assert!(refused.text().contains(part), "{part}: {}", refused.text());
        }
        lower.pop();
        lower.push(("targets[0][reason]", "全院在编 9 人"));
        assert_eq!(unit.post(&path, &lower).await.status, 303);
        let seen = program.get(&api).await.json();
        let own: Vec<&Value> = seen["targets"].as_array().unwrap().iter().filter(|one| !one["own"].is_null()).collect();
        assert_eq!((&own[0]["own"], &own[0]["asked"], &own[0]["reason"]), (&json!(2), &json!(4), &json!("全院在编 9 人")));
        assert_eq!(house.ledger_count("unit_plan.save").await, 1);
        let uneven = program.call("POST", &format!("{api}/submit"), &json!({})).await;
        assert!(uneven.status == 422 && uneven.text().contains("在工作安排中共 4 场，本单位目标是 2 场"), "{}", uneven.text());
        assert!(unit.get(&path).await.text().contains("请改成一致"), "the page says it before it is filed");
        lower[0] = ("version", "1");
        lower[7] = ("items[0][amount]", "2");
        assert_eq!(unit.post(&path, &lower).await.status, 303);
        assert_eq!(program.call("POST", &format!("{api}/submit"), &json!({})).await.status, 200);
        let accepted = house.program(&house.cast.bureau_reviewer).call("POST", &format!("{api}/approve"), &json!({})).await;
        assert_eq!(accepted.status, 200, "{}", accepted.text());
        let progress = program.get(&format!("/api/v1/campaigns/{campaign}/progress?reckoning=logged")).await;
        let lecture = progress.json()["rows"].as_array().unwrap().iter().find(|one| one["measure"] == "lecture").cloned();
        assert_eq!(lecture.unwrap()["target"], 2, "what was accepted is what counts: {}", progress.text());
    }
}

testing_db::story! {
    async fn activities_that_fall_short_of_what_is_asked_are_pointed_out_to_both_sides(house: Stage) {
        let campaign = launch(&house).await;
        let path = format!("/plans/{campaign}/{}", house.cast.first_unit);
        let mut unit = house.visitor(&house.cast.unit_officer);
        let mut few = typed();
        few[7] = ("items[0][amount]", "3");
        assert_eq!(unit.post(&path, &few).await.status, 303);
        let page = unit.get(&path).await.text();
        assert!(page.contains("安排 3 场，目标 4 场") && page.contains("确需这样安排的可以照报"), "{page}");
        assert_eq!(unit.post(&format!("{path}/submit"), &[]).await.status, 303, "a hint is no obstacle");
        let page = house.visitor(&house.cast.bureau_reviewer).get(&path).await.text();
        assert!(page.contains("安排 3 场，目标 4 场") && page.contains("请审核时留意"), "{page}");
    }
}

testing_db::story! {
    async fn of_two_who_write_the_second_sees_what_changed(house: Stage) {
        let campaign = launch(&house).await;
        let path = format!("/plans/{campaign}/{}", house.cast.first_unit);
        let mut unit = house.visitor(&house.cast.unit_officer);
        assert_eq!(unit.post(&path, &typed()).await.status, 303);
        let mut second = typed();
        second[1] = ("leader", "另一位院长");
        let refused = unit.post(&path, &second).await;
        assert_eq!(refused.status, 409);
        for part in ["陈志明院长", "另一位院长", r#"name="version" value="1""#] {
            assert!(refused.text().contains(part), "{part}: {}", refused.text());
        }
        second[0] = ("version", "1");
        assert_eq!(unit.post(&path, &second).await.status, 303, "who has seen it may save over it");
        let stale = house.program(&house.cast.unit_officer).call("PUT", &format!("/api/v1{path}"), &json!({ "version": 1, "leader": "谁" })).await;
        assert_eq!(stale.status, 409);
    }
}
