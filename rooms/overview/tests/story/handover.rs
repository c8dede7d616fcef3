use serde_json::json;

use crate::ground::{NOTICE, Stage, launch_as};

testing_db::story! {
    async fn what_was_open_goes_to_whoever_takes_over(house: Stage) {
        let campaign = launch_as(&house, &NOTICE.replace("每个阶段的月底前", "2026年3月15日前"), async |_: &str| {}).await;
        let cast = &house.cast;
        let mut old = house.visitor(&cast.unit_officer);
        let typed = [("name", "半截讲座"), ("starts_on", "2026-03-05"), ("campaigns[]", campaign.as_str())];
        assert_eq!(old.post("/activities/drafts", &typed).await.location(), "/activities");
        let mut new = house.visitor(&cast.unit_leader);
        assert!(!new.get("/").await.text().contains("半截讲座"), "still the other one's");
        let path = format!("/api/v1/units/{}/handovers", cast.first_unit);
        let who = json!({ "person": cast.unit_officer.person.to_string(), "successor": cast.unit_leader.person.to_string() });
        let mut officer = house.program(&cast.bureau_officer);
        let made = officer.call("POST", &path, &who).await.json();
        let list = made["handover"]["open"].as_array().unwrap();
        let starts = ["签收：安全宣传专项行动", "活动草稿：半截讲座", "报送："];
        for start in starts {
            let is_listed = list.iter().any(|one| one["text"].as_str().is_some_and(|text| text.starts_with(start)));
            assert!(is_listed, "{start}: {made}");
        }
        assert!(list.iter().any(|one| one["due"] == "2026-03-15"), "{made}");
        let desk = new.get("/").await.text();
        for start in starts {
            assert!(desk.contains(start), "{start}: {desk}");
        }
        let id = made["handover"]["id"].as_str().unwrap();
        let paper = new.get(&format!("/units/{}/handovers/{id}/list.docx", cast.first_unit)).await;
        assert!(paper.status == 200 && paper.body.starts_with(b"PK"));
        let draft = desk.split("/activities/new?draft=").nth(1).unwrap().split('"').next().unwrap().to_owned();
        assert!(new.get(&format!("/activities/new?draft={draft}")).await.text().contains("半截讲座"));
        let logged = new.post(&format!("/activities?draft={draft}"), &typed).await;
        assert!(logged.location().starts_with("/activities/"), "{}", logged.text());
        assert!(!new.get("/").await.text().contains("活动草稿"), "it has become an activity");
        assert_ne!(old.get("/").await.status, 200, "the old one has no role any more");
    }
}

testing_db::story! {
    async fn a_planned_hand_over_lists_what_is_open_on_its_day(house: Stage) {
        let campaign = launch_as(&house, &NOTICE.replace("每个阶段的月底前", "2026年3月15日前"), async |_: &str| {}).await;
        let cast = &house.cast;
        let path = format!("/api/v1/units/{}/handovers", cast.first_unit);
        let typed = json!({
            "person": cast.unit_officer.person.to_string(), "successor": cast.unit_leader.person.to_string(), "on_day": "2026-03-08",
        });
        let mut officer = house.program(&cast.bureau_officer);
        let made = officer.call("POST", &path, &typed).await.json();
        let id = made["handover"]["id"].as_str().unwrap().to_owned();
        let before = made["handover"]["open"].as_array().unwrap().len();
        let page = house.visitor(&cast.bureau_officer).get(&format!("/units/{}/handovers/{id}", cast.first_unit)).await.text();
        assert!(page.contains("办理时未办完的事项") && page.contains("2026-03-08 移交时按当天重新清点"), "{page}");
        let mut old = house.visitor(&cast.unit_officer);
        let typed = [("name", "半截讲座"), ("starts_on", "2026-03-05"), ("campaigns[]", campaign.as_str())];
        assert_eq!(old.post("/activities/drafts", &typed).await.location(), "/activities");
        house.clock().set(clock::CivilDate::parse("2026-03-08").unwrap().start());
        house.run_until_idle().await;
        let after = officer.get(&format!("{path}/{id}")).await.json();
        let list = after["open"].as_array().unwrap();
        assert_eq!(list.len(), before + 1, "{after}");
        assert!(list.iter().any(|one| one["text"] == "活动草稿：半截讲座"), "{after}");
        assert_eq!(after["roles"], json!(["单位经办"]));
        // Later it prints the same.
        house.clock().set(clock::CivilDate::parse("2026-03-20").unwrap().start());
        house.run_until_idle().await;
        assert_eq!(officer.get(&format!("{path}/{id}")).await.json()["open"], after["open"]);
    }
}
