use jiff::civil::Date;

use super::text::{digits, is_scientific, one_line};
use super::value::Value;
use super::{Address, CellError};

/// A cell of a wanted column. Each reading says what is wrong in a sentence with the cell's name.
#[derive(Debug, Clone, Copy)]
pub struct Cell<'t> {
    pub(crate) value: &'t Value,
    pub(crate) row: u32,
    pub(crate) heading: &'t str,
    pub(crate) address: Option<Address>,
}

/// Largest whole number that the program keeps exactly: 15 digits.
const EXACT: f64 = 999_999_999_999_999.0;

impl<'t> Cell<'t> {
    /// None for a blank cell, so that a reading becomes optional: `cell.given().map(Cell::integer).transpose()`.
    pub fn given(self) -> Option<Self> {
        (*self.value != Value::Empty).then_some(self)
    }

    /// Text on one line, trimmed, not empty. Numbers and dates come as the program shows them (`13800138000`,
    /// `2021-10-31`); a number so long that its last digits are gone is refused.
    pub fn text(self) -> Result<String, CellError> {
        match self.value {
            Value::Text(text) if is_scientific(&one_line(text)) => {
                Err(self.error("是科学计数形式，末尾几位已丢失，请把单元格格式设为“文本”后重新填写"))
            }
            Value::Text(text) => Ok(one_line(text)),
            Value::Number(number) if number.abs() > EXACT => {
                Err(self.error("数字超过 15 位，末尾几位已丢失，请把单元格格式设为“文本”后重新填写"))
            }
            Value::Number(number) => Ok(number.to_string()),
            Value::Moment(moment) if moment.time() == jiff::civil::Time::midnight() => {
                Ok(moment.date().to_string())
            }
            Value::Moment(moment) => Ok(moment.strftime("%Y-%m-%d %H:%M").to_string()),
            Value::Truth(truth) => Ok(if *truth { "是" } else { "否" }.to_owned()),
            _ => Err(self.unreadable("不能为空")),
        }
    }

    /// A whole number, also one stored as text, in full-width digits or with thousands separators.
    pub fn integer(self) -> Result<i64, CellError> {
        let number = match self.value {
            Value::Number(number) if number.fract() == 0.0 && number.abs() <= EXACT => Some(*number as i64),
            Value::Text(text) => digits(text).and_then(|digits| digits.parse().ok()),
            _ => None,
        };
        number.ok_or_else(|| self.unreadable("应为整数"))
    }

    /// A finite number, also one stored as text.
    pub fn number(self) -> Result<f64, CellError> {
        let number = match self.value {
            Value::Number(number) if number.is_finite() => Some(*number),
            Value::Text(text) => digits(text).and_then(|digits| digits.parse().ok()),
            _ => None,
        };
        number.ok_or_else(|| self.unreadable("应为数字"))
    }

    /// A day: a date cell, or text such as `2021-10-31`, `2021/10/31`, `2021.10.31`, `2021年10月31日`.
    pub fn date(self) -> Result<Date, CellError> {
        let date = match self.value {
            Value::Moment(moment) => Some(moment.date()),
            Value::Text(text) => date_in(&one_line(text)),
            _ => None,
        };
        date.ok_or_else(|| self.unreadable("应为日期，如 2021-10-31"))
    }

    /// One day as [`Cell::date`] reads it, or two with 至 between them: the first and the last.
    pub fn days(self) -> Result<(Date, Date), CellError> {
        if let Value::Text(text) = self.value {
            let text = one_line(text);
            let mut ends = text.split(['至', '~', '～', '—']).filter(|part| !part.trim().is_empty());
            if let (Some(first), Some(last), None) = (ends.next(), ends.next(), ends.next()) {
                let days = date_in(first.trim()).zip(date_in(last.trim()));
                return days.ok_or_else(|| self.error("应为起止日期，如 2021-10-21 至 2021-10-31"));
            }
        }
        self.date().map(|day| (day, day))
    }

    /// The text turned into the caller's type; the `Err` is a sentence for the user.
    pub fn parse<T, S: Into<String>>(self, parse: impl FnOnce(&str) -> Result<T, S>) -> Result<T, CellError> {
        parse(&self.text()?).map_err(|sentence| self.error(sentence))
    }

    /// An error that names this cell.
    pub fn error(self, sentence: impl Into<String>) -> CellError {
        CellError {
            row: self.row,
            column: self.heading.to_owned(),
            address: self.address,
            sentence: sentence.into(),
        }
    }

    /// What stands in the way, or else what was `expected`.
    fn unreadable(self, expected: &str) -> CellError {
        match self.value {
            Value::Empty => self.error("不能为空"),
            Value::Failed(shown) => self.error(format!("公式结果为错误值 {shown}，请改为直接填写")),
            Value::Uncomputed => {
                self.error("公式还没有计算结果，请用 Excel 或 WPS 打开并保存后再上传，或改为直接填写")
            }
            Value::Merged(region) => self.error(format!("在合并单元格 {region} 中，请取消合并并逐行填写")),
            _ => self.error(expected),
        }
    }
}

fn date_in(text: &str) -> Option<Date> {
    let text = text.strip_suffix('日').unwrap_or(text);
    let parts: Vec<&str> = text.split(['-', '/', '.', '年', '月']).map(str::trim).collect();
    let [year, month, day] = parts.as_slice() else { return None };
    if year.len() != 4 {
        return None;
    }
    Date::new(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?).ok()
}
