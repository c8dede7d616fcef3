use serde_json::{Value, json};
use testing::{Answer, Visitor};

use crate::whole::Stage;

/// The sample notice that `anbiao demo` plays.
const NOTICE: &str = include_str!("../../demo/notice.txt");

/// The launched plan, as far as the walk goes by it.
pub(crate) struct Plan {
    pub(crate) campaign: String,
    pub(crate) phase: String,
    /// The report at the end of the first phase.
    pub(crate) due: String,
    /// The address of the first unit's report.
    pub(crate) report: String,
}

/// The bureau's people at their desks.
pub(crate) struct Bureau {
    officer: Visitor,
    reviewer: Visitor,
    program: Visitor,
    unit: String,
}

/// A version of the joined draft, as the API shows it.
pub(crate) struct Version {
    pub(crate) draft: String,
    pub(crate) ledger: String,
    pub(crate) code: String,
}

impl Bureau {
    pub(crate) fn at_work(house: &Stage) -> Self {
        Self {
            officer: house.visitor(&house.cast.bureau_officer),
            reviewer: house.visitor(&house.cast.bureau_reviewer),
            program: house.program(&house.cast.bureau_officer),
            unit: house.cast.first_unit.to_string(),
        }
    }

    /// Uploads the notice, answers what it leaves open, sets a target, chooses every unit, and sends the plan down.
    pub(crate) async fn launch(&mut self) -> Plan {
        let begun = self.officer.upload("/campaigns", &[], &[("file", "通知.txt", NOTICE.as_bytes())]).await;
        let campaign = led_to(&begun, "/campaigns/").split('/').next().unwrap().to_owned();
        let draft = self.view(&campaign).await;
        assert_eq!(draft["document_number"], "云青卫〔2026〕17号");
        assert_eq!(draft["issued_on"], "2026-03-06");
        let ends: Vec<_> =
            draft["phases"].as_array().unwrap().iter().map(|phase| &phase["ends_on"]).collect();
        assert_eq!(
            ends,
            ["2026-05-31", "2026-08-31", "2026-12-31"]
                .map(Value::from)
                .iter()
                .chain([&Value::Null])
                .collect::<Vec<_>>()
        );
        self.answer_every_question(&campaign, &draft).await;
        self.ask_for_handbooks(&campaign, &draft).await;
        let chosen = [("every", "all"), ("next", "launch")];
        let chosen = self.officer.post(&format!("/campaigns/{campaign}/units"), &chosen).await;
        assert_eq!(led_to(&chosen, "/campaigns/"), format!("{campaign}/launch"));
        let plan = self.view(&campaign).await;
        let fields = [("plan_version", &*text(&plan["plan_version"]))];
        led_to(&self.officer.post(&format!("/campaigns/{campaign}/launch"), &fields).await, "/campaigns/");
        let plan = self.view(&campaign).await;
        assert_eq!(plan["state"], "launched");
        let mut dues = plan["dues"].as_array().unwrap().iter();
        let due = dues.find(|due| due["kind"] == "phase_end" && due["phase"] == 1).unwrap();
        assert_eq!((&due["due_on"], &due["with_pictures"]), (&json!("2026-05-31"), &json!(true)));
        let (phase, due) = (text(&plan["phases"][0]["id"]), text(&due["id"]));
        Plan { report: format!("/reports/{due}/{}", self.unit), campaign, phase, due }
    }

    async fn answer_every_question(&mut self, campaign: &str, draft: &Value) {
        let questions = draft["questions"].as_array().unwrap();
        assert!(
            questions.iter().any(|question| question["about"] == "phases[4].report_cycle"),
            "{questions:?}"
        );
        for question in questions {
            let (version, choice) = (text(&question["version"]), text(&question["choices"][0]));
            let path = format!("/campaigns/{campaign}/questions/{}", text(&question["id"]));
            led_to(
                &self.officer.post(&path, &[("version", &version), ("choice", &choice)]).await,
                "/campaigns/",
            );
        }
        let plan = self.view(campaign).await;
        assert!(plan["questions"].as_array().unwrap().iter().all(|question| question["answer"].is_string()));
    }

    async fn ask_for_handbooks(&mut self, campaign: &str, draft: &Value) {
        let mut indicators = draft["indicators"].as_array().unwrap().iter();
        let handbooks = indicators.find(|row| row["measure"] == "handbook").unwrap();
        let path = format!("/campaigns/{campaign}/indicators/{}", text(&handbooks["id"]));
        let fields = [("version", &*text(&handbooks["version"])), ("target", "210")];
        led_to(&self.officer.post(&path, &fields).await, "/campaigns/");
    }

    async fn view(&mut self, campaign: &str) -> Value {
        let answer = self.program.get(&format!("/api/v1/campaigns/{campaign}")).await;
        assert_eq!(answer.status, 200, "{}", answer.text());
        answer.json()
    }

    pub(crate) async fn sees_one_signature(&mut self, campaign: &str) {
        let page = self.officer.get(&format!("/campaigns/{campaign}")).await.text();
        assert!(page.contains("未签收 1"), "{page}");
    }

    pub(crate) async fn returns(&mut self, report: &str, reason: &str) {
        let fields = [("sections[]", "data"), ("reason", reason)];
        led_to(&self.reviewer.post(&format!("{report}/return"), &fields).await, "/reports");
    }

    pub(crate) async fn approves(&mut self, report: &str) {
        led_to(&self.reviewer.post(&format!("{report}/approve"), &[]).await, "/reports");
    }

    /// Has the reports of the first phase joined, and waits for the job.
    pub(crate) async fn consolidates(&mut self, house: &Stage, plan: &Plan) -> Version {
        let fields = [("campaign", &*plan.campaign), ("phase", &*plan.phase), ("reckoning", "approved")];
        let begun = self.officer.post("/consolidations", &fields).await;
        let id = led_to(&begun, "/consolidations/");
        let path = format!("/api/v1/consolidations/{id}");
        assert_eq!(self.program.get(&path).await.json()["state"], "queued");
        house.run_until_idle().await;
        let version = self.program.get(&path).await.json();
        assert_eq!((&version["state"], &version["number"]), (&json!("done"), &json!(1)), "{version}");
        assert_eq!((&version["progress_done"], &version["progress_total"]), (&json!(2), &json!(2)));
        let page = self.officer.get(&format!("/consolidations/{id}")).await.text();
        assert!(page.contains("汇总第 1 版（已锁定）"), "{page}");
        Version {
            draft: format!("/consolidations/{id}/draft.docx"),
            ledger: format!("/consolidations/{id}/ledger.xlsx"),
            code: text(&version["code"]),
        }
    }

    /// Downloads a file.
    pub(crate) async fn fetch(&mut self, path: &str) -> Vec<u8> {
        let answer = self.officer.get(path).await;
        assert_eq!(answer.status, 200, "{path}: {}", answer.text());
        answer.body.to_vec()
    }
}

/// What follows `prefix` in the address that an accepted form leads to.
pub(crate) fn led_to(answer: &Answer, prefix: &str) -> String {
    assert_eq!(answer.status, 303, "{}", answer.text());
    let rest = answer.location().strip_prefix(prefix);
    rest.unwrap_or_else(|| panic!("led to {}", answer.location())).to_owned()
}

/// A JSON value as the text of a form's field.
pub(crate) fn text(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}
