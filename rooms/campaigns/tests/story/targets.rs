use campaigns::{CampaignId, Reckoning, facts};
use db::params;
use serde_json::{Value, json};

use super::house::{Stage, begun, text, view};

/// The code and id of the first indicator that counts, and of the first that does not.
fn indicators(plan: &Value) -> (Value, Value) {
    let rows = plan["indicators"].as_array().unwrap();
    let is_task = |row: &&Value| {
        campaigns::measure(row["measure"].as_str().unwrap()).unwrap().kind == campaigns::MeasureKind::Task
    };
    let task = rows.iter().find(is_task).cloned().unwrap_or_default();
    (rows.iter().find(|row| !is_task(row)).cloned().unwrap(), task)
}

testing_db::story! {
    async fn targets_differ_by_class_and_by_unit(house: Stage) {
        let mut officer = house.visitor(&house.cast.bureau_officer);
        let mut program = house.program(&house.cast.bureau_officer);
        let id = begun(&mut officer).await;
        officer.post(&format!("/campaigns/{id}/units"), &[("every", "all")]).await;
        let (row, _) = indicators(&view(&mut program, &id).await);
        let path = format!("/campaigns/{id}/targets/{}", text(&row["id"]));
        let wrong = [("version", "1"), ("basis", "per_100_staff"), ("target", "5000余"), ("classes[0][class]", "基层"), ("classes[0][target]", "1"), ("classes[0][reason]", "没有")];
        let refused = officer.post(&path, &wrong).await;
        assert_eq!(refused.status, 422);
        let html = refused.text();
        assert!(html.contains("不带单位") && html.contains("只能填一项") && html.contains("5000余"), "{html}");
        // 120 employed: 1 for each 100 is 2.
        let fields = [("version", "1"), ("basis", "per_100_staff"), ("target", "1"), ("classes[0][class]", "基层"), ("classes[0][target]", ""), ("classes[0][reason]", "没有住院部")];
        let saved = officer.post(&path, &fields).await;
        assert_eq!(saved.status, 303, "{}", saved.text());
        let page = officer.get(&path).await.text();
        assert!(page.contains("不适用：没有住院部"), "{page}");
        let list = officer.get(&format!("/campaigns/{id}/targets")).await.text();
        let plan = officer.get(&format!("/campaigns/{id}/plan")).await.text();
        assert!(plan.contains("不适用 1 处") && plan.contains("没有住院部"), "{plan}");
        assert!(list.contains("每百名职工 1") && list.contains("基层 不适用（没有住院部）") && list.contains("定性任务不设目标"), "{list}");
        assert_eq!(officer.post(&format!("/campaigns/{id}/launch"), &[]).await.status, 303);

        let mut excluded = house.visitor(&house.cast.other_unit_officer);
        let page = excluded.get(&format!("/campaigns/{id}")).await.text();
        assert!(page.contains("id=\"excluded\"") && page.contains("没有住院部"), "{page}");
        let mut asked = house.visitor(&house.cast.unit_officer);
        assert!(!asked.get(&format!("/campaigns/{id}")).await.text().contains("id=\"excluded\""));

        let campaign = CampaignId::parse(&id).unwrap();
        let code = text(&row["measure"]);
        let of = async |unit| {
            let rows = facts::progress(&house.db, campaign, None, unit, Reckoning::Logged).await.unwrap();
            rows.into_iter().find(|fact| fact.measure == code).map(|fact| fact.target)
        };
        assert_eq!(of(Some(house.cast.first_unit)).await, Some(Some(2)));
        assert_eq!(of(Some(house.cast.second_unit)).await, None, "不适用 is not asked for");
        assert_eq!(of(None).await, Some(Some(2)), "outside of the denominator");

        let draft = program.call("POST", &format!("/api/v1/campaigns/{id}/amend"), &json!({})).await.json();
        let draft = text(&draft["id"]);
        let (row, _) = indicators(&view(&mut program, &draft).await);
        let second = house.cast.second_unit.to_string();
        let input = json!({ "version": 1, "basis": "unit", "target": 3, "units": [{ "unit": second, "target": 7 }] });
        let saved = program.call("PUT", &format!("/api/v1/campaigns/{draft}/targets/{}", text(&row["id"])), &input).await;
        assert_eq!(saved.status, 200, "{}", saved.text());
        let changes = officer.get(&format!("/campaigns/{draft}/changes")).await.text();
        assert!(changes.contains("东街社区卫生服务中心 7") && changes.contains("没有住院部"), "{changes}");
        assert_eq!(of(None).await, Some(Some(2)), "not yet");
        let down = program.call("POST", &format!("/api/v1/campaigns/{draft}/changes"), &json!({})).await;
        assert_eq!(down.status, 200, "{}", down.text());
        assert_eq!(of(Some(house.cast.second_unit)).await, Some(Some(7)));
        assert_eq!(of(None).await, Some(Some(10)));
    }
}

