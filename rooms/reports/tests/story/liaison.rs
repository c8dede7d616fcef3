//! A list of liaison officers is no report about activities.

use db::params;
use serde_json::json;

use crate::scene::{CAMPAIGN, LATE, Stage, launch, numbered, read, report, section};

/// The list is due on the 20th; gives the end of its address.
async fn list_is_due(house: &Stage) -> String {
    let id = numbered("e1");
    let mut tx = house.db.begin().await.unwrap();
    tx.run_one(
        "INSERT INTO due (id, campaign, kind, title, due_on, with_pictures, dropped, version) \
         VALUES ($1, $2, 'once', '报送联络员名单', '2026-03-20', TRUE, FALSE, 1)",
        params![&id, CAMPAIGN],
    )
    .await
    .unwrap();
    tx.commit().await.unwrap();
    id
}

testing_db::story! {
    async fn a_confirmed_liaison_stands_for_the_list(house: Stage) {
        launch(&house).await;
        let due = list_is_due(&house).await;
        let unit = house.cast.first_unit;
        let (path, liaison) = (report(&due, unit), format!("{}/liaison", report(&due, unit)));
        let mut officer = house.visitor(&house.cast.unit_officer);
        let mut tx = house.db.begin().await.unwrap();
        tx.run_one("UPDATE unit SET liaison_confirmed_at = NULL WHERE id = $1", params![unit]).await.unwrap();
        tx.commit().await.unwrap();
        let page = officer.get(&path).await.text();
        assert!(page.contains("去确认联络员") && !page.contains("主要做法”还是空的") && !page.contains("还没有选择图片"), "{page}");
        let early = officer.post(&liaison, &[]).await;
        assert!(early.status == 422 && early.text().contains("还没有在系统内确认"), "{}", early.text());
        let bare = officer.post(&format!("{path}/submit"), &[]).await;
        assert!(bare.status == 422 && bare.text().contains("名单还没有填写"), "{}", bare.text());

        let mut tx = house.db.begin().await.unwrap();
        tx.run_one(
            "UPDATE unit SET liaison_name = '林联络', liaison_post = '医务科科长', liaison_phone = '13800138000', \
             liaison_confirmed_at = 1 WHERE id = $1",
            params![unit],
        ).await.unwrap();
        tx.commit().await.unwrap();
        assert!(officer.get(&path).await.text().contains("以系统内联络员确认代替"));
        let sent = officer.post(&liaison, &[]).await;
        assert_eq!(sent.status, 303, "{}", sent.text());
        let seen = read(&mut house.program(&house.cast.bureau_reviewer), &due, unit).await;
        let text = section(&seen, "overview").to_string();
        assert!(text.contains("林联络，医务科科长，联系电话13800138000"), "{seen}");
        let again = house.program(&house.cast.unit_officer).call("POST", &format!("/api/v1{liaison}"), &json!({})).await;
        assert_eq!((again.status.as_u16(), again.json()["number"].as_i64()), (200, Some(1)), "twice is once");
        let other = house.program(&house.cast.unit_officer).call("POST", &format!("/api/v1{}/liaison", report(LATE, unit)), &json!({})).await;
        assert_eq!(other.json()["code"], "not_a_list");
        assert_eq!(house.ledger_count("report.submit_liaison").await, 1);
    }
}
