use serde_json::json;
use testing::{INJECTIONS, SCRIPTS, encoded, escaped};

use crate::ground::{Stage, launch};

testing_db::story! {
    async fn hostile_filters_find_what_is_literally_there(house: Stage) {
        launch(&house).await;
        let mut program = house.program(&house.cast.bureau_officer);
        for text in INJECTIONS {
            for key in ["q", "campaign", "state"] {
                let found = program.get(&format!("/api/v1/plans?{key}={}", encoded(text))).await;
                assert_eq!(found.json().as_array().map(Vec::len), Some(0), "{key}={text}: {}", found.text());
            }
        }
        let named = program.get(&format!("/api/v1/plans?q={}", encoded("第一医院"))).await.json();
        assert_eq!(named.as_array().map(Vec::len), Some(1));
    }
}

testing_db::story! {
    async fn scripts_in_every_field_stay_text(house: Stage) {
        let campaign = launch(&house).await;
        let path = format!("/plans/{campaign}/{}", house.cast.first_unit);
        let mut program = house.program(&house.cast.unit_officer);
        for (version, script) in SCRIPTS.iter().enumerate() {
            let short: String = script.chars().take(30).collect();
            let item = json!({ "name": script, "ends_on": "2026-03-31", "department": short, "person": short });
            let input = json!({ "version": version, "leader": short, "deputy": short, "officer": short, "safeguards": script, "items": [item] });
            let saved = program.call("PUT", &format!("/api/v1{path}"), &input).await;
            assert_eq!(saved.status, 200, "{script}: {}", saved.text());
            for page in [path.clone(), format!("{path}/edit")] {
                let page = house.visitor(&house.cast.unit_officer).get(&page).await.text();
                assert!(page.contains(&escaped(script)), "{script} is not shown as it was typed");
                if escaped(script) != **script {
                    assert!(!page.contains(script), "{script} got out of the page");
                }
            }
        }
    }
}
