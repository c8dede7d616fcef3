//! Files that come in pieces.

use std::io::Cursor;
use std::sync::atomic::{AtomicUsize, Ordering};

use blobs::{BlobId, Blobs};
use clock::Moment;
use image::codecs::jpeg::JpegEncoder;
use image::{Rgb, RgbImage};
use people::Actor;
use serde_json::{Value, json};
use testing::{Answer, House, INJECTIONS, Kit, Rooms, SCRIPTS, Visitor, encoded};
use web::Room;
use web::axum::body::Body;

use crate::scene::{Stage, count, rooms};

const PHOTOS: &str = "SELECT COUNT(*) AS value FROM photo";
const PAPERS: &str = "SELECT COUNT(*) AS value FROM activity_paper";
const PARCELS: &str = "SELECT COUNT(*) AS value FROM parcel";
const PIECES: &str = "SELECT COUNT(*) AS value FROM parcel_piece";
/// Bytes of a piece.
const PIECE: usize = 64 * 1024;

/// A photo of several pieces, another one for every seed.
fn large(seed: u32) -> Vec<u8> {
    let noise = |x: u32, y: u32| (x * 640 + y + seed * 7919).wrapping_mul(2_654_435_761) >> 8;
    let picture = RgbImage::from_fn(480, 360, |x, y| {
        let value = noise(x, y).to_le_bytes();
        Rgb([value[0], value[1], value[2]])
    });
    let mut bytes = Cursor::new(Vec::new());
    JpegEncoder::new_with_quality(&mut bytes, 92).encode_image(&picture).unwrap();
    let bytes = bytes.into_inner();
    assert!(bytes.len() > 2 * PIECE, "{}", bytes.len());
    bytes
}

pub(crate) fn sha256(bytes: &[u8]) -> String {
    BlobId::of(bytes).hex()
}

/// A file as a program sends it.
struct Sender {
    program: Visitor,
    file: Vec<u8>,
    id: String,
}

impl Sender {
    /// Begins a file that must be accepted.
    async fn begin(mut program: Visitor, kind: &str, file: Vec<u8>) -> Self {
        let begun = begun(&mut program, kind, &file).await;
        assert_eq!((begun.status.as_u16(), &begun.json()["received"]), (200, &json!(0)), "{}", begun.text());
        let id = begun.json()["id"].as_str().unwrap().to_owned();
        Self { program, file, id }
    }

    async fn piece(&mut self, from: usize, bytes: &[u8]) -> Answer {
        piece(&mut self.program, &self.id, from, bytes).await
    }

    /// The piece that begins there, as the file has it.
    async fn own(&mut self, from: usize) -> Answer {
        let bytes = self.file[from..(from + PIECE).min(self.file.len())].to_vec();
        self.piece(from, &bytes).await
    }

    async fn how_far(&mut self) -> usize {
        let told = self.program.get(&format!("/api/v1/parcels/{}", self.id)).await.json();
        usize::try_from(told["received"].as_u64().unwrap()).unwrap()
    }

    /// Sends everything that is missing; the last answer.
    async fn finish(&mut self) -> Value {
        loop {
            let from = self.how_far().await;
            let answer = self.own(from).await;
            assert_eq!(answer.status, 200, "{}", answer.text());
            if answer.json()["received"] == self.file.len() {
                return answer.json();
            }
        }
    }
}

pub(crate) async fn begun(program: &mut Visitor, kind: &str, file: &[u8]) -> Answer {
    let input = json!({ "kind": kind, "name": "IMG_1.jpg", "bytes": file.len(), "sha256": sha256(file) });
    program.call("POST", "/api/v1/parcels", &input).await
}

pub(crate) async fn piece(program: &mut Visitor, id: &str, from: usize, bytes: &[u8]) -> Answer {
    let path = format!("/api/v1/parcels/{id}/pieces?from={from}&sha256={}", sha256(bytes));
    program.send("POST", &path, Some("application/octet-stream"), Body::from(bytes.to_vec())).await
}

fn sentence(answer: &Answer) -> String {
    answer.json()["detail"].as_str().unwrap_or_default().to_owned()
}

