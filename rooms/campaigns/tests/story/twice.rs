use serde_json::json;

use super::house::{Stage, begun, text, view};

testing_db::story! {
    async fn the_same_number_twice_is_hinted_at_not_refused(house: Stage) {
        let mut officer = house.visitor(&house.cast.bureau_officer);
        let first = begun(&mut officer).await;
        assert!(!officer.get(&format!("/campaigns/{first}/plan")).await.text().contains("同一发文字号"));
        let second = begun(&mut officer).await;
        let page = officer.get(&format!("/campaigns/{second}/plan")).await.text();
        assert!(page.contains("同一发文字号（青卫健〔2026〕18号）已经有专项行动") && page.contains(&format!("href=\"/campaigns/{first}\"")), "{page}");
        officer.post(&format!("/campaigns/{first}/discard"), &[]).await;
        assert!(!officer.get(&format!("/campaigns/{second}/plan")).await.text().contains("同一发文字号"), "what is gone is no twin");
    }
}

testing_db::story! {
    async fn campaigns_of_one_name_are_told_apart_in_what_waits(house: Stage) {
        let mut officer = house.visitor(&house.cast.bureau_officer);
        begun(&mut officer).await;
        begun(&mut officer).await;
        let actor = house.actor(&house.cast.bureau_officer, people::NodeKind::Bureau).await;
        let todos = campaigns::room(house.db.clone()).todos.unwrap().ask(actor).await.unwrap();
        let told: Vec<&str> = todos.iter().map(|todo| todo.text.split("18号）").nth(1).unwrap_or("")).collect();
        assert!(told.len() == 2 && told[0].starts_with("（1）") && told[1].starts_with("（2）"), "{todos:?}");
    }
}

testing_db::story! {
    async fn the_second_who_chooses_units_sees_what_the_first_changed(house: Stage) {
        let mut first = house.visitor(&house.cast.bureau_officer);
        let mut second = house.visitor(&house.cast.other_officer);
        let mut program = house.program(&house.cast.bureau_officer);
        let id = begun(&mut first).await;
        let path = format!("/campaigns/{id}/units");
        let (one, other) = (house.cast.first_unit.to_string(), house.cast.second_unit.to_string());
        let made_from = text(&view(&mut program, &id).await["plan_version"]);
        assert!(second.get(&path).await.text().contains(&format!("name=\"version\" value=\"{made_from}\"")));
        assert_eq!(first.post(&path, &[("version", &*made_from), ("units[]", &*one)]).await.status, 303);

        let slower = second.post(&path, &[("version", &*made_from), ("units[]", &*other)]).await;
        let html = slower.text();
        assert_eq!(slower.status, 409, "{html}");
        assert!(html.contains("另一位经办人刚刚选上了青禾区第一医院") && html.contains("刚被选上"), "{html}");
        assert!(html.contains(&format!("value=\"{other}\" checked")) && html.contains(&format!("name=\"was[]\" value=\"{one}\"")), "{html}");
        let now = text(&view(&mut program, &id).await["plan_version"]);
        let knowing = [("version", &*now), ("was[]", &*one), ("units[]", &*one), ("units[]", &*other)];
        assert_eq!(second.post(&path, &knowing).await.status, 303);
        assert_eq!(house.ledger_count("campaign.choose_units").await, 2);
        let path = format!("/api/v1/campaigns/{id}/units");
        let whatever = program.call("PUT", &path, &json!({ "units": [one], "was": [one, other] })).await;
        assert_eq!(whatever.status, 200, "a program may say only what differs: {}", whatever.text());
    }
}
