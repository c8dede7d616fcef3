use std::collections::HashSet;

use rust_xlsxwriter::{DocProperties, ExcelDateTime, XlsxError};

use super::Sheet;
use super::names::sheet_name;
use super::styles::Styles;

/// An XLSX file to be written. The same sheets give the same bytes.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Workbook {
    sheets: Vec<Sheet>,
}

/// The table does not fit the format: too many rows or columns, or a text over 32 767 characters. `Display` is
/// a Chinese sentence fit for the user.
#[derive(Debug, thiserror::Error)]
#[error("表格无法生成：内容超出 Excel 的限度（行数、列数或单元格字数），请缩小范围后重试。")]
pub struct WriteError(#[from] XlsxError);

impl Workbook {
    pub fn new() -> Self {
        Self::default()
    }

    /// Appends a sheet.
    pub fn push(&mut self, sheet: Sheet) {
        self.sheets.push(sheet);
    }

    /// The bytes of the file.
    pub fn to_bytes(&self) -> Result<Vec<u8>, WriteError> {
        let mut book = rust_xlsxwriter::Workbook::new();
        // The hour of writing would make every file another one.
        let always = ExcelDateTime::from_ymd(2000, 1, 1)?;
        book.set_properties(&DocProperties::new().set_creation_datetime(&always));
        let styles = Styles::default();
        let mut taken = HashSet::new();
        for sheet in &self.sheets {
            let page = book.add_worksheet();
            page.set_name(sheet_name(&sheet.name, &mut taken))?;
            sheet.write(page, &styles)?;
        }
        Ok(book.save_to_buffer()?)
    }
}
