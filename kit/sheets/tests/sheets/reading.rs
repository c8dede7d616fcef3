use jiff::civil::date;
use rust_xlsxwriter::{ExcelDateTime, Format, Formula};
use sheets::{Cell, Column, Limits, SheetError, read_table};

use crate::files::{
    BEDS, CODE, COLUMNS, NAME, Ward, complaints, patched, read, replace, texts, wards, workbook,
};

#[test]
fn numbers_dates_and_formulas_read_as_the_eye_sees_them() {
    let bytes = workbook(|sheet| {
        let day = Format::new().set_num_format("yyyy-mm-dd");
        sheet.write_row(0, 0, ["名称", "代码", "床位数", "启用日期"])?;
        sheet.write_row(1, 0, ["第一医院", "007", "１，２００"])?;
        sheet.write_date_with_format(1, 3, ExcelDateTime::from_ymd(2021, 10, 31)?, &day)?;
        sheet.write_string(2, 0, " 第二\n医院 ")?.write_number(2, 1, 13_800_138_000_f64)?;
        sheet.write_formula(2, 2, Formula::new("=20+1").set_result("21"))?;
        sheet.write_string(2, 3, "2021年1月5日")?;
        Ok(())
    });
    let ward = |name: &str, code: &str, beds, opened: &str| Ward {
        name: name.into(),
        code: code.into(),
        beds: Some(beds),
        opened: Some(opened.into()),
    };
    assert_eq!(
        wards(&bytes).unwrap(),
        [ward("第一医院", "007", 1200, "2021-10-31"), ward("第二医院", "13800138000", 21, "2021-01-05")]
    );
}

#[test]
fn a_date_and_a_fraction_can_be_read_as_text_and_number() {
    let bytes = workbook(|sheet| {
        let day = Format::new().set_num_format("yyyy/m/d h:mm");
        sheet.write_row(0, 0, ["名称", "代码", "床位数"])?;
        sheet.write_number_with_format(1, 0, 44_500.0, &day)?;
        sheet.write_number_with_format(1, 1, 44_500.5, &day)?;
        sheet.write_number(1, 2, 0.25)?;
        Ok(())
    });
    let table = read(&bytes).unwrap();
    let seen = table.collect(|row| {
        let day = row.read(&NAME, Cell::text);
        let noon = row.read(&CODE, Cell::text);
        let number = row.read(&BEDS, Cell::number);
        Some((day?, noon?, number?))
    });
    assert_eq!(seen.unwrap(), [("2021-10-31".to_owned(), "2021-10-31 12:00".to_owned(), 0.25)]);
}

#[test]
fn blank_rows_and_columns_that_nobody_asked_for_are_passed_over() {
    let bytes = workbook(|sheet| {
        let bordered = Format::new().set_border(rust_xlsxwriter::FormatBorder::Thin);
        sheet.write_row(0, 0, ["名称", "代码", "备注"])?;
        sheet.write_row(1, 0, ["第一医院", "A1"])?;
        sheet.write_row(3, 0, ["第二医院", "A2"])?;
        sheet.write_string(5, 2, "只有备注")?;
        for row in 4..300 {
            sheet.write_string(row, 0, " \u{3000} ")?.write_blank(row, 1, &bordered)?;
        }
        Ok(())
    });
    let table = read(&bytes).unwrap();
    let numbers = table.collect(|row| Some(row.number())).unwrap();
    assert_eq!(numbers, [2, 4]);
}

#[test]
fn every_wrong_cell_is_named_and_none_hides_another() {
    let bytes = texts(&[
        &["名称", "代码", "床位数", "启用日期"],
        &["第一医院", "A1", "20", "2021-10-31"],
        &["", "A2", "12人", "2021-13-01"],
        &["第三医院", "9.13502E+17", "5000余", ""],
    ]);
    assert_eq!(
        complaints(&bytes),
        [
            "第 3 行“名称”(A3)：不能为空",
            "第 3 行“床位数”(C3)：应为整数",
            "第 3 行“启用日期”(D3)：应为日期，如 2021-10-31",
            "第 4 行“代码”(B4)：是科学计数形式，末尾几位已丢失，请把单元格格式设为“文本”后重新填写",
            "第 4 行“床位数”(C4)：应为整数",
        ]
    );
}

#[test]
fn the_heading_in_the_file_is_the_name_in_the_error() {
    let bytes = texts(&[&["单位\n名称", "信用代码"], &["", "A1"]]);
    assert_eq!(complaints(&bytes), ["第 2 行“单位名称”(A2)：不能为空"]);
}

#[test]
fn a_code_that_became_a_number_is_refused() {
    let bytes = workbook(|sheet| {
        sheet.write_row(0, 0, ["名称", "代码"])?;
        sheet.write_string(1, 0, "第一医院")?.write_number(1, 1, 913_502_000_000_000_000_f64)?;
        Ok(())
    });
    assert_eq!(
        complaints(&bytes),
        ["第 2 行“代码”(B2)：数字超过 15 位，末尾几位已丢失，请把单元格格式设为“文本”后重新填写"]
    );
}

