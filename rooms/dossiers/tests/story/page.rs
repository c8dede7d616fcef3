use db::params;
use serde_json::json;

use crate::scene::{Stage, due, file, launch, log, on};

testing_db::story! {
    async fn a_file_tells_what_its_unit_did(house: Stage) {
        let campaign = launch(&house).await;
        let cast = &house.cast;
        let unit = cast.first_unit;
        let mut program = house.program(&cast.unit_officer);
        let mut reviewer = house.program(&cast.bureau_reviewer);
        assert_eq!(program.call("POST", &format!("/api/v1/campaigns/{campaign}/sign"), &json!({})).await.status, 200);
        let plan = format!("/api/v1/plans/{campaign}/{unit}");
        let item = json!({ "name": "全员讲座", "measure": "lecture", "amount": 4, "starts_on": "2026-03-01", "ends_on": "2026-03-31", "department": "医务科", "person": "周医生" });
        let typed = json!({ "version": 0, "leader": "陈志明", "deputy": "林安平", "officer": "郑联络", "safeguards": "加强领导。", "items": [item] });
        assert_eq!(program.call("PUT", &plan, &typed).await.status, 200);
        for (verb, body) in [("submit", json!({})), ("return", json!({ "reason": "请补充演练" })), ("submit", json!({})), ("approve", json!({}))] {
            let caller = if verb == "submit" { &mut program } else { &mut reviewer };
            let answer = caller.call("POST", &format!("{plan}/{verb}"), &body).await;
            assert_eq!(answer.status, 200, "{verb}: {}", answer.text());
        }
        log(&house, &cast.unit_officer, ("全院安全讲座", "2026-03-05", &campaign), &[1, 2]).await;
        log(&house, &cast.unit_officer, ("院内义诊", "2026-03-04", ""), &[3]).await;
        on(&house, "2026-04-03");
        let report = format!("/api/v1/reports/{}/{unit}", due(&house, &campaign).await);
        let sent = program.call("POST", &format!("{report}/submit"), &json!({})).await;
        assert_eq!(sent.status, 200, "{}", sent.text());
        on(&house, "2026-04-08");
        let back = json!({ "sections": ["pictures"], "reason": "请补签到表" });
        assert_eq!(reviewer.call("POST", &format!("{report}/return"), &back).await.status, 200);
        on(&house, "2026-04-10");

        for who in [&cast.unit_officer, &cast.unit_leader, &cast.bureau_officer, &cast.bureau_reviewer] {
            let seen = file(&house, who, unit, "?reckoning=logged").await;
            assert_eq!((&seen["name"], &seen["year"], &seen["years"]), (&json!("青禾区第一医院"), &json!(2026), &json!([2026])));
            let chapter = &seen["campaigns"][0];
            assert_eq!(chapter["campaign"], campaign.as_str());
            assert_eq!(chapter["signed"][0]["signed_by"], "郑联络", "{chapter}");
            assert_eq!((&chapter["plan"]["state"], &chapter["plan"]["returns"][0]["reason"]), (&json!("approved"), &json!("请补充演练")));
            let lecture = chapter["indicators"].as_array().unwrap().iter().find(|one| one["measure"] == "lecture").unwrap();
            assert_eq!(lecture["done"], 3, "{lecture}");
            let sent = chapter["reports"].as_array().unwrap().iter().find(|one| one["versions"] == 1).unwrap();
            assert_eq!((&sent["state"], &sent["punctuality"], &sent["unit_days"]), (&json!("returned"), &json!("late"), &json!(3 + 2)));
            assert_eq!((&sent["returns"][0]["reason"], &sent["returns"][0]["sections"]), (&json!("请补签到表"), &json!("图片")));
            assert_eq!((&chapter["activities"]["count"], chapter["activities"]["pictures"].as_array().unwrap().len()), (&json!(1), 2));
            assert_eq!((&seen["others"]["count"], &seen["others"]["latest"][0]["name"]), (&json!(1), &json!("院内义诊")));
        }
        let approved = file(&house, &cast.unit_officer, unit, "?reckoning=approved").await;
        let lecture = approved["campaigns"][0]["indicators"].as_array().unwrap().iter().find(|one| one["measure"] == "lecture").unwrap();
        assert_eq!(lecture["done"], 0, "nothing is approved: {lecture}");

        // Everybody has been signed in since a moment ago.
        let mut tx = house.db.begin().await.unwrap();
        let now = tx.now();
        tx.run("UPDATE session SET made_at = $1, last_seen = $1", params![now]).await.unwrap();
        tx.commit().await.unwrap();
        for who in [&cast.unit_officer, &cast.bureau_officer] {
            let page = house.visitor(who).get(&format!("/dossiers/{unit}?reckoning=logged")).await.text();
            for expected in ["一单位一档", "已备案", "请补充演练", "退回修改", "5 天", "全院安全讲座", "3 场", "照片墙", "其他活动", "导出档案", "联络员"] {
                assert!(page.contains(expected), "{expected}: {page}");
            }
        }
        let chosen = file(&house, &cast.unit_officer, unit, &format!("?campaign={campaign}")).await;
        assert!(chosen["others"].is_null() && chosen["campaigns"].as_array().unwrap().len() == 1);
        let strange = house.program(&cast.unit_officer).get(&format!("/api/v1/dossiers/{unit}?campaign={}", "0".repeat(32))).await;
        assert_eq!(strange.status, 404, "a campaign that never went down to it");
    }
}

