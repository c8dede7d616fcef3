//! The ledger's story on both engines.

use clock::{CivilDate, Moment};
use db::{Db, Engine, Reads, params};
use ledger::{Entry, Filter, Outcome, Row};
use testing_db::{NINE_O_CLOCK, Stage, TestDb, story};

struct Ledger(TestDb);

impl Stage for Ledger {
    async fn set(engine: Engine) -> Self {
        Self(TestDb::migrated(engine, ledger::MIGRATIONS).await)
    }
}

fn entry<'a>(actor_name: &'a str, verb: &'a str, target: &'a str) -> Entry<'a> {
    Entry {
        actor: Some("019570f0aa007000800000000000000a"),
        actor_name,
        role: "officer",
        verb,
        target_kind: "seat",
        target,
        place: Some("/1/2/"),
        outcome: Outcome::Done,
        detail: serde_json::json!({"from": "甲", "to": "乙"}),
        request: "r1",
    }
}

#[cfg(test)]
async fn record(db: &Db, at: Moment, entry: Entry<'_>) {
    db.clock().set(at);
    let mut tx = db.begin().await.unwrap();
    ledger::record(&mut tx, entry).await.unwrap();
    tx.commit().await.unwrap();
}

#[cfg(test)]
async fn targets(db: &Db, filter: Filter) -> Vec<String> {
    let rows = ledger::page(db, &filter, None, 100).await.unwrap();
    rows.into_iter().map(|row| row.target).collect()
}

story! {
    async fn a_row_comes_back_as_it_was_told(ledger: Ledger) {
        let db = &ledger.0.db;
        record(db, NINE_O_CLOCK, entry("林敏", "seats.take", "a")).await;
        let refused = Entry { actor: None, place: None, outcome: Outcome::Refused, ..entry("访客", "seats.take", "b") };
        record(db, NINE_O_CLOCK.plus_seconds(1), refused).await;

        let rows = ledger::page(db, &Filter::default(), None, 10).await.unwrap();
        let [newest, oldest] = rows.as_slice() else { panic!("{rows:?}") };
        assert_eq!((newest.actor.as_deref(), newest.place.as_deref()), (None, None));
        assert_eq!((newest.outcome, newest.actor_name.as_str()), (Outcome::Refused, "访客"));
        assert_eq!((oldest.at, oldest.outcome), (NINE_O_CLOCK, Outcome::Done));
        assert_eq!(oldest.detail["to"], "乙");
        assert_eq!((oldest.role.as_str(), oldest.request.as_str()), ("officer", "r1"));
    }
}

story! {
    async fn a_row_shares_the_fate_of_its_change(ledger: Ledger) {
        let db = &ledger.0.db;
        let mut tx = db.begin().await.unwrap();
        ledger::record(&mut tx, entry("林敏", "seats.take", "a")).await.unwrap();
        drop(tx);
        assert_eq!(db.count("SELECT COUNT(*) AS value FROM ledger", params![]).await.unwrap(), 0);
    }
}

story! {
    async fn pages_follow_each_other_without_gap_or_repeat(ledger: Ledger) {
        let db = &ledger.0.db;
        for i in 0..25 {
            // Five rows each share one instant.
            record(db, NINE_O_CLOCK.plus_seconds(i / 5), entry("林敏", "seats.take", &i.to_string())).await;
        }
        let mut seen: Vec<Row> = Vec::new();
        loop {
            let after = seen.last().map(|row| row.cursor().to_string().parse().unwrap());
            let page = ledger::page(db, &Filter::default(), after, 7).await.unwrap();
            if page.is_empty() {
                break;
            }
            seen.extend(page);
        }
        let order: Vec<String> = seen.into_iter().map(|row| row.target).collect();
        let newest_first: Vec<String> = (0..25).rev().map(|i: i32| i.to_string()).collect();
        assert_eq!(order, newest_first);
    }
}

story! {
    async fn every_filter_keeps_what_it_names(ledger: Ledger) {
        let db = &ledger.0.db;
        record(db, NINE_O_CLOCK, entry("林敏", "seats.take", "a")).await;
        let next_day = NINE_O_CLOCK.plus_micros(Moment::DAY_MICROS);
        let other = Entry { place: Some("/1/3/"), target_kind: "room", request: "r2", ..entry("Wang Li", "seats.leave", "b") };
        record(db, next_day, other).await;
        let refused = Entry { place: None, outcome: Outcome::Refused, ..entry("50%_\\", "seats.take", "c") };
        record(db, next_day.plus_seconds(1), refused).await;

        let all = Filter::default;
        let text = |text: &str| Some(text.to_owned());
        let day = |date: &str| Some(CivilDate::parse(date).unwrap());
        let cases = [
            (all(), "cba"),
            (Filter { from: day("2026-03-07"), ..all() }, "cb"),
            (Filter { to: day("2026-03-06"), ..all() }, "a"),
            (Filter { from: day("2026-03-08"), ..all() }, ""),
            (Filter { actor_name_contains: text("敏"), ..all() }, "a"),
            (Filter { actor_name_contains: text("wANG"), ..all() }, "b"),
            (Filter { actor_name_contains: text("%"), ..all() }, "c"),
            (Filter { actor_name_contains: text("_"), ..all() }, "c"),
            (Filter { actor_name_contains: text("\\"), ..all() }, "c"),
            (Filter { actor_name_contains: text("' OR '1'='1"), ..all() }, ""),
            (Filter { text: text("乙"), ..all() }, "cba"),
            (Filter { text: text("WANG"), ..all() }, "b"),
            (Filter { text: text("50%_\\"), ..all() }, "c"),
            (Filter { text: text("没有的字"), ..all() }, ""),
            (Filter { text: text("\""), ..all() }, ""),
            (Filter { verb: text("seats.leave"), ..all() }, "b"),
            (Filter { verb: text("seats.%"), ..all() }, ""),
            (Filter { target_kind: text("room"), ..all() }, "b"),
            (Filter { target: text("c"), ..all() }, "c"),
            (Filter { place_path: text("/1/2/"), ..all() }, "a"),
            (Filter { place_path: text("/1/"), ..all() }, "ba"),
            (Filter { place_path: text("/_/"), ..all() }, ""),
            (Filter { node: text("2"), ..all() }, "a"),
            (Filter { node: text("1"), ..all() }, "ba"),
            (Filter { node: text("%"), ..all() }, ""),
            (Filter { outcome: Some(Outcome::Refused), ..all() }, "c"),
            (Filter { request: text("r2"), ..all() }, "b"),
        ];
        for (filter, expected) in cases {
            assert_eq!(targets(db, filter.clone()).await.concat(), expected, "{filter:?}");
        }
    }
}

story! {
    async fn the_verbs_are_named_once_each(ledger: Ledger) {
        let db = &ledger.0.db;
        assert!(ledger::verbs(db).await.unwrap().is_empty());
        for verb in ["seats.take", "seats.leave", "seats.take", "rooms.open"] {
            record(db, NINE_O_CLOCK, entry("林敏", verb, "a")).await;
        }
        assert_eq!(ledger::verbs(db).await.unwrap(), ["rooms.open", "seats.leave", "seats.take"]);
    }
}
