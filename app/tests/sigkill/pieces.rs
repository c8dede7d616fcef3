use std::io::{self, Read};
use std::sync::atomic::Ordering;
use std::thread;
use std::time::Duration;

use blobs::BlobId;
use serde_json::json;

use super::client::{Client, Outcome};
use super::hands::Floor;

/// Bytes of a piece.
const PIECE: usize = 64 * 1024;
/// Bytes that leave at a time, so that a piece is for a while neither here nor there.
const GULP: usize = 8 * 1024;
const PAUSE: Duration = Duration::from_millis(5);

/// A photo on its way in pieces, and what its sender was told of it.
#[derive(Default)]
pub(crate) struct Parcel {
    /// Bytes that were acknowledged of the one that is on its way.
    acknowledged: usize,
    /// How often one went on from where it was when the plug was pulled.
    pub(crate) resumed: usize,
}

/// The same photo with 150 KB of comments in it: three pieces, and no slower to decode.
pub(crate) fn long(photo: &[u8]) -> Vec<u8> {
    const COMMENT: usize = 50_000;
    let length = u16::try_from(COMMENT + 2).unwrap().to_be_bytes();
    let comment = [&[0xFF, 0xFE][..], &length, &[b'x'; COMMENT]].concat();
    [&photo[..2], &comment, &comment, &comment, &photo[2..]].concat()
}

impl Parcel {
    /// Begins the photo, or goes on with it, until it is stored or the program is gone.
    pub(crate) fn send(
        &mut self,
        client: &Client,
        address: &str,
        key: &str,
        photo: &[u8],
        floor: &Floor,
    ) -> Outcome {
        let file = json!({ "kind": "photo", "name": "a.jpg", "bytes": photo.len(), "sha256": BlobId::of(photo).hex() });
        let (url, body) = (format!("{address}/api/v1/parcels"), file.to_string());
        let mut told = match client.send("POST", &url, key, "application/json", body.as_bytes()) {
            Outcome::Done(told) => told,
            other => return other,
        };
        let from = usize::try_from(told["received"].as_u64().unwrap()).unwrap();
        assert!(from >= self.acknowledged, "{from} bytes are here of {} acknowledged", self.acknowledged);
        self.resumed += usize::from(from > 0);
        while told["photo"].is_null() {
            let from = usize::try_from(told["received"].as_u64().unwrap()).unwrap();
            let piece = &photo[from..(from + PIECE).min(photo.len())];
            let (id, digest) = (told["id"].as_str().unwrap(), BlobId::of(piece).hex());
            let url = format!("{address}/api/v1/parcels/{id}/pieces?from={from}&sha256={digest}");
            told = match client.trickle(&url, Trickle::new(piece, floor)) {
                Outcome::Done(told) => told,
                other => return other,
            };
            self.acknowledged = usize::try_from(told["received"].as_u64().unwrap()).unwrap();
        }
        self.acknowledged = 0;
        Outcome::Done(told)
    }
}

/// A piece that leaves slowly, and is counted while a part of it has left and a part has not.
pub(crate) struct Trickle<'a> {
    rest: &'a [u8],
    floor: &'a Floor,
    is_counted: bool,
}

impl<'a> Trickle<'a> {
    fn new(piece: &'a [u8], floor: &'a Floor) -> Self {
        Self { rest: piece, floor, is_counted: false }
    }

    /// How long it is.
    pub(crate) fn len(&self) -> usize {
        self.rest.len()
    }

    fn count(&mut self, is_in_the_middle: bool) {
        if is_in_the_middle && !self.is_counted {
            self.floor.in_mid_piece.fetch_add(1, Ordering::SeqCst);
        } else if !is_in_the_middle && self.is_counted {
            self.floor.in_mid_piece.fetch_sub(1, Ordering::SeqCst);
        }
        self.is_counted = is_in_the_middle;
    }
}

impl Read for Trickle<'_> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        if self.is_counted {
            thread::sleep(PAUSE);
        }
        while self.is_counted && self.floor.is_ending.load(Ordering::SeqCst) {
            thread::sleep(PAUSE);
        }
        let gulp = GULP.min(into.len());
        let left = self.rest.read(&mut into[..gulp])?;
        self.count(left > 0 && !self.rest.is_empty());
        Ok(left)
    }
}

impl Drop for Trickle<'_> {
    fn drop(&mut self) {
        self.count(false);
    }
}
