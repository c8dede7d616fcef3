use image::{ImageFormat, Rgb, RgbImage};
use serde_json::Value;
use testing::Visitor;

use super::bureau::{Plan, led_to, text};
use crate::whole::Stage;

/// What was done on the day, by measure code.
pub(crate) const LOGGED: [(&str, i64); 4] =
    [("slogan", 6), ("poster", 8), ("display_board", 4), ("handbook", 200)];
/// The same after the count of the handbooks was mended.
pub(crate) const MENDED: [(&str, i64); 4] =
    [("slogan", 6), ("poster", 8), ("display_board", 4), ("handbook", 210)];

/// The first unit's officer, on the phone and through a program.
pub(crate) struct Unit<'a> {
    plan: &'a Plan,
    officer: Visitor,
    program: Visitor,
}

impl<'a> Unit<'a> {
    pub(crate) fn at_work(house: &Stage, plan: &'a Plan) -> Self {
        let who = &house.cast.unit_officer;
        Self { plan, officer: house.visitor(who), program: house.program(who) }
    }

    pub(crate) async fn sign(&mut self) {
        led_to(
            &self.officer.post(&format!("/campaigns/{}/sign", self.plan.campaign), &[]).await,
            "/campaigns/",
        );
    }

    /// Logs one activity with four numbers and two photos; its id.
    pub(crate) async fn log(&mut self) -> String {
        let photos = [self.photo(1).await, self.photo(2).await];
        let mut fields = self.deed(&LOGGED);
        fields.extend((0..).zip(photos).map(|(i, photo)| (format!("photos[{i}]"), photo)));
        led_to(&post(&mut self.officer, "/activities", &fields).await, "/activities/")
    }

    async fn photo(&mut self, seed: u8) -> String {
        let key = format!("photo-{seed}-of-the-walk");
        let (fields, jpeg) = ([("idempotency_key", key.as_str())], jpeg(seed));
        let sent = self.officer.upload("/activities/photos", &fields, &[("photo", "现场.jpg", &jpeg)]).await;
        assert_eq!(sent.status, 200, "{}", sent.text());
        text(&sent.json()["id"])
    }

    fn deed(&self, quantities: &[(&str, i64)]) -> Vec<(String, String)> {
        let mut fields = vec![
            ("name".to_owned(), "集中张挂宣传品".to_owned()),
            ("starts_on".to_owned(), "2026-05-19".to_owned()),
            ("place".to_owned(), "门诊大厅".to_owned()),
            ("campaigns[0]".to_owned(), self.plan.campaign.clone()),
        ];
        for (i, (measure, amount)) in quantities.iter().enumerate() {
            fields.push((format!("quantities[{i}][measure]"), (*measure).to_owned()));
            fields.push((format!("quantities[{i}][amount]"), amount.to_string()));
        }
        fields
    }

    async fn report(&mut self) -> Value {
        let answer = self.program.get(&format!("/api/v1{}", self.plan.report)).await;
        assert_eq!(answer.status, 200, "{}", answer.text());
        answer.json()
    }

    /// The report is there before anybody wrote it, with the numbers, the target and both pictures.
    pub(crate) async fn finds_its_numbers_in_the_report(&mut self, quantities: &[(&str, i64)]) {
        let report = self.report().await;
        assert_eq!(report["standing"]["state"], "open");
        let figures = report["figures"].as_array().unwrap();
        for (measure, amount) in quantities {
            let figure = figures.iter().find(|figure| figure["measure"] == *measure).unwrap();
            assert_eq!(figure["done"], *amount, "{measure}");
        }
        let handbooks = figures.iter().find(|figure| figure["measure"] == "handbook").unwrap();
        assert_eq!(handbooks["target"], 210);
        assert_eq!(report["pictures"].as_array().unwrap().len(), 2);
        let page = self.officer.get(&self.plan.report).await.text();
        for words in ["200 册", "6 条", "8 幅", "4 块", "集中张挂宣传品"] {
            assert!(page.contains(words), "“{words}” is not on the desk");
        }
    }

