use people::UnitId;
use serde_json::json;
use sheets::{Cell, Column, Entry, Heading, Limits, Sheet, Workbook, read_table};
use testing::{INJECTIONS, SCRIPTS, Visitor, escaped, hidden, zipped};

use crate::scene::{FIRE, SAFETY, Stage, count, jpeg, launch, photo, tally};

const ACTIVITIES: &str = "SELECT COUNT(*) AS value FROM activity";
const PHOTOS: &str = "SELECT COUNT(*) AS value FROM photo";
const HEADINGS: [&str; 9] =
    ["名称", "日期", "结束日期", "地点", "主讲", "专题辅导讲座（场）", "参训人次", "计入", "照片文件名"];

/// A workbook of one sheet with these rows below the headings, which stand in its second row.
fn book(rows: &[[&str; 9]]) -> Vec<u8> {
    let mut sheet =
        Sheet::new("活动台账", HEADINGS.map(|text| Heading::new(text, 12.0))).title("青禾区第一医院活动台账");
    for row in rows {
        sheet.push(row.map(Entry::from));
    }
    let mut book = Workbook::new();
    book.push(sheet);
    book.to_bytes().unwrap()
}

const LECTURE: [&str; 9] = ["消防讲座", "2026-03-05", "", "三楼", "王院长", "1", "60", "", "A1.jpg、a2"];
const DRILL: [&str; 9] =
    ["疏散演练", "2026年3月3日 至 2026-03-04", "", "门诊", "", "", "0", "标准化提升宣贯", ""];

async fn upload(officer: &mut Visitor, name: &str, bytes: &[u8]) -> testing::Answer {
    officer.upload("/activities/import", &[], &[("file", name, bytes)]).await
}

/// Uploads a ledger that must be accepted; where it is looked at, and its page.
pub(crate) async fn previewed(officer: &mut Visitor, name: &str, bytes: &[u8]) -> (String, String) {
    let answer = upload(officer, name, bytes).await;
    assert_eq!(answer.status, 303, "{}", answer.text());
    let at = answer.location().to_owned();
    let page = officer.get(&at).await;
    assert_eq!(page.status, 200, "{}", page.text());
    (at, page.text())
}

/// Uploads a file as a program does.
pub(crate) async fn sent(program: &mut Visitor, kind: &str, bytes: &[u8]) -> testing::Answer {
    program.send("POST", "/api/v1/activities/import", Some(kind), bytes.to_vec().into()).await
}

/// Presses the button of a preview.
pub(crate) async fn confirm(
    officer: &mut Visitor,
    at: &str,
    page: &str,
    ticks: &[(&str, &str)],
) -> testing::Answer {
    let rows = hidden(page, "rows");
    let good = if page.contains("name=\"good_only\"") { vec![("good_only", "on")] } else { Vec::new() };
    let fields = [&[("rows", rows.as_str())][..], &good, ticks].concat();
    officer.post(&format!("{at}/confirm"), &fields).await
}

async fn safety(house: &Stage, unit: UnitId) -> Vec<String> {
    tally(&house.db, unit, SAFETY).await
}

testing_db::story! {
    async fn a_ledger_with_pictures_becomes_activities_once_confirmed(house: Stage) {
        launch(&house).await;
        let mut officer = house.visitor(&house.cast.unit_officer);
        let (one, two) = (jpeg(1), jpeg(2));
        let bundle = zipped(&[
            ("台账/台账.xlsx", &book(&[LECTURE, DRILL])),
            ("台账/照片/a1.JPG", &one),
            ("台账/照片/A2.jpeg", &two),
            ("台账/照片/多余.jpg", &jpeg(3)),
            ("__MACOSX/台账/._台账.xlsx", b"x"),
            ("台账/Thumbs.db", b"x"),
            ("台账/说明.txt", b"text"),
        ]);
        let (at, page) = previewed(&mut officer, "台账.zip", &bundle).await;
        for words in ["消防讲座", "专题辅导讲座 1 场", "参训人次 60 人次", "2026-03-03 至 2026-03-04", "多余.jpg", "说明.txt", "登记 2 项活动"] {
            assert!(page.contains(words), "{words}: {page}");
        }
        assert!(!page.contains("Thumbs.db") && !page.contains("疏散演练</th><td class=\"word\" data-label=\"日期\"></td>"));
        assert_eq!((count(&house.db, ACTIVITIES).await, count(&house.db, PHOTOS).await), (0, 0), "nothing is saved yet");

        let done = confirm(&mut officer, &at, &page, &[]).await;
        assert_eq!(done.location(), "/activities", "{}", done.text());
        assert!(officer.get("/activities").await.text().contains("已登记 2 项活动"));
        assert_eq!((count(&house.db, ACTIVITIES).await, count(&house.db, PHOTOS).await), (2, 2));
        let attached = "SELECT COUNT(*) AS value FROM photo p JOIN activity a ON a.id = p.activity WHERE a.name = '消防讲座' AND a.speaker = 'leader'";
        assert_eq!(count(&house.db, attached).await, 2);
        assert_eq!(safety(&house, house.cast.first_unit).await, ["a1 lecture 1", "a1 trainee_visit 60"]);
        assert!(tally(&house.db, house.cast.first_unit, FIRE).await.is_empty(), "a blank counts for what the form would suggest");
        assert_eq!(house.ledger_count("activity.log").await, 2);
        assert_eq!(house.ledger_count("photo.upload").await, 2);
        assert_eq!(house.ledger_count("activity.import").await, 2, "kept, and logged");

        let again = confirm(&mut officer, &at, &page, &[]).await;
        assert_eq!(again.status, 303, "the same button again");
        assert_eq!(officer.get(&at).await.location(), "/activities");
        assert_eq!(count(&house.db, ACTIVITIES).await, 2);
        let files = activities::facts::blobs(&house.db).await.unwrap();
        assert_eq!(files.len(), 4, "two small pictures, whose copies are alike; the ZIP itself is let go");
    }
}

