use clock::{CivilDate, Moment};
use db::{DbError, FromRow, Nested, Reads, params};
use testing_db::{NINE_O_CLOCK, story};

use crate::Hall;

db::record! {
    #[derive(Debug, PartialEq)]
    struct Place {
        id: String,
        row_letter: Option<String>,
        number: Option<i64>,
        taken: Option<bool>,
        free_from: Option<CivilDate>,
        taken_at: Option<Moment>,
    }
}

db::record! {
    #[derive(Debug)]
    struct Wide {
        width: f64,
    }
}

const ALL: &str = concat!(
    "SELECT ",
    db::packed!(
        "id" = "id",
        "row_letter" = "row_letter",
        "number" = "number",
        "taken" = "taken",
        "free_from" = "free_from",
        "taken_at" = "taken_at";
        "number DESC, id"
    ),
    " FROM seat WHERE hall = $1"
);

async fn packed<T: FromRow + Send>(hall: &Hall, sql: &'static str) -> Result<Vec<T>, DbError> {
    hall.0.db.packed(sql, params!["h"]).await
}

async fn seat(hall: &Hall) {
    let mut tx = hall.0.db.begin().await.unwrap();
    tx.run_one("INSERT INTO hall (id, name) VALUES ('h', '大厅')", params![]).await.unwrap();
    for (number, taken) in [(1_i64, Some(true)), (-3, Some(false)), (2, None)] {
        let day = CivilDate::new(2026, 3, 6).unwrap();
        let values = params![format!("s{number}").as_str(), "一'排", number, taken, day, NINE_O_CLOCK];
        tx.run_one(
            "INSERT INTO seat (id, hall, row_letter, number, taken, free_from, taken_at, width) VALUES ($1, 'h', $2, $3, $4, $5, $6, 0.5)",
            values,
        )
        .await
        .unwrap();
    }
    tx.run_one("INSERT INTO seat (id, hall, number) VALUES ('bare', 'h', 9)", params![]).await.unwrap();
    tx.commit().await.unwrap();
}

story! {
    async fn packed_rows_are_the_rows_in_their_order(hall: Hall) {
        seat(&hall).await;
        let plain = "SELECT id, row_letter, number, taken, free_from, taken_at FROM seat WHERE hall = $1 ORDER BY number DESC, id";
        let plain: Vec<Place> = hall.0.db.all(plain, params!["h"]).await.unwrap();
        assert_eq!(plain.len(), 4);
        assert_eq!(packed::<Place>(&hall, ALL).await.unwrap(), plain);
    }
}

story! {
    async fn nothing_is_packed_as_nothing(hall: Hall) {
        assert_eq!(packed::<Place>(&hall, ALL).await.unwrap(), []);
    }
}

story! {
    async fn what_would_lose_its_last_digits_is_never_packed(hall: Hall) {
        seat(&hall).await;
        const WIDTHS: &str = concat!("SELECT ", db::packed!("width" = "width"), " FROM seat WHERE hall = $1 AND width > 0");
        let wide = packed::<Wide>(&hall, WIDTHS).await;
        let wide = wide.map(|rows| rows.iter().map(|row| row.width).sum::<f64>());
        assert!(matches!(wide, Err(DbError::Damaged { .. })), "{wide:?}");
    }
}

db::record! {
    struct Seated {
        name: String,
        seats: Nested<Place>,
    }
}

story! {
    async fn rows_within_a_row_are_the_rows_in_their_order(hall: Hall) {
        seat(&hall).await;
        let mut tx = hall.0.db.begin().await.unwrap();
        tx.run_one("INSERT INTO hall (id, name) VALUES ('empty', '空厅')", params![]).await.unwrap();
        tx.commit().await.unwrap();
        const HALLS: &str = concat!(
            "SELECT h.name, (SELECT ",
            db::nested!("id" = "s.id", "row_letter" = "s.row_letter", "number" = "s.number", "taken" = "s.taken",
                "free_from" = "s.free_from", "taken_at" = "s.taken_at"; "s.number DESC, s.id"),
            " FROM seat s WHERE s.hall = h.id) AS seats FROM hall h ORDER BY h.id"
        );
        let halls: Vec<Seated> = hall.0.db.all(HALLS, params![]).await.unwrap();
        assert_eq!((halls[0].name.as_str(), halls[0].seats.0.len()), ("空厅", 0));
        let plain = "SELECT id, row_letter, number, taken, free_from, taken_at FROM seat WHERE hall = 'h' ORDER BY number DESC, id";
        assert_eq!(halls[1].seats.0, hall.0.db.all::<Place>(plain, params![]).await.unwrap());
    }
}
