use serde_json::json;
use testing::hidden;

use crate::House;
use crate::second_step::enrol;

testing_db::story! {
    async fn administrators_set_the_second_step_up_before_anything_else(house: House) {
        let cast = &house.cast;
        let mut security = house.visitor(&cast.security_administrator);
        assert_eq!(house.visitor(&cast.system_administrator).get("/sign-in-policy").await.status, 403);
        let version = hidden(&security.get("/sign-in-policy").await.text(), "version");
        let strict = [("second_step_for_administrators", "true"), ("officers_invite", "true"), ("version", version.as_str())];
        assert_eq!(security.post("/sign-in-policy", &strict).await.location(), "/sign-in-policy");
        let late = security.post("/sign-in-policy", &strict).await;
        assert_eq!(late.location(), "/account/second-step", "it holds for who decided it, too");

        for who in [&cast.system_administrator, &cast.audit_administrator, &cast.security_administrator] {
            let (mut visitor, mut program) = (house.visitor(who), house.program(who));
            assert_eq!(visitor.get("/account").await.location(), "/account/second-step", "{}", who.name);
            assert_eq!(program.get("/api/v1/me").await.status, 401);
            let sent = visitor.get("/account/second-step").await.text();
            assert!(sent.contains("登录策略要求管理员启用登录验证"), "{sent}");
            enrol(&house, &mut visitor).await;
            assert_eq!(visitor.get("/account").await.status, 200);
            assert_eq!(program.get("/api/v1/me").await.status, 200);
            let end = visitor.post("/account/second-step/end", &[("code", "000000")]).await;
            assert!(end.status == 409 && end.text().contains("不能关闭"), "{}", end.text());
        }
        assert_eq!(house.visitor(&cast.bureau_officer).get("/units").await.status, 200, "others are not asked");
        let stale = security.post("/sign-in-policy", &strict).await;
        assert!(stale.status == 409 && stale.text().contains("有人刚刚改过登录策略"));
        assert!(security.get("/sign-in-policy").await.text().contains("第 1 版"));
    }
}

testing_db::story! {
    async fn the_security_administrator_can_keep_every_grant_to_herself(house: House) {
        let cast = &house.cast;
        let mut security = house.program(&cast.security_administrator);
        let view = security.get("/api/v1/sign-in-policy").await.json();
        assert_eq!((view["version"].as_i64(), view["officers_invite"].as_bool()), (Some(0), Some(true)));
        let closed = json!({ "officers_invite": false, "version": 0 });
        assert_eq!(security.call("PUT", "/api/v1/sign-in-policy", &closed).await.json()["version"], 1);
        assert_eq!(security.call("PUT", "/api/v1/sign-in-policy", &closed).await.status, 409);
        let mut officer = house.visitor(&cast.bureau_officer);
        let path = format!("/units/{}/invite", cast.first_unit);
        let refused = officer.post(&path, &[("name", "甲"), ("role", "unit_officer")]).await;
        assert!(refused.status == 409 && refused.text().contains("安全管理员分配角色"), "{}", refused.text());
        let leaving = cast.unit_officer.person.to_string();
        let handovers = format!("/units/{}/handovers", cast.first_unit);
        let refused = officer.post(&handovers, &[("person", &leaving), ("name", "新来的")]).await;
        assert!(refused.status == 409 && refused.text().contains("安全管理员分配角色"), "{}", refused.text());
        let told = officer.get(&format!("{handovers}/new?person={leaving}&name=新来的&told=yes")).await;
        assert!(told.status == 422 && !told.text().contains("确认移交"), "{}", told.text());
        assert_eq!(officer.post("/units/invitations", &[]).await.status, 409);
        let unit = officer.get(&format!("/units/{}", cast.first_unit)).await.text();
        assert!(unit.contains("登录策略规定") && !unit.contains(">生成链接<"), "{unit}");
        let units = officer.get("/units").await.text();
        assert!(units.contains("登录策略规定") && !units.contains("/units/invitations"), "{units}");
        assert!(officer.get("/units/invitations").await.text().contains("登录策略规定"));
        let successor = cast.member.person.to_string();
        let known = officer.post(&handovers, &[("person", &leaving), ("successor", &successor)]).await;
        assert!(known.status == 409 && known.text().contains("安全管理员分配角色"), "a member would become an officer: {}", known.text());
        let account = format!("/api/v1/accounts/{successor}");
        let version = security.get(&account).await.json()["version"].clone();
        let grant = json!({ "role": "unit_officer", "unit": cast.first_unit.to_string(), "version": version });
        let granted = security.call("POST", &format!("{account}/grants"), &grant).await;
        assert_eq!(granted.status, 200, "{}", granted.text());
        let known = officer.post(&handovers, &[("person", &leaving), ("successor", &successor)]).await;
        assert_eq!(known.status, 303, "an officer may take over from another one: {}", known.text());
        assert_eq!(house.ledger_count("sign_in.policy").await, 1);
        assert_eq!(house.ledger_count("account.grant").await, 2);
        for (verb, count) in [("unit.invite", 1), ("unit.hand_over", 2), ("unit.invite_all", 1)] {
            assert_eq!(house.refused_count(verb).await, count, "{verb}");
        }
    }
}

testing_db::story! {
    async fn the_system_administrator_says_what_the_site_calls_itself(house: House) {
        let before = people::facts::site(&house.db).await.unwrap();
        let now = (before.office_name.as_str(), before.reckoning.code(), before.due_time.as_str());
        assert_eq!(now, ("局安办", "approved", "24:00"));
        let mut system = house.visitor(&house.cast.system_administrator);
        let form = system.get("/settings").await.text();
        assert!(form.contains("value=\"云岭市青禾区卫生健康局\""), "{form}");
        let fields = [
            ("body_name", "云岭市青禾区卫生健康委员会"), ("body_short_name", "区卫健委"), ("office_name", "委安办"),
            ("reckoning", "reported"), ("due_time", "17:30"), ("version", "0"),
        ];
        let mut wrong = fields;
        wrong[4].1 = "下班前";
        let refused = system.post("/settings", &wrong).await;
        assert!(refused.status == 422 && refused.text().contains("17:30 的形式") && refused.text().contains("value=\"下班前\""));
        assert_eq!(system.post("/settings", &fields).await.location(), "/settings");
        let late = system.post("/settings", &fields).await;
        assert!(late.status == 409 && late.text().contains("有人刚刚改过系统设置"));
        let after = people::facts::site(&house.db).await.unwrap();
        assert_eq!((after.body_name.as_str(), after.reckoning.code()), ("云岭市青禾区卫生健康委员会", "reported"));
        assert!(house.visitor(&house.cast.bureau_officer).get("/units").await.text().contains("区卫健委"));
        let mut program = house.program(&house.cast.system_administrator);
        let view = program.get("/api/v1/settings").await.json();
        assert_eq!((view["version"].as_str(), view["office_name"].as_str()), (Some("1"), Some("委安办")));
        let mut body = view.clone();
        body["office_name"] = json!("办公室");
        assert_eq!(program.call("PUT", "/api/v1/settings", &body).await.json()["version"], "2");
        let taken = json!({ "body_name": "青禾区第一医院", "body_short_name": "委", "office_name": "办", "reckoning": "logged", "due_time": "9:00", "version": 2 });
        assert_eq!(program.call("PUT", "/api/v1/settings", &taken).await.json()["fields"][0]["field"], "body_name");
        assert_eq!(house.visitor(&house.cast.security_administrator).get("/settings").await.status, 403);
        assert_eq!(house.ledger_count("site.settings").await, 2);
    }
}
