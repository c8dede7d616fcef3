use db::{Reads, params};
use rust_xlsxwriter::{Format, Workbook};

use testing::hidden;

use crate::{House, links};

const HEADER: [&str; 8] =
    ["单位名称", "简称", "统一社会信用代码", "类别", "街道（乡镇）", "在职人数", "联络员", "联络员电话"];

fn workbook(rows: &[[&str; 8]]) -> Vec<u8> {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    for (row, cells) in std::iter::once(&HEADER).chain(rows).enumerate() {
        for (column, cell) in cells.iter().enumerate() {
            sheet.write(row as u32, column as u16, *cell).unwrap();
        }
    }
    book.save_to_buffer().unwrap()
}

fn merged_header() -> Vec<u8> {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    sheet.write(0, 0, "单位名称").unwrap();
    sheet.merge_range(0, 1, 0, 2, "类别", &Format::new()).unwrap();
    sheet.write(1, 0, "第三医院").unwrap();
    sheet.write(1, 1, "公立医院").unwrap();
    book.save_to_buffer().unwrap()
}

async fn units(house: &House) -> u64 {
    house.db.count("SELECT COUNT(*) AS value FROM unit", params![]).await.unwrap()
}

testing_db::story! {
    async fn a_sheet_is_previewed_confirmed_and_not_taken_twice(house: House) {
        let mut officer = house.visitor(&house.cast.bureau_officer);
        let before = units(&house).await;
        let file = workbook(&[
            ["青禾区第一医院", "", "91350100M000100Y43", "二级医院", "", "260", "", ""],
            ["东街社区卫生服务中心", "", "", "基层", "", "", "", ""],
            ["青禾区妇幼保健院", "区妇幼", "9144030071526726XG", "妇幼保健机构", "西街街道", "80", "何联络", "0595-22345678"],
        ]);
        let uploaded = officer.upload("/units/import", &[], &[("file", "名册.xlsx", &file)]).await;
        let preview = officer.get(uploaded.location()).await.text();
        for expected in ["青禾区妇幼保健院", "统一社会信用代码", "91350100M000100Y43", "没有变化"] {
            assert!(preview.contains(expected), "{expected}");
        }
        assert_eq!(units(&house).await, before, "a preview changes nothing");

        let id = hidden(&preview, "id");
        let mut other = house.visitor(&house.cast.other_officer);
        assert_eq!(other.post("/units/import/confirm", &[("id", &id)]).await.status, 404);
        for _ in 0..2 {
            assert_eq!(officer.post("/units/import/confirm", &[("id", &id)]).await.location(), "/units");
        }
        assert_eq!(units(&house).await, before + 1);
        assert_eq!(house.ledger_count("unit.import").await, 1);
        let page = officer.get("/units?q=妇幼").await.text();
        assert!(page.contains("0595-22345678") && page.contains("共 1 家"));

        let exported = officer.get("/units/export.xlsx").await;
        let again = officer.upload("/units/import", &[], &[("file", "导出.xlsx", &exported.body)]).await;
        let preview = officer.get(again.location()).await.text();
        assert!(!preview.contains("status-pending\">更新") && !preview.contains("status-approved\">新增"), "an export is a sheet of no changes");
    }
}

testing_db::story! {
    async fn a_blank_keeps_and_the_word_clears(house: House) {
        let mut officer = house.visitor(&house.cast.bureau_officer);
        let file = workbook(&[["青禾区第一医院", "", "", "二级医院", "清空", "清空", "", "清空"]]);
        let uploaded = officer.upload("/units/import", &[], &[("file", "名册.xlsx", &file)]).await;
        let preview = officer.get(uploaded.location()).await.text();
        for line in ["<del class=\"soft\">东街街道</del> → 空", "<del class=\"soft\">120</del> → 空", "<del class=\"soft\">13800000000</del> → 空"] {
            assert!(preview.contains(line), "{line}: {preview}");
        }
        officer.post("/units/import/confirm", &[("id", &hidden(&preview, "id"))]).await;
        let unit = people::facts::unit(&house.db, house.cast.first_unit).await.unwrap().unwrap();
        let texts = (unit.township.as_str(), unit.liaison_phone.as_str(), unit.liaison_name.as_str());
        assert_eq!((texts, unit.headcount), (("", "", "郑联络"), None));
        let again = officer.upload("/units/import", &[], &[("file", "名册.xlsx", &file)]).await;
        let preview = officer.get(again.location()).await.text();
        assert!(preview.contains("没有变化") && !preview.contains("status-pending\">更新"), "twice is the same as once");
    }
}