#[test]
fn formulas_without_a_usable_result_are_named() {
    let bytes = workbook(|sheet| {
        sheet.write_row(0, 0, ["名称", "代码", "床位数"])?;
        sheet.write_row(1, 0, ["第一医院", "A1"])?;
        sheet.write_formula(1, 2, Formula::new("=1/0").set_result("#DIV/0!"))?;
        sheet.write_row(2, 0, ["第二医院", "A2"])?;
        sheet.write_formula(2, 2, Formula::new("=1+1").set_result("77"))?;
        Ok(())
    });
    let bytes = patched(&bytes, "xl/worksheets/sheet1.xml", replace("<v>77</v>", ""));
    assert_eq!(
        complaints(&bytes),
        [
            "第 2 行“床位数”(C2)：公式结果为错误值 #DIV/0!，请改为直接填写",
            "第 3 行“床位数”(C3)：公式还没有计算结果，请用 Excel 或 WPS 打开并保存后再上传，或改为直接填写",
        ]
    );
}

#[test]
fn a_merged_cell_among_the_data_is_not_taken_for_a_blank() {
    let bytes = workbook(|sheet| {
        sheet.write_row(0, 0, ["名称", "代码"])?;
        sheet.merge_range(1, 0, 2, 0, "第一医院", &Format::new())?;
        sheet.write_string(1, 1, "A1")?.write_string(2, 1, "A2")?;
        Ok(())
    });
    assert_eq!(complaints(&bytes), ["第 3 行“名称”(A3)：在合并单元格 A2:A3 中，请取消合并并逐行填写"]);
}

#[test]
fn the_callers_own_rules_stand_beside_the_others() {
    let bytes = texts(&[&["名称", "代码"], &["甲", "A1"], &["乙", "B2"], &["丙", "A1"]]);
    let table = read(&bytes).unwrap();
    let mut seen = Vec::new();
    let errors = table.collect(|row| {
        let upper =
            |text: &str| if text.starts_with('A') { Ok(text.to_owned()) } else { Err("应以 A 开头") };
        let code = row.read(&CODE, |cell| cell.parse(upper))?;
        if seen.contains(&code) {
            row.refuse(&CODE, "与上面的代码重复");
        }
        seen.push(code);
        Some(())
    });
    let sentences: Vec<_> = errors.unwrap_err().iter().map(ToString::to_string).collect();
    assert_eq!(sentences, ["第 3 行“代码”(B3)：应以 A 开头", "第 4 行“代码”(B4)：与上面的代码重复"]);
}

#[test]
fn a_column_that_the_file_lacks_is_blank_and_has_no_address() {
    let bytes = texts(&[&["名称", "代码"], &["甲", "A1"]]);
    let errors = read(&bytes).unwrap().collect(|row| row.read(&BEDS, Cell::integer)).unwrap_err();
    assert_eq!(errors[0].to_string(), "第 2 行“床位数”：不能为空");
    assert_eq!(errors[0].address, None);
}

#[test]
fn rows_columns_and_bytes_have_limits() {
    let bytes = texts(&[&["名称", "代码"], &["甲", "A1"], &["乙", "A2"], &["丙", "A3"]]);
    let with = |limits| read_table(&bytes, &COLUMNS, &limits);
    let standard = Limits::default();
    assert!(with(Limits { max_rows: 3, ..standard }).is_ok());
    assert!(matches!(with(Limits { max_rows: 2, ..standard }), Err(SheetError::TooManyRows { limit: 2 })));
    let narrow = with(Limits { max_columns: 1, ..standard });
    assert!(matches!(narrow, Err(SheetError::TooManyColumns { limit: 1 })));
    let small = with(Limits { max_bytes: 100, ..standard });
    assert!(matches!(small, Err(SheetError::TooManyBytes { limit: 100 })));
}

#[test]
fn days_before_the_count_begins_are_text() {
    let bytes = texts(&[&["名称", "代码", "启用日期"], &["甲", "A1", "1899/12/31"]]);
    assert_eq!(wards(&bytes).unwrap()[0].opened, Some(date(1899, 12, 31).to_string()));
}

#[test]
fn a_cell_may_hold_two_days() {
    const DAYS: Column = Column::required("日期", &[]);
    const NOTE: Column = Column::required("名称", &[]);
    let days = |text: &str| {
        let bytes = texts(&[&["名称", "日期"], &["讲座", text]]);
        let table = read_table(&bytes, &[NOTE, DAYS], &Limits::default()).unwrap();
        let found = table.collect(|row| row.read(&DAYS, Cell::days));
        found.map(|days| format!("{} {}", days[0].0, days[0].1)).map_err(|errors| errors[0].to_string())
    };
    assert_eq!(days("2021年10月1日 至 2021/10/3"), Ok("2021-10-01 2021-10-03".to_owned()));
    assert_eq!(days("2021-10-01～2021-10-03"), Ok("2021-10-01 2021-10-03".to_owned()));
    assert_eq!(days("2021.10.1"), Ok("2021-10-01 2021-10-01".to_owned()));
    assert_eq!(
        days("2021-10-01 至 三日"),
        Err("第 2 行“日期”(B2)：应为起止日期，如 2021-10-21 至 2021-10-31".to_owned())
    );
    assert!(days("十月").unwrap_err().contains("应为日期"));
}