testing_db::story! {
    async fn what_was_imported_is_not_doubled(house: Stage) {
        launch(&house).await;
        let mut officer = house.visitor(&house.cast.unit_officer);
        let bundle = |rows: &[[&str; 9]]| zipped(&[("台账.xlsx", &book(rows)), ("a1.jpg", &jpeg(1)), ("a2.jpg", &jpeg(2))]);
        // The same file, uploaded twice before either is confirmed.
        let first = previewed(&mut officer, "一.zip", &bundle(&[LECTURE, DRILL])).await;
        let second = previewed(&mut officer, "二.zip", &bundle(&[LECTURE, DRILL])).await;
        assert_eq!(confirm(&mut officer, &first.0, &first.1, &[]).await.status, 303);
        let stale = confirm(&mut officer, &second.0, &second.1, &[]).await;
        assert_eq!(stale.status, 409, "{}", stale.text());
        assert!(stale.text().contains("预览之后有了变动") && stale.text().contains("已有，不重复登记"), "{}", stale.text());
        assert!(stale.text().contains("没有可以登记的行"));
        let none = officer.post(&format!("{}/confirm", second.0), &[]).await;
        assert_eq!(none.status, 422);
        assert_eq!(count(&house.db, ACTIVITIES).await, 2);

        let later = ["宣讲会", "2026-03-06", "", "", "", "2", "", "", ""];
        let (at, page) = previewed(&mut officer, "三.zip", &bundle(&[LECTURE, DRILL, later])).await;
        assert!(page.contains("登记 1 项活动") && !page.contains("“消防讲座”相同"), "nothing is said of what is there already: {page}");
        let mut again = later;
        again[8] = "a1";
        let hinted = previewed(&mut officer, "另.zip", &bundle(&[again])).await.1;
        assert!(hinted.contains("照片“a1.jpg”与 3月5日“消防讲座”相同"), "{hinted}");
        assert_eq!(confirm(&mut officer, &at, &page, &[]).await.status, 303);
        assert_eq!(count(&house.db, ACTIVITIES).await, 3);
        assert_eq!(safety(&house, house.cast.first_unit).await, ["a1 lecture 1", "a1 lecture 2", "a1 trainee_visit 60"]);

        // A second lecture of the same day is one more row of that name.
        let (at, page) = previewed(&mut officer, "四.xlsx", &book(&[later, later])).await;
        assert!(page.contains("登记 1 项活动") && page.contains("与第 3 行同名同日"), "{page}");
        assert_eq!(confirm(&mut officer, &at, &page, &[]).await.status, 303);
        assert_eq!(count(&house.db, ACTIVITIES).await, 4);
    }
}

