use anyhow::{Context, Result};
use campaigns::{Measure, MeasureKind};
use serde_json::Value;

use super::{Plan, Year};
use crate::demo::hand::Hand;

impl Year<'_> {
    /// The officer reads the notice, answers what is open, sets targets, chooses every unit and launches; then the units
    /// sign, the silent ones never.
    pub(super) async fn launch(&mut self, (name, bytes): &(String, Vec<u8>)) -> Result<Plan> {
        let officer = &mut self.cast.officer;
        let begun = officer.upload("/campaigns", &[], &[("file", name, bytes)]).await?;
        let id = begun.location().split('/').nth(2).map(str::to_owned).context("通知没有成为方案")?;
        officer.open(&format!("/campaigns/{id}/plan")).await?;
        let mut program = officer.with_token("演示").await?;
        let draft = program.json(&format!("/api/v1/campaigns/{id}")).await?;
        answer(officer, &id, &draft).await?;
        set_targets(officer, &id, &draft).await?;
        let everybody = [("every", "all"), ("next", "launch")];
        officer.post(&format!("/campaigns/{id}/units"), &everybody).await?;
        officer.open(&format!("/campaigns/{id}/launch")).await?;
        officer.post(&format!("/campaigns/{id}/launch"), &[("plan_version", "")]).await?;
        let plan = Plan::of(&program.json(&format!("/api/v1/campaigns/{id}")).await?)?;
        for (i, player) in self.cast.units.iter_mut().enumerate() {
            if i % 13 != 12 {
                player.hand.post(&format!("/campaigns/{}/sign", plan.id), &[]).await?;
            }
        }
        Ok(plan)
    }
}

/// Takes the first choice of every question, as an officer does who agrees with what is proposed.
async fn answer(officer: &mut Hand, id: &str, draft: &Value) -> Result<()> {
    for question in draft["questions"].as_array().into_iter().flatten() {
        let (Some(item), Some(choice)) = (question["id"].as_str(), question["choices"][0].as_str()) else {
            continue;
        };
        let version = question["version"].to_string();
        let fields = [("version", version.as_str()), ("choice", choice)];
        officer.post(&format!("/campaigns/{id}/questions/{item}"), &fields).await?;
    }
    Ok(())
}

async fn set_targets(officer: &mut Hand, id: &str, draft: &Value) -> Result<()> {
    for indicator in draft["indicators"].as_array().into_iter().flatten() {
        let (Some(item), Some(code)) = (indicator["id"].as_str(), indicator["measure"].as_str()) else {
            continue;
        };
        let Some(target) = campaigns::measure(code).and_then(usual_target) else { continue };
        let version = indicator["version"].to_string();
        let fields = [("version", version.as_str()), ("target", target)];
        officer.post(&format!("/campaigns/{id}/indicators/{item}"), &fields).await?;
    }
    Ok(())
}

/// What a district asks of one unit: by the measure, else by the unit of count; nothing where there is nothing to count.
fn usual_target(measure: &Measure) -> Option<&'static str> {
    if measure.kind == MeasureKind::Task {
        return None;
    }
    match (measure.code.as_str(), measure.unit.as_str()) {
        ("trainee_visit", _) => Some("150"),
        (
            "topic_column" | "field_meeting" | "role_model" | "quiz" | "drill" | "training_class" | "exam",
            _,
        ) => Some("1"),
        (_, "人次") => Some("60"),
        (_, "份" | "册") => Some("200"),
        (_, "条" | "幅" | "块") => Some("5"),
        (_, "篇") => Some("3"),
        (_, "场" | "期" | "次" | "个" | "场次") => Some("2"),
        _ => None,
    }
}
