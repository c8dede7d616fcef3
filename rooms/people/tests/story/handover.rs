use serde_json::{Value, json};
use testing::hidden;

use crate::lost_password::open_account;
use crate::{House, links};

/// The first moment of 2026-03-07, which a session reaches that is used in the afternoon.
async fn to_the_next_day(house: &House, visitor: &mut testing::Visitor) {
    let next = clock::CivilDate::parse("2026-03-07").unwrap().start();
    house.clock().set(next.plus_seconds(-7 * 3600 - 1800));
    assert_eq!(visitor.get("/units").await.status, 200);
    house.clock().set(next);
}

testing_db::story! {
    async fn work_is_handed_over_on_a_day(house: House) {
        let cast = &house.cast;
        let unit = format!("/units/{}", cast.first_unit);
        let leaving = cast.unit_officer.person.to_string();
        let mut officer = house.visitor(&cast.bureau_officer);
        assert!(officer.get(&unit).await.text().contains("移交…"));
        let form = officer.get(&format!("{unit}/handovers/new?person={leaving}")).await.text();
        assert!(form.contains("郑联络") && form.contains("黄院长") && !form.contains("许联络"), "{form}");
        let path = format!("{unit}/handovers");
        for (fields, sentence) in [
            ([("person", leaving.as_str()), ("name", ""), ("on_day", "")], "请填写接手人姓名"),
            ([("person", leaving.as_str()), ("name", "新联络"), ("on_day", "2026-03-05")], "不能早于今天"),
            ([("person", leaving.as_str()), ("successor", leaving.as_str()), ("on_day", "")], "另一位人员"),
        ] {
            let refused = officer.post(&path, &fields).await;
            assert!(refused.status == 422 && refused.text().contains(sentence), "{sentence}: {}", refused.text());
        }
        let told = officer.get(&format!("{unit}/handovers/new?person={leaving}&name=新联络&on_day=2026-03-10&told=yes")).await.text();
        assert!(told.contains("移交之后") && told.contains("2026年3月10日") && told.contains("“单位经办”"), "{told}");
        assert!(told.contains("还担任以下职责，由接手人从 2026-03-10 起接任"), "{told}");
        assert_eq!(house.ledger_count("unit.hand_over").await, 0, "told, not done");
        let key = hidden(&told, "idempotency_key");
        let fields = [("person", leaving.as_str()), ("name", "新联络"), ("on_day", "2026-03-10"), ("idempotency_key", key.as_str())];
        let shown = officer.post(&path, &fields).await.text();
        let link = links(&shown).remove(0);
        let list = shown.split(&format!("href=\"{path}/")).nth(1).unwrap().split('"').next().unwrap().to_owned();
        assert_eq!(officer.post(&path, &fields).await.location(), format!("{path}/{list}"), "sent twice, done once");
        let page = officer.get(&format!("{path}/{list}")).await.text();
        for word in ["郑联络", "新联络", "2026年3月10日", "单位经办", "移交人签字"] {
            assert!(page.contains(word), "{word}: {page}");
        }
        let mut old = house.visitor(&cast.unit_officer);
        assert_eq!(old.get(&unit).await.status, 200, "until the day it is still the old one's");
        let mut new = house.stranger();
        let password = "correct horse battery";
        let opening = [("name", "新联络"), ("login", "newcomer"), ("password", password), ("again", password)];
        assert_eq!(new.post(&link, &opening).await.status, 303);
        let sign_in = [("login", "newcomer"), ("password", password)];
        let early = new.post("/sign-in", &sign_in).await;
        assert!(early.status == 422 && early.text().contains("角色尚未开始"), "{}", early.text());

        house.clock().set(house.clock().now().plus_micros(4 * clock::Moment::DAY_MICROS));
        let mut old = house.program(&cast.unit_officer);
        assert_eq!(old.get("/api/v1/me").await.status, 401, "from the day on it is not");
        assert_eq!(new.post("/sign-in", &sign_in).await.location(), "/");
        assert_eq!(new.get(&unit).await.status, 200);
        assert_eq!(house.ledger_count("unit.hand_over").await, 1);
        assert_eq!(house.ledger_count("account.grant").await, 1);
    }
}

