//! The house with its photos and files in a bucket, and the bucket out of reach.

use blobs::{BlobId, Blobs};
use clock::Clock;
use db::{Engine, Reads, params};
use serde_json::json;
use testing::{Answer, Visitor};
use testing_db::TestDb;
use testing_s3::{TestBucket, Wire};

use super::unit::jpeg;
use crate::whole::Stage;

/// The whole house on a bucket, by a wire that can be cut.
pub(crate) struct InBucket {
    pub(crate) house: Stage,
    wire: Wire,
}

impl testing_db::Stage for InBucket {
    async fn set(engine: Engine) -> Self {
        let bucket = TestBucket::new();
        let wire = bucket.wire();
        let address = bucket.address().parse().unwrap();
        let blobs = Blobs::open_bucket(&address, bucket.settings_by(&wire), Clock::system()).await.unwrap();
        Self { house: Stage::build_with(TestDb::empty(engine).await, blobs).await, wire }
    }
}

async fn upload(officer: &mut Visitor, seed: u8) -> Answer {
    let key = format!("photo-{seed}-of-a-bad-day");
    let fields = [("idempotency_key", key.as_str())];
    officer.upload("/activities/photos", &fields, &[("photo", "现场.jpg", &jpeg(seed))]).await
}

testing_db::story! {
    async fn a_store_out_of_reach_is_told_and_nothing_is_half_kept(stage: InBucket) {
        let house = &stage.house;
        let mut officer = house.visitor(&house.cast.unit_officer);
        let kept = upload(&mut officer, 1).await;
        assert_eq!(kept.status, 200, "{}", kept.text());
        let photo = kept.json()["id"].as_str().unwrap().to_owned();

        stage.wire.cut_after(0);
        let island = upload(&mut officer, 2).await;
        assert_eq!(island.status, 503, "{}", island.text());
        assert!(island.json()["detail"].as_str().unwrap().contains("存储暂时不可用"));
        let page = officer.get(&format!("/photos/{photo}/large")).await;
        assert_eq!(page.status, 503);
        assert!(page.text().contains("请稍后重试") && !page.text().contains("127.0.0.1"), "{}", page.text());
        let fields = [("name", "消防演练"), ("starts_on", "2026-03-05"), ("description", "疏散三层楼")];
        let typed = officer.upload("/activities", &fields, &[("files", "a.jpg", &jpeg(3))]).await;
        assert_eq!(typed.status, 503);
        assert!(typed.text().contains("疏散三层楼"), "what was typed comes back");
        let photos = "SELECT COUNT(*) AS value FROM photo";
        assert_eq!(house.db.count(photos, params![]).await.unwrap(), 1);
        let activities = "SELECT COUNT(*) AS value FROM activity";
        assert_eq!(house.db.count(activities, params![]).await.unwrap(), 0);

        stage.wire.mend();
        let again = upload(&mut officer, 2).await;
        assert_eq!(again.status, 200, "{}", again.text());
        let mut served = Vec::new();
        for size in ["small", "large"] {
            served.push(officer.get(&format!("/photos/{photo}/{size}")).await);
        }
        served.push(officer.post(&format!("/photos/{photo}/original"), &[("reason", "核对原图")]).await);
        for one in served {
            assert_eq!(one.status, 200, "{}", one.text());
            assert_eq!(one.headers["content-type"], "image/jpeg");
        }
    }
}

testing_db::story! {
    async fn a_file_in_pieces_waits_for_the_store_and_goes_on(stage: InBucket) {
        const PIECE: usize = 64 * 1024;
        let house = &stage.house;
        let mut program = house.program(&house.cast.unit_officer);
        let minutes = [b"%PDF-1.7 ".as_slice(), &vec![b' '; 2 * PIECE]].concat();
        let digest = |bytes: &[u8]| BlobId::of(bytes).hex();
        let file = json!({ "kind": "paper", "name": "纪要.pdf", "bytes": minutes.len(), "sha256": digest(&minutes) });
        let begun = program.call("POST", "/api/v1/parcels", &file).await.json();
        let pieces = format!("/api/v1/parcels/{}/pieces", begun["id"].as_str().unwrap());
        let mut last = json!(null);
        for (number, piece) in minutes.chunks(PIECE).enumerate() {
            let path = format!("{pieces}?from={}&sha256={}", number * PIECE, digest(piece));
            stage.wire.cut_after(0);
            let away = program.send("POST", &path, None, piece.to_vec().into()).await;
            assert_eq!(away.status, 503, "{}", away.text());
            stage.wire.mend();
            let kept = program.send("POST", &path, None, piece.to_vec().into()).await;
            assert_eq!(kept.status, 200, "{}", kept.text());
            last = kept.json();
        }
        let paper = house.visitor(&house.cast.unit_officer).get(last["paper"]["href"].as_str().unwrap()).await;
        assert!(paper.body == minutes, "the paper is the file that was sent");
        let named = anbiao::house::blobs_in_use(&house.db).await.unwrap();
        assert_eq!(named.len(), 1);
        let mut stored = 0;
        for shelf in 0..=u8::MAX {
            stored += house.blobs.shelf(shelf).await.unwrap().len();
        }
        assert_eq!(stored, 1, "the pieces have left the bucket");
    }
}
