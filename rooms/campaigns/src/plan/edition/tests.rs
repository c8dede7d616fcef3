use proptest::prelude::*;

use super::*;
use crate::CampaignId;
use crate::phase::{PhaseFact, chain, overlaps};
use crate::target::Ruling;

/// What an edition becomes: written from the words of the decision, the store does the same in SQL.
fn apply<T: Item>(before: &[T], changes: &[Change<T>]) -> Vec<T> {
    let mut rows = before.to_vec();
    for change in changes {
        match change {
            Change::Added(row) => rows.push(row.clone()),
            Change::Changed { after, .. } => {
                for row in rows.iter_mut().filter(|row| row.key() == after.key()) {
                    *row = after.clone();
                }
            }
            Change::Dropped(row) => rows.retain(|kept| kept.key() != row.key()),
        }
    }
    rows
}

fn applied(before: &Edition, changes: &Changes) -> Edition {
    Edition {
        head: changes.head.as_ref().map_or_else(|| before.head.clone(), |(_, after)| after.clone()),
        phases: apply(&before.phases, &changes.phases),
        indicators: apply(&before.indicators, &changes.indicators),
        tasks: apply(&before.tasks, &changes.tasks),
        dues: apply(&before.dues, &changes.dues),
        annexes: apply(&before.annexes, &changes.annexes),
    }
}

fn id<T>(number: u8) -> ids::Id<T> {
    ids::Id::parse(&format!("{number:032x}")).unwrap()
}

fn day() -> impl Strategy<Value = CivilDate> {
    (0..700_i32).prop_map(|offset| CivilDate::new(2026, 1, 1).unwrap().plus_days(offset))
}

fn words() -> impl Strategy<Value = String> {
    prop::sample::select(vec!["营造氛围", "学习培训", "<b>推广</b>", "长效\n机制", ""])
        .prop_map(str::to_owned)
}

fn phases() -> impl Strategy<Value = Vec<PhaseItem>> {
    let row = (1..6_u8, 1..6_i64, words(), prop::option::of(day()), prop::option::of(day()));
    let row = row.prop_map(|(key, ordinal, name, starts_on, ends_on)| PhaseItem {
        id: id(key),
        ordinal,
        name,
        starts_on,
        ends_on,
    });
    prop::collection::vec(row, 0..6).prop_map(by_key)
}

fn phase() -> impl Strategy<Value = Option<PhaseId>> {
    prop::option::of((1..6_u8).prop_map(id))
}

