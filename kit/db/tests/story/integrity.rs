use db::{Db, integrity, params};
use testing_db::{Engine, TestDb, story};

use crate::{HALL, Hall};

story! {
    async fn a_database_in_use_is_sound(hall: Hall) {
        assert_eq!(integrity(&hall.0.db).await.unwrap(), Vec::<String>::new());
    }
}

#[test]
fn a_file_of_which_a_foreign_hand_changed_a_page_is_not() {
    testing_db::play(Engine::Sqlite, async |test: TestDb| {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("hall.db");
        let open = async || Db::sqlite(&file, test.db.mint().clone()).await.unwrap();
        let db = open().await;
        db::migrate(&db, HALL).await.unwrap();
        let mut tx = db.begin().await.unwrap();
        for number in 0..500i64 {
            let name = format!("hall {number}");
            let insert = "INSERT INTO hall (id, name) VALUES ($1, $2)";
            tx.run(insert, params![name.as_str(), name.as_str()]).await.unwrap();
        }
        tx.commit().await.unwrap();
        db.close().await.unwrap();
        let mut bytes = std::fs::read(&file).unwrap();
        let at = bytes.windows(8).position(|piece| piece == b"hall 499").unwrap();
        bytes[at] = b'x';
        std::fs::write(&file, bytes).unwrap();
        let found = integrity(&open().await).await.unwrap();
        assert!(!found.is_empty(), "an index that does not match its table");
    });
}
