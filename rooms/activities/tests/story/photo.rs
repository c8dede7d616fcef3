use std::sync::LazyLock;

use blobs::Blobs;
use people::Actor;
use testing::{House, Kit, Rooms};
use web::Room;
use web::axum::body::Body;

use crate::scene::{Stage, count, jpeg, launch, lecture, log, photo, post, rooms, upload, with};

const PHOTOS: &str = "SELECT COUNT(*) AS value FROM photo";

/// A JPEG whose head says that it has 61 million pixels.
fn sixty_one_megapixels() -> Vec<u8> {
    let mut bytes = jpeg(3);
    let at = bytes.windows(2).position(|pair| pair == [0xFF, 0xC0]).unwrap();
    bytes[at + 5..at + 9].copy_from_slice(&[0x1D, 0xC9, 0x1F, 0x40]);
    bytes
}

testing_db::story! {
    async fn a_photo_sent_twice_is_one_photo(house: Stage) {
        let mut officer = house.visitor(&house.cast.unit_officer);
        let first = photo(&mut officer, "photo-key-1", &jpeg(1)).await;
        assert_eq!(photo(&mut officer, "photo-key-1", &jpeg(1)).await, first);
        assert_eq!(count(&house.db, PHOTOS).await, 1);
        assert_eq!(upload(&mut officer, "photo-key-1", &jpeg(5)).await.status, 409);

        for size in ["small", "large"] {
            let copy = officer.get(&format!("/photos/{first}/{size}")).await;
            assert_eq!(copy.headers["content-type"], "image/jpeg");
            assert!(copy.headers["cache-control"].to_str().unwrap().starts_with("private"));
            assert!(image::load_from_memory(&copy.body).is_ok());
        }
        let original = officer.get(&format!("/photos/{first}/original")).await;
        assert_eq!(original.body, jpeg(1));
        assert!(original.headers["content-disposition"].to_str().unwrap().starts_with("attachment"));
        assert_eq!(house.ledger_count("photo.download").await, 1);
    }
}

testing_db::story! {
    async fn every_bad_file_gets_its_sentence(house: Stage) {
        let mut officer = house.visitor(&house.cast.unit_officer);
        let good = jpeg(1);
        let bad: [(&[u8], u16, &str); 8] = [
            (b"", 422, "空文件"),
            (b"%PDF-1.7 named IMG_1.jpg", 422, "这是 PDF 文件"),
            (b"PK\x03\x04 a document", 422, "压缩包或 Office 文档"),
            (b"GIF89a", 422, "GIF"),
            (&good[..good.len() - 40], 422, "不完整"),
            (&sixty_one_megapixels(), 422, "超过 6000 万像素"),
            (&vec![b'x'; 25_000_000], 422, "无法识别"),
            (&vec![b'x'; 31_000_000], 413, "超过 30 MB"),
        ];
        for (bytes, status, sentence) in bad {
            let answer = upload(&mut officer, "some-photo-key", bytes).await;
            assert_eq!(answer.status, status, "{sentence}");
            assert!(answer.json()["detail"].as_str().unwrap().contains(sentence), "{}", answer.text());
        }
        let too_much = upload(&mut officer, "some-photo-key", &vec![b'x'; 33 * 1024 * 1024]).await;
        assert_eq!(too_much.status, 413);
        assert!(too_much.json()["detail"].as_str().unwrap().contains("32 MB"));
        assert_eq!(count(&house.db, PHOTOS).await, 0);
        assert_eq!(photo(&mut officer, "some-photo-key", &good).await.len(), 32, "a refusal spends no key");
    }
}

