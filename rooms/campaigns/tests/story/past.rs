//! A plan goes down after some of its days have passed, and with questions that nobody has answered.

use serde_json::{Value, json};

use super::house::{NOTICE, Stage, begun_with, text, view};

/// The report at the end of the first phase, which has passed by then, and its fields of the launch.
async fn late_draft(officer: &mut testing::Visitor, program: &mut testing::Visitor) -> (String, Value) {
    let past = NOTICE.replace("2026年5月底前", "2026年2月底前");
    let id = begun_with(officer, &past).await;
    assert_eq!(officer.post(&format!("/campaigns/{id}/units"), &[("every", "all")]).await.status, 303);
    let plan = view(program, &id).await;
    let due =
        plan["dues"].as_array().unwrap().iter().find(|due| due["due_on"] == "2026-02-28").unwrap().clone();
    (id, due)
}

async fn day_of(program: &mut testing::Visitor, id: &str, due: &Value) -> Value {
    let plan = view(program, id).await;
    plan["dues"].as_array().unwrap().iter().find(|one| one["id"] == due["id"]).unwrap()["due_on"].clone()
}

testing_db::story! {
    async fn a_day_that_has_passed_moves_or_stays_by_the_officers_choice(house: Stage) {
        let mut officer = house.visitor(&house.cast.bureau_officer);
        let mut program = house.program(&house.cast.bureau_officer);
        let (id, due) = late_draft(&mut officer, &mut program).await;
        let page = officer.get(&format!("/campaigns/{id}/launch")).await.text();
        for words in ["已过的报送期限 <small>1 项", "2026-02-28", "下发后 3 个工作日（2026-03-11）", "下发后 5 个工作日（2026-03-13）"] {
            assert!(page.contains(words), "{words}: {page}");
        }
        let launch = format!("/campaigns/{id}/launch");
        let due_id = text(&due["id"]);
        let early = [("past", "3"), ("moves[0][due]", &*due_id), ("moves[0][on]", "2026-03-01")];
        let refused = officer.post(&launch, &early).await;
        assert!(refused.status == 422 && refused.text().contains("不能早于今天（2026-03-06）"), "{}", refused.text());
        assert!(refused.text().contains("value=\"2026-03-01\"") && refused.text().contains("value=\"3\" checked"), "what was typed is not lost");
        let odd = program.call("POST", &format!("/api/v1{launch}"), &json!({ "past": "7" })).await;
        assert!(odd.status == 422 && odd.text().contains("保留原日期"), "{}", odd.text());
        let other = view(&mut program, &id).await["dues"].as_array().unwrap().iter().find(|one| one["id"] != due["id"]).unwrap()["id"].clone();
        let not_past = json!({ "moves": [{ "due": other, "on": "2026-04-01" }] });
        let refused = program.call("POST", &format!("/api/v1{launch}"), &not_past).await;
        assert!(refused.status == 422 && refused.text().contains("不在已过的期限里"), "{}", refused.text());
        assert_eq!(view(&mut program, &id).await["state"], "draft");

        let own = json!({ "past": "3", "moves": [{ "due": due_id, "on": "2026-03-20" }] });
        assert_eq!(program.call("POST", &format!("/api/v1{launch}"), &own).await.status, 200);
        assert_eq!(day_of(&mut program, &id, &due).await, "2026-03-20", "the officer's own day comes first");

        let (id, due) = late_draft(&mut officer, &mut program).await;
        assert_eq!(officer.post(&format!("/campaigns/{id}/launch"), &[("past", "5")]).await.status, 303);
        assert_eq!(day_of(&mut program, &id, &due).await, "2026-03-13");

        let (id, due) = late_draft(&mut officer, &mut program).await;
        assert_eq!(officer.post(&format!("/campaigns/{id}/launch"), &[]).await.status, 303);
        assert_eq!(day_of(&mut program, &id, &due).await, "2026-02-28");
        let page = officer.get(&format!("/campaigns/{id}")).await.text();
        assert!(page.contains("（2026-02-28）的期限在下发前已过，按补录办理，不催报，不计迟报"), "{page}");
    }
}

