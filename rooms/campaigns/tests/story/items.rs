use serde_json::{Value, json};

use super::house::{Stage, begun, text, view};

testing_db::story! {
    async fn a_phase_is_dropped_and_what_hung_on_it_hangs_elsewhere(house: Stage) {
        let mut officer = house.visitor(&house.cast.bureau_officer);
        let mut program = house.program(&house.cast.bureau_officer);
        let id = begun(&mut officer).await;
        let before = view(&mut program, &id).await;
        let hanging = |plan: &Value, list: &str, ordinal: i64| {
            plan[list].as_array().unwrap().iter().filter(|row| row["phase"] == ordinal && row["dropped"] != true).count()
        };
        let (second, third) = (&before["phases"][1], &before["phases"][2]);
        let path = format!("/campaigns/{id}/phases/{}/removed", text(&second["id"]));
        let itself = officer.post(&path, &[("version", "1"), ("to", &text(&second["id"]))]).await;
        assert!(itself.status == 422 && itself.text().contains("请选择另一个阶段"), "{}", itself.text());
        let form = officer.get(&format!("/campaigns/{id}/plan?edit=phase-{}", text(&second["id"]))).await.text();
        let named = form.split("一并去掉").nth(1).and_then(|rest| rest.split("</ul>").next()).unwrap_or_default().to_owned();
        assert!(named.contains("学习培训阶段开展情况”（2026-08-31）"), "what goes is named before: {form}");
        let dropped = officer.post(&path, &[("version", "1"), ("to", &text(&third["id"]))]).await;
        assert_eq!(dropped.status, 303, "{}", dropped.text());
        let after = view(&mut program, &id).await;
        let ordinals: Vec<_> = after["phases"].as_array().unwrap().iter().map(|phase| phase["ordinal"].as_i64()).collect();
        assert_eq!(ordinals, [Some(1), Some(2), Some(3)], "the later ones move up");
        assert_eq!(after["phases"][1]["id"], third["id"]);
        for list in ["tasks", "indicators", "dues"] {
            let at_end = usize::from(list == "dues");
            let moved = hanging(&before, list, 2) + hanging(&before, list, 3) - at_end;
            assert_eq!(hanging(&after, list, 2), moved, "{list}");
        }
        let ends: Vec<_> = after["dues"].as_array().unwrap().iter().filter(|due| due["kind"] == "phase_end" && due["dropped"] != true).map(|due| text(&due["due_on"])).collect();
        assert_eq!(ends, ["2026-05-31", "2026-12-31"], "the report at its end is gone");
        let abouts: Vec<_> = after["questions"].as_array().unwrap().iter().map(|question| text(&question["about"])).collect();
        assert!(abouts.contains(&"phases[3].report_cycle".to_owned()), "{abouts:?}");
        let asked = |plan: &Value, ordinal: i64| plan["questions"].as_array().unwrap().iter().any(|row| text(&row["text"]).starts_with(&format!("第{ordinal}阶段“长效机制”")));
        assert!(asked(&before, 4) && asked(&after, 3) && !asked(&after, 4), "{after}");
        for _ in 0..2 {
            let phase = view(&mut program, &id).await["phases"][1].clone();
            let path = format!("/api/v1/campaigns/{id}/phases/{}/removed", text(&phase["id"]));
            let gone = program.call("POST", &path, &json!({ "version": phase["version"] })).await;
            assert_eq!(gone.status, 200, "{}", gone.text());
        }
        let last = format!("/campaigns/{id}/phases/{}/removed", text(&after["phases"][0]["id"]));
        let refused = officer.post(&last, &[("version", "1")]).await;
        assert!(refused.status == 422 && refused.text().contains("至少要有一个阶段"), "{}", refused.text());
        let last = view(&mut program, &id).await;
        let about_phases = |row: &&Value| text(&row["about"]).starts_with("phases[");
        assert_eq!(last["questions"].as_array().unwrap().iter().filter(about_phases).count(), 0, "nobody is asked about a phase that is gone: {last}");
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
        let edited = [("version", "2"), ("text", "合并后的任务"), ("phase", "")];
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
        let amendment = program.call("POST", &format!("/api/v1/campaigns/{id}/amend"), &json!({})).await.json();
        let amendment = text(&amendment["id"]);
        let tasks = view(&mut program, &amendment).await["tasks"].as_array().unwrap().clone();
        let kept: Vec<_> = tasks.iter().filter(|task| task["dropped"] == false && !task["source_text"].is_null()).collect();
        let into = kept.iter().find(|task| task["text"] == "合并后的任务").unwrap();
        let third = kept.iter().find(|task| task["text"] != "合并后的任务").unwrap();
        let path = format!("/api/v1/campaigns/{amendment}/tasks/{}/merged", text(&third["id"]));
        let merged = program.call("PUT", &path, &json!({ "version": third["version"], "into": into["id"] })).await;
        assert_eq!(merged.status, 200, "{}", merged.text());
        let down = program.call("POST", &format!("/api/v1/campaigns/{amendment}/changes"), &json!({})).await;
        assert_eq!(down.status, 200, "{}", down.text());
        let unit = house.visitor(&house.cast.unit_officer).get(&format!("/campaigns/{id}")).await.text();
        let line = unit.split("<li>合并后的任务").nth(1).unwrap().split("</li>").next().unwrap();
        assert_eq!(line.matches("文件依据").count(), 3, "through the amendment too: {line}");
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
        assert!(page.contains("由 2026-10-01（放假）顺延") && page.contains("value=\"2026-10-01\""), "{page}");
        let path = format!("/campaigns/{id}/dues/{}", text(&due["id"]));
        let far = [("version", "1"), ("title", "节前小结"), ("due_on", "2031-10-04"), ("off_holidays", "true")];
        assert_eq!(officer.post(&path, &far).await.status, 303);
        for page in ["plan", "launch"] {
            let page = officer.get(&format!("/campaigns/{id}/{page}")).await.text();
            assert!(page.contains("2031 年放假安排尚未公布") && page.contains("没有避开节假日：2031-10-06"), "{page}");
        }
        let stays = [("version", "2"), ("title", "节前小结"), ("due_on", "2026-10-01")];
        assert_eq!(officer.post(&path, &stays).await.status, 303);
        let plan = view(&mut program, &id).await;
        let due = plan["dues"].as_array().unwrap().iter().find(|due| due["title"] == "节前小结").unwrap();
        assert_eq!(due["due_on"], "2026-10-01");
        assert!(officer.get(&format!("/campaigns/{id}/plan")).await.text().contains("当天放假，不改期"));
        let sideways = [("version", "3"), ("title", "节前小结"), ("due_on", "2026-10-01"), ("off_holidays", "sideways")];
        let refused = officer.post(&path, &sideways).await;
        assert!(refused.status == 422 && refused.text().contains("请选择遇节假日不改期、顺延还是提前"), "{}", refused.text());
        let back = [("version", "3"), ("title", "节前小结"), ("due_on", "2026-10-04"), ("off_holidays", "before")];
        assert_eq!(officer.post(&path, &back).await.status, 303);
        assert!(officer.get(&format!("/campaigns/{id}/plan")).await.text().contains("由 2026-10-04（放假）提前"));
        let wrong = officer.post(&format!("/campaigns/{id}/dues"), &[("title", "甲"), ("due_on", "2026-10-01"), ("kind", "never")]).await;
        assert!(wrong.status == 422 && wrong.text().contains("请选择报送类别"));
    }
}