testing_db::story! {
    async fn every_wrong_cell_is_named(house: House) {
        let mut officer = house.visitor(&house.cast.bureau_officer);
        let before = units(&house).await;
        let file = workbook(&[
            ["第三医院", "", "91350100M000100Y44", "公立医院", "", "5000余", "", "12345"],
            ["第四医院", "", "91350100M000100Y43", "公立医院", "", "-1", "", ""],
            ["第四医院", "", "91350100M000100Y43", "公立医院", "", "1000000000000", "", ""],
            ["", "", "", "", "", "", "", "13800138000"],
        ]);
        let refused = officer.upload("/units/import", &[], &[("file", "名册.xlsx", &file)]).await;
        assert_eq!(refused.status, 422);
        let page = refused.text();
        for cell in ["C2", "F2", "H2", "F3", "F4", "A5", "D5"] {
            assert!(page.contains(&format!(">{cell}<")), "{cell}: {page}");
        }
        assert!(page.contains("校验位不对") && page.contains("带“余”“约”"));
        let file = workbook(&[
            ["第四医院", "", "91350100M000100Y43", "公立医院", "", "", "", ""],
            ["第五医院", "", "91350100M000100Y43", "公立医院", "", "", "", ""],
            ["第四医院", "", "", "公立医院", "", "", "", ""],
        ]);
        let page = officer.upload("/units/import", &[], &[("file", "名册.xlsx", &file)]).await.text();
        assert!(page.contains(">C3<") && page.contains("与第 2 行的信用代码相同"), "{page}");
        assert!(page.contains(">A4<") && page.contains("与第 2 行重名"));
        assert_eq!(units(&house).await, before);
    }
}

testing_db::story! {
    async fn a_file_that_is_no_list_is_refused_with_a_sentence(house: House) {
        let mut officer = house.visitor(&house.cast.bureau_officer);
        let merged = merged_header();
        for (file, sentence) in [
            (merged.as_slice(), "合并单元格"),
            (b"".as_slice(), "空文件"),
            (b"%PDF-1.7 x".as_slice(), "PDF"),
            (b"name,class\na,b\n".as_slice(), "CSV"),
        ] {
            let refused = officer.upload("/units/import", &[], &[("file", "名册.xlsx", file)]).await;
            assert_eq!(refused.status, 422, "{sentence}");
            assert!(refused.text().contains(sentence), "{sentence}: {}", refused.text());
        }
        let nothing = officer.upload("/units/import", &[], &[]).await;
        assert!(nothing.status == 422 && nothing.text().contains("请选择单位名册"));
    }
}

testing_db::story! {
    async fn a_unit_is_added_once_by_form_and_by_program(house: House) {
        let mut officer = house.visitor(&house.cast.bureau_officer);
        let before = units(&house).await;
        let form = officer.get("/units/new").await.text();
        let key = hidden(&form, "idempotency_key");
        let fields = [("name", "北街诊所"), ("class", "诊所"), ("headcount", "3"), ("idempotency_key", key.as_str())];
        let first = officer.post("/units", &fields).await;
        let second = officer.post("/units", &fields).await;
        assert!(first.location().starts_with("/units/") && first.location() == second.location());
        assert_eq!(units(&house).await, before + 1);

        let refused = officer.post("/units", &[("name", "北街诊所"), ("class", "诊所"), ("headcount", "三")]).await;
        assert!(refused.status == 422 && refused.text().contains("value=\"北街诊所\""));
        let taken = officer.post("/units", &[("name", "北街诊所"), ("class", "诊所")]).await;
        assert!(taken.text().contains("已有这个单位"));

        let mut program = house.program(&house.cast.bureau_officer);
        let unit = serde_json::json!({ "name": "南街诊所", "class": "诊所", "headcount": 5 });
        let made = program.call("POST", "/api/v1/units", &unit).await.json();
        assert_eq!(made["headcount"], 5);
        let path = format!("/api/v1/units/{}", made["id"].as_str().unwrap());
        assert_eq!(program.get(&path).await.json()["name"], "南街诊所");
        let list = program.get("/api/v1/units?class=诊所&sort=headcount").await.json();
        assert_eq!(list["total"], 2);
        assert_eq!(list["units"][0]["name"], "南街诊所");
    }
}

