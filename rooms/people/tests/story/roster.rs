use db::{Reads, params};
use proptest::prelude::*;
use proptest::strategy::ValueTree as _;
use proptest::test_runner::TestRunner;
use rust_xlsxwriter::{Format, Workbook};
use serde_json::{Value, json};
use testing::{Visitor, hidden};

use crate::House;

async fn change(program: &mut Visitor, method: &str, unit: &str, deed: &str, mut body: Value) {
    let path = format!("/api/v1/units/{unit}");
    body["version"] = program.get(&path).await.json()["version"].clone();
    let answer = program.call(method, &format!("{path}{deed}"), &body).await;
    assert_eq!(answer.status, 200, "{}", answer.text());
}

/// The number of units that a preview would add, change and leave as they are.
fn counts(preview: &str) -> Vec<&str> {
    let figures = preview.split("figure-value\">").skip(1);
    figures.map(|rest| rest.split(['<', ' ']).next().unwrap_or("").trim()).collect()
}

/// A workbook of one sheet with these rows.
fn written(rows: &[&[&str]]) -> Vec<u8> {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    for (number, row) in rows.iter().enumerate() {
        sheet.write_row(u32::try_from(number).unwrap(), 0, row.iter().copied()).unwrap();
    }
    book.save_to_buffer().unwrap()
}

testing_db::story! {
    async fn what_was_exported_changes_nothing_when_it_comes_back(house: House) {
        let (first, second) = (house.cast.first_unit.to_string(), house.cast.second_unit.to_string());
        let mut program = house.program(&house.cast.bureau_officer);
        let mut officer = house.visitor(&house.cast.bureau_officer);
        let set = officer.post("/unit-sets", &[("name", "东片")]).await.location().to_owned();
        let member = [("name", "东片"), ("units[]", second.as_str()), ("version", "1")];
        assert_eq!(officer.post(&set, &member).await.location(), set);
        change(&mut program, "POST", &second, "/service", json!({ "served_by": "青禾区第一医院" })).await;
        let people = json!({ "people": [{ "duty": "head", "name": "黄院长", "post": "院长", "phone": "13800138000" }, { "duty": "safety_b", "name": "陈" }] });
        change(&mut program, "PUT", &first, "/responsible", people).await;
        let child = json!({ "name": "东街卫生站", "class": "基层", "parent": second });
        assert_eq!(program.call("POST", "/api/v1/units", &child).await.status, 200);
        let micro = json!({ "name": "王氏诊所", "township": "东街街道", "phone": "13800138000" });
        assert_eq!(program.call("POST", "/api/v1/units/micro", &micro).await.status, 200);
        let sheet = officer.get("/units/export.xlsx").await.body;
        let read = officer.upload("/units/import", &[], &[("file", "名册.xlsx", &sheet)]).await;
        let preview = officer.get(read.location()).await.text();
        assert_eq!(counts(&preview)[..3], ["0", "0", "4"], "{preview}");
    }
}

