//! Units that join late or leave owe only what falls due meanwhile; a campaign that is over takes nothing in.

use db::params;
use serde_json::json;

use crate::scene::{CAMPAIGN, LATE, MAIN, PAST, Stage, campaign, launch, report};

async fn set(house: &Stage, sql: &'static str, day: &str) {
    let mut tx = house.db.begin().await.unwrap();
    tx.run_one(sql, params![house.cast.second_unit, day]).await.unwrap();
    tx.commit().await.unwrap();
}

/// How many units owe each of the dated reports.
async fn expected(house: &Stage) -> [i64; 3] {
    let mut expected = [0; 3];
    for (count, due) in expected.iter_mut().zip([PAST, LATE, MAIN]) {
        let due = campaigns::DueId::parse(due).unwrap();
        *count = reports::facts::figures(&house.db, campaign(), due, house.clock().today())
            .await
            .unwrap()
            .expected;
    }
    expected
}

testing_db::story! {
    async fn a_unit_owes_what_is_due_while_it_takes_part(house: Stage) {
        launch(&house).await;
        assert_eq!(expected(&house).await, [2, 2, 2]);
        set(&house, "UPDATE enrolment SET joined_on = $2 WHERE unit = $1", "2026-03-05").await;
        assert_eq!(expected(&house).await, [1, 2, 2], "what was due before it joined is not owed");
        set(&house, "UPDATE enrolment SET left_on = $2 WHERE unit = $1", "2026-03-06").await;
        assert_eq!(expected(&house).await, [1, 2, 1], "what is due after it left is not owed");
        let mut unit = house.program(&house.cast.other_unit_officer);
        let gone = unit.get(&format!("/api/v1{}", report(MAIN, house.cast.second_unit))).await;
        assert_eq!(gone.status, 404);
        let zero = format!("/api/v1{}/zero", report(LATE, house.cast.second_unit));
        let sent = unit.call("POST", &zero, &json!({ "reason": "没有开展" })).await;
        assert_eq!(sent.status, 200, "{}", sent.text());
        set(&house, "UPDATE enrolment SET left_on = $2 WHERE unit = $1", "2026-03-01").await;
        assert_eq!(expected(&house).await, [1, 2, 1], "what it sent stays");
    }
}

testing_db::story! {
    async fn what_is_over_takes_no_report_in(house: Stage) {
        launch(&house).await;
        let mut tx = house.db.begin().await.unwrap();
        tx.run_one("UPDATE campaign SET state = 'closed' WHERE id = $1", params![CAMPAIGN]).await.unwrap();
        tx.commit().await.unwrap();
        let mut unit = house.program(&house.cast.unit_officer);
        let address = report(LATE, house.cast.first_unit);
        assert_eq!(unit.get(&format!("/api/v1{address}")).await.status, 200, "to be read");
        let zero = unit.call("POST", &format!("/api/v1{address}/zero"), &json!({ "reason": "没有开展" })).await;
        assert_eq!(zero.status, 409);
        assert!(zero.text().contains("已经办结"), "{}", zero.text());
        let page = house.visitor(&house.cast.unit_officer).get(&address).await;
        assert_eq!(page.status, 200, "{}", page.text());
        let rows = crate::scene::count(&house, "SELECT COUNT(*) AS value FROM begun_report").await;
        assert_eq!(rows, 0);
    }
}

/// Plans are due on 2026-03-01.
async fn plans_are_due(house: &Stage) -> campaigns::DueId {
    let id = crate::scene::numbered("f1");
    let mut tx = house.db.begin().await.unwrap();
    tx.run_one(
        "INSERT INTO due (id, campaign, kind, title, due_on, with_pictures, dropped, version) \
         VALUES ($1, $2, 'unit_plan', '单位工作方案', '2026-03-01', FALSE, FALSE, 1)",
        params![&id, CAMPAIGN],
    )
    .await
    .unwrap();
    tx.commit().await.unwrap();
    campaigns::DueId::parse(&id).unwrap()
}