fn edition() -> impl Strategy<Value = Edition> {
    let head = (words(), prop::option::of(words()), words(), words(), prop::option::of(day()));
    let head = head.prop_map(|(name, document_number, superior_basis, report_to, upward_due_on)| HeadItem {
        name,
        document_number,
        superior_basis,
        report_to,
        upward_due_on,
    });
    let ruling = prop_oneof![
        (0..9_i64).prop_map(Ruling::Target),
        (0..9_i64).prop_map(|target| Ruling::OnBasis { target, hundredths: 50, basis: Basis::Beds }),
        words().prop_map(Ruling::Excluded)
    ];
    let ruling = (words(), ruling, words()).prop_map(|(name, ruling, note)| RulingItem {
        unit: None,
        name,
        ruled: Ruled { ruling, note },
    });
    let indicator =
        (1..8_u8, phase(), words(), prop::option::of(0..9_i64), prop::collection::vec(ruling, 0..3));
    let filters = ["", r#"{"speaker":["leader"]}"#].map(|key| Filter::of_key(key).unwrap());
    let indicator = (indicator, prop::sample::select(filters.to_vec()));
    let indicator = indicator.prop_map(|((key, phase, measure, target, rulings), filter)| IndicatorItem {
        id: id(key),
        phase,
        measure,
        filter,
        basis: Basis::Unit,
        target,
        hundredths: 0,
        rulings,
    });
    let task =
        (1..8_u8, phase(), words()).prop_map(|(key, phase, text)| TaskItem { id: id(key), phase, text });
    let kind = prop::sample::select(DueKind::ALL);
    let due = (1..8_u8, phase(), kind, words(), prop::option::of(day()), any::<bool>());
    let due = due.prop_map(|(key, phase, kind, title, due_on, with_pictures)| DueItem {
        id: id(key),
        phase,
        kind,
        title,
        due_on,
        due_time: None,
        with_pictures,
        moved_from: None,
        off_holidays: None,
        sent_at: None,
    });
    let annex = (1..8_u8, prop::sample::select(SloganKind::ALL), words());
    let annex = annex.prop_map(|(key, kind, text)| AnnexItem { id: id(key), kind, text });
    let lists = (
        phases(),
        prop::collection::vec(indicator, 0..8).prop_map(by_key),
        prop::collection::vec(task, 0..8).prop_map(by_key),
        prop::collection::vec(due, 0..8).prop_map(by_key),
        prop::collection::vec(annex, 0..8).prop_map(by_key),
    );
    (head, lists).prop_map(|(head, (phases, indicators, tasks, dues, annexes))| Edition {
        head,
        phases,
        indicators,
        tasks,
        dues,
        annexes,
    })
}

/// The first row of each key.
fn by_key<T: Item>(rows: Vec<T>) -> Vec<T> {
    let mut kept: Vec<T> = Vec::new();
    for row in rows {
        if kept.iter().all(|known| known.key() != row.key()) {
            kept.push(row);
        }
    }
    kept
}

proptest! {
    #[test]
    fn the_changes_are_what_was_changed(before in edition(), after in edition()) {
        let changes = Changes::between(&before, &after);
        let reached = applied(&before, &changes);
        prop_assert_eq!(Changes::between(&reached, &after).count(), 0, "nothing is left to change");
        let told = Changes::between(&before, &reached);
        prop_assert_eq!(told.head.is_some(), changes.head.is_some());
        prop_assert_eq!(told.count(), changes.count());
        for change in &changes.dues {
            prop_assert!(told.dues.contains(change));
        }
        for change in &changes.phases {
            prop_assert!(told.phases.contains(change));
        }
        prop_assert_eq!(Changes::between(&before, &before).count(), 0);
    }

    #[test]
    fn an_edition_survives_its_keeping(edition in edition(), other in edition()) {
        let changes = Changes::between(&edition, &other);
        let kept = serde_json::to_string(&(&edition, &changes)).unwrap();
        let back: (Edition, Changes) = serde_json::from_str(&kept).unwrap();
        prop_assert_eq!(back, (edition, changes));
    }

    #[test]
    fn chained_phases_overlap_only_where_that_is_printed(rows in phases(), issued_on in prop::option::of(day())) {
        let campaign: CampaignId = id(1);
        let fact = |row: &PhaseItem| PhaseFact {
            id: row.id,
            campaign,
            ordinal: row.ordinal,
            name: row.name.clone(),
            starts_on: row.starts_on,
            ends_on: row.ends_on,
        };
        let mut chained: Vec<PhaseFact> = rows.iter().map(fact).collect();
        chain(&mut chained, issued_on);
        for (row, phase) in rows.iter().zip(&chained) {
            prop_assert!(row.starts_on.is_none() || phase.starts_on == row.starts_on, "what is printed stays");
        }
        for shared in overlaps(&chained) {
            let later = rows.iter().find(|row| row.id == shared.other.id).unwrap();
            let lies_beside = shared.other.ends_on.is_some_and(|end| shared.one.ends_on.is_some_and(|own| end <= own));
            prop_assert!(later.starts_on.is_some() || lies_beside, "{} was not printed so", shared.words());
        }
    }
}

#[test]
fn changes_are_told_in_one_order() {
    let phase = |key: u8, name: &str| PhaseItem {
        id: id(key),
        ordinal: i64::from(key),
        name: name.to_owned(),
        starts_on: None,
        ends_on: None,
    };
    let before = [phase(1, "甲"), phase(2, "乙"), phase(3, "丙")];
    let after = [phase(4, "丁"), phase(1, "甲"), phase(3, "丙改")];
    let changes = diff(&before, &after);
    assert_eq!(
        changes,
        [
            Change::Changed { before: phase(3, "丙"), after: phase(3, "丙改") },
            Change::Added(phase(4, "丁")),
            Change::Dropped(phase(2, "乙")),
        ]
    );
    assert_eq!(diff(&before, &apply(&before, &changes)), changes);
}
