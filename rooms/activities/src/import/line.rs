//! What a row of a ledger says, and how several rows that tell of one activity become one.

use sheets::{Address, Cell, CellError};
use web::Raw;

use crate::ActivityInput;

/// A row that says an activity.
#[derive(Clone, Debug)]
pub(crate) struct Line {
    /// As the program shows it, from one.
    pub(crate) number: u32,
    /// The rows below it that tell of the same activity.
    pub(crate) further: Vec<u32>,
    pub(crate) input: ActivityInput,
    /// Who held it, where the ledger says so.
    pub(super) holder: String,
    /// Whether no row names a campaign, so that those are suggested that it is likely to count for.
    pub(super) is_suggested: bool,
    /// Names of pictures, as they stand there.
    pub(crate) pictures: Vec<String>,
    /// Whether it lies before the notice of a campaign that it counts for.
    pub(crate) is_early: bool,
    /// Whether one of its cells is wrong.
    pub(crate) is_wrong: bool,
    pub(super) pictures_at: Place,
    pub(super) cohosts_at: Place,
}

/// Where a cell is, for what is found out about it later.
#[derive(Clone, Debug)]
pub(super) struct Place {
    column: String,
    address: Option<Address>,
}

impl Place {
    pub(super) fn of(cell: Cell<'_>) -> Self {
        let CellError { column, address, .. } = cell.error("");
        Self { column, address }
    }

    fn error(&self, row: u32, sentence: String) -> CellError {
        CellError { row, column: self.column.clone(), address: self.address, sentence }
    }
}

/// The longest text of several rows, in characters: no longer than a description may be.
const LONGEST: usize = 2000;

impl Line {
    /// What is wrong with its pictures.
    pub(crate) fn wrong_pictures(&self, sentence: String) -> CellError {
        self.pictures_at.error(self.number, sentence)
    }

    /// What is wrong with the units beside the host.
    pub(crate) fn wrong_cohosts(&self, sentence: String) -> CellError {
        self.cohosts_at.error(self.number, sentence)
    }

    /// Name and day, as two activities are held to be one.
    pub(crate) fn key(&self) -> (String, String) {
        let name = self.input.name.text().split_whitespace().collect::<Vec<_>>().join(" ");
        (name, self.input.starts_on.text().to_owned())
    }

    /// Whether another row tells more of this activity: what both say is the same, and no number is told twice.
    fn goes_on(&self, other: &Self) -> bool {
        let (one, two) = (&self.input, &other.input);
        let agrees = |a: &Raw, b: &Raw| a.is_blank() || b.is_blank() || a.text() == b.text();
        let is_counted = |measure: &Raw| one.quantities.iter().any(|row| row.measure == *measure);
        !one.name.is_blank()
            && one.days_said().is_some_and(|days| two.days_said() == Some(days))
            && (self.key(), &self.holder) == (other.key(), &other.holder)
            && agrees(&one.place, &two.place)
            && agrees(&one.speaker, &two.speaker)
            && (self.is_suggested || other.is_suggested || one.campaigns == two.campaigns)
            && !two.quantities.iter().any(|row| is_counted(&row.measure))
            && one.description.text().chars().count() + two.description.text().chars().count() < LONGEST
    }

    fn take(&mut self, other: Self) {
        let (one, two) = (&mut self.input, other.input);
        for (field, told) in [
            (&mut one.place, two.place),
            (&mut one.speaker, two.speaker),
            (&mut one.is_standing, two.is_standing),
            (&mut one.is_major, two.is_major),
        ] {
            if field.is_blank() {
                *field = told;
            }
        }
        if one.description != two.description {
            let both = [one.description.given(), two.description.given()].map(Option::unwrap_or_default);
            one.description = both.join("\n").trim().into();
        }
        if self.is_suggested {
            one.campaigns = two.campaigns;
        }
        self.is_suggested &= other.is_suggested;
        one.quantities.extend(two.quantities);
        for (list, told) in [(&mut one.subjects, two.subjects), (&mut one.cohosts, two.cohosts)] {
            list.extend(told.into_iter().filter(|text| !text.is_blank()));
        }
        let fresh = |name: &String| !self.pictures.contains(name);
        let pictures: Vec<String> = other.pictures.into_iter().filter(fresh).collect();
        self.pictures.extend(pictures);
        self.is_early |= other.is_early;
        self.is_wrong |= other.is_wrong;
        self.further.push(other.number);
    }
}

/// The activities that the rows tell of. One number may have a row of its own each: rows of one name, day and holder are one activity as
/// long as no number is told twice and nothing that they say differs; a second lecture of a day stays a second one.
pub(super) fn merged(lines: Vec<Line>) -> Vec<Line> {
    let mut merged: Vec<Line> = Vec::new();
    for line in lines {
        match merged.iter_mut().find(|known| known.goes_on(&line)) {
            Some(known) => known.take(line),
            None => merged.push(line),
        }
    }
    merged
}
