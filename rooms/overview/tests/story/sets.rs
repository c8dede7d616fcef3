use serde_json::{Value, json};
use testing::{INJECTIONS, Visitor, encoded};

use crate::ground::{Stage, launch};

/// A set (挂片) with the first unit in it.
async fn set(house: &Stage) -> String {
    let mut officer = house.program(&house.cast.bureau_officer);
    let made = officer.call("POST", "/api/v1/unit-sets", &json!({ "name": "东片" })).await.json();
    let id = made["id"].as_str().expect("the set is made").to_owned();
    let units =
        json!({ "name": "东片", "units": [house.cast.first_unit.to_string()], "version": made["version"] });
    let kept = officer.call("PUT", &format!("/api/v1/unit-sets/{id}"), &units).await;
    assert_eq!(kept.status, 200, "{}", kept.text());
    id
}

/// The names of the units in a list of the API, wherever its rows stand.
async fn units(program: &mut Visitor, path: &str) -> Vec<String> {
    let answer = program.get(path).await;
    let view = answer.json();
    let rows =
        view["rows"].as_array().or(view.as_array()).unwrap_or_else(|| panic!("{path}: {}", answer.text()));
    let mut names: Vec<String> =
        rows.iter().filter_map(|row| row["unit_name"].as_str().map(str::to_owned)).collect();
    names.sort();
    names.dedup();
    names
}

fn exported(book: &[u8]) -> Vec<Option<String>> {
    let column = sheets::Column::required("单位", &[]);
    let table = sheets::read_table(book, std::slice::from_ref(&column), &sheets::Limits::default())
        .expect("a workbook");
    let mut names =
        table.collect(|row| Some(row.read(&column, sheets::Cell::text))).expect("rows with a unit");
    names.dedup();
    names
}

testing_db::story! {
    async fn a_set_filters_the_desk_and_the_lists(house: Stage) {
        launch(&house).await;
        let set = set(&house).await;
        let (mut officer, mut program) = (house.visitor(&house.cast.bureau_officer), house.program(&house.cast.bureau_officer));
        let only = ["青禾区第一医院".to_owned()];
        for (page, list) in [("/desk?", "/api/v1/desk?"), ("/reports?state=all&", "/api/v1/reports?"), ("/plans?", "/api/v1/plans?")] {
            assert_eq!(units(&mut program, list).await.len(), 2, "{list}");
            assert_eq!(units(&mut program, &format!("{list}set={set}")).await, only, "{list}");
            let shown = officer.get(&format!("{page}set={set}")).await.text();
            let table = shown.split("<tbody>").nth(1).unwrap_or_else(|| panic!("{page}: {shown}"));
            assert!(table.contains(&only[0]) && !table.contains("东街社区卫生服务中心"), "{page}: {shown}");
            assert!(shown.contains(&format!("<option value=\"{set}\" selected>东片</option>")), "{page}: {shown}");
            let kept = shown.matches(&format!("set={set}")).count();
            assert!(kept > 1, "the links of {page} carry the set: {shown}");
            let book = page.replace('?', "/export.xlsx?");
            assert_eq!(exported(&officer.get(&format!("{book}set={set}")).await.body), [Some(only[0].clone())], "{book}");
            for text in INJECTIONS.iter().chain(&["00000000000000000000000000000fff"]) {
                let found = units(&mut program, &format!("{list}set={}", encoded(text))).await;
                assert_eq!(found, Vec::<String>::new(), "{list}: {text} is no set");
            }
        }
    }
}

testing_db::story! {
    async fn what_is_not_sent_is_named_before_the_end_and_found_on_the_desk(house: Stage) {
        let campaign = launch(&house).await;
        let cast = &house.cast;
        let mut program = house.program(&cast.bureau_officer);
        let mut officer = house.visitor(&cast.bureau_officer);
        let desk = program.get("/api/v1/desk").await.json();
        let due = desk["figures"]["due"].as_str().unwrap().to_owned();
        let at = |state: &str| format!("/desk?campaign={campaign}&due={due}&state={state}");
        let linked = |state: &str, words: &str| format!("<a href=\"{}\">{words}</a>", at(state).replace('&', "&#38;"));
        let section = format!("/api/v1/reports/{due}/{}/sections/problems", cast.first_unit);
        let mut unit = house.program(&cast.unit_officer);
        let written = unit.call("PUT", &section, &json!({ "text": "人手不足。", "version": 0 })).await;
        assert_eq!(written.status, 200, "{}", written.text());
        let page = officer.get(&format!("/campaigns/{campaign}")).await.text();
        let words = "2 家没有报送（其中 1 家还没有开始）";
        assert!(page.contains(&linked("unsent", words)), "{page}");
        assert_eq!(units(&mut program, &format!("/api/v1{}", at("unsent"))).await.len(), 2);

        let zero = format!("/api/v1/reports/{due}/{}/zero", cast.second_unit);
        let sent = house.program(&cast.other_unit_officer).call("POST", &zero, &json!({ "reason": "院区搬迁" })).await;
        assert_eq!(sent.status, 200, "{}", sent.text());
        let page = officer.get(&format!("/campaigns/{campaign}")).await.text();
        let both = format!("{}、{}", linked("unsent", "1 家没有报送"), linked("pending", "1 家已报待审"));
        assert!(page.contains(&both), "{page}");
        assert_eq!(units(&mut program, &format!("/api/v1{}", at("unsent"))).await, ["青禾区第一医院"]);
        let chip = officer.get(&at("unsent")).await.text();
        assert!(chip.contains("未报送 1</a>"), "{chip}");
        let back: Value = json!({ "reason": "请写明情况", "sections": [] });
        let back = house.program(&cast.bureau_reviewer).call("POST", &format!("/api/v1/reports/{due}/{}/return", cast.second_unit), &back).await;
        assert_eq!(back.status, 200, "{}", back.text());
        let page = officer.get(&format!("/campaigns/{campaign}")).await.text();
        assert!(page.contains(&linked("returned", "1 家退回后没有重新报送")), "{page}");
    }
}
