use testing::{INJECTIONS, SCRIPTS, encoded, escaped};

use crate::scene::{SAFETY, Stage, launch, lecture, log, post, with};

testing_db::story! {
    async fn injections_are_never_more_than_words(house: Stage) {
        launch(&house).await;
        let mut officer = house.visitor(&house.cast.unit_officer);
        let mut ids = Vec::new();
        for text in INJECTIONS {
            let fields = with(lecture(), "name", &format!("前 {text} 后"));
            ids.push(log(&mut officer, &fields).await);
        }
        for (text, id) in INJECTIONS.iter().zip(&ids) {
            let mut program = house.program(&house.cast.unit_officer);
            let found = program.get(&format!("/api/v1/activities?q={}", encoded(text))).await;
            assert_eq!(found.status, 200, "{text}");
            let found = found.json();
            let is_found = found["activities"].as_array().unwrap().iter().any(|one| one["id"] == *id);
            // What has no letter and no digit, or too many, is told instead.
            assert_ne!(is_found, found["note"].is_string(), "{text}: {found}");
            for filter in ["campaign", "phase", "measure", "unit", "state"] {
                let found = program.get(&format!("/api/v1/activities?{filter}={}", encoded(text))).await.json();
                assert_eq!(found["total"], 0, "{filter}={text}");
            }
            for filter in ["from", "to", "sort", "page"] {
                let answer = program.get(&format!("/api/v1/activities?{filter}={}", encoded(text))).await;
                assert_eq!(answer.json()["total"], ids.len(), "{filter}={text} counts as not given");
            }
            for filter in ["q", "campaign", "phase", "measure", "unit", "state", "from", "to", "sort", "page"] {
                let path = format!("/activities?{filter}={}&campaign={SAFETY}", encoded(text));
                assert_eq!(officer.get(&path).await.status, 200, "{path}");
            }
        }
    }
}

testing_db::story! {
    async fn scripts_in_every_field_stay_text(house: Stage) {
        launch(&house).await;
        let mut officer = house.visitor(&house.cast.unit_officer);
        for script in SCRIPTS {
            let mut fields = lecture();
            for field in ["name", "place", "subjects[0]", "description"] {
                fields = with(fields, field, script);
            }
            let id = log(&mut officer, &fields).await;
            let refused = with(fields.clone(), "quantities[0][amount]", script);
            let void = officer.post(&format!("/activities/{id}/void"), &[("reason", script)]).await;
            assert_eq!(void.status, 303);
            assert_eq!(officer.post(&format!("/activities/{id}/restore"), &[]).await.status, 303);
            let pages = [
                officer.get(&format!("/activities/{id}")).await,
                officer.get(&format!("/activities/{id}/edit")).await,
                officer.get("/activities").await,
                officer.get(&format!("/activities?q={}", encoded(script))).await,
                post(&mut officer, "/activities", &refused).await,
            ];
            for page in pages {
                let text = page.text();
                assert!(text.contains(&escaped(script)), "{script} is not shown as it was typed");
                if escaped(script) != **script {
                    assert!(!text.contains(script), "{script} got out of a page");
                }
                assert!(!text.contains("href=\"javascript:"), "{script}");
            }
        }
    }
}
