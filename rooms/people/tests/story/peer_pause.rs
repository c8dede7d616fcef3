use std::net::IpAddr;

use db::params;
use serde_json::json;
use testing::Visitor;

use crate::lost_password::open_account;
use crate::{House, act};

const PASSWORD: &str = "correct horse battery";
const OFFICE: IpAddr = IpAddr::V4(std::net::Ipv4Addr::new(192, 0, 2, 7));

/// Fails so often that the address has to wait; what is typed is no login, so no password is hashed.
async fn fail(visitor: &mut Visitor, times: usize) {
    for _ in 0..times {
        let refused = visitor.post("/sign-in", &[("login", "不是登录名"), ("password", "x")]).await;
        assert_eq!(refused.status, 422, "{}", refused.text());
    }
}

async fn sign_in(visitor: &mut Visitor, login: &str) -> u16 {
    visitor.post("/sign-in", &[("login", login), ("password", PASSWORD)]).await.status.as_u16()
}

testing_db::story! {
    async fn a_right_password_does_not_make_the_office_wait(house: House) {
        open_account(&house, &house.cast.bureau_officer, "lin").await;
        open_account(&house, &house.cast.bureau_reviewer, "chen").await;
        let mut office = house.stranger_at(OFFICE);
        fail(&mut office, 20).await;
        assert_eq!(sign_in(&mut office, "lin").await, 429);
        house.clock().set(house.clock().now().plus_seconds(11));
        assert_eq!(sign_in(&mut office, "lin").await, 303);
        let mut neighbour = house.stranger_at(OFFICE);
        assert_eq!(sign_in(&mut neighbour, "chen").await, 303, "at once after a colleague");
        fail(&mut neighbour, 1).await;
        assert_eq!(sign_in(&mut house.stranger_at(OFFICE), "chen").await, 429, "a failure still makes all wait");
    }
}

testing_db::story! {
    async fn the_security_administrator_sees_and_lifts_a_paused_address(house: House) {
        let mut office = house.stranger_at(OFFICE);
        fail(&mut office, 20).await;
        let mut security = house.visitor(&house.cast.security_administrator);
        let page = security.get("/accounts").await.text();
        assert!(page.contains("192.0.2.7") && page.contains("暂停登录的网络地址") && page.contains("20 次"), "{page}");
        let mut program = house.program(&house.cast.security_administrator);
        let list = program.get("/api/v1/accounts").await.json();
        assert_eq!((list["paused"][0]["address"].as_str(), list["paused"][0]["failures"].as_i64()), (Some("192.0.2.7"), Some(20)));
        let mut system = house.visitor(&house.cast.system_administrator);
        assert!(!system.get("/accounts").await.text().contains("192.0.2.7"));
        let lifted = [("address", "192.0.2.7")];
        assert_eq!(system.post("/accounts/addresses/lift", &lifted).await.status, 403);
        assert_eq!(security.post("/accounts/addresses/lift", &[("address", "")]).await.status, 422);
        assert_eq!(security.post("/accounts/addresses/lift", &lifted).await.location(), "/accounts");
        fail(&mut office, 1).await;
        assert_eq!(program.get("/api/v1/accounts").await.json()["paused"], json!([]));
        let again = program.call("POST", "/api/v1/accounts/addresses/lift", &json!({ "address": "192.0.2.7" })).await;
        assert_eq!(again.json()["address"], "192.0.2.7");
        assert_eq!((house.ledger_count("sign_in.lift").await, house.refused_count("sign_in.lift").await), (2, 1));
    }
}

testing_db::story! {
    async fn a_locked_account_is_told_and_found(house: House) {
        let officer = &house.cast.bureau_officer;
        open_account(&house, officer, "lin").await;
        let mut tx = house.db.begin().await.unwrap();
        let now = tx.now();
        let failed = "INSERT INTO sign_in_failure (subject, failures, last_at) VALUES ('login:lin', 5, $1)";
        tx.run(failed, params![now]).await.unwrap();
        tx.commit().await.unwrap();
        let mut security = house.visitor(&house.cast.security_administrator);
        let found = security.get("/accounts?state=locked").await.text();
        assert!(found.contains("林经办") && found.contains("共 1 人") && found.contains("已锁定"), "{found}");
        assert!(!security.get("/accounts?state=open").await.text().contains("林经办"));
        let page = security.get(&format!("/accounts/{}", officer.person)).await.text();
        assert!(page.contains("已锁定到") && page.contains("/unlock\""), "{page}");
        let mut program = house.program(&house.cast.security_administrator);
        let view = program.get(&format!("/api/v1/accounts/{}", officer.person)).await.json();
        assert_eq!(view["state"], "locked");
        assert_eq!(act(&mut security, officer.person, "unlock", &[]).await.status, 303);
        let page = security.get(&format!("/accounts/{}", officer.person)).await.text();
        assert!(!page.contains("/unlock\"") && page.contains("已启用"), "there is nothing left to unlock: {page}");
        assert!(security.get("/accounts?state=locked").await.text().contains("没有符合条件的账号"));
    }
}

testing_db::story! {
    async fn a_locked_colleague_is_seen_in_the_unit(house: House) {
        let who = &house.cast.unit_officer;
        open_account(&house, who, "zheng").await;
        let mut tx = house.db.begin().await.unwrap();
        let now = tx.now();
        let failed = "INSERT INTO sign_in_failure (subject, failures, last_at) VALUES ('login:zheng', 5, $1)";
        tx.run(failed, params![now]).await.unwrap();
        tx.commit().await.unwrap();
        let unit = format!("/units/{}", house.cast.first_unit);
        let mut officer = house.visitor(&house.cast.bureau_officer);
        let page = officer.get(&unit).await.text();
        assert!(page.contains("已锁定</span>") && page.contains("2026-03-06 09:15 自动恢复"), "{page}");
        assert!(page.contains("重设密码"), "who forgot the password is still helped: {page}");
        let mut program = house.program(&house.cast.bureau_officer);
        let view = program.get(&format!("/api/v1{unit}")).await.json();
        let people = view["people"].as_array().unwrap();
        let one = people.iter().find(|one| one["id"] == who.person.to_string().as_str()).unwrap();
        assert_eq!((one["state"].as_str(), one["can_sign_in"].as_bool()), (Some("locked"), Some(false)));
        house.clock().set(house.clock().now().plus_seconds(15 * 60));
        let page = officer.get(&unit).await.text();
        assert!(!page.contains("已锁定") && page.contains("已启用"), "{page}");
    }
}
