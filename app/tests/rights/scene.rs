use db::{Reads, params};
use serde_json::{Value, json};
use testing::{Answer, Visitor};

use super::files::{jpeg, sheet};
use crate::whole::Stage;

mod filed;
mod newcomers;
mod work;

/// The sample notice that `anbiao demo` plays.
pub(crate) const NOTICE: &str = include_str!("../../demo/notice.txt");

/// What an authenticator app shows at the time of the test house for the secret that everybody of the cast is about to
/// prove: the published one of RFC 6238.
pub(crate) const CODE: &str = "495679";

/// The password of everybody in the cast.
pub(crate) const PASSWORD: &str = "Oak-Lantern-2026";

/// A whole unit plan over the version that is there before the first.
pub(crate) fn plan() -> Value {
    let item =
        json!({ "name": "安全讲座", "ends_on": "2026-05-20", "department": "医务科", "person": "周医生" });
    json!({ "version": 0, "leader": "陈院长", "deputy": "林副院长", "items": [item] })
}

/// The targets of the table, made through the pages where a page makes them.
#[derive(Clone, Debug)]
pub(crate) struct Scene {
    pub(crate) bureau: String,
    pub(crate) first_unit: String,
    pub(crate) second_unit: String,
    pub(crate) today: String,
    /// The logins of the first unit's officer and of the second one's.
    pub(crate) login: String,
    pub(crate) known: String,
    /// Somebody of the first unit without a role, whose account nobody has opened.
    pub(crate) unassigned: String,
    /// Somebody invited to the first unit who has not opened the account, with the secret of the link and the grant.
    pub(crate) newcomer: String,
    pub(crate) welcome: String,
    pub(crate) grant: String,
    /// The version of that account.
    pub(crate) newcomer_version: String,
    /// An administrator who has opened the account; the first unit's member, who has, too, and the secret of a link by which
    /// the member chooses another password.
    pub(crate) auditor: String,
    pub(crate) member: String,
    pub(crate) reset: String,
    /// Somebody whose sign-in asks for a code, and the ticket of a first step that is done.
    pub(crate) guarded: String,
    pub(crate) guarded_version: String,
    pub(crate) ticket: String,
    /// A named set of units, and a hand-over at the first unit.
    pub(crate) set: String,
    /// A unit that went into the second one, and one that closed.
    pub(crate) merged: String,
    pub(crate) gone: String,
    pub(crate) handover: String,
    /// A second session and a token of the first unit's officer.
    pub(crate) session: String,
    pub(crate) token: String,
    /// A sheet of units, and its preview by the bureau's officer.
    pub(crate) sheet: Vec<u8>,
    pub(crate) import: String,
    /// A draft with units chosen, and its plan as the API shows it.
    pub(crate) draft: String,
    pub(crate) plan: Value,
    /// A campaign that went down to every unit.
    pub(crate) launched: String,
    /// A campaign that went down to the first unit, which has done nothing yet and is let off its plan; one that is over;
    /// the draft of an amendment; one whose amendment has gone down, with a plan of the first unit that was accepted before the
    /// bureau's targets changed.
    pub(crate) fresh: String,
    pub(crate) closed: String,
    pub(crate) amendment: String,
    pub(crate) amended: String,
    pub(crate) jpeg: Vec<u8>,
    /// Activities of the first unit, one of them void, and a half-filled form.
    pub(crate) activity: String,
    pub(crate) activity_version: String,
    pub(crate) void: String,
    pub(crate) form: String,
    /// One of the first unit's that names the second one as a co-host.
    pub(crate) joint: String,
    /// One of the first unit's that stands for a while.
    pub(crate) banner: String,
    /// A photo that shows patients and is not confirmed.
    pub(crate) patients_photo: String,
    /// A ledger that waits to be confirmed.
    pub(crate) ledger: String,
    /// The photo of the activity, and one that no activity holds.
    pub(crate) photo: String,
    pub(crate) waiting_photo: String,
    /// The same of papers.
    pub(crate) paper: String,
    pub(crate) waiting_paper: String,
    /// A file of which no piece has come yet: it will be `jpeg`.
    pub(crate) parcel: String,
    /// Report dates on which the first unit's report can be sent, was sent, is exempt, or was never touched.
    pub(crate) open: String,
    pub(crate) open_version: String,
    pub(crate) sent: String,
    pub(crate) exempt: String,
    pub(crate) blank: String,
    /// The date on which the list of liaison officers is due.
    pub(crate) list: String,
    /// A job that waits, and one that was stopped.
    pub(crate) queued: String,
    pub(crate) stopped: String,
    /// A joined draft that is done, and its phase.
    pub(crate) consolidation: String,
    pub(crate) joined_phase: String,
    /// A ZIP of the first unit's file that is made, and one that waits.
    pub(crate) dossier: String,
    pub(crate) queued_dossier: String,
}

