use std::io::Cursor;

use db::{Reads, params};
use image::{ImageFormat, RgbImage};
use testing::Visitor;
use web::axum::body::Body;

use crate::scene::{Stage, count, jpeg, launch, lecture, log, photo, upload, with};

/// A picture of speckles, so that a smaller copy of it looks the same and another seed does not; taken at `taken`.
pub(crate) fn shot(seed: u32, side: u32, taken: Option<&str>) -> Vec<u8> {
    let image = RgbImage::from_fn(640, 480, |x, y| {
        let cell = (x / 40) * 31 + (y / 40) * 57 + seed * 1013;
        let shade = (cell.wrapping_mul(2_654_435_761) >> 17).to_le_bytes()[0];
        image::Rgb([shade, shade / 2 + 40, 200 - shade / 2])
    });
    let image = image::imageops::resize(&image, side, side * 3 / 4, image::imageops::FilterType::Triangle);
    let mut bytes = Cursor::new(Vec::new());
    image.write_to(&mut bytes, ImageFormat::Jpeg).unwrap();
    let bytes = bytes.into_inner();
    match taken {
        Some(taken) => [&bytes[..2], &app1(taken), &bytes[2..]].concat(),
        None => bytes,
    }
}

/// The camera's notes: an APP1 segment with DateTimeOriginal and nothing else.
fn app1(taken: &str) -> Vec<u8> {
    let mut tiff = b"MM\0\x2a\0\0\0\x08\0\x01\x87\x69\0\x04\0\0\0\x01\0\0\0\x1a\0\0\0\0".to_vec();
    tiff.extend(b"\0\x01\x90\x03\0\x02\0\0\0\x14\0\0\0\x2c\0\0\0\0");
    tiff.extend(taken.as_bytes());
    tiff.push(0);
    let len = u16::try_from(tiff.len() + 8).unwrap().to_be_bytes();
    [&[0xFF, 0xE1], &len[..], b"Exif\0\0", &tiff].concat()
}

async fn with_photo(visitor: &mut Visitor, name: &str, id: &str) -> String {
    log(visitor, &with(with(lecture(), "name", name), "photos[0]", id)).await
}

/// A picture of the first unit's drill, and a smaller copy of it in an activity of the second.
struct Reused {
    first: String,
    theirs: String,
    second: String,
    ours: String,
}

async fn reused(officer: &mut Visitor, other: &mut Visitor) -> Reused {
    let first = photo(officer, "photo-key-1", &shot(1, 640, None)).await;
    let theirs = with_photo(officer, "消防疏散演练", &first).await;
    let second = photo(other, "photo-key-2", &shot(1, 500, None)).await;
    let ours = with_photo(other, "安全宣传日", &second).await;
    Reused { first, theirs, second, ours }
}

testing_db::story! {
    async fn another_unit_learns_only_that_the_picture_is_there(house: Stage) {
        launch(&house).await;
        let mut officer = house.visitor(&house.cast.unit_officer);
        let mut other = house.visitor(&house.cast.other_unit_officer);
        let first = photo(&mut officer, "photo-key-1", &shot(1, 640, None)).await;
        let unused = upload(&mut other, "photo-key-0", &shot(1, 640, None)).await.json();
        assert!(unused["reuse"].is_null(), "what no activity holds is nobody's");
        let theirs = with_photo(&mut officer, "消防疏散演练", &first).await;

        let same = upload(&mut other, "photo-key-2", &shot(1, 640, None)).await;
        assert_eq!(same.json()["reuse"], "其他单位已有相同图片");
        for secret in ["消防疏散演练", "青禾区第一医院", theirs.as_str(), first.as_str()] {
            assert!(!same.text().contains(secret), "{secret}");
        }
        let similar = upload(&mut other, "photo-key-3", &shot(1, 500, None)).await.json();
        assert_eq!(similar["reuse"], "其他单位已有相似图片");
        assert!(upload(&mut other, "photo-key-4", &shot(2, 640, None)).await.json()["reuse"].is_null());

        let id = with_photo(&mut other, "安全宣传日", similar["id"].as_str().unwrap()).await;
        let page = other.get(&format!("/activities/{id}")).await.text();
        assert!(page.contains("其他单位已有相似图片"));
        assert!(!page.contains("图片比对") && !page.contains("消防疏散演练") && !page.contains(&first));
        let mut program = house.program(&house.cast.other_unit_officer);
        let view = program.get(&format!("/api/v1/activities/{id}")).await.json();
        assert_eq!(view["pairs"].as_array().unwrap().len(), 0);
        assert_eq!(other.get(&format!("/photos/{first}/small")).await.status, 404);
    }
}

