//! What units filed: their plans and, soon, the list of their liaison officers.

use db::params;
use serde_json::json;

use super::{Setting, accepted, led_to, plan, text};

impl Setting<'_> {
    /// The first unit's plan was filed with a file of its own and came back, the second unit's is filed.
    pub(super) async fn plans(&self, campaign: &str) {
        let cast = &self.house.cast;
        for (who, unit) in
            [(&cast.unit_officer, cast.first_unit), (&cast.other_unit_officer, cast.second_unit)]
        {
            let mut program = self.house.program(who);
            let path = format!("/api/v1/plans/{campaign}/{unit}");
            accepted(program.call("PUT", &path, &plan()).await);
            if unit == cast.first_unit {
                let file = format!("/plans/{campaign}/{unit}/file");
                let sent =
                    self.house.visitor(who).upload(&file, &[], &[("file", "方案.pdf", b"%PDF-1.7")]).await;
                led_to(&sent, "/plans/");
            }
            accepted(program.call("POST", &format!("{path}/submit"), &json!({})).await);
        }
        let plan = format!("/plans/{campaign}/{}", cast.first_unit);
        let mut reviewer = self.house.visitor(&cast.bureau_reviewer);
        led_to(&reviewer.post(&format!("{plan}/return"), &[("reason", "请补充演练")]).await, "/plans");
    }

    /// The first unit's plan was accepted, and the bureau asks for something else by now.
    pub(super) async fn outdated_plan(&self, campaign: &str) {
        let cast = &self.house.cast;
        let path = format!("/api/v1/plans/{campaign}/{}", cast.first_unit);
        let mut program = self.house.program(&cast.unit_officer);
        accepted(program.call("PUT", &path, &plan()).await);
        accepted(program.call("POST", &format!("{path}/submit"), &json!({})).await);
        let mut reviewer = self.house.program(&cast.bureau_reviewer);
        accepted(reviewer.call("POST", &format!("{path}/approve"), &json!({})).await);
        let mut tx = self.house.db.begin().await.unwrap();
        tx.run("UPDATE indicator SET target = 77 WHERE campaign = $1", params![campaign]).await.unwrap();
        tx.commit().await.unwrap();
    }

    /// The first unit's file of a year is asked for as a ZIP.
    pub(super) async fn dossier(&self, year: &str) -> String {
        let unit = self.house.cast.first_unit;
        let mut program = self.house.program(&self.house.cast.bureau_officer);
        let asked =
            program.call("POST", &format!("/api/v1/dossiers/{unit}/exports"), &json!({ "year": year })).await;
        text(&accepted(asked)["id"])
    }

    /// The date of a list of liaison officers, of whom the first unit has confirmed its own.
    pub(super) async fn liaison_due(&self, campaign: &str) -> String {
        let mut program = self.house.program(&self.house.cast.bureau_officer);
        let due = json!({ "title": "报送联络员名单", "due_on": "2026-03-20" });
        let added = program.call("POST", &format!("/api/v1/campaigns/{campaign}/dues"), &due).await;
        let mut tx = self.house.db.begin().await.unwrap();
        let confirmed = "UPDATE unit SET liaison_name = '郑联络', liaison_phone = '13800138000', \
                         liaison_confirmed_at = 1 WHERE id = $1";
        tx.run_one(confirmed, params![self.house.cast.first_unit]).await.unwrap();
        tx.commit().await.unwrap();
        text(&accepted(added)["id"])
    }
}
