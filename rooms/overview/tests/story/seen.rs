use serde_json::json;
use testing::{INJECTIONS, encoded};

use crate::ground::{NOTICE, Stage, launch, launch_as, lecture};

testing_db::story! {
    async fn the_desk_counts_what_is_owed_and_names_who_owes_it(house: Stage) {
        let campaign = launch(&house).await;
        lecture(&house, &campaign).await;
        let mut program = house.program(&house.cast.bureau_officer);
        let desk = program.get("/api/v1/desk?reckoning=logged").await.json();
        assert_eq!(desk["campaign"], campaign.as_str());
        assert_eq!((desk["figures"]["expected"].as_i64(), desk["figures"]["received"].as_i64()), (Some(2), Some(0)));
        assert_eq!(desk["figures"]["due_on"], "2026-03-31");
        let rows = desk["rows"].as_array().unwrap();
        let last: Vec<_> = rows.iter().map(|row| row["last_activity"].as_str()).collect();
        assert!(last.contains(&Some("2026-03-05")) && last.contains(&None), "{rows:?}");
        house.clock().set(clock::CivilDate::parse("2026-03-20").unwrap().start());
        let mut officer = house.visitor(&house.cast.bureau_officer);
        // Two weeks later the old session is over; a page sends to the sign-in and the token goes on.
        assert!(officer.get("/desk").await.location().starts_with("/sign-in"));
        let open = program.get("/api/v1/desk?state=open").await.json();
        assert_eq!(open["rows"].as_array().map(Vec::len), Some(2));
    }
}