testing_db::story! {
    async fn every_wrong_cell_is_named_and_the_good_rows_may_go_alone(house: Stage) {
        launch(&house).await;
        let mut officer = house.visitor(&house.cast.unit_officer);
        let bad = [
            ["", "十月", "", "", "某人", "5000余", "", "没有的行动", "没有.jpg"],
            ["讲座二", "2026-03-07", "", "", "", "1.5", "", "", "a1.jpg"],
            ["讲座三", "2026-03-04", "2026-03-01", "", "", "", "", "", "a1.jpg、同名.jpg、坏.jpg"],
        ];
        let bundle = zipped(&[
            ("台账.xlsx", &book(&[bad[0], bad[1], bad[2], DRILL])),
            ("a1.jpg", &jpeg(1)),
            ("一/同名.jpg", &jpeg(2)),
            ("二/同名.jpg", &jpeg(3)),
            ("坏.jpg", b"\0\0\0\x18ftypheic"),
        ]);
        let (at, page) = previewed(&mut officer, "台账.zip", &bundle).await;
        for cell in ["A3", "B3", "E3", "F3", "H3", "B4", "F4", "C5", "I5"] {
            assert!(page.contains(&format!("<th scope=\"row\" class=\"num\">{cell}</th>")), "{cell}: {page}");
        }
        for words in ["工作表“活动台账”", "请填写这一项", "如 5000", "还没有到", "没有认出“没有的行动”", "一/同名.jpg、二/同名.jpg", "HEIC", "第 4 行已经用了", "缺 没有.jpg"] {
            assert!(page.contains(&escaped(words)), "{words}: {page}");
        }
        assert!(page.contains("只登记没有问题的 1 项"));
        let all = officer.post(&format!("{at}/confirm"), &[("rows", "1")]).await;
        assert_eq!(all.status, 422);
        assert!(all.text().contains("个单元格需要修改"), "{}", all.text());
        assert_eq!(count(&house.db, ACTIVITIES).await, 0);
        assert_eq!(confirm(&mut officer, &at, &page, &[]).await.status, 303);
        assert_eq!((count(&house.db, ACTIVITIES).await, count(&house.db, PHOTOS).await), (1, 0));
    }
}

testing_db::story! {
    async fn missing_pictures_and_early_days_are_confirmed_by_hand(house: Stage) {
        launch(&house).await;
        let mut officer = house.visitor(&house.cast.unit_officer);
        let early = ["早的讲座", "2026-01-05", "", "", "", "1", "", "标准化提升宣贯", "没有.jpg"];
        let (at, page) = previewed(&mut officer, "台账.xlsx", &book(&[early])).await;
        assert!(page.contains("早于通知日期的原因") && page.contains("缺的 1 张照片以后再补"), "{page}");
        let refused = confirm(&mut officer, &at, &page, &[("early_reason", "年初已经办完")]).await;
        assert_eq!(refused.status, 422);
        assert!(refused.text().contains("缺 1 张照片") && refused.text().contains("value=\"年初已经办完\""), "{}", refused.text());
        assert!(!confirm(&mut officer, &at, &page, &[("without_missing", "on")]).await.text().contains("缺 1 张照片："));
        assert_eq!(count(&house.db, ACTIVITIES).await, 0);
        let done = confirm(&mut officer, &at, &page, &[("without_missing", "on"), ("early_reason", "年初已经办完")]).await;
        assert_eq!(done.status, 303, "{}", done.text());
        assert_eq!(count(&house.db, ACTIVITIES).await, 1);
    }
}

testing_db::story! {
    async fn photos_that_wait_are_found_by_their_names(house: Stage) {
        launch(&house).await;
        let mut officer = house.visitor(&house.cast.unit_officer);
        let waiting = photo(&mut officer, "a-photo-that-waits", &jpeg(1)).await;
        let (at, page) = previewed(&mut officer, "台账.xlsx", &book(&[["讲座", "2026-03-05", "", "", "", "1", "", "", "img_1"]])).await;
        assert!(!page.contains("缺 img_1"), "{page}");
        assert_eq!(confirm(&mut officer, &at, &page, &[]).await.status, 303);
        let taken = house.program(&house.cast.unit_officer).get("/api/v1/activities").await.json();
        let id = taken["activities"][0]["id"].as_str().unwrap().to_owned();
        let activity = house.program(&house.cast.unit_officer).get(&format!("/api/v1/activities/{id}")).await.json();
        assert_eq!(activity["photos"][0]["id"], json!(waiting));
        assert_eq!(count(&house.db, PHOTOS).await, 1);
    }
}

