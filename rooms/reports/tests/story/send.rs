use campaigns::DueId;
use reports::DueState;
use reports::facts::{DueStateFact, due_states, figures};
use serde_json::json;

use crate::scene::{
    ANY_TIME, LATE, MAIN, PAST, PHASE_ONE, PHASE_TWO, Stage, campaign, count, due, launch, log, numbered,
    opened, read, report, tally,
};

async fn state(house: &Stage, due: &str) -> DueStateFact {
    let due = DueId::parse(due).unwrap();
    let all = due_states(&house.db, campaign(), house.clock().today()).await.unwrap();
    all.into_iter().find(|fact| fact.due == due && fact.unit == house.cast.first_unit).unwrap()
}

testing_db::story! {
    async fn what_is_missing_is_said_and_nothing_is_sent(house: Stage) {
        launch(&house).await;
        let unit = house.cast.first_unit;
        let mut officer = house.visitor(&house.cast.unit_officer);
        let path = format!("{}/submit", report(MAIN, unit));
        let empty = officer.post(&path, &[]).await;
        assert_eq!(empty.status, 422);
        assert!(empty.text().contains("“主要做法”还是空的") && empty.text().contains("还没有选择图片"));
        log(&mut house.program(&house.cast.unit_officer), "讲座", 60, &[]).await;
        let bare = officer.post(&path, &[]).await;
        assert!(bare.text().contains("还没有选择图片") && !bare.text().contains("<b>“主要做法”还是空的"));
        assert_eq!(count(&house, "SELECT COUNT(*) AS value FROM submission").await, 0);
        assert_eq!(tally(&house, unit).await, ["lecture 1 logged", "trainee_visit 60 logged"]);
    }
}

testing_db::story! {
    async fn sending_twice_sends_once(house: Stage) {
        launch(&house).await;
        let unit = house.cast.first_unit;
        log(&mut house.program(&house.cast.unit_officer), "讲座", 60, &[1]).await;
        let path = format!("{}/submit", report(MAIN, unit));
        let key = [("idempotency_key", "0123456789abcdef")];
        let mut one = house.visitor(&house.cast.unit_officer);
        let mut two = house.visitor(&house.cast.unit_officer);
        let mut program = house.program(&house.cast.unit_officer);
        let api = format!("/api/v1{path}");
        let nothing = json!({});
        let (a, b, c) = tokio::join!(one.post(&path, &key), two.post(&path, &key), program.call("POST", &api, &nothing));
        assert_eq!((a.status.as_u16(), b.status.as_u16(), c.status.as_u16()), (303, 303, 200), "{}", c.text());
        assert_eq!(one.post(&path, &key).await.status, 303);
        assert_eq!(count(&house, "SELECT COUNT(*) AS value FROM submission").await, 1);
        assert_eq!(count(&house, "SELECT COUNT(*) AS value FROM report_step").await, 1);
        assert_eq!(tally(&house, unit).await, ["lecture 1 reported", "trainee_visit 60 reported"]);
        assert_eq!(state(&house, MAIN).await.state, DueState::Pending);
        assert!(state(&house, MAIN).await.is_on_time);
        let page = one.get(&report(MAIN, unit)).await.text();
        assert!(page.contains("已报待审") && page.contains("校验码"), "{page}");
    }
}

testing_db::story! {
    async fn what_was_sent_stays_as_it_was_sent(house: Stage) {
        launch(&house).await;
        let unit = house.cast.first_unit;
        let mut program = house.program(&house.cast.unit_officer);
        log(&mut program, "讲座", 60, &[1]).await;
        let mut officer = house.visitor(&house.cast.unit_officer);
        let preview = officer.get(&format!("{}/report.docx", report(MAIN, unit))).await;
        let (text, pictures) = opened(&preview.body);
        assert!(text.contains("举办专题辅导讲座1场，参训60人次。"), "{text}");
        assert_eq!(pictures, 1);
        officer.post(&format!("{}/submit", report(MAIN, unit)), &[]).await;
        log(&mut program, "后来的讲座", 999, &[]).await;
        let sent = read(&mut program, MAIN, unit).await;
        assert!(!sent.to_string().contains("999"), "frozen");
        let edit = officer.post(&format!("{}/sections/overview", report(MAIN, unit)), &[("text", "改"), ("version", "0")]).await;
        assert_eq!(edit.status, 409);
        let file = officer.get(&format!("{}/report.docx", report(MAIN, unit))).await;
        let text = opened(&file.body).0;
        assert!(text.contains("青禾区第一医院") && text.contains("云岭市青禾区卫生健康局："), "{text}");
    }
}

