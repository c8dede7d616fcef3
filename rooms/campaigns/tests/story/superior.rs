//! 上级依据 printed in the notice: taken over, corrected, shown where the campaign is shown.

use serde_json::json;

use super::house::{NOTICE, Stage, begun_with, text, view};

const PAPER: &str = "《全省平安医院建设方案》（省卫〔2026〕3号）";

/// The notice with the paper that it follows.
fn following(paper: &str) -> String {
    NOTICE.replace(
        "　　为做好平安医院建设的宣传工作，",
        &format!("　　根据{paper}要求，为做好平安医院建设的宣传工作，"),
    )
}

testing_db::story! {
    async fn what_the_notice_follows_is_taken_over_and_may_be_corrected(house: Stage) {
        let mut officer = house.visitor(&house.cast.bureau_officer);
        let mut program = house.program(&house.cast.bureau_officer);
        let id = begun_with(&mut officer, &following(PAPER)).await;
        assert_eq!(view(&mut program, &id).await["superior_basis"], PAPER);
        let page = officer.get(&format!("/campaigns/{id}/plan")).await.text();
        assert!(page.contains(&format!("上级依据：{PAPER}")), "{page}");
        let own = "省卫〔2026〕3号及视频会议部署";
        let edit = json!({ "version": 1, "name": "平安医院", "document_number": "青卫健〔2026〕18号", "superior_basis": own, "report_to": "市卫生健康委", "upward_due_on": "2026-12-20" });
        assert_eq!(program.call("PUT", &format!("/api/v1/campaigns/{id}"), &edit).await.status, 200);
        let units = json!({ "units": [house.cast.first_unit.to_string()] });
        let down = program.call("POST", &format!("/api/v1/campaigns/{id}/launch"), &units).await;
        assert_eq!(down.status, 200, "{}", down.text());
        let page = officer.get(&format!("/campaigns/{id}")).await.text();
        assert!(page.contains("<dt>上级依据</dt>") && page.contains(own) && page.contains("<dt>我局报送期限</dt><dd>2026-12-20"), "{page}");
        let unit = house.visitor(&house.cast.unit_officer).get(&format!("/campaigns/{id}")).await.text();
        assert!(unit.contains("<dt>上级依据</dt>") && unit.contains(own), "{unit}");
        let of_bureau = unit.contains("2026-12-20") || unit.contains("我局报送");
        assert!(!of_bureau, "to whom the bureau reports is its own affair: {unit}");
        let fact = campaigns::facts::campaign(&house.db, campaigns::CampaignId::parse(&id).unwrap()).await.unwrap();
        assert_eq!(fact.unwrap().superior_basis, own);
        let copy = program.call("POST", &format!("/api/v1/campaigns/{id}/copy"), &json!({})).await.json();
        assert_eq!(copy["superior_basis"], "", "last year's paper is no ground of the next");
        let book = officer.get(&format!("/campaigns/{id}/plan.xlsx")).await;
        let columns = ["项目", "内容"].map(|title| sheets::Column::required(title, &[]));
        let table = sheets::read_table(&book.body, &columns, &sheets::Limits::default()).unwrap();
        assert!(format!("{table:?}").contains(own), "{table:?}");
    }
}

testing_db::story! {
    async fn another_notice_brings_its_own_and_one_without_leaves_it(house: Stage) {
        let mut officer = house.visitor(&house.cast.bureau_officer);
        let mut program = house.program(&house.cast.bureau_officer);
        let id = begun_with(&mut officer, NOTICE).await;
        assert_eq!(view(&mut program, &id).await["superior_basis"], "");
        for (notice, expected) in [(following(PAPER), PAPER), (NOTICE.to_owned(), PAPER)] {
            let version = view(&mut program, &id).await["version"].clone();
            let input = json!({ "version": version, "text": notice });
            let put = program.call("PUT", &format!("/api/v1/campaigns/{id}/notice"), &input).await;
            assert_eq!(put.status, 200, "{}", put.text());
            assert_eq!(text(&view(&mut program, &id).await["superior_basis"]), expected);
        }
    }
}
