use serde_json::{Value, json};

use super::house::{Stage, begun, text, view};

testing_db::story! {
    async fn a_phase_is_dropped_and_what_hung_on_it_hangs_elsewhere(house: Stage) {
        let mut officer = house.visitor(&house.cast.bureau_officer);
        let mut program = house.program(&house.cast.bureau_officer);
        let id = begun(&mut officer).await;
        let before = view(&mut program, &id).await;
        let hanging = |plan: &Value, list: &str, ordinal: i64| {
            plan[list].as_array().unwrap().iter().filter(|row| row["phase"] == ordinal).count()
        };
        let (second, third) = (&before["phases"][1], &before["phases"][2]);
        let path = format!("/campaigns/{id}/phases/{}/removed", text(&second["id"]));
        let itself = officer.post(&path, &[("version", "1"), ("to", &text(&second["id"]))]).await;
        assert!(itself.status == 422 && itself.text().contains("请选择另一个阶段"), "{}", itself.text());
        let dropped = officer.post(&path, &[("version", "1"), ("to", &text(&third["id"]))]).await;
        assert_eq!(dropped.status, 303, "{}", dropped.text());
        let after = view(&mut program, &id).await;
        let ordinals: Vec<_> = after["phases"].as_array().unwrap().iter().map(|phase| phase["ordinal"].as_i64()).collect();
        assert_eq!(ordinals, [Some(1), Some(2), Some(3)], "the later ones move up");
        assert_eq!(after["phases"][1]["id"], third["id"]);
        for list in ["tasks", "indicators", "dues"] {
            let moved = hanging(&before, list, 2) + hanging(&before, list, 3);
            assert_eq!(hanging(&after, list, 2), moved, "{list}");
        }
        let abouts: Vec<_> = after["questions"].as_array().unwrap().iter().map(|question| text(&question["about"])).collect();
        assert!(abouts.contains(&"phases[3].report_cycle".to_owned()), "{abouts:?}");
        for _ in 0..2 {
            let phase = view(&mut program, &id).await["phases"][1].clone();
            let path = format!("/api/v1/campaigns/{id}/phases/{}/removed", text(&phase["id"]));
            let gone = program.call("POST", &path, &json!({ "version": phase["version"] })).await;
            assert_eq!(gone.status, 200, "{}", gone.text());
        }
        let last = format!("/campaigns/{id}/phases/{}/removed", text(&after["phases"][0]["id"]));
        let refused = officer.post(&last, &[("version", "1")]).await;
        assert!(refused.status == 422 && refused.text().contains("至少要有一个阶段"), "{}", refused.text());
        let cycle = after["questions"].as_array().unwrap().iter().position(|row| row["about"] == "phases[3].report_cycle");
        let settled = &view(&mut program, &id).await["questions"][cycle.unwrap()];
        assert_eq!(settled["answer"], "阶段已去掉");
        assert_eq!(house.ledger_count("phase.drop").await, 3);
    }
}

