use std::io::{Cursor, Read};

use jiff::civil::date;
use proptest::prelude::*;
use sheets::{Cell, Column, Entry, Heading, Limits, Sheet, Workbook, read_table};
use zip::ZipArchive;

use crate::files::{Ward, wards};

fn ledger() -> Workbook {
    let headings = [("名称", 24.0), ("代码", 20.0), ("床位数", 8.0), ("启用日期", 12.0)];
    let mut sheet = Sheet::new("台账", headings.map(|(text, width)| Heading::new(text, width)))
        .title("床位台账")
        .note("截至 2021-10-31 24:00");
    sheet.push(["第一医院".into(), "91350200".into(), 20i64.into(), date(2021, 10, 31).into()]);
    sheet.push(["=HYPERLINK(\"http://x\")".into(), "A2".into(), Entry::Blank, None::<&str>.into()]);
    let mut book = Workbook::new();
    book.push(sheet);
    book.push(Sheet::new("台账", [Heading::new("空", 10.0)]));
    book
}

fn part(book: &[u8], name: &str) -> String {
    let mut archive = ZipArchive::new(Cursor::new(book)).expect("a workbook is a ZIP");
    let mut text = String::new();
    archive.by_name(name).expect("the part").read_to_string(&mut text).expect("text");
    text
}

#[test]
fn what_was_written_is_read_again() {
    let bytes = ledger().to_bytes().unwrap();
    let ward = |name: &str, code: &str, beds, opened: Option<&str>| Ward {
        name: name.into(),
        code: code.into(),
        beds,
        opened: opened.map(Into::into),
    };
    assert_eq!(
        wards(&bytes).unwrap(),
        [
            ward("第一医院", "91350200", Some(20), Some("2021-10-31")),
            ward("=HYPERLINK(\"http://x\")", "A2", None, None)
        ]
    );
}

#[test]
fn the_same_sheets_give_the_same_bytes() {
    let bytes = ledger().to_bytes().unwrap();
    std::thread::sleep(std::time::Duration::from_millis(1100));
    assert_eq!(bytes, ledger().to_bytes().unwrap());
    assert!(part(&bytes, "docProps/core.xml").contains("2000-01-01T00:00:00Z"));
}

#[test]
fn text_that_looks_like_a_formula_stays_text() {
    for text in ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1"] {
        let mut sheet = Sheet::new("表", [Heading::new("文字", 20.0)]);
        sheet.push([text.into()]);
        let mut book = Workbook::new();
        book.push(sheet);
        let bytes = book.to_bytes().unwrap();
        let xml = part(&bytes, "xl/worksheets/sheet1.xml");
        assert!(!xml.contains("<f>") && xml.contains("t=\"s\""), "{xml}");
        assert!(part(&bytes, "xl/styles.xml").contains("quotePrefix=\"1\""));
        assert!(part(&bytes, "xl/sharedStrings.xml").contains(text.trim()));
    }
}

#[test]
fn the_sheet_is_ready_to_read_and_to_print() {
    let bytes = ledger().to_bytes().unwrap();
    let xml = part(&bytes, "xl/worksheets/sheet1.xml");
    let marks = [
        "<mergeCell ref=\"A1:D1\"/>",
        "ySplit=\"3\"",
        "<autoFilter ref=\"A3:D5\"/>",
        "paperSize=\"9\"",
        "orientation=\"landscape\"",
        "fitToHeight=\"0\"",
    ];
    for mark in marks {
        assert!(xml.contains(mark), "{mark} is not in {xml}");
    }
    let book = part(&bytes, "xl/workbook.xml");
    assert!(book.contains("台账!$1:$3") && book.contains("name=\"台账(2)\""), "{book}");
    assert!(part(&bytes, "xl/styles.xml").contains("horizontal=\"right\""));
}

#[test]
fn long_numbers_are_written_as_text_and_no_number_as_a_blank() {
    assert_eq!(Entry::from(999_999_999_999_999), Entry::Integer(999_999_999_999_999));
    assert_eq!(Entry::from(1_000_000_000_000_000), Entry::Text("1000000000000000".into()));
    assert_eq!(Entry::from(f64::NAN), Entry::Blank);
}

#[test]
fn too_long_a_text_is_refused_with_a_sentence() {
    let mut sheet = Sheet::new("表", [Heading::new("文字", 20.0)]);
    sheet.push(["长".repeat(40_000).into()]);
    let mut book = Workbook::new();
    book.push(sheet);
    assert!(book.to_bytes().unwrap_err().to_string().contains("超出 Excel 的限度"));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(100))]

    #[test]
    fn any_line_of_text_survives(text in "[^\\p{C}\\s][^\\p{C}]{0,40}[^\\p{C}\\s]") {
        prop_assume!(!text.contains('_') && !text.contains(['E', 'e']));
        const WORD: Column = Column::required("文字", &[]);
        let mut sheet = Sheet::new("表", [Heading::new("文字", 20.0)]);
        sheet.push([text.as_str().into()]);
        let mut book = Workbook::new();
        book.push(sheet);
        let table = read_table(&book.to_bytes().unwrap(), &[WORD], &Limits::default()).unwrap();
        let read = table.collect(|row| row.read(&WORD, Cell::text)).unwrap();
        prop_assert_eq!(read, [text]);
    }
}

#[test]
fn choices_are_offered_and_a_list_too_long_is_not() {
    let heading = |choices: &[String]| Heading::new("主讲", 10.0).choices(choices.iter().cloned());
    let written = |heading: Heading| {
        let mut book = Workbook::new();
        book.push(Sheet::new("台账", [heading]).title("台账"));
        part(&book.to_bytes().unwrap(), "xl/worksheets/sheet1.xml")
    };
    let offered = written(heading(&["领导".into(), "专家".into()]));
    assert!(offered.contains("\"领导,专家\"") && offered.contains("sqref=\"A3:A1002\""), "{offered}");
    for unfit in [vec!["很长的名称".repeat(20); 4], vec!["甲,乙".to_owned()], Vec::new()] {
        assert!(!written(heading(&unfit)).contains("dataValidation"), "{unfit:?}");
    }
}