testing_db::story! {
    async fn merged_tasks_keep_both_texts_and_come_apart_again(house: Stage) {
        let mut officer = house.visitor(&house.cast.bureau_officer);
        let mut program = house.program(&house.cast.bureau_officer);
        let id = begun(&mut officer).await;
        let before = view(&mut program, &id).await["tasks"].clone();
        let (one, other) = (text(&before[0]["id"]), text(&before[1]["id"]));
        let (taken, kept) = (text(&before[0]["text"]), text(&before[1]["text"]));
        let merged = officer.post(&format!("/campaigns/{id}/tasks/{one}/merged"), &[("version", "1"), ("into", &other)]).await;
        assert!(merged.location().contains(&format!("?edit=edit-task-{other}")), "its words are to be edited: {}", merged.location());
        let says = async |program: &mut testing::Visitor| text(&view(program, &id).await["tasks"][1]["text"]);
        let joined = says(&mut program).await;
        assert!(joined.starts_with(&kept) && joined.ends_with(&taken) && joined != kept, "{joined}");
        let page = officer.get(&format!("/campaigns/{id}/plan")).await.text();
        assert!(page.contains("撤销合并") && page.contains(&format!("并入了“{taken}”")), "{page}");
        let apart = officer.post(&format!("/campaigns/{id}/tasks/{one}/dropped"), &[("version", "2"), ("dropped", "false")]).await;
        assert_eq!(apart.status, 303, "{}", apart.text());
        assert_eq!(view(&mut program, &id).await["tasks"][0]["dropped"], json!(false));
        assert_eq!(says(&mut program).await, kept, "and says what it said before");

        // In an amendment, what was merged in force stays merged.
        officer.post(&format!("/campaigns/{id}/tasks/{one}/merged"), &[("version", "3"), ("into", &other)]).await;
        officer.post(&format!("/campaigns/{id}/units"), &[("every", "all")]).await;
        assert_eq!(officer.post(&format!("/campaigns/{id}/launch"), &[]).await.status, 303);
        let draft = text(&program.call("POST", &format!("/api/v1/campaigns/{id}/amend"), &json!({})).await.json()["id"]);
        let rows = view(&mut program, &draft).await["tasks"].as_array().unwrap().clone();
        let gone = rows.iter().find(|row| row["dropped"] == true).unwrap();
        let page = officer.get(&format!("/campaigns/{draft}/plan")).await.text();
        assert!(!page.contains("撤销合并"), "{page}");
        let path = format!("/api/v1/campaigns/{draft}/tasks/{}/dropped", text(&gone["id"]));
        let refused = program.call("PUT", &path, &json!({ "version": gone["version"], "dropped": false })).await;
        assert_eq!((refused.status.as_u16(), text(&refused.json()["code"])), (422, "merged_in_force".to_owned()));
    }
}

