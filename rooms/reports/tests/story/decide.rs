use reports::DueState;
use reports::facts::due_states;
use serde_json::json;

use crate::scene::{LATE, MAIN, Stage, campaign, count, launch, log, read, report, section, tally};

/// Logs a lecture with a picture and sends the report.
async fn send(house: &Stage) {
    let mut program = house.program(&house.cast.unit_officer);
    log(&mut program, "讲座", 60, &[1]).await;
    let path = format!("/api/v1{}/submit", report(MAIN, house.cast.first_unit));
    assert_eq!(program.call("POST", &path, &json!({})).await.status, 200);
}

async fn state(house: &Stage, due: &str) -> DueState {
    let all = due_states(&house.db, campaign(), house.clock().today()).await.unwrap();
    let is_it = |fact: &&reports::facts::DueStateFact| {
        fact.due.to_string() == due && fact.unit == house.cast.first_unit
    };
    all.iter().find(is_it).unwrap().state
}

testing_db::story! {
    async fn a_report_goes_back_with_a_reason_and_comes_again(house: Stage) {
        launch(&house).await;
        send(&house).await;
        let unit = house.cast.first_unit;
        let path = report(MAIN, unit);
        let mut reviewer = house.visitor(&house.cast.bureau_reviewer);
        let unsaid = reviewer.post(&format!("{path}/return"), &[("sections[]", "experience")]).await;
        assert_eq!(unsaid.status, 422);
        assert!(unsaid.text().contains("请写明退回的原因"));
        let words = [("sections[]", "experience"), ("sections[]", "pictures"), ("phrases[]", "图片不足。"), ("reason", "请补经验做法。")];
        assert_eq!(reviewer.post(&format!("{path}/return"), &words).await.status, 303);
        assert_eq!(state(&house, MAIN).await, DueState::Returned);
        assert_eq!(tally(&house, unit).await, ["lecture 1 logged", "trainee_visit 60 logged"]);

        let mut officer = house.visitor(&house.cast.unit_officer);
        let desk = officer.get(&path).await.text();
        assert!(desk.contains("退回修改 · 经验做法、图片") && desk.contains("请补经验做法。"), "{desk}");
        let todos = reports::room(house.db.clone(), house.blobs.clone()).todos;
        assert!(todos.is_some());
        officer.post(&format!("{path}/sections/experience"), &[("text", "口诀上墙。"), ("version", "0")]).await;
        assert_eq!(officer.post(&format!("{path}/submit"), &[]).await.status, 303);

        let review = house.program(&house.cast.bureau_reviewer).get(&format!("/api/v1{path}/review")).await.json();
        assert_eq!(review["changes"], json!([{ "section": "经验做法", "added": ["口诀上墙。"], "removed": [] }]));
        let page = reviewer.get(&format!("{path}/review")).await.text();
        assert!(page.contains("与上次报送相比") && page.contains("第 2 次报送"));
        let first = [("version", "1"), ("reason", "请补图片。")];
        for verb in ["approve", "return"] {
            let unseen = reviewer.post(&format!("{path}/{verb}"), &first).await;
            assert!(unseen.status == 409 && unseen.text().contains("请看过再决定"), "{verb}: {}", unseen.text());
        }
        let seen = testing::hidden(&page, "version");
        assert_eq!(reviewer.post(&format!("{path}/approve"), &[("version", &seen)]).await.status, 303);
        assert_eq!(state(&house, MAIN).await, DueState::Approved);
        assert_eq!(tally(&house, unit).await, ["lecture 1 approved", "trainee_visit 60 approved"]);
        assert_eq!(count(&house, "SELECT COUNT(*) AS value FROM report_step").await, 4);
        assert_eq!(house.ledger_count("report.submit").await, 2);
        assert_eq!(house.ledger_count("report.approve").await, 1);
        let again = reviewer.post(&format!("{path}/approve"), &[]).await;
        assert_eq!(again.status, 409);
    }
}

testing_db::story! {
    async fn an_approved_report_may_be_given_back(house: Stage) {
        launch(&house).await;
        send(&house).await;
        let path = report(MAIN, house.cast.first_unit);
        let mut reviewer = house.visitor(&house.cast.bureau_reviewer);
        reviewer.post(&format!("{path}/approve"), &[]).await;
        assert_eq!(reviewer.post(&format!("{path}/return"), &[("reason", "数据有误。")]).await.status, 303);
        assert_eq!(state(&house, MAIN).await, DueState::Returned);
        assert_eq!(tally(&house, house.cast.first_unit).await, ["lecture 1 logged", "trainee_visit 60 logged"]);
    }
}

