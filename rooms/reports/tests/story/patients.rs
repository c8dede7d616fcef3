use serde_json::json;

use crate::scene::{CAMPAIGN, MAIN, PHASE_ONE, Stage, launch, log, opened, read, report};

testing_db::story! {
    async fn a_picture_with_patients_is_in_no_report_until_it_is_confirmed(house: Stage) {
        launch(&house).await;
        let unit = house.cast.first_unit;
        let mut officer = house.program(&house.cast.unit_officer);
        let activity = log(&mut officer, "安全讲座", 60, &[1, 2]).await;
        let photos = officer.get(&format!("/api/v1/activities/{activity}")).await.json()["photos"].clone();
        let marked = photos[0]["id"].as_str().unwrap();
        let mark = format!("/api/v1/photos/{marked}/mark-patients");
        let clear = format!("/api/v1/photos/{marked}/clear-patients");

        // Before it is sent: neither proposed nor to be chosen, and not in the preview.
        assert_eq!(officer.call("POST", &mark, &json!({})).await.status, 200);
        let draft = read(&mut officer, MAIN, unit).await;
        assert_eq!(draft["pictures"].as_array().unwrap().len(), 1, "{draft}");
        let chosen = json!({ "pictures": [{ "photo": marked, "caption": "讲座" }], "act": "" });
        let refused = officer.call("PUT", &format!("/api/v1{}/pictures", report(MAIN, unit)), &chosen).await;
        assert_ne!(refused.status, 200, "{}", refused.text());
        let preview = house.visitor(&house.cast.unit_officer).get(&format!("{}/report.docx", report(MAIN, unit))).await;
        assert_eq!(opened(&preview.body).1, 1);

        // Marked after it was sent: what was frozen with it is written without it, and a joined draft of before is kept back.
        assert_eq!(officer.call("POST", &clear, &json!({})).await.status, 200);
        let sent = officer.call("POST", &format!("/api/v1{}/submit", report(MAIN, unit)), &json!({})).await;
        assert_eq!(sent.status, 200, "{}", sent.text());
        let mut reviewer = house.program(&house.cast.bureau_reviewer);
        assert_eq!(reviewer.call("POST", &format!("/api/v1{}/approve", report(MAIN, unit)), &json!({})).await.status, 200);
        let mut bureau = house.program(&house.cast.bureau_officer);
        let mut desk = house.visitor(&house.cast.bureau_officer);
        let page = format!("{}/report.docx", report(MAIN, unit));
        assert_eq!(opened(&desk.get(&page).await.body).1, 2);
        let wanted = json!({ "campaign": CAMPAIGN, "phase": PHASE_ONE });
        let before = bureau.call("POST", "/api/v1/consolidations", &wanted).await.json()["id"].clone();
        house.run_until_idle().await;
        let old = format!("/api/v1/consolidations/{}/draft.docx", before.as_str().unwrap());
        assert_eq!(opened(&bureau.get(&old).await.body).1, 2);
        assert_eq!(officer.call("POST", &mark, &json!({})).await.status, 200);
        assert_eq!(opened(&desk.get(&page).await.body).1, 1);
        let kept_back = bureau.get(&old).await;
        assert_eq!(kept_back.status, 409);
        assert!(kept_back.text().contains("请重新生成汇总"), "{}", kept_back.text());
        house.clock().set(house.clock().now().plus_seconds(60));
        let after = bureau.call("POST", "/api/v1/consolidations", &wanted).await.json()["id"].clone();
        house.run_until_idle().await;
        let new = format!("/api/v1/consolidations/{}/draft.docx", after.as_str().unwrap());
        assert_eq!(opened(&bureau.get(&new).await.body).1, 1);

        // Confirmed: everything as it was.
        assert_eq!(officer.call("POST", &clear, &json!({})).await.status, 200);
        assert_eq!(opened(&desk.get(&page).await.body).1, 2);
        assert_eq!(bureau.get(&old).await.status, 200);
    }
}