testing_db::story! {
    async fn a_roster_says_where_a_unit_hangs_and_who_answers(house: House) {
        let mut officer = house.visitor(&house.cast.bureau_officer);
        assert_eq!(officer.post("/unit-sets", &[("name", "东片")]).await.status, 303);
        let mut book = Workbook::new();
        let sheet = book.add_worksheet();
        let plain = Format::new();
        sheet.merge_range(0, 0, 0, 8, "青禾区单位名册", &plain).unwrap();
        for (column, text) in [(0, "单位名称"), (1, "类别"), (2, "上级单位"), (3, "微型机构"), (4, "代报单位"), (5, "挂片")] {
            sheet.merge_range(1, column, 2, column, text, &plain).unwrap();
        }
        sheet.merge_range(1, 6, 1, 8, "主要负责人", &plain).unwrap();
        sheet.write_row(2, 6, ["姓名", "职务", "电话"]).unwrap();
        sheet.write_row(3, 0, ["东街社区卫生服务中心", "基层", "青禾区第一医院", "", "", "东片", "许主任", "主任", "13900139000"]).unwrap();
        sheet.write_row(4, 0, ["西街诊所", "诊所", "东街社区卫生服务中心", "是", "青禾区第一医院", "", "", "", ""]).unwrap();
        sheet.write_row(5, 0, ["北街诊所", "诊所", "", "是", "南街医院", "", "", "", ""]).unwrap();
        sheet.write_row(6, 0, ["南街医院", "民营", "", "", "", "", "", "", ""]).unwrap();
        let bytes = book.save_to_buffer().unwrap();
        let read = officer.upload("/units/import", &[], &[("file", "名册.xlsx", &bytes)]).await;
        assert_eq!(read.status, 303, "{}", read.text());
        let preview = officer.get(read.location()).await.text();
        for words in ["上级：", "挂片：", "主要负责人：", "许主任 主任 13900139000"] {
            assert!(preview.contains(words), "{words}: {preview}");
        }
        let id = read.location().rsplit('/').next().unwrap().to_owned();
        let done = officer.post("/units/import/confirm", &[("id", &id)]).await;
        assert_eq!(done.location(), "/units", "{}", done.text());
        let mut program = house.program(&house.cast.bureau_officer);
        let unit = program.get(&format!("/api/v1/units/{}", house.cast.second_unit)).await.json();
        assert_eq!(unit["parent"].as_str(), Some(&*house.cast.first_unit.to_string()));
        assert_eq!(unit["responsible"][0]["name"], "许主任");
        let sets = program.get("/api/v1/unit-sets").await.json();
        assert_eq!(sets["sets"][0]["units"], json!(1), "{sets}");
        let list = program.get("/api/v1/units?q=西街").await.json();
        let clinic = program.get(&format!("/api/v1/units/{}", list["units"][0]["id"].as_str().unwrap())).await.json();
        assert_eq!((clinic["is_micro"].as_bool(), clinic["parent"].as_str()), (Some(true), unit["id"].as_str()));
        assert_eq!(clinic["served_by"].as_str(), Some(&*house.cast.first_unit.to_string()));
        let list = program.get("/api/v1/units?q=北街").await.json();
        let served = program.get(&format!("/api/v1/units/{}", list["units"][0]["id"].as_str().unwrap())).await.json();
        let list = program.get("/api/v1/units?q=南街").await.json();
        assert_eq!(served["served_by"], list["units"][0]["id"], "a row may name another as the one that reports for it");
        for (verb, times) in [("unit.move", 1), ("unit.name_responsible", 1), ("unit.let_serve", 2), ("unit_set.edit", 1)] {
            assert_eq!(house.ledger_count(verb).await, times, "{verb}");
        }
        let again = officer.upload("/units/import", &[], &[("file", "名册.xlsx", &bytes)]).await;
        let preview = officer.get(again.location()).await.text();
        assert_eq!(counts(&preview)[..3], ["0", "0", "4"], "{preview}");
        let wrong = [("上级单位", "没有的医院", "上级单位"), ("微型机构", "也许", "“是”或“否”"), ("挂片", "西片", "没有“西片”这个挂片"), ("代报单位", "没有的医院", "代报单位")];
        for (column, text, sentence) in wrong {
            let mut book = Workbook::new();
            let sheet = book.add_worksheet();
            sheet.write_row(0, 0, ["单位名称", "类别", column]).unwrap();
            sheet.write_row(1, 0, ["青禾区第一医院", "公立医院", text]).unwrap();
            let bytes = book.save_to_buffer().unwrap();
            let refused = officer.upload("/units/import", &[], &[("file", "名册.xlsx", &bytes)]).await;
            assert!(refused.status == 422 && refused.text().contains("C2") && refused.text().contains(sentence), "{sentence}: {}", refused.text());
        }
    }
}

