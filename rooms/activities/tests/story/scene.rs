//! The stage of the stories: a house with two launched campaigns, photos made on the spot, and eyes for what is stored.

use std::io::Cursor;
use std::sync::Arc;

use blobs::Blobs;
use db::{Db, Reads, params};
use image::{ImageFormat, RgbImage};
use people::{Actor, UnitId};
use photos::{Darkroom, Limits};
use testing::{Answer, House, Kit, Rooms, Visitor, Who};
use web::{Room, Routes};

/// The rooms under test: people, the campaigns' tables, activities.
#[derive(Debug)]
pub(crate) struct Ground;

impl Rooms for Ground {
    fn open(kit: &Kit) -> Vec<Room<Actor>> {
        rooms(kit, kit.blobs.clone())
    }

    fn handlers(kit: &Kit) -> Vec<Arc<dyn jobs::Handler>> {
        activities::handlers(kit.db.clone(), kit.blobs.clone())
    }
}

/// These rooms with photos in `blobs`.
pub(crate) fn rooms(kit: &Kit, blobs: Blobs) -> Vec<Room<Actor>> {
    let darkroom = Darkroom::new(Limits::default());
    vec![people::room(kit.db.clone()), campaign_tables(), activities::room(kit.db.clone(), blobs, darkroom)]
}

/// The campaigns' tables without their pages: the stories put two launched campaigns into them.
fn campaign_tables() -> Room<Actor> {
    Room {
        name: "campaigns",
        routes: Routes::of("campaigns").with_state(()),
        migrations: campaigns::MIGRATIONS,
        names: &[],
        navigation: |_| Vec::new(),
        todos: None,
    }
}

/// The test house of these stories. Its clock stands at 2026-03-06.
pub(crate) type Stage = House<Ground>;

/// The campaign with a notice of 2026-02-01 and two phases, to 2026-03-31 and to 2026-05-31.
pub(crate) const SAFETY: &str = "0000000000000000000000000000000a";
/// The campaign with one open phase from 2026-03-01.
pub(crate) const FIRE: &str = "0000000000000000000000000000000b";
pub(crate) const PHASE_ONE: &str = "000000000000000000000000000000a1";
pub(crate) const PHASE_TWO: &str = "000000000000000000000000000000a2";
pub(crate) const FIRE_PHASE: &str = "000000000000000000000000000000b1";

/// Launches both campaigns to both units.
pub(crate) async fn launch<R: Rooms>(house: &House<R>) {
    let (bureau, units) = (house.cast.bureau, [house.cast.first_unit, house.cast.second_unit]);
    let mut tx = house.db.begin().await.unwrap();
    for (id, name, issued) in [(SAFETY, "标准化提升宣贯", "2026-02-01"), (FIRE, "消防宣传月", "2026-02-20")]
    {
        let place = format!("/{bureau}/");
        tx.run_one(
            "INSERT INTO campaign (id, bureau, place, state, name, issued_on, superior_basis, report_to, created_at, \
             created_by, launched_at, plan_version, version) \
             VALUES ($1, $2, $3, 'launched', $4, $5, '', '', 0, '', 0, 1, 1)",
            params![id, bureau, place, name, issued],
        )
        .await
        .unwrap();
        for unit in units {
            tx.run_one(
                "INSERT INTO enrolment (campaign, unit, version) VALUES ($1, $2, 1)",
                params![id, unit],
            )
            .await
            .unwrap();
        }
    }
    for (id, campaign, ordinal, name, start, end) in [
        (PHASE_ONE, SAFETY, 1i64, "造强宣传声势", None, Some("2026-03-31")),
        (PHASE_TWO, SAFETY, 2, "强化学习培训", None, Some("2026-05-31")),
        (FIRE_PHASE, FIRE, 1, "集中宣传", Some("2026-03-01"), None),
    ] {
        tx.run_one(
            "INSERT INTO phase (id, campaign, ordinal, name, starts_on, ends_on, inferred, version) \
             VALUES ($1, $2, $3, $4, $5, $6, FALSE, 1)",
            params![id, campaign, ordinal, name, start, end],
        )
        .await
        .unwrap();
    }
    for (id, measure, target) in [("c1", MEASURES[0], 4i64), ("c2", MEASURES[1], 200)] {
        tx.run_one(
            "INSERT INTO indicator (id, campaign, phase, measure, target, dropped, version) \
             VALUES ($1, $2, $3, $4, $5, FALSE, 1)",
            params![format!("000000000000000000000000000000{id}"), SAFETY, PHASE_ONE, measure, target],
        )
        .await
        .unwrap();
    }
    tx.commit().await.unwrap();
}

/// A third campaign with one open phase, for what counts in many.
pub(crate) const THIRD: &str = "0000000000000000000000000000000c";

/// Launches it to both units, beside the other two.
pub(crate) async fn launch_third<R: Rooms>(house: &House<R>) {
    let mut tx = house.db.begin().await.unwrap();
    let copy = "INSERT INTO campaign (id, bureau, place, state, name, issued_on, superior_basis, report_to, created_at, \
                created_by, launched_at, plan_version, version) \
                SELECT $1, bureau, place, state, '平安医院建设', issued_on, superior_basis, report_to, created_at, created_by, \
                launched_at, plan_version, version FROM campaign WHERE id = $2";
    tx.run_one(copy, params![THIRD, FIRE]).await.unwrap();
    let joins = "INSERT INTO enrolment (campaign, unit, version) SELECT $1, unit, version FROM enrolment WHERE campaign = $2";
    tx.run(joins, params![THIRD, FIRE]).await.unwrap();
    let phase = "INSERT INTO phase (id, campaign, ordinal, name, starts_on, inferred, version) \
                 SELECT $1, $2, ordinal, name, starts_on, inferred, version FROM phase WHERE id = $3";
    tx.run_one(phase, params!["000000000000000000000000000000c1", THIRD, FIRE_PHASE]).await.unwrap();
    tx.commit().await.unwrap();
}