testing_db::story! {
    async fn a_picture_that_cannot_be_decoded_logs_nothing(house: Stage) {
        launch(&house).await;
        let mut officer = house.visitor(&house.cast.unit_officer);
        let cut = &jpeg(1)[..400];
        let bundle = zipped(&[("台账.xlsx", &book(&[["讲座", "2026-03-05", "", "", "", "1", "", "", "a.jpg"], DRILL])), ("a.jpg", cut)]);
        let (at, page) = previewed(&mut officer, "台账.zip", &bundle).await;
        let refused = confirm(&mut officer, &at, &page, &[]).await;
        assert_eq!(refused.status, 422, "{}", refused.text());
        assert!(refused.text().contains("第 3 行的照片“a.jpg”"), "{}", refused.text());
        assert_eq!((count(&house.db, ACTIVITIES).await, count(&house.db, PHOTOS).await), (0, 0));
    }
}

testing_db::story! {
    async fn what_is_no_ledger_is_refused_with_a_sentence(house: Stage) {
        let mut officer = house.visitor(&house.cast.unit_officer);
        let ledger = book(&[DRILL]);
        let inner = zipped(&[("a.jpg", &jpeg(1))]);
        let astray = {
            let mut bytes = zipped(&[("台账.xlsx", &ledger), ("xxxxxxxx.jpg", &jpeg(1))]);
            for at in 0..bytes.len() - 12 {
                if bytes[at..].starts_with(b"xxxxxxxx.jpg") {
                    bytes[at..at + 12].copy_from_slice(b"../../xx.jpg");
                }
            }
            bytes
        };
        let many: Vec<[&str; 9]> = vec![DRILL; 301];
        for (name, bytes, sentence) in [
            ("空.xlsx", Vec::new(), "空文件"),
            ("台账.pdf", b"%PDF-1.7".to_vec(), "PDF"),
            ("台账.rar", b"Rar!\x1A\x07\x00".to_vec(), "RAR"),
            ("台账.csv", "名称,日期".as_bytes().to_vec(), "CSV"),
            ("照片.zip", zipped(&[("a.jpg", &jpeg(1))]), "没有台账表格"),
            ("两份.zip", zipped(&[("a.xlsx", &ledger), ("b.xlsx", &ledger)]), "2 份表格"),
            ("套娃.zip", zipped(&[("台账.xlsx", &ledger), ("照片.zip", &inner)]), "还有压缩包“照片.zip”"),
            ("路径.zip", astray, "指向压缩包以外的位置"),
            ("炸弹.zip", zipped(&[("台账.xlsx", &ledger), ("a.jpg", &vec![0; 31_000_000])]), "超过 30 MB"),
            ("行数.xlsx", book(&many), "超过 300 行"),
            ("表头.xlsx", { let mut plain = Workbook::new(); plain.push(Sheet::new("表", [Heading::new("单位", 9.0)])); plain.to_bytes().unwrap() }, "没有找到表头"),
        ] {
            let refused = upload(&mut officer, name, &bytes).await;
            assert_eq!(refused.status, 422, "{name}: {}", refused.text());
            assert!(refused.text().contains(&escaped(sentence)) && refused.text().contains(name), "{name}: {}", refused.text());
        }
        let none = officer.upload("/activities/import", &[], &[]).await;
        assert_eq!(none.status, 422);
        assert!(none.text().contains("请选择填好的台账"));
        assert_eq!(count(&house.db, "SELECT COUNT(*) AS value FROM activity_import").await, 0);
    }
}

testing_db::story! {
    async fn hostile_cells_and_names_stay_text(house: Stage) {
        launch(&house).await;
        let mut officer = house.visitor(&house.cast.unit_officer);
        for (number, hostile) in INJECTIONS.iter().chain(SCRIPTS).enumerate() {
            let rows = [[*hostile, "2026-03-05", "", *hostile, "", "1", "", "", *hostile], ["讲座", *hostile, *hostile, "", *hostile, *hostile, *hostile, *hostile, ""]];
            let answer = upload(&mut officer, "台账.xlsx", &book(&rows)).await;
            assert!([303, 422].contains(&answer.status.as_u16()), "{hostile}: {}", answer.status);
            if answer.status != 303 {
                continue;
            }
            let page = officer.get(answer.location()).await;
            assert_eq!(page.status, 200, "{number} {hostile}");
            assert!(!page.text().contains("<script>"), "{hostile}");
        }
    }
}

