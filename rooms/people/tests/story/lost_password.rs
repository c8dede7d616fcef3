use testing::{Answer, Visitor, Who};

use crate::{House, act, links};

const OLD: &str = "correct horse battery";
const NEW: &str = "门诊三楼的绿植很好看";

/// Gives a person of the cast a login and the old password.
pub(crate) async fn open_account(house: &House, who: &Who, login: &str) {
    let path = links(&invited_again(house, who).await.text()).remove(0);
    let fields = [("name", who.name), ("login", login), ("password", OLD), ("again", OLD)];
    assert_eq!(house.stranger().post(&path, &fields).await.status, 303);
}

/// A link for somebody who has not come yet, by whoever answers for them.
pub(crate) async fn invited_again(house: &House, who: &Who) -> Answer {
    let cast = &house.cast;
    if who.role.code().ends_with("_administrator") {
        return act(&mut house.visitor(&cast.system_administrator), who.person, "link", &[]).await;
    }
    let is_first = who.person == cast.bureau_officer.person;
    let mut officer = house.visitor(if is_first { &cast.other_officer } else { &cast.bureau_officer });
    officer.post(&format!("/units/{}/invite", who.at), &[("person", &who.person.to_string())]).await
}

async fn signs_in(house: &House, login: &str, password: &str) -> bool {
    house.stranger().post("/sign-in", &[("login", login), ("password", password)]).await.status == 303
}

async fn reset(helper: &mut Visitor, unit: people::UnitId, whom: &Who) -> (u16, String) {
    let person = whom.person.to_string();
    let answer = helper.post(&format!("/units/{unit}/reset"), &[("person", &person)]).await;
    (answer.status.as_u16(), answer.text())
}

testing_db::story! {
    async fn the_bureau_helps_somebody_who_lost_the_password(house: House) {
        let cast = &house.cast;
        open_account(&house, &cast.unit_leader, "huang").await;
        let mut officer = house.visitor(&cast.bureau_officer);
        let unit = officer.get(&format!("/units/{}", cast.first_unit)).await.text();
        assert!(unit.contains("重设密码"), "{unit}");
        let (status, shown) = reset(&mut officer, cast.first_unit, &cast.unit_leader).await;
        assert_eq!(status, 200, "{shown}");
        let earlier = links(&shown).remove(0);
        let (_, shown) = reset(&mut officer, cast.first_unit, &cast.unit_leader).await;
        let replaced = house.stranger().get(&earlier).await;
        assert!(replaced.status == 409 && replaced.text().contains("已有新的链接"), "{}", replaced.text());
        let link = links(&shown).remove(0);
        assert!(link.starts_with("/reset/") && shown.contains("<svg class=\"qr\""), "{shown}");
        assert!(signs_in(&house, "huang", OLD).await, "the old password works until the link is used");

        let mut leader = house.visitor(&cast.unit_leader);
        assert_eq!(leader.get("/account").await.status, 200);
        let mut guest = house.stranger();
        let page = guest.get(&link).await.text();
        assert!(page.contains("huang") && page.contains("原密码作废"), "{page}");
        for (password, again, sentence) in [
            ("short", "short", "至少需要 10 个字符"),
            ("huang12345", "huang12345", "不能与登录名或姓名相同"),
            (NEW, "另一个密码也很好看的", "两次输入的密码不一致"),
        ] {
            let refused = guest.post(&link, &[("password", password), ("again", again)]).await;
            assert!(refused.status == 422 && refused.text().contains(sentence), "{sentence}");
        }
        assert_eq!(guest.post(&link, &[("password", NEW), ("again", NEW)]).await.location(), "/sign-in");
        assert_eq!(leader.get("/account").await.status, 303, "every session is over");
        assert!(signs_in(&house, "huang", NEW).await && !signs_in(&house, "huang", OLD).await);
        assert_eq!(guest.post(&link, &[("password", OLD), ("again", OLD)]).await.status, 409, "once only");
        assert!(house.stranger().get(&link).await.text().contains("已经用过"));
        assert_eq!(house.ledger_count("unit.reset_password").await, 2);
        assert_eq!(house.ledger_count("account.choose_password").await, 1);
    }
}

testing_db::story! {
    async fn a_link_to_a_new_password_works_for_a_day(house: House) {
        let cast = &house.cast;
        open_account(&house, &cast.unit_officer, "zheng").await;
        let mut officer = house.visitor(&cast.bureau_officer);
        let first = links(&reset(&mut officer, cast.first_unit, &cast.unit_officer).await.1).remove(0);
        let second = links(&reset(&mut officer, cast.first_unit, &cast.unit_officer).await.1).remove(0);
        assert_eq!(house.stranger().get(&first).await.status, 409, "a new link makes the old one void");
        assert_eq!(house.stranger().get(&second.replace("/reset/", "/welcome/")).await.status, 409);
        house.clock().set(house.clock().now().plus_micros(clock::Moment::DAY_MICROS));
        let late = house.stranger().get(&second).await;
        assert!(late.status == 409 && late.text().contains("已经过期"));
    }
}

testing_db::story! {
    async fn nobody_is_helped_by_whom_they_outrank(house: House) {
        let cast = &house.cast;
        for (who, login) in [
            (&cast.unit_officer, "zheng"), (&cast.unit_leader, "huang"), (&cast.member, "staff"),
            (&cast.other_unit_officer, "xulian"), (&cast.security_administrator, "security"),
        ] {
            open_account(&house, who, login).await;
        }
        let mut officer = house.visitor(&cast.unit_officer);
        assert_eq!(reset(&mut officer, cast.first_unit, &cast.member).await.0, 200);
        for (whom, status) in [(&cast.unit_leader, 409), (&cast.unit_officer, 409), (&cast.other_unit_officer, 404)] {
            assert_eq!(reset(&mut officer, cast.first_unit, whom).await.0, status, "{}", whom.name);
        }
        assert_eq!(reset(&mut officer, cast.second_unit, &cast.other_unit_officer).await.0, 404);
        let mut leader = house.visitor(&cast.unit_leader);
        assert_eq!(reset(&mut leader, cast.first_unit, &cast.member).await.0, 403);

        let mut security = house.visitor(&cast.security_administrator);
        let bureau = cast.bureau.to_string();
        let seat = [("role", "bureau_reviewer"), ("unit", bureau.as_str())];
        assert_eq!(act(&mut security, cast.member.person, "grants", &seat).await.status, 303);
        let (status, page) = reset(&mut officer, cast.first_unit, &cast.member).await;
        assert!(status == 409 && page.contains("上级主管部门的经办人"), "somebody who reviews elsewhere: {page}");
        assert_eq!(reset(&mut house.visitor(&cast.bureau_officer), cast.first_unit, &cast.member).await.0, 200);
        let link = links(&act(&mut security, cast.member.person, "reset", &[]).await.text()).remove(0);
        assert_eq!(house.stranger().get(&link).await.status, 200);
        let own = act(&mut security, cast.security_administrator.person, "reset", &[]).await;
        assert_eq!(own.status, 409);
    }
}
