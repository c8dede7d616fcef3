use rust_xlsxwriter::{Format, Workbook};
use sheets::{Column, HeaderFault, Limits, SheetError, read_table};

use crate::files::{read, refused, texts, wards, workbook};

#[test]
fn titles_and_notes_above_and_any_order_of_columns_are_fine() {
    let bytes = texts(&[
        &["2021 年名称与代码一览表"],
        &[],
        &["填表单位：", "", "名称以执业许可证为准"],
        &["序号", "床位数", "代码", "备注", "名称"],
        &["1", "20", "A1", "-", "第一医院"],
    ]);
    let wards = wards(&bytes).unwrap();
    assert_eq!((wards[0].name.as_str(), wards[0].code.as_str(), wards[0].beds), ("第一医院", "A1", Some(20)));
}

#[test]
fn spaces_line_breaks_full_width_marks_and_other_names_are_fine() {
    let bytes = texts(&[&["＊单 位\n名称：", "信用代码\u{3000}", "床位（张）"], &["第一医院", "A1", "20"]]);
    let wards = wards(&bytes).unwrap();
    assert_eq!((wards[0].name.as_str(), wards[0].beds), ("第一医院", Some(20)));
}

#[test]
fn the_visible_sheet_with_the_table_is_found() {
    let mut book = Workbook::new();
    let hidden = book.add_worksheet();
    hidden.write_row(0, 0, ["名称", "代码", "床位数", "启用日期"]).unwrap();
    hidden.set_hidden(true);
    book.add_worksheet().write_string(0, 0, "填表说明").unwrap();
    let table = book.add_worksheet().set_name("数据").unwrap();
    table.write_row(0, 0, ["名称", "代码"]).unwrap();
    table.write_row(1, 0, ["第一医院", "A1"]).unwrap();
    table.set_active(true);
    let bytes = book.save_to_buffer().unwrap();
    let table = read(&bytes).unwrap();
    assert_eq!((table.sheet(), table.row_count()), ("数据", 1));
}

#[test]
fn no_header_lists_what_is_wanted() {
    let sentence = refused(&texts(&[&["填表说明"], &["甲", "乙"]])).to_string();
    assert_eq!(sentence, "没有找到表头。请在前 30 行内写一行表头，包含：名称、代码。");
    assert!(matches!(refused(&texts(&[])), SheetError::NoHeader { .. }));
    assert!(matches!(refused(&texts(&[&["名称", "代码"]])), SheetError::NoRows));
}

#[test]
fn all_that_is_wrong_with_a_header_is_said_at_once() {
    let bytes = texts(&[&["床位数", "名称", "单位名称"], &["20", "第一医院", "甲"]]);
    let SheetError::Header(faults) = refused(&bytes) else { panic!("the header is at fault") };
    let sentences: Vec<_> = faults.iter().map(HeaderFault::to_string).collect();
    assert_eq!(
        sentences,
        ["“名称”在表头中出现了两次（B1 和 C1），请只保留一列。", "表头（第 1 行）缺少“代码”一列。"]
    );
}

#[test]
fn a_header_of_two_rows_with_merged_cells_is_understood() {
    let bytes = workbook(|sheet| {
        let plain = Format::new();
        sheet.merge_range(0, 0, 0, 2, "一览表", &plain)?;
        sheet.merge_range(1, 0, 2, 0, "名称", &plain)?;
        sheet.merge_range(1, 1, 1, 2, "基本情况", &plain)?;
        sheet.write_row(2, 1, ["代码", "床位数"])?;
        sheet.write_row(3, 0, ["第一医院", "A1", "20"])?;
        Ok(())
    });
    let wards = wards(&bytes).unwrap();
    assert_eq!((wards[0].name.as_str(), wards[0].code.as_str(), wards[0].beds), ("第一医院", "A1", Some(20)));
    assert_eq!(wards.len(), 1);
}

#[test]
fn a_group_tells_two_columns_of_one_name_apart() {
    let phone = Column::required("联络员电话", &["电话"]);
    let columns = [Column::required("名称", &[]), Column::optional("联络员", &["联络员姓名", "姓名"]), phone];
    let bytes = workbook(|sheet| {
        let plain = Format::new();
        sheet.merge_range(0, 0, 1, 0, "名称", &plain)?;
        sheet.merge_range(0, 1, 0, 2, "负责人", &plain)?;
        sheet.merge_range(0, 3, 0, 4, "联络员", &plain)?;
        sheet.write_row(1, 1, ["姓名", "电话", "姓名", "电话"])?;
        sheet.write_row(2, 0, ["第一医院", "黄", "13800000001", "王", "13800000002"])?;
        Ok(())
    });
    let table = read_table(&bytes, &columns, &Limits::default()).unwrap();
    let phones = table.collect(|row| row.read(&phone, |cell| cell.text())).unwrap();
    assert_eq!(phones, ["13800000002"]);
}

#[test]
fn one_cell_over_several_columns_of_data_is_named() {
    let bytes = workbook(|sheet| {
        let plain = Format::new();
        sheet.write_string(0, 0, "名称")?;
        sheet.merge_range(0, 1, 0, 2, "代码", &plain)?;
        sheet.write_row(1, 0, ["第一医院", "A1", "20"])?;
        Ok(())
    });
    let refusal = refused(&bytes);
    let SheetError::Header(faults) = &refusal else { panic!("{refusal:?}") };
    assert_eq!(faults.len(), 1);
    assert_eq!(
        refusal.to_string(),
        "表头“代码”所在的 B1:C1 是合并单元格，请取消合并，使表头只占一行、每列一个名称。"
    );
}

#[test]
fn headings_that_nobody_asked_for_are_told() {
    let table =
        read(&texts(&[&["序号", "名称", "代码", "备注\n（选填）"], &["1", "一院", "A1", "好"]])).unwrap();
    assert_eq!(table.other_headings(), ["序号", "备注（选填）"]);
}
