use serde_json::{Value, json};

use crate::scene::{CAMPAIGN, MAIN, Stage, launch, log, report};

/// Logs something that hung before the notice came, with the reason.
async fn early(house: &Stage) -> String {
    let activity = json!({
        "name": "横幅", "starts_on": "2026-01-10", "ends_on": "2026-03-04", "is_standing": "on", "campaigns": [CAMPAIGN], "early_reason": "去年已悬挂，继续使用",
        "quantities": [{ "measure": "slogan", "amount": 2 }],
    });
    let logged = house.program(&house.cast.unit_officer).call("POST", "/api/v1/activities", &activity).await;
    assert_eq!(logged.status, 200, "{}", logged.text());
    logged.json()["id"].as_str().unwrap().to_owned()
}

testing_db::story! {
    async fn the_review_lays_out_what_the_report_was_assembled_from(house: Stage) {
        launch(&house).await;
        let mut program = house.program(&house.cast.unit_officer);
        let banner = early(&house).await;
        let lecture = log(&mut program, "讲座", 60, &[1]).await;
        let path = report(MAIN, house.cast.first_unit);
        assert_eq!(program.call("POST", &format!("/api/v1{path}/submit"), &json!({})).await.status, 200);
        log(&mut program, "报送以后的讲座", 30, &[]).await;

        let mut reviewer = house.visitor(&house.cast.bureau_reviewer);
        let page = reviewer.get(&format!("{path}/review")).await.text();
        assert!(page.contains("共 2 项活动，1 项早于通知") && page.contains("早于通知：去年已悬挂，继续使用"), "{page}");
        assert!(!page.contains("报送以后的讲座"), "what was logged since is not in it: {page}");
        for id in [&banner, &lecture] {
            assert!(page.contains(&format!("href=\"/activities/{id}?from={path}/review\"")), "{page}");
        }
        let from = reviewer.get(&format!("/activities/{lecture}?from={path}/review")).await.text();
        assert!(from.contains(&format!("href=\"{path}/review\">返回报告审核")), "{from}");

        let fields = [("measure", "trainee_visit"), ("deducted", "20"), ("reason", "无签到"), ("version", "1")];
        assert_eq!(reviewer.post(&format!("/activities/{lecture}/deduct?from={path}/review"), &fields).await.status, 303);
        let page = reviewer.get(&format!("{path}/review")).await.text();
        assert!(page.contains("核减 1 处") && page.contains("参训人次核减 20 人次：无签到"), "{page}");
        let own = house.visitor(&house.cast.unit_officer).get(&path).await.text();
        assert!(own.contains("早于通知：去年已悬挂") && own.contains("无签到") && !own.contains("?from="), "its unit reads it too: {own}");

        let view = house.program(&house.cast.bureau_reviewer).get(&format!("/api/v1{path}/review")).await.json();
        let told = |one: &Value| (one["id"].as_str().unwrap().to_owned(), one["early_reason"].clone());
        let all: Vec<_> = view["activities"].as_array().unwrap().iter().map(told).collect();
        assert_eq!(all, [(banner, json!("去年已悬挂，继续使用")), (lecture, json!(""))]);
        assert_eq!(view["activities"][1]["quantities"][1]["deduction"]["amount"], 20);
    }
}