testing_db::story! {
    async fn a_photo_comes_in_pieces_and_a_piece_sent_twice_is_kept_once(house: Stage) {
        let program = house.program(&house.cast.unit_officer);
        let mut sender = Sender::begin(program, "photo", large(1)).await;
        for _ in 0..2 {
            let first = sender.own(0).await;
            assert_eq!((first.status.as_u16(), &first.json()["received"]), (200, &json!(PIECE)), "{}", first.text());
        }
        assert_eq!(count(&house.db, PIECES).await, 1);
        assert_eq!(count(&house.db, PHOTOS).await, 0);
        assert_eq!(house.ledger_count("photo.upload").await, 0, "nothing is told of a file on its way");
        let mut officer = house.visitor(&house.cast.unit_officer);
        for path in ["/photos/{}/small", "/photos/{}/large", "/papers/{}"] {
            assert_eq!(officer.get(&path.replace("{}", &sender.id)).await.status, 404, "half a file is never served");
        }
        let half = format!("/photos/{}/original", sender.id);
        assert_eq!(officer.post(&half, &[("reason", "核对")]).await.status, 404);
        let photo = sender.finish().await["photo"].clone();
        let original = format!("/photos/{}/original", photo["id"].as_str().unwrap());
        let original = officer.post(&original, &[("reason", "核对")]).await;
        assert!(original.body == sender.file, "the file is the one that was sent");

        let end = sender.file.len();
        assert_eq!(sender.piece(end, b"").await.json()["photo"], photo, "the end asks for what it became");
        assert_eq!(sender.own(0).await.json()["photo"], photo);
        assert_eq!((count(&house.db, PHOTOS).await, count(&house.db, PIECES).await), (1, 0));
        assert_eq!(house.ledger_count("photo.upload").await, 1);
        assert_eq!(house.ledger_count("parcel.start").await + house.ledger_count("parcel.send_piece").await, 0);
    }
}

testing_db::story! {
    async fn what_was_a_piece_leaves_the_store_when_the_file_is_whole(house: Stage) {
        let mut sender = Sender::begin(house.program(&house.cast.unit_officer), "photo", large(2)).await;
        sender.own(0).await;
        let named = activities::facts::blobs(&house.db).await.unwrap();
        assert_eq!(named.len(), 1, "the doctor knows of a piece");
        let address: BlobId = named[0].parse().unwrap();
        assert!(house.blobs.exists(address).await.unwrap());
        sender.finish().await;
        assert!(!house.blobs.exists(address).await.unwrap());
        for name in activities::facts::blobs(&house.db).await.unwrap() {
            assert!(house.blobs.exists(name.parse().unwrap()).await.unwrap(), "{name}");
        }
    }
}

testing_db::story! {
    async fn a_wrong_piece_is_refused_and_says_from_where_to_go_on(house: Stage) {
        let mut sender = Sender::begin(house.program(&house.cast.unit_officer), "photo", large(3)).await;
        sender.own(0).await;
        let (other, end) = (vec![7; PIECE], sender.file.len());
        let differs = sender.piece(0, &other).await;
        assert_eq!((differs.status.as_u16(), &differs.json()["code"]), (409, &json!("piece_differs")));
        assert!(sentence(&differs).contains(&format!("请从第 {PIECE} 字节继续")), "{}", differs.text());
        let ahead = sender.own(2 * PIECE).await;
        assert_eq!((ahead.status.as_u16(), &ahead.json()["code"]), (409, &json!("piece_ahead")));
        let small = sender.piece(PIECE, &other[..10]).await;
        assert!(sentence(&small).contains("64 KB 到 4 MB"), "{}", small.text());
        let beyond = sender.piece(PIECE, &vec![7; end]).await;
        assert!(sentence(&beyond).contains("超出了文件开始上传时的大小"), "{}", beyond.text());
        let path = format!("/api/v1/parcels/{}/pieces?from={PIECE}&sha256={}", sender.id, sha256(b"other"));
        let cut = sender.program.send("POST", &path, Some("application/octet-stream"), Body::from(other)).await;
        assert_eq!((cut.status.as_u16(), &cut.json()["code"]), (422, &json!("bad_piece")));
        assert!(sentence(&cut).contains("请重新发送这一段"), "{}", cut.text());
        for hostile in INJECTIONS.iter().chain(SCRIPTS).chain(&["", "-1"]) {
            let hostile = encoded(hostile);
            let path = format!("/api/v1/parcels/{}/pieces?from={hostile}&sha256={hostile}", sender.id);
            assert_eq!(sender.program.send("POST", &path, None, Body::from("x")).await.status, 422, "{path}");
        }
        assert_eq!(sender.how_far().await, PIECE);
        assert!(sender.finish().await["photo"]["id"].is_string(), "nothing of it did any harm");
    }
}