testing_db::story! {
    async fn a_report_and_an_indicator_move_to_another_phase_and_keep_their_source(house: Stage) {
        let mut officer = house.visitor(&house.cast.bureau_officer);
        let mut program = house.program(&house.cast.bureau_officer);
        let id = begun(&mut officer).await;
        let plan = view(&mut program, &id).await;
        let (due, second) = (&plan["dues"][0], text(&plan["phases"][1]["id"]));
        let path = format!("/campaigns/{id}/dues/{}", text(&due["id"]));
        let form = officer.get(&format!("/campaigns/{id}/plan?edit=due-{}", text(&due["id"]))).await.text();
        assert!(form.contains("value=\"any_time\"") && form.contains("value=\"unit_plan\"") && form.contains("value=\"whole\""), "{form}");
        let odd = [("version", "1"), ("title", "甲"), ("due_on", "2026-06-30"), ("kind", "any_time")];
        let refused = officer.post(&path, &odd).await;
        assert!(refused.status == 422 && refused.text().contains("随时报送不填截止日期"), "{}", refused.text());
        let fields = [("version", "1"), ("title", "上半年小结"), ("due_on", "2026-06-30"), ("kind", "periodic"), ("phase", &*second)];
        assert_eq!(officer.post(&path, &fields).await.status, 303);
        let find = async |program: &mut testing::Visitor, list: &str, row: &Value| {
            let plan = view(program, &id).await;
            plan[list].as_array().unwrap().iter().find(|one| one["id"] == row["id"]).unwrap().clone()
        };
        let moved = find(&mut program, "dues", due).await;
        assert_eq!((&moved["kind"], &moved["phase"]), (&json!("periodic"), &json!(2)));
        assert_eq!(moved["source_text"], due["source_text"], "文件依据 stays");
        // A program that does not speak of phase and kind leaves them alone.
        let call = format!("/api/v1/campaigns/{id}/dues/{}", text(&due["id"]));
        let again = program.call("PUT", &call, &json!({ "version": 2, "title": "小结", "due_on": "2026-07-01" })).await;
        assert_eq!(again.status, 200, "{}", again.text());
        let moved = find(&mut program, "dues", due).await;
        assert_eq!((&moved["kind"], &moved["phase"]), (&json!("periodic"), &json!(2)));
        let whole = json!({ "version": 3, "title": "小结", "phase": "whole" });
        assert_eq!(program.call("PUT", &call, &whole).await.status, 200);
        let moved = find(&mut program, "dues", due).await;
        assert_eq!((&moved["kind"], &moved["phase"]), (&json!("any_time"), &Value::Null));

        let row = plan["indicators"].as_array().unwrap().iter().find(|row| row["phase"] == 1).unwrap();
        let path = format!("/campaigns/{id}/indicators/{}", text(&row["id"]));
        let moved = officer.post(&path, &[("version", "1"), ("target", "3"), ("phase", "whole")]).await;
        assert_eq!(moved.status, 303, "{}", moved.text());
        let after = find(&mut program, "indicators", row).await;
        assert_eq!((&after["phase"], &after["target"], &after["source_text"]), (&Value::Null, &json!(3), &row["source_text"]));
        let twin = json!({ "measure": row["measure"], "phase": second });
        assert_eq!(program.call("POST", &format!("/api/v1/campaigns/{id}/indicators"), &twin).await.status, 200);
        let clash = officer.post(&path, &[("version", "2"), ("phase", &second)]).await;
        assert!(clash.status == 422 && clash.text().contains("这一阶段已有这项指标"), "{}", clash.text());
    }
}

testing_db::story! {
    async fn a_task_that_is_done_or_not_has_no_target(house: Stage) {
        let mut officer = house.visitor(&house.cast.bureau_officer);
        let mut program = house.program(&house.cast.bureau_officer);
        let id = begun(&mut officer).await;
        let plan = view(&mut program, &id).await;
        let task = &plan["indicators"][0];
        let path = format!("/campaigns/{id}/indicators/{}", text(&task["id"]));
        let refused = officer.post(&path, &[("version", "1"), ("target", "9")]).await;
        assert!(refused.status == 422 && refused.text().contains("定性任务不设目标"), "{}", refused.text());
        assert_eq!(officer.post(&path, &[("version", "1"), ("target", "")]).await.status, 303);
    }
}