testing_db::story! {
    async fn a_plan_that_was_due_before_a_unit_joined_is_late_for_nothing(house: Stage) {
        launch(&house).await;
        let due = plans_are_due(&house).await;
        set(&house, "UPDATE enrolment SET joined_on = $2 WHERE unit = $1", "2026-03-05").await;
        let of = async || {
            let all = reports::facts::due_states(&house.db, campaign(), house.clock().today()).await.unwrap();
            all.into_iter().find(|fact| fact.due == due && fact.unit == house.cast.second_unit)
        };
        assert_eq!(of().await, None, "it does not owe it");
        let plan = json!({ "version": 0, "leader": "陈院长", "deputy": "林副院长",
            "items": [{ "name": "讲座", "ends_on": "2026-03-31", "department": "医务科", "person": "周医生" }] });
        let path = format!("/api/v1/plans/{CAMPAIGN}/{}", house.cast.second_unit);
        let mut unit = house.program(&house.cast.other_unit_officer);
        assert_eq!(unit.call("PUT", &path, &plan).await.status, 200);
        let sent = unit.call("POST", &format!("{path}/submit"), &json!({})).await;
        assert_eq!((sent.status.as_u16(), &sent.json()["is_late"]), (200, &json!(false)), "{}", sent.text());
        let fact = of().await.unwrap();
        assert!(fact.is_on_time && !fact.is_late, "{fact:?}");
    }
}

testing_db::story! {
    async fn a_late_unit_owes_its_plan_by_its_own_day(house: Stage) {
        launch(&house).await;
        let due = plans_are_due(&house).await;
        set(&house, "UPDATE enrolment SET joined_on = $2, plan_due_on = '2026-03-12' WHERE unit = $1", "2026-03-05").await;
        let state = async |day: &str| {
            let day = clock::CivilDate::parse(day).unwrap();
            let all = reports::facts::due_states(&house.db, campaign(), day).await.unwrap();
            let of = |unit| all.iter().find(|fact| fact.due == due && fact.unit == unit).map(|fact| fact.state);
            (of(house.cast.first_unit), of(house.cast.second_unit))
        };
        use reports::facts::DueState::{Missing, Open};
        assert_eq!(state("2026-03-06").await, (Some(Missing), Some(Open)));
        assert_eq!(state("2026-03-13").await, (Some(Missing), Some(Missing)));
        let path = format!("/api/v1/plans/{CAMPAIGN}/{}", house.cast.second_unit);
        let seen = house.program(&house.cast.other_unit_officer).get(&path).await.json();
        assert_eq!((&seen["due_on"], &seen["is_late"]), (&json!("2026-03-12"), &json!(false)), "{seen}");
        let desk = house.program(&house.cast.bureau_officer).get("/api/v1/plans").await.json();
        let days: Vec<_> = desk.as_array().unwrap().iter().map(|row| row["due_on"].clone()).collect();
        assert!(days.contains(&json!("2026-03-01")) && days.contains(&json!("2026-03-12")), "{desk}");
    }
}

testing_db::story! {
    async fn a_day_that_an_amendment_brought_after_it_had_passed_makes_nobody_late(house: Stage) {
        launch(&house).await;
        let mut tx = house.db.begin().await.unwrap();
        let sent = clock::CivilDate::parse("2026-03-05").unwrap().start();
        tx.run_one(
            "INSERT INTO due (id, campaign, kind, title, due_on, sent_at, with_pictures, dropped, version) \
             VALUES ('000000000000000000000000000000f2', $1, 'once', '节后小结', '2026-03-02', $2, FALSE, FALSE, 1)",
            params![CAMPAIGN, sent],
        ).await.unwrap();
        tx.commit().await.unwrap();
        let due = campaigns::DueId::parse("000000000000000000000000000000f2").unwrap();
        let all = reports::facts::due_states(&house.db, campaign(), house.clock().today()).await.unwrap();
        let states: Vec<_> = all.iter().filter(|fact| fact.due == due).map(|fact| fact.state).collect();
        assert_eq!(states, [reports::facts::DueState::BackFill; 2]);
    }
}