testing_db::story! {
    async fn what_is_open_is_answered_as_proposed_in_one_press(house: Stage) {
        let mut officer = house.visitor(&house.cast.bureau_officer);
        let mut program = house.program(&house.cast.bureau_officer);
        let id = begun_with(&mut officer, NOTICE).await;
        officer.post(&format!("/campaigns/{id}/units"), &[("every", "all")]).await;
        let before = view(&mut program, &id).await;
        let open = before["questions"].as_array().unwrap().len();
        assert!(open > 1, "{before}");
        let page = officer.get(&format!("/campaigns/{id}/launch")).await.text();
        assert!(page.contains("按建议全部采用并下发") && page.matches("建议：").count() == open, "{page}");
        let mut reviewer = house.program(&house.cast.bureau_reviewer);
        let refused = reviewer.call("POST", &format!("/api/v1/campaigns/{id}/launch"), &json!({ "with_proposals": true })).await;
        assert_eq!(refused.status, 403);
        assert_eq!(officer.post(&format!("/campaigns/{id}/launch"), &[("with_proposals", "true")]).await.status, 303);
        let after = view(&mut program, &id).await;
        assert_eq!(after["state"], "launched");
        for question in after["questions"].as_array().unwrap() {
            assert_eq!(question["answer"], question["choices"][0], "{question}");
        }
        assert_eq!(house.ledger_count("question.answer").await, open as u64);

        // Without a date of issue there is nothing to propose: it stays, and is named.
        let id = begun_with(&mut officer, &NOTICE.replace("云岭市青禾区卫生健康局\n2026年3月6日\n", "云岭市青禾区卫生健康局\n")).await;
        officer.post(&format!("/campaigns/{id}/units"), &[("every", "all")]).await;
        let page = officer.get(&format!("/campaigns/{id}/launch")).await.text();
        assert!(!page.contains("按建议全部采用并下发") && page.contains("没有建议，请决定"), "{page}");
        let refused = program.call("POST", &format!("/api/v1/campaigns/{id}/launch"), &json!({ "with_proposals": true })).await;
        assert_eq!((refused.status.as_u16(), text(&refused.json()["code"])), (422, "undecided".to_owned()));
        assert!(refused.text().contains("成文日期"), "{}", refused.text());
        let after = view(&mut program, &id).await;
        assert!(after["questions"].as_array().unwrap().iter().all(|one| one["answer"].is_null()), "nothing happened: {after}");
    }
}

testing_db::story! {
    async fn one_press_leaves_out_turns_that_are_over(house: Stage) {
        let mut officer = house.visitor(&house.cast.bureau_officer);
        let mut program = house.program(&house.cast.bureau_officer);
        let id = begun_with(&mut officer, NOTICE).await;
        let last = view(&mut program, &id).await["phases"][3].clone();
        let begun = json!({ "version": last["version"], "name": last["name"], "starts_on": "2025-07-01", "overlap": "keep" });
        let path = format!("/api/v1/campaigns/{id}/phases/{}", text(&last["id"]));
        assert_eq!(program.call("PUT", &path, &begun).await.status, 200);
        officer.post(&format!("/campaigns/{id}/units"), &[("every", "all")]).await;
        let days = |plan: &Value, dropped: bool| -> Vec<String> {
            let rows = plan["dues"].as_array().unwrap().iter();
            rows.filter(|due| due["dropped"] == dropped && due["kind"] == "periodic").map(|due| text(&due["due_on"])).collect()
        };
        let before = view(&mut program, &id).await;
        assert!(days(&before, false).iter().all(|day| day.as_str() >= "2026-03-06"), "{before}");
        let page = officer.get(&format!("/campaigns/{id}/launch")).await.text();
        assert!(page.contains("id=\"over\""), "{page}");
        let told = page.split("id=\"over\"").nth(1).unwrap().split("</p>").next().unwrap().to_owned();
        assert!(told.contains("2025-12-31") && told.contains("一次采用时不列入"), "{told}");
        assert_eq!(officer.post(&format!("/campaigns/{id}/launch"), &[("with_proposals", "true"), ("past", "3")]).await.status, 303);
        let after = view(&mut program, &id).await;
        let (kept, left_out) = (days(&after, false), days(&after, true));
        assert!(!kept.is_empty() && kept.iter().all(|day| day.as_str() >= "2026-03-06"), "{kept:?}");
        assert!(left_out.contains(&"2025-12-31".to_owned()), "{left_out:?}");
        for day in &left_out {
            assert!(told.contains(day), "{day}: {told}");
        }
        let unit = house.visitor(&house.cast.unit_officer).get(&format!("/campaigns/{id}")).await.text();
        assert!(!unit.contains("2025-12-31</dt>"), "{unit}");
    }
}