testing_db::story! {
    async fn the_chips_follow_the_chosen_date_and_the_figure_the_chosen_measure(house: Stage) {
        let campaign = launch(&house).await;
        lecture(&house, &campaign).await;
        let mut officer = house.visitor(&house.cast.bureau_officer);
        let page = officer.get("/desk?reckoning=logged&measure=lecture").await.text();
        assert!(page.contains(r#"<option value="lecture" selected>"#), "{page}");
        assert!(page.contains(&format!("/figures?campaign={campaign}&#38;measure=lecture")), "{page}");
        house.clock().set(clock::CivilDate::parse("2026-03-20").unwrap().start());
        let mut program = house.program(&house.cast.bureau_officer);
        let desk = program.get("/api/v1/desk").await.json();
        let dues = desk["rows"][0]["states"].as_array().unwrap();
        let count = async |program: &mut web::Visitor, due: &serde_json::Value, state: &str| {
            let path = format!("/api/v1/desk?due={}&state={state}", due["due"].as_str().unwrap());
            program.get(&path).await.json()["rows"].as_array().map(Vec::len)
        };
        assert_eq!(count(&mut program, &dues[0], "open").await, Some(2), "near");
        assert_eq!(count(&mut program, &dues[1], "open").await, Some(0), "not yet");
        assert_eq!(count(&mut program, &dues[1], "not_due").await, Some(2));
        let zero = format!("/api/v1/reports/{}/{}/zero", dues[0]["due"].as_str().unwrap(), house.cast.second_unit);
        let reason = serde_json::json!({ "reason": "院区搬迁" });
        let sent = house.program(&house.cast.other_unit_officer).call("POST", &zero, &reason).await;
        assert_eq!(sent.status, 200, "{}", sent.text());
        for state in ["received", "in_time", "pending"] {
            assert_eq!(count(&mut program, &dues[0], state).await, Some(1), "{state}");
        }
        assert_eq!(count(&mut program, &dues[0], "late").await, Some(0));
    }
}

testing_db::story! {
    async fn a_number_opens_its_rows_and_no_other_units(house: Stage) {
        let campaign = launch(&house).await;
        lecture(&house, &campaign).await;
        let path = format!("/api/v1/figures?campaign={campaign}&measure=lecture&reckoning=logged");
        let own = house.program(&house.cast.unit_officer).get(&path).await.json();
        assert_eq!(own["rows"][0]["quantity"], 3);
        let other = house.program(&house.cast.other_unit_officer).get(&path).await.json();
        assert_eq!(other["rows"].as_array().map(Vec::len), Some(0));
        let theirs = format!("{path}&unit={}", house.cast.first_unit);
        assert_eq!(house.program(&house.cast.other_unit_officer).get(&theirs).await.status, 404);
        assert_eq!(house.program(&house.cast.bureau_officer).get(&theirs).await.json()["rows"][0]["quantity"], 3);
        assert_eq!(house.program(&house.cast.audit_administrator).get(&path).await.status, 403);
        let approved = format!("/api/v1/figures?campaign={campaign}&measure=lecture");
        assert_eq!(house.program(&house.cast.unit_officer).get(&approved).await.json()["rows"].as_array().map(Vec::len), Some(0));
    }
}

testing_db::story! {
    async fn a_number_tells_what_was_taken_off_its_rows_and_why(house: Stage) {
        let campaign = launch(&house).await;
        lecture(&house, &campaign).await;
        lecture(&house, &campaign).await;
        let path = format!("figures?campaign={campaign}&measure=lecture&reckoning=logged");
        let mut reviewer = house.program(&house.cast.bureau_reviewer);
        let before = reviewer.get(&format!("/api/v1/{path}")).await.json();
        assert!(before["rows"].as_array().unwrap().iter().all(|row| row["deduction"].is_null()), "{before}");
        assert!(!house.visitor(&house.cast.unit_officer).get(&format!("/{path}")).await.text().contains("核减原因"));

        let source = before["rows"][0]["source_id"].as_str().unwrap();
        let less = serde_json::json!({ "measure": "lecture", "deducted": 2, "reason": "两场是同一场<b>", "version": 1 });
        let done = reviewer.call("POST", &format!("/api/v1/activities/{source}/deduct"), &less).await;
        assert_eq!(done.status, 200, "{}", done.text());
        let rows = reviewer.get(&format!("/api/v1/{path}")).await.json()["rows"].as_array().unwrap().clone();
        let told: Vec<_> = rows.iter().map(|row| (row["deducted"].as_i64(), row["deduction"]["reason"].as_str())).collect();
        assert_eq!(told, [(Some(2), Some("两场是同一场<b>")), (Some(0), None)]);
        assert_eq!(rows[0]["deduction"]["on"], "2026-03-06");
        for who in [&house.cast.unit_officer, &house.cast.bureau_officer] {
            let page = house.visitor(who).get(&format!("/{path}")).await.text();
            assert!(page.contains("其中核减 1 笔") && page.contains(&testing::escaped("两场是同一场<b>")), "{page}");
        }
    }
}

testing_db::story! {
    async fn an_indicator_of_a_part_opens_the_rows_of_that_part(house: Stage) {
        let mut program = house.program(&house.cast.bureau_officer);
        let campaign = launch_as(&house, NOTICE, async |id: &str| {
            let asked = serde_json::json!({ "measure": "lecture", "target": 2, "filter": { "speaker": ["leader"] } });
            let added = program.call("POST", &format!("/api/v1/campaigns/{id}/indicators"), &asked).await;
            assert_eq!(added.status, 200, "{}", added.text());
        }).await;
        lecture(&house, &campaign).await;
        let led = serde_json::json!({
            "name": "院长讲课", "starts_on": "2026-03-05", "speaker": "leader", "campaigns": [campaign],
            "quantities": [{ "measure": "lecture", "amount": 1 }],
        });
        let mut unit = house.program(&house.cast.unit_officer);
        assert_eq!(unit.call("POST", "/api/v1/activities", &led).await.status, 200);

        let only = encoded(r#"{"speaker":["leader"]}"#);
        let bench = house.visitor(&house.cast.unit_officer).get("/").await.text();
        assert!(bench.contains("专题辅导讲座（领导干部）") && bench.contains(&format!("measure=lecture&#38;only={only}")), "{bench}");
        let path = format!("/api/v1/figures?campaign={campaign}&measure=lecture&reckoning=logged");
        let quantities = async |path: &str, who: &mut testing::Visitor| {
            let rows = who.get(path).await.json()["rows"].as_array().unwrap().clone();
            rows.iter().map(|row| row["quantity"].as_i64().unwrap()).collect::<Vec<_>>()
        };
        assert_eq!(quantities(&path, &mut unit).await, [3, 1]);
        assert_eq!(quantities(&format!("{path}&only={only}"), &mut unit).await, [1]);
        let page = house.visitor(&house.cast.unit_officer).get(&format!("/figures?campaign={campaign}&measure=lecture&reckoning=logged&only={only}")).await.text();
        assert!(page.contains("专题辅导讲座（领导干部） 明细") && page.contains("共 1 笔"), "{page}");
        for text in INJECTIONS {
            assert_eq!(unit.get(&format!("{path}&only={}", encoded(text))).await.status, 404, "{text}");
        }
        let key = encoded(r#"lecture{"speaker":["leader"]}"#);
        let desk = house.visitor(&house.cast.bureau_officer).get(&format!("/desk?reckoning=logged&measure={key}")).await.text();
        assert!(desk.contains("&#34;leader&#34;]}\" selected>专题辅导讲座（领导干部）"), "{desk}");
    }
}

testing_db::story! {
    async fn the_workbench_shows_each_what_waits(house: Stage) {
        let campaign = launch(&house).await;
        let unit = house.visitor(&house.cast.unit_officer).get("/").await.text();
        assert!(unit.contains(&format!("/campaigns/{campaign}")) && unit.contains("签收"), "{unit}");
        assert_eq!(house.visitor(&house.cast.bureau_officer).get("/").await.location(), "/desk");
        let administrator = house.visitor(&house.cast.audit_administrator).get("/").await;
        assert_eq!(administrator.status, 200);
        assert!(!administrator.text().contains("青禾区第一医院"));
        assert!(house.stranger().get("/").await.location().starts_with("/sign-in"));
        assert_eq!(house.visitor(&house.cast.unit_officer).get("/desk").await.status, 403);

        let mut reviewer = house.visitor(&house.cast.bureau_reviewer);
        assert!(!reviewer.get("/desk").await.text().contains("待备案"), "nothing waits");
        let item = json!({ "name": "安全讲座", "ends_on": "2026-05-20", "department": "医务科", "person": "周医生" });
        let plan = json!({ "version": 0, "leader": "陈院长", "deputy": "林副院长", "items": [item] });
        let path = format!("/api/v1/plans/{campaign}/{}", house.cast.first_unit);
        let mut program = house.program(&house.cast.unit_officer);
        assert_eq!(program.call("PUT", &path, &plan).await.status, 200);
        assert_eq!(program.call("POST", &format!("{path}/submit"), &json!({})).await.status, 200);
        assert!(reviewer.get("/desk").await.text().contains("1 份单位方案待备案"));
        let fields = [("name", "新来的"), ("unit", &*house.cast.first_unit.to_string())];
        let made = house.visitor(&house.cast.system_administrator).post("/accounts", &fields).await;
        assert_eq!(made.status, 200, "{}", made.text());
        let security = house.visitor(&house.cast.security_administrator).get("/").await.text();
        assert!(security.contains("1 个账号待分配角色"), "{security}");
    }
}

testing_db::story! {
    async fn hostile_filters_find_what_is_literally_there(house: Stage) {
        launch(&house).await;
        let mut program = house.program(&house.cast.bureau_officer);
        for text in INJECTIONS {
            for key in ["q", "class", "township"] {
                let found = program.get(&format!("/api/v1/desk?{key}={}", encoded(text))).await;
                assert_eq!(found.json()["rows"].as_array().map(Vec::len), Some(0), "{key}={text}: {}", found.text());
            }
            for key in ["state", "due", "reckoning", "page"] {
                let all = program.get(&format!("/api/v1/desk?{key}={}", encoded(text))).await;
                assert_eq!(all.json()["rows"].as_array().map(Vec::len), Some(2), "{key}={text}");
            }
        }
        let named = program.get(&format!("/api/v1/desk?q={}", encoded("第一医院"))).await.json();
        assert_eq!(named["rows"].as_array().map(Vec::len), Some(1));
        let export = house.visitor(&house.cast.bureau_officer).get("/desk/export.xlsx").await;
        assert!(export.body.starts_with(b"PK"));
    }
}

testing_db::story! {
    async fn what_the_site_decided_holds_on_the_desk_and_in_the_plan(house: Stage) {
        let mut system = house.program(&house.cast.system_administrator);
        let decided = serde_json::json!({
            "body_name": "云岭市青禾区卫生健康局", "body_short_name": "区卫健局", "office_name": "局安防办",
            "reckoning": "logged", "due_time": "17:30", "version": 0,
        });
        let done = system.call("PUT", "/api/v1/settings", &decided).await;
        assert_eq!(done.status, 200, "{}", done.text());
        let campaign = launch(&house).await;
        lecture(&house, &campaign).await;
        let mut program = house.program(&house.cast.bureau_officer);
        let plan = program.get(&format!("/api/v1/campaigns/{campaign}")).await.json();
        let hours: Vec<_> = plan["dues"].as_array().unwrap().iter().map(|due| due["due_time"].as_str()).collect();
        assert!(!hours.is_empty() && hours.iter().all(|hour| *hour == Some("17:30")), "{plan}");
        assert_eq!(program.get("/api/v1/desk").await.json()["reckoning"], "logged");
        assert_eq!(program.get("/api/v1/desk?reckoning=approved").await.json()["reckoning"], "approved");
        let progress = program.get(&format!("/api/v1/campaigns/{campaign}/progress")).await.json();
        assert_eq!(progress["reckoning"], "logged");
        let behind = program.get(&format!("/api/v1/figures?campaign={campaign}")).await.json();
        assert_eq!((behind["reckoning"].as_str(), behind["rows"].as_array().map(Vec::len)), (Some("logged"), Some(1)));
        let mut officer = house.visitor(&house.cast.bureau_officer);
        for path in [format!("/campaigns/{campaign}"), "/desk?state=not_due".to_owned()] {
            let page = officer.get(&path).await.text();
            assert!(!page.contains("【催") || page.contains("局安防办"), "{path}: {page}");
        }
        let page = officer.get(&format!("/campaigns/{campaign}")).await.text();
        assert!(page.contains("【催签】") && page.contains("\n局安防办"), "{page}");
    }
}
