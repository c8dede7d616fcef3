//! People of the scene who come, go, lose their passwords and carry codes on their phones.

use db::params;
use serde_json::json;

use super::{PASSWORD, Setting, led_to, secret_of};

impl Setting<'_> {
    /// Somebody for whom an account was made that nobody has opened, still without a role.
    pub(super) async fn unassigned(&self) -> String {
        let mut system = self.house.visitor(&self.house.cast.system_administrator);
        let unit = self.house.cast.first_unit.to_string();
        let made = system.post("/accounts", &[("name", "待分配"), ("unit", &unit)]).await;
        assert_eq!(made.status, 200, "{}", made.text());
        self.value("SELECT id AS value FROM person WHERE name = '待分配'").await
    }

    /// Somebody who was given a role but has not come yet: person, secret of the link, grant.
    pub(super) async fn newcomer(&mut self) -> (String, String, String) {
        let mut system = self.house.visitor(&self.house.cast.system_administrator);
        let mut security = self.house.visitor(&self.house.cast.security_administrator);
        let unit = self.house.cast.first_unit.to_string();
        system.post("/accounts", &[("name", "新同事"), ("unit", &unit)]).await;
        let id = "SELECT id AS value FROM person WHERE name = '新同事'";
        let seat = [("role", "unit_officer"), ("unit", &*unit), ("version", "1")];
        let path = format!("/accounts/{}/grants", self.value(id).await);
        led_to(&security.post(&path, &seat).await, "/accounts/");
        let person = self.value(id).await;
        // The link of the one who made the account ended with the role.
        let page = self.officer.post(&format!("/units/{unit}/invite"), &[("person", &person)]).await;
        let grant =
            "SELECT g.id AS value FROM role_grant g JOIN person p ON p.id = g.person WHERE p.name = '新同事'";
        (person, secret_of(&page, "/welcome/"), self.value(grant).await)
    }

    /// The secret of a link by which the first unit's member chooses another password.
    pub(super) async fn lost_password(&self) -> String {
        let mut officer = self.house.visitor(&self.house.cast.bureau_officer);
        let path = format!("/units/{}/reset", self.house.cast.first_unit);
        let person = self.house.cast.member.person.to_string();
        secret_of(&officer.post(&path, &[("person", &person)]).await, "/reset/")
    }

    /// Gives everybody an authenticator's secret, proven only for one of the first unit's staff: person, ticket.
    pub(super) async fn second_step(&self) -> (String, String) {
        let mut system = self.house.visitor(&self.house.cast.system_administrator);
        let mut security = self.house.visitor(&self.house.cast.security_administrator);
        let unit = self.house.cast.first_unit.to_string();
        let page = system.post("/accounts", &[("name", "有动态码"), ("unit", &unit)]).await;
        let person = self.value("SELECT id AS value FROM person WHERE name = '有动态码'").await;
        let fields =
            [("name", "有动态码"), ("login", "guarded"), ("password", PASSWORD), ("again", PASSWORD)];
        let welcome = format!("/welcome/{}", secret_of(&page, "/welcome/"));
        led_to(&self.house.stranger().post(&welcome, &fields).await, "/sign-in");
        let seat = [("role", "member"), ("unit", &*unit), ("version", "2")];
        led_to(&security.post(&format!("/accounts/{person}/grants"), &seat).await, "/accounts/");
        let mut tx = self.house.db.begin().await.unwrap();
        let secret = "UPDATE person SET totp_secret = '3132333435363738393031323334353637383930', \
                      totp_since = CASE WHEN login = 'guarded' THEN 1 END";
        tx.run(secret, params![]).await.unwrap();
        tx.commit().await.unwrap();
        let signed = [("login", "guarded"), ("password", PASSWORD)];
        let asked = self.house.stranger().post("/sign-in", &signed).await.text();
        let ticket = testing::hidden(&asked, "ticket");
        assert!(!ticket.is_empty(), "{asked}");
        (person, ticket)
    }

    /// A unit that went into the second one.
    pub(super) async fn merged_unit(&self) -> String {
        let mut officer = self.house.program(&self.house.cast.bureau_officer);
        let unit = json!({ "name": "已合并的医院", "class": "二级医院" });
        let made = officer.call("POST", "/api/v1/units", &unit).await.json();
        let id = made["id"].as_str().unwrap_or_else(|| panic!("{made}")).to_owned();
        let today = self.house.clock().today().to_string();
        let successor = self.house.cast.second_unit.to_string();
        let into = json!({ "successor": successor, "last_day": today, "reason": "机构整合", "version": 1 });
        let merged = officer.call("POST", &format!("/api/v1/units/{id}/merge"), &into).await;
        assert_eq!(merged.status, 200, "{}", merged.text());
        id
    }

    /// A unit that closed.
    pub(super) async fn closed_unit(&self) -> String {
        let mut officer = self.house.program(&self.house.cast.bureau_officer);
        let unit = json!({ "name": "已停办的医院", "class": "二级医院" });
        let made = officer.call("POST", "/api/v1/units", &unit).await.json();
        let id = made["id"].as_str().unwrap_or_else(|| panic!("{made}")).to_owned();
        let today = self.house.clock().today().to_string();
        let closing = json!({ "last_day": today, "reason": "注销", "version": 1 });
        let closed = officer.call("POST", &format!("/api/v1/units/{id}/close"), &closing).await;
        assert_eq!(closed.status, 200, "{}", closed.text());
        id
    }

    /// Two jobs that nobody works off: one waits, one was stopped.
    pub(super) async fn jobs(&self) -> [String; 2] {
        let mut tx = self.house.db.begin().await.unwrap();
        let mut made = Vec::new();
        for key in ["waits", "stopped"] {
            let job = jobs::NewJob {
                kind: "rights.nothing",
                key,
                payload: json!({}),
                place: None,
                created_by: None,
            };
            made.push(jobs::enqueue(&mut tx, job).await.unwrap());
        }
        jobs::cancel(&mut tx, made[1]).await.unwrap();
        tx.commit().await.unwrap();
        [made[0].to_string(), made[1].to_string()]
    }

    /// Somebody new takes the work of a person of the first unit over, from a later day on.
    pub(super) async fn handover(&mut self, person: &str) -> String {
        let unit = &self.house.cast.first_unit;
        let fields = [("person", person), ("name", "接手人"), ("on_day", "2026-12-01")];
        let made = self.officer.post(&format!("/units/{unit}/handovers"), &fields).await;
        assert_eq!(made.status, 200, "{}", made.text());
        self.value("SELECT id AS value FROM handover").await
    }
}