/// Sets the scene in a test house on SQLite.
pub(crate) async fn set(house: &Stage) -> Scene {
    let scene = Setting { house, officer: house.visitor(&house.cast.bureau_officer) };
    scene.set().await
}

struct Setting<'a> {
    house: &'a Stage,
    officer: Visitor,
}

impl Setting<'_> {
    async fn set(mut self) -> Scene {
        let unassigned = self.unassigned().await;
        let (newcomer, welcome, grant) = self.newcomer().await;
        let (login, session, token) = self.credentials().await;
        let reset = self.lost_password().await;
        let (guarded, ticket) = self.second_step().await;
        let sheet = sheet();
        let previewed = self.officer.upload("/units/import", &[], &[("file", "名册.xlsx", &sheet)]).await;
        let import = led_to(&previewed, "/units/import/");
        led_to(
            &self.officer.post("/units", &[("name", "还没有人的医院"), ("class", "二级医院")]).await,
            "/units",
        );
        let merged = self.merged_unit().await;
        let gone = self.closed_unit().await;
        let set = led_to(&self.officer.post("/unit-sets", &[("name", "东片")]).await, "/unit-sets/");
        let handover = self.handover(&guarded).await;
        let (draft, launched) = (self.read_notice().await, self.read_notice().await);
        let plan = self.view(&launched).await;
        for campaign in [&draft, &launched] {
            led_to(
                &self.officer.post(&format!("/campaigns/{campaign}/units"), &[("every", "all")]).await,
                "/campaigns/",
            );
        }
        self.answer_cycle(&launched, &plan).await;
        let earlier = self.earlier_dues(&launched, &plan).await;
        let list = self.liaison_due(&launched).await;
        led_to(&self.officer.post(&format!("/campaigns/{launched}/launch"), &[]).await, "/campaigns/");
        let plan = self.view(&launched).await;
        self.report_nothing(&earlier[0]).await;
        let [fresh, closed, amendment, amended] = self.stages().await;
        let work = self.work(&launched).await;
        let (ledger, patients_photo) = (self.ledger().await, self.patients().await);
        let banner = self.banner(&launched).await;
        let dues = self.reports(&plan, earlier).await;
        self.plans(&launched).await;
        self.outdated_plan(&amended).await;
        let let_off = format!("/plans/{fresh}/{}/exempt", self.house.cast.first_unit);
        led_to(&self.officer.post(&let_off, &[("exempt_reason", "停业装修")]).await, "/plans/");
        let joined_phase = text(&plan["phases"][0]["id"]);
        let fields = [("campaign", &*launched), ("phase", &*joined_phase), ("reckoning", "reported")];
        let consolidation = led_to(&self.officer.post("/consolidations", &fields).await, "/consolidations/");
        let dossier = self.dossier("2026").await;
        self.house.run_until_idle().await;
        let queued_dossier = self.dossier("all").await;
        let [queued, stopped] = self.jobs().await;
        let [activity, activity_version, void, form, joint, photo, waiting_photo, paper, waiting_paper] =
            work;
        let [open, open_version, sent, exempt, blank] = dues;
        Scene {
            bureau: self.house.cast.bureau.to_string(),
            first_unit: self.house.cast.first_unit.to_string(),
            second_unit: self.house.cast.second_unit.to_string(),
            today: self.house.clock().today().to_string(),
            known: self.house.cast.other_unit_officer.person.to_string(),
            login,
            unassigned,
            newcomer,
            welcome,
            grant,
            newcomer_version: "2".to_owned(),
            auditor: self.house.cast.audit_administrator.person.to_string(),
            member: self.house.cast.member.person.to_string(),
            reset,
            guarded,
            set,
            merged,
            gone,
            handover,
            guarded_version: "3".to_owned(),
            ticket,
            session,
            token,
            sheet,
            import,
            plan: self.view(&draft).await,
            draft,
            launched,
            fresh,
            closed,
            amendment,
            amended,
            parcel: self.parcel(&jpeg(3)).await,
            jpeg: jpeg(3),
            activity,
            activity_version,
            void,
            form,
            joint,
            banner,
            ledger,
            patients_photo,
            photo,
            waiting_photo,
            paper,
            waiting_paper,
            open,
            open_version,
            sent,
            exempt,
            blank,
            list,
            queued,
            stopped,
            consolidation,
            joined_phase,
            dossier,
            queued_dossier,
        }
    }

    /// Gives everybody the password that one of them chose, and the first unit's officer a second browser and a token.
    async fn credentials(&self) -> (String, String, String) {
        let officer = self.house.cast.unit_officer.person;
        let mut system = self.house.visitor(&self.house.cast.system_administrator);
        let page = system.post(&format!("/accounts/{officer}/link"), &[("version", "1")]).await;
        let secret = secret_of(&page, "/welcome/");
        let login = "officer1".to_owned();
        let fields = [("name", "郑联络"), ("login", &*login), ("password", PASSWORD), ("again", PASSWORD)];
        led_to(&self.house.stranger().post(&format!("/welcome/{secret}"), &fields).await, "/sign-in");
        let mut tx = self.house.db.begin().await.unwrap();
        let copied = "UPDATE person SET password_hash = (SELECT password_hash FROM person WHERE login = 'officer1'), \
                      login = COALESCE(login, id) WHERE name NOT IN ('新同事', '待分配')";
        tx.run(copied, params![]).await.unwrap();
        tx.commit().await.unwrap();
        let signed = [("login", login.as_str()), ("password", PASSWORD)];
        led_to(&self.house.stranger().post("/sign-in", &signed).await, "/");
        let mut own = self.house.visitor(&self.house.cast.unit_officer);
        let made =
            own.post("/account/tokens", &[("name", "旧程序"), ("scope", "read"), ("days", "30")]).await;
        assert_eq!(made.status, 200, "{}", made.text());
        let session = "SELECT s.id AS value FROM session s JOIN person p ON p.id = s.person \
                       WHERE p.login = 'officer1' ORDER BY s.id DESC LIMIT 1";
        let token = "SELECT id AS value FROM access_token WHERE name = '旧程序'";
        (login, self.value(session).await, self.value(token).await)
    }

    async fn value(&self, sql: &'static str) -> String {
        self.house.db.value(sql, params![]).await.unwrap().unwrap_or_else(|| panic!("nothing: {sql}"))
    }

    async fn read_notice(&mut self) -> String {
        let begun = self.officer.upload("/campaigns", &[], &[("file", "通知.txt", NOTICE.as_bytes())]).await;
        led_to(&begun, "/campaigns/").trim_end_matches("/plan").to_owned()
    }

    async fn view(&self, campaign: &str) -> Value {
        let mut program = self.house.program(&self.house.cast.bureau_officer);
        program.get(&format!("/api/v1/campaigns/{campaign}")).await.json()
    }

    /// The long phase is reported on once a year, so that there are report dates enough.
    async fn answer_cycle(&mut self, campaign: &str, plan: &Value) {
        let mut questions = plan["questions"].as_array().unwrap().iter();
        let cycle = questions.find(|question| question["about"] == "phases[4].report_cycle").unwrap();
        let path = format!("/campaigns/{campaign}/questions/{}", text(&cycle["id"]));
        let fields = [("version", "1"), ("choice", "按年")];
        led_to(&self.officer.post(&path, &fields).await, "/campaigns/");
    }

    /// Two dates of the first phase before any activity: for a report that is sent, and one that nobody touches.
    async fn earlier_dues(&self, campaign: &str, plan: &Value) -> [String; 2] {
        let mut program = self.house.program(&self.house.cast.bureau_officer);
        let path = format!("/api/v1/campaigns/{campaign}/dues");
        let mut added = Vec::new();
        for day in ["2026-03-05", "2026-03-04"] {
            let due = json!({ "title": "启动情况", "due_on": day, "phase": plan["phases"][0]["id"] });
            added.push(text(&accepted(program.call("POST", &path, &due).await)["id"]));
        }
        added.try_into().unwrap()
    }

    /// The first unit reports that it has done nothing yet, before it does something.
    async fn report_nothing(&self, due: &str) {
        let mut program = self.house.program(&self.house.cast.unit_officer);
        let zero = format!("/api/v1/reports/{due}/{}/zero", self.house.cast.first_unit);
        accepted(program.call("POST", &zero, &json!({ "reason": "本阶段尚未开展" })).await);
    }

    /// Campaigns of the first unit: untouched, over, the draft that amends a third, and a fourth that was amended.
    async fn stages(&mut self) -> [String; 4] {
        let unit = self.house.cast.first_unit.to_string();
        let mut stages = Vec::new();
        for _ in 0..4 {
            let campaign = self.read_notice().await;
            for (step, fields) in [("units", &[("units[0]", unit.as_str())][..]), ("launch", &[])] {
                led_to(
                    &self.officer.post(&format!("/campaigns/{campaign}/{step}"), fields).await,
                    "/campaigns/",
                );
            }
            stages.push(campaign);
        }
        let [fresh, closed, third, amended] = stages.try_into().unwrap();
        led_to(&self.officer.post(&format!("/campaigns/{closed}/close"), &[]).await, "/campaigns/");
        let amendment = self.amending(&third).await;
        let down = self.amending(&amended).await;
        led_to(&self.officer.post(&format!("/campaigns/{down}/changes"), &[]).await, "/campaigns/");
        [fresh, closed, amendment, amended]
    }

    /// The draft of an amendment that adds a task to a campaign.
    async fn amending(&mut self, campaign: &str) -> String {
        let paper = [("document_number", "青卫健〔2026〕27号")];
        let draft = self.officer.upload(&format!("/campaigns/{campaign}/amend"), &paper, &[]).await;
        let draft = led_to(&draft, "/campaigns/").trim_end_matches("/plan").to_owned();
        led_to(
            &self.officer.post(&format!("/campaigns/{draft}/tasks"), &[("text", "补充的任务")]).await,
            "/campaigns/",
        );
        draft
    }

    /// Report dates: open (with the version of its report), sent, exempt, blank.
    async fn reports(&self, plan: &Value, [sent, blank]: [String; 2]) -> [String; 5] {
        let of = |kind: &str| -> Vec<String> {
            let dues = plan["dues"].as_array().unwrap().iter();
            dues.filter(|due| due["kind"] == kind).map(|due| text(&due["id"])).collect()
        };
        let (ends, yearly) = (of("phase_end"), of("periodic"));
        let unit = &self.house.cast.first_unit;
        let mut program = self.house.program(&self.house.cast.unit_officer);
        let section = format!("/api/v1/reports/{}/{unit}/sections/experience", ends[0]);
        let typed = json!({ "version": 0, "text": "先写一句。" });
        let view = accepted(program.call("PUT", &section, &typed).await);
        let mut officer = self.house.program(&self.house.cast.bureau_officer);
        let exempt = format!("/api/v1/reports/{}/{unit}/exempt", yearly[0]);
        accepted(officer.call("POST", &exempt, &json!({ "reason": "停业装修" })).await);
        [ends[0].clone(), text(&view["version"]), sent, yearly[0].clone(), blank]
    }
}

/// The secret of the first link that a page shows under `prefix`.
fn secret_of(page: &Answer, prefix: &str) -> String {
    let text = page.text();
    let rest = text.split(&format!("http://localhost{prefix}")).nth(1);
    rest.unwrap_or_else(|| panic!("{text}")).chars().take_while(|c| is_secret(*c)).collect()
}

fn is_secret(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '-' | '_')
}

fn accepted(answer: Answer) -> Value {
    assert_eq!(answer.status, 200, "{}", answer.text());
    answer.json()
}

/// What follows `prefix` in the address that an accepted form leads to.
fn led_to(answer: &Answer, prefix: &str) -> String {
    assert_eq!(answer.status, 303, "{}", answer.text());
    let rest = answer.location().strip_prefix(prefix);
    rest.unwrap_or_else(|| panic!("led to {}", answer.location())).to_owned()
}

/// A JSON value as the text of a form's field.
pub(crate) fn text(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}