testing_db::story! {
    async fn late_stays_late(house: Stage) {
        launch(&house).await;
        let unit = house.cast.first_unit;
        let mut program = house.program(&house.cast.unit_officer);
        let mut reviewer = house.program(&house.cast.bureau_reviewer);
        log(&mut program, "讲座", 60, &[]).await;
        let path = format!("/api/v1{}", report(LATE, unit));
        program.call("POST", &format!("{path}/submit"), &json!({})).await;
        reviewer.call("POST", &format!("{path}/return"), &json!({ "reason": "补充" })).await;
        let again = program.call("POST", &format!("{path}/submit"), &json!({})).await;
        assert_eq!((&again.json()["number"], &again.json()["punctuality"]), (&json!(2), &json!("late")));
        let approved = reviewer.call("POST", &format!("{path}/approve"), &json!({})).await.json();
        assert_eq!((&approved["state"], &approved["punctuality"]), (&json!("late"), &json!("late")));
    }
}

testing_db::story! {
    async fn an_exempt_unit_owes_nothing_until_it_is_recalled(house: Stage) {
        launch(&house).await;
        let path = report(MAIN, house.cast.first_unit);
        let mut bureau = house.visitor(&house.cast.bureau_officer);
        assert_eq!(bureau.post(&format!("{path}/exempt"), &[("reason", "")]).await.status, 422);
        assert_eq!(bureau.post(&format!("{path}/exempt"), &[("reason", "停业装修")]).await.status, 303);
        assert_eq!(state(&house, MAIN).await, DueState::Exempt);
        let due = campaigns::DueId::parse(MAIN).unwrap();
        let figures = reports::facts::figures(&house.db, campaign(), due, house.clock().today()).await.unwrap();
        assert_eq!(figures.expected, 1);
        let mut officer = house.visitor(&house.cast.unit_officer);
        assert_eq!(officer.post(&format!("{path}/submit"), &[]).await.status, 409);
        assert_eq!(bureau.post(&format!("{path}/recall"), &[("reason", "恢复营业")]).await.status, 303);
        assert_eq!(state(&house, MAIN).await, DueState::NotDue);
    }
}

testing_db::story! {
    async fn what_is_not_sent_is_the_units_own_affair(house: Stage) {
        launch(&house).await;
        let unit = house.cast.first_unit;
        let mut program = house.program(&house.cast.unit_officer);
        let text = json!({ "text": "还没想好。", "version": 0 });
        program.call("PUT", &format!("/api/v1{}/sections/problems", report(MAIN, unit)), &text).await;
        let mine = read(&mut program, MAIN, unit).await;
        assert_eq!(section(&mine, "problems")["text"], "还没想好。");
        let mut bureau = house.visitor(&house.cast.bureau_officer);
        let looked = bureau.get(&report(MAIN, unit)).await;
        assert_eq!(looked.status, 303);
        let page = bureau.get(looked.location()).await.text();
        assert!(page.contains("还没有报送") && !page.contains("还没想好"), "{page}");
        assert_eq!(bureau.get(&format!("{}/report.docx", report(MAIN, unit))).await.status, 404);
    }
}

testing_db::story! {
    async fn the_reviewer_is_led_to_pictures_that_another_unit_has_too(house: Stage) {
        launch(&house).await;
        let mut other = house.program(&house.cast.other_unit_officer);
        log(&mut other, "邻家讲座", 30, &[1]).await;
        send(&house).await;
        let path = format!("{}/review", report(MAIN, house.cast.first_unit));
        let hint = "与其他活动的图片相同或相似";
        let page = house.visitor(&house.cast.bureau_reviewer).get(&path).await.text();
        let href = page.split(hint).next().and_then(|before| before.rsplit("href=\"").next()).unwrap();
        let href = href.split('#').next().unwrap();
        let shown = house.visitor(&house.cast.bureau_reviewer).get(href).await.text();
        assert!(shown.contains("图片比对") && shown.contains("邻家讲座"), "{href}: {shown}");
        for who in [&house.cast.unit_officer, &house.cast.unit_leader] {
            assert!(!house.visitor(who).get(&report(MAIN, house.cast.first_unit)).await.text().contains(hint));
        }
    }
}