testing_db::story! {
    async fn a_blank_in_a_name_and_an_unheard_class_are_no_traps(house: House) {
        let mut officer = house.visitor(&house.cast.bureau_officer);
        let mut book = Workbook::new();
        let sheet = book.add_worksheet();
        sheet.write_row(0, 0, ["单位名称", "类别", "街道（乡镇）", "联络员职务"]).unwrap();
        sheet.write_row(1, 0, ["青禾区 第一医院", "公立医元", "东街街道", "办公室主任"]).unwrap();
        sheet.write_row(2, 0, ["北街诊所", "诊所", "北街街道", ""]).unwrap();
        sheet.write_row(3, 0, ["南街诊所", "诊所", "", ""]).unwrap();
        let bytes = book.save_to_buffer().unwrap();
        let answer = officer.upload("/units/import", &[], &[("file", "名册.xlsx", &bytes)]).await;
        let preview = officer.get(answer.location()).await.text();
        assert!(preview.contains("新类别“公立医元”，请核对") && preview.contains("新街道（乡镇）“北街街道”，请核对"), "{preview}");
        assert!(!preview.contains("新类别“诊所”") && !preview.contains("改名"), "{preview}");
        officer.post("/units/import/confirm", &[("id", &hidden(&preview, "id"))]).await;
        let unit = people::facts::unit(&house.db, house.cast.first_unit).await.unwrap().unwrap();
        assert_eq!((unit.name.as_str(), unit.class.as_str(), unit.liaison_post.as_str()), ("青禾区第一医院", "公立医元", "办公室主任"));
        let (twice, column) = (["西街诊所", "西街 诊所"], ["单位名称", "类别"]);
        let mut book = Workbook::new();
        let sheet = book.add_worksheet();
        sheet.write_row(0, 0, column).unwrap();
        for (row, name) in twice.into_iter().enumerate() {
            sheet.write_row(u32::try_from(row).unwrap() + 1, 0, [name, "诊所"]).unwrap();
        }
        let bytes = book.save_to_buffer().unwrap();
        let refused = officer.upload("/units/import", &[], &[("file", "名册.xlsx", &bytes)]).await;
        assert!(refused.status == 422 && refused.text().contains("重名"), "{}", refused.text());
    }
}

testing_db::story! {
    async fn one_sheet_brings_parents_and_their_children(house: House) {
        let mut officer = house.visitor(&house.cast.bureau_officer);
        let header: &[&str] = &["单位名称", "类别", "上级单位"];
        let bytes = written(&[
            header,
            &["北街卫生站", "基层", "北街 社区卫生服务中心"],
            &["北街社区卫生服务中心", "基层", "北街医院"],
            &["东街社区卫生服务中心", "基层", "北街医院"],
            &["北街医院", "民营医院", ""],
        ]);
        let read = officer.upload("/units/import", &[], &[("file", "名册.xlsx", &bytes)]).await;
        assert_eq!(read.status, 303, "{}", read.text());
        let preview = officer.get(read.location()).await.text();
        assert_eq!(counts(&preview)[..3], ["3", "1", "0"], "{preview}");
        assert_eq!(preview.matches("上级“北街医院”也由这份表导入").count(), 2, "{preview}");
        assert!(preview.contains("上级“北街社区卫生服务中心”也由这份表导入"), "{preview}");
        let done = officer.post("/units/import/confirm", &[("id", &hidden(&preview, "id"))]).await;
        assert_eq!(done.location(), "/units", "{}", done.text());
        let mut program = house.program(&house.cast.bureau_officer);
        let mut parents = Vec::new();
        for name in ["北街卫生站", "北街社区", "东街社区", "北街医院"] {
            let list = program.get(&format!("/api/v1/units?q={name}")).await.json();
            let id = list["units"][0]["id"].as_str().unwrap().to_owned();
            let unit = program.get(&format!("/api/v1/units/{id}")).await.json();
            parents.push((id, unit["parent"].as_str().unwrap().to_owned()));
        }
        assert_eq!((&parents[0].1, &parents[1].1, &parents[2].1), (&parents[1].0, &parents[3].0, &parents[3].0));
        assert_eq!(parents[3].1, house.cast.bureau.to_string());
        let again = officer.upload("/units/import", &[], &[("file", "名册.xlsx", &bytes)]).await;
        let preview = officer.get(again.location()).await.text();
        assert_eq!(counts(&preview)[..3], ["0", "0", "4"], "{preview}");
        assert!(!preview.contains("也由这份表导入"), "{preview}");

        for circle in [["子医院", "子医院", "丑医院"], ["丑医院", "子医院", "寅医院"]] {
            let [first, second, third] = circle;
            let bytes = written(&[header, &["子医院", "民营医院", first], &["丑医院", "民营医院", second], &["寅医院", "民营医院", third]]);
            let refused = officer.upload("/units/import", &[], &[("file", "名册.xlsx", &bytes)]).await;
            let page = refused.text();
            assert!(refused.status == 422 && page.contains("C2") && page.contains("又回到了同一个单位"), "{page}");
        }
        let round = written(&[header, &["辰医院", "民营医院", "北街医院"], &["北街医院", "民营医院", "辰医院"]]);
        let refused = officer.upload("/units/import", &[], &[("file", "名册.xlsx", &round)]).await;
        let page = refused.text();
        assert!(refused.status == 422 && page.contains("C3") && page.contains("又回到了同一个单位"), "{page}");
    }
}

