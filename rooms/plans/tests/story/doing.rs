use db::params;
use serde_json::{Value, json};

use crate::ground::{Stage, launch};

testing_db::story! {
    async fn what_has_no_indicator_is_done_when_the_unit_says_so(house: Stage) {
        let campaign = launch(&house).await;
        let path = format!("/plans/{campaign}/{}", house.cast.first_unit);
        let api = format!("/api/v1{path}");
        let mut program = house.program(&house.cast.unit_officer);
        let items = json!([
            { "name": "动员会", "starts_on": "2026-02-20", "ends_on": "2026-03-31" },
            { "name": "讲座", "measure": "lecture", "amount": 4, "starts_on": "2026-03-05", "ends_on": "2026-03-31" },
            { "name": "总结会", "starts_on": "2026-06-01", "ends_on": "2026-06-30" },
        ]);
        let saved = program.call("PUT", &api, &json!({ "version": 0, "items": items })).await;
        let states = |seen: &Value| seen["items"].as_array().unwrap().iter().map(|item| item["state"].as_str().unwrap().to_owned()).collect::<Vec<_>>();
        assert_eq!(states(&saved.json()), ["unlogged", "unlogged", "ahead"], "{}", saved.text());
        let meeting = |note: &str| json!({ "name": "动员会", "starts_on": "2026-02-20", "ends_on": "2026-03-31", "note": note });
        let long = program.call("POST", &format!("{api}/done"), &meeting(&"长".repeat(201))).await;
        assert_eq!(long.status, 422);
        let marked = program.call("POST", &format!("{api}/done"), &meeting("全院到会")).await.json();
        assert_eq!(states(&marked), ["done", "unlogged", "ahead"]);
        assert!(marked["items"][0]["done_note"].as_str().unwrap().ends_with("：全院到会"), "{marked}");
        let page = house.visitor(&house.cast.unit_officer).get(&path).await.text();
        assert!(page.contains("全院到会") && page.contains("未登记") && page.contains("未到时间") && page.contains("标记完成"), "{page}");
        let counted = json!({ "name": "讲座", "starts_on": "2026-03-05", "ends_on": "2026-03-31" });
        let refused = program.call("POST", &format!("{api}/done"), &counted).await;
        assert_eq!(refused.json()["code"], "counted", "that is told by what is logged");
        let unknown = program.call("POST", &format!("{api}/done"), &json!({ "name": "没有的" })).await;
        assert_eq!(unknown.json()["code"], "no_item");
        let mut back = meeting("");
        back["undo"] = json!("true");
        assert_eq!(states(&program.call("POST", &format!("{api}/done"), &back).await.json())[0], "unlogged");
        assert_eq!(house.ledger_count("unit_plan.mark_done").await, 2);
    }
}

testing_db::story! {
    async fn the_form_is_filled_in_by_a_press_and_nothing_is_saved(house: Stage) {
        let campaign = launch(&house).await;
        let unit = house.cast.first_unit;
        let mut tx = house.db.begin().await.unwrap();
        tx.run_one(
            "INSERT INTO responsible_person (unit, duty, name, post, phone) VALUES ($1, 'head', '陈志明', '院长', '')",
            params![unit],
        ).await.unwrap();
        tx.commit().await.unwrap();
        let path = format!("/plans/{campaign}/{unit}");
        let mut officer = house.visitor(&house.cast.unit_officer);
        let fresh = officer.get(&format!("{path}/edit")).await.text();
        assert!(fresh.contains(r#"value="陈志明院长""#), "whoever answers for the unit leads: {fresh}");
        let own = fresh.find("本次专项行动的指标").unwrap();
        assert!(own < fresh.find("指标目录中的其他").unwrap());
        let uploaded = officer.upload(&format!("{path}/file"), &[], &[("file", "方案.pdf", b"%PDF-1.7 hello")]).await;
        assert_eq!(uploaded.status, 303, "{}", uploaded.text());
        let blank = officer.get(&format!("{path}/edit")).await.text();
        assert!(blank.contains("从模板填入") && !blank.contains("专题辅导讲座\""), "{blank}");
        let filled = officer.post(&path, &[("version", "1"), ("act", "template")]).await.text();
        assert!(filled.contains(r#"value="专题辅导讲座""#) && filled.contains(r#"value="陈志明院长""#), "{filled}");
        let rows = [
            ("version", "1"), ("act", "same"),
            ("items[0][name]", "讲座"), ("items[0][department]", "医务科"), ("items[0][person]", "周医生"),
            ("items[1][name]", "演练"), ("items[1][department]", "总务科"),
        ];
        let same = officer.post(&path, &rows).await.text();
        assert_eq!(same.matches(r#"value="周医生""#).count(), 2, "{same}");
        assert!(same.contains(r#"value="总务科""#) && same.contains(r#"name="version" value="1""#));
        assert_eq!(house.ledger_count("unit_plan.save").await, 0);
    }
}

testing_db::story! {
    async fn a_unit_that_joins_late_owes_no_plan_that_was_due_before(house: Stage) {
        let campaign = launch(&house).await;
        let mut tx = house.db.begin().await.unwrap();
        let late = "UPDATE enrolment SET joined_on = '2026-03-20' WHERE campaign = $1 AND unit = $2";
        tx.run_one(late, params![&campaign, house.cast.first_unit]).await.unwrap();
        tx.commit().await.unwrap();
        house.clock().set(clock::CivilDate::parse("2026-03-25").unwrap().start());
        let mut program = house.program(&house.cast.bureau_officer);
        let listed = program.get("/api/v1/plans").await.json();
        let of = |unit: &str| listed.as_array().unwrap().iter().find(|line| line["unit"] == unit).unwrap().clone();
        let (first, second) = (of(&house.cast.first_unit.to_string()), of(&house.cast.second_unit.to_string()));
        assert_eq!((&first["due_on"], &first["is_late"]), (&Value::Null, &json!(false)), "{first}");
        assert_eq!((&second["due_on"], &second["is_late"]), (&json!("2026-03-10"), &json!(true)));
        let page = program.get(&format!("/api/v1/plans/{campaign}/{}", house.cast.first_unit)).await.json();
        assert_eq!((&page["due_on"], &page["is_late"]), (&Value::Null, &json!(false)));
    }
}

testing_db::story! {
    async fn a_day_that_had_passed_at_the_launch_makes_nobody_late(house: Stage) {
        let campaign = launch(&house).await;
        let mut tx = house.db.begin().await.unwrap();
        let before = "UPDATE due SET due_on = '2026-02-01' WHERE campaign = $1 AND kind = 'unit_plan'";
        tx.run_one(before, params![&campaign]).await.unwrap();
        tx.commit().await.unwrap();
        let listed = house.program(&house.cast.bureau_officer).get("/api/v1/plans").await.json();
        for line in listed.as_array().unwrap() {
            assert_eq!((&line["due_on"], &line["is_late"]), (&json!("2026-02-01"), &json!(false)), "{line}");
        }
    }
}
