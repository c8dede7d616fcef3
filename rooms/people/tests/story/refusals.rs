use db::{Reads, params};
use testing::SCRIPTS;

use crate::{House, act};

testing_db::story! {
    async fn what_is_refused_stands_in_the_ledger_with_its_reason(house: House) {
        let cast = &house.cast;
        let mut security = house.visitor(&cast.security_administrator);
        let bureau = cast.bureau.to_string();
        let seat = |role: &'static str| [("role", role.to_owned()), ("unit", bureau.clone())];
        let own = seat("bureau_officer");
        let own: Vec<(&str, &str)> = own.iter().map(|(name, value)| (*name, value.as_str())).collect();
        assert_eq!(act(&mut security, cast.security_administrator.person, "grants", &own).await.status, 409);
        let two = seat("audit_administrator");
        let two: Vec<(&str, &str)> = two.iter().map(|(name, value)| (*name, value.as_str())).collect();
        assert_eq!(act(&mut security, cast.system_administrator.person, "grants", &two).await.status, 422);
        assert_eq!(house.refused_count("account.grant").await, 2);
        let told = "SELECT COUNT(*) AS value FROM ledger WHERE verb = 'account.grant' AND outcome = 'refused' \
                    AND actor_name = '安全员' AND place IS NOT NULL AND detail LIKE $1";
        for reason in ["%不能改动自己的账号%", "%须由不同的人担任%"] {
            assert_eq!(house.db.count(told, params![reason]).await.unwrap(), 1, "{reason}");
        }
        let mut member = house.visitor(&cast.member);
        assert_eq!(member.post(&format!("/units/{}/invite", cast.first_unit), &[("name", "甲")]).await.status, 403);
        assert_eq!(house.refused_count("unit.invite").await, 1);
        let mut other = house.visitor(&cast.other_unit_officer);
        assert_eq!(other.post(&format!("/units/{}/invite", cast.first_unit), &[]).await.status, 404);
        let mut officer = house.visitor(&cast.bureau_officer);
        assert_eq!(officer.post(&format!("/units/{}/invite", cast.first_unit), &[]).await.status, 422);
        assert_eq!(house.refused_count("unit.invite").await, 1, "neither what is unseen nor what is filled in wrongly");
        assert_eq!(member.get("/units").await.status, 403);
        assert_eq!(house.refused_count("unit.list").await, 0, "who looks only is not written down");
    }
}

testing_db::story! {
    async fn a_refused_sign_in_names_the_login_as_far_as_is_safe_and_why(house: House) {
        let mut visitor = house.stranger();
        let long = "很".repeat(80);
        for login in ["nobody", long.as_str()].into_iter().chain(SCRIPTS.iter().copied()) {
            visitor.post("/sign-in", &[("login", login), ("password", "the secret one")]).await;
        }
        let told = "SELECT COUNT(*) AS value FROM ledger WHERE verb = 'session.begin' AND outcome = 'refused' \
                    AND detail LIKE $1";
        for (text, count) in [("%\"login\":\"nob…（共 6 个字符）\"%", 1), ("%nobody%", 0), ("%没有这个登录名%", 2 + SCRIPTS.len() as u64), ("%the secret one%", 0)] {
            assert_eq!(house.db.count(told, params![text]).await.unwrap(), count, "{text}");
        }
        let cut = "%\"很很很…（共 80 个字符）\"%";
        assert_eq!(house.db.count(told, params![cut]).await.unwrap(), 1);
    }
}