testing_db::story! {
    async fn a_year_holds_its_own_days_and_an_empty_file_says_what_to_do(house: Stage) {
        let cast = &house.cast;
        let unit = cast.first_unit;
        let path = format!("/dossiers/{unit}");
        let empty = house.visitor(&cast.unit_officer).get(&path).await.text();
        assert!(empty.contains("这一年还没有内容") && empty.contains("/activities/new") && !empty.contains("导出档案"), "{empty}");
        assert!(house.visitor(&cast.bureau_officer).get(&path).await.text().contains("/campaigns"));
        let refused = house.program(&cast.unit_officer).call("POST", &format!("/api/v1{path}/exports"), &json!({})).await;
        assert_eq!(refused.status, 422, "{}", refused.text());
        let warned = house.visitor(&cast.unit_officer).post(&format!("{path}/exports"), &[]).await;
        assert_eq!(warned.location(), path, "{}", warned.text());

        let campaign = launch(&house).await;
        log(&house, &cast.unit_officer, ("去年的讲座", "2025-11-05", ""), &[]).await;
        log(&house, &cast.unit_officer, ("今年的讲座", "2026-03-05", &campaign), &[]).await;
        let seen = file(&house, &cast.unit_officer, unit, "").await;
        assert_eq!((&seen["year"], &seen["years"], &seen["others"]["count"]), (&json!(2026), &json!([2026, 2025]), &json!(0)));
        let before = file(&house, &cast.unit_officer, unit, "?year=2025").await;
        assert_eq!((before["campaigns"].as_array().unwrap().len(), &before["others"]["count"]), (0, &json!(1)), "{before}");
        let all = file(&house, &cast.unit_officer, unit, "?year=all").await;
        assert_eq!((&all["year"], &all["others"]["count"], &all["campaigns"][0]["activities"]["count"]), (&json!(null), &json!(1), &json!(1)));
        let mut program = house.program(&cast.unit_officer);
        let early = json!({
            "name": "提前的讲座", "starts_on": "2025-12-20", "campaigns": [campaign], "early_reason": "年前已经排定",
            "quantities": [{ "measure": "lecture", "amount": 1 }],
        });
        let logged = program.call("POST", "/api/v1/activities", &early).await;
        assert_eq!(logged.status, 200, "{}", logged.text());
        let with_early = file(&house, &cast.unit_officer, unit, "?year=2025").await;
        assert_eq!(with_early["campaigns"][0]["activities"]["count"], 1, "under its campaign, which had no day in that year: {with_early}");
        let id = logged.json()["id"].as_str().unwrap().to_owned();
        let voided = program.call("POST", &format!("/api/v1/activities/{id}/void"), &json!({ "reason": "重复" })).await;
        assert_eq!(voided.status, 200, "{}", voided.text());
        for odd in ["?year=1999", "?year=x", "?year=99999"] {
            assert_eq!(file(&house, &cast.unit_officer, unit, odd).await["year"], 2026, "{odd}");
        }
        for (odd, field) in [(json!({ "year": "1999" }), "year"), (json!({ "reckoning": "guessed" }), "reckoning")] {
            let refused = house.program(&cast.unit_officer).call("POST", &format!("/api/v1{path}/exports"), &odd).await;
            assert_eq!((refused.status.as_u16(), &refused.json()["fields"][0]["field"]), (422, &json!(field)), "{}", refused.text());
        }
        // The campaign goes on into the next year: what was done in each stands beside the whole.
        on(&house, "2027-02-01");
        let figures = |seen: &serde_json::Value| {
            let lines = seen["campaigns"][0]["indicators"].as_array().unwrap().clone();
            let lecture = lines.into_iter().find(|one| one["measure"] == "lecture").unwrap();
            (lecture["done"].clone(), lecture["done_in_year"].clone())
        };
        let first = file(&house, &cast.unit_officer, unit, "?year=2026&reckoning=logged").await;
        let second = file(&house, &cast.unit_officer, unit, "?year=2027&reckoning=logged").await;
        assert_eq!((figures(&first), figures(&second)), ((json!(3), json!(3)), (json!(3), json!(0))));
        assert_eq!(second["campaigns"][0]["activities"]["count"], 0);
    }
}