testing_db::story! {
    async fn a_department_is_no_row_of_a_roster(house: House) {
        let mut officer = house.visitor(&house.cast.bureau_officer);
        for class in ["科室", " 内设科室"] {
            let bytes = written(&[&["单位名称", "类别"], &["第一医院保卫科", class], &["北街诊所", "诊所"]]);
            let refused = officer.upload("/units/import", &[], &[("file", "名册.xlsx", &bytes)]).await;
            let page = refused.text();
            assert!(refused.status == 422 && page.contains("B2") && page.contains("用“新增下级”添加科室"), "{page}");
        }
        assert!(officer.get("/units/tree").await.text().contains("新增下级"), "where the sentence leads");
    }
}

testing_db::story! {
    async fn right_and_wrong_rows_are_shown_side_by_side(house: House) {
        let mut officer = house.visitor(&house.cast.bureau_officer);
        let sheet = |phone: &str| {
            let mut book = Workbook::new();
            let sheet = book.add_worksheet();
            sheet.write_row(0, 0, ["单位名称", "类别", "信用代码", "在职人数", "床位数", "联络员职务", "联络员电话"]).unwrap();
            sheet.write_row(1, 0, ["北街医院", "民营医院", "９１３５０１００Ｍ０００１００Ｙ４３", "45", "30", "办公室主任", "13800138000"]).unwrap();
            sheet.write_row(2, 0, ["青禾区第一医院", "二级医院", "", "121", "", "", phone]).unwrap();
            book.save_to_buffer().unwrap()
        };
        let said = ["91350100M000100Y43", "在职人数：45", "床位数：30", "联络员职务：办公室主任", "联络员电话：13800138000"];
        let refused = officer.upload("/units/import", &[], &[("file", "名册.xlsx", &sheet("12345"))]).await;
        let page = refused.text();
        assert!(refused.status == 422 && page.contains("G3") && page.contains("没有问题的行"), "{page}");
        let (wrong, right) = (page.find("错误：需要修改的单元格").unwrap(), page.find("没有问题的行").unwrap());
        assert!(wrong < right && page.contains("1 行 1 处") && page.contains("<h3>新增"), "the wrong ones first: {page}");
        for words in said {
            assert!(page.contains(words), "{words}: {page}");
        }
        let kept = house.db.count("SELECT COUNT(*) AS value FROM unit_import", params![]).await.unwrap();
        assert_eq!(kept, 0, "nothing is kept while a cell is wrong");
        let read = officer.upload("/units/import", &[], &[("file", "名册.xlsx", &sheet("13800138001"))]).await;
        let preview = officer.get(read.location()).await.text();
        for words in said.into_iter().chain(["在职人数：<del class=\"soft\">120</del> → 121"]) {
            assert!(preview.contains(words), "{words}: {preview}");
        }
    }
}

/// A roster of the house's own columns: units with names of their own, what a unit may leave open left open at random.
fn rosters() -> impl Strategy<Value = Vec<Vec<String>>> {
    let class = prop::sample::select(vec!["公立医院", "诊所", "基层"]);
    let township = prop::sample::select(vec!["", "东街街道", "西街街道"]);
    let number = prop_oneof![Just(String::new()), (1..3000_u32).prop_map(|count| count.to_string())];
    let liaison = prop::sample::select(vec![
        ("", "", ""),
        ("郑联络", "", "13800138000"),
        ("王 芳", "办公室主任", "059588886666"),
    ]);
    let row = (0..9_usize, class, township, (number.clone(), number), liaison);
    let row = row.prop_map(|(place, class, township, (staff, beds), (name, post, phone))| {
        let known = ["青禾区第一医院", "东街社区卫生服务中心"];
        let unit = known.get(place).map_or_else(|| format!("第{place}门诊部"), |known| (*known).to_owned());
        [&*unit, class, township, &*staff, &*beds, name, post, phone].map(str::to_owned).to_vec()
    });
    let is_new = |rows: &[Vec<String>], row: &Vec<String>| rows.iter().all(|known| known[0] != row[0]);
    prop::collection::vec(row, 1..7).prop_map(move |rows| {
        rows.into_iter().fold(Vec::new(), |mut kept, row| {
            kept.extend(is_new(&kept, &row).then_some(row));
            kept
        })
    })
}

