use serde_json::json;

use crate::ground::{Stage, launch, lecture};

testing_db::story! {
    async fn a_unit_that_closes_leaves_its_campaigns_and_keeps_its_history(house: Stage) {
        let campaign = launch(&house).await;
        lecture(&house, &campaign).await;
        let cast = &house.cast;
        let unit = format!("/units/{}", cast.first_unit);
        let mut officer = house.visitor(&cast.bureau_officer);
        let mut program = house.program(&cast.bureau_officer);
        let asked = officer.get(&format!("{unit}/close?last_day=2026-03-06&reason=注销")).await.text();
        for words in ["退出 1 项正在进行的专项行动，其中 2 项报送不再要求", "安全宣传专项行动", "（2026-03-31）", "（2026-06-30）", "已计入指标的 1 项数据不变", "签收："] {
            assert!(asked.contains(words), "{words}: {asked}");
        }
        assert_eq!(house.ledger_count("campaign.leave").await, 0, "told, not done");
        let rows = async |program: &mut testing::Visitor, state: &str| {
            let desk = program.get(&format!("/api/v1/desk?reckoning=logged&state={state}")).await.json();
            (desk["figures"]["expected"].as_i64(), desk["rows"].as_array().map(Vec::len))
        };
        assert_eq!(rows(&mut program, "").await, (Some(2), Some(2)));

        let version = program.get(&format!("/api/v1{unit}")).await.json()["version"].clone();
        let closed = json!({ "last_day": "2026-03-06", "reason": "注销", "version": version });
        let done = program.call("POST", &format!("/api/v1{unit}/close"), &closed).await;
        assert_eq!(done.status, 200, "{}", done.text());
        assert_eq!((house.ledger_count("campaign.leave").await, house.ledger_count("unit.close").await), (1, 1));
        assert_eq!(rows(&mut program, "").await.0, Some(1), "what is due after its last day is not owed");
        let members = officer.get(&format!("/campaigns/{campaign}/members")).await.text();
        assert!(members.contains("停办：注销") && members.contains("2026-03-06"), "{members}");
        let progress = program.get(&format!("/api/v1/figures?campaign={campaign}&measure=lecture&reckoning=logged")).await.json();
        assert_eq!(progress["rows"][0]["quantity"], 3, "what it did stays");
        let own = house.visitor(&cast.unit_officer).get("/reports").await.text();
        assert!(!own.contains("2026-06-30"), "nothing is asked of it any more: {own}");
        let last = officer.get(&unit).await.text();
        assert!(last.contains("停办时退出的专项行动不会自动恢复"), "{last}");
    }
}

testing_db::story! {
    async fn what_is_over_is_not_left(house: Stage) {
        let campaign = launch(&house).await;
        let cast = &house.cast;
        let mut officer = house.visitor(&cast.bureau_officer);
        assert_eq!(officer.post(&format!("/campaigns/{campaign}/close"), &[]).await.status, 303);
        let path = format!("/units/{}/close?last_day=2026-03-06&reason=注销", cast.second_unit);
        assert!(officer.get(&path).await.text().contains("没有要退出的专项行动"));
    }
}
