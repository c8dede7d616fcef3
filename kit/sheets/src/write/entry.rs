use clock::CivilDate;
use jiff::civil::Date;

/// What is written into a cell.
#[derive(Debug, Clone, PartialEq)]
pub enum Entry {
    Blank,
    Text(String),
    Integer(i64),
    Number(f64),
    Date(Date),
}

/// Beyond 15 digits the program would round silently.
const MAX_EXACT: u64 = 999_999_999_999_999;

impl Entry {
    /// Whether a spreadsheet, or a CSV made from it, could take the text for a formula.
    pub(crate) fn looks_like_formula(text: &str) -> bool {
        text.starts_with(['=', '+', '-', '@', '\t', '\r'])
    }
}

impl From<&str> for Entry {
    fn from(text: &str) -> Self {
        Self::from(text.to_owned())
    }
}

impl From<String> for Entry {
    fn from(text: String) -> Self {
        if text.is_empty() { Self::Blank } else { Self::Text(text) }
    }
}

impl From<i64> for Entry {
    fn from(number: i64) -> Self {
        if number.unsigned_abs() > MAX_EXACT { Self::Text(number.to_string()) } else { Self::Integer(number) }
    }
}

impl From<f64> for Entry {
    fn from(number: f64) -> Self {
        if number.is_finite() { Self::Number(number) } else { Self::Blank }
    }
}

impl From<Date> for Entry {
    fn from(date: Date) -> Self {
        Self::Date(date)
    }
}

impl From<CivilDate> for Entry {
    fn from(date: CivilDate) -> Self {
        Date::new(date.year(), date.month(), date.day()).map_or(Self::Blank, Self::Date)
    }
}

impl<T: Into<Entry>> From<Option<T>> for Entry {
    fn from(entry: Option<T>) -> Self {
        entry.map_or(Self::Blank, Into::into)
    }
}
