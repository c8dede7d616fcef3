use std::path::Path;

use anbiao::cli::Storage;
use anbiao::folder::Folder;
use anbiao::house::Front;
use clock::Clock;
use ids::Mint;
use serde_json::{Value, json};
use web::axum::Router;
use web::{Answer, Visitor};

/// The sample notice that `anbiao demo` plays.
const NOTICE: &str = include_str!("../../demo/notice.txt");
/// How many units work.
const UNITS: usize = 4;
/// Everybody's.
pub(crate) const PASSWORD: &str = "Oak-Lantern-2026";

/// A district at work, in a data folder that is closed again.
pub(crate) struct Scene {
    pub(crate) seats: Vec<Seat>,
    /// The reviewer's token.
    pub(crate) reviewer: String,
}

/// One unit: its officer's token, and two of its reports.
#[derive(Clone)]
pub(crate) struct Seat {
    pub(crate) unit: String,
    pub(crate) token: String,
    /// The report date whose report is written and never sent.
    pub(crate) written: String,
    /// The report date whose report is sent again and again.
    pub(crate) sent: String,
}

/// Sets a district up through its pages, as people do.
pub(crate) fn set(data: &Path) -> Scene {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    runtime.block_on(async {
        let folder = Folder::of(&Storage::folder(data)).unwrap();
        let house = folder.open(Mint::random(Clock::system())).await.unwrap();
        let db = house.db.clone();
        let setup = people::setup_link(&db).await.unwrap().unwrap();
        let opening = Opening { router: house.into_router(&Front::default()) };
        let scene = opening.district(&setup).await;
        db.close().await.unwrap();
        scene
    })
}

struct Opening {
    router: Router,
}

impl Opening {
    async fn district(&self, setup: &str) -> Scene {
        let fields = [
            ("body_name", "云岭市青禾区卫生健康局"),
            ("body_short_name", "区卫健局"),
            ("name", "系统员"),
            ("login", "system"),
            ("password", PASSWORD),
            ("again", PASSWORD),
        ];
        let first = links(&Visitor::new(self.router.clone()).post(setup, &fields).await);
        let (mut officer, bureau) = self.open(&first[2], "officer").await;
        let (_, reviewer) = self.open(&first[3], "reviewer").await;
        let mut seats = Vec::new();
        for number in 1..=UNITS {
            let fields = [("name", format!("青禾区第{number}医院")), ("class", "二级医院".to_owned())];
            let fields = fields.each_ref().map(|(name, value)| (*name, value.as_str()));
            accepted(&officer.post("/units", &fields).await);
            let list =
                Visitor::new(self.router.clone()).with_token(&bureau).get("/api/v1/units").await.json();
            let mut units = list["units"].as_array().unwrap().iter();
            let unit = text(&units.find(|unit| unit["name"] == fields[0].1).unwrap()["id"]);
            let invited = [("name", "联络员"), ("role", "unit_officer")];
            let links = links(&officer.post(&format!("/units/{unit}/invite"), &invited).await);
            let (_, token) = self.open(&links[0], &format!("unit{number}")).await;
            seats.push(Seat { unit, token, written: String::new(), sent: String::new() });
        }
        let [written, sent] = self.launch(&mut officer, &bureau).await;
        for seat in &mut seats {
            (seat.written, seat.sent) = (written.clone(), sent.clone());
            self.write_practice(seat).await;
        }
        Scene { seats, reviewer }
    }

    /// Opens an account by its link, signs in, and makes a token that may write.
    async fn open(&self, link: &str, login: &str) -> (Visitor, String) {
        let mut visitor = Visitor::new(self.router.clone());
        let fields = [("name", "王一"), ("login", login), ("password", PASSWORD), ("again", PASSWORD)];
        accepted(&visitor.post(link, &fields).await);
        accepted(&visitor.post("/sign-in", &[("login", login), ("password", PASSWORD)]).await);
        let fields = [("name", "程序"), ("scope", "write"), ("days", "30")];
        let page = visitor.post("/account/tokens", &fields).await.text();
        let token = page.split("id=\"token\">").nth(1).and_then(|rest| rest.split('<').next());
        let token = token.unwrap_or_else(|| panic!("{page}")).to_owned();
        (visitor, token)
    }

    /// Sends a plan with two reports that need no pictures down to every unit; their report dates.
    async fn launch(&self, officer: &mut Visitor, token: &str) -> [String; 2] {
        let notice = ("file", "通知.txt", NOTICE.as_bytes());
        let begun = officer.upload("/campaigns", &[], &[notice]).await;
        accepted(&begun);
        let campaign = begun.location().split('/').nth(2).unwrap().to_owned();
        for title in ["反复写的", "反复报的"] {
            accepted(&officer.post(&format!("/campaigns/{campaign}/dues"), &[("title", title)]).await);
        }
        accepted(&officer.post(&format!("/campaigns/{campaign}/units"), &[("every", "all")]).await);
        accepted(&officer.post(&format!("/campaigns/{campaign}/launch"), &[]).await);
        let mut program = Visitor::new(self.router.clone()).with_token(token);
        let plan = program.get(&format!("/api/v1/campaigns/{campaign}")).await.json();
        assert_eq!(plan["state"], "launched");
        let due = |title: &str| {
            let mut dues = plan["dues"].as_array().unwrap().iter();
            text(&dues.find(|due| due["title"] == title).unwrap()["id"])
        };
        [due("反复写的"), due("反复报的")]
    }

    async fn write_practice(&self, seat: &Seat) {
        let path = format!("/api/v1/reports/{}/{}/sections/practice", seat.sent, seat.unit);
        let input = json!({ "version": 0, "text": "逐条对照，逐项整改。" });
        let answer =
            Visitor::new(self.router.clone()).with_token(&seat.token).call("PUT", &path, &input).await;
        assert_eq!(answer.status, 200, "{}", answer.text());
    }
}

/// The one-time links that a page shows.
fn links(answer: &Answer) -> Vec<String> {
    assert_eq!(answer.status, 200, "{}", answer.text());
    let is_secret = |c: &char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_');
    let text = answer.text();
    let secrets =
        text.split("/welcome/").skip(1).map(|rest| rest.chars().take_while(is_secret).collect::<String>());
    let mut links: Vec<String> = secrets.map(|secret| format!("/welcome/{secret}")).collect();
    links.dedup();
    links
}

fn accepted(answer: &Answer) {
    assert_eq!(answer.status, 303, "{}", answer.text());
}

fn text(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}
