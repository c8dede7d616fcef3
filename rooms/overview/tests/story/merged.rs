use serde_json::{Value, json};
use web::Visitor;

use crate::ground::{Stage, launch, lecture};

const SUCCESSOR: &str = "东街社区卫生服务中心";

/// The first unit goes into the second, its last day the 5th of March.
async fn merge(house: &Stage) -> Visitor {
    let mut officer = house.program(&house.cast.bureau_officer);
    let unit = format!("/api/v1/units/{}", house.cast.first_unit);
    let version = officer.get(&unit).await.json()["version"].clone();
    let into = json!({
        "successor": house.cast.second_unit.to_string(), "last_day": "2026-03-05", "reason": "机构整合", "version": version,
    });
    let merged = officer.call("POST", &format!("{unit}/merge"), &into).await;
    assert_eq!(merged.status, 200, "{}", merged.text());
    officer
}

/// The row of a unit on the desk.
fn row<'a>(desk: &'a Value, unit: &str) -> &'a Value {
    let rows = desk["rows"].as_array();
    rows.and_then(|rows| rows.iter().find(|row| row["unit"] == unit)).unwrap_or(&Value::Null)
}

testing_db::story! {
    async fn a_merge_says_what_happens_before_it_does(house: Stage) {
        let campaign = launch(&house).await;
        lecture(&house, &campaign).await;
        let path = format!("/units/{}/merge", house.cast.first_unit);
        let second = house.cast.second_unit.to_string();
        let mut officer = house.visitor(&house.cast.bureau_officer);
        assert!(officer.get(&path).await.text().contains("接收单位"));
        for (last_day, sentence) in [("2026-03-04", "有 2026-03-05 的登记"), ("2026-03-07", "不能晚于今天"), ("", "日期")] {
            let refused = officer.get(&format!("{path}?successor={second}&last_day={last_day}&reason=x")).await;
            assert!(refused.status == 422 && refused.text().contains(sentence), "{sentence}: {}", refused.text());
        }
        let told = officer.get(&format!("{path}?successor={second}&last_day=2026-03-05&reason=x")).await.text();
        for word in ["已计入指标的 1 项数据", "3 人保留本单位的角色", "签收：", "确认并入“东街社区卫生服务中心”"] {
            assert!(told.contains(word), "{word}: {told}");
        }
        assert_eq!(house.ledger_count("unit.merge").await, 0, "nothing is done yet");
        let fields = [("successor", second.as_str()), ("last_day", "2026-03-05"), ("reason", "机构整合"), ("version", "1")];
        assert_eq!(officer.post(&path, &fields).await.location(), format!("/units/{}", house.cast.first_unit));
        assert_eq!(officer.post(&path, &fields).await.status, 409, "once");
        let page = officer.get(&format!("/units/{}", house.cast.first_unit)).await.text();
        assert!(page.contains("本单位已于 2026-03-05 并入") && page.contains("撤销合并…") && !page.contains("移到别的上级"), "{page}");
        assert_eq!(house.ledger_count("unit.merge").await, 1);
    }
}

testing_db::story! {
    async fn what_comes_after_the_last_day_is_the_successor_s(house: Stage) {
        let campaign = launch(&house).await;
        lecture(&house, &campaign).await;
        merge(&house).await;
        let mut old = house.visitor(&house.cast.unit_officer);
        let later = [("name", "义诊"), ("starts_on", "2026-03-06"), ("campaigns[]", campaign.as_str())];
        let refused = old.post("/activities", &later).await;
        let text = refused.text();
        assert!(refused.status == 422 && text.contains(SUCCESSOR) && text.contains("2026-03-05"), "{text}");
        let earlier = [("name", "补登的讲座"), ("starts_on", "2026-03-04"), ("campaigns[]", campaign.as_str())];
        let logged = old.post("/activities", &earlier).await;
        assert_eq!(logged.status, 303, "{}", logged.text());
        let path = format!("{}/edit", logged.location());
        let moved = [("name", "补登的讲座"), ("starts_on", "2026-03-06"), ("version", "1"), ("campaigns[]", campaign.as_str())];
        let refused = old.post(&path, &moved).await;
        assert!(refused.status == 422 && refused.text().contains(SUCCESSOR), "{}", refused.text());
        // The successor sees the old unit and works off what is left of it.
        let mut new = house.visitor(&house.cast.other_unit_officer);
        assert_eq!(new.get(&format!("/units/{}", house.cast.first_unit)).await.status, 200);
        assert_eq!(new.get(logged.location()).await.status, 200);
        // What is launched from now on does not go to the old one.
        let next = launch(&house).await;
        let mut officer = house.program(&house.cast.bureau_officer);
        let desk = officer.get(&format!("/api/v1/desk?campaign={next}")).await.json();
        assert_eq!(desk["rows"].as_array().map(Vec::len), Some(1), "{desk}");
        let members = house.visitor(&house.cast.bureau_officer).get(&format!("/campaigns/{campaign}/members")).await.text();
        assert!(members.contains("2026-03-05 并入东街社区卫生服务中心") && !members.contains("恢复参加"), "{members}");
        house.clock().set(clock::CivilDate::parse("2026-03-20").unwrap().start());
        let left = json!({ "person": house.cast.other_unit_officer.person.to_string(), "name": "新联络" });
        let list = officer.call("POST", &format!("/api/v1/units/{}/handovers", house.cast.second_unit), &left).await.text();
        assert!(list.contains("报送：") && list.contains(" · 青禾区第一医院"), "{list}");
    }
}