testing_db::story! {
    async fn people_of_a_unit_are_invited_by_links_shown_once(house: House) {
        let mut officer = house.visitor(&house.cast.bureau_officer);
        let unit = format!("/units/{}", house.cast.first_unit);
        let key = hidden(&officer.get(&unit).await.text(), "idempotency_key");
        let fields = [("name", "新联络"), ("role", "unit_officer"), ("idempotency_key", key.as_str())];
        let shown = officer.post(&format!("{unit}/invite"), &fields).await;
        let link = links(&shown.text()).remove(0);
        let again = officer.post(&format!("{unit}/invite"), &fields).await;
        assert_eq!(again.location(), unit, "the same form makes no second link");
        assert_eq!(house.stranger().get(&link).await.status, 200);

        let page = officer.get(&unit).await.text();
        let pending = page.split("新联络").nth(1).unwrap();
        let person = hidden(pending, "person");
        let renewed = officer.post(&format!("{unit}/invite"), &[("person", &person)]).await;
        assert_eq!(house.stranger().get(&link).await.status, 409, "a new link makes the old one void");
        assert_eq!(house.stranger().get(&links(&renewed.text())[0]).await.status, 200);
        for fields in [[("name", ""), ("role", "unit_officer")], [("name", "甲"), ("role", "bureau_officer")]] {
            assert_eq!(officer.post(&format!("{unit}/invite"), &fields).await.status, 422);
        }
        let stranger = house.cast.bureau_reviewer.person.to_string();
        assert_eq!(officer.post(&format!("{unit}/invite"), &[("person", &stranger)]).await.status, 404);
    }
}

testing_db::story! {
    async fn links_for_all_units_come_as_one_sheet(house: House) {
        let mut officer = house.visitor(&house.cast.bureau_officer);
        assert!(officer.get("/units").await.text().contains("href=\"/units/invitations\""));
        let asked = officer.get("/units/invitations").await.text();
        assert!(asked.contains("2 家没有有效链接，0 家已发出的链接还有效"), "{asked}");
        let key = hidden(&asked, "idempotency_key");
        let sheet = officer.post("/units/invitations", &[("idempotency_key", &key)]).await;
        assert_eq!(sheet.status, 200);
        assert!(sheet.body.starts_with(b"PK"));
        let links = "SELECT COUNT(*) AS value FROM one_time_link WHERE used_at IS NULL";
        assert_eq!(house.db.count(links, params![]).await.unwrap(), 2);
        assert_eq!(officer.post("/units/invitations", &[("idempotency_key", &key)]).await.status, 303);
        assert_eq!(house.db.count(links, params![]).await.unwrap(), 2);
        let asked = officer.get("/units/invitations").await.text();
        assert!(asked.contains("0 家没有有效链接，2 家") && asked.contains("2 个有效链接立即作废"), "{asked}");
        let kept = officer.post("/units/invitations", &[]).await;
        assert_eq!(kept.location(), "/units/invitations", "nobody asked for those to die");
        let made = "SELECT COUNT(*) AS value FROM one_time_link";
        assert_eq!(house.db.count(made, params![]).await.unwrap(), 2);
        assert_eq!(officer.post("/units/invitations", &[("which", "all")]).await.status, 200);
        assert_eq!(house.db.count(made, params![]).await.unwrap(), 4);
        assert_eq!(house.db.count(links, params![]).await.unwrap(), 2, "the older ones are void");
        assert_eq!(house.ledger_count("unit.invite_all").await, 3);
    }
}

