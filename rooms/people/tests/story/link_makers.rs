//! Whoever makes a link could enter with it: who may, and when one stops working.

use db::{Reads, params};
use people::PersonId;
use serde_json::{Value, json};

use crate::lost_password::{invited_again, open_account};
use crate::{House, act, links};

const PASSWORD: &str = "correct horse battery";

async fn person(house: &House, name: &str) -> PersonId {
    let sql = "SELECT id AS value FROM person WHERE name = $1";
    PersonId::parse(&house.db.value::<String>(sql, params![name]).await.unwrap().unwrap()).unwrap()
}

/// What the trail says of what somebody did.
async fn told(house: &House, verb: &str, who: PersonId) -> Value {
    let sql = "SELECT detail AS value FROM ledger WHERE verb = $1 AND target = $2 AND outcome = 'done'";
    house.db.value::<Value>(sql, params![verb, who]).await.unwrap().unwrap()
}

testing_db::story! {
    async fn no_administrator_makes_a_link_to_business_data(house: House) {
        let cast = &house.cast;
        open_account(&house, &cast.bureau_officer, "lin").await;
        let mut officer = house.visitor(&cast.bureau_officer);
        let invite = format!("/units/{}/invite", cast.first_unit);
        let own = links(&officer.post(&invite, &[("name", "新联络"), ("role", "unit_officer")]).await.text()).remove(0);
        let invited = person(&house, "新联络").await;
        let mut system = house.visitor(&cast.system_administrator);
        let page = system.get(&format!("/accounts/{invited}")).await.text();
        assert!(!page.contains("重新生成链接") && page.contains("由主管部门的经办人"), "{page}");
        let refused = act(&mut system, invited, "link", &[]).await;
        assert!(refused.status == 409 && refused.text().contains("管理员不能为其生成链接"), "{}", refused.text());
        let mut program = house.program(&cast.system_administrator);
        let call = program.call("POST", &format!("/api/v1/accounts/{invited}/link"), &json!({ "version": 1 })).await;
        assert_eq!(call.status, 409);
        assert_eq!((house.ledger_count("account.renew_link").await, house.refused_count("account.renew_link").await), (0, 2));
        assert_eq!(house.stranger().get(&own).await.status, 200, "the officer's own link works on");
        let again = officer.post(&invite, &[("person", &invited.to_string())]).await.text();
        assert_eq!(house.stranger().get(&links(&again)[0]).await.status, 200);

        open_account(&house, &cast.unit_leader, "huang").await;
        let mut security = house.visitor(&cast.security_administrator);
        let page = security.get(&format!("/accounts/{}", cast.unit_leader.person)).await.text();
        assert!(!page.contains("重设密码（生成链接）"), "{page}");
        let refused = act(&mut security, cast.unit_leader.person, "reset", &[]).await;
        assert!(refused.status == 409 && refused.text().contains("管理员不能为其生成链接"), "{}", refused.text());
        let mut other = house.visitor(&cast.other_officer);
        let colleague = format!("/units/{}/reset", cast.bureau);
        let lost = other.post(&colleague, &[("person", &cast.bureau_officer.person.to_string())]).await;
        assert_eq!(lost.status, 200, "of an officer another one makes it: {}", lost.text());
        open_account(&house, &cast.audit_administrator, "audit").await;
        let audit = act(&mut security, cast.audit_administrator.person, "reset", &[]).await;
        assert_eq!(audit.status, 200, "an administrator's password is the security administrator's to reset");
    }
}

testing_db::story! {
    async fn who_closes_the_officers_gains_nothing(house: House) {
        let cast = &house.cast;
        open_account(&house, &cast.bureau_officer, "lin").await;
        let mut system = house.visitor(&cast.system_administrator);
        assert_eq!(act(&mut system, cast.bureau_officer.person, "active", &[("active", "false")]).await.status, 303);
        let refused = act(&mut system, cast.unit_leader.person, "link", &[]).await;
        assert_eq!(refused.status, 409, "{}", refused.text());
    }
}

