use std::collections::BTreeMap;

use super::text::{folded, without_remark};
use super::{Address, HeaderFault, Region};

/// How far down a header may stand below titles and notes.
pub(crate) const HEADER_WITHIN: u32 = 30;

/// A column that the caller wants. Found by its title or one of its other names; spaces, line breaks,
/// full-width forms and a remark in brackets do not matter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Column {
    pub(crate) title: &'static str,
    pub(crate) other_names: &'static [&'static str],
    pub(crate) required: bool,
}

impl Column {
    /// A column without which the table is refused.
    pub const fn required(title: &'static str, other_names: &'static [&'static str]) -> Self {
        Self { title, other_names, required: true }
    }

    /// A column that may be missing; its cells are then blank.
    pub const fn optional(title: &'static str, other_names: &'static [&'static str]) -> Self {
        Self { title, other_names, required: false }
    }

    fn is_called(&self, heading: &str) -> bool {
        let heading = folded(heading);
        let short = without_remark(&heading);
        let is = |name: &&str| {
            let name = folded(name);
            name == heading || name == short
        };
        is(&self.title) || self.other_names.iter().any(is)
    }
}

/// The first rows of a sheet: text by row and column.
pub(crate) type TopRows = BTreeMap<u32, BTreeMap<u32, String>>;

/// Where the header stands and where each wanted column is.
#[derive(Debug)]
pub(crate) struct Header {
    pub(crate) row: u32,
    /// For each wanted column its place and the heading found, if the sheet has it.
    pub(crate) found: Vec<Option<(u32, String)>>,
}

/// The row that names the most wanted columns, and how many; at least two, so that a title is no header.
pub(crate) fn most_likely(top: &TopRows, columns: &[Column]) -> Option<(u32, usize)> {
    let named = |row: &BTreeMap<u32, String>| {
        columns.iter().filter(|column| row.values().any(|text| column.is_called(text))).count()
    };
    let rows = top.iter().map(|(&row, texts)| (row, named(texts)));
    rows.rev().max_by_key(|&(_, named)| named).filter(|&(_, named)| named >= columns.len().min(2))
}

/// Finds every wanted column in `row`, or says all that is wrong with it.
pub(crate) fn locate(
    top: &TopRows,
    row: u32,
    merged: &[Region],
    columns: &[Column],
) -> Result<Header, Vec<HeaderFault>> {
    let mut texts = top.get(&row).cloned().unwrap_or_default();
    let mut faults = Vec::new();
    for &region in merged.iter().filter(|region| region.crosses_row(row)) {
        let text = top.get(&region.first.row).and_then(|texts| texts.get(&region.first.column));
        if let Some(text) = text {
            let text = text.trim().to_owned();
            texts.entry(region.first.column).or_insert_with(|| text.clone());
            faults.push(HeaderFault::Merged { region, text });
        }
    }
    let mut found = Vec::with_capacity(columns.len());
    for column in columns {
        let mut places = texts.iter().filter(|(_, text)| column.is_called(text));
        let first = places.next();
        match (first, places.next()) {
            (None, _) if column.required => {
                faults.push(HeaderFault::Missing { row: row + 1, title: column.title });
            }
            (Some((&first, _)), Some((&second, _))) => {
                let at = |column| Address { row, column };
                faults.push(HeaderFault::Twice { title: column.title, first: at(first), second: at(second) });
            }
            _ => {}
        }
        found.push(first.map(|(&place, text)| (place, super::text::one_line(text))));
    }
    if faults.is_empty() { Ok(Header { row, found }) } else { Err(faults) }
}
