use db::{Db, Reads, params};
use testing::{Answer, Visitor};

use crate::lost_password::open_account;
use crate::{House, act};

const PASSWORD: &str = "correct horse battery";

async fn attempt(visitor: &mut Visitor, login: &str, password: &str) -> Answer {
    visitor.post("/sign-in", &[("login", login), ("password", password)]).await
}

async fn refusals(db: &Db) -> u64 {
    let sql = "SELECT COUNT(*) AS value FROM ledger WHERE verb = 'session.begin' AND outcome = 'refused'";
    db.count(sql, params![]).await.unwrap()
}

testing_db::story! {
    async fn guessing_is_slowed_down_and_then_locked(house: House) {
        open_account(&house, &house.cast.bureau_officer, "lin").await;
        let mut visitor = house.stranger();
        for _ in 0..3 {
            let refused = attempt(&mut visitor, "lin", "wrong guess 1").await;
            assert_eq!(refused.status, 422);
            assert!(refused.text().contains("登录名或密码不正确"));
        }
        let slowed = attempt(&mut visitor, "lin", PASSWORD).await;
        assert_eq!(slowed.status, 429, "even the right password has to wait");
        assert!(slowed.text().contains("5 秒后再试"), "{}", slowed.text());
        house.clock().set(house.clock().now().plus_seconds(6));
        assert_eq!(attempt(&mut visitor, "lin", "wrong guess 2").await.status, 422);
        house.clock().set(house.clock().now().plus_seconds(21));
        assert_eq!(attempt(&mut visitor, "lin", "wrong guess 3").await.status, 422);
        let locked = attempt(&mut visitor, "lin", PASSWORD).await;
        assert_eq!(locked.status, 423);
        assert!(locked.text().contains("之后再试") && locked.text().contains("09:15"), "{}", locked.text());
        assert_eq!(refusals(&house.db).await, 5);

        let mut security = house.visitor(&house.cast.security_administrator);
        assert_eq!(act(&mut security, house.cast.bureau_officer.person, "unlock", &[]).await.status, 303);
        assert_eq!(attempt(&mut visitor, "lin", PASSWORD).await.location(), "/");
        assert_eq!(visitor.get("/units").await.status, 200);
    }
}

testing_db::story! {
    async fn many_guesses_at_the_same_time_do_not_slip_through(house: House) {
        open_account(&house, &house.cast.bureau_officer, "lin").await;
        let guesses: Vec<_> = (0..12)
            .map(|_| {
                let mut visitor = house.stranger();
                tokio::spawn(async move { attempt(&mut visitor, "lin", "wrong guess").await.status.as_u16() })
            })
            .collect();
        let mut judged = 0;
        for guess in guesses {
            judged += u32::from(guess.await.unwrap() == 422);
        }
        assert_eq!(judged, 3, "the others have to wait");
    }
}

testing_db::story! {
    async fn the_trail_keeps_no_password(house: House) {
        let mut visitor = house.stranger();
        assert_eq!(attempt(&mut visitor, "my-password-by-mistake", "and the other one").await.status, 422);
        let rows = "SELECT COUNT(*) AS value FROM ledger WHERE actor_name LIKE $1 OR detail LIKE $1 OR target LIKE $1";
        assert_eq!(house.db.count(rows, params!["%the other one%"]).await.unwrap(), 0);
        assert_eq!(house.db.count(rows, params!["%my-password%"]).await.unwrap(), 0, "decision 31");
        assert_eq!(refusals(&house.db).await, 1);
    }
}

testing_db::story! {
    async fn a_session_ends_by_leaving_and_by_idleness(house: House) {
        let mut officer = house.visitor(&house.cast.bureau_officer);
        assert_eq!(officer.get("/units").await.status, 200);
        let eight_hours = 8 * 60 * 60;
        house.clock().set(house.clock().now().plus_seconds(eight_hours - 1));
        assert_eq!(officer.get("/units").await.status, 200, "just in time");
        house.clock().set(house.clock().now().plus_seconds(eight_hours));
        let away = officer.get("/units?q=a&class=b").await;
        assert_eq!(away.location(), "/sign-in?to=%2Funits%3Fq%3Da%26class%3Db");

        let mut reviewer = house.visitor(&house.cast.bureau_reviewer);
        assert_eq!(reviewer.get("/account").await.status, 303, "this one was idle, too");
    }
}

testing_db::story! {
    async fn pages_and_api_do_not_take_each_others_keys(house: House) {
        let officer = &house.cast.bureau_officer;
        assert_eq!(house.visitor(officer).get("/api/v1/me").await.status, 401);
        assert_eq!(house.program(officer).get("/units").await.status, 303);
        let me = house.program(officer).get("/api/v1/me").await.json();
        assert_eq!((me["name"].as_str(), me["roles"][0].as_str()), (Some("林经办"), Some("bureau_officer")));
        let guess = house.stranger().with_token("guess").get("/api/v1/me").await;
        assert_eq!((guess.status.as_u16(), guess.json()["code"].as_str()), (401, Some("not_signed_in")));
        assert_eq!(guess.json()["status"], 401);
    }
}

