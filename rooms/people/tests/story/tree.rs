use db::Reads;
use serde_json::{Value, json};
use testing::{SCRIPTS, Visitor, hidden};

use crate::House;

async fn made(program: &mut Visitor, unit: &Value) -> String {
    let answer = program.call("POST", "/api/v1/units", unit).await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    answer.json()["id"].as_str().unwrap().to_owned()
}

/// Does something to a unit with the version that it has now.
async fn change(
    program: &mut Visitor,
    method: &str,
    unit: &str,
    deed: &str,
    mut body: Value,
) -> (u16, Value) {
    let path = format!("/api/v1/units/{unit}");
    body["version"] = program.get(&path).await.json()["version"].clone();
    let answer = program.call(method, &format!("{path}{deed}"), &body).await;
    (answer.status.as_u16(), answer.json())
}

async fn names(program: &mut Visitor, query: &str) -> Vec<(String, u64)> {
    let nodes = program.get(&format!("/api/v1/units/tree{query}")).await.json();
    let nodes = nodes["nodes"].as_array().cloned().unwrap_or_default();
    nodes
        .iter()
        .map(|node| (node["name"].as_str().unwrap().to_owned(), node["depth"].as_u64().unwrap()))
        .collect()
}

testing_db::story! {
    async fn the_tree_grows_to_any_depth_and_its_branches_move(house: House) {
        let cast = &house.cast;
        let mut officer = house.program(&cast.bureau_officer);
        let node = |parent: &str, kind: &str, name: &str| json!({ "parent": parent, "kind": kind, "name": name, "class": "其他" });
        let office = made(&mut officer, &node("", "bureau", "东街街道卫生办")).await;
        let hospital = made(&mut officer, &node(&office, "unit", "东街卫生院")).await;
        let department = made(&mut officer, &node(&hospital, "department", "东街卫生院急诊科")).await;
        let ward = made(&mut officer, &node(&department, "department", "东街卫生院留观室")).await;
        let wrong = officer.call("POST", "/api/v1/units", &node(&office, "department", "没有地方的科")).await;
        assert_eq!(wrong.json()["fields"][0]["field"], "kind");
        let tree = names(&mut officer, "").await;
        let at = |name: &str| tree.iter().position(|(found, _)| found == name).unwrap();
        assert_eq!(at("东街卫生院留观室"), at("东街街道卫生办") + 3, "{tree:?}");
        assert_eq!(tree[at("东街卫生院留观室")].1, 4);
        let way: Vec<String> = names(&mut officer, "?q=留观").await.into_iter().map(|(name, _)| name).collect();
        assert_eq!(way, ["云岭市青禾区卫生健康局", "东街街道卫生办", "东街卫生院", "东街卫生院急诊科", "东街卫生院留观室"]);

        let first = cast.first_unit.to_string();
        let mut unit_officer = house.program(&cast.unit_officer);
        let path = format!("/api/v1/units/{ward}");
        assert_eq!(unit_officer.get(&path).await.status, 404);
        let mut asked = house.visitor(&cast.bureau_officer);
        let told = asked.get(&format!("/units/{department}/move?parent={first}")).await.text();
        for words in ["东街卫生院 → 青禾区第一医院", "它的 1 个下级", "“青禾区第一医院”的人员将能查看", "“东街街道卫生办”、“东街卫生院”的人员不再能"] {
            assert!(told.contains(words), "{words}: {told}");
        }
        assert_eq!(house.ledger_count("unit.move").await, 0, "asking moves nothing");
        assert_eq!(asked.get(&format!("/units/{department}/move?parent={ward}")).await.status, 422);
        assert_eq!(change(&mut officer, "POST", &department, "/move", json!({ "parent": first })).await.0, 200);
        assert_eq!(unit_officer.get(&path).await.status, 200, "what hung below came along, and so did the reach");
        let refused = [(&department, &ward), (&department, &department), (&hospital, &department), (&office, &hospital)];
        for (unit, parent) in refused {
            let (status, problem) = change(&mut officer, "POST", unit, "/move", json!({ "parent": parent })).await;
            assert_eq!((status, problem["fields"][0]["field"].as_str()), (422, Some("parent")), "{problem}");
        }
        assert_eq!(house.ledger_count("unit.move").await, 1);
        let stale = officer.call("POST", &format!("/api/v1/units/{department}/move"), &json!({ "parent": hospital, "version": 1 })).await;
        assert_eq!(stale.json()["code"], "changed_meanwhile");
        let page = house.visitor(&cast.bureau_officer).get(&format!("/units/{ward}")).await.text();
        assert!(page.contains("第一医院</a> / <a href") && page.contains("科室"), "{page}");
    }
}

