use db::{Reads, params};
use testing::{Who, hidden};

use crate::{House, act, links};

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
                "SELECT COUNT(*) AS value FROM ledger WHERE outcome = 'done'",
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
                refused.extend(["grants", "revocations", "unlock", "reset"].map(|act| format!("{target}/{act}")));
            }
            if who.role.code() != "system_administrator" {
                refused.extend(["active", "expiry", "link"].map(|act| format!("{target}/{act}")));
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
    let answer = act(&mut security, whom.person, "grants", &[("role", role), ("unit", &unit)]).await;
    (answer.status.as_u16(), answer.text())
}

testing_db::story! {
    async fn roles_are_given_and_taken_and_administrators_stay_apart(house: House) {
        let cast = &house.cast;
        for (whom, role) in [
            (&cast.system_administrator, "audit_administrator"),
            (&cast.system_administrator, "security_administrator"),
            (&cast.audit_administrator, "system_administrator"),
        ] {
            let (status, page) = grant(&house, whom, role).await;
            assert!(status == 422 && page.contains("须由不同的人担任"), "{role}: {page}");
        }
        let (status, page) = grant(&house, &cast.audit_administrator, "bureau_officer").await;
        assert!(status == 422 && page.contains("管理员不接触业务数据"));
        let (status, page) = grant(&house, &cast.bureau_officer, "system_administrator").await;
        assert!(status == 422 && page.contains("已有业务角色"));
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
            let taken = act(&mut security, cast.bureau_officer.person, "revocations", &[("grant", id)]).await;
            assert_eq!(taken.status, 303);
        }
        assert_eq!(officer.get("/units").await.status, 303, "without a role there is no session");
        assert_eq!(house.ledger_count("account.revoke").await, 2);
    }
}

testing_db::story! {
    async fn the_second_of_two_sees_what_the_first_has_changed(house: House) {
        let whom = house.cast.bureau_officer.person;
        let mut security = house.visitor(&house.cast.security_administrator);
        let seen = hidden(&security.get(&format!("/accounts/{whom}")).await.text(), "version");
        let unit = house.cast.bureau.to_string();
        assert_eq!(act(&mut security, whom, "grants", &[("role", "bureau_reviewer"), ("unit", &unit)]).await.status, 303);
        let mut system = house.visitor(&house.cast.system_administrator);
        let late = system.post(&format!("/accounts/{whom}/active"), &[("active", "false"), ("version", &seen)]).await;
        assert_eq!(late.status, 409);
        let page = late.text();
        assert!(page.contains("有人刚刚改过这个账号") && page.contains("局审核"), "{page}");
        assert_ne!(hidden(&page, "version"), seen, "sending again is a decision upon what is there now");
        assert_eq!(house.ledger_count("account.set_active").await, 0);
    }
}

testing_db::story! {
    async fn an_account_is_made_by_one_administrator_and_given_its_role_by_another(house: House) {
        let mut system = house.visitor(&house.cast.system_administrator);
        let mut security = house.visitor(&house.cast.security_administrator);
        let unit = house.cast.second_unit.to_string();
        let shown = system.post("/accounts", &[("name", "新来的"), ("unit", unit.as_str())]).await.text();
        assert!(shown.contains("<svg class=\"qr\"") && shown.contains("打印邀请单"), "{shown}");
        let link = links(&shown).remove(0);
        assert_eq!(house.stranger().get(&link).await.status, 200);
        let refused = system.post("/accounts", &[("name", ""), ("unit", "x"), ("expires_on", "2026-03-05")]).await;
        let page = refused.text();
        assert!(refused.status == 422 && page.contains("请填写姓名") && page.contains("请选择单位"), "{page}");
        assert!(page.contains("不能早于今天"), "{page}");

        let mut newcomer = house.stranger();
        let password = "correct horse battery";
        let fields = [("name", "新来的"), ("login", "newcomer"), ("password", password), ("again", password)];
        assert_eq!(newcomer.post(&link, &fields).await.status, 303);
        let sign_in = [("login", "newcomer"), ("password", password)];
        let without = newcomer.post("/sign-in", &sign_in).await;
        assert!(without.status == 422 && without.text().contains("还没有分配角色"));

        let waiting = security.get("/accounts?role=none").await.text();
        assert!(waiting.contains("新来的") && waiting.contains("待分配角色") && waiting.contains("共 1 人"), "{waiting}");
        let person = first_account(&waiting);
        let seat = [("role", "unit_officer"), ("unit", unit.as_str())];
        assert_eq!(act(&mut system, person, "grants", &seat).await.status, 403, "not the one who made it");
        assert_eq!(act(&mut security, person, "grants", &seat).await.status, 303);
        assert_eq!(newcomer.post("/sign-in", &sign_in).await.location(), "/");
        assert_eq!(newcomer.get(&format!("/units/{unit}")).await.status, 200);
    }
}

