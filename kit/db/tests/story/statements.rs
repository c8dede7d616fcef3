use clock::{CivilDate, Moment};
use db::{Db, DbError, Reads, Tx, params};
use ids::{Id, SecretHash};
use serde_json::json;
use testing_db::{NINE_O_CLOCK, story};

use crate::Hall;

ids::id_of!(SeatId, SeatKind);

db::coded! {
    enum Row {
        Front = "front" / "前排",
        Back = "back" / "后排",
    }
}

db::record! {
    #[derive(Debug, PartialEq)]
    struct Seat {
        id: SeatId,
        row_letter: Option<Row>,
        number: Option<i64>,
        taken: Option<bool>,
        width: Option<f64>,
        picture: Option<Vec<u8>>,
        free_from: Option<CivilDate>,
        taken_at: Option<Moment>,
        plan: Option<serde_json::Value>,
    }
}

const INSERT_SEAT: &str = "\
    INSERT INTO seat (id, hall, row_letter, number, taken, width, picture, free_from, taken_at, plan) \
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)";
const SEATS: &str = "SELECT COUNT(*) AS value FROM seat";

async fn begin_with_hall(db: &Db) -> Tx {
    let mut tx = db.begin().await.unwrap();
    tx.run_one("INSERT INTO hall (id, name) VALUES ('h', '大厅')", params![]).await.unwrap();
    tx
}

async fn insert(tx: &mut Tx, seat: Seat) -> Result<(), DbError> {
    let Seat { id, row_letter, number, taken, width, picture, free_from, taken_at, plan } = seat;
    let values = params![id, "h", row_letter, number, taken, width, picture, free_from, taken_at, plan];
    tx.run_one(INSERT_SEAT, values).await
}

fn bare_seat(id: SeatId) -> Seat {
    Seat {
        id,
        row_letter: None,
        number: None,
        taken: None,
        width: None,
        picture: None,
        free_from: None,
        taken_at: None,
        plan: None,
    }
}

story! {
    async fn every_kind_of_value_comes_back_and_so_does_its_null(hall: Hall) {
        let db = &hall.0.db;
        let mut tx = begin_with_hall(db).await;
        let full = || Seat {
            id: Id::parse("019570f0aa007000800000000000000a").unwrap(),
            row_letter: Some(Row::Back),
            number: Some(-7),
            taken: Some(true),
            width: Some(0.1),
            picture: Some(vec![0, 255, 39]),
            free_from: Some(CivilDate::new(2026, 3, 6).unwrap()),
            taken_at: Some(NINE_O_CLOCK),
            plan: Some(json!({"靠": ["门", null]})),
        };
        let bare = || bare_seat(Id::parse("019570f0aa007000800000000000000b").unwrap());
        insert(&mut tx, full()).await.unwrap();
        insert(&mut tx, bare()).await.unwrap();
        tx.commit().await.unwrap();

        let seats: Vec<Seat> = db.all("SELECT * FROM seat ORDER BY id", params![]).await.unwrap();
        assert_eq!(seats, [full(), bare()]);
    }
}

story! {
    async fn a_null_parameter_has_a_type(hall: Hall) {
        let db = &hall.0.db;
        let mut tx = begin_with_hall(db).await;
        let id = tx.id();
        insert(&mut tx, bare_seat(id)).await.unwrap();
        let sql = "\
            SELECT COUNT(*) AS value FROM seat WHERE ($1 IS NULL OR row_letter = $1) AND ($2 IS NULL OR number = $2) \
            AND ($3 IS NULL OR taken = $3) AND ($4 IS NULL OR width = $4) AND ($5 IS NULL OR picture = $5) \
            AND ($6 IS NULL OR free_from = $6) AND ($7 IS NULL OR taken_at = $7) AND ($8 IS NULL OR id = $8) \
            AND ($9 IS NULL OR plan = $9)";
        let nothing = params![
            None::<Row>,
            None::<i64>,
            None::<bool>,
            None::<f64>,
            None::<Vec<u8>>,
            None::<CivilDate>,
            None::<Moment>,
            None::<SeatId>,
            None::<&SecretHash>,
        ];
        assert_eq!(tx.count(sql, nothing).await.unwrap(), 1);
    }
}

story! {
    async fn what_is_not_there_is_told_apart(hall: Hall) {
        let db = &hall.0.db;
        let name = "SELECT name AS value FROM hall WHERE id = $1";
        assert_eq!(db.value::<String>(name, params!["x"]).await.unwrap(), None);
        let missing = db.one::<Seat>("SELECT * FROM seat", params![]).await;
        assert!(matches!(missing, Err(DbError::Missing)), "{missing:?}");

        let mut tx = begin_with_hall(db).await;
        let seat = bare_seat(tx.id());
        insert(&mut tx, seat).await.unwrap();
        let null = tx.values::<String>("SELECT row_letter AS value FROM seat", params![]).await;
        assert!(matches!(null, Err(DbError::Damaged { .. })), "{null:?}");
        tx.run("UPDATE seat SET row_letter = 'balcony'", params![]).await.unwrap();
        let unknown = tx.one::<Seat>("SELECT * FROM seat", params![]).await;
        assert!(matches!(unknown, Err(DbError::Damaged { column, .. }) if column == "row_letter"));
    }
}

