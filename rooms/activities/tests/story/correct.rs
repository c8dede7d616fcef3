use db::params;
use serde_json::json;

use crate::scene::{
    FIRE, SAFETY, Stage, count, jpeg, launch, lecture, lines_are_true, log, photo, post, tally, with,
};

const ON_SHELF: &str = "SELECT COUNT(*) AS value FROM photo WHERE activity IS NULL";

testing_db::story! {
    async fn a_correction_moves_the_tally(house: Stage) {
        launch(&house).await;
        let (db, unit) = (&house.db, house.cast.first_unit);
        let mut officer = house.visitor(&house.cast.unit_officer);
        let first = photo(&mut officer, "photo-key-1", &jpeg(1)).await;
        let second = photo(&mut officer, "photo-key-2", &jpeg(4)).await;
        let id = log(&mut officer, &with(lecture(), "photos[0]", &first)).await;
        assert_eq!(count(db, ON_SHELF).await, 1);
        let form = officer.get(&format!("/activities/{id}/edit")).await.text();
        assert!(form.contains("value=\"60\"") && form.contains(&first) && form.contains(&second));

        let mut fields = with(lecture(), "quantities[1][amount]", "80");
        fields.retain(|(name, _)| name != "campaigns[1]");
        let fields = with(with(fields, "photos[0]", &second), "version", "1");
        let path = format!("/activities/{id}/edit");
        assert_eq!(post(&mut officer, &path, &fields).await.status, 303);

        assert!(tally(db, unit, SAFETY).await.contains(&"a1 trainee_visit 80".to_owned()));
        assert_eq!(tally(db, unit, SAFETY).await.len(), 4);
        assert_eq!(tally(db, unit, FIRE).await.len(), 0);
        let shown = officer.get(&format!("/activities/{id}")).await.text();
        assert!(shown.contains(&second) && !shown.contains(&first), "the photo was exchanged");
        assert!(shown.contains("修改：数量、计入、照片"), "the history says what changed");
        assert!(shown.contains("60 人次") && shown.contains(" → ") && shown.contains("80 人次"), "and from what to what");
        let listed = house.program(&house.cast.unit_officer).get("/api/v1/activities").await.json();
        let line = &listed["activities"][0];
        assert_eq!(line["quantities"].as_array().unwrap().len(), 4, "{line}");
        assert_eq!((&line["quantities"][1]["amount"], &line["photos"]), (&json!(80), &json!(1)), "{line}");
        assert_eq!(line["campaigns"].as_array().unwrap().len(), 1, "{line}");
        lines_are_true(db).await;
        assert_eq!(count(db, ON_SHELF).await, 1);
    }
}

testing_db::story! {
    async fn a_better_description_leaves_the_tally_alone(house: Stage) {
        launch(&house).await;
        let mut officer = house.visitor(&house.cast.unit_officer);
        let id = log(&mut officer, &lecture()).await;
        let fields = with(with(lecture(), "description", "补充说明"), "version", "1");
        let answer = post(&mut officer, &format!("/activities/{id}/edit"), &fields).await;
        assert_eq!(answer.status, 303, "{}", answer.text());
        let voided = "SELECT COUNT(*) AS value FROM tally WHERE voided_at IS NOT NULL";
        assert_eq!(count(&house.db, voided).await, 0);
    }
}

testing_db::story! {
    async fn of_two_who_correct_the_second_sees_what_changed(house: Stage) {
        launch(&house).await;
        let mut officer = house.visitor(&house.cast.unit_officer);
        let id = log(&mut officer, &lecture()).await;
        let path = format!("/activities/{id}/edit");
        let from_first = with(lecture(), "version", "1");
        let faster = with(from_first.clone(), "place", "报告厅");
        assert_eq!(post(&mut officer, &path, &faster).await.status, 303);

        let slower = with(from_first, "quantities[1][amount]", "75");
        let answer = post(&mut officer, &path, &slower).await;
        let page = answer.text();
        assert_eq!(answer.status, 409);
        assert!(page.contains("报告厅") && page.contains("门诊三楼会议室"), "both places stand side by side");
        assert!(page.contains("value=\"75\"") && page.contains("name=\"version\" value=\"2\""));
        assert!(tally(&house.db, house.cast.first_unit, SAFETY).await.contains(&"a1 trainee_visit 60".to_owned()));

        let informed = with(slower, "version", "2");
        assert_eq!(post(&mut officer, &path, &informed).await.status, 303);
    }
}

testing_db::story! {
    async fn voiding_takes_the_numbers_out_and_restoring_brings_them_back(house: Stage) {
        launch(&house).await;
        let (db, unit) = (&house.db, house.cast.first_unit);
        let mut officer = house.visitor(&house.cast.unit_officer);
        let id = log(&mut officer, &lecture()).await;
        let (void, restore) = (format!("/activities/{id}/void"), format!("/activities/{id}/restore"));

        let blank = officer.post(&void, &[("reason", " ")]).await;
        assert_eq!(blank.status, 422);
        assert!(blank.text().contains("作废原因：请填写这一项"));
        assert_eq!(officer.post(&void, &[("reason", "重复登记")]).await.status, 303);
        assert_eq!(tally(db, unit, SAFETY).await.len(), 0);
        let shown = officer.get(&format!("/activities/{id}")).await.text();
        assert!(shown.contains("作废：重复登记"));
        assert!(!officer.get("/activities").await.text().contains(&id));
        assert!(officer.get("/activities?state=void").await.text().contains(&id));
        assert_eq!(officer.post(&void, &[("reason", "再来")]).await.status, 409);
        assert_eq!(officer.get(&format!("/activities/{id}/edit")).await.status, 409);

        assert_eq!(officer.post(&restore, &[]).await.status, 303);
        assert_eq!(tally(db, unit, SAFETY).await.len(), 4);
        assert_eq!(officer.post(&restore, &[]).await.status, 409);
        assert_eq!(house.ledger_count("activity.void").await, 1);
        assert_eq!(house.ledger_count("activity.restore").await, 1);
    }
}

testing_db::story! {
    async fn what_a_report_holds_stays(house: Stage) {
        launch(&house).await;
        let mut officer = house.visitor(&house.cast.unit_officer);
        let id = log(&mut officer, &lecture()).await;
        let fields = with(with(lecture(), "quantities[1][amount]", "600"), "version", "1");
        for (state, sentence) in [("reported", "正在审核"), ("approved", "已计入审核通过的报告")] {
            let mut tx = house.db.begin().await.unwrap();
            let advance = "UPDATE tally_campaign SET state = $2 WHERE campaign = $1";
            tx.run(advance, params![SAFETY, state]).await.unwrap();
            tx.commit().await.unwrap();
            let edit = post(&mut officer, &format!("/activities/{id}/edit"), &fields).await;
            let void = officer.post(&format!("/activities/{id}/void"), &[("reason", "改数")]).await;
            for answer in [edit, void] {
                assert_eq!(answer.status, 409);
                assert!(answer.text().contains(sentence) && answer.text().contains("退回该报告"));
            }
            assert!(officer.get(&format!("/activities/{id}")).await.text().contains(sentence));
        }
        let numbers = tally(&house.db, house.cast.first_unit, SAFETY).await;
        assert!(numbers.contains(&"a1 trainee_visit 60".to_owned()));
    }
}
