//! The stage of the stories: a launched campaign with four report dates, and units that log activities with photos.

use std::io::{Cursor, Read};
use std::sync::Arc;

use campaigns::{CampaignId, PhaseId};
use db::{Reads, params};
use image::{ImageFormat, RgbImage};
use people::{Actor, UnitId};
use photos::{Darkroom, Limits};
use serde_json::{Value, json};
use testing::{House, Kit, Rooms, Visitor};
use web::Room;
use web::axum::body::Body;

/// The rooms under test.
#[derive(Debug)]
pub(crate) struct Ground;

impl Rooms for Ground {
    fn open(kit: &Kit) -> Vec<Room<Actor>> {
        vec![
            people::room(kit.db.clone()),
            campaigns::room(kit.db.clone()),
            plans::room(kit.db.clone(), kit.blobs.clone()),
            activities::room(kit.db.clone(), kit.blobs.clone(), Darkroom::new(Limits::default())),
            reports::room(kit.db.clone(), kit.blobs.clone()),
        ]
    }

    fn handlers(kit: &Kit) -> Vec<Arc<dyn jobs::Handler>> {
        reports::handlers(kit.db.clone(), kit.blobs.clone())
    }
}

/// The test house of these stories. Its clock stands at 2026-03-06.
pub(crate) type Stage = House<Ground>;

/// Launched on 2026-02-01, with phases to 2026-03-31 and to 2026-05-31.
pub(crate) const CAMPAIGN: &str = "0000000000000000000000000000000a";
pub(crate) const PHASE_ONE: &str = "000000000000000000000000000000a1";
pub(crate) const PHASE_TWO: &str = "000000000000000000000000000000a2";
/// Of the first phase, due 2026-03-31, with pictures.
pub(crate) const MAIN: &str = "000000000000000000000000000000d1";
/// Of the whole campaign, due yesterday.
pub(crate) const LATE: &str = "000000000000000000000000000000d2";
/// Of the whole campaign, due before the launch.
pub(crate) const PAST: &str = "000000000000000000000000000000d3";
/// At any time.
pub(crate) const ANY_TIME: &str = "000000000000000000000000000000d4";

pub(crate) fn campaign() -> CampaignId {
    CampaignId::parse(CAMPAIGN).unwrap()
}

pub(crate) fn phase() -> PhaseId {
    PhaseId::parse(PHASE_ONE).unwrap()
}

/// The id of a due that a story adds.
pub(crate) fn numbered(end: &str) -> String {
    format!("{end:0>32}")
}

/// Adds a periodic report to a phase.
pub(crate) async fn due(house: &Stage, end: &str, phase: &str, due_on: &str) {
    let mut tx = house.db.begin().await.unwrap();
    tx.run_one(
        "INSERT INTO due (id, campaign, phase, kind, title, due_on, with_pictures, dropped, version) \
         VALUES ($1, $2, $3, 'periodic', '定期开展情况', $4, FALSE, FALSE, 1)",
        params![numbered(end), CAMPAIGN, phase, due_on],
    )
    .await
    .unwrap();
    tx.commit().await.unwrap();
}

/// Launches the campaign to both units.
pub(crate) async fn launch(house: &Stage) {
    let (bureau, units) = (house.cast.bureau, [house.cast.first_unit, house.cast.second_unit]);
    let launched = clock::CivilDate::parse("2026-02-01").unwrap().start();
    let mut tx = house.db.begin().await.unwrap();
    tx.run_one(
        "INSERT INTO campaign (id, bureau, place, state, name, document_number, issued_on, superior_basis, report_to, \
         created_at, created_by, launched_at, plan_version, version) \
         VALUES ($1, $2, $3, 'launched', '安全生产标准化提升专项行动宣贯工作方案', '青卫〔2026〕8号', '2026-01-20', '', \
         '云岭市卫生健康委员会', 0, '', $4, 1, 1)",
        params![CAMPAIGN, bureau, format!("/{bureau}/"), launched],
    )
    .await
    .unwrap();
    for unit in units {
        let enrol = "INSERT INTO enrolment (campaign, unit, version) VALUES ($1, $2, 1)";
        tx.run_one(enrol, params![CAMPAIGN, unit]).await.unwrap();
    }
    for (id, ordinal, name, end) in
        [(PHASE_ONE, 1i64, "造强宣传声势", "2026-03-31"), (PHASE_TWO, 2, "强化学习培训", "2026-05-31")]
    {
        tx.run_one(
            "INSERT INTO phase (id, campaign, ordinal, name, ends_on, inferred, version) \
             VALUES ($1, $2, $3, $4, $5, FALSE, 1)",
            params![id, CAMPAIGN, ordinal, name, end],
        )
        .await
        .unwrap();
    }
    for (id, phase, kind, title, due_on, with_pictures) in [
        (MAIN, Some(PHASE_ONE), "phase_end", "第一阶段开展情况", Some("2026-03-31"), true),
        (LATE, None, "once", "启动情况", Some("2026-03-05"), false),
        (PAST, None, "once", "部署情况", Some("2026-01-25"), false),
        (ANY_TIME, None, "any_time", "重大活动或突出成效", None, true),
    ] {
        tx.run_one(
            "INSERT INTO due (id, campaign, phase, kind, title, due_on, with_pictures, dropped, version) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, FALSE, 1)",
            params![id, CAMPAIGN, phase, kind, title, due_on, with_pictures],
        )
        .await
        .unwrap();
    }
    for (id, measure, target) in [("c1", "lecture", 4i64), ("c2", "trainee_visit", 60)] {
        tx.run_one(
            "INSERT INTO indicator (id, campaign, phase, measure, target, dropped, version) \
             VALUES ($1, $2, $3, $4, $5, FALSE, 1)",
            params![format!("000000000000000000000000000000{id}"), CAMPAIGN, PHASE_ONE, measure, target],
        )
        .await
        .unwrap();
    }
    tx.commit().await.unwrap();
}