testing_db::story! {
    async fn a_unit_is_edited_and_the_second_of_two_sees_what_changed(house: House) {
        let unit = house.cast.first_unit.to_string();
        let mut officer = house.visitor(&house.cast.bureau_officer);
        let mut other = house.visitor(&house.cast.other_officer);
        let path = format!("/units/{unit}/edit");
        let form = officer.get(&path).await.text();
        assert!(form.contains("value=\"青禾区第一医院\"") && form.contains("value=\"120\""), "{form}");
        let version = hidden(&form, "version");
        let fields = |beds: &'static str, name: &'static str, version: &str| {
            vec![("name", name.to_owned()), ("class", "二级医院".to_owned()), ("headcount", "130".to_owned()), ("beds", beds.to_owned()), ("version", version.to_owned())]
        };
        let send = async |visitor: &mut Visitor, fields: Vec<(&str, String)>| {
            let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
            visitor.post(&path, &fields).await
        };
        let wrong = send(&mut officer, fields("许多", "青禾区第一医院", &version)).await;
        assert!(wrong.status == 422 && wrong.text().contains("床位数应为"), "{}", wrong.text());
        let taken = send(&mut officer, fields("300", "东街社区卫生服务中心", &version)).await;
        assert!(taken.status == 422 && taken.text().contains("已有另一个单位用这个名称"));
        assert_eq!(send(&mut officer, fields("300", "青禾区第一医院", &version)).await.status, 303);
        let late = send(&mut other, fields("200", "青禾区第一医院", &version)).await;
        let page = late.text();
        assert!(late.status == 409 && page.contains("床位数现在是“300”") && page.contains("value=\"200\""), "{page}");
        let mut program = house.program(&house.cast.bureau_officer);
        let view = program.get(&format!("/api/v1/units/{unit}")).await.json();
        assert_eq!((view["beds"].as_i64(), view["headcount"].as_i64(), view["township"].as_str()), (Some(300), Some(130), Some("")));
        let fact = people::facts::unit(&house.db, house.cast.first_unit).await.unwrap().unwrap();
        assert_eq!((fact.beds, fact.headcount, fact.served_by), (Some(300), Some(130), None));
        assert_eq!(house.ledger_count("unit.edit").await, 1);
    }
}

testing_db::story! {
    async fn the_smallest_practices_need_three_fields(house: House) {
        let mut officer = house.visitor(&house.cast.bureau_officer);
        let form = officer.get("/units/micro").await.text();
        let key = hidden(&form, "idempotency_key");
        let fields = [("name", "王氏诊所"), ("township", "东街街道"), ("phone", "13800138000"), ("idempotency_key", key.as_str())];
        for _ in 0..2 {
            assert_eq!(officer.post("/units/micro", &fields).await.location(), "/units/micro");
        }
        assert_eq!(house.ledger_count("unit.add").await, 1, "sent twice, added once");
        let refused = officer.post("/units/micro", &[("name", ""), ("township", ""), ("phone", "123")]).await.text();
        for sentence in ["请填写单位名称", "请填写街道（乡镇）", "电话应为"] {
            assert!(refused.contains(sentence), "{sentence}");
        }
        let units = people::facts::units_below(&house.db, &people::NodePath::root(house.cast.bureau)).await.unwrap();
        assert!(units.iter().any(|unit| unit.is_micro && unit.liaison_phone == "13800138000"));
        let mut program = house.program(&house.cast.bureau_officer);
        let taken = program.call("POST", "/api/v1/units/micro", &json!({ "name": "王氏诊所", "township": "东街", "phone": "13800138000" })).await;
        assert_eq!(taken.json()["fields"][0]["field"], "name");
    }
}

