//! Makes workbooks as other programs write them.

use std::io::{Cursor, Write};

use rust_xlsxwriter::{Workbook, Worksheet, XlsxError};
use sheets::{Cell, CellError, Column, Limits, SheetError, Table, read_table};
use zip::write::SimpleFileOptions;
use zip::{ZipArchive, ZipWriter};

pub(crate) const NAME: Column = Column::required("名称", &["单位名称", "机构名称"]);
pub(crate) const CODE: Column = Column::required("代码", &["信用代码"]);
pub(crate) const BEDS: Column = Column::optional("床位数", &["床位"]);
pub(crate) const OPENED: Column = Column::optional("启用日期", &[]);
pub(crate) const COLUMNS: [Column; 4] = [NAME, CODE, BEDS, OPENED];

/// What a caller makes of a row.
#[derive(Debug, PartialEq)]
pub(crate) struct Ward {
    pub(crate) name: String,
    pub(crate) code: String,
    pub(crate) beds: Option<i64>,
    pub(crate) opened: Option<String>,
}

pub(crate) fn workbook(write: impl FnOnce(&mut Worksheet) -> Result<(), XlsxError>) -> Vec<u8> {
    let mut book = Workbook::new();
    write(book.add_worksheet()).expect("the sheet is written");
    book.save_to_buffer().expect("the book is written")
}

/// A sheet of texts, row by row.
pub(crate) fn texts(rows: &[&[&str]]) -> Vec<u8> {
    workbook(|sheet| {
        for (row, texts) in (0..).zip(rows) {
            for (column, text) in (0..).zip(*texts) {
                sheet.write_string(row, column, *text)?;
            }
        }
        Ok(())
    })
}

pub(crate) fn read(bytes: &[u8]) -> Result<Table<'static>, SheetError> {
    read_table(bytes, &COLUMNS, &Limits::default())
}

pub(crate) fn refused(bytes: &[u8]) -> SheetError {
    read(bytes).expect_err("this is no table")
}

pub(crate) fn wards(bytes: &[u8]) -> Result<Vec<Ward>, Vec<CellError>> {
    let table = read(bytes).expect("the table is found");
    table.collect(|row| {
        let name = row.read(&NAME, Cell::text);
        let code = row.read(&CODE, Cell::text);
        let beds = row.read(&BEDS, |cell| cell.given().map(Cell::integer).transpose());
        let opened = row.read(&OPENED, |cell| cell.given().map(Cell::date).transpose());
        Some(Ward { name: name?, code: code?, beds: beds?, opened: opened?.map(|date| date.to_string()) })
    })
}

pub(crate) fn complaints(bytes: &[u8]) -> Vec<String> {
    wards(bytes).expect_err("a cell is wrong").iter().map(CellError::to_string).collect()
}

/// The workbook with one of its parts changed.
pub(crate) fn patched(book: &[u8], part: &str, change: impl Fn(&mut Vec<u8>)) -> Vec<u8> {
    let mut archive = ZipArchive::new(Cursor::new(book)).expect("a workbook is a ZIP");
    let mut out = ZipWriter::new(Cursor::new(Vec::new()));
    for index in 0..archive.len() {
        let mut entry = archive.by_index(index).expect("an entry");
        let name = entry.name().expect("a name").into_owned();
        let mut body = Vec::new();
        std::io::copy(&mut entry, &mut body).expect("an entry unpacks");
        if name == part {
            change(&mut body);
        }
        out.start_file(name.as_str(), SimpleFileOptions::default()).expect("an entry starts");
        out.write_all(&body).expect("an entry is written");
    }
    out.finish().expect("the ZIP ends").into_inner()
}

pub(crate) fn replace(text: &str, with: &str) -> impl Fn(&mut Vec<u8>) {
    move |body| {
        let xml = String::from_utf8(std::mem::take(body)).expect("XML is text");
        assert!(xml.contains(text), "{text} is not in {xml}");
        *body = xml.replace(text, with).into_bytes();
    }
}
