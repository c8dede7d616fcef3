use serde_json::{Value, json};
use testing::{SCRIPTS, Visitor};

use crate::House;

async fn call(program: &mut Visitor, unit: &str, deed: &str, mut body: Value) -> (u16, Value) {
    let path = format!("/api/v1/units/{unit}");
    body["version"] = program.get(&path).await.json()["version"].clone();
    let answer = program.call("POST", &format!("{path}/{deed}"), &body).await;
    (answer.status.as_u16(), answer.json())
}

fn into(unit: &str) -> Value {
    json!({ "successor": unit, "last_day": "2026-03-05", "reason": "机构整合" })
}

async fn names(program: &mut Visitor, query: &str) -> Vec<String> {
    let list = program.get(&format!("/api/v1/units{query}")).await.json();
    list["units"].as_array().unwrap().iter().map(|unit| unit["name"].as_str().unwrap().to_owned()).collect()
}

testing_db::story! {
    async fn no_chain_comes_of_merges(house: House) {
        let cast = &house.cast;
        let (first, second) = (cast.first_unit.to_string(), cast.second_unit.to_string());
        let mut officer = house.program(&cast.bureau_officer);
        let third = officer.call("POST", "/api/v1/units", &json!({ "name": "第三医院", "class": "二级医院" })).await.json();
        let third = third["id"].as_str().unwrap().to_owned();
        let (status, view) = call(&mut officer, &third, "merge", into(&second)).await;
        assert_eq!((status, view["merged_into"].as_str(), view["merged_on"].as_str()), (200, Some(&*second), Some("2026-03-05")));
        assert_eq!(view["parent"].as_str(), Some(&*second));
        for (unit, body, sentence) in [
            (&first, into(&third), "请直接选择“东街社区卫生服务中心”"),
            (&second, into(&first), "“第三医院”已并入本单位"),
            (&second, into(&third), "东街社区卫生服务中心"),
            (&first, into(&first), "请选择接收单位"),
            (&first, into(&cast.bureau.to_string()), "请选择接收单位"),
            (&first, json!({ "successor": second, "last_day": "2026-03-05", "reason": "" }), "请填写合并依据或原因"),
            (&first, json!({ "successor": second, "last_day": "三月", "reason": "x" }), "日期"),
        ] {
            let (status, problem) = call(&mut officer, unit, "merge", body).await;
            assert!(status == 422 && problem.to_string().contains(sentence), "{sentence}: {problem}");
        }
        for (deed, body) in [("merge", into(&first)), ("move", json!({ "parent": cast.bureau.to_string() }))] {
            assert_eq!(call(&mut officer, &third, deed, body).await.0, 409, "{deed}");
        }
        assert_eq!(call(&mut officer, &first, "unmerge", json!({ "unmerge_reason": "x" })).await.0, 409);
        assert_eq!(call(&mut officer, &cast.bureau.to_string(), "merge", into(&first)).await.0, 409);
        let served = call(&mut officer, &first, "service", json!({ "served_by": "第三医院" })).await;
        assert!(served.0 == 422 && served.1.to_string().contains("合并后的单位"), "{}", served.1);
        assert_eq!(names(&mut officer, "").await, ["青禾区第一医院", "东街社区卫生服务中心"]);
        assert_eq!(names(&mut officer, "?merged=on").await, ["第三医院"]);
        let fact = people::facts::living_units_below(&house.db, &people::NodePath::root(cast.bureau)).await.unwrap();
        assert_eq!(fact.len(), 2);
        assert_eq!(call(&mut officer, &third, "unmerge", json!({ "unmerge_reason": "批复撤回" })).await.0, 200);
        assert_eq!(call(&mut officer, &first, "merge", into(&third)).await.0, 200, "now it may");
        assert_eq!(house.ledger_count("unit.merge").await, 2);
    }
}

testing_db::story! {
    async fn a_roster_does_not_bring_a_merged_unit_back(house: House) {
        let (first, second) = (house.cast.first_unit.to_string(), house.cast.second_unit.to_string());
        let mut program = house.program(&house.cast.bureau_officer);
        assert_eq!(call(&mut program, &first, "merge", into(&second)).await.0, 200);
        let mut officer = house.visitor(&house.cast.bureau_officer);
        let sheet = officer.get("/units/export.xlsx?merged=on").await.body;
        let refused = officer.upload("/units/import", &[], &[("file", "名册.xlsx", &sheet)]).await;
        let text = refused.text();
        assert!(refused.status == 422 && text.contains("已于 2026-03-05 并入“东街社区卫生服务中心”"), "{text}");
        let sheet = officer.get("/units/export.xlsx").await.body;
        let read = officer.upload("/units/import", &[], &[("file", "名册.xlsx", &sheet)]).await;
        assert_eq!(read.status, 303, "the others are still there: {}", read.text());
    }
}

testing_db::story! {
    async fn scripts_in_a_merge_stay_text(house: House) {
        let path = format!("/units/{}/merge", house.cast.first_unit);
        let mut officer = house.visitor(&house.cast.bureau_officer);
        for script in SCRIPTS {
            let sought = testing::encoded(script);
            let page = officer.get(&format!("{path}?successor={sought}&last_day={sought}&reason={sought}")).await;
            let is_markup = script.contains(['<', '"', '\'', '&']);
            assert!(page.status == 422 && !(is_markup && page.text().contains(script)), "{script}: {}", page.text());
        }
    }
}
