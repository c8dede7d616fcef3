use jiff::civil::Date;
use rust_xlsxwriter::{DataValidation, ExcelDateTime, IgnoreError, Worksheet, XlsxError};

use super::Entry;
use super::styles::Styles;

/// A column of a sheet: what stands above it and its width in characters of the default font.
#[derive(Debug, Clone, PartialEq)]
pub struct Heading {
    text: String,
    width: f64,
    choices: Vec<String>,
}

impl Heading {
    pub fn new(text: impl Into<String>, width: f64) -> Self {
        Self { text: text.into(), width, choices: Vec::new() }
    }

    /// Offers these to choose from below it; anything else may still be typed. As long a list as the program cannot hold, 255
    /// characters with the commas, is not offered, nor one with a comma in a choice.
    pub fn choices(mut self, choices: impl IntoIterator<Item = impl Into<String>>) -> Self {
        self.choices = choices.into_iter().map(Into::into).collect();
        self
    }

    fn offer(&self) -> Option<Result<DataValidation, XlsxError>> {
        const LONGEST: usize = 255;
        let length: usize = self.choices.iter().map(|choice| choice.chars().count() + 1).sum();
        let fits = length <= LONGEST && !self.choices.iter().any(|choice| choice.contains(','));
        let offered = (fits && !self.choices.is_empty()).then_some(&self.choices)?;
        let list = DataValidation::new().allow_list_strings(offered);
        Some(list.map(|list| list.show_error_message(false)))
    }
}

/// A sheet to be written: an optional title and notes, a header row that stays in view, rows below it.
/// Printed on A4 landscape, as wide as the paper, with the header on every page.
#[derive(Debug, Clone, PartialEq)]
pub struct Sheet {
    pub(crate) name: String,
    title: Option<String>,
    notes: Vec<String>,
    headings: Vec<Heading>,
    rows: Vec<Vec<Entry>>,
}

const A4: u8 = 9;
/// How far below a header its choices are offered, in rows.
const OFFERED_ROWS: u32 = 1000;

impl Sheet {
    /// `name` is made fit for the program: forbidden characters become `_`, a second one of a name gets a number.
    pub fn new(name: impl Into<String>, headings: impl IntoIterator<Item = Heading>) -> Self {
        Self {
            name: name.into(),
            title: None,
            notes: Vec::new(),
            headings: headings.into_iter().collect(),
            rows: Vec::new(),
        }
    }

    /// A line in large type across the table.
    pub fn title(mut self, title: impl Into<String>) -> Self {
        self.title = Some(title.into());
        self
    }

    /// A line between title and header, such as the time that the figures are of.
    pub fn note(mut self, note: impl Into<String>) -> Self {
        self.notes.push(note.into());
        self
    }

    /// Appends a row; entries beyond the last heading are written as well.
    pub fn push(&mut self, row: impl IntoIterator<Item = Entry>) {
        self.rows.push(row.into_iter().collect());
    }

    pub(crate) fn write(&self, sheet: &mut Worksheet, styles: &Styles) -> Result<(), XlsxError> {
        let header = self.write_head(sheet, styles)?;
        for (row, entries) in (header + 1..).zip(&self.rows) {
            for (column, entry) in (0..).zip(entries) {
                write_entry(sheet, row, column, entry, styles)?;
            }
        }
        let last_row = header + u32::try_from(self.rows.len()).unwrap_or(u32::MAX - header);
        if let Some(last) = self.last_column() {
            sheet.autofilter(header, 0, last_row, last)?;
        }
        sheet.set_freeze_panes(header + 1, 0)?;
        sheet.set_repeat_rows(0, header)?;
        sheet.set_paper_size(A4).set_landscape().set_print_fit_to_pages(1, 0);
        sheet.set_print_center_horizontally(true).set_footer("&C第 &P 页，共 &N 页");
        Ok(())
    }

    /// Writes title, notes and header; the row of the header.
    fn write_head(&self, sheet: &mut Worksheet, styles: &Styles) -> Result<u32, XlsxError> {
        let mut row = 0;
        let lines = self.title.iter().map(|title| (title, &styles.title, 30.0));
        for (line, style, height) in lines.chain(self.notes.iter().map(|note| (note, &styles.note, 18.0))) {
            match self.last_column() {
                Some(last) if last > 0 => sheet.merge_range(row, 0, row, last, line, style)?,
                _ => sheet.write_string_with_format(row, 0, line, style)?,
            };
            sheet.set_row_height(row, height)?;
            row += 1;
        }
        for (column, heading) in (0..).zip(&self.headings) {
            sheet.set_column_width(column, heading.width)?;
            sheet.write_string_with_format(row, column, &heading.text, &styles.heading)?;
            if let Some(offer) = heading.offer() {
                sheet.add_data_validation(row + 1, column, row + OFFERED_ROWS, column, &offer?)?;
            }
        }
        Ok(row)
    }

    fn last_column(&self) -> Option<u16> {
        self.headings.len().checked_sub(1).and_then(|last| u16::try_from(last).ok())
    }
}

fn write_entry(
    sheet: &mut Worksheet,
    row: u32,
    column: u16,
    entry: &Entry,
    styles: &Styles,
) -> Result<(), XlsxError> {
    match entry {
        Entry::Blank => sheet.write_blank(row, column, &styles.text)?,
        Entry::Text(text) if Entry::looks_like_formula(text) => {
            sheet.write_string_with_format(row, column, text, &styles.guarded)?
        }
        Entry::Text(text) => {
            // Codes of digits stay text on purpose: no green corner in the program.
            if text.bytes().all(|b| b.is_ascii_digit()) {
                sheet.ignore_error(row, column, IgnoreError::NumberStoredAsText)?;
            }
            sheet.write_string_with_format(row, column, text, &styles.text)?
        }
        Entry::Integer(number) => {
            sheet.write_number_with_format(row, column, *number as f64, &styles.number)?
        }
        Entry::Number(number) => sheet.write_number_with_format(row, column, *number, &styles.number)?,
        Entry::Date(date) => match excel_date(*date) {
            Some(day) => sheet.write_date_with_format(row, column, &day, &styles.date)?,
            None => sheet.write_string_with_format(row, column, date.to_string(), &styles.text)?,
        },
    };
    Ok(())
}

/// None before 1900, which the program does not know.
fn excel_date(date: Date) -> Option<ExcelDateTime> {
    let (year, month, day) = (date.year(), date.month(), date.day());
    ExcelDateTime::from_ymd(u16::try_from(year).ok()?, u8::try_from(month).ok()?, u8::try_from(day).ok()?)
        .ok()
}