testing_db::story! {
    async fn a_picture_used_before_is_hinted_and_never_refused(house: Stage) {
        launch(&house).await;
        let mut officer = house.visitor(&house.cast.unit_officer);
        let first = photo(&mut officer, "photo-key-1", &jpeg(1)).await;
        log(&mut officer, &with(lecture(), "photos[0]", &first)).await;

        let hint = upload(&mut officer, "photo-key-2", &jpeg(1)).await.json();
        assert_eq!(hint["reuse"], "与 3月5日“安全生产专题讲座”相同");
        let second = hint["id"].as_str().unwrap();
        let id = log(&mut officer, &with(with(lecture(), "name", "第二场"), "photos[0]", second)).await;
        let page = officer.get(&format!("/activities/{id}")).await.text();
        assert!(page.contains("“安全生产专题讲座”相同"));
    }
}

testing_db::story! {
    async fn an_unused_photo_waits_in_the_form_and_may_be_removed(house: Stage) {
        launch(&house).await;
        let mut officer = house.visitor(&house.cast.unit_officer);
        let unused = photo(&mut officer, "photo-key-1", &jpeg(1)).await;
        let used = photo(&mut officer, "photo-key-2", &jpeg(2)).await;
        assert!(officer.get("/activities/new").await.text().contains(&unused));
        log(&mut officer, &with(lecture(), "photos[0]", &used)).await;

        let taken = post(&mut officer, "/activities", &with(lecture(), "photos[0]", &used)).await;
        assert_eq!(taken.status, 422, "a photo belongs to one activity");
        let remove = |id: &str| format!("/activities/photos/{id}/remove");
        assert_eq!(officer.post(&remove(&used), &[]).await.status, 409);
        assert_eq!(officer.post(&remove(&unused), &[]).await.status, 200);
        assert_eq!(officer.post(&remove(&unused), &[]).await.status, 404);
        assert!(!officer.get("/activities/new").await.text().contains(&unused));
        assert_eq!(officer.get(&format!("/photos/{unused}/small")).await.status, 404);
    }
}

/// The rooms with a blob store that is full.
#[derive(Debug)]
struct Full;

impl Rooms for Full {
    fn open(kit: &Kit) -> Vec<Room<Actor>> {
        static FOLDER: LazyLock<String> = LazyLock::new(|| format!("{}/full", env!("CARGO_TARGET_TMPDIR")));
        let opening = Blobs::open_with_allowance(FOLDER.as_str(), 0);
        let handle = tokio::runtime::Handle::current();
        let blobs = tokio::task::block_in_place(|| handle.block_on(opening)).unwrap();
        rooms(kit, blobs)
    }
}

testing_db::story! {
    async fn a_full_disk_says_so_and_loses_nothing_typed(house: House<Full>) {
        let mut officer = house.visitor(&house.cast.unit_officer);
        let island = upload(&mut officer, "photo-key-1", &jpeg(1)).await;
        assert_eq!(island.status, 507);
        assert!(island.json()["detail"].as_str().unwrap().contains("磁盘空间已满"));

        let fields = [("name", "消防演练"), ("starts_on", "2026-03-05"), ("description", "疏散三层楼")];
        let photo = jpeg(2);
        let plain = officer.upload("/activities", &fields, &[("files", "a.jpg", &photo)]).await;
        assert_eq!(plain.status, 507);
        assert!(plain.text().contains("磁盘空间已满") && plain.text().contains("疏散三层楼"));
        assert_eq!(count(&house.db, PHOTOS).await, 0);
    }
}

testing_db::story! {
    async fn a_program_sends_raw_bytes_or_multipart(house: Stage) {
        let mut program = house.program(&house.cast.unit_officer);
        let raw = program.send("POST", "/api/v1/photos", Some("image/jpeg"), Body::from(jpeg(1))).await;
        assert_eq!(raw.status, 200, "{}", raw.text());
        let multipart = program.upload("/api/v1/photos", &[], &[("photo", "a.jpg", &jpeg(2))]).await;
        assert_eq!(multipart.status, 200, "{}", multipart.text());
        assert_eq!(count(&house.db, PHOTOS).await, 2);
        let refused = program.send("POST", "/api/v1/photos", Some("image/jpeg"), Body::from("%PDF-1.7")).await;
        assert_eq!(refused.headers["content-type"], "application/problem+json");
        assert_eq!(refused.json()["code"], "bad_photo");
    }
}