testing_db::story! {
    async fn it_is_known_who_answers_for_a_unit(house: House) {
        let unit = house.cast.first_unit.to_string();
        let mut leader = house.visitor(&house.cast.unit_leader);
        let page = leader.get(&format!("/units/{unit}")).await.text();
        let version = hidden(&page, "version");
        let fields = [
            ("version", version.as_str()),
            ("people[0][duty]", "head"), ("people[0][name]", "黄院长"), ("people[0][post]", "院长"), ("people[0][phone]", "138 0013 8000"),
            ("people[1][duty]", "deputy"), ("people[1][name]", ""),
            ("people[2][duty]", "safety_a"), ("people[2][name]", "林科长"),
            ("people[3][duty]", "safety_b"), ("people[3][name]", "林科长"),
        ];
        let path = format!("/units/{unit}/responsible");
        let refused = leader.post(&path, &fields).await;
        assert!(refused.status == 422 && refused.text().contains("应是两个人") && refused.text().contains("value=\"黄院长\""), "{}", refused.text());
        let mut right = fields;
        right[10].1 = "陈干事";
        assert_eq!(leader.post(&path, &right).await.location(), format!("/units/{unit}"));
        assert_eq!(leader.post(&path, &right).await.status, 409, "upon an older version");
        let mut program = house.program(&house.cast.bureau_officer);
        let view = program.get(&format!("/api/v1/units/{unit}")).await.json();
        let named: Vec<&str> = view["responsible"].as_array().unwrap().iter().map(|one| one["name"].as_str().unwrap()).collect();
        assert_eq!(named, ["黄院长", "林科长", "陈干事"]);
        let nobody = json!({ "people": [] });
        assert_eq!(change(&mut program, "PUT", &unit, "/responsible", nobody).await.1["responsible"], json!([]));
        assert_eq!(house.ledger_count("unit.name_responsible").await, 2);
    }
}

testing_db::story! {
    async fn one_unit_reports_for_another_and_no_chain_comes_of_it(house: House) {
        let cast = &house.cast;
        let (first, second) = (cast.first_unit.to_string(), cast.second_unit.to_string());
        let mut officer = house.program(&cast.bureau_officer);
        let (status, view) = change(&mut officer, "POST", &second, "/service", json!({ "served_by": "青禾区第一医院" })).await;
        assert_eq!((status, view["served_by"].as_str()), (200, Some(first.as_str())));
        let fact = people::facts::unit(&house.db, cast.second_unit).await.unwrap().unwrap();
        assert_eq!(fact.served_by, Some(cast.first_unit));
        for (unit, server) in [(&first, "东街社区卫生服务中心"), (&first, "青禾区第一医院"), (&second, "没有的医院"), (&second, "云岭市青禾区卫生健康局")] {
            let (status, problem) = change(&mut officer, "POST", unit, "/service", json!({ "served_by": server })).await;
            assert_eq!((status, problem["fields"][0]["field"].as_str()), (422, Some("served_by")), "{server}");
        }
        let mut visitor = house.visitor(&cast.bureau_officer);
        assert!(visitor.get(&format!("/units/{second}")).await.text().contains("由 青禾区第一医院 代报"));
        assert!(visitor.get(&format!("/units/{first}")).await.text().contains("东街社区卫生服务中心"));
        let mut server = house.visitor(&cast.unit_officer);
        let own = server.get(&format!("/units/{first}")).await.text();
        assert!(own.contains("代报单位") && own.contains("13800000000") && own.contains("btn-sm\">代报<"), "{own}");
        assert!(!house.visitor(&cast.unit_leader).get(&format!("/units/{first}")).await.text().contains("btn-sm\">代报<"), "the officer alone");
        assert_eq!(server.get(&format!("/units/{second}")).await.status, 404, "not from one's own place");
        let mut neighbour = house.visitor(&cast.other_unit_officer);
        assert_eq!(neighbour.post("/session/place", &[("id", &first)]).await.status, 404, "who is served serves nobody");
        assert_eq!(house.visitor(&cast.unit_leader).post("/session/place", &[("id", &second)]).await.status, 404, "the officer alone");
        assert_eq!(server.post("/session/place", &[("id", &second)]).await.location(), "/");
        let there = server.get(&format!("/units/{second}")).await;
        let page = there.text();
        assert!(there.status == 200 && page.contains("（代报）") && page.contains("单位经办（"), "{page}");
        let version = hidden(&page, "version");
        let fields = [("liaison_name", "郑联络"), ("liaison_post", "干事"), ("liaison_phone", "13800138000"), ("version", version.as_str())];
        assert_eq!(server.post(&format!("/units/{second}/liaison"), &fields).await.status, 303);
        let sql = "SELECT role AS value FROM ledger WHERE verb = 'unit.confirm_liaison'";
        let role: Option<String> = house.db.value(sql, db::params![]).await.unwrap();
        assert!(role.is_some_and(|role| role.starts_with("单位经办（") && role.ends_with("代报）")), "who for whom");
        assert_eq!(change(&mut officer, "POST", &second, "/service", json!({})).await.1["served_by"], Value::Null);
        assert_eq!(server.get(&format!("/units/{second}")).await.status, 404, "it ends with the service");
        assert_eq!(server.get(&format!("/units/{first}")).await.status, 200);
        assert_eq!(house.ledger_count("unit.let_serve").await, 2);
    }
}

