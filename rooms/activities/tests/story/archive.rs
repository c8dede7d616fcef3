use db::{Reads, params};
use testing::unzipped;

use crate::scene::{Stage, jpeg, launch, lecture, log, photo, with};

testing_db::story! {
    async fn pictures_leave_as_copies_and_as_originals_only_with_a_reason(house: Stage) {
        launch(&house).await;
        let mut officer = house.visitor(&house.cast.unit_officer);
        let first = photo(&mut officer, "photo-key-1", &jpeg(1)).await;
        let second = photo(&mut officer, "photo-key-2", &jpeg(2)).await;
        let hostile = with(with(lecture(), "name", "../../讲座:\"甲\""), "photos[0]", &first);
        log(&mut officer, &with(hostile, "photos[1]", &second)).await;
        let mut other = house.visitor(&house.cast.other_unit_officer);
        let theirs = photo(&mut other, "photo-key-3", &jpeg(3)).await;
        log(&mut other, &with(with(lecture(), "name", "=HYPERLINK(1)"), "photos[0]", &theirs)).await;

        let mut bureau = house.visitor(&house.cast.bureau_officer);
        let copies = bureau.get("/activities/export.zip").await;
        assert_eq!(copies.headers["content-type"], "application/zip");
        let files = unzipped(&copies.body);
        assert_eq!(files.len(), 4, "{:?}", files.keys());
        let names: Vec<&String> = files.keys().collect();
        assert!(names.iter().all(|name| !name.split('/').any(|part| part.is_empty() || part == "..")), "{names:?}");
        assert!(names.iter().any(|name| name.starts_with("第一医院/2026-03-05 _.._讲座__甲_")), "{names:?}");
        assert!(files.values().filter(|bytes| bytes.starts_with(&[0xFF, 0xD8])).all(|bytes| *bytes != jpeg(1)), "copies");
        assert!(files["活动台账.xlsx"].starts_with(b"PK"));
        assert_eq!(unzipped(&bureau.get(&format!("/activities/export.zip?unit={}", house.cast.second_unit)).await.body).len(), 2);

        let own = unzipped(&other.get("/activities/export.zip").await.body);
        assert_eq!(own.len(), 2, "another unit's pictures are not among them: {:?}", own.keys());
        let blank = bureau.post("/activities/originals.zip", &[("reason", " ")]).await;
        assert_eq!(blank.status, 422);
        assert!(blank.text().contains("下载原图的原因：请填写这一项"));
        assert_eq!(house.ledger_count("photo.download_all").await, 0);
        let originals = bureau.post("/activities/originals.zip?q=讲座：甲", &[("reason", "市级检查调阅")]).await;
        assert_eq!(originals.status, 200);
        let files = unzipped(&originals.body);
        assert!(files.values().any(|bytes| *bytes == jpeg(1)) && files.values().any(|bytes| *bytes == jpeg(2)));
        let told: Option<String> = house.db
            .value("SELECT detail AS value FROM ledger WHERE verb = 'photo.download_all' AND outcome = 'done'", params![])
            .await
            .unwrap();
        let told = told.unwrap();
        assert!(told.contains("市级检查调阅") && told.contains("\"photos\":2"), "{told}");
        let mut leader = house.visitor(&house.cast.unit_leader);
        assert_eq!(leader.post("/activities/originals.zip", &[("reason", "x")]).await.status, 403);
        assert!(!leader.get("/activities").await.text().contains("originals.zip"));
    }
}

testing_db::story! {
    async fn a_picture_whose_bytes_are_gone_is_named_and_the_others_come(house: Stage) {
        launch(&house).await;
        let mut officer = house.visitor(&house.cast.unit_officer);
        let first = photo(&mut officer, "photo-key-1", &jpeg(1)).await;
        let second = photo(&mut officer, "photo-key-2", &jpeg(2)).await;
        log(&mut officer, &with(with(lecture(), "photos[0]", &first), "photos[1]", &second)).await;
        let mut tx = house.db.begin().await.unwrap();
        tx.run("UPDATE photo SET large = 'gone' WHERE id = $1", params![first]).await.unwrap();
        tx.commit().await.unwrap();
        let files = unzipped(&officer.get("/activities/export.zip").await.body);
        assert_eq!(files.len(), 3, "{:?}", files.keys());
        let missing = String::from_utf8(files["没有取到的照片.txt"].clone()).unwrap();
        assert!(missing.contains("/01.jpg") && !missing.contains("/02.jpg"), "{missing}");
    }
}