testing_db::story! {
    async fn only_whoever_began_a_file_goes_on_with_it(house: Stage) {
        let mut sender = Sender::begin(house.program(&house.cast.unit_officer), "photo", large(4)).await;
        let id = sender.id.clone();
        for who in [&house.cast.other_unit_officer, &house.cast.bureau_officer] {
            let mut other = house.program(who);
            assert_eq!(other.get(&format!("/api/v1/parcels/{id}")).await.status, 404);
            assert_eq!(piece(&mut other, &id, 0, &sender.file[..PIECE]).await.status, 404);
            assert_eq!(other.call("POST", &format!("/api/v1/parcels/{id}/drop"), &json!({})).await.status, 404);
        }
        assert_eq!(sender.how_far().await, 0);
        sender.own(0).await;
        let dropped = sender.program.call("POST", &format!("/api/v1/parcels/{id}/drop"), &json!({})).await;
        assert_eq!(dropped.json()["dropped"], id.as_str(), "{}", dropped.text());
        assert_eq!((count(&house.db, PARCELS).await, count(&house.db, PIECES).await), (0, 0));
        assert_eq!(sender.own(PIECE).await.status, 404);
    }
}

testing_db::story! {
    async fn a_file_that_cannot_be_taken_is_refused_at_its_beginning(house: Stage) {
        let mut program = house.program(&house.cast.unit_officer);
        let digest = sha256(b"x");
        for (kind, bytes, status, words) in [
            ("photo", json!(30_000_001), 413, "超过 30 MB"),
            ("paper", json!(209_715_201), 413, "超过 200 MB"),
            ("photo", json!(0), 422, "空文件"),
            ("film", json!(10), 422, "photo"),
            ("photo", json!("很多"), 422, "文件的大小"),
        ] {
            let input = json!({ "kind": kind, "name": "a", "bytes": bytes, "sha256": digest });
            let answer = program.call("POST", "/api/v1/parcels", &input).await;
            assert_eq!(answer.status, status, "{}", answer.text());
            assert!(sentence(&answer).contains(words), "{}", answer.text());
        }
        assert_eq!(count(&house.db, PARCELS).await, 0);
    }
}

testing_db::story! {
    async fn what_is_no_photo_is_refused_when_it_is_whole_and_forgotten(house: Stage) {
        let film = [b"\0\0\0\x18ftypisom".as_slice(), &vec![9; 2 * PIECE]].concat();
        let mut sender = Sender::begin(house.program(&house.cast.unit_officer), "photo", film).await;
        sender.own(0).await;
        sender.own(PIECE).await;
        let refused = sender.own(2 * PIECE).await;
        assert_eq!((refused.status.as_u16(), &refused.json()["code"]), (422, &json!("bad_photo")));
        assert_eq!((count(&house.db, PARCELS).await, count(&house.db, PIECES).await), (0, 0));
        assert_eq!(count(&house.db, PHOTOS).await, 0);
    }
}

testing_db::story! {
    async fn pieces_that_make_another_file_are_not_kept(house: Stage) {
        let mut program = house.program(&house.cast.unit_officer);
        let (meant, sent) = (large(5), large(6));
        let (meant, sent) = (&meant[..2 * PIECE], &sent[..2 * PIECE]);
        let id = begun(&mut program, "photo", meant).await.json()["id"].as_str().unwrap().to_owned();
        piece(&mut program, &id, 0, &sent[..PIECE]).await;
        let refused = piece(&mut program, &id, PIECE, &sent[PIECE..]).await;
        assert_eq!((refused.status.as_u16(), &refused.json()["code"]), (422, &json!("file_differs")));
        assert_eq!((count(&house.db, PARCELS).await, count(&house.db, PHOTOS).await), (0, 0));
    }
}

