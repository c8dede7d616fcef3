//! The stage: a campaign that went down to both units, which asks for plans, lectures and reports.

use std::io::Cursor;
use std::sync::Arc;

use clock::CivilDate;
use image::{ImageFormat, RgbImage};
use people::{Actor, UnitId};
use photos::{Darkroom, Limits};
use serde_json::{Value, json};
use testing::{House, Kit, Rooms, Visitor, Who};
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
            dossiers::room(kit.db.clone(), kit.blobs.clone()),
        ]
    }

    fn handlers(kit: &Kit) -> Vec<Arc<dyn jobs::Handler>> {
        dossiers::handlers(kit.db.clone(), kit.blobs.clone())
    }
}

/// The test house of these stories. Its clock stands at 2026-03-06.
pub(crate) type Stage = House<Ground>;

const NOTICE: &str = "云青卫〔2026〕9号\n\n青禾区卫生健康局关于开展安全宣传专项行动的通知\n\n各医疗单位：\n\n\
    为做好安全宣传，现就有关事项通知如下。\n\n一、工作安排\n\n（一）集中宣传（2026年3月31日前）\n\n\
    各单位要制定本单位工作方案，举办专题讲座，印制宣传手册。\n\n（二）总结提升（2027年6月30日前）\n\n各单位要总结经验做法。\n\n\
    二、有关要求\n\n请各单位于每个阶段的月底前报送开展情况（含图片）。\n\n\
    云岭市青禾区卫生健康局\n2026年2月20日\n";

/// Launches the notice to both units; the campaign's id.
pub(crate) async fn launch(house: &Stage) -> String {
    let mut officer = house.visitor(&house.cast.bureau_officer);
    let begun = officer.upload("/campaigns", &[("text", NOTICE)], &[]).await;
    let id = begun.location().split('/').nth(2).unwrap().to_owned();
    let units = officer.post(&format!("/campaigns/{id}/units"), &[("every", "all")]).await;
    assert_eq!(units.status, 303, "{}", units.text());
    let launched = officer.post(&format!("/campaigns/{id}/launch"), &[]).await;
    assert_eq!(launched.status, 303, "{}", launched.text());
    id
}

/// The first report that is due at the end of a phase.
pub(crate) async fn due(house: &Stage, campaign: &str) -> String {
    let mut bureau = house.program(&house.cast.bureau_officer);
    let plan = bureau.get(&format!("/api/v1/campaigns/{campaign}")).await.json();
    let dues = plan["dues"].as_array().unwrap();
    let first = dues.iter().find(|due| due["kind"] == "phase_end").unwrap_or_else(|| panic!("{plan}"));
    first["id"].as_str().unwrap().to_owned()
}

/// A JPEG that looks different for every `seed`.
fn jpeg(seed: u8) -> Vec<u8> {
    let image = RgbImage::from_fn(320, 240, |x, y| {
        let cell = u8::try_from((x / 40 * 7 + y / 40 * 13 + u32::from(seed) * 31) % 8).unwrap();
        image::Rgb([cell * 30, (cell ^ seed).wrapping_mul(20), 255 - cell * 30])
    });
    let mut bytes = Cursor::new(Vec::new());
    image.write_to(&mut bytes, ImageFormat::Jpeg).unwrap();
    bytes.into_inner()
}

/// Uploads a picture; its id.
pub(crate) async fn photo(program: &mut Visitor, seed: u8) -> String {
    let sent = program.send("POST", "/api/v1/photos", Some("image/jpeg"), Body::from(jpeg(seed))).await;
    sent.json()["id"].as_str().unwrap().to_owned()
}

/// Logs a lecture with these pictures; for no campaign where `campaign` is blank. The pictures' ids.
pub(crate) async fn log(
    house: &Stage,
    who: &Who,
    (name, day, campaign): (&str, &str, &str),
    pictures: &[u8],
) -> Vec<String> {
    let mut program = house.program(who);
    let mut photos = Vec::new();
    for seed in pictures {
        photos.push(photo(&mut program, *seed).await);
    }
    let campaigns: Vec<&str> = [campaign].into_iter().filter(|id| !id.is_empty()).collect();
    let activity = json!({
        "name": name, "starts_on": day, "place": "门诊大厅", "campaigns": campaigns, "photos": photos,
        "quantities": [{ "measure": "lecture", "amount": 3 }],
    });
    let logged = program.call("POST", "/api/v1/activities", &activity).await;
    assert_eq!(logged.status, 200, "{}", logged.text());
    photos
}

/// The file of a unit, as a program reads it.
pub(crate) async fn file(house: &Stage, who: &Who, unit: UnitId, query: &str) -> Value {
    let answer = house.program(who).get(&format!("/api/v1/dossiers/{unit}{query}")).await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    answer.json()
}

/// Asks for a ZIP; how it is.
pub(crate) async fn ask(house: &Stage, who: &Who, unit: UnitId, choice: &Value) -> Value {
    let asked = house.program(who).call("POST", &format!("/api/v1/dossiers/{unit}/exports"), choice).await;
    assert_eq!(asked.status, 200, "{}", asked.text());
    asked.json()
}

/// How a ZIP is now.
pub(crate) async fn now(house: &Stage, who: &Who, asked: &Value) -> Value {
    let (unit, id) = (asked["unit"].as_str().unwrap(), asked["id"].as_str().unwrap());
    house.program(who).get(&format!("/api/v1/dossiers/{unit}/exports/{id}")).await.json()
}

/// Sets the clock to a day, in the morning.
pub(crate) fn on(house: &Stage, day: &str) {
    house.clock().set(CivilDate::parse(day).unwrap().start().plus_seconds(9 * 3600));
}
