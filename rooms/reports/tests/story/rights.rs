use serde_json::json;

use crate::scene::{CAMPAIGN, MAIN, PHASE_ONE, Stage, count, launch, log, report};

testing_db::story! {
    async fn another_unit_finds_nothing_there(house: Stage) {
        launch(&house).await;
        log(&mut house.program(&house.cast.unit_officer), "讲座", 60, &[1]).await;
        let path = report(MAIN, house.cast.first_unit);
        let mut other = house.visitor(&house.cast.other_unit_officer);
        for get in ["", "/report.docx", "/review"] {
            assert_eq!(other.get(&format!("{path}{get}")).await.status, 404, "{get}");
        }
        for post in ["/submit", "/zero", "/pictures", "/sections/practice", "/sections/practice/restore", "/approve", "/return", "/exempt", "/recall"] {
            assert_eq!(other.post(&format!("{path}{post}"), &[("reason", "无"), ("text", "无")]).await.status, 404, "{post}");
        }
        let mut program = house.program(&house.cast.other_unit_officer);
        assert_eq!(program.get(&format!("/api/v1{path}")).await.status, 404);
        assert_eq!(program.call("POST", &format!("/api/v1{path}/submit"), &json!({})).await.status, 404);
        assert!(!program.get("/api/v1/reports").await.text().contains("青禾区第一医院"));
        assert_eq!(count(&house, "SELECT COUNT(*) AS value FROM report").await, 0);
    }
}

testing_db::story! {
    async fn each_role_does_its_own_part_only(house: Stage) {
        launch(&house).await;
        let cast = &house.cast;
        log(&mut house.program(&cast.unit_officer), "讲座", 60, &[1]).await;
        let path = report(MAIN, cast.first_unit);
        for who in [&cast.unit_leader, &cast.bureau_officer, &cast.bureau_reviewer, &cast.member, &cast.inspector] {
            assert_eq!(house.visitor(who).post(&format!("{path}/submit"), &[]).await.status, 403, "{}", who.name);
        }
        assert_eq!(house.visitor(&cast.unit_officer).post(&format!("{path}/submit"), &[]).await.status, 303);
        for who in [&cast.unit_leader, &cast.unit_officer, &cast.bureau_officer, &cast.member, &cast.system_administrator] {
            for deed in ["approve", "return"] {
                let refused = house.visitor(who).post(&format!("{path}/{deed}"), &[("reason", "无")]).await;
                assert_eq!(refused.status, 403, "{} {deed}", who.name);
            }
        }
        assert_eq!(count(&house, "SELECT COUNT(*) AS value FROM report WHERE state = 'submitted'").await, 1);
        let start = [("campaign", CAMPAIGN), ("phase", PHASE_ONE)];
        assert_eq!(house.visitor(&cast.member).post("/consolidations", &start).await.status, 404);
        assert_eq!(house.visitor(&cast.inspector).post("/consolidations", &start).await.status, 403);
        assert_eq!(house.visitor(&cast.bureau_officer).get(&format!("{path}/review")).await.status, 200);
        assert_eq!(house.stranger().get(&path).await.status, 303);
        assert_eq!(house.stranger().get(&format!("/api/v1{path}")).await.status, 401);
    }
}

testing_db::story! {
    async fn what_is_no_address_is_not_there(house: Stage) {
        launch(&house).await;
        let mut officer = house.visitor(&house.cast.unit_officer);
        let unit = house.cast.first_unit;
        for path in [
            "/reports/1/2".to_owned(),
            format!("/reports/{MAIN}/'--"),
            format!("/reports/{CAMPAIGN}/{unit}"),
            format!("/reports/{MAIN}/{}", house.cast.bureau),
        ] {
            assert_eq!(officer.get(&path).await.status, 404, "{path}");
        }
        let odd = officer.post(&format!("{}/sections/data", report(MAIN, unit)), &[("text", "改数")]).await;
        assert_eq!(odd.status, 404, "figures are nobody's to write");
        let slip = [("body", "写错了字段名"), ("version", "0")];
        let slip = officer.post(&format!("{}/sections/experience", report(MAIN, unit)), &slip).await;
        assert_eq!(slip.status, 400, "a field that is not there must not wipe what the unit wrote");
    }
}
