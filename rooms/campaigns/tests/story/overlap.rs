use serde_json::json;

use super::house::{Stage, begun, text, view};

testing_db::story! {
    async fn phases_that_would_overlap_are_asked_about(house: Stage) {
        let mut officer = house.visitor(&house.cast.bureau_officer);
        let mut program = house.program(&house.cast.bureau_officer);
        let id = begun(&mut officer).await;
        let plan = view(&mut program, &id).await;
        let third = plan["phases"][2].clone();
        let path = format!("/campaigns/{id}/phases/{}", text(&third["id"]));
        let early = [("version", "1"), ("name", "典型推广"), ("starts_on", "2026-08-01"), ("ends_on", "2026-12-31")];
        let asked = officer.post(&path, &early).await;
        let html = asked.text();
        assert!(asked.status == 422 && html.contains("与第 2 阶段“学习培训”") && html.contains("重叠") && html.contains("仍按重叠保存"), "{html}");
        assert!(!html.contains("顺延后面的阶段"), "no later end: {html}");
        assert!(!officer.get(&format!("/campaigns/{id}/plan")).await.text().contains("id=\"overlaps\""));
        let kept = [&early[..], &[("overlap", "keep")]].concat();
        assert_eq!(officer.post(&path, &kept).await.status, 303);
        for page in ["plan", "launch"] {
            let page = officer.get(&format!("/campaigns/{id}/{page}")).await.text();
            assert!(page.contains("第 2 阶段“学习培训”与第 3 阶段“典型推广”在 2026-08-01 至 2026-08-31 重叠"), "{page}");
        }
        let again = [("version", "2"), ("name", "典型推广行动"), ("starts_on", "2026-08-01"), ("ends_on", "2026-12-31")];
        assert_eq!(officer.post(&path, &again).await.status, 303, "nobody is asked twice");
        let longer = [("version", "3"), ("name", "典型推广行动"), ("starts_on", "2026-07-15"), ("ends_on", "2026-12-31")];
        let asked = officer.post(&path, &longer).await;
        assert!(asked.status == 422 && asked.text().contains("重叠"), "but about other days: {}", asked.text());

        let added = [("name", "回头看"), ("starts_on", "2026-05-01"), ("ends_on", "2026-05-10")];
        let asked = officer.post(&format!("/campaigns/{id}/phases"), &added).await;
        assert!(asked.status == 422 && asked.text().contains("与第 1 阶段"), "{}", asked.text());
        let call = json!({ "name": "回头看", "starts_on": "2026-05-01", "ends_on": "2026-05-10" });
        let asked = program.call("POST", &format!("/api/v1/campaigns/{id}/phases"), &call).await.json();
        assert_eq!((&asked["fields"][0]["field"], &asked["fields"][0]["choices"]), (&json!("overlap"), &json!(["keep"])), "{asked}");
        let call = json!({ "name": "回头看", "starts_on": "2026-05-01", "ends_on": "2026-05-10", "overlap": "keep" });
        assert_eq!(program.call("POST", &format!("/api/v1/campaigns/{id}/phases"), &call).await.status, 200);
    }
}

testing_db::story! {
    async fn later_phases_give_way_to_a_later_end(house: Stage) {
        let mut officer = house.visitor(&house.cast.bureau_officer);
        let mut program = house.program(&house.cast.bureau_officer);
        let id = begun(&mut officer).await;
        let first = text(&view(&mut program, &id).await["phases"][0]["id"]);
        let path = format!("/campaigns/{id}/phases/{first}");
        // The second phase has no printed start: it would end before it begins.
        let late = [("version", "1"), ("name", "营造氛围"), ("ends_on", "2026-09-10")];
        let asked = officer.post(&path, &late).await;
        let html = asked.text();
        assert!(asked.status == 422 && html.contains("前后颠倒") && html.contains("保存并顺延后面的阶段"), "{html}");
        let call = json!({ "version": 1, "name": "营造氛围", "ends_on": "2026-09-10" });
        let asked = program.call("PUT", &format!("/api/v1{path}"), &call).await.json();
        assert_eq!((&asked["fields"][1]["field"], &asked["fields"][1]["choices"]), (&json!("overlap"), &json!(["push"])), "{asked}");
        let pushed = [&late[..], &[("overlap", "push")]].concat();
        let done = officer.post(&path, &pushed).await;
        assert_eq!(done.status, 303, "{}", done.text());
        let plan = view(&mut program, &id).await;
        let spans: Vec<_> = plan["phases"].as_array().unwrap().iter().map(|phase| (text(&phase["starts_on"]), text(&phase["ends_on"]))).collect();
        let day = |start: &str, end: &str| (start.to_owned(), end.to_owned());
        // 102 days later, all of them; the fourth has a printed start.
        assert_eq!(spans[0].1, "2026-09-10");
        assert_eq!(spans[1..3], [day("2026-09-11", "2026-12-11"), day("2026-12-12", "2027-04-12")]);
        assert_eq!(spans[3].0, "2027-04-13");
        let ends: Vec<_> = plan["dues"].as_array().unwrap().iter().filter(|due| due["kind"] == "phase_end").map(|due| text(&due["due_on"])).collect();
        assert_eq!(ends, ["2026-09-10", "2026-12-11", "2027-04-12"], "the reports at their ends go along");
    }
}