testing_db::story! {
    async fn a_closed_account_is_out_at_once_and_keeps_its_history(house: House) {
        let officer = &house.cast.unit_officer;
        let mut system = house.visitor(&house.cast.system_administrator);
        let (mut visitor, mut program) = (house.visitor(officer), house.program(officer));
        assert_eq!(visitor.get("/account").await.status, 200);
        assert_eq!(act(&mut system, officer.person, "active", &[("active", "false")]).await.status, 303);
        assert_eq!(visitor.get("/account").await.status, 303);
        assert_eq!(program.get("/api/v1/me").await.status, 401);
        let unit = house.visitor(&house.cast.bureau_officer).get(&format!("/units/{}", officer.at)).await.text();
        assert!(unit.contains("郑联络") && unit.contains("已停用"));
        assert_eq!(act(&mut system, officer.person, "active", &[("active", "true")]).await.status, 303);
        assert_eq!(visitor.get("/account").await.status, 303, "the sessions stay ended");
        assert_eq!(program.get("/api/v1/me").await.status, 401, "so do the tokens");
        let own = house.visitor(officer).get("/account").await;
        assert_eq!(own.status, 303);
        assert_eq!(house.ledger_count("account.set_active").await, 2);
    }
}

testing_db::story! {
    async fn a_temporary_account_works_through_its_last_day(house: House) {
        let cast = &house.cast;
        let mut system = house.visitor(&cast.system_administrator);
        assert_eq!(act(&mut system, cast.unit_officer.person, "expiry", &[("expires_on", "2026-03-05")]).await.status, 422);
        assert_eq!(act(&mut system, cast.unit_officer.person, "expiry", &[("expires_on", "2026-03-06")]).await.status, 303);
        let (mut visitor, mut program) = (house.visitor(&cast.unit_officer), house.program(&cast.unit_officer));
        assert_eq!(visitor.get("/account").await.status, 200);
        house.clock().set(house.clock().now().plus_micros(clock::Moment::DAY_MICROS));
        assert_eq!(visitor.get("/account").await.status, 303);
        assert_eq!(program.get("/api/v1/me").await.status, 401);
        let mut api = house.program(&cast.system_administrator);
        let account = format!("/api/v1/accounts/{}", cast.unit_officer.person);
        let view = api.get(&account).await.json();
        assert_eq!((view["state"].as_str(), view["expires_on"].as_str()), (Some("expired"), Some("2026-03-06")));
        let version = view["version"].to_string();
        let longer = api.call("POST", &format!("{account}/expiry"), &serde_json::json!({ "version": version })).await;
        assert_eq!(longer.json()["expires_on"], serde_json::Value::Null);
        assert_eq!(program.get("/api/v1/me").await.status, 200);
        assert_eq!(house.ledger_count("account.set_expiry").await, 2);
    }
}

testing_db::story! {
    async fn the_system_administrator_takes_over_nobody(house: House) {
        let mut system = house.visitor(&house.cast.system_administrator);
        let auditor = house.cast.audit_administrator.person;
        let link = links(&act(&mut system, auditor, "link", &[]).await.text()).remove(0);
        opened(&house, &link, "审计员", "audit").await;
        let refused = act(&mut system, auditor, "link", &[]).await;
        assert!(refused.status == 409 && refused.text().contains("这个账号已经启用"));
        assert_eq!(house.stranger().get(&link).await.status, 409, "the link is used up");
    }
}