testing_db::story! {
    async fn a_link_dies_with_a_role_that_its_maker_does_not_answer_for(house: House) {
        let cast = &house.cast;
        open_account(&house, &cast.other_officer, "wuban").await;
        let mut system = house.visitor(&cast.system_administrator);
        let mut security = house.visitor(&cast.security_administrator);
        let bureau = cast.bureau.to_string();
        let made = system.post("/accounts", &[("name", "将任经办"), ("unit", &bureau)]).await.text();
        let early = links(&made).remove(0);
        assert_eq!(house.stranger().get(&early).await.status, 200);
        let whom = person(&house, "将任经办").await;
        let guard = act(&mut security, whom, "grants", &[("role", "audit_administrator"), ("unit", &bureau)]).await;
        assert!(guard.status == 422 && guard.text().contains("请先由本人打开链接"), "{}", guard.text());
        assert_eq!(act(&mut security, whom, "grants", &[("role", "bureau_officer"), ("unit", &bureau)]).await.status, 303);
        let dead = house.stranger().get(&early).await;
        assert!(dead.status == 409 && dead.text().contains("联系所在单位的主管部门经办人重新生成"), "{}", dead.text());
        let typed = [("name", "将任经办"), ("login", "intruder"), ("password", PASSWORD), ("again", PASSWORD)];
        assert_eq!(house.stranger().post(&early, &typed).await.status, 409);
        assert_eq!(act(&mut system, whom, "link", &[]).await.status, 409);

        let mut officer = house.visitor(&cast.other_officer);
        let page = officer.get(&format!("/units/{bureau}")).await.text();
        assert!(page.contains("将任经办") && page.contains("重新生成链接"), "{page}");
        let link = links(&officer.post(&format!("/units/{bureau}/invite"), &[("person", &whom.to_string())]).await.text()).remove(0);
        assert_eq!(house.stranger().post(&link, &typed).await.status, 303);
        assert_eq!(told(&house, "account.open", whom).await["link_by"], "吴经办", "the trail names who could have opened it");

        open_account(&house, &cast.member, "staff").await;
        let unit = format!("/units/{}/reset", cast.first_unit);
        let lost = house.visitor(&cast.unit_officer).post(&unit, &[("person", &cast.member.person.to_string())]).await;
        let reset = links(&lost.text()).remove(0);
        let seat = [("role", "bureau_reviewer"), ("unit", bureau.as_str())];
        assert_eq!(act(&mut security, cast.member.person, "grants", &seat).await.status, 303);
        let dead = house.stranger().get(&reset).await;
        assert!(dead.status == 409 && dead.text().contains("您的角色有了变动"), "{}", dead.text());
        let lost = officer.post(&unit, &[("person", &cast.member.person.to_string())]).await.text();
        let reset = links(&lost).remove(0);
        assert_eq!(house.stranger().post(&reset, &[("password", "门诊三楼的绿植很好看"), ("again", "门诊三楼的绿植很好看")]).await.status, 303);
        assert_eq!(told(&house, "account.choose_password", cast.member.person).await["link_by"], "吴经办");
    }
}

testing_db::story! {
    async fn of_two_with_one_link_the_second_is_told_that_it_was_used(house: House) {
        let link = links(&invited_again(&house, &house.cast.unit_officer).await.text()).remove(0);
        let typed = |login| [("name", "郑联络"), ("login", login), ("password", PASSWORD), ("again", PASSWORD)];
        let (mut one, mut other) = (house.stranger(), house.stranger());
        for guest in [&mut one, &mut other] {
            assert_eq!(guest.get(&link).await.status, 200);
        }
        let (first, second) = (typed("zheng"), typed("zheng2"));
        let (one, other) = tokio::join!(one.post(&link, &first), other.post(&link, &second));
        let (opened, late) = if one.status == 303 { (one, other) } else { (other, one) };
        assert_eq!((opened.status.as_u16(), late.status.as_u16()), (303, 409));
        assert!(late.text().contains("这个链接已经用过"), "{}", late.text());
    }
}
