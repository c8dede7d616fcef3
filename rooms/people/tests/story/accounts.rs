use db::{Reads, params};
use testing::Who;

use crate::{House, links};

testing_db::story! {
    async fn every_role_finds_its_own_doors_only(house: House) {
        let cast = &house.cast;
        let unit = format!("/units/{}", cast.first_unit);
        for who in cast.everybody() {
            let role = who.role.code();
            let bureau = matches!(role, "bureau_officer" | "bureau_reviewer");
            let keeper = matches!(role, "system_administrator" | "security_administrator");
            let own = who.at == cast.first_unit && matches!(role, "unit_officer" | "unit_leader");
            let mut visitor = house.visitor(who);
            let expected_unit = match (bureau || own, who.at == cast.second_unit) {
                (true, _) => 200,
                (false, true) => 404,
                (false, false) => 403,
            };
            let doors = [
                ("/units", if bureau { 200 } else { 403 }),
                ("/units/import", if role == "bureau_officer" { 200 } else { 403 }),
                ("/accounts", if keeper { 200 } else { 403 }),
                ("/account", 200),
                (unit.as_str(), expected_unit),
                ("/units/00000000000000000000000000000009", 404),
                ("/units/not-an-id", 404),
            ];
            for (door, expected) in doors {
                assert_eq!(visitor.get(door).await.status, expected, "{} at {door}", who.name);
            }
        }
        let hidden = house.visitor(&cast.other_unit_officer).get(&unit).await.text();
        let unknown = house.visitor(&cast.other_unit_officer).get("/units/00000000000000000000000000000009").await;
        let plain = |text: &str| text.split("<main").nth(1).unwrap().split("<span class=\"code\">").next().unwrap().to_owned();
        assert_eq!(plain(&hidden), plain(&unknown.text()), "unseen and unknown look the same");
    }
}

testing_db::story! {
    async fn a_refused_change_changes_nothing(house: House) {
        let cast = &house.cast;
        let state = async || {
            let mut counts = Vec::new();
            for sql in [
                "SELECT COUNT(*) AS value FROM person",
                "SELECT COUNT(*) AS value FROM role_grant",
                "SELECT COUNT(*) AS value FROM one_time_link",
                "SELECT COUNT(*) AS value FROM unit",
                "SELECT COUNT(*) AS value FROM ledger",
                "SELECT CAST(SUM(version) AS BIGINT) AS value FROM person",
            ] {
                counts.push(house.db.count(sql, params![]).await.unwrap());
            }
            counts
        };
        let before = state().await;
        let target = format!("/accounts/{}", cast.unit_officer.person);
        let unit = format!("/units/{}", cast.first_unit);
        for who in cast.everybody() {
            let mut visitor = house.visitor(who);
            let mut refused = Vec::new();
            if who.role.code() != "security_administrator" {
                for act in ["grants", "revocations", "active", "unlock"] {
                    refused.push(format!("{target}/{act}"));
                }
                refused.push("/accounts".to_owned());
            }
            if who.role.code() != "bureau_officer" {
                refused.push(format!("{unit}/invite"));
                refused.push("/units/invitations".to_owned());
                refused.push("/units".to_owned());
            }
            for path in refused {
                let status = visitor.post(&path, &[("name", "甲")]).await.status.as_u16();
                assert!(matches!(status, 403 | 404), "{} at {path}: {status}", who.name);
            }
        }
        assert_eq!(state().await, before);
    }
}

async fn grant(house: &House, whom: &Who, role: &str) -> (u16, String) {
    let mut security = house.visitor(&house.cast.security_administrator);
    let unit = house.cast.bureau.to_string();
    let path = format!("/accounts/{}/grants", whom.person);
    let answer = security.post(&path, &[("role", role), ("unit", &unit)]).await;
    (answer.status.as_u16(), answer.text())
}

testing_db::story! {
    async fn roles_are_given_and_taken_and_administrators_stay_apart(house: House) {
        let cast = &house.cast;
        let (status, page) = grant(&house, &cast.system_administrator, "audit_administrator").await;
        assert!(status == 422 && page.contains("须由不同的人担任"), "{page}");
        let (status, page) = grant(&house, &cast.audit_administrator, "bureau_officer").await;
        assert!(status == 422 && page.contains("管理员不接触业务数据"));
        let (status, page) = grant(&house, &cast.bureau_officer, "bureau_officer").await;
        assert!(status == 422 && page.contains("已有这个角色"));
        assert_eq!(grant(&house, &cast.security_administrator, "bureau_officer").await.0, 409, "not to oneself");
        assert_eq!(house.ledger_count("account.grant").await, 0);

        assert_eq!(grant(&house, &cast.bureau_officer, "bureau_reviewer").await.0, 303);
        assert_eq!(house.ledger_count("account.grant").await, 1);
        let mut security = house.visitor(&cast.security_administrator);
        let account = format!("/accounts/{}", cast.bureau_officer.person);
        let page = security.get(&account).await.text();
        let grants: Vec<String> = page.split("name=\"grant\" value=\"").skip(1)
            .map(|rest| rest.split('"').next().unwrap().to_owned()).collect();
        assert_eq!(grants.len(), 2);
        let mut officer = house.visitor(&cast.bureau_officer);
        for id in &grants {
            assert_eq!(officer.get("/units").await.status, 200);
            assert_eq!(security.post(&format!("{account}/revocations"), &[("grant", id)]).await.status, 303);
        }
        assert_eq!(officer.get("/units").await.status, 303, "without a role there is no session");
        assert_eq!(house.ledger_count("account.revoke").await, 2);
    }
}

testing_db::story! {
    async fn accounts_are_opened_closed_and_opened_again(house: House) {
        let mut security = house.visitor(&house.cast.security_administrator);
        let unit = house.cast.second_unit.to_string();
        let fields = [("name", "新来的"), ("role", "unit_leader"), ("unit", unit.as_str())];
        let link = links(&security.post("/accounts", &fields).await.text()).remove(0);
        assert_eq!(house.stranger().get(&link).await.status, 200);
        let refused = security.post("/accounts", &[("name", "新来的"), ("role", "owner"), ("unit", "x")]).await;
        assert!(refused.status == 422 && refused.text().contains("请选择角色") && refused.text().contains("请选择单位"));

        let officer = &house.cast.unit_officer;
        let path = format!("/accounts/{}/active", officer.person);
        let (mut visitor, mut program) = (house.visitor(officer), house.program(officer));
        assert_eq!(visitor.get("/account").await.status, 200);
        assert_eq!(security.post(&path, &[("active", "false")]).await.status, 303);
        assert_eq!(visitor.get("/account").await.status, 303);
        assert_eq!(program.get("/api/v1/me").await.status, 401);
        assert_eq!(security.post(&path, &[("active", "true")]).await.status, 303);
        assert_eq!(program.get("/api/v1/me").await.status, 200);
        assert_eq!(house.ledger_count("account.set_active").await, 2);
    }
}

testing_db::story! {
    async fn the_system_administrator_takes_over_nobody(house: House) {
        let mut system = house.visitor(&house.cast.system_administrator);
        let target = format!("/accounts/{}/link", house.cast.audit_administrator.person);
        let link = links(&system.post(&target, &[]).await.text()).remove(0);
        let password = "correct horse battery";
        let fields = [("name", "审计员"), ("login", "audit"), ("password", password), ("again", password)];
        assert_eq!(house.stranger().post(&link, &fields).await.status, 303);
        let refused = system.post(&target, &[]).await;
        assert!(refused.status == 409 && refused.text().contains("请由安全管理员操作"));
    }
}
