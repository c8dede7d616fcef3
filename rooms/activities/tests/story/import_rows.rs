//! What rows of a ledger become: which campaigns they count for, and which of them tell of one activity.

use serde_json::{Value, json};
use sheets::{Entry, Heading, Sheet, Workbook};

use crate::import::{confirm, previewed, sent};
use crate::scene::{FIRE, SAFETY, Stage, count, launch, tally};

const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

/// A workbook whose headings stand in its second row.
fn book<const N: usize>(headings: [&str; N], rows: &[[&str; N]]) -> Vec<u8> {
    let mut sheet = Sheet::new("台账", headings.map(|text| Heading::new(text, 12.0))).title("某单位台账");
    for row in rows {
        sheet.push(row.map(Entry::from));
    }
    let mut book = Workbook::new();
    book.push(sheet);
    book.to_bytes().unwrap()
}

/// What a program is told of the rows.
async fn rows(house: &Stage, bytes: &[u8]) -> Vec<Value> {
    let answer = sent(&mut house.program(&house.cast.unit_officer), XLSX, bytes).await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    answer.json()["rows"].as_array().unwrap().clone()
}

testing_db::story! {
    async fn a_row_that_names_no_campaign_counts_for_what_the_form_would_suggest(house: Stage) {
        launch(&house).await;
        let book = book(["名称", "日期", "内容", "专题辅导讲座（场）", "宣传展板"], &[
            ["消防宣传月启动会", "2026-03-05", "", "", ""],
            ["健康讲座", "2026-03-05", "", "1", ""],
            ["走廊布置", "2026-03-05", "消防宣传月", "", "3"],
            ["职工运动会", "2026-03-05", "", "", ""],
            ["职工运动会", "2026-02-25", "", "", ""],
        ]);
        let (safety, fire) = (json!("标准化提升宣贯"), json!("消防宣传月"));
        let told: Vec<Value> = rows(&house, &book).await.iter().map(|row| row["campaigns"].clone()).collect();
        assert_eq!(told, [json!([fire]), json!([safety]), json!([fire]), json!([fire, safety]), json!([safety])]);
    }
}

testing_db::story! {
    async fn rows_of_one_activity_are_one_and_the_preview_says_so(house: Stage) {
        launch(&house).await;
        let book = book(["活动名称", "日期", "单位", "地点", "项目", "数量", "计入"], &[
            ["健康讲座", "2026-03-05", "内科", "三楼", "专题辅导讲座", "1", "标准化提升宣贯"],
            ["健康讲座", "2026-03-05", "内科", "", "参训人次", "60", ""],
            ["健康讲座", "2026-03-05", "外科", "", "专题辅导讲座", "1", ""],
            ["健康讲座", "2026-03-05", "内科", "三楼", "宣传手册（册）", "200", "标准化提升宣贯"],
            ["健康讲座", "2026-03-05", "内科", "四楼", "专题辅导讲座", "2", ""],
            ["健康讲座", "2026-03-05", "内科", "五楼", "应急演练", "1", "消防宣传月"],
            ["健康讲座", "2026-03-04", "内科", "", "参训人次", "7", "无"],
            ["演练", "2026-03-05", "内科", "", "没有的项目", "3", ""],
            ["演练", "2026-03-05", "内科", "", "", "4", ""],
        ]);
        let told = rows(&house, &book).await;
        let seen: Vec<_> = told.iter().map(|row| (row["row"].as_i64().unwrap(), row["further"].clone(), row["numbers"].as_array().unwrap().len(), row["state"].as_str().unwrap())).collect();
        assert_eq!(seen, [
            (3, json!([4, 6]), 3, "new"),
            (5, json!([]), 1, "new"),
            (7, json!([]), 1, "new"),
            (8, json!([]), 1, "new"),
            (9, json!([]), 1, "new"),
            (10, json!([11]), 0, "wrong"),
        ], "{told:?}");

        let mut officer = house.visitor(&house.cast.unit_officer);
        let (at, page) = previewed(&mut officer, "台账.xlsx", &book).await;
        assert!(page.contains("第 3、4、6 行合并为一项活动") && page.contains("没有认出“没有的项目”"), "{page}");
        assert!(page.contains("同名同日，但项目重复") && page.contains("请填写这个数量对应的项目"), "{page}");
        assert!(page.contains("没有认出的列</dt><dd>单位"), "what is not kept is said: {page}");
        let done = confirm(&mut officer, &at, &page, &[]).await;
        assert_eq!(done.status, 303, "{}", done.text());
        assert_eq!(count(&house.db, "SELECT COUNT(*) AS value FROM activity").await, 5);
        let unit = house.cast.first_unit;
        assert_eq!(tally(&house.db, unit, SAFETY).await, ["a1 handbook 200", "a1 lecture 1", "a1 lecture 1", "a1 lecture 2", "a1 trainee_visit 60"]);
        assert_eq!(tally(&house.db, unit, FIRE).await, ["b1 drill 1"]);
    }
}

testing_db::story! {
    async fn numbers_without_their_items_are_told_as_passed_over(house: Stage) {
        launch(&house).await;
        let book = book(["名称", "日期", "数量"], &[["讲座", "2026-03-05", "3"]]);
        let answer = sent(&mut house.program(&house.cast.unit_officer), XLSX, &book).await.json();
        assert_eq!((&answer["passed_over"], &answer["rows"][0]["state"]), (&json!(["数量"]), &json!("new")), "{answer}");
    }
}