testing_db::story! {
    async fn an_administrator_of_a_lower_bureau_reaches_down_only(house: House) {
        let cast = &house.cast;
        let mut security = house.visitor(&cast.security_administrator);
        let mut system = house.visitor(&cast.system_administrator);
        let first = cast.first_unit.to_string();
        let made = system.post("/accounts", &[("name", "下级安全员"), ("unit", first.as_str())]).await.text();
        let id = security.get("/accounts?role=none").await.text();
        let id = id.split("href=\"/accounts/").nth(1).unwrap().split('"').next().unwrap().to_owned();
        let lower = people::PersonId::parse(&id).unwrap();
        let seat = [("role", "security_administrator"), ("unit", first.as_str())];
        let early = act(&mut security, lower, "grants", &seat).await;
        assert!(early.status == 422 && early.text().contains("请先由本人打开链接"), "{}", early.text());
        let mut visitor = house.stranger();
        let password = "correct horse battery";
        let fields = [("name", "下级安全员"), ("login", "lower"), ("password", password), ("again", password)];
        assert_eq!(visitor.post(&links(&made)[0], &fields).await.status, 303);
        assert_eq!(act(&mut security, lower, "grants", &seat).await.status, 303);
        assert_eq!(visitor.post("/sign-in", &[("login", "lower"), ("password", password)]).await.location(), "/");

        let leader = cast.unit_leader.person;
        let (inside, outside) = (cast.first_unit.to_string(), cast.second_unit.to_string());
        assert_eq!(act(&mut visitor, leader, "grants", &[("role", "unit_officer"), ("unit", &outside)]).await.status, 422);
        assert_eq!(act(&mut visitor, leader, "grants", &[("role", "unit_officer"), ("unit", &inside)]).await.status, 303);
        let (bureau, unit) = (cast.bureau.to_string(), cast.first_unit.to_string());
        assert_eq!(system.post("/accounts", &[("name", "局里建的"), ("unit", &bureau)]).await.status, 200);
        let waiting = security.get("/accounts?role=none").await.text();
        let id = waiting.split("href=\"/accounts/").nth(1).unwrap().split('"').next().unwrap();
        let made_above = people::PersonId::parse(id).unwrap();
        assert_eq!(act(&mut security, made_above, "grants", &[("role", "member"), ("unit", &unit)]).await.status, 303);
        let within = act(&mut visitor, made_above, "grants", &[("role", "unit_officer"), ("unit", &unit)]).await;
        assert_eq!(within.status, 303, "where the account was made says nothing: {}", within.text());
        let hidden_one = format!("/accounts/{}", cast.bureau_officer.person);
        assert_eq!(visitor.get(&hidden_one).await.status, 404);
        assert_eq!(act(&mut security, leader, "grants", &[("role", "unit_leader"), ("unit", &outside)]).await.status, 303);
        let both = act(&mut visitor, leader, "grants", &[("role", "member"), ("unit", &inside)]).await;
        assert!(both.status == 409 && both.text().contains("管理范围之外还有角色"), "{}", both.text());
    }
}

testing_db::story! {
    async fn a_role_is_given_where_it_belongs(house: House) {
        let cast = &house.cast;
        let mut security = house.visitor(&cast.security_administrator);
        let account = format!("/accounts/{}", cast.unit_leader.person);
        let option = |name: &str| format!("<option value=\"{name}\"");
        let [bureau, first, second] = ["云岭市青禾区卫生健康局", "青禾区第一医院", "东街社区卫生服务中心"];
        let form = security.get(&format!("{account}?role=unit_officer")).await.text();
        assert!(form.contains("hx-get=\"/units/choices?for=unit_officer\""), "{form}");
        let offered = security.get("/units/choices?for=bureau_officer").await.text();
        assert!(offered.contains(&option(bureau)) && !offered.contains(&option(first)), "{offered}");
        let offered = security.get("/units/choices?for=unit_officer").await.text();
        assert!(!offered.contains(&option(bureau)) && offered.contains(&format!("{}>区卫健局", option(second))), "with the way to it: {offered}");
        let before = house.ledger_count("account.grant").await;
        let (bureau, unit) = (cast.bureau.to_string(), second.to_owned());
        for (role, place, sentence) in [
            ("bureau_officer", &unit, "“局经办”只能设在主管部门"),
            ("unit_leader", &bureau, "“单位领导”只能设在单位或科室"),
        ] {
            let refused = act(&mut security, cast.unit_leader.person, "grants", &[("role", role), ("unit", place)]).await;
            assert!(refused.status == 422 && refused.text().contains(sentence), "{}", refused.text());
        }
        assert_eq!(house.ledger_count("account.grant").await, before);
        assert_eq!(act(&mut security, cast.unit_leader.person, "grants", &[("role", "unit_leader"), ("unit", &unit)]).await.status, 303);
    }
}

/// The first account that a list leads to.
fn first_account(list: &str) -> people::PersonId {
    let id = list.split("href=\"/accounts/").nth(1).unwrap().split('"').next().unwrap();
    people::PersonId::parse(id).unwrap()
}

/// Opens somebody's account by its welcome link.
async fn opened(house: &House, link: &str, name: &str, login: &str) {
    let password = "correct horse battery";
    let fields = [("name", name), ("login", login), ("password", password), ("again", password)];
    assert_eq!(house.stranger().post(link, &fields).await.status, 303);
}