testing_db::story! {
    async fn a_token_is_shown_once_reads_or_writes_and_can_be_revoked(house: House) {
        let mut officer = house.visitor(&house.cast.bureau_officer);
        let fields = [("name", "数据大屏"), ("scope", "read"), ("days", "30"), ("idempotency_key", "a-key-of-mine")];
        let page = officer.post("/account/tokens", &fields).await.text();
        let token = page.split("id=\"token\">").nth(1).unwrap().split('<').next().unwrap().to_owned();
        let twice = officer.post("/account/tokens", &fields).await;
        assert_eq!(twice.status, 303, "sent twice, made once");

        let mut program = house.stranger().with_token(&token);
        assert_eq!(program.get("/api/v1/units").await.status, 200);
        let unit = web::axum::body::Body::from(r#"{"name":"新单位","class":"诊所"}"#);
        let written = program.send("POST", "/api/v1/units", Some("application/json"), unit).await;
        assert_eq!(written.status, 403, "a token for reading writes nothing");

        let account = officer.get("/account").await.text();
        assert!(account.contains("数据大屏") && !account.contains(&token));
        let revoke = account.split("/account/tokens/").find(|part| part.contains("/revoke")).unwrap();
        let path = format!("/account/tokens/{}/revoke", revoke.split('/').next().unwrap());
        let mut other = house.visitor(&house.cast.other_officer);
        assert_eq!(other.post(&path, &[]).await.status, 404, "somebody else's token");
        assert_eq!(officer.post(&path, &[]).await.status, 303);
        assert_eq!(program.get("/api/v1/units").await.status, 401);
        for (name, days) in [("", "30"), ("x", "0"), ("x", "366"), ("x", "许多")] {
            let refused = officer.post("/account/tokens", &[("name", name), ("scope", "read"), ("days", days)]).await;
            assert_eq!(refused.status, 422, "{name} {days}");
        }
    }
}

testing_db::story! {
    async fn one_person_serves_two_units_and_switches(house: House) {
        let officer = &house.cast.unit_officer;
        let mut security = house.visitor(&house.cast.security_administrator);
        let second = house.cast.second_unit.to_string();
        let grant = [("role", "unit_officer"), ("unit", second.as_str())];
        assert_eq!(act(&mut security, officer.person, "grants", &grant).await.status, 303);

        open_account(&house, officer, "zheng").await;
        let mut visitor = house.stranger();
        assert_eq!(attempt(&mut visitor, "zheng", PASSWORD).await.location(), "/");
        let shell = visitor.get("/account").await.text();
        assert!(shell.contains("aria-current=\"true\"") && shell.contains(&format!("value=\"{second}\"")), "{shell}");
        let (first, second) = (format!("/units/{}", officer.at), format!("/units/{second}"));
        assert_eq!(visitor.get(&first).await.status, 200);
        assert_eq!(visitor.get(&second).await.status, 404, "one place at a time");
        let id = house.cast.second_unit.to_string();
        assert_eq!(visitor.post("/session/place", &[("id", &id)]).await.location(), "/");
        assert_eq!(visitor.get(&second).await.status, 200);
        assert_eq!(visitor.get(&first).await.status, 404);
        let elsewhere = house.cast.bureau.to_string();
        assert_eq!(visitor.post("/session/place", &[("id", &elsewhere)]).await.status, 404);
        assert_eq!(house.ledger_count("session.place").await, 1);
        assert_eq!(visitor.post("/session/end", &[]).await.location(), "/sign-in");
        assert_eq!(visitor.get(&second).await.status, 303);
        assert_eq!(house.ledger_count("session.end").await, 1);
        attempt(&mut visitor, "zheng", PASSWORD).await;
        assert_eq!(visitor.get(&second).await.status, 200, "one begins where one left off");
    }
}

testing_db::story! {
    async fn a_new_password_ends_the_other_sessions(house: House) {
        open_account(&house, &house.cast.bureau_officer, "lin").await;
        let mut here = house.stranger();
        attempt(&mut here, "lin", PASSWORD).await;
        let mut there = house.visitor(&house.cast.bureau_officer);
        let change = |current: &'static str| {
            [("current", current), ("password", "门诊三楼的绿植很好看"), ("again", "门诊三楼的绿植很好看")]
        };
        let refused = here.post("/account/password", &change("not my password")).await;
        assert!(refused.status == 422 && refused.text().contains("原密码不正确"));
        assert_eq!(here.post("/account/password", &change(PASSWORD)).await.location(), "/account");
        assert_eq!(here.get("/account").await.status, 200);
        assert_eq!(there.get("/account").await.status, 303);
    }
}
