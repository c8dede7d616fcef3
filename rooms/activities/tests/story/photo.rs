use std::sync::LazyLock;

use blobs::Blobs;
use db::{Reads, params};
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
        let original = officer.post(&format!("/photos/{first}/original"), &[("reason", "核对拍摄时间")]).await;
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

testing_db::story! {
    async fn the_original_of_one_photo_leaves_only_with_a_reason(house: Stage) {
        launch(&house).await;
        let mut officer = house.visitor(&house.cast.unit_officer);
        let first = photo(&mut officer, "photo-key-1", &jpeg(1)).await;
        let second = photo(&mut officer, "photo-key-2", &jpeg(2)).await;
        let id = log(&mut officer, &with(with(lecture(), "photos[0]", &first), "photos[1]", &second)).await;
        let mut bureau = house.visitor(&house.cast.bureau_officer);
        let original = format!("/photos/{first}/original");
        assert_eq!(bureau.get(&original).await.status, 404, "no link takes it");
        let page = bureau.get(&format!("/activities/{id}")).await.text();
        assert!(page.contains(&format!("action=\"{original}\"")) && page.contains("下载原图的原因"), "{page}");
        let refused = bureau.post(&original, &[("reason", " ")]).await;
        assert_eq!(refused.status, 422);
        let page = refused.text();
        assert!(page.contains("下载原图的原因：请填写这一项"), "{page}");
        assert_eq!(page.matches("<details class=\"confirm\" open>").count(), 1, "only that of this photo stands open");
        let long = "长".repeat(201);
        let page = bureau.post(&original, &[("reason", &long)]).await.text();
        assert!(page.contains(&long) && page.contains("共 201 个字"), "what was typed comes back");
        assert_eq!(house.ledger_count("photo.download").await, 0);
        assert_eq!(bureau.post(&original, &[("reason", "市级检查调阅")]).await.body, jpeg(1));
        let told = "SELECT detail AS value FROM ledger WHERE verb = 'photo.download' AND outcome = 'done'";
        let told: Option<String> = house.db.value(told, params![]).await.unwrap();
        assert!(told.as_deref().is_some_and(|told| told.contains("市级检查调阅")), "{told:?}");
    }
}

testing_db::story! {
    async fn a_token_for_reading_reads_the_pictures_that_its_answers_name(house: Stage) {
        launch(&house).await;
        let mut officer = house.visitor(&house.cast.unit_officer);
        let first = photo(&mut officer, "photo-key-1", &jpeg(1)).await;
        let paper = officer.upload("/activities/papers", &[], &[("paper", "纪要.pdf", b"%PDF-1.7")]).await;
        let paper = paper.json()["id"].as_str().unwrap().to_owned();
        let id = log(&mut officer, &with(with(lecture(), "photos[0]", &first), "papers[0]", &paper)).await;
        let mut reader = crate::scene::reader(&house, &house.cast.unit_officer).await;
        let view = reader.get(&format!("/api/v1/activities/{id}")).await.json();
        let named = |value: &serde_json::Value| value.as_str().unwrap().to_owned();
        for size in ["small", "large"] {
            let copy = reader.get(&named(&view["photos"][0][size])).await;
            assert_eq!((copy.status.as_u16(), &copy.headers["content-type"]), (200, &"image/jpeg".parse().unwrap()), "{size}");
        }
        assert_eq!(reader.get(&named(&view["papers"][0]["href"])).await.body, b"%PDF-1.7".as_slice());
        let original = named(&view["photos"][0]["original"]);
        let blank = reader.call("POST", &original, &serde_json::json!({})).await;
        assert_eq!((blank.status.as_u16(), &blank.json()["fields"][0]["field"]), (422, &serde_json::json!("reason")));
        let taken = reader.call("POST", &original, &serde_json::json!({ "reason": "核对" })).await;
        assert_eq!((taken.status.as_u16(), taken.body == jpeg(1)), (200, true));

        // The same rights as the session: another unit, a withheld picture, a token that is none, no page.
        let mut foreign = crate::scene::reader(&house, &house.cast.other_unit_officer).await;
        let hidden = foreign.get(&named(&view["photos"][0]["large"])).await;
        assert_eq!((hidden.status.as_u16(), &hidden.headers["content-type"]), (404, &"application/problem+json".parse().unwrap()));
        assert_eq!(foreign.get(&named(&view["papers"][0]["href"])).await.status, 404);
        assert_eq!(house.stranger().with_token("no-such-token").get(&named(&view["photos"][0]["small"])).await.status, 401);
        assert_eq!(house.stranger().get(&named(&view["photos"][0]["small"])).await.status, 303, "a browser is led to the sign-in");
        assert_eq!(reader.get("/activities").await.status, 303, "a page is no file");
        officer.post(&format!("/photos/{first}/mark-patients"), &[]).await;
        let mut bureau = crate::scene::reader(&house, &house.cast.bureau_officer).await;
        let instead = bureau.get(&named(&view["photos"][0]["large"])).await;
        assert_eq!(instead.headers["content-type"], "image/svg+xml");
    }
}