testing_db::story! {
    async fn both_views_count_the_same(house: Stage) {
        let campaign = launch(&house).await;
        lecture(&house, &campaign).await;
        let mut officer = merge(&house).await;
        let (first, second) = (house.cast.first_unit.to_string(), house.cast.second_unit.to_string());
        let then = officer.get("/api/v1/desk?reckoning=logged").await.json();
        let due = |desk: &Value, unit: &str, at: usize| row(desk, unit)["states"][at]["state"].as_str().map(str::to_owned);
        assert!(due(&then, &first, 0).is_some(), "its period began before: {then}");
        assert_eq!(due(&then, &first, 1), None, "a period that begins later is not owed");
        assert!(due(&then, &second, 1).is_some());
        assert_eq!(row(&then, &first)["footnote"], "2026-03-05 并入东街社区卫生服务中心");
        let now = officer.get("/api/v1/desk?reckoning=logged&view=merged").await.json();
        assert_eq!((now["rows"].as_array().map(Vec::len), &now["figures"]), (Some(1), &then["figures"]));
        let whole = row(&now, &second);
        assert_eq!(whole["footnote"], "含 2026-03-05 并入的青禾区第一医院");
        assert_eq!(whole["states"][0]["within"].as_array().map(Vec::len), Some(1));
        assert_eq!(whole["last_activity"], "2026-03-05");
        let mut visitor = house.visitor(&house.cast.bureau_officer);
        let page = visitor.get("/desk?view=merged").await.text();
        assert!(page.contains("按当时名称") && page.contains("含 2026-03-05 并入的青禾区第一医院"), "{page}");
        assert_eq!(visitor.get("/desk/export.xlsx?view=merged").await.status, 200);
        let figures = format!("/api/v1/figures?campaign={campaign}&reckoning=logged&unit={second}");
        let rows = async |program: &mut Visitor, view: &str| {
            program.get(&format!("{figures}{view}")).await.json()["rows"].as_array().map(Vec::len)
        };
        assert_eq!((rows(&mut officer, "").await, rows(&mut officer, "&view=merged").await), (Some(0), Some(1)));
        let behind = visitor.get(&format!("/figures?campaign={campaign}&reckoning=logged&unit={second}&view=merged")).await.text();
        assert!(behind.contains("按合并后单位") && behind.contains("含 2026-03-05"), "{behind}");
    }
}

testing_db::story! {
    async fn a_merge_is_taken_back(house: Stage) {
        launch(&house).await;
        let mut officer = merge(&house).await;
        let first = house.cast.first_unit.to_string();
        let mut visitor = house.visitor(&house.cast.bureau_officer);
        let path = format!("/units/{first}/unmerge");
        let refused = visitor.post(&path, &[("version", "2"), ("unmerge_reason", "")]).await;
        assert!(refused.status == 422 && refused.text().contains("请填写撤销原因"), "{}", refused.text());
        assert_eq!(visitor.post(&path, &[("version", "1"), ("unmerge_reason", "x")]).await.status, 409);
        let undone = visitor.post(&path, &[("version", "2"), ("unmerge_reason", "批复撤回")]).await;
        assert_eq!(undone.location(), format!("/units/{first}"));
        assert_eq!(visitor.post(&path, &[("version", "3"), ("unmerge_reason", "x")]).await.status, 409, "nothing to take back");
        let view = officer.get(&format!("/api/v1/units/{first}")).await.json();
        assert_eq!((view["merged_into"].is_null(), view["parent"].as_str()), (true, Some(&*house.cast.bureau.to_string())));
        let desk = officer.get("/api/v1/desk").await.json();
        assert!(row(&desk, &first)["states"][1]["state"].is_string(), "owed again: {desk}");
        let mut stranger = house.visitor(&house.cast.other_unit_officer);
        assert_eq!(stranger.get(&format!("/units/{first}")).await.status, 404, "strangers again");
        assert_eq!(house.ledger_count("unit.unmerge").await, 1);
    }
}