testing_db::story! {
    async fn no_administrators_office_is_left_empty_unseen(house: House) {
        let cast = &house.cast;
        let auditor = cast.audit_administrator.person;
        let mut system = house.visitor(&cast.system_administrator);
        let mut security = house.visitor(&cast.security_administrator);
        let link = links(&act(&mut system, auditor, "link", &[]).await.text()).remove(0);
        opened(&house, &link, "审计员", "audit").await;
        let held = security.get(&format!("/accounts/{auditor}")).await.text();
        let grant = hidden(&held, "grant");

        let refused = act(&mut security, auditor, "revocations", &[("grant", &grant)]).await;
        assert!(refused.status == 409 && refused.text().contains("唯一长期有效的审计管理员"), "{}", refused.text());
        let refused = act(&mut system, auditor, "expiry", &[("expires_on", "2026-12-31")]).await;
        assert!(refused.status == 422 && refused.text().contains("2026-12-31之后再没有审计管理员"));
        let refused = act(&mut system, auditor, "active", &[("active", "false")]).await;
        assert!(refused.status == 409 && refused.text().contains("唯一能履行职责的审计管理员"), "{}", refused.text());
        let guard = cast.security_administrator.person;
        let link = links(&act(&mut system, guard, "link", &[]).await.text()).remove(0);
        opened(&house, &link, "安全员", "guard").await;
        let closed = house.ledger_count("account.set_active").await;
        let refused = act(&mut system, guard, "active", &[("active", "false")]).await;
        assert!(refused.status == 409 && refused.text().contains("请先由安全管理员把这个角色授予另一人"), "{}", refused.text());
        let mut program = house.program(&cast.system_administrator);
        let shown = program.call("GET", &format!("/api/v1/accounts/{guard}"), &serde_json::Value::Null).await.json();
        let body = serde_json::json!({ "active": false, "version": shown["version"] });
        let refused = program.call("POST", &format!("/api/v1/accounts/{guard}/active"), &body).await;
        assert_eq!((refused.status.as_u16(), refused.json()["code"].as_str()), (409, Some("last_administrator")));
        assert_eq!(house.ledger_count("account.set_active").await, closed, "nothing happened");

        let bureau = cast.bureau.to_string();
        let shown = system.post("/accounts", &[("name", "另一位"), ("unit", bureau.as_str())]).await.text();
        opened(&house, &links(&shown).remove(0), "另一位", "another").await;
        let waiting = security.get("/accounts?role=none").await.text();
        let another = first_account(&waiting);
        let seat = [("role", "audit_administrator"), ("unit", bureau.as_str())];
        assert_eq!(act(&mut security, another, "grants", &seat).await.status, 303);
        assert_eq!(act(&mut system, another, "expiry", &[("expires_on", "2026-12-31")]).await.status, 303);
        let refused = act(&mut security, auditor, "revocations", &[("grant", &grant)]).await;
        assert_eq!(refused.status, 409, "the other one is there until the end of the year only");
        assert_eq!(act(&mut system, another, "expiry", &[("expires_on", "")]).await.status, 303);
        assert_eq!(act(&mut system, auditor, "expiry", &[("expires_on", "2026-12-31")]).await.status, 303);
        assert_eq!(act(&mut security, auditor, "revocations", &[("grant", &grant)]).await.status, 303);
    }
}

testing_db::story! {
    async fn of_two_administrators_who_are_closed_at_once_one_stays(house: House) {
        let cast = &house.cast;
        let (mut system, mut security) = (house.visitor(&cast.system_administrator), house.visitor(&cast.security_administrator));
        let bureau = cast.bureau.to_string();
        let guard = cast.security_administrator.person;
        let link = links(&act(&mut system, guard, "link", &[]).await.text()).remove(0);
        opened(&house, &link, "安全员", "guard").await;
        let shown = system.post("/accounts", &[("name", "另一位"), ("unit", bureau.as_str())]).await.text();
        opened(&house, &links(&shown).remove(0), "另一位", "another").await;
        let another = first_account(&security.get("/accounts?role=none").await.text());
        let seat = [("role", "security_administrator"), ("unit", bureau.as_str())];
        assert_eq!(act(&mut security, another, "grants", &seat).await.status, 303);
        let mut programs = [house.program(&cast.system_administrator), house.program(&cast.system_administrator)];
        let mut calls = Vec::new();
        for person in [guard, another] {
            let shown = programs[0].call("GET", &format!("/api/v1/accounts/{person}"), &serde_json::Value::Null).await.json();
            let body = serde_json::json!({ "active": false, "version": shown["version"] });
            calls.push((format!("/api/v1/accounts/{person}/active"), body));
        }
        let [one, other] = &mut programs;
        let (one, other) = tokio::join!(one.call("POST", &calls[0].0, &calls[0].1), other.call("POST", &calls[1].0, &calls[1].1));
        let mut answers = [one.status.as_u16(), other.status.as_u16()];
        answers.sort_unstable();
        assert_eq!(answers, [200, 409], "{} {}", one.text(), other.text());
    }
}