testing_db::story! {
    async fn a_unit_confirms_its_liaison_and_overwrites_nobody(house: House) {
        let unit = format!("/units/{}", house.cast.first_unit);
        let mut officer = house.visitor(&house.cast.unit_officer);
        let mut leader = house.visitor(&house.cast.unit_leader);
        let version = hidden(&officer.get(&unit).await.text(), "version");
        let say = |name: &'static str, phone: &'static str, version: &str| {
            [("liaison_name", name.to_owned()), ("liaison_post", "办公室主任".to_owned()), ("liaison_phone", phone.to_owned()), ("version", version.to_owned())]
        };
        let path = format!("{unit}/liaison");
        let send = |fields: [(&'static str, String); 4]| fields;
        let fields = send(say("郑联络", "138 0013 8000", &version));
        let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
        assert_eq!(officer.post(&path, &fields).await.location(), unit);
        assert_eq!(house.ledger_count("unit.confirm_liaison").await, 1);

        let fields = send(say("黄院长", "13900139000", &version));
        let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
        let stale = leader.post(&path, &fields).await;
        assert_eq!(stale.status, 409);
        let page = stale.text();
        assert!(page.contains("郑联络 办公室主任 13800138000") && page.contains("value=\"黄院长\""), "{page}");
        let mut bureau = house.visitor(&house.cast.bureau_officer);
        assert_eq!(bureau.post(&path, &fields).await.status, 403, "the unit says so itself");
        let mut neighbour = house.visitor(&house.cast.other_unit_officer);
        assert_eq!(neighbour.post(&path, &fields).await.status, 404);

        let mut program = house.program(&house.cast.bureau_officer);
        let api = format!("/api/v1{unit}");
        let seen = program.get(&api).await.json();
        assert_eq!(seen["liaison_post"], "办公室主任");
        assert!(seen["liaison_confirmed_at"].is_string(), "{seen}");
        let fields = [
            ("name", "青禾区第一医院"), ("class", "二级医院"), ("liaison_name", "郑联络"),
            ("liaison_post", "医务科长"), ("liaison_phone", "13800138000"), ("version", &seen["version"].to_string()),
        ];
        assert_eq!(bureau.post(&format!("{unit}/edit"), &fields).await.location(), unit);
        let seen = program.get(&api).await.json();
        assert_eq!(seen["liaison_post"], "医务科长");
        assert!(seen["liaison_confirmed_at"].is_null(), "another post has to be confirmed again: {seen}");
        let nameless = [("liaison_name", "郑联络"), ("liaison_phone", "13800138000"), ("version", &seen["version"].to_string())];
        let refused = officer.post(&path, &nameless).await;
        assert!(refused.status == 422 && refused.text().contains("请填写联络员职务"), "{}", refused.text());
    }
}

testing_db::story! {
    async fn a_program_confirms_the_liaison_of_its_own_unit(house: House) {
        let mut program = house.program(&house.cast.unit_officer);
        let path = format!("/api/v1/units/{}", house.cast.first_unit);
        let version = program.get(&path).await.json()["version"].clone();
        let typed = |phone: &str, version: &serde_json::Value| {
            serde_json::json!({ "liaison_name": "何联络", "liaison_post": "办公室主任", "liaison_phone": phone, "version": version })
        };
        let wrong = program.call("POST", &format!("{path}/liaison"), &typed("电话", &version)).await;
        assert_eq!((wrong.status.as_u16(), wrong.json()["fields"][0]["field"].as_str()), (422, Some("liaison_phone")));
        let confirmed = program.call("POST", &format!("{path}/liaison"), &typed("13900000000", &version)).await.json();
        assert_eq!((confirmed["liaison_name"].as_str(), confirmed["liaison_phone"].as_str()), (Some("何联络"), Some("13900000000")));
        let stale = program.call("POST", &format!("{path}/liaison"), &typed("13900000001", &version)).await;
        assert_eq!((stale.status.as_u16(), stale.json()["code"].as_str()), (409, Some("changed_meanwhile")));
        assert_eq!(house.ledger_count("unit.confirm_liaison").await, 1);
        assert!(people::facts::confirmed_liaison(&house.db, house.cast.first_unit).await.unwrap().is_some());
    }
}
