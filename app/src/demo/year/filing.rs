use anyhow::Result;
use clock::CivilDate;

use super::plan::{Due, Measure, Plan};
use super::{Year, deeds};
use crate::demo::{district, tell};

const DEPARTMENTS: [&str; 6] = ["办公室", "医务科", "总务科", "护理部", "保卫科", "院感科"];
/// How long after the date the bureau reads the plans.
const READ_AFTER: i32 = 5;
/// How many activities a plan names of each phase.
const DEEDS_A_PHASE: usize = 3;

/// A small unit asks for three quarters of the largest target: of which measure, and how many.
fn lower(plan: &Plan) -> Option<(&Measure, i64)> {
    let asked = plan.phases.iter().flat_map(|phase| &phase.measures);
    let largest = asked.max_by_key(|measure| measure.target)?;
    Some((largest, largest.target? * 3 / 4))
}

impl Year<'_> {
    /// Where plans are due: each unit writes its own and files it, some late, the silent ones never; the reviewer gives a
    /// few back and accepts the rest.
    pub(super) async fn file_plans(&mut self, plan: &Plan) -> Result<()> {
        let Some(due) = plan.plan_due().filter(|due| due.due_on < self.calendar.last) else { return Ok(()) };
        let mut order: Vec<(CivilDate, usize)> = Vec::new();
        for unit in (0..self.cast.units.len()).filter(|unit| unit % 13 != 12) {
            let span = i32::try_from(self.below(4)).unwrap_or(0);
            let day = due.due_on.plus_days(if unit % 17 == 8 { 1 + span } else { -span });
            order.push((day.max(self.calendar.first).min(self.calendar.last), unit));
        }
        order.sort();
        for (day, unit) in &order {
            self.set_day(*day);
            self.write_plan(plan, *unit).await?;
            let submit = self.plan_path(plan, *unit, "/submit");
            self.cast.units[*unit].hand.post(&submit, &[]).await?;
        }
        self.read_plans(plan, due, &order).await
    }

    async fn write_plan(&mut self, plan: &Plan, unit: usize) -> Result<()> {
        let mut fields: Vec<(String, String)> = vec![
            ("version".into(), "0".into()),
            ("leader".into(), district::person(&self.mint)),
            ("deputy".into(), district::person(&self.mint)),
            ("officer".into(), district::person(&self.mint)),
            (
                "safeguards".into(),
                "一是加强领导，分管领导每月调度一次。\n二是保障经费，宣传、培训支出列入年度预算。".into(),
            ),
        ];
        let lower = if unit % 10 == 6 { lower(plan) } else { None };
        // Its activities name no number of what the unit aims lower in: a plan that says two of them is not filed.
        let lowered = lower.map(|(measure, _)| measure.code.as_str());
        let mut row = 0;
        for phase in &plan.phases {
            let Some(ends_on) = phase.ends_on else { continue };
            let fitting = deeds::fitting(phase);
            for i in 0..DEEDS_A_PHASE.min(fitting.len()) {
                let deed = fitting[(unit + i) % fitting.len()];
                let mut field =
                    |name: &str, value: String| fields.push((format!("items[{row}][{name}]"), value));
                field("name", deed.name.to_owned());
                field("starts_on", phase.starts_on.to_string());
                field("ends_on", ends_on.to_string());
                field("department", DEPARTMENTS[(unit + row) % DEPARTMENTS.len()].to_owned());
                field("person", district::person(&self.mint));
                let amounts = deed.amounts(phase, &self.mint);
                let named = amounts.first().filter(|(measure, _)| lowered != Some(measure.code.as_str()));
                if let Some((measure, amount)) = named {
                    field("measure", measure.code.clone());
                    field("amount", amount.to_string());
                }
                row += 1;
            }
        }
        if let Some((measure, target)) = lower {
            let reason = "门诊量小、在编人员不足三十人，按实际需要申请调减。";
            fields.push(("targets[0][indicator]".into(), measure.indicator.clone()));
            fields.push(("targets[0][target]".into(), target.to_string()));
            fields.push(("targets[0][reason]".into(), reason.into()));
        }
        let fields: Vec<(&str, &str)> =
            fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        let path = self.plan_path(plan, unit, "");
        let hand = &mut self.cast.units[unit].hand;
        hand.sign_in().await?;
        hand.open(&format!("{path}/edit")).await?;
        hand.post(&path, &fields).await.map(drop)
    }

    async fn read_plans(&mut self, plan: &Plan, due: &Due, filed: &[(CivilDate, usize)]) -> Result<()> {
        let day = due.due_on.plus_days(READ_AFTER).min(self.calendar.last);
        self.set_day(day);
        self.cast.reviewer.sign_in().await?;
        for (_, unit) in filed {
            let path = self.plan_path(plan, *unit, "");
            if unit % 19 == 0 {
                let reason = [("reason", "请补充经费和时间安排，明确每项工作的责任人。")];
                self.cast.reviewer.post(&format!("{path}/return"), &reason).await?;
            } else {
                self.cast.reviewer.post(&format!("{path}/approve"), &[]).await?;
            }
        }
        tell(day, &format!("{} 家单位报备方案", filed.len()));
        Ok(())
    }

    fn plan_path(&self, plan: &Plan, unit: usize, part: &str) -> String {
        format!("/plans/{}/{}{part}", plan.id, self.cast.units[unit].id)
    }
}
