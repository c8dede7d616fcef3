//! 按合并后单位: the figures of units that went into another one stand within it, with a footnote.

use std::collections::{BTreeMap, HashMap};

use campaigns::facts::TallyRow;
use people::UnitId;
use people::facts::UnitFact;

/// A unit as it is after all merges.
#[derive(Clone, Debug)]
pub(crate) struct Whole {
    pub(crate) unit: UnitFact,
    /// By measure code, over everything that is the unit's now; without zeros.
    pub(crate) figures: BTreeMap<String, i64>,
    /// What was counted of it all, to be cut by what it was.
    pub(crate) rows: Vec<TallyRow>,
    /// `含 2026-10-31 并入的第一医院`, one for each unit that went into it.
    pub(crate) footnotes: Vec<String>,
}

/// The units that take part (`enrolled`) as they are after all merges, in the order of `all`; nothing when none of them
/// went into another one. `count` makes figures of the rows of one unit.
pub(crate) fn wholes(
    all: &[UnitFact],
    enrolled: &[UnitId],
    rows: &HashMap<UnitId, Vec<TallyRow>>,
    count: impl Fn(&[TallyRow]) -> BTreeMap<String, i64>,
) -> Vec<Whole> {
    let parts: Vec<&UnitFact> = all.iter().filter(|unit| enrolled.contains(&unit.id)).collect();
    if parts.iter().all(|unit| unit.merged_into.is_none()) {
        return Vec::new();
    }
    let whole = |unit: &UnitFact| {
        let is_of = |part: &&&UnitFact| part.id == unit.id || part.merged_into == Some(unit.id);
        let of_unit: Vec<&UnitFact> = parts.iter().filter(is_of).copied().collect();
        let own = of_unit.iter().flat_map(|part| rows.get(&part.id).into_iter().flatten());
        let own: Vec<TallyRow> = own.cloned().map(|row| TallyRow { unit: unit.id, ..row }).collect();
        let note = |part: &&UnitFact| Some(part.merger()?.footnote(&part.name));
        let (figures, footnotes) = (count(&own), of_unit.iter().filter_map(note).collect());
        (!of_unit.is_empty()).then(|| Whole { unit: unit.clone(), figures, rows: own, footnotes })
    };
    all.iter().filter(|unit| unit.merged_into.is_none()).filter_map(whole).collect()
}

#[cfg(test)]
mod tests {
    use campaigns::{Measures, Reckoning, TallyState};
    use clock::CivilDate;
    use proptest::prelude::*;

    use super::*;
    use crate::consolidate::gather::{by_unit, figures};

    fn day(text: &str) -> CivilDate {
        CivilDate::parse(text).unwrap()
    }

    fn id(number: usize) -> UnitId {
        UnitId::parse(&format!("{number:032x}")).unwrap()
    }

    fn unit(number: usize, into: Option<usize>) -> UnitFact {
        UnitFact {
            id: id(number),
            path: people::NodePath::root(id(number)),
            name: format!("第{number}医院"),
            short_name: String::new(),
            class: String::new(),
            township: String::new(),
            liaison_name: String::new(),
            liaison_post: String::new(),
            liaison_phone: String::new(),
            headcount: None,
            beds: None,
            is_micro: false,
            served_by: None,
            merged_into: into.map(id),
            merged_into_name: into.map(|number| format!("第{number}医院")),
            merged_on: into.map(|_| day("2026-10-31")),
        }
    }

    fn row(unit: usize, measure: &str, quantity: i64, number: usize) -> TallyRow {
        TallyRow {
            tally: ids::Id::parse(&format!("{number:032x}")).unwrap(),
            measure: measure.to_owned(),
            source_room: "activities".to_owned(),
            source_id: number.to_string(),
            unit: id(unit),
            unit_name: String::new(),
            starts_on: day("2026-10-21"),
            ends_on: day("2026-10-21"),
            split: campaigns::Split::default(),
            quantity,
            deducted: 0,
            state: TallyState::Logged,
        }
    }

    fn sums() -> Vec<String> {
        let is_sum = |measure: &&campaigns::Measure| {
            measure.aggregate == campaigns::Aggregate::Sum && measure.kind == campaigns::MeasureKind::Count
        };
        campaigns::measures().iter().filter(is_sum).map(|measure| measure.code.clone()).take(3).collect()
    }

    proptest! {
        #[test]
        fn sums_are_the_same_in_both_views(
            into in proptest::collection::vec(proptest::option::of(0..4_usize), 6),
            picks in proptest::collection::vec((0..6_usize, 0..3_usize, 1..900_i64), 0..40),
        ) {
            // The first four are there; of the others, some went into one of them.
            let units: Vec<UnitFact> =
                (0..6).map(|number| unit(number, into[number].filter(|_| number >= 4))).collect();
            let codes = sums();
            let made = picks.iter().enumerate().map(|(i, (unit, code, quantity))| row(*unit, &codes[*code], *quantity, i));
            let rows = by_unit(made.collect());
            let measures = Measures::shipped();
            let count = |rows: &[TallyRow]| figures(rows, Reckoning::Logged, &measures);
            let enrolled: Vec<UnitId> = units.iter().map(|unit| unit.id).collect();
            let wholes = wholes(&units, &enrolled, &rows, count);
            let merged = units.iter().filter(|unit| unit.merged_into.is_some()).count();
            prop_assert_eq!(wholes.len(), if merged == 0 { 0 } else { 6 - merged });
            prop_assert_eq!(wholes.iter().map(|whole| whole.footnotes.len()).sum::<usize>(), merged);
            for code in codes.iter().filter(|_| merged > 0) {
                let was: i64 = units.iter().filter_map(|unit| count(rows.get(&unit.id)?).get(code).copied()).sum();
                let is: i64 = wholes.iter().filter_map(|whole| whole.figures.get(code)).sum();
                prop_assert_eq!(was, is);
            }
        }
    }

    #[test]
    fn a_successor_that_takes_no_part_still_shows_what_went_into_it() {
        let units = [unit(0, None), unit(1, Some(0)), unit(2, None)];
        let rows = by_unit(vec![row(1, &sums()[0], 5, 1)]);
        let wholes =
            wholes(&units, &[id(1)], &rows, |rows| figures(rows, Reckoning::Logged, &Measures::shipped()));
        assert_eq!((wholes.len(), wholes[0].unit.id), (1, id(0)));
        assert_eq!(wholes[0].footnotes, ["含 2026-10-31 并入的第1医院"]);
        assert_eq!(wholes[0].figures.get(&sums()[0]), Some(&5));
    }
}