/// Every unit as a program sees it, versions and all.
async fn every_unit(program: &mut Visitor) -> Vec<Value> {
    let list = program.get("/api/v1/units").await.json();
    let mut units = Vec::new();
    for unit in list["units"].as_array().unwrap() {
        units.push(program.get(&format!("/api/v1/units/{}", unit["id"].as_str().unwrap())).await.json());
    }
    assert!(units.len() >= 2, "{list}");
    units
}

testing_db::story! {
    async fn importing_twice_is_importing_once(house: House) {
        let mut officer = house.visitor(&house.cast.bureau_officer);
        let mut program = house.program(&house.cast.bureau_officer);
        let headings = ["单位名称", "类别", "街道（乡镇）", "职工人数", "床位数", "联络员", "联络员职务", "联络员电话"];
        let mut runner = TestRunner::deterministic();
        for round in 0..5 {
            let rows = rosters().new_tree(&mut runner).unwrap().current();
            let rows: Vec<Vec<&str>> = std::iter::once(headings.to_vec()).chain(rows.iter().map(|row| row.iter().map(String::as_str).collect())).collect();
            let rows: Vec<&[&str]> = rows.iter().map(Vec::as_slice).collect();
            let sheet = written(&rows);
            let mut import = async || {
                let read = officer.upload("/units/import", &[], &[("file", "名册.xlsx", &sheet)]).await;
                assert_eq!(read.status, 303, "{rows:?}: {}", read.text());
                let preview = officer.get(read.location()).await.text();
                let id = read.location().rsplit('/').next().unwrap().to_owned();
                let done = officer.post("/units/import/confirm", &[("id", &id)]).await;
                assert_eq!(done.location(), "/units", "{}", done.text());
                counts(&preview).into_iter().take(3).map(str::to_owned).collect::<Vec<_>>()
            };
            import().await;
            let once = every_unit(&mut program).await;
            let again = import().await;
            assert_eq!(again, ["0", "0", &(rows.len() - 1).to_string()], "round {round}: {rows:?}");
            assert_eq!(every_unit(&mut program).await, once, "round {round}: not even a version moves");
        }
    }
}

testing_db::story! {
    async fn a_program_imports_a_roster_in_two_steps(house: House) {
        let mut program = house.program(&house.cast.bureau_officer);
        let sheet = written(&[&["单位名称", "类别", "职工人数"], &["青禾区第一医院", "公立医院", "321"], &["北街诊所", "诊所", ""]]);
        let read = program.upload("/api/v1/units/import", &[], &[("file", "名册.xlsx", &sheet)]).await;
        assert_eq!(read.status, 200, "{}", read.text());
        let read = read.json();
        assert_eq!([&read["added"], &read["changed"], &read["is_confirmed"]], [&json!(1), &json!(1), &json!(false)], "{read}");
        assert_eq!(program.get("/api/v1/units?q=北街").await.json()["units"].as_array().unwrap().len(), 0, "nothing is done yet");
        let path = format!("/api/v1/units/import/{}", read["id"].as_str().unwrap());
        assert_eq!(program.get(&path).await.json()["rows"], read["rows"]);
        assert_eq!(house.program(&house.cast.other_officer).get(&path).await.status, 404, "another's sheet");
        for added in [1, 0] {
            let done = program.call("POST", &format!("{path}/confirm"), &json!({})).await;
            assert_eq!((done.status.as_u16(), &done.json()["added"]), (200, &json!(added)), "twice is once: {}", done.text());
        }
        assert_eq!(house.ledger_count("unit.import").await, 1);
        let wrong = written(&[&["单位名称", "类别", "职工人数"], &["南街诊所", "诊所", "很多"]]);
        let refused = program.upload("/api/v1/units/import", &[], &[("file", "名册.xlsx", &wrong)]).await;
        assert!(refused.status == 422 && refused.text().contains("C2"), "{}", refused.text());
    }
}
