use serde_json::json;
use testing::{INJECTIONS, SCRIPTS, encoded, escaped};

use crate::scene::{CAMPAIGN, MAIN, Stage, count, launch, log, report};

testing_db::story! {
    async fn filters_find_what_was_typed_and_nothing_else(house: Stage) {
        launch(&house).await;
        let mut bureau = house.program(&house.cast.bureau_officer);
        let total = async |bureau: &mut testing::Visitor, query: &str| {
            let answer = bureau.get(&format!("/api/v1/reports?{query}")).await;
            assert_eq!(answer.status, 200, "{query}");
            answer.json()["total"].as_u64().unwrap()
        };
        assert_eq!(total(&mut bureau, "").await, 8);
        assert_eq!(total(&mut bureau, &format!("q={}", encoded("第一"))).await, 4);
        assert_eq!(total(&mut bureau, &format!("campaign={CAMPAIGN}&due={MAIN}&state=not_due")).await, 2);
        for text in INJECTIONS {
            for field in ["q", "campaign", "due", "state"] {
                assert_eq!(total(&mut bureau, &format!("{field}={}", encoded(text))).await, 0, "{field}={text}");
            }
            for field in ["sort", "page"] {
                assert_eq!(total(&mut bureau, &format!("{field}={}", encoded(text))).await, 8, "{field}={text}");
            }
            let page = house.visitor(&house.cast.bureau_officer).get(&format!("/reports?q={}", encoded(text))).await;
            assert_eq!(page.status, 200);
        }
        assert_eq!(count(&house, "SELECT COUNT(*) AS value FROM due").await, 4);
    }
}

testing_db::story! {
    async fn text_stays_text_on_every_page(house: Stage) {
        launch(&house).await;
        let unit = house.cast.first_unit;
        let path = report(MAIN, unit);
        let mut program = house.program(&house.cast.unit_officer);
        log(&mut program, "讲座", 60, &[1]).await;
        let text = SCRIPTS.join("\n");
        for key in ["overview", "practice", "experience", "problems"] {
            let written = program.call("PUT", &format!("/api/v1{path}/sections/{key}"), &json!({ "text": text, "version": 0 })).await;
            assert_eq!(written.status, 200, "{}", written.text());
        }
        let mut officer = house.visitor(&house.cast.unit_officer);
        let mut reviewer = house.visitor(&house.cast.bureau_reviewer);
        let desk = officer.get(&format!("{path}?edit=practice")).await.text();
        program.call("POST", &format!("/api/v1{path}/submit"), &json!({})).await;
        let review = reviewer.get(&format!("{path}/review")).await.text();
        assert_eq!(reviewer.post(&format!("{path}/return"), &[("reason", &text)]).await.status, 303);
        let returned = officer.get(&path).await.text();
        for script in SCRIPTS {
            for page in [&desk, &review, &returned] {
                assert!(page.contains(&escaped(script)), "{script} is lost");
                let raw = script.contains('<') && page.contains(script);
                assert!(!raw, "{script} got out");
            }
        }
        assert_eq!(officer.get(&format!("{path}/report.docx")).await.status, 200);
    }
}