testing_db::story! {
    async fn a_colleague_takes_over_at_once(house: House) {
        let cast = &house.cast;
        open_account(&house, &cast.unit_officer, "zheng").await;
        let (leaving, successor) = (cast.unit_officer.person.to_string(), cast.member.person.to_string());
        let mut officer = house.program(&cast.bureau_officer);
        let path = format!("/api/v1/units/{}/handovers", cast.first_unit);
        let typed = json!({ "person": leaving, "successor": successor });
        let made = officer.call("POST", &path, &typed).await;
        assert_eq!(made.status, 200, "{}", made.text());
        let view = made.json();
        assert_eq!((view["link"].is_null(), view["handover"]["on_day"].as_str()), (true, Some("2026-03-06")));
        assert_eq!(view["handover"]["roles"], json!(["单位经办"]));
        let one = format!("{path}/{}", view["handover"]["id"].as_str().unwrap());
        assert_eq!(house.program(&cast.member).get(&one).await.json()["successor"], "职工甲");
        assert_eq!(house.visitor(&cast.unit_officer).get("/account").await.status, 303);
        let gone = house.stranger().post("/sign-in", &[("login", "zheng"), ("password", "correct horse battery")]).await;
        assert!(gone.status == 422 && gone.text().contains("已经移交"));
        assert_eq!(officer.call("POST", &path, &typed).await.status, 409, "there is nothing left to hand over");
        let other = json!({ "person": cast.bureau_reviewer.person.to_string(), "successor": successor });
        assert_eq!(officer.call("POST", &path, &other).await.status, 404, "nobody of this unit");
        let mut security = house.visitor(&cast.security_administrator);
        let first = cast.first_unit.to_string();
        let back = crate::act(&mut security, cast.unit_officer.person, "grants", &[("role", "unit_officer"), ("unit", &first)]).await;
        assert_eq!(back.status, 303, "who comes back is given the role again: {}", back.text());
        assert_eq!(house.visitor(&cast.unit_officer).get("/account").await.status, 200);
    }
}

testing_db::story! {
    async fn a_successor_becomes_liaison_and_stands_in(house: House) {
        let cast = &house.cast;
        let unit = format!("/units/{}", cast.first_unit);
        let mut officer = house.visitor(&cast.bureau_officer);
        let version = hidden(&officer.get(&unit).await.text(), "version");
        let duties = [("people[0][duty]", "safety_a"), ("people[0][name]", "郑联络"), ("people[0][post]", "科长"), ("people[1][duty]", "safety_b"), ("people[1][name]", "职工甲"), ("version", &version)];
        assert_eq!(officer.post(&format!("{unit}/responsible"), &duties).await.status, 303);
        let (leaving, member) = (cast.unit_officer.person.to_string(), cast.member.person.to_string());
        let asked = officer.get(&format!("{unit}/handovers/new?person={leaving}&successor={member}&told=yes")).await.text();
        for charge in ["liaison", "safety_a"] {
            assert!(asked.contains(&format!("value=\"{charge}\" checked")), "{charge}: {asked}");
        }
        let path = format!("{unit}/handovers");
        let both = [("person", leaving.as_str()), ("successor", &member), ("duties[]", "liaison"), ("duties[]", "safety_a"), ("phone", "13900139000")];
        let refused = officer.post(&path, &both).await;
        assert!(refused.status == 422 && refused.text().contains("接手人已是"), "{}", refused.text());
        let without = [("person", leaving.as_str()), ("successor", &member), ("duties[]", "liaison")];
        let refused = officer.post(&path, &without).await;
        assert!(refused.status == 422 && refused.text().contains("请填写接手人的电话") && refused.text().contains("确认移交"), "{}", refused.text());
        let leader = cast.unit_leader.person.to_string();
        let both = [("person", leaving.as_str()), ("successor", &leader), ("duties[]", "liaison"), ("duties[]", "safety_a"), ("phone", "13900139000")];
        assert_eq!(officer.post(&path, &both).await.status, 303);
        let mut program = house.program(&cast.bureau_officer);
        let view = program.get(&format!("/api/v1/units/{}", cast.first_unit)).await.json();
        assert_eq!((view["liaison_name"].as_str(), view["liaison_phone"].as_str()), (Some("黄院长"), Some("13900139000")));
        assert_eq!((view["responsible"][0]["name"].as_str(), view["responsible"][0]["post"].as_str()), (Some("黄院长"), Some("科长")));
    }
}