testing_db::story! {
    async fn a_unit_without_headcount_is_asked_for(house: Stage) {
        let mut officer = house.visitor(&house.cast.bureau_officer);
        let mut program = house.program(&house.cast.bureau_officer);
        let mut tx = house.db.begin().await.unwrap();
        tx.run("UPDATE unit SET headcount = NULL WHERE id = $1", params![house.cast.second_unit]).await.unwrap();
        tx.commit().await.unwrap();
        let id = begun(&mut officer).await;
        officer.post(&format!("/campaigns/{id}/units"), &[("every", "all")]).await;
        let (row, task) = indicators(&view(&mut program, &id).await);
        let path = format!("/campaigns/{id}/targets/{}", text(&row["id"]));
        officer.post(&path, &[("version", "1"), ("basis", "per_100_staff"), ("target", "1")]).await;
        for page in ["targets", "launch"] {
            let page = officer.get(&format!("/campaigns/{id}/{page}")).await.text();
            assert!(page.contains("缺少职工人数或床位数") && page.contains("东街社区卫生服务中心"), "{page}");
        }
        let stale = officer.post(&path, &[("version", "1"), ("basis", "per_bed"), ("target", "1")]).await;
        assert_eq!(stale.status, 409);
        let mut tx = house.db.begin().await.unwrap();
        tx.run("UPDATE unit SET beds = 40 WHERE id = $1", params![house.cast.first_unit]).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(officer.post(&path, &[("version", "2"), ("basis", "per_bed"), ("target", "2")]).await.status, 303);
        let (campaign, code) = (CampaignId::parse(&id).unwrap(), text(&row["measure"]));
        let figures = facts::progress(&house.db, campaign, None, Some(house.cast.first_unit), Reckoning::Logged).await.unwrap();
        assert_eq!(figures.iter().find(|fact| fact.measure == code).unwrap().target, Some(80), "two a bed");
        let task = format!("/api/v1/campaigns/{id}/targets/{}", text(&task["id"]));
        let refused = program.call("PUT", &task, &json!({ "version": 1, "target": 3 })).await;
        assert!(refused.status == 422 && refused.text().contains("定性任务不设目标"), "{}", refused.text());
        let reason = json!({ "version": 1, "classes": [{ "class": "基层", "reason": "不涉及" }] });
        assert_eq!(program.call("PUT", &task, &reason).await.status, 200);
    }
}