/// 场, 人次, 册, 块.
pub(crate) const MEASURES: [&str; 4] = ["lecture", "trainee_visit", "handbook", "display_board"];

/// The fields of a lecture with four numbers in both campaigns.
pub(crate) fn lecture() -> Vec<(String, String)> {
    let mut fields = vec![
        ("name".to_owned(), "安全生产专题讲座".to_owned()),
        ("starts_on".to_owned(), "2026-03-05".to_owned()),
        ("place".to_owned(), "门诊三楼会议室".to_owned()),
        ("speaker".to_owned(), "expert".to_owned()),
        ("subjects[0]".to_owned(), "安全生产法".to_owned()),
        ("campaigns[0]".to_owned(), SAFETY.to_owned()),
        ("campaigns[1]".to_owned(), FIRE.to_owned()),
    ];
    for (i, (measure, amount)) in MEASURES.iter().zip(["1", "60", "200", "4"]).enumerate() {
        fields.push((format!("quantities[{i}][measure]"), (*measure).to_owned()));
        fields.push((format!("quantities[{i}][amount]"), amount.to_owned()));
    }
    fields
}

/// The same fields with one of them said otherwise, or added.
pub(crate) fn with(mut fields: Vec<(String, String)>, name: &str, value: &str) -> Vec<(String, String)> {
    fields.retain(|(known, _)| known != name);
    fields.push((name.to_owned(), value.to_owned()));
    fields
}

/// Sends a form.
pub(crate) async fn post(visitor: &mut Visitor, path: &str, fields: &[(String, String)]) -> Answer {
    let fields: Vec<(&str, &str)> =
        fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    visitor.upload(path, &fields, &[]).await
}

/// Sends a form that must be accepted; the id at the end of where it leads.
pub(crate) async fn log(visitor: &mut Visitor, fields: &[(String, String)]) -> String {
    let answer = post(visitor, "/activities", fields).await;
    assert_eq!(answer.status, 303, "{}", answer.text());
    answer.location().rsplit('/').next().unwrap().to_owned()
}

/// A JPEG that looks different for every `seed`.
pub(crate) fn jpeg(seed: u8) -> Vec<u8> {
    let image = RgbImage::from_fn(320, 240, |x, y| {
        let (x, y) = (x / 40, y / 40);
        let cell = u8::try_from((x * 7 + y * 13 + u32::from(seed) * 31) % 8).unwrap();
        image::Rgb([cell * 30, (cell ^ seed).wrapping_mul(20), 255 - cell * 30])
    });
    let mut bytes = Cursor::new(Vec::new());
    image.write_to(&mut bytes, ImageFormat::Jpeg).unwrap();
    bytes.into_inner()
}

/// Uploads a photo as the island does.
pub(crate) async fn upload(visitor: &mut Visitor, key: &str, bytes: &[u8]) -> Answer {
    visitor.upload("/activities/photos", &[("idempotency_key", key)], &[("photo", "IMG_1.jpg", bytes)]).await
}

/// Uploads a photo that must be accepted; its id.
pub(crate) async fn photo(visitor: &mut Visitor, key: &str, bytes: &[u8]) -> String {
    let answer = upload(visitor, key, bytes).await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    answer.json()["id"].as_str().unwrap().to_owned()
}

/// A program of somebody's that may only read.
pub(crate) async fn reader(house: &Stage, who: &Who) -> Visitor {
    let fields = [("name", "只读"), ("scope", "read"), ("days", "30")];
    let page = house.visitor(who).post("/account/tokens", &fields).await.text();
    let token = page.split("id=\"token\">").nth(1).and_then(|rest| rest.split('<').next()).unwrap();
    house.stranger().with_token(token)
}

/// How many rows a question counts.
pub(crate) async fn count(db: &Db, sql: &'static str) -> u64 {
    db.count(sql, params![]).await.unwrap()
}

/// That the list's lines, packed when they changed, say what the tables of numbers, campaigns and photos say.
pub(crate) async fn lines_are_true(db: &Db) {
    const LINES: &str = "SELECT name || '|' || COALESCE(quantities, '') || '|' || COALESCE(campaigns, '') || '|' || photos AS value \
                         FROM activity ORDER BY id";
    let kept: Vec<String> = db.values(LINES, params![]).await.unwrap();
    let mut tx = db.begin().await.unwrap();
    assert_eq!(activities::facts::pack(&mut tx).await.unwrap(), kept.len() as u64);
    let anew: Vec<String> = tx.values(LINES, params![]).await.unwrap();
    assert!(!kept.is_empty());
    assert_eq!(kept, anew);
}

/// The live quantities of a unit in a campaign, as `phase measure quantity`, sorted.
pub(crate) async fn tally(db: &Db, unit: UnitId, campaign: &str) -> Vec<String> {
    db::record! {
        struct Row {
            phase: Option<String>,
            measure: String,
            quantity: i64,
        }
    }
    let rows: Vec<Row> = db
        .all(
            "SELECT phase, measure, quantity FROM facts_tally WHERE unit = $1 AND campaign = $2 \
             ORDER BY measure, phase",
            params![unit, campaign],
        )
        .await
        .unwrap();
    let line = |row: Row| {
        let phase = row.phase.map_or_else(|| "-".to_owned(), |phase| phase[30..].to_owned());
        format!("{phase} {} {}", row.measure, row.quantity)
    };
    rows.into_iter().map(line).collect()
}
