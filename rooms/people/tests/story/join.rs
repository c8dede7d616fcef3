use db::{Reads, params};
use testing::{SCRIPTS, Visitor};

use crate::lost_password::open_account;
use crate::{House, links};

const PASSWORD: &str = "correct horse battery";

async fn invited(house: &House, unit: people::UnitId, expires_on: &str) -> String {
    let mut officer = house.visitor(&house.cast.bureau_officer);
    let typed = [("name", "郑联络"), ("role", "unit_officer"), ("expires_on", expires_on)];
    links(&officer.post(&format!("/units/{unit}/invite"), &typed).await.text()).remove(0)
}

async fn join(visitor: &mut Visitor, link: &str, login: &str, password: &str) -> (u16, String) {
    let typed = [("own_login", login), ("own_password", password)];
    let answer = visitor.post(&format!("{link}/account"), &typed).await;
    (answer.status.as_u16(), answer.text())
}

testing_db::story! {
    async fn who_has_an_account_adds_the_invited_role_to_it(house: House) {
        let cast = &house.cast;
        open_account(&house, &cast.unit_officer, "zheng").await;
        let link = invited(&house, cast.second_unit, "2026-03-31").await;
        let mut guest = house.stranger();
        let typed = [("name", "郑联络"), ("login", "zheng"), ("password", PASSWORD), ("again", PASSWORD)];
        let taken = guest.post(&link, &typed).await;
        let page = taken.text();
        assert!(taken.status == 422 && page.contains("我已有账号") && page.contains("value=\"zheng\""), "{page}");
        let (status, page) = join(&mut guest, &link, "zheng", "not my password").await;
        assert!(status == 422 && page.contains("登录名或密码不正确"), "{page}");
        for script in SCRIPTS {
            let (status, page) = join(&mut guest, &link, script, script).await;
            let is_markup = script.contains(['<', '"', '\'', '&']);
            assert!(status == 422 && !(is_markup && page.contains(script)), "{script}: {page}");
        }
        assert_eq!(join(&mut guest, &link, "zheng", PASSWORD).await.0, 303);
        assert_eq!(guest.get(&link).await.status, 409, "the link is used up");
        assert_eq!(guest.post("/sign-in", &[("login", "zheng"), ("password", PASSWORD)]).await.location(), "/");
        let second = cast.second_unit.to_string();
        assert_eq!(guest.post("/session/place", &[("id", &second)]).await.location(), "/");
        assert_eq!(guest.get(&format!("/units/{second}")).await.status, 200);
        let named = "SELECT COUNT(*) AS value FROM person WHERE name = '郑联络'";
        assert_eq!(house.db.count(named, params![]).await.unwrap(), 1, "one person, one account");
        let ends = "SELECT until_on AS value FROM role_grant WHERE unit = $1 AND until_on IS NOT NULL";
        assert_eq!(house.db.value::<String>(ends, params![&second]).await.unwrap().as_deref(), Some("2026-03-31"));
        assert_eq!(house.ledger_count("account.join").await, 1);
        house.clock().set(house.clock().now().plus_micros(30 * clock::Moment::DAY_MICROS));
        let mut later = house.stranger();
        assert_eq!(later.post("/sign-in", &[("login", "zheng"), ("password", PASSWORD)]).await.location(), "/");
        assert_eq!(later.post("/session/place", &[("id", &second)]).await.status, 404, "the temporary role is over");
    }
}

testing_db::story! {
    async fn an_administrator_does_not_become_a_units_officer(house: House) {
        let cast = &house.cast;
        open_account(&house, &cast.audit_administrator, "audit").await;
        let link = invited(&house, cast.first_unit, "").await;
        let (status, page) = join(&mut house.stranger(), &link, "audit", PASSWORD).await;
        assert!(status == 422 && page.contains("管理员不接触业务数据"), "{page}");
        assert_eq!((house.ledger_count("account.join").await, house.refused_count("account.grant").await), (0, 1));
        assert_eq!(house.stranger().get(&link).await.status, 200, "the link still works for a login of its own");
    }
}

testing_db::story! {
    async fn a_hand_over_to_somebody_known_goes_to_the_account(house: House) {
        let cast = &house.cast;
        open_account(&house, &cast.other_unit_officer, "xulian").await;
        let mut officer = house.visitor(&cast.bureau_officer);
        let leaving = cast.unit_officer.person.to_string();
        let path = format!("/units/{}/handovers", cast.first_unit);
        let made = officer.post(&path, &[("person", &leaving), ("name", "许联络")]).await.text();
        let link = links(&made).remove(0);
        assert_eq!(join(&mut house.stranger(), &link, "xulian", PASSWORD).await.0, 303);
        let successor = "SELECT successor AS value FROM handover";
        let successor: Option<String> = house.db.value(successor, params![]).await.unwrap();
        assert_eq!(successor, Some(cast.other_unit_officer.person.to_string()));
    }
}
