use serde_json::json;

use crate::lost_password::open_account;
use crate::{House, hidden, links};

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
        let key = hidden(&form, "idempotency_key");
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
