use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use image::codecs::jpeg::JpegEncoder;
use image::{Rgb, RgbImage};
use serde_json::{Value, json};

use super::client::{Client, Outcome};
use super::pieces::{self, Parcel};
use super::scene::{Scene, Seat};

/// How many operations are under way, and how many of them are in the middle of sending a piece.
#[derive(Default)]
pub(crate) struct Floor {
    pub(crate) under_way: AtomicUsize,
    pub(crate) in_mid_piece: AtomicUsize,
    /// Whether the plug is about to be pulled: whoever is in the middle of a piece stays there.
    pub(crate) is_ending: AtomicBool,
}

/// What one of the clients does again and again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Work {
    UploadPhotos,
    /// Sends larger photos, piece by piece.
    SendPieces,
    LogActivities,
    /// Writes the section of the unit's first report, each time over the version before.
    WriteSection,
    /// Sends the unit's second report; the reviewer gives it back, and so on.
    Submit,
}

/// One operation: under its key it may be sent again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Operation {
    /// Counts this hand's operations from 0.
    pub(crate) number: usize,
    /// What tells it from every other one: the name of an activity, the hash of a photo, a section's text.
    pub(crate) mark: String,
}

/// A client that works without a pause, and remembers what was acknowledged and what was cut off.
pub(crate) struct Hand {
    pub(crate) index: usize,
    pub(crate) work: Work,
    pub(crate) seat: Seat,
    client: Client,
    reviewer: Client,
    pub(crate) acknowledged: Vec<Operation>,
    open: Option<Operation>,
    /// Whether the plug was pulled on the operation that is done next.
    open_since_the_plug: bool,
    /// How often the plug was pulled on one of its operations.
    pub(crate) cut_off: usize,
    /// The file in pieces that is on its way.
    pub(crate) parcel: Parcel,
}

impl Hand {
    /// Eleven for each unit: three with photos, four with photos in pieces, two with activities, one that writes, one that sends.
    pub(crate) fn all(scene: &Scene) -> Vec<Self> {
        use Work::{LogActivities, SendPieces, Submit, UploadPhotos, WriteSection};
        let mut works = vec![UploadPhotos; 3];
        works.extend(vec![SendPieces; 4]);
        works.extend([LogActivities, LogActivities, WriteSection, Submit]);
        let each = scene.seats.iter().flat_map(|seat| works.iter().map(move |work| (seat, work)));
        each.enumerate()
            .map(|(index, (seat, work))| Self::new(index, work.clone(), seat, &scene.reviewer))
            .collect()
    }

    fn new(index: usize, work: Work, seat: &Seat, reviewer: &str) -> Self {
        Self {
            index,
            work,
            client: Client::new(&seat.token),
            reviewer: Client::new(reviewer),
            seat: seat.clone(),
            acknowledged: Vec::new(),
            open: None,
            open_since_the_plug: false,
            cut_off: 0,
            parcel: Parcel::default(),
        }
    }

    /// Works until the program is gone; what the plug cut off the last time is sent again first.
    pub(crate) fn work(&mut self, address: &str, floor: &Floor) {
        loop {
            let operation = self.next();
            floor.under_way.fetch_add(1, Ordering::SeqCst);
            let is_done = self.perform(address, operation, floor);
            floor.under_way.fetch_sub(1, Ordering::SeqCst);
            if !is_done {
                self.cut_off += 1;
                return;
            }
        }
    }

    /// Sends what was cut off again, and must be heard.
    pub(crate) fn send_again(&mut self, address: &str) {
        if let Some(operation) = self.open.take() {
            assert!(
                self.perform(address, operation, &Floor::default()),
                "a program that was not killed does not answer"
            );
        }
    }

    fn next(&mut self) -> Operation {
        self.open.take().unwrap_or_else(|| {
            let number = self.acknowledged.len();
            let mark = format!("第 {} 位的第 {number} 件", self.index);
            Operation { number, mark }
        })
    }