testing_db::story! {
    async fn the_same_key_goes_on_with_the_same_file_whichever_way_it_comes(house: Stage) {
        let mut officer = house.visitor(&house.cast.unit_officer);
        let file = large(7);
        let (size, digest) = (file.len().to_string(), sha256(&file));
        let fields = [("idempotency_key", "photo-key-7"), ("kind", "photo"), ("name", "IMG_7.jpg"), ("bytes", &size), ("sha256", &digest)];
        let begun = officer.post("/activities/parcels", &fields).await;
        assert_eq!(begun.status, 200, "{}", begun.text());
        let id = begun.json()["id"].as_str().unwrap().to_owned();
        let path = |from: usize, bytes: &[u8]| format!("/activities/parcels/{id}/pieces?from={from}&sha256={}", sha256(bytes));
        let first = officer.upload(&path(0, &file[..PIECE]), &[], &[("piece", "piece", &file[..PIECE])]).await;
        assert_eq!(first.json()["received"], PIECE, "{}", first.text());
        let again = officer.post("/activities/parcels", &fields).await.json();
        assert_eq!((&again["id"], &again["received"]), (&json!(id), &json!(PIECE)), "a page that was reloaded goes on");
        let other = [fields[0], fields[1], fields[2], ("bytes", "70000"), fields[4]];
        let reused = officer.post("/activities/parcels", &other).await;
        assert_eq!((reused.status.as_u16(), &reused.json()["code"]), (409, &json!("key_reused")));

        let rest = officer.upload(&path(PIECE, &file[PIECE..]), &[], &[("piece", "piece", &file[PIECE..])]).await;
        let photo = rest.json()["photo"]["id"].as_str().unwrap_or_else(|| panic!("{}", rest.text())).to_owned();
        let whole = officer.upload("/activities/photos", &[fields[0]], &[("photo", "IMG_7.jpg", &file)]).await;
        assert_eq!(whole.json()["id"], photo.as_str(), "in one call it is the same photo");
        assert_eq!(officer.post("/activities/parcels", &fields).await.json()["photo"]["id"], photo.as_str());
        assert_eq!(count(&house.db, PHOTOS).await, 1);
        let empty = officer.upload(&path(0, b""), &[], &[]).await;
        assert_eq!((empty.status.as_u16(), &empty.json()["code"]), (422, &json!("bad_piece")));
        assert_eq!(officer.post(&format!("/activities/parcels/{id}/drop"), &[]).await.status, 200);
        assert_eq!(count(&house.db, PHOTOS).await, 1, "what it became stays");
    }
}

testing_db::story! {
    async fn a_paper_comes_in_pieces_too(house: Stage) {
        let minutes = [b"%PDF-1.7 ".as_slice(), &vec![b' '; 2 * PIECE]].concat();
        let mut sender = Sender::begin(house.program(&house.cast.unit_officer), "paper", minutes).await;
        let paper = sender.finish().await["paper"].clone();
        assert_eq!((&paper["kind"], &paper["bytes"]), (&json!("pdf"), &json!(sender.file.len())));
        let end = sender.file.len();
        assert_eq!(sender.piece(end, b"").await.json()["paper"]["id"], paper["id"]);
        let mut officer = house.visitor(&house.cast.unit_officer);
        assert!(officer.get(paper["href"].as_str().unwrap()).await.body == sender.file);
        assert_eq!((count(&house.db, PAPERS).await, house.ledger_count("paper.upload").await), (1, 1));
    }
}

testing_db::story! {
    async fn what_was_never_finished_is_forgotten(house: Stage) {
        let program = house.program(&house.cast.unit_officer);
        let mut left = Sender::begin(program, "photo", large(8)).await;
        left.own(0).await;
        let address: BlobId = activities::facts::blobs(&house.db).await.unwrap()[0].parse().unwrap();
        house.run_until_idle().await;
        assert_eq!(count(&house.db, PARCELS).await, 1, "it is young");
        let later = house.clock().today().plus_days(4).start().plus_seconds(60);
        assert!(house.clock().set(later));
        house.run_until_idle().await;
        assert_eq!((count(&house.db, PARCELS).await, count(&house.db, PIECES).await), (0, 0));
        assert!(!house.blobs.exists(address).await.unwrap());
    }
}

