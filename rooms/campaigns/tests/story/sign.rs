use serde_json::Value;

use super::house::{Stage, launched};

testing_db::story! {
    async fn a_unit_signs_once(house: Stage) {
        let id = launched(&house).await;
        let mut unit = house.visitor(&house.cast.unit_officer);
        let page = unit.get(&format!("/campaigns/{id}")).await.text();
        assert!(page.contains("未签收") && page.contains("营造氛围") && page.contains("文件依据"));
        assert_eq!(unit.post(&format!("/campaigns/{id}/sign"), &[]).await.status, 303);
        let first = house.program(&house.cast.unit_leader).call("POST", &format!("/api/v1/campaigns/{id}/sign"), &Value::Null).await;
        assert_eq!(first.status, 200);
        assert_eq!(first.json()["signed_by"], house.cast.unit_officer.name, "the first signature stays");
        assert_eq!(house.ledger_count("campaign.sign").await, 1);
        let page = unit.get(&format!("/campaigns/{id}")).await.text();
        assert!(page.contains("已签收") && page.contains(house.cast.unit_officer.name));
        let mut officer = house.visitor(&house.cast.bureau_officer);
        let page = officer.get(&format!("/campaigns/{id}")).await.text();
        assert!(page.contains("未签收 1") && page.contains("13800000000"), "whom to call");
        let unsigned = officer.get(&format!("/campaigns/{id}?signed=no")).await.text();
        assert!(unsigned.contains("东街社区卫生服务中心") && !unsigned.contains("青禾区第一医院</th>"));
    }
}

testing_db::story! {
    async fn the_bureau_does_not_sign_for_a_unit(house: Stage) {
        let id = launched(&house).await;
        let answer = house.visitor(&house.cast.bureau_officer).post(&format!("/campaigns/{id}/sign"), &[]).await;
        assert_eq!(answer.status, 403);
        let member = house.visitor(&house.cast.member).post(&format!("/campaigns/{id}/sign"), &[]).await;
        assert_eq!(member.status, 403);
        let stranger = house.stranger().get(&format!("/campaigns/{id}")).await;
        assert_eq!(stranger.status, 303);
    }
}
