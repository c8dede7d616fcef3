//! Films: larger than papers, in pieces only, and played by stretches in the page of their activity.

use serde_json::{Value, json};
use testing::{Answer, Visitor};

use crate::parcel::{begun, piece, sha256};
use crate::scene::{Stage, count, launch, lecture, log, with};

const PARCELS: &str = "SELECT COUNT(*) AS value FROM parcel";
const PAPERS: &str = "SELECT COUNT(*) AS value FROM activity_paper";
/// Bytes of a piece: the most that one may have.
const PIECE: usize = 4 << 20;

/// Bytes that begin like a film of this brand, more than a paper may have.
fn film(brand: &[u8; 4]) -> Vec<u8> {
    let noise = (0..31 << 20).map(|at: u32| at.wrapping_mul(2_654_435_761).to_be_bytes()[0]);
    b"\0\0\0\x18ftyp".iter().chain(brand).copied().chain(noise).collect()
}

/// Sends what is left of a file from its beginning; the last answer.
async fn sent(program: &mut Visitor, file: &[u8]) -> Answer {
    let start = begun(program, "paper", file).await;
    assert_eq!(start.status, 200, "{}", start.text());
    let id = start.json()["id"].as_str().unwrap().to_owned();
    let mut last = start;
    for (number, bytes) in file.chunks(PIECE).enumerate() {
        last = piece(program, &id, number * PIECE, bytes).await;
        if last.status != 200 {
            break;
        }
    }
    last
}

fn header<'a>(answer: &'a Answer, name: &str) -> &'a str {
    answer.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
}

testing_db::story! {
    async fn a_large_film_comes_in_pieces_and_is_played_by_stretches(house: Stage) {
        launch(&house).await;
        let file = film(b"qt  ");
        let stored = sent(&mut house.program(&house.cast.unit_officer), &file).await;
        assert_eq!(stored.status, 200, "{}", stored.text());
        let paper = stored.json()["paper"].clone();
        assert_eq!((&paper["kind"], paper["bytes"].as_u64()), (&json!("mov"), Some(file.len() as u64)));
        let again = sent(&mut house.program(&house.cast.unit_officer), &file).await;
        assert_eq!((again.status.as_u16(), count(&house.db, PAPERS).await), (200, 2), "another sending is another paper");

        let mut officer = house.visitor(&house.cast.unit_officer);
        let id = paper["id"].as_str().unwrap();
        let activity = log(&mut officer, &with(lecture(), "papers[0]", id)).await;
        let page = officer.get(&format!("/activities/{activity}")).await.text();
        assert!(page.contains(&format!("<video class=\"film\" controls preload=\"metadata\" playsinline src=\"/papers/{id}#t=0.001\"")), "{page}");

        let at = format!("/papers/{id}");
        for (range, from, to) in [("bytes=0-99", 0, 100), ("bytes=1000000-", 1_000_000, file.len()), ("bytes=-10", file.len() - 10, file.len())] {
            let part = officer.get_part(&at, range).await;
            assert_eq!(part.status, 206, "{range}");
            assert!(part.body == file[from..to], "{range}: other bytes");
            assert_eq!(header(&part, "content-range"), format!("bytes {from}-{}/{}", to - 1, file.len()), "{range}");
            let safe = [("content-type", "video/quicktime"), ("x-content-type-options", "nosniff"), ("accept-ranges", "bytes"), ("content-length", &(to - from).to_string())].map(|(name, value)| (name, header(&part, name) == value));
            assert!(safe.iter().all(|(_, is)| *is) && header(&part, "content-disposition").starts_with("attachment"), "{range}: {:?}", part.headers);
            assert!(header(&part, "content-security-policy").contains("default-src 'self'"), "{range}");
        }
        let whole = officer.get(&at).await;
        assert!(whole.status == 200 && whole.body == file, "the whole is saved as it was");
        let outside = officer.get_part(&at, &format!("bytes={}-", file.len())).await;
        assert_eq!((outside.status.as_u16(), header(&outside, "content-range")), (416, format!("bytes */{}", file.len()).as_str()));
        let other = house.visitor(&house.cast.other_unit_officer).get_part(&at, "bytes=0-9").await;
        assert_eq!(other.status, 404, "nor a stretch of it");
    }
}

testing_db::story! {
    async fn what_is_large_and_no_film_is_refused_at_its_first_piece(house: Stage) {
        let mut program = house.program(&house.cast.unit_officer);
        for brand in [b"heic", b"evil"] {
            let refused = sent(&mut program, &film(brand)).await;
            assert_eq!(refused.status, 413, "{}", refused.text());
            assert!(refused.json()["detail"].as_str().unwrap().contains("MP4、MOV 视频可以到 200 MB"), "{}", refused.text());
            assert_eq!((count(&house.db, PARCELS).await, count(&house.db, PAPERS).await), (0, 0));
        }
    }
}

testing_db::story! {
    async fn no_more_than_three_of_the_largest_are_on_their_way(house: Stage) {
        let mut program = house.program(&house.cast.unit_officer);
        let mut begin = async |name: &str| {
            let input = json!({ "kind": "paper", "name": name, "bytes": 200 << 20, "sha256": sha256(name.as_bytes()) });
            program.call("POST", "/api/v1/parcels", &input).await
        };
        for name in ["一.mp4", "二.mp4", "三.mp4"] {
            assert_eq!(begin(name).await.status, 200);
        }
        let refused: Value = begin("四.mp4").await.json();
        assert!(refused["detail"].as_str().unwrap().contains("3 个文件正在上传"), "{refused}");
    }
}

testing_db::story! {
    async fn a_small_film_comes_at_once(house: Stage) {
        launch(&house).await;
        let mut officer = house.visitor(&house.cast.unit_officer);
        for (brand, kind) in [(b"isom", "mp4"), (b"qt  ", "mov")] {
            let bytes = [b"\0\0\0\x18ftyp".as_slice(), brand, &[0; 64]].concat();
            let stored = officer.upload("/activities/papers", &[], &[("paper", "现场.mp4", &bytes)]).await.json();
            assert_eq!((&stored["kind"], &stored["file_name"]), (&json!(kind), &json!(format!("现场.{kind}"))), "{stored}");
        }
    }
}