testing_db::story! {
    async fn bureau_staff_look_after_named_sets_of_units(house: House) {
        let cast = &house.cast;
        let mut officer = house.visitor(&cast.bureau_officer);
        let fresh = officer.get("/unit-sets").await.text();
        assert!(fresh.contains("name=\"name\" type=\"text\" value=\"\""), "the empty form is empty: {fresh}");
        let made = officer.post("/unit-sets", &[("name", "东片")]).await;
        let path = made.location().to_owned();
        assert!(path.starts_with("/unit-sets/"), "{}", made.text());
        let taken = officer.post("/unit-sets", &[("name", "东片")]).await;
        assert!(taken.status == 422 && taken.text().contains("已有同名的挂片"));
        let (first, keeper) = (cast.first_unit.to_string(), cast.bureau_reviewer.person.to_string());
        let version = hidden(&officer.get(&path).await.text(), "version");
        let fields = [("name", "东片区"), ("units[]", first.as_str()), ("keepers[]", keeper.as_str()), ("version", version.as_str())];
        assert_eq!(officer.post(&path, &fields).await.location(), path);
        let late = officer.post(&path, &fields).await;
        assert!(late.status == 409 && late.text().contains("有人刚刚改过这个挂片"));
        let id = path.rsplit('/').next().unwrap().to_owned();
        let mut program = house.program(&cast.bureau_reviewer);
        let list = program.get(&format!("/api/v1/units?set={id}")).await.json();
        assert_eq!((list["total"].as_u64(), list["units"][0]["name"].as_str()), (Some(1), Some("青禾区第一医院")));
        let kept = people::facts::sets_kept_by(&house.db, cast.bureau_reviewer.person).await.unwrap();
        assert_eq!((kept.len(), kept[0].name.as_str()), (1, "东片区"));
        let root = people::NodePath::root(cast.bureau);
        let choice = people::facts::SetChoice::among(&house.db, &root, Some(&id)).await.unwrap();
        assert_eq!((&choice.sets, choice.is_chosen(&kept[0])), (&kept, true));
        assert_eq!((choice.shows(cast.first_unit), choice.shows(cast.second_unit)), (true, false));
        let unknown = people::facts::SetChoice::among(&house.db, &root, Some("没有")).await.unwrap();
        assert!(!unknown.shows(cast.first_unit), "a set that nobody has lets nothing pass");

        let mut api = house.program(&cast.bureau_officer);
        let stranger = cast.unit_officer.person.to_string();
        let wrong = json!({ "name": "东片区", "units": [cast.bureau.to_string()], "keepers": [stranger], "version": 2 });
        let refused = api.call("PUT", &format!("/api/v1/unit-sets/{id}"), &wrong).await.json();
        let fields: Vec<&str> = refused["fields"].as_array().unwrap().iter().map(|one| one["field"].as_str().unwrap()).collect();
        assert_eq!(fields, ["units", "keepers"]);
        assert_eq!(program.call("PUT", &format!("/api/v1/unit-sets/{id}"), &wrong).await.status, 403);
        let second = api.call("POST", "/api/v1/unit-sets", &json!({ "name": "西片" })).await.json();
        assert_eq!((second["version"].as_i64(), second["units"].as_array().map(Vec::len)), (Some(1), Some(0)));
        assert_eq!(program.get("/api/v1/unit-sets").await.json()["sets"].as_array().unwrap().len(), 2);
    }
}

