use db::{Reads, params};
use testing::{INJECTIONS, SCRIPTS, Visitor, encoded};

use crate::House;

async fn names(program: &mut Visitor, query: &str) -> Vec<String> {
    let answer = program.get(&format!("/api/v1/units?{query}")).await;
    assert_eq!(answer.status, 200, "{query}");
    let units = answer.json()["units"].as_array().cloned().unwrap_or_default();
    let mut names: Vec<String> = units.iter().map(|unit| unit["name"].as_str().unwrap().to_owned()).collect();
    names.sort();
    names
}

testing_db::story! {
    async fn a_search_finds_what_holds_the_text_and_nothing_else(house: House) {
        let mut program = house.program(&house.cast.bureau_officer);
        for text in INJECTIONS {
            let unit = serde_json::json!({ "name": format!("甲{text}乙"), "class": text, "township": text });
            let made = program.call("POST", "/api/v1/units", &unit).await;
            assert_eq!(made.status, 200, "{text}: {}", made.text());
        }
        let all = names(&mut program, "").await;
        assert_eq!(all.len(), INJECTIONS.len() + 2);
        for text in INJECTIONS {
            let folded = text.to_ascii_lowercase();
            let literal: Vec<String> =
                all.iter().filter(|name| name.to_ascii_lowercase().contains(&folded)).cloned().collect();
            assert!(!literal.is_empty());
            assert_eq!(names(&mut program, &format!("q={}", encoded(text))).await, literal, "{text}");
            let one = vec![format!("甲{text}乙")];
            for field in ["class", "township"] {
                assert_eq!(names(&mut program, &format!("{field}={}", encoded(text))).await, one, "{field} {text}");
            }
            for field in ["sort", "page"] {
                assert_eq!(names(&mut program, &format!("{field}={}", encoded(text))).await, all, "{field} {text}");
            }
            let mut officer = house.visitor(&house.cast.bureau_officer);
            for path in ["/units", "/units/export.xlsx"] {
                let query = format!("{path}?q={0}&class={0}&township={0}&sort={0}&page={0}", encoded(text));
                assert_eq!(officer.get(&query).await.status, 200, "{query}");
            }
        }
    }
}

testing_db::story! {
    async fn accounts_are_searched_literally(house: House) {
        let mut security = house.visitor(&house.cast.system_administrator);
        let unit = house.cast.second_unit.to_string();
        for text in INJECTIONS {
            let name = format!("甲{text}");
            let fields = [("name", name.as_str()), ("unit", unit.as_str())];
            assert_eq!(security.post("/accounts", &fields).await.status, 200, "{text}");
        }
        let rows = |page: &str| page.matches("class=\"plain\" href=\"/accounts/").count();
        let all = rows(&security.get("/accounts").await.text());
        assert_eq!(all, INJECTIONS.len() + 11);
        for text in INJECTIONS {
            let folded = text.to_ascii_lowercase();
            let literal = INJECTIONS.iter().filter(|other| other.to_ascii_lowercase().contains(&folded)).count();
            let found = security.get(&format!("/accounts?q={}", encoded(text))).await.text();
            assert_eq!(rows(&found), literal, "{text}");
            for field in ["role", "page"] {
                let found = security.get(&format!("/accounts?{field}={}", encoded(text))).await.text();
                assert_eq!(rows(&found), all, "{field} {text}");
            }
        }
        let people = house.db.count("SELECT COUNT(*) AS value FROM person", params![]).await.unwrap();
        assert_eq!(people, all as u64, "nothing was dropped");
    }
}

/// Whether the page lets the text out as anything but text.
fn is_let_out(page: &str, text: &str) -> bool {
    let is_markup = text.contains(['<', '"', '\'', '&']);
    is_markup && page.contains(text)
}

testing_db::story! {
    async fn scripts_stay_text_wherever_they_are_typed(house: House) {
        let mut officer = house.visitor(&house.cast.bureau_officer);
        let mut security = house.visitor(&house.cast.security_administrator);
        let mut system = house.visitor(&house.cast.system_administrator);
        let bureau = house.cast.bureau.to_string();
        for (i, script) in SCRIPTS.iter().enumerate() {
            let name = format!("{script}{i}");
            let fields = [("name", name.as_str()), ("short_name", *script), ("class", *script), ("township", *script), ("liaison_name", *script), ("liaison_post", *script)];
            let made = officer.post("/units", &fields).await;
            assert_eq!(made.status, 303, "{script}");
            let unit = made.location().to_owned();
            let invite = officer.post(&format!("{unit}/invite"), &[("name", *script), ("role", "unit_leader")]).await;
            let account = [("name", *script), ("expires_on", ""), ("unit", bureau.as_str())];
            let opened = system.post("/accounts", &account).await;
            let unopened = system.post("/accounts", &[("name", script), ("unit", script), ("expires_on", script)]).await;
            assert_eq!(unopened.status, 422);
            let token = officer.post("/account/tokens", &[("name", script), ("scope", "read"), ("days", "1")]).await;
            let refused = officer.post("/units", &[("name", script), ("class", script), ("headcount", script), ("credit_code", script), ("liaison_phone", script)]).await;
            assert_eq!(refused.status, 422);
            let sought = encoded(script);
            let pages = [
                invite.text(),
                opened.text(),
                unopened.text(),
                token.text(),
                refused.text(),
                officer.get(&unit).await.text(),
                officer.get("/units").await.text(),
                officer.get(&format!("/units?q={sought}&class={sought}&township={sought}&sort={sought}")).await.text(),
                officer.get("/account").await.text(),
                security.get(&format!("/accounts?q={sought}&role={sought}")).await.text(),
                house.stranger().get(&format!("/sign-in?to={sought}")).await.text(),
                house.stranger().post("/sign-in", &[("login", script), ("password", script), ("to", script)]).await.text(),
            ];
            for (n, page) in pages.iter().enumerate() {
                assert!(!is_let_out(page, script), "{script} on page {n}");
            }
        }
        let mut unit_officer = house.visitor(&house.cast.unit_officer);
        let unit = format!("/units/{}", house.cast.first_unit);
        for (version, script) in SCRIPTS.iter().enumerate() {
            let version = (version + 1).to_string();
            let fields = [("liaison_name", *script), ("liaison_post", *script), ("liaison_phone", "13800138000"), ("version", version.as_str())];
            let said = unit_officer.post(&format!("{unit}/liaison"), &fields).await;
            assert_eq!(said.status, 303, "{script}");
            assert!(!is_let_out(&unit_officer.get(&unit).await.text(), script), "{script}");
        }
    }
}