testing_db::story! {
    async fn a_planned_hand_over_does_on_its_day_what_one_of_today_does(house: House) {
        let cast = &house.cast;
        let unit = format!("/units/{}", cast.first_unit);
        let mut officer = house.visitor(&cast.bureau_officer);
        let version = hidden(&officer.get(&unit).await.text(), "version");
        let duties = [("people[0][duty]", "safety_a"), ("people[0][name]", "郑联络"), ("people[0][post]", "科长"), ("version", &version)];
        assert_eq!(officer.post(&format!("{unit}/responsible"), &duties).await.status, 303);
        let (leaving, leader) = (cast.unit_officer.person.to_string(), cast.unit_leader.person.to_string());
        let typed = [("person", leaving.as_str()), ("successor", &leader), ("on_day", "2026-03-07"), ("duties[]", "liaison"), ("duties[]", "safety_a"), ("phone", "13900139000")];
        let path = officer.post(&format!("{unit}/handovers"), &typed).await.location().to_owned();
        let api = format!("/api/v1{path}");
        house.run_until_idle().await;
        let who = async || {
            let view = house.program(&cast.bureau_officer).get(&format!("/api/v1{unit}")).await.json();
            let name = |one: &Value| one["name"].as_str().unwrap().to_owned();
            (view["liaison_name"].as_str().unwrap().to_owned(), name(&view["responsible"][0]), view["responsible"][0]["post"].as_str().unwrap().to_owned())
        };
        let all_to = |name: &str| (name.to_owned(), name.to_owned(), "科长".to_owned());
        assert_eq!(who().await, all_to("郑联络"));
        let view = house.program(&cast.bureau_officer).get(&api).await.json();
        assert_eq!((view["state"].as_str(), &view["duties"], view["passed_at"].is_null()), (Some("pending"), &json!(["liaison", "safety_a"]), true));
        let page = officer.get(&unit).await.text();
        assert!(page.contains("待生效</span> 含联络员、安全管理人员 A 岗") && page.contains(&format!("action=\"{path}/cancel\"")), "{page}");
        assert!(officer.get(&path).await.text().contains("2026-03-07 自动移交"));

        to_the_next_day(&house, &mut officer).await;
        house.run_until_idle().await;
        assert_eq!(who().await, all_to("黄院长"));
        house.run_until_idle().await;
        let view = house.program(&cast.bureau_officer).get(&api).await.json();
        assert_eq!((view["state"].as_str(), &view["passed"]), (Some("done"), &json!(["liaison", "safety_a"])));
        assert_eq!(house.ledger_count("unit.pass_duties").await, 1);
        let page = officer.get(&unit).await.text();
        assert!(page.contains("已生效") && !page.contains(&format!("action=\"{path}/cancel\"")) && page.contains("待本单位确认"), "{page}");
    }
}