testing_db::story! {
    async fn one_person_has_so_many_files_on_their_way_and_no_more(house: Stage) {
        let mut program = house.program(&house.cast.unit_officer);
        let mut file = vec![1; 100_000];
        for number in 0..20 {
            file[0] = number;
            assert_eq!(begun(&mut program, "photo", &file).await.status, 200);
        }
        file[0] = 20;
        let refused = begun(&mut program, "photo", &file).await;
        assert_eq!(refused.status, 429);
        assert!(sentence(&refused).contains("20 个文件正在上传"), "{}", refused.text());
        let mut other = house.program(&house.cast.other_unit_officer);
        assert_eq!(begun(&mut other, "photo", &file).await.status, 200, "others are not in the way");
        let now: Moment = house.clock().now();
        assert!(house.clock().set(now.plus_seconds(2 * 60 * 60)));
        assert_eq!(begun(&mut program, "photo", &file).await.status, 200, "one that was left alone gives way");
        assert_eq!(count(&house.db, PARCELS).await, 21);
    }
}

/// The rooms with a blob store that has room for so many pieces and a little.
#[derive(Debug)]
struct Narrow<const PIECES: usize>;

impl<const PIECES: usize> Rooms for Narrow<PIECES> {
    fn open(kit: &Kit) -> Vec<Room<Actor>> {
        static OPENED: AtomicUsize = AtomicUsize::new(0);
        let number = OPENED.fetch_add(1, Ordering::Relaxed);
        let folder = format!("{}/narrow-{number}", env!("CARGO_TARGET_TMPDIR"));
        // Ids are the same in every run: what an earlier one left would take no room.
        let _ = std::fs::remove_dir_all(&folder);
        let opening = Blobs::open_with_allowance(folder.as_str(), (PIECES * PIECE) as u64 + 1024);
        let handle = tokio::runtime::Handle::current();
        let blobs = tokio::task::block_in_place(|| handle.block_on(opening)).unwrap();
        rooms(kit, blobs)
    }
}

testing_db::story! {
    async fn a_full_disk_says_so_and_what_is_here_stays(house: House<Narrow<1>>) {
        let mut sender = Sender::begin(house.program(&house.cast.unit_officer), "photo", large(9)).await;
        assert_eq!(sender.own(0).await.status, 200);
        let full = sender.own(PIECE).await;
        assert_eq!(full.status, 507);
        assert!(sentence(&full).contains("磁盘空间已满"), "{}", full.text());
        assert_eq!(sender.how_far().await, PIECE, "it goes on from here when there is room");
        let mut officer = house.visitor(&house.cast.unit_officer);
        let bytes = sender.file[PIECE..2 * PIECE].to_vec();
        let path = format!("/activities/parcels/{}/pieces?from={PIECE}&sha256={}", sender.id, sha256(&bytes));
        let island = officer.upload(&path, &[], &[("piece", "piece", &bytes)]).await;
        assert_eq!(island.status, 507);
        assert!(sentence(&island).contains("磁盘空间已满"), "{}", island.text());
    }
}

testing_db::story! {
    async fn a_disk_that_is_full_at_the_end_keeps_every_piece(house: House<Narrow<3>>) {
        let minutes = [b"%PDF-1.7 ".as_slice(), &vec![b' '; 2 * PIECE]].concat();
        let mut sender = Sender::begin(house.program(&house.cast.unit_officer), "paper", minutes).await;
        sender.own(0).await;
        sender.own(PIECE).await;
        for _ in 0..2 {
            let full = sender.own(2 * PIECE).await;
            assert_eq!((full.status.as_u16(), &full.json()["code"]), (507, &json!("no_space")));
        }
        assert_eq!(sender.how_far().await, sender.file.len());
        assert_eq!((count(&house.db, PAPERS).await, count(&house.db, PIECES).await), (0, 3));
        assert_eq!(house.ledger_count("paper.upload").await, 0);
    }
}