testing_db::story! {
    async fn a_date_that_passed_is_late_and_one_before_the_launch_is_back_filled(house: Stage) {
        launch(&house).await;
        assert_eq!(state(&house, LATE).await.state, DueState::Missing);
        assert_eq!(state(&house, PAST).await.state, DueState::BackFill);
        assert_eq!(state(&house, ANY_TIME).await.state, DueState::AnyTime);
        let unit = house.cast.first_unit;
        let mut program = house.program(&house.cast.unit_officer);
        log(&mut program, "讲座", 60, &[]).await;
        for (due, came) in [(LATE, "late"), (PAST, "back_filled")] {
            let sent = program.call("POST", &format!("/api/v1{}/submit", report(due, unit)), &json!({})).await;
            assert_eq!(sent.json()["punctuality"], came, "{}", sent.text());
        }
        assert!(state(&house, LATE).await.is_late && !state(&house, PAST).await.is_late);
        assert_eq!(tally(&house, unit).await, ["lecture 1 logged", "trainee_visit 60 logged"], "no phase was reported");
    }
}

testing_db::story! {
    async fn a_report_is_not_sent_before_its_days_begin(house: Stage) {
        launch(&house).await;
        let unit = house.cast.first_unit;
        let mut program = house.program(&house.cast.unit_officer);
        due(&house, "e1", PHASE_TWO, "2026-04-30").await;
        let refused = program.call("POST", &format!("/api/v1{}/zero", report(&numbered("e1"), unit)), &json!({ "reason": "无" })).await;
        assert_eq!((refused.status.as_u16(), &refused.json()["code"]), (422, &json!("not_begun")), "{}", refused.text());
        assert!(refused.text().contains("2026-04-01"), "the phase begins then: {}", refused.text());
        // The second of two periodic reports waits for the first one's date; the first tells of its own days only.
        due(&house, "e2", PHASE_ONE, "2026-03-07").await;
        due(&house, "e3", PHASE_ONE, "2026-03-20").await;
        log(&mut program, "讲座", 60, &[]).await;
        let later = program.call("POST", &format!("/api/v1{}/submit", report(&numbered("e3"), unit)), &json!({})).await;
        assert!(later.text().contains("2026-03-08"), "{}", later.text());
        let sent = program.call("POST", &format!("/api/v1{}/submit", report(&numbered("e2"), unit)), &json!({})).await;
        assert_eq!(sent.status, 200, "{}", sent.text());
    }
}

testing_db::story! {
    async fn nothing_to_report_is_said_with_its_reason(house: Stage) {
        launch(&house).await;
        let unit = house.cast.first_unit;
        let path = format!("{}/zero", report(MAIN, unit));
        let mut officer = house.visitor(&house.cast.unit_officer);
        let unsaid = officer.post(&path, &[("reason", " ")]).await;
        assert_eq!(unsaid.status, 422);
        assert!(unsaid.text().contains("请写明零报告的原因"));
        assert_eq!(officer.post(&path, &[("reason", "院区搬迁，列入下阶段。")]).await.status, 303);
        let fact = state(&house, MAIN).await;
        assert!(fact.is_zero && fact.state == DueState::Pending);
        let now = figures(&house.db, campaign(), fact.due, house.clock().today()).await.unwrap();
        assert_eq!((now.expected, now.received, now.on_time, now.approved, now.zero), (2, 1, 1, 0, 1));
        let mut other = house.program(&house.cast.other_unit_officer);
        log(&mut other, "讲座", 60, &[]).await;
        let busy = format!("/api/v1{}/zero", report(MAIN, house.cast.second_unit));
        let refused = other.call("POST", &busy, &json!({ "reason": "无" })).await;
        assert_eq!(refused.json()["code"], "not_zero");
    }
}