    pub(crate) async fn writes_what_only_it_can_say(&mut self) {
        let said = [
            ("experience", "把要点做成口袋卡，人手一张。"),
            ("problems", "外包人员流动较大，下步纳入岗前培训。"),
        ];
        for (section, words) in said {
            let path = format!("{}/sections/{section}", self.plan.report);
            led_to(&self.officer.post(&path, &[("version", "0"), ("text", words)]).await, &self.plan.report);
        }
        assert!(self.officer.get(&self.plan.report).await.text().contains("把要点做成口袋卡，人手一张。"));
    }

    /// Sends the same form twice, as a phone does that heard no answer.
    pub(crate) async fn submits_twice(&mut self) {
        let path = format!("{}/submit", self.plan.report);
        for _ in 0..2 {
            let fields = [("idempotency_key", "the-submission-of-the-walk")];
            led_to(&self.officer.post(&path, &fields).await, &self.plan.report);
        }
        let receipt =
            self.program.call("POST", &format!("/api/v1{path}"), &Value::Object(Default::default())).await;
        assert_eq!(receipt.json()["number"], 1, "{}", receipt.text());
        assert_eq!(self.report().await["standing"]["state"], "pending");
    }

    pub(crate) async fn reads(&mut self, reason: &str) {
        assert!(self.officer.get(&self.plan.report).await.text().contains(reason));
        assert_eq!(self.report().await["standing"]["state"], "returned");
    }

    /// Mends the count of the handbooks.
    pub(crate) async fn corrects(&mut self, activity: &str) {
        let answer = self.correct(activity).await;
        assert_eq!(led_to(&answer, "/activities/"), activity);
    }

    /// What an approved report stands on cannot be changed.
    pub(crate) async fn cannot_correct(&mut self, activity: &str) {
        let answer = self.correct(activity).await;
        assert_eq!(answer.status, 409);
        assert!(answer.text().contains("已计入审核通过的报告"));
    }

    /// Takes the second photo out of the activity and removes it.
    pub(crate) async fn drops_a_photo(&mut self, activity: &str) {
        let view = self.program.get(&format!("/api/v1/activities/{activity}")).await.json();
        let [kept, dropped] = [0, 1].map(|number| text(&view["photos"][number]["id"]));
        let mut fields = self.deed(&MENDED);
        fields.extend([("version".to_owned(), text(&view["version"])), ("photos[0]".to_owned(), kept)]);
        led_to(
            &post(&mut self.officer, &format!("/activities/{activity}/edit"), &fields).await,
            "/activities/",
        );
        let removed = self.officer.post(&format!("/activities/photos/{dropped}/remove"), &[]).await;
        assert_eq!(removed.status, 200, "{}", removed.text());
    }

    async fn correct(&mut self, activity: &str) -> testing::Answer {
        let view = self.program.get(&format!("/api/v1/activities/{activity}")).await.json();
        let mut fields = self.deed(&MENDED);
        fields.push(("version".to_owned(), text(&view["version"])));
        let photos = view["photos"].as_array().unwrap().iter();
        fields.extend((0..).zip(photos).map(|(i, photo)| (format!("photos[{i}]"), text(&photo["id"]))));
        post(&mut self.officer, &format!("/activities/{activity}/edit"), &fields).await
    }

    pub(crate) async fn resubmits(&mut self) {
        let path = format!("/api/v1{}/submit", self.plan.report);
        let receipt = self.program.call("POST", &path, &Value::Object(Default::default())).await;
        assert_eq!(receipt.status, 200, "{}", receipt.text());
        let receipt = receipt.json();
        assert_eq!((receipt["number"].as_i64(), &receipt["punctuality"]), (Some(2), &Value::from("on_time")));
    }
}

async fn post(visitor: &mut Visitor, path: &str, fields: &[(String, String)]) -> testing::Answer {
    let fields: Vec<(&str, &str)> =
        fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    visitor.upload(path, &fields, &[]).await
}

/// A photo that is another one for every seed.
pub(crate) fn jpeg(seed: u8) -> Vec<u8> {
    let picture = RgbImage::from_fn(640, 480, |x, y| {
        let cell = ((x / 80) * 5 + (y / 80) * 11 + u32::from(seed) * 37) % 8;
        Rgb([30 * cell as u8, (20 * cell as u8) ^ (seed << 5), 255 - 30 * cell as u8])
    });
    let mut bytes = std::io::Cursor::new(Vec::new());
    picture.write_to(&mut bytes, ImageFormat::Jpeg).unwrap();
    bytes.into_inner()
}