testing_db::story! {
    async fn a_class_has_a_basis_of_its_own(house: Stage) {
        let mut officer = house.visitor(&house.cast.bureau_officer);
        let mut program = house.program(&house.cast.bureau_officer);
        let id = begun(&mut officer).await;
        officer.post(&format!("/campaigns/{id}/units"), &[("every", "all")]).await;
        let (row, _) = indicators(&view(&mut program, &id).await);
        let path = format!("/campaigns/{id}/targets/{}", text(&row["id"]));
        let odd = [("version", "1"), ("classes[0][class]", "二级医院"), ("classes[0][basis]", "per_moon"), ("classes[0][target]", "10")];
        let refused = officer.post(&path, &odd).await;
        assert!(refused.status == 422 && refused.text().contains("请选择每单位、每百名职工或每张床位"), "{}", refused.text());
        // 120 employed in the hospital: ten for each 100 is 12; the others keep the default of two.
        let fields = [("version", "1"), ("basis", "unit"), ("target", "2"), ("classes[0][class]", "二级医院"), ("classes[0][basis]", "per_100_staff"), ("classes[0][target]", "10")];
        let saved = officer.post(&path, &fields).await;
        assert_eq!(saved.status, 303, "{}", saved.text());
        let page = officer.get(&path).await.text();
        assert!(page.contains("<option value=\"per_100_staff\" selected"), "{page}");
        let list = officer.get(&format!("/campaigns/{id}/targets")).await.text();
        assert!(list.contains("二级医院 每百名职工 10"), "{list}");
        assert_eq!(officer.post(&format!("/campaigns/{id}/launch"), &[]).await.status, 303);
        let (campaign, code) = (CampaignId::parse(&id).unwrap(), text(&row["measure"]));
        let of = async |unit| {
            let rows = facts::progress(&house.db, campaign, None, unit, Reckoning::Logged).await.unwrap();
            rows.into_iter().find(|fact| fact.measure == code).and_then(|fact| fact.target)
        };
        assert_eq!((of(Some(house.cast.first_unit)).await, of(Some(house.cast.second_unit)).await), (Some(12), Some(2)));
        assert_eq!(of(None).await, Some(14));

        let draft = text(&program.call("POST", &format!("/api/v1/campaigns/{id}/amend"), &json!({})).await.json()["id"]);
        let (row, _) = indicators(&view(&mut program, &draft).await);
        let input = json!({ "version": 1, "target": 2, "classes": [{ "class": "二级医院", "basis": "unit", "target": 5 }] });
        let saved = program.call("PUT", &format!("/api/v1/campaigns/{draft}/targets/{}", text(&row["id"])), &input).await;
        assert_eq!(saved.status, 200, "{}", saved.text());
        let changes = officer.get(&format!("/campaigns/{draft}/changes")).await.text();
        assert!(changes.contains("二级医院 每百名职工 10") && changes.contains("二级医院 每单位 5"), "{changes}");
        let down = program.call("POST", &format!("/api/v1/campaigns/{draft}/changes"), &json!({})).await;
        assert_eq!(down.status, 200, "{}", down.text());
        assert_eq!(of(Some(house.cast.first_unit)).await, Some(5));
        let copied = officer.post(&format!("/campaigns/{id}/copy"), &[]).await.location().replace("/plan", "/targets");
        assert!(officer.get(&copied).await.text().contains("二级医院 每单位 5"), "the next year's too");
    }
}

testing_db::story! {
    async fn several_units_are_excepted_in_one_save(house: Stage) {
        let mut officer = house.visitor(&house.cast.bureau_officer);
        let mut program = house.program(&house.cast.bureau_officer);
        let id = begun(&mut officer).await;
        let (row, _) = indicators(&view(&mut program, &id).await);
        let path = format!("/campaigns/{id}/targets/{}", text(&row["id"]));
        let (first, second) = (house.cast.first_unit.to_string(), house.cast.second_unit.to_string());
        let page = officer.get(&path).await.text();
        assert!(page.contains("units[0][unit]") && page.contains("units[2][unit]"), "{page}");
        let fields = [("version", "1"), ("target", "2"), ("units[0][unit]", &*first), ("units[0][target]", "6"), ("units[2][unit]", &*second), ("units[2][reason]", "已停诊")];
        assert_eq!(officer.post(&path, &fields).await.status, 303);
        let list = officer.get(&format!("/campaigns/{id}/targets")).await.text();
        assert!(list.contains("青禾区第一医院 6") && list.contains("不适用（已停诊）"), "{list}");
    }
}
