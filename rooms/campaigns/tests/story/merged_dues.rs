//! Two reports that fall due become one, and two again.

use serde_json::{Value, json};

use super::house::{NOTICE, Stage, begun, begun_with, text, view};

fn due<'v>(plan: &'v Value, id: &str) -> &'v Value {
    plan["dues"].as_array().unwrap().iter().find(|due| due["id"] == id).unwrap()
}

/// Ids of the first two reports at phases' ends.
fn two_ends(plan: &Value) -> (String, String) {
    let mut ends = plan["dues"].as_array().unwrap().iter().filter(|due| due["kind"] == "phase_end");
    (text(&ends.next().unwrap()["id"]), text(&ends.next().unwrap()["id"]))
}

testing_db::story! {
    async fn two_reports_become_one_and_come_apart_again(house: Stage) {
        let mut officer = house.visitor(&house.cast.bureau_officer);
        let mut program = house.program(&house.cast.bureau_officer);
        let id = begun(&mut officer).await;
        let plan = view(&mut program, &id).await;
        let (one, other) = two_ends(&plan);
        let (taken, kept) = (text(&due(&plan, &one)["title"]), text(&due(&plan, &other)["title"]));
        let path = format!("/api/v1/campaigns/{id}/dues/{one}/merged");
        for (into, sentence) in [("", "请选择要并入的那一项"), (&*one, "不能并入自己")] {
            let refused = program.call("PUT", &path, &json!({ "version": 1, "into": into })).await;
            assert!(refused.status == 422 && refused.text().contains(sentence), "{}", refused.text());
        }
        let any = plan["dues"].as_array().unwrap().iter().find(|due| due["kind"] == "any_time").unwrap();
        let refused = program.call("PUT", &path, &json!({ "version": 1, "into": any["id"] })).await;
        assert!(refused.status == 422 && refused.text().contains("没有截止日期"), "no day is lost: {}", refused.text());

        let merged = officer.post(&format!("/campaigns/{id}/dues/{one}/merged"), &[("version", "1"), ("into", &other)]).await;
        assert!(merged.location().contains(&format!("?edit=due-{other}")), "{} {}", merged.location(), merged.text());
        let after = view(&mut program, &id).await;
        let (gone, stays) = (due(&after, &one), due(&after, &other));
        assert_eq!((&gone["dropped"], &gone["merged_into"]), (&json!(true), &json!(other)));
        assert_eq!((text(&stays["title"]), &stays["due_on"]), (format!("{kept}；{taken}"), &due(&plan, &other)["due_on"]));
        let page = officer.get(&format!("/campaigns/{id}/plan")).await.text();
        let row = page.split(&format!("id=\"due-{other}\"")).nth(1).unwrap().split("</div>").next().unwrap();
        assert!(row.contains("合并的文件依据") && row.contains("撤销合并") && row.contains(&format!("并入了“{taken}”")), "{row}");
        assert!(!page.contains(&format!("id=\"due-{one}\"")), "it stands in the other one");

        let apart = officer.post(&format!("/campaigns/{id}/dues/{one}/dropped"), &[("version", "2"), ("dropped", "false")]).await;
        assert_eq!(apart.status, 303, "{}", apart.text());
        let back = view(&mut program, &id).await;
        assert_eq!((&due(&back, &one)["dropped"], &due(&back, &one)["merged_into"]), (&json!(false), &Value::Null));
        assert_eq!(text(&due(&back, &other)["title"]), kept, "and says what it said before");
        assert_eq!(house.ledger_count("plan.merge").await, 1);
    }
}

