//! A bureau between the one that launched a campaign and the units: it sees its own units in it, and nothing else.

use serde_json::{Value, json};
use testing::Visitor;

use crate::ground::{Stage, launch};

/// A township's office with one unit of its own, and somebody who works there.
async fn office(house: &Stage) -> (Visitor, String) {
    let mut officer = house.program(&house.cast.bureau_officer);
    let mut made = async |parent: &str, kind: &str, name: &str| {
        let node = json!({ "parent": parent, "kind": kind, "name": name, "class": "基层" });
        let answer = officer.call("POST", "/api/v1/units", &node).await;
        assert_eq!(answer.status, 200, "{}", answer.text());
        answer.json()["id"].as_str().unwrap_or_default().to_owned()
    };
    let office = made("", "bureau", "东街街道卫生办").await;
    let unit = made(&office, "unit", "东街卫生院").await;
    let mut security = house.visitor(&house.cast.security_administrator);
    let person = house.cast.other_officer.person;
    let account = security.get(&format!("/accounts/{person}")).await.text();
    let version = testing::hidden(&account, "version");
    let grant = [("role", "bureau_officer"), ("unit", office.as_str()), ("version", version.as_str())];
    let granted = security.post(&format!("/accounts/{person}/grants"), &grant).await;
    assert_eq!(granted.status, 303, "{}", granted.text());
    let mut there = house.visitor(&house.cast.other_officer);
    assert_eq!(there.post("/session/place", &[("id", &office)]).await.status, 303);
    (there, unit)
}

testing_db::story! {
    async fn a_bureau_in_between_sees_its_own_units_in_a_campaign_from_above(house: Stage) {
        let (mut there, unit) = office(&house).await;
        assert!(there.get("/desk").await.text().contains("还没有下发"), "nothing has come down yet");
        let id = launch(&house).await;
        let desk = there.get("/desk").await.text();
        assert!(desk.contains("东街卫生院") && !desk.contains("青禾区第一医院"), "{desk}");
        assert!(there.get("/campaigns").await.text().contains("安全宣传专项行动"));
        let page = there.get(&format!("/campaigns/{id}")).await;
        assert_eq!(page.status, 200);
        assert!(page.text().contains("所属单位进度") && !page.text().contains("拟补充通知"), "{}", page.text());
        assert!(there.get("/reports?state=all").await.text().contains("安全宣传专项行动"));

        crate::ground::lecture(&house, &id).await;
        let figures = format!("/figures?campaign={id}&measure=lecture&reckoning=logged");
        let behind = there.get(&figures).await;
        assert!(behind.status == 200 && !behind.text().contains("青禾区第一医院"), "{}", behind.text());
        let own = there.get(&format!("/campaigns/{id}?reckoning=logged")).await.text();
        let all = house.visitor(&house.cast.bureau_officer).get(&format!("/campaigns/{id}?reckoning=logged")).await.text();
        let done = |page: &str, count: u8| page.contains(&format!("<span>专题辅导讲座</span><span class=\"num\"><b>{count}</b>"));
        assert!(done(&own, 0) && done(&all, 3), "each its own: {own}");

        for (path, fields) in [("/close", vec![]), ("/recall", vec![]), ("/members", vec![("unit", unit.as_str())])] {
            assert_eq!(there.post(&format!("/campaigns/{id}{path}"), &fields).await.status, 404, "{path}");
        }
        for path in ["plan", "members", "units", "launch"] {
            assert_eq!(there.get(&format!("/campaigns/{id}/{path}")).await.status, 404, "{path}");
        }
    }
}

testing_db::story! {
    async fn what_goes_to_none_of_its_units_is_unknown_to_a_bureau_in_between(house: Stage) {
        let id = launch(&house).await;
        let (mut there, _) = office(&house).await;
        for path in ["/campaigns/", "/desk?campaign=", "/figures?measure=lecture&campaign="] {
            assert_eq!(there.get(&format!("{path}{id}")).await.status, 404, "{path}");
        }
        let listed = there.get("/api/v1/campaigns").await;
        let all: Value = if listed.status == 200 { listed.json() } else { Value::Null };
        assert!(!all.to_string().contains(&id), "{all}");
    }
}
