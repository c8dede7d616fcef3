//! The tables of all rooms together, on both engines, and the description of all their calls.

#![expect(clippy::unwrap_used, reason = "a test stops at the first thing that is not as told")]

mod whole;

mod schema {
    pub(crate) mod description;
}

use anbiao::house;
use blobs::Blobs;
use db::{Migration, migrate};
use testing_db::TestDb;
use whole::Stage;

/// The migrations of the kit and of every room, as the program applies them, each with the name of its owner.
async fn migrations(test: &TestDb) -> Vec<(String, Migration)> {
    let folder = tempfile::tempdir().unwrap();
    let blobs = Blobs::open(folder.path()).await.unwrap();
    let rooms = house::rooms(&test.db, &blobs);
    let kit = [("ledger", ledger::MIGRATIONS), ("web", web::MIGRATIONS), ("jobs", jobs::MIGRATIONS)];
    let all = kit.into_iter().chain(rooms.iter().map(|room| (room.name, room.migrations)));
    let mut all: Vec<(String, Migration)> =
        all.flat_map(|(name, steps)| steps.iter().map(|step| (name.to_owned(), *step))).collect();
    all.sort_by_key(|(_, step)| step.stamp);
    all
}

fn steps(all: &[(String, Migration)]) -> Vec<Migration> {
    all.iter().map(|(_, step)| *step).collect()
}

testing_db::story! {
    async fn a_fresh_and_an_upgraded_database_are_alike(fresh: TestDb) {
        let steps = steps(&migrations(&fresh).await);
        assert_eq!(migrate(&fresh.db, &steps).await.unwrap(), steps.len());
        let expected = db::schema(&fresh.db).await.unwrap();
        assert!(expected.len() > 100, "{expected:?}");
        let upgraded = TestDb::empty(fresh.db.engine()).await;
        for count in 1..=steps.len() {
            assert_eq!(migrate(&upgraded.db, &steps[..count]).await.unwrap(), 1, "{}", steps[count - 1].stamp);
        }
        assert_eq!(migrate(&upgraded.db, &steps).await.unwrap(), 0);
        assert_eq!(db::schema(&upgraded.db).await.unwrap(), expected);
    }
}

testing_db::story! {
    async fn the_program_brings_the_same_schema(house: Stage) {
        let test = TestDb::empty(house.db.engine()).await;
        let folder = tempfile::tempdir().unwrap();
        let blobs = Blobs::open(folder.path()).await.unwrap();
        let program = anbiao::house::House::open(test.db.clone(), blobs).await.unwrap();
        assert_eq!(db::schema(&program.db).await.unwrap(), db::schema(&house.db).await.unwrap());
    }
}

testing_db::story! {
    async fn every_foreign_key_has_its_index_and_every_unique_index_its_name(house: Stage) {
        assert_eq!(db::foreign_keys_without_index(&house.db).await.unwrap(), Vec::<String>::new());
        assert_eq!(db::misnamed_unique_indexes(&house.db).await.unwrap(), Vec::<String>::new());
    }
}

testing_db::story! {
    async fn every_step_has_a_stamp_of_its_own_with_its_owners_name(test: TestDb) {
        let all = migrations(&test).await;
        for (owner, step) in &all {
            let (time, name) = step.stamp.split_at(12);
            assert!(time.bytes().all(|byte| byte.is_ascii_digit()), "{}", step.stamp);
            assert!(name.starts_with(&format!("_{owner}_")), "{} is a step of {owner}", step.stamp);
        }
        let stamps: Vec<&str> = all.iter().map(|(_, step)| step.stamp).collect();
        assert!(stamps.windows(2).all(|pair| pair[0] < pair[1]), "a stamp stands twice: {stamps:?}");
    }
}

testing_db::story! {
    async fn every_call_is_described(house: Stage) {
        let answer = house.stranger().get("/api/v1/openapi.json").await;
        assert_eq!(answer.status, 200);
        schema::description::is_whole(&answer.json(), &house.routes);
        for row in &house.routes {
            let told = admin::verb_in_words(row.verb.name);
            assert!(!told.contains(|c: char| c.is_ascii_alphabetic()), "the audit trail calls it {told}");
        }
    }
}