    /// Does an operation; `false` when the plug was pulled on it.
    fn perform(&mut self, address: &str, mut operation: Operation, floor: &Floor) -> bool {
        let is_again = self.open_since_the_plug;
        let outcome = match self.work {
            Work::UploadPhotos => self.upload(address, &mut operation),
            Work::SendPieces => self.send_pieces(address, &mut operation, floor),
            Work::LogActivities => self.log(address, &operation),
            Work::WriteSection => self.write(address, &operation),
            Work::Submit => self.submit(address, &operation),
        };
        let is_done = match outcome {
            Outcome::Done(_) => true,
            Outcome::Overtaken => {
                assert!(is_again, "{operation:?} was overtaken although nobody else does it");
                true
            }
            Outcome::CutOff => false,
        };
        self.open_since_the_plug = !is_done;
        match is_done {
            true => self.acknowledged.push(operation),
            false => self.open = Some(operation),
        }
        is_done
    }

    fn key(&self, operation: &Operation) -> String {
        format!("hand-{}-operation-{}", self.index, operation.number)
    }

    fn call(&self, method: &str, url: &str, operation: &Operation, input: &Value) -> Outcome {
        let body = input.to_string();
        self.client.send(method, url, &self.key(operation), "application/json", body.as_bytes())
    }

    fn upload(&self, address: &str, operation: &mut Operation) -> Outcome {
        let photo = photo(self.index, operation.number);
        operation.mark = blobs::BlobId::of(&photo).hex();
        let url = format!("{address}/api/v1/photos");
        self.client.send("POST", &url, &self.key(operation), "image/jpeg", &photo)
    }

    fn send_pieces(&mut self, address: &str, operation: &mut Operation, floor: &Floor) -> Outcome {
        let photo = pieces::long(&photo(self.index, operation.number));
        operation.mark = blobs::BlobId::of(&photo).hex();
        let key = self.key(operation);
        self.parcel.send(&self.client, address, &key, &photo, floor)
    }

    fn log(&self, address: &str, operation: &Operation) -> Outcome {
        self.call("POST", &format!("{address}/api/v1/activities"), operation, &activity(&operation.mark))
    }

    /// A section has its version instead of a key: whoever was not heard reads what stands there.
    fn write(&self, address: &str, operation: &Operation) -> Outcome {
        let report = format!("{address}/api/v1/reports/{}/{}", self.seat.written, self.seat.unit);
        let input = json!({ "version": operation.number, "text": operation.mark });
        let outcome = self.call("PUT", &format!("{report}/sections/experience"), operation, &input);
        let Outcome::Overtaken = outcome else { return outcome };
        let Outcome::Done(view) = self.client.get(&report) else { return Outcome::CutOff };
        let mut sections = view["sections"].as_array().unwrap().iter();
        let now = sections.find(|section| section["key"] == "experience").unwrap();
        assert_eq!((&now["text"], &now["version"]), (&json!(operation.mark), &json!(operation.number + 1)));
        Outcome::Overtaken
    }

    /// Sends the report, and has it given back so that it can be sent again.
    fn submit(&self, address: &str, operation: &Operation) -> Outcome {
        let report = format!("{address}/api/v1/reports/{}/{}", self.seat.sent, self.seat.unit);
        let outcome = self.call("POST", &format!("{report}/submit"), operation, &json!({}));
        let Outcome::Done(receipt) = outcome else { return outcome };
        assert_eq!(receipt["number"], operation.number + 1, "sent once more than asked: {receipt}");
        let reason = json!({ "reason": operation.mark }).to_string();
        let (url, key) = (format!("{report}/return"), self.key(operation));
        self.reviewer.send("POST", &url, &key, "application/json", reason.as_bytes())
    }
}

fn activity(name: &str) -> Value {
    json!({
        "name": name, "starts_on": clock::Clock::system().today().to_string(),
        "quantities": [{ "measure": "handbook", "amount": 1 }],
    })
}

/// A photo that no other operation sends.
fn photo(hand: usize, number: usize) -> Vec<u8> {
    let seed = (hand * 7919 + number) as u32;
    let picture = RgbImage::from_fn(96, 64, |x, y| {
        let value = (x / 8 + y / 8 * 31 + seed).wrapping_mul(2_654_435_761);
        Rgb([(value >> 8) as u8, (value >> 16) as u8, (value >> 24) as u8])
    });
    let mut bytes = Vec::new();
    JpegEncoder::new_with_quality(&mut bytes, 90).encode_image(&picture).unwrap();
    bytes
}
