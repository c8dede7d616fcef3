//! What the first unit did: its activities, photos and papers.

use super::super::files::{jpeg, ledger};
use super::{Setting, led_to, text};

impl Setting<'_> {
    /// Activity and its version, void activity, half-filled form, joint activity, photo, waiting photo, paper, waiting paper.
    pub(super) async fn work(&self, campaign: &str) -> [String; 9] {
        let mut unit = self.house.visitor(&self.house.cast.unit_officer);
        let mut photos = Vec::new();
        for seed in [1, 2] {
            let sent = unit.upload("/activities/photos", &[], &[("photo", "现场.jpg", &jpeg(seed))]).await;
            photos.push(text(&sent.json()["id"]));
        }
        let mut papers = Vec::new();
        for name in ["纪要.pdf", "课件.pdf"] {
            let sent = unit.upload("/activities/papers", &[], &[("paper", name, b"%PDF-1.7")]).await;
            papers.push(text(&sent.json()["id"]));
        }
        let lecture = [
            ("name", "安全讲座"),
            ("starts_on", "2026-03-06"),
            ("campaigns[0]", campaign),
            ("quantities[0][measure]", "handbook"),
            ("quantities[0][amount]", "20"),
        ];
        let files = [("photos[0]", photos[0].as_str()), ("papers[0]", papers[0].as_str())];
        let with_files = [&lecture[..], &files].concat();
        let activity = led_to(&unit.upload("/activities", &with_files, &[]).await, "/activities/");
        let void = led_to(&unit.upload("/activities", &lecture, &[]).await, "/activities/");
        led_to(&unit.post(&format!("/activities/{void}/void"), &[("reason", "重复")]).await, "/activities/");
        let cohost = self.house.cast.second_unit.to_string();
        let together = [&lecture[..], &[("cohosts[0]", cohost.as_str())]].concat();
        let joint = led_to(&unit.upload("/activities", &together, &[]).await, "/activities/");
        led_to(&unit.upload("/activities/drafts", &lecture[..1], &[]).await, "/activities");
        let form = self.value("SELECT id AS value FROM activity_draft").await;
        let mut program = self.house.program(&self.house.cast.unit_officer);
        let version = text(&program.get(&format!("/api/v1/activities/{activity}")).await.json()["version"]);
        let [photo, waiting_photo] = photos.try_into().unwrap();
        let [paper, waiting_paper] = papers.try_into().unwrap();
        [activity, version, void, form, joint, photo, waiting_photo, paper, waiting_paper]
    }

    /// A ledger of activities that the first unit's officer uploaded.
    pub(super) async fn ledger(&self) -> String {
        let mut unit = self.house.visitor(&self.house.cast.unit_officer);
        let kept = unit.upload("/activities/import", &[], &[("file", "台账.xlsx", &ledger())]).await;
        led_to(&kept, "/activities/import/")
    }

    /// Something of the first unit's that stands for a while.
    pub(super) async fn banner(&self, campaign: &str) -> String {
        let mut unit = self.house.visitor(&self.house.cast.unit_officer);
        let fields = [
            ("name", "横幅"),
            ("starts_on", "2026-03-06"),
            ("ends_on", "2026-03-20"),
            ("is_standing", "on"),
            ("campaigns[0]", campaign),
            ("quantities[0][measure]", "handbook"),
            ("quantities[0][amount]", "1"),
        ];
        led_to(&unit.upload("/activities", &fields, &[]).await, "/activities/")
    }

    /// A photo of the first unit that shows patients and is not confirmed.
    pub(super) async fn patients(&self) -> String {
        let mut unit = self.house.visitor(&self.house.cast.unit_officer);
        let sent = unit.upload("/activities/photos", &[], &[("photo", "病房.jpg", &jpeg(4))]).await;
        let photo = text(&sent.json()["id"]);
        let fields = [
            ("name", "义诊"),
            ("starts_on", "2026-03-06"),
            ("photos[0]", photo.as_str()),
            ("patients[]", photo.as_str()),
        ];
        led_to(&unit.upload("/activities", &fields, &[]).await, "/activities/");
        photo
    }

    /// The first unit begins to send a photo in pieces.
    pub(super) async fn parcel(&self, photo: &[u8]) -> String {
        let mut unit = self.house.visitor(&self.house.cast.unit_officer);
        let (bytes, sha256) = (photo.len().to_string(), blobs::BlobId::of(photo).hex());
        let fields = [("kind", "photo"), ("name", "现场.jpg"), ("bytes", &bytes), ("sha256", &sha256)];
        text(&unit.post("/activities/parcels", &fields).await.json()["id"])
    }
}
