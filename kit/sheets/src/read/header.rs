use std::collections::{BTreeMap, BTreeSet};

use super::text::{folded, without_remark};
use super::{Address, HeaderFault, Region};

/// How far down a header may stand below titles and notes.
pub(crate) const HEADER_WITHIN: u32 = 30;

/// A column that the caller wants. Found by its title or one of its other names; spaces, line breaks,
/// full-width forms and a remark in brackets do not matter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Column<'a> {
    pub(crate) title: &'a str,
    pub(crate) other_names: &'a [&'a str],
    pub(crate) required: bool,
}

impl<'a> Column<'a> {
    /// A column without which the table is refused.
    pub const fn required(title: &'a str, other_names: &'a [&'a str]) -> Self {
        Self { title, other_names, required: true }
    }

    /// A column that may be missing; its cells are then blank.
    pub const fn optional(title: &'a str, other_names: &'a [&'a str]) -> Self {
        Self { title, other_names, required: false }
    }

    /// What it is called, for a sheet that is written to be read again.
    pub const fn title(&self) -> &'a str {
        self.title
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
    /// Its last row; the data begin below.
    pub(crate) row: u32,
    /// For each wanted column its place and the heading found, if the sheet has it.
    pub(crate) found: Vec<Option<(u32, String)>>,
    /// The headings that are no wanted column's.
    pub(crate) others: Vec<String>,
}

/// The row that names the most wanted columns, and how many; at least two, so that a title is no header.
pub(crate) fn most_likely(top: &TopRows, columns: &[Column<'_>]) -> Option<(u32, usize)> {
    let named = |row: &BTreeMap<u32, String>| {
        columns.iter().filter(|column| row.values().any(|text| column.is_called(text))).count()
    };
    let rows = top.iter().map(|(&row, texts)| (row, named(texts)));
    rows.rev().max_by_key(|&(_, named)| named).filter(|&(_, named)| named >= columns.len().min(2))
}

/// The most rows that a header with merged cells may have.
const HEADER_ROWS: u32 = 3;

/// The rows of a header: the one that names the most columns, and those that merged cells tie to it.
#[derive(Clone, Copy)]
struct Block {
    first: u32,
    last: u32,
}

impl Block {
    fn around(row: u32, merged: &[Region]) -> Self {
        let crossing = || merged.iter().filter(|region| region.crosses_row(row));
        let first = crossing().map(|region| region.first.row).min().unwrap_or(row).min(row);
        let last = crossing().map(|region| region.last.row).max().unwrap_or(row).max(row);
        if last - first < HEADER_ROWS { Self { first, last } } else { Self { first: row, last: row } }
    }

    /// Whether one cell stands for several columns, or for more rows than a header has.
    fn is_unclear(self, region: &Region) -> bool {
        let is_wide = region.first.column < region.last.column;
        let leaves = region.first.row < self.first || region.last.row > self.last;
        region.crosses_row(self.last) && (is_wide || leaves)
    }
}

/// What stands above a column: its own heading, the lowest one, and those of the cells merged over its group.
#[derive(Default)]
struct Named {
    own: String,
    groups: Vec<String>,
}

impl Named {
    /// Whether a group and the own heading together name the column: “联络员”, “电话”.
    fn is_joined(&self, column: &Column<'_>) -> bool {
        self.groups.iter().any(|group| column.is_called(&format!("{group}{}", self.own)))
    }
}

/// The headings of a block of rows by column.
fn headings(top: &TopRows, block: Block, merged: &[Region]) -> BTreeMap<u32, Named> {
    let mut named: BTreeMap<u32, Named> = BTreeMap::new();
    let mut lowest: BTreeMap<u32, u32> = BTreeMap::new();
    for (&row, texts) in top.range(block.first..=block.last) {
        for (&column, text) in texts {
            named.entry(column).or_default().own.clone_from(text);
            lowest.insert(column, row);
        }
    }
    // Blocks of an honest file do not overlap, so each column of each row is visited once.
    let mut visits = named.len().saturating_mul(HEADER_ROWS as usize + 1);
    let above = block.first.saturating_sub(1);
    let is_group = |region: &&Region| {
        region.first.column < region.last.column && (above..=block.last).contains(&region.last.row)
    };
    for region in merged.iter().filter(is_group) {
        let text = top.get(&region.first.row).and_then(|texts| texts.get(&region.first.column));
        let Some(text) = text else { continue };
        for (column, named) in named.range_mut(region.first.column..=region.last.column) {
            visits = visits.saturating_sub(1);
            if visits > 0 && lowest.get(column).is_some_and(|row| *row > region.last.row) {
                named.groups.push(text.trim().to_owned());
            }
        }
    }
    named
}

/// Where a column is: by the name of a group and its own, else by its own where no other column is `taken` to be.
fn places<'a>(
    headings: &'a BTreeMap<u32, Named>,
    taken: &BTreeSet<u32>,
    column: &Column<'_>,
) -> impl Iterator<Item = (u32, &'a str)> + use<'a> {
    let mut found: Vec<_> = headings.iter().filter(|(_, named)| named.is_joined(column)).collect();
    if found.is_empty() {
        let is_own = |(at, named): &(&u32, &Named)| !taken.contains(at) && column.is_called(&named.own);
        found = headings.iter().filter(is_own).collect();
    }
    found.into_iter().map(|(column, named)| (*column, named.own.as_str()))
}

/// Finds every wanted column in the header around `row`, or says all that is wrong with it.
pub(crate) fn locate(
    top: &TopRows,
    row: u32,
    merged: &[Region],
    columns: &[Column<'_>],
) -> Result<Header, Vec<HeaderFault>> {
    let block = Block::around(row, merged);
    let headings = headings(top, block, merged);
    let is_joined = |named: &Named| columns.iter().any(|column| named.is_joined(column));
    let joined = headings.iter().filter(|(_, named)| is_joined(named));
    let taken: BTreeSet<u32> = joined.map(|(at, _)| *at).collect();
    let mut faults = Vec::new();
    for &region in merged.iter().filter(|region| block.is_unclear(region)) {
        let text = top.get(&region.first.row).and_then(|texts| texts.get(&region.first.column));
        if let Some(text) = text {
            faults.push(HeaderFault::Merged { region, text: text.trim().to_owned() });
        }
    }
    let mut found = Vec::with_capacity(columns.len());
    for column in columns {
        let mut places = places(&headings, &taken, column);
        let first = places.next();
        match (first, places.next()) {
            (None, _) if column.required => {
                faults.push(HeaderFault::Missing { row: block.last + 1, title: column.title.to_owned() });
            }
            (Some((first, _)), Some((second, _))) => {
                let at = |column| Address { row: block.last, column };
                faults.push(HeaderFault::Twice {
                    title: column.title.to_owned(),
                    first: at(first),
                    second: at(second),
                });
            }
            _ => {}
        }
        found.push(first.map(|(place, text)| (place, super::text::one_line(text))));
    }
    if !faults.is_empty() {
        return Err(faults);
    }
    let is_wanted = |at: &u32| found.iter().flatten().any(|(place, _)| place == at);
    let unwanted = headings.iter().filter(|(at, _)| !is_wanted(at));
    let others = unwanted.map(|(_, named)| super::text::one_line(&named.own)).collect();
    Ok(Header { row: block.last, found, others })
}
