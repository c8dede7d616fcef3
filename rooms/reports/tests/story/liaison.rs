//! A list of liaison officers is no report about activities.

use db::{Reads, params};
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
        assert!(page.contains("确认联络员并报送") && !page.contains("主要做法") && !page.contains("图片"), "{page}");
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

/// Nobody has confirmed the liaison yet; gives the version of the unit.
async fn unconfirmed(house: &Stage) -> String {
    let unit = house.cast.first_unit;
    let mut tx = house.db.begin().await.unwrap();
    tx.run_one("UPDATE unit SET liaison_confirmed_at = NULL WHERE id = $1", params![unit]).await.unwrap();
    tx.commit().await.unwrap();
    let version: Option<i64> =
        house.db.value("SELECT version AS value FROM unit WHERE id = $1", params![unit]).await.unwrap();
    version.unwrap().to_string()
}

testing_db::story! {
    async fn the_small_form_confirms_and_sends_at_once(house: Stage) {
        launch(&house).await;
        let due = list_is_due(&house).await;
        let unit = house.cast.first_unit;
        let (path, liaison) = (report(&due, unit), format!("{}/liaison", report(&due, unit)));
        let version = unconfirmed(&house).await;
        let mut officer = house.visitor(&house.cast.unit_officer);
        let typed = |phone, version| [("liaison_name", "林联络"), ("liaison_post", "科长"), ("liaison_phone", phone), ("version", version)];
        let wrong = officer.post(&liaison, &typed("12", &version)).await;
        assert!(wrong.status == 422 && wrong.text().contains("林联络") && wrong.text().contains("确认联络员并报送"), "{}", wrong.text());
        assert_eq!(house.ledger_count("unit.confirm_liaison").await, 0);
        let stale = officer.post(&liaison, &typed("13800138000", "0")).await;
        assert_eq!(stale.status, 409, "{}", stale.text());
        let stranger = house.visitor(&house.cast.other_unit_officer).post(&liaison, &typed("13800138000", &version)).await;
        assert_eq!(stranger.status, 404);
        let sent = officer.post(&liaison, &typed("13800138000", &version)).await;
        assert_eq!(sent.status, 303, "{}", sent.text());
        assert_eq!(house.ledger_count("unit.confirm_liaison").await, 1);
        assert_eq!(house.ledger_count("report.submit_liaison").await, 1);
        assert!(people::facts::confirmed_liaison(&house.db, unit).await.unwrap().is_some());
        assert!(!officer.get(&path).await.text().contains("确认联络员并报送"));
        let seen = read(&mut house.program(&house.cast.bureau_reviewer), &due, unit).await;
        assert!(section(&seen, "overview").to_string().contains("林联络，科长，联系电话13800138000"), "{seen}");
    }
}

testing_db::story! {
    async fn who_has_more_to_say_writes_the_list(house: Stage) {
        launch(&house).await;
        let due = list_is_due(&house).await;
        let path = report(&due, house.cast.first_unit);
        let page = house.visitor(&house.cast.unit_officer).get(&format!("{path}?edit=overview")).await.text();
        assert!(page.contains("总体情况") && page.contains("返回：确认联络员即完成报送"), "{page}");
        let leader = house.visitor(&house.cast.unit_leader).get(&path).await.text();
        assert!(leader.contains("确认联络员并报送"), "{leader}");
    }
}

testing_db::story! {
    async fn a_list_that_the_unit_writes_itself_waits(house: Stage) {
        launch(&house).await;
        let due = list_is_due(&house).await;
        let unit = house.cast.first_unit;
        let mut tx = house.db.begin().await.unwrap();
        let sql = "UPDATE unit SET liaison_name = '林联络', liaison_phone = '13800138000', liaison_confirmed_at = 1 WHERE id = $1";
        tx.run_one(sql, params![unit]).await.unwrap();
        tx.commit().await.unwrap();
        let actor = house.actor(&house.cast.unit_officer, people::NodeKind::Unit).await;
        let mut tried = house.db.begin().await.unwrap();
        assert_eq!(reports::liaison::send_lists(&mut tried, &actor, unit).await.unwrap().len(), 1, "nothing was written");
        drop(tried);
        let path = format!("/api/v1{}/sections/overview", report(&due, unit));
        let text = json!({ "text": "联络员两名：林联络、郑联络。", "version": 0 });
        let written = house.program(&house.cast.unit_officer).call("PUT", &path, &text).await;
        assert_eq!(written.status, 200, "{}", written.text());
        let mut tx = house.db.begin().await.unwrap();
        assert!(reports::liaison::send_lists(&mut tx, &actor, unit).await.unwrap().is_empty());
    }
}