testing_db::story! {
    async fn a_program_imports_and_nobody_else_sees_it(house: Stage) {
        launch(&house).await;
        let mut program = house.program(&house.cast.unit_officer);
        let bundle = zipped(&[("台账.xlsx", &book(&[LECTURE, ["", "", "", "", "", "1", "", "", ""]])), ("a1.jpg", &jpeg(1)), ("a2.png", &jpeg(2))]);
        let read = sent(&mut program, "application/zip", &bundle).await;
        assert_eq!(read.status, 200, "{}", read.text());
        let read = read.json();
        assert_eq!((&read["ready"], &read["is_confirmed"]), (&json!(1), &json!(false)));
        assert_eq!(read["rows"][0]["pictures"], json!(["a1.jpg", "a2.png"]));
        assert_eq!((&read["rows"][0]["campaigns"], &read["rows"][1]["state"]), (&json!(["标准化提升宣贯"]), &json!("wrong")));
        assert_eq!((&read["wrong"][0]["sheet"], &read["wrong"][0]["cell"]), (&json!("活动台账"), &json!("A4")));
        let at = format!("/api/v1/activities/import/{}", read["id"].as_str().unwrap());
        let (mut other, mut leader) = (house.program(&house.cast.other_unit_officer), house.program(&house.cast.bureau_officer));
        for stranger in [&mut other, &mut leader] {
            assert_eq!(stranger.get(&at).await.status, 404);
            assert_eq!(stranger.call("POST", &format!("{at}/confirm"), &json!({ "good_only": true })).await.status, 404);
        }
        let all = program.call("POST", &format!("{at}/confirm"), &json!({})).await;
        assert_eq!((all.status.as_u16(), &all.json()["fields"][0]["field"]), (422, &json!("good_only")));
        let moved = program.call("POST", &format!("{at}/confirm"), &json!({ "good_only": true, "rows": 2 })).await;
        assert_eq!(moved.status, 409);
        let done = program.call("POST", &format!("{at}/confirm"), &json!({ "good_only": true, "rows": 1 })).await;
        assert_eq!(done.status, 200, "{}", done.text());
        assert_eq!(done.json()["activities"].as_array().unwrap().len(), 1);
        let again = program.call("POST", &format!("{at}/confirm"), &json!({})).await.json();
        assert_eq!(again["activities"], done.json()["activities"]);
        assert_eq!(program.get(&at).await.json()["is_confirmed"], json!(true));
        let wrong = sent(&mut program, "application/pdf", b"%PDF-1.7").await;
        assert_eq!((wrong.status.as_u16(), &wrong.json()["fields"][0]["field"]), (422, &json!("file")));
    }
}

testing_db::story! {
    async fn the_template_can_be_filled_in_and_imported_by_unit_and_bureau(house: Stage) {
        launch(&house).await;
        for who in [&house.cast.unit_officer, &house.cast.bureau_officer] {
            let mut officer = house.visitor(who);
            let template = officer.get("/activities/import/template.xlsx").await;
            assert_eq!(template.status, 200);
            let name = Column::required("名称", &[]);
            let lecture = Column::required("专题辅导讲座", &[]);
            let table = read_table(&template.body, &[name, lecture], &Limits::default()).unwrap();
            let sample = table.collect(|row| row.read(&name, Cell::text)).unwrap();
            assert_eq!(sample, ["示例：安全生产专题讲座"]);
            let (_, page) = previewed(&mut officer, "模板.xlsx", &template.body).await;
            assert!(page.contains("没有可以登记的行"), "the sample is no activity: {page}");
            let (at, page) = previewed(&mut officer, "台账.xlsx", &book(&[DRILL])).await;
            assert_eq!(confirm(&mut officer, &at, &page, &[]).await.status, 303);
        }
        let places = "SELECT COUNT(DISTINCT unit) AS value FROM activity";
        assert_eq!(count(&house.db, places).await, 2);
    }
}

testing_db::story! {
    async fn what_was_exported_is_recognised_and_not_logged_again(house: Stage) {
        launch(&house).await;
        let mut officer = house.visitor(&house.cast.unit_officer);
        let page = officer.get("/activities/export.xlsx").await;
        let refused = upload(&mut officer, "导出.xlsx", &page.body).await;
        assert_eq!(refused.status, 422, "even an empty one");
        crate::scene::log(&mut officer, &crate::scene::lecture()).await;
        let exported = officer.get("/activities/export.xlsx").await.body;
        for (name, bytes) in [("导出.xlsx", exported.to_vec()), ("活动照片.zip", officer.get("/activities/export.zip").await.body.to_vec())] {
            let refused = upload(&mut officer, name, &bytes).await;
            assert_eq!(refused.status, 422, "{name}");
            assert!(refused.text().contains("从本系统“活动”页导出的活动台账"), "{name}: {}", refused.text());
        }
        let mut program = house.program(&house.cast.unit_officer);
        let xlsx = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
        assert_eq!(sent(&mut program, xlsx, &exported).await.status, 422);
        assert_eq!(count(&house.db, ACTIVITIES).await, 1);
    }
}