testing_db::story! {
    async fn what_was_merged_stays_so_in_amendments_and_copies(house: Stage) {
        let mut officer = house.visitor(&house.cast.bureau_officer);
        let mut program = house.program(&house.cast.bureau_officer);
        let id = begun(&mut officer).await;
        let (one, other) = two_ends(&view(&mut program, &id).await);
        let merge = async |program: &mut testing::Visitor, campaign: &str, (one, other): (&str, &str)| {
            let version = due(&view(program, campaign).await, one)["version"].clone();
            let path = format!("/api/v1/campaigns/{campaign}/dues/{one}/merged");
            program.call("PUT", &path, &json!({ "version": version, "into": other })).await
        };
        assert_eq!(merge(&mut program, &id, (&one, &other)).await.status, 200);
        let units = json!({ "units": [house.cast.first_unit.to_string()] });
        assert_eq!(program.call("POST", &format!("/api/v1/campaigns/{id}/launch"), &units).await.status, 200);
        assert_eq!(merge(&mut program, &id, (&one, &other)).await.status, 409, "fixed after the launch");
        for step in ["amend", "copy"] {
            let draft = text(&program.call("POST", &format!("/api/v1/campaigns/{id}/{step}"), &json!({})).await.json()["id"]);
            let plan = view(&mut program, &draft).await;
            let gone = plan["dues"].as_array().unwrap().iter().find(|due| !due["merged_into"].is_null()).unwrap();
            assert_eq!(gone["dropped"], true, "{step}");
            assert!(text(&due(&plan, &text(&gone["merged_into"]))["title"]).contains('；'), "{step}");
            if step == "copy" {
                continue;
            }
            let path = format!("/api/v1/campaigns/{draft}/dues/{}/dropped", text(&gone["id"]));
            let refused = program.call("PUT", &path, &json!({ "version": gone["version"], "dropped": false })).await;
            assert_eq!((refused.status.as_u16(), text(&refused.json()["code"])), (422, "merged_in_force".to_owned()));
            // A third one goes into it by the amendment.
            let third = plan["dues"].as_array().unwrap().iter().find(|due| due["kind"] == "phase_end" && due["dropped"] == false && due["id"] != gone["merged_into"]).unwrap();
            assert_eq!(merge(&mut program, &draft, (&text(&third["id"]), &text(&gone["merged_into"]))).await.status, 200);
            let down = program.call("POST", &format!("/api/v1/campaigns/{draft}/changes"), &json!({})).await;
            assert_eq!(down.status, 200, "{}", down.text());
            let merged = view(&mut program, &id).await["dues"].as_array().unwrap().iter().filter(|due| due["merged_into"] == other).count();
            assert_eq!(merged, 2, "through the amendment too");
            let recalled = program.call("POST", &format!("/api/v1/campaigns/{id}/amendment/recall"), &json!({})).await;
            assert_eq!(recalled.status, 200, "{}", recalled.text());
            let merged = view(&mut program, &id).await["dues"].as_array().unwrap().iter().filter(|due| due["merged_into"] == other).count();
            assert_eq!(merged, 1, "and back");
        }
    }
}

testing_db::story! {
    async fn what_went_into_the_report_of_an_answer_stands_again_when_the_answer_goes(house: Stage) {
        let mut officer = house.visitor(&house.cast.bureau_officer);
        let mut program = house.program(&house.cast.bureau_officer);
        let id = begun_with(&mut officer, NOTICE).await;
        let answer = async |program: &mut testing::Visitor, choice: &str| {
            let plan = view(program, &id).await;
            let asked = plan["questions"].as_array().unwrap().iter().find(|one| one["about"] == "phases[4].report_cycle").unwrap();
            let path = format!("/api/v1/campaigns/{id}/questions/{}", text(&asked["id"]));
            let kept = program.call("PUT", &path, &json!({ "version": asked["version"], "choice": choice })).await;
            assert_eq!(kept.status, 200, "{}", kept.text());
            view(program, &id).await
        };
        let plan = answer(&mut program, "按季").await;
        let (one, _) = two_ends(&plan);
        let quarter = plan["dues"].as_array().unwrap().iter().find(|due| due["kind"] == "periodic").unwrap();
        let path = format!("/api/v1/campaigns/{id}/dues/{one}/merged");
        assert_eq!(program.call("PUT", &path, &json!({ "version": 1, "into": quarter["id"] })).await.status, 200);
        let plan = answer(&mut program, "不报送").await;
        assert_eq!((&due(&plan, &one)["dropped"], &due(&plan, &one)["merged_into"]), (&json!(false), &Value::Null));
    }
}