testing_db::story! {
    async fn what_somebody_else_has_by_the_day_stays_theirs(house: House) {
        let cast = &house.cast;
        let unit = format!("/units/{}", cast.first_unit);
        let mut officer = house.visitor(&cast.bureau_officer);
        let version = hidden(&officer.get(&unit).await.text(), "version");
        let duties = [("people[0][duty]", "safety_a"), ("people[0][name]", "郑联络"), ("version", &version)];
        assert_eq!(officer.post(&format!("{unit}/responsible"), &duties).await.status, 303);
        let (leaving, leader) = (cast.unit_officer.person.to_string(), cast.unit_leader.person.to_string());
        let typed = [("person", leaving.as_str()), ("successor", &leader), ("on_day", "2026-03-07"), ("duties[]", "liaison"), ("duties[]", "safety_a"), ("phone", "13900139000")];
        let path = officer.post(&format!("{unit}/handovers"), &typed).await.location().to_owned();
        let version = hidden(&officer.get(&unit).await.text(), "version");
        let since = [("people[0][duty]", "safety_a"), ("people[0][name]", "另一人"), ("version", &version)];
        assert_eq!(officer.post(&format!("{unit}/responsible"), &since).await.status, 303);
        to_the_next_day(&house, &mut officer).await;
        house.run_until_idle().await;
        let mut program = house.program(&cast.bureau_officer);
        let view = program.get(&format!("/api/v1{unit}")).await.json();
        assert_eq!((view["liaison_name"].as_str(), view["responsible"][0]["name"].as_str()), (Some("黄院长"), Some("另一人")));
        let page = officer.get(&path).await.text();
        assert!(page.contains("当时已不由郑联络担任的没有改动：安全管理人员 A 岗"), "{page}");
    }
}

testing_db::story! {
    async fn a_hand_over_is_taken_back_until_its_day(house: House) {
        let cast = &house.cast;
        let unit = format!("/units/{}", cast.first_unit);
        let mut officer = house.visitor(&cast.bureau_officer);
        let leaving = cast.unit_officer.person.to_string();
        let typed = [("person", leaving.as_str()), ("name", "新联络"), ("on_day", "2026-03-10")];
        let shown = officer.post(&format!("{unit}/handovers"), &typed).await.text();
        let list = shown.split(&format!("href=\"{unit}/handovers/")).nth(1).unwrap().split('"').next().unwrap().to_owned();
        let path = format!("{unit}/handovers/{list}");
        assert!(officer.get(&path).await.text().contains("取消移交"));
        assert_eq!(house.visitor(&cast.unit_officer).post(&format!("{path}/cancel"), &[]).await.status, 403);
        assert_eq!(officer.post(&format!("{path}/cancel"), &[]).await.location(), unit);
        assert_eq!(officer.post(&format!("{path}/cancel"), &[]).await.status, 409, "once");
        let page = officer.get(&path).await.text();
        assert!(page.contains("这次移交已由 林经办") && !page.contains("确认取消"), "{page}");
        assert_eq!(house.stranger().get(&links(&shown)[0]).await.status, 409, "the newcomer is not needed");
        house.clock().set(house.clock().now().plus_micros(5 * clock::Moment::DAY_MICROS));
        assert_eq!(house.program(&cast.unit_officer).get("/api/v1/me").await.status, 200, "the role stayed");
        let holders = people::facts::holders(&house.db, cast.first_unit, house.clock().today()).await.unwrap();
        let person = cast.unit_officer.person;
        assert_eq!(holders.of(person, clock::CivilDate::parse("2026-03-01").unwrap()), person);
        let mut program = house.program(&cast.bureau_officer);
        let made = json!({ "person": leaving, "successor": cast.member.person.to_string(), "on_day": "2026-04-01", "duties": ["liaison"], "phone": "13900139000" });
        let api = format!("/api/v1{unit}/handovers");
        let made = program.call("POST", &api, &made).await.json();
        let id = made["handover"]["id"].as_str().unwrap();
        let view = program.call("POST", &format!("{api}/{id}/cancel"), &json!({})).await.json();
        assert!(view["cancelled_at"].is_string() && view["state"] == "cancelled", "{view}");
        house.clock().set(clock::CivilDate::parse("2026-04-01").unwrap().start());
        house.run_until_idle().await;
        let mut program = house.program(&cast.bureau_officer);
        assert_eq!(program.get(&format!("/api/v1{unit}")).await.json()["liaison_name"], "郑联络");
        assert_eq!(house.ledger_count("unit.cancel_handover").await, 2);
    }
}