story! {
    async fn a_row_that_somebody_else_changed_is_stale(hall: Hall) {
        let mut tx = begin_with_hall(&hall.0.db).await;
        let seat = bare_seat(tx.id());
        let id = seat.id;
        insert(&mut tx, seat).await.unwrap();
        let rise = "UPDATE seat SET version = version + 1 WHERE id = $1 AND version = $2";
        tx.run_one(rise, params![id, 1_i64]).await.unwrap();
        let stale = tx.run_one(rise, params![id, 1_i64]).await;
        assert!(matches!(stale, Err(DbError::Stale)), "{stale:?}");
        tx.run_one(rise, params![id, 2_i64]).await.unwrap();
    }
}

story! {
    async fn both_engines_name_a_broken_constraint_alike(hall: Hall) {
        let db = &hall.0.db;
        let cases = [
            ("INSERT INTO hall (id, name) VALUES ('h', '小厅')", "hall_pkey"),
            ("INSERT INTO hall (id, name) VALUES ('i', '大厅')", "hall_name_key"),
            (
                "INSERT INTO seat (id, hall, row_letter, number) VALUES ('a', 'h', 'front', 1), ('b', 'h', 'front', 1)",
                "seat_hall_row_letter_number_key",
            ),
        ];
        for (sql, name) in cases {
            let mut tx = begin_with_hall(db).await;
            let doubled = tx.run(sql, params![]).await;
            assert!(matches!(&doubled, Err(DbError::Unique(told)) if told == name), "{doubled:?}");
        }
        let mut tx = begin_with_hall(db).await;
        let seat = |tx: &Tx| Seat { taken: Some(true), picture: Some(vec![1]), ..bare_seat(tx.id()) };
        let (first, second) = (seat(&tx), seat(&tx));
        insert(&mut tx, first).await.unwrap();
        let doubled = insert(&mut tx, second).await;
        assert!(matches!(&doubled, Err(DbError::Unique(told)) if told == "seat_picture_key"), "{doubled:?}");
    }
}

story! {
    async fn a_reference_to_nothing_is_refused_and_so_is_deleting_what_is_needed(hall: Hall) {
        let db = &hall.0.db;
        let mut tx = db.begin().await.unwrap();
        let lost = bare_seat(tx.id());
        let lost = insert(&mut tx, lost).await;
        assert!(matches!(lost, Err(DbError::ForeignKey(_))), "{lost:?}");
        drop(tx);

        let mut tx = begin_with_hall(db).await;
        let seat = bare_seat(tx.id());
        insert(&mut tx, seat).await.unwrap();
        let needed = tx.run("DELETE FROM hall WHERE id = 'h'", params![]).await;
        assert!(matches!(needed, Err(DbError::ForeignKey(_))), "{needed:?}");
    }
}

story! {
    async fn a_transaction_that_is_dropped_never_was(hall: Hall) {
        let db = &hall.0.db;
        let mut tx = begin_with_hall(db).await;
        let seat = bare_seat(tx.id());
        insert(&mut tx, seat).await.unwrap();
        assert_eq!(tx.count(SEATS, params![]).await.unwrap(), 1);
        assert_eq!(db.count(SEATS, params![]).await.unwrap(), 0, "nobody sees it before it is committed");
        drop(tx);
        // The next transaction has the connection that was left in the middle of the first.
        let tx = begin_with_hall(db).await;
        assert_eq!(tx.count(SEATS, params![]).await.unwrap(), 0);
    }
}

story! {
    async fn text_that_looks_like_sql_stays_text(hall: Hall) {
        let db = &hall.0.db;
        let mut tx = db.begin().await.unwrap();
        for (id, name) in [("1", "'; DROP TABLE hall; --"), ("2", "100%"), ("3", "a_b\\c"), ("4", "$1")] {
            tx.run_one("INSERT INTO hall (id, name) VALUES ($1, $2)", params![id, name]).await.unwrap();
        }
        tx.commit().await.unwrap();
        let find = "SELECT id AS value FROM hall WHERE name LIKE $1 ESCAPE '\\' ORDER BY id";
        for (text, ids) in [("%", "2"), ("_", "3"), ("\\", "3"), ("'", "1"), ("$1", "4"), ("", "1234")] {
            let found: Vec<String> = db.values(find, params![db::containing(text)]).await.unwrap();
            assert_eq!(found.concat(), ids, "{text}");
        }
    }
}
