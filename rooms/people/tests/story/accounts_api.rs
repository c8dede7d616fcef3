use serde_json::json;

use crate::House;

testing_db::story! {
    async fn a_program_keeps_accounts_as_a_person_does(house: House) {
        let cast = &house.cast;
        let mut system = house.program(&cast.system_administrator);
        let mut security = house.program(&cast.security_administrator);
        let unit = cast.second_unit.to_string();
        let account = json!({ "name": "临时工作人员", "unit": unit, "expires_on": "2026-06-30" });
        let made = system.call("POST", "/api/v1/accounts", &account).await;
        assert_eq!(made.status, 200, "{}", made.text());
        assert!(made.json()["url"].as_str().unwrap().starts_with("http://localhost/welcome/"));
        let waiting = security.get("/api/v1/accounts?role=none").await.json();
        assert_eq!((waiting["total"].as_u64(), waiting["accounts"][0]["state"].as_str()), (Some(1), Some("invited")));
        let id = waiting["accounts"][0]["id"].as_str().unwrap().to_owned();
        let path = format!("/api/v1/accounts/{id}");

        let seat = json!({ "role": "unit_officer", "unit": unit, "version": 1 });
        assert_eq!(system.call("POST", &format!("{path}/grants"), &seat).await.status, 403);
        let granted = security.call("POST", &format!("{path}/grants"), &seat).await.json();
        assert_eq!((granted["grants"][0]["role"].as_str(), granted["version"].as_i64()), (Some("unit_officer"), Some(2)));
        let stale = security.call("POST", &format!("{path}/grants"), &seat).await;
        assert_eq!((stale.status.as_u16(), stale.json()["code"].as_str()), (409, Some("changed_meanwhile")));
        let taken = json!({ "grant": granted["grants"][0]["id"], "version": 2 });
        let revoked = security.call("POST", &format!("{path}/revocations"), &taken).await.json();
        assert_eq!(revoked["grants"], json!([]));

        let link = system.call("POST", &format!("{path}/link"), &json!({ "version": 3 })).await.json();
        assert!(link["until"].as_str().unwrap().starts_with("2026-03-20"));
        let closed = system.call("POST", &format!("{path}/active"), &json!({ "active": false, "version": 3 })).await;
        assert_eq!(closed.json()["state"], "closed");
        let unlocked = security.call("POST", &format!("{path}/unlock"), &json!({ "version": 4 })).await;
        assert_eq!(unlocked.json()["version"], 4);
        let early = security.call("POST", &format!("{path}/reset"), &json!({ "version": 4 })).await;
        assert_eq!(early.status, 409, "nobody has opened it yet");
    }
}

testing_db::story! {
    async fn a_program_invites_people_of_units(house: House) {
        let mut officer = house.program(&house.cast.bureau_officer);
        let path = format!("/api/v1/units/{}/invitations", house.cast.first_unit);
        let invite = json!({ "name": "新联络", "role": "unit_officer" });
        let link = officer.call("POST", &path, &invite).await.json();
        assert!(link["label"].as_str().unwrap().contains("新联络"), "{link}");
        let wrong = officer.call("POST", &path, &json!({ "name": "甲", "role": "bureau_officer" })).await;
        assert_eq!(wrong.json()["fields"][0]["field"], "role");
        let every = async |officer: &mut testing::Visitor, wanted| {
            let made = officer.call("POST", "/api/v1/units/invitations", &wanted).await.json();
            made["links"].as_array().unwrap().len()
        };
        assert_eq!(every(&mut officer, json!({})).await, 1, "one holds a link that works");
        assert_eq!(every(&mut officer, json!({ "which": "all" })).await, 2);
        let grants = house.ledger_count("account.grant").await;
        assert!(grants >= 1, "each grant stands in the ledger");
        let person = house.cast.member.person.to_string();
        let resets = format!("/api/v1/units/{}/resets", house.cast.first_unit);
        let closed = officer.call("POST", &resets, &json!({ "person": person })).await;
        assert_eq!((closed.status.as_u16(), closed.json()["code"].as_str()), (409, Some("wrong_state")));
    }
}