testing_db::story! {
    async fn scripts_in_the_tree_stay_text(house: House) {
        let mut officer = house.visitor(&house.cast.bureau_officer);
        let mut program = house.program(&house.cast.bureau_officer);
        let unit = house.cast.first_unit.to_string();
        for (i, script) in SCRIPTS.iter().enumerate() {
            let lines = json!({ "people": [{ "duty": "head", "name": script, "post": script }] });
            assert_eq!(change(&mut program, "PUT", &unit, "/responsible", lines).await.0, 200, "{script}");
            let name = format!("{i}{script}");
            let set = officer.post("/unit-sets", &[("name", &name.chars().take(30).collect::<String>())]).await;
            assert_eq!(set.status, 303, "{script}");
            let sought = testing::encoded(script);
            for path in [format!("/units/{unit}"), "/unit-sets".to_owned(), set.location().to_owned(), format!("/units/tree?q={sought}"), format!("/units?set={sought}"), format!("/units/new?kind={sought}")] {
                let page = officer.get(&path).await.text();
                let is_markup = script.contains(['<', '"', '\'', '&']);
                assert!(!(is_markup && page.contains(script)), "{script} at {path}");
            }
        }
    }
}

testing_db::story! {
    async fn the_tree_folds_and_a_set_is_filled_by_search(house: House) {
        let mut officer = house.visitor(&house.cast.bureau_officer);
        let first = house.cast.first_unit.to_string();
        let department = [("name", "药房"), ("kind", "department"), ("parent", first.as_str())];
        assert_eq!(officer.post("/units", &department).await.status, 303);
        let folds = |page: &str| {
            let tree = page.split("class=\"plain-list tree\"").skip(1).collect::<String>();
            (tree.matches("<details open>").count(), tree.matches("<details>").count(), tree.matches("</details>").count())
        };
        assert_eq!(folds(&officer.get("/units/tree").await.text()), (1, 1, 2), "two levels are unfolded");
        assert_eq!(folds(&officer.get("/units/tree?q=药房").await.text()), (2, 0, 2), "what is sought is shown");

        let set = officer.post("/unit-sets", &[("name", "东片")]).await.location().to_owned();
        let all = officer.get(&set).await.text();
        assert!(all.contains("第一医院") && all.contains("东街中心") && all.contains("已选 0 / 2 家"), "{all}");
        let sought = officer.get(&format!("{set}?q=中心")).await.text();
        assert!(!sought.contains("第一医院") && sought.contains("东街中心"), "{sought}");
        let chosen = [("name", "东片"), ("units[]", first.as_str()), ("version", "1")];
        assert_eq!(officer.post(&set, &chosen).await.location(), set);
        let sought = officer.get(&format!("{set}?q=中心")).await.text();
        assert!(sought.contains("第一医院") && sought.contains("已选 1 / 2 家"), "what was chosen stays: {sought}");
    }
}

testing_db::story! {
    async fn what_is_no_unit_needs_no_class_and_has_its_name_once_below_its_place(house: House) {
        let mut officer = house.program(&house.cast.bureau_officer);
        let bureau = json!({ "kind": "bureau", "name": "西街街道卫生办" });
        let made = officer.call("POST", "/api/v1/units", &bureau).await;
        assert_eq!(made.status, 200, "{}", made.text());
        let department = |parent: people::UnitId| json!({ "parent": parent.to_string(), "kind": "department", "name": "急诊科" });
        let first = department(house.cast.first_unit);
        assert_eq!(officer.call("POST", "/api/v1/units", &first).await.status, 200);
        let twice = officer.call("POST", "/api/v1/units", &first).await;
        assert!(twice.status == 422 && twice.text().contains("“第一医院”下面已有这个名称"), "{}", twice.text());
    }
}
