//! Whether an answer holds the picture of a photo: as it is, or in a package.

use std::collections::BTreeSet;
use std::io::{Cursor, Read};

use blobs::BlobId;
use db::{Reads, params};
use testing::Answer;
use web::Method;

use super::cast::{ALL, Part};
use super::table::Table;
use crate::whole::Stage;

/// Every kind of bytes that a photo has, by their SHA-256: the file as it was uploaded and its copies.
pub(crate) async fn bytes_of(house: &Stage, photo: &str) -> BTreeSet<String> {
    let sql = "SELECT original AS value FROM photo WHERE id = $1 UNION SELECT large FROM photo WHERE id = $1 \
               UNION SELECT small FROM photo WHERE id = $1";
    let addresses: Vec<String> = house.db.values(sql, params![photo]).await.unwrap();
    assert!(addresses.len() >= 2, "an original and its copies");
    addresses.into_iter().collect()
}

/// Who gets the picture from which address, by asking for everything in the table that can be read, and for the packages of originals.
pub(crate) async fn holders(house: &Stage, table: &Table, bytes: &BTreeSet<String>) -> BTreeSet<String> {
    let mut holders = BTreeSet::new();
    for part in ALL {
        let who = part.who(&house.cast);
        let (mut visitor, mut program) = (house.visitor(who), house.program(who));
        for entry in table.0.iter().filter(|entry| entry.method == Method::Get) {
            // A file is had with a token too.
            for caller in [&mut visitor, &mut program] {
                if holds(&caller.get(&entry.path).await, bytes) {
                    holders.insert(format!("{part:?} {}", entry.route));
                }
            }
        }
        for entry in table.0.iter().filter(|entry| entry.route.ends_with("/photos/{id}/original")) {
            let answer = match entry.is_api() {
                true => program.call("POST", &entry.path, &serde_json::json!({ "reason": "检查" })).await,
                false => visitor.post(&entry.path, &[("reason", "检查")]).await,
            };
            if holds(&answer, bytes) {
                holders.insert(format!("{part:?} {}", entry.route));
            }
        }
        let originals = visitor.post("/activities/originals.zip", &[("reason", "检查")]).await;
        if holds(&originals, bytes) {
            holders.insert(format!("{part:?} originals.zip"));
        }
    }
    holders
}

/// Whether nobody but people at the first unit is among them.
pub(crate) fn is_at_home(holder: &str) -> bool {
    let own = ["/photos/", "/api/v1/photos/"];
    let parts = [Part::UnitOfficer, Part::Leader];
    parts.iter().any(|part| own.iter().any(|root| holder.starts_with(&format!("{part:?} {root}"))))
}

fn holds(answer: &Answer, bytes: &BTreeSet<String>) -> bool {
    let is_one = |content: &[u8]| bytes.contains(&BlobId::of(content).to_string());
    if !answer.body.starts_with(b"PK") {
        return is_one(&answer.body);
    }
    let mut package = zip::ZipArchive::new(Cursor::new(&answer.body[..])).unwrap();
    (0..package.len()).any(|at| {
        let mut content = Vec::new();
        package.by_index(at).unwrap().read_to_end(&mut content).unwrap();
        is_one(&content)
    })
}