testing_db::story! {
    async fn unused_photos_wait_folded_away_and_are_deleted_together(house: Stage) {
        launch(&house).await;
        let mut officer = house.visitor(&house.cast.unit_officer);
        let mut leftovers = Vec::new();
        for seed in 1..=3u8 {
            leftovers.push(photo(&mut officer, &format!("photo-key-{seed}"), &jpeg(seed)).await);
        }
        let used = photo(&mut officer, "photo-key-4", &jpeg(4)).await;
        let id = log(&mut officer, &with(lecture(), "photos[0]", &used)).await;
        for path in ["/activities/new".to_owned(), format!("/activities/{id}/edit")] {
            let page = officer.get(&path).await.text();
            let folded = page.split("<details class=\"left-over\">").nth(1).unwrap().split("</section>").next().unwrap();
            assert!(folded.contains("还有 3 张未选用的照片"), "{folded}");
            assert!(leftovers.iter().all(|photo| folded.contains(&format!("/photos/{photo}/small"))), "{folded}");
            assert!(!folded.contains(&used), "what the activity holds stands in sight");
        }
        // One is chosen in the meantime: it stays, and so does what was typed.
        let offered = leftovers.join(" ");
        let typed = [("name", "半截的标题"), ("photos[0]", leftovers[0].as_str()), ("unused_photos", offered.as_str())];
        let done = officer.upload("/activities/photos/discard", &typed, &[]).await;
        let page = done.text();
        assert_eq!(done.status, 200, "{page}");
        assert!(page.contains("已删除 2 张未选用的照片") && page.contains("半截的标题") && page.contains(&leftovers[0]), "{page}");
        assert!(!page.contains(&leftovers[1]) && !page.contains("left-over"), "{page}");
        assert_eq!((count(&house.db, PHOTOS).await, house.ledger_count("photo.remove").await), (2, 2));

        // What an activity uses is refused, and nothing else goes then; another unit's is not there.
        let both = format!("{} {used}", leftovers[0]);
        let refused = officer.upload("/activities/photos/discard", &[("name", "第二次"), ("unused_photos", &both)], &[]).await;
        assert_eq!(refused.status, 409);
        assert!(refused.text().contains("没有删除：这张照片已用于活动") && refused.text().contains("第二次"), "{}", refused.text());
        let mut other = house.visitor(&house.cast.other_unit_officer);
        assert_eq!(other.upload("/activities/photos/discard", &[("unused_photos", &leftovers[0])], &[]).await.status, 404);
        assert_eq!(count(&house.db, PHOTOS).await, 2);

        // From a correction the form of the correction comes back.
        let place = format!("/activities/photos/discard?activity={id}");
        let fields = [("name", "改到一半"), ("version", "1"), ("photos[0]", used.as_str()), ("unused_photos", leftovers[0].as_str())];
        let page = officer.upload(&place, &fields, &[]).await.text();
        assert!(page.contains("修改活动") && page.contains("改到一半") && page.contains(&used), "{page}");
        assert_eq!(count(&house.db, PHOTOS).await, 1);
        let gone = officer.get(&format!("/photos/{}/small", leftovers[0])).await;
        assert_eq!(gone.status, 404);
        assert_eq!(other.upload(&place, &fields, &[]).await.status, 404, "another unit's correction");

        // Whose form it is, is asked before anything goes; what another page has deleted loses nothing typed.
        let own = photo(&mut other, "photo-key-own", &jpeg(9)).await;
        let foreign = other.upload(&place, &[("unused_photos", own.as_str())], &[]).await;
        assert_eq!((foreign.status.as_u16(), count(&house.db, PHOTOS).await), (404, 2), "the own photo stays");
        let again = officer.upload(&place, &fields, &[]).await;
        assert!(again.status == 404 && again.text().contains("改到一半"), "{}", again.text());
        let broken = officer.upload(&place, &fields, &[("files", "坏图.jpg", b"GIF89a")]).await;
        assert!(broken.status == 422 && broken.text().contains("改到一半"), "{}", broken.text());
    }
}