/// A JPEG that looks different for every `seed`.
fn jpeg(seed: u8) -> Vec<u8> {
    let image = RgbImage::from_fn(320, 240, |x, y| {
        let (x, y) = (x / 40, y / 40);
        let cell = u8::try_from((x * 7 + y * 13 + u32::from(seed) * 31) % 8).unwrap();
        image::Rgb([cell * 30, (cell ^ seed).wrapping_mul(20), 255 - cell * 30])
    });
    let mut bytes = Cursor::new(Vec::new());
    image.write_to(&mut bytes, ImageFormat::Jpeg).unwrap();
    bytes.into_inner()
}

/// Uploads a picture; its id.
pub(crate) async fn photo(program: &mut Visitor, seed: u8) -> Value {
    let sent = program.send("POST", "/api/v1/photos", Some("image/jpeg"), Body::from(jpeg(seed))).await;
    sent.json()["id"].clone()
}

/// Logs a lecture with these numbers and pictures; the id of the activity.
pub(crate) async fn log(program: &mut Visitor, name: &str, persons: i64, pictures: &[u8]) -> String {
    let mut photos = Vec::new();
    for seed in pictures {
        photos.push(photo(program, *seed).await);
    }
    let activity = json!({
        "name": name, "starts_on": "2026-03-05", "place": "门诊大厅", "campaigns": [CAMPAIGN], "photos": photos,
        "quantities": [{ "measure": "lecture", "amount": 1 }, { "measure": "trainee_visit", "amount": persons }],
    });
    let logged = program.call("POST", "/api/v1/activities", &activity).await;
    assert_eq!(logged.status, 200, "{}", logged.text());
    logged.json()["id"].as_str().unwrap().to_owned()
}

/// The address of a unit's report.
pub(crate) fn report(due: &str, unit: UnitId) -> String {
    format!("/reports/{due}/{unit}")
}

/// The report as a program reads it.
pub(crate) async fn read(program: &mut Visitor, due: &str, unit: UnitId) -> Value {
    let answer = program.get(&format!("/api/v1{}", report(due, unit))).await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    answer.json()
}

/// A section of a report that was read.
pub(crate) fn section<'a>(report: &'a Value, key: &str) -> &'a Value {
    report["sections"].as_array().unwrap().iter().find(|section| section["key"] == key).unwrap()
}

/// What the tally holds of the first phase: `measure quantity state`, sorted.
pub(crate) async fn tally(house: &Stage, unit: UnitId) -> Vec<String> {
    db::record! {
        struct Row {
            measure: String,
            quantity: i64,
            state: String,
        }
    }
    let rows: Vec<Row> = house
        .db
        .all(
            "SELECT measure, quantity, state FROM facts_tally WHERE unit = $1 AND phase = $2 \
             ORDER BY measure, quantity",
            params![unit, PHASE_ONE],
        )
        .await
        .unwrap();
    rows.into_iter().map(|row| format!("{} {} {}", row.measure, row.quantity, row.state)).collect()
}

/// How many rows a question counts.
pub(crate) async fn count(house: &Stage, sql: &'static str) -> u64 {
    house.db.count(sql, params![]).await.unwrap()
}

/// The text of a DOCX without its marks, and how many pictures it holds.
pub(crate) fn opened(docx: &[u8]) -> (String, usize) {
    let mut package = zip::ZipArchive::new(Cursor::new(docx)).unwrap();
    let pictures = package.file_names().flatten().filter(|name| name.starts_with("word/media/")).count();
    let mut xml = String::new();
    package.by_name("word/document.xml").unwrap().read_to_string(&mut xml).unwrap();
    let texts = xml.split("<w:t").skip(1).filter_map(|part| part.split_once('>')?.1.split_once("</w:t>"));
    (texts.map(|(text, _)| text).collect(), pictures)
}