testing_db::story! {
    async fn the_reviewer_sees_both_side_by_side(house: Stage) {
        launch(&house).await;
        let mut officer = house.visitor(&house.cast.unit_officer);
        let mut other = house.visitor(&house.cast.other_unit_officer);
        let Reused { first, theirs, second, ours } = reused(&mut officer, &mut other).await;
        for who in [&house.cast.bureau_reviewer, &house.cast.bureau_officer] {
            let mut bureau = house.visitor(who);
            for (id, name, twin) in [(&ours, "消防疏散演练", &first), (&theirs, "安全宣传日", &second)] {
                let page = bureau.get(&format!("/activities/{id}")).await.text();
                assert!(page.contains("图片比对") && page.contains(name), "{page}");
                assert!(page.contains(&format!("/photos/{twin}/large")));
            }
        }
        let mut program = house.program(&house.cast.bureau_reviewer);
        let view = program.get(&format!("/api/v1/activities/{ours}")).await.json();
        assert_eq!(view["pairs"][0]["twin"], first.as_str());
        assert_eq!(view["pairs"][0]["is_same"], false);

        officer.post(&format!("/activities/{theirs}/void"), &[("reason", "重复")]).await;
        let page = house.visitor(&house.cast.bureau_reviewer).get(&format!("/activities/{ours}")).await.text();
        assert!(!page.contains("图片比对"), "what is void is no use of it");
    }
}

testing_db::story! {
    async fn a_picture_far_from_the_day_is_remarked_and_without_a_date_is_not(house: Stage) {
        launch(&house).await;
        let mut officer = house.visitor(&house.cast.unit_officer);
        let stored = upload(&mut officer, "photo-key-1", &shot(1, 640, Some("2026:02:01 09:30:00"))).await.json();
        assert_eq!(stored["taken_at"], "2026-02-01 09:30");
        let far = with_photo(&mut officer, "讲座", stored["id"].as_str().unwrap()).await;
        let page = officer.get(&format!("/activities/{far}")).await.text();
        assert!(page.contains("拍摄于 2026-02-01，早于活动日期 2026-03-05 共 32 天"), "{page}");
        let form = officer.get(&format!("/activities/{far}/edit")).await.text();
        assert!(form.contains("早于活动日期 2026-03-05"));
        let bureau = house.visitor(&house.cast.bureau_reviewer).get(&format!("/activities/{far}")).await.text();
        assert!(bureau.contains("早于活动日期"));

        for (key, taken) in [("photo-key-2", Some("2026:03:01 09:30:00")), ("photo-key-3", None)] {
            let id = photo(&mut officer, key, &shot(if taken.is_some() { 2 } else { 3 }, 640, taken)).await;
            let near = with_photo(&mut officer, "演练", &id).await;
            assert!(!officer.get(&format!("/activities/{near}")).await.text().contains("活动日期 2026"), "{key}");
        }
    }
}

testing_db::story! {
    async fn photos_from_before_get_their_look_and_twins_by_a_job(house: Stage) {
        launch(&house).await;
        let mut officer = house.visitor(&house.cast.unit_officer);
        let mut other = house.visitor(&house.cast.other_unit_officer);
        let theirs = reused(&mut officer, &mut other).await.theirs;
        let damaged = photo(&mut other, "photo-key-3", &jpeg(7)).await;

        let mut tx = house.db.begin().await.unwrap();
        tx.run("DELETE FROM photo_twin", params![]).await.unwrap();
        tx.run("UPDATE photo SET look = NULL, looked_at = NULL, compared = FALSE", params![]).await.unwrap();
        tx.run("UPDATE photo SET small = 'gone' WHERE id = $1", params![damaged]).await.unwrap();
        tx.commit().await.unwrap();
        let mut reviewer = house.visitor(&house.cast.bureau_reviewer);
        assert!(!reviewer.get(&format!("/activities/{theirs}")).await.text().contains("图片比对"));

        activities::begin_comparing(&house.db).await.unwrap();
        activities::begin_comparing(&house.db).await.unwrap();
        assert_eq!(count(&house.db, "SELECT COUNT(*) AS value FROM job").await, 1, "one at a time");
        house.run_until_idle().await;
        let result: Option<String> =
            house.db.value("SELECT result AS value FROM job WHERE state = 'done'", params![]).await.unwrap();
        assert_eq!(result.unwrap(), r#"{"compared":3,"unseen":1}"#);
        assert!(reviewer.get(&format!("/activities/{theirs}")).await.text().contains("图片比对"));
        activities::begin_comparing(&house.db).await.unwrap();
        assert_eq!(count(&house.db, "SELECT COUNT(*) AS value FROM job").await, 1, "there is nothing left to compare");
    }
}

testing_db::story! {
    async fn a_photo_with_a_twin_may_be_removed(house: Stage) {
        let mut program = house.program(&house.cast.unit_officer);
        let mut officer = house.visitor(&house.cast.unit_officer);
        let first = photo(&mut officer, "photo-key-1", &shot(1, 640, None)).await;
        let sent = program.send("POST", "/api/v1/photos", Some("image/jpeg"), Body::from(shot(1, 640, None))).await;
        assert_eq!(sent.status, 200, "{}", sent.text());
        assert_eq!(count(&house.db, "SELECT COUNT(*) AS value FROM photo_twin").await, 2);
        assert_eq!(officer.post(&format!("/activities/photos/{first}/remove"), &[]).await.status, 200);
        assert_eq!(count(&house.db, "SELECT COUNT(*) AS value FROM photo_twin").await, 0);
    }
}