testing_db::story! {
    async fn two_tasks_become_one_with_the_sources_of_both(house: Stage) {
        let mut officer = house.visitor(&house.cast.bureau_officer);
        let mut program = house.program(&house.cast.bureau_officer);
        let id = begun(&mut officer).await;
        let plan = view(&mut program, &id).await;
        let (one, other) = (text(&plan["tasks"][0]["id"]), text(&plan["tasks"][1]["id"]));
        let path = format!("/campaigns/{id}/tasks/{one}/merged");
        let itself = officer.post(&path, &[("version", "1"), ("into", &one)]).await;
        assert!(itself.status == 422 && itself.text().contains("有 1 处需要修改：不能并入自己"), "{}", itself.text());
        assert_eq!(officer.post(&path, &[("version", "1"), ("into", &other)]).await.status, 303);
        let edited = [("version", "1"), ("text", "合并后的任务"), ("phase", "")];
        assert_eq!(officer.post(&format!("/campaigns/{id}/tasks/{other}"), &edited).await.status, 303);
        let plan = view(&mut program, &id).await;
        let dropped = |id: &str| {
            let mut tasks = plan["tasks"].as_array().unwrap().iter();
            tasks.find(|task| task["id"] == id).unwrap()["dropped"].clone()
        };
        assert_eq!((dropped(&one), dropped(&other)), (json!(true), json!(false)));
        let page = officer.get(&format!("/campaigns/{id}/plan")).await.text();
        let row = page.split(&format!("id=\"edit-task-{other}\"")).nth(1).unwrap().split("</div>").next().unwrap();
        assert!(row.contains("合并后的任务") && row.matches("文件依据").count() == 2, "{row}");
        officer.post(&format!("/campaigns/{id}/units"), &[("every", "all")]).await;
        officer.post(&format!("/campaigns/{id}/launch"), &[]).await;
        let unit = house.visitor(&house.cast.unit_officer).get(&format!("/campaigns/{id}")).await.text();
        let line = unit.split("合并后的任务").nth(1).unwrap().split("</li>").next().unwrap();
        assert_eq!(line.matches("文件依据").count(), 2, "after the launch too");
        let indicators = plan["indicators"].as_array().unwrap();
        let different = indicators.iter().find(|row| row["measure"] != indicators[0]["measure"]).unwrap();
        let path = format!("/api/v1/campaigns/{id}/indicators/{}/merged", text(&indicators[0]["id"]));
        let late = program.call("PUT", &path, &json!({ "version": 1, "into": different["id"] })).await;
        assert_eq!(late.status, 409, "fixed after the launch");
        let draft = begun(&mut officer).await;
        let indicators = view(&mut program, &draft).await["indicators"].as_array().unwrap().clone();
        let different = indicators.iter().find(|row| row["measure"] != indicators[0]["measure"]).unwrap();
        let path = format!("/api/v1/campaigns/{draft}/indicators/{}/merged", text(&indicators[0]["id"]));
        let refused = program.call("PUT", &path, &json!({ "version": 1, "into": different["id"] })).await;
        assert!(refused.status == 422 && refused.text().contains("同一项指标"), "{}", refused.text());
    }
}

testing_db::story! {
    async fn a_due_day_moves_off_holidays_when_the_officer_says_so(house: Stage) {
        let mut officer = house.visitor(&house.cast.bureau_officer);
        let mut program = house.program(&house.cast.bureau_officer);
        let id = begun(&mut officer).await;
        let fields = [("title", "节前小结"), ("due_on", "2026-10-01"), ("kind", "periodic"), ("off_holidays", "true")];
        assert_eq!(officer.post(&format!("/campaigns/{id}/dues"), &fields).await.status, 303);
        let plan = view(&mut program, &id).await;
        let due = plan["dues"].as_array().unwrap().iter().find(|due| due["title"] == "节前小结").unwrap().clone();
        assert_eq!((&due["due_on"], &due["kind"]), (&json!("2026-10-08"), &json!("periodic")));
        let page = officer.get(&format!("/campaigns/{id}/plan?edit=due-{}", text(&due["id"]))).await.text();
        assert!(page.contains("由 2026-10-01 顺延") && page.contains("value=\"2026-10-01\""), "{page}");
        let path = format!("/campaigns/{id}/dues/{}", text(&due["id"]));
        let far = [("version", "1"), ("title", "节前小结"), ("due_on", "2031-10-04"), ("off_holidays", "true")];
        assert_eq!(officer.post(&path, &far).await.status, 303);
        assert!(officer.get(&format!("/campaigns/{id}/plan")).await.text().contains("放假安排没有录入"));
        let stays = [("version", "2"), ("title", "节前小结"), ("due_on", "2026-10-01")];
        assert_eq!(officer.post(&path, &stays).await.status, 303);
        let plan = view(&mut program, &id).await;
        let due = plan["dues"].as_array().unwrap().iter().find(|due| due["title"] == "节前小结").unwrap();
        assert_eq!(due["due_on"], "2026-10-01");
        let wrong = officer.post(&format!("/campaigns/{id}/dues"), &[("title", "甲"), ("due_on", "2026-10-01"), ("kind", "never")]).await;
        assert!(wrong.status == 422 && wrong.text().contains("请选择报送类别"));
    }
}
