use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use campaigns::{TallyState, tally};
use people::{Actor, Permit};
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::ToSchema;
use web::{ApiJson, Fault, Form, Page, Raw, Reply};

use super::{Address, at, review};
use crate::Reports;
use crate::assembly::SectionKey;
use crate::policy::{Approve, SendBack};
use crate::report::{ReportState, StepKind};
use crate::standing::Standing;
use crate::store::reports;
use crate::view::StandingView;

/// A report is approved as it was sent.
#[derive(Clone, Debug, Default, Deserialize, Serialize, ToSchema)]
#[serde(default)]
pub(crate) struct ApproveInput {
    /// The version that was looked at; blank: whichever there is.
    version: Raw,
}

/// 退回修改.
#[derive(Clone, Debug, Default, Deserialize, Serialize, ToSchema)]
#[serde(default)]
pub(crate) struct ReturnInput {
    /// Codes of the sections to mend, `pictures` among them; none: the whole.
    pub(crate) sections: Vec<Raw>,
    /// Ready-made reasons.
    pub(crate) phrases: Vec<Raw>,
    /// The reviewer's own words; with the phrases up to 500 characters.
    pub(crate) reason: Raw,
    /// The version that was looked at; blank: whichever there is.
    pub(crate) version: Raw,
}

/// A reason, and what it is about.
struct Reason {
    text: String,
    sections: String,
}

impl ReturnInput {
    fn parse(&self) -> Result<Reason, Fault> {
        const MAX: usize = 500;
        let words = self.phrases.iter().chain([&self.reason]).filter_map(Raw::given);
        let text = words.collect::<Vec<_>>().join("\n");
        if text.is_empty() {
            return Err(Fault::field("reason", "请写明退回的原因，或勾选一条常用意见。"));
        }
        let length = text.chars().count();
        if length > MAX {
            return Err(Fault::field(
                "reason",
                format!("退回原因共 {length} 个字，请控制在 {MAX} 个字以内。"),
            ));
        }
        let mut labels = Vec::new();
        for code in self.sections.iter().filter_map(Raw::given) {
            let label = match code {
                "pictures" => Some("图片"),
                code => SectionKey::parse(code).map(SectionKey::label),
            };
            labels
                .push(label.ok_or_else(|| Fault::field("sections", "没有这个部分，请刷新页面后重新选择。"))?);
        }
        Ok(Reason { text, sections: labels.join("、") })
    }
}

/// `POST /reports/{due}/{unit}/approve`.
pub(crate) async fn approve(
    State(state): State<Reports>,
    actor: Actor,
    page: Page,
    Path((due, unit)): Address,
    Form { input, .. }: Form<ApproveInput>,
) -> Result<Response, Fault> {
    match accept(&state, &actor, (&due, &unit), &input).await {
        Ok(name) => Ok(page.done(&format!("已审核通过：{name}。"), "/reports?state=pending")),
        Err(fault) if fault.is_mendable() => {
            review::refused(&state, &actor, page, (&due, &unit), ReturnInput::default(), fault).await
        }
        Err(fault) => Err(fault),
    }
}

/// `POST /reports/{due}/{unit}/return`.
pub(crate) async fn send_back(
    State(state): State<Reports>,
    actor: Actor,
    page: Page,
    Path((due, unit)): Address,
    Form { input, .. }: Form<ReturnInput>,
) -> Result<Response, Fault> {
    match give_back(&state, &actor, (&due, &unit), &input).await {
        Ok(name) => Ok(page.done(&format!("已退回修改：{name}。"), "/reports?state=pending")),
        Err(fault) if fault.is_mendable() => {
            review::refused(&state, &actor, page, (&due, &unit), input, fault).await
        }
        Err(fault) => Err(fault),
    }
}

/// `POST /api/v1/reports/{due}/{unit}/approve`.
pub(crate) async fn approve_call(
    State(state): State<Reports>,
    actor: Actor,
    Path((due, unit)): Address,
    ApiJson { input, .. }: ApiJson<ApproveInput>,
) -> Result<Response, Fault> {
    accept(&state, &actor, (&due, &unit), &input).await?;
    standing_now(&state, &due, &unit).await
}

/// `POST /api/v1/reports/{due}/{unit}/return`.
pub(crate) async fn return_call(
    State(state): State<Reports>,
    actor: Actor,
    Path((due, unit)): Address,
    ApiJson { input, .. }: ApiJson<ReturnInput>,
) -> Result<Response, Fault> {
    give_back(&state, &actor, (&due, &unit), &input).await?;
    standing_now(&state, &due, &unit).await
}

/// How a report stands, for a program.
pub(crate) async fn standing_now(state: &Reports, due: &str, unit: &str) -> Result<Response, Fault> {
    let standing = at(&state.db, due, unit).await?;
    Ok(Reply(StandingView::of(&standing, state.db.clock().today())).into_response())
}

/// Refuses to decide on what nobody has looked at.
fn check_seen(version: &Raw, standing: &Standing) -> Result<(), Fault> {
    if !version.is_other_than(standing.version.unwrap_or(0)) {
        return Ok(());
    }
    let sentence = "您打开以后，单位又报送了新的内容，还没有作出决定。下面是现在的报告，请看过再决定。";
    Err(Fault::conflict("changed_meanwhile", sentence))
}

async fn accept(
    state: &Reports,
    actor: &Actor,
    (due, unit): (&str, &str),
    input: &ApproveInput,
) -> Result<String, Fault> {
    let mut tx = state.db.begin().await?;
    let standing = at(&tx, due, unit).await?;
    let permit = Permit::<Approve>::ask(actor, &standing)?;
    check_seen(&input.version, &standing)?;
    let report = reports::open(&mut tx, &permit, &standing).await?;
    reports::set_state(&mut tx, &permit, report, permit.version(), ReportState::Approved).await?;
    reports::note(&mut tx, &permit, report, StepKind::Approved, "", "").await?;
    if let Some(phase) = standing.phase {
        tally::advance(&mut tx, standing.campaign, Some(phase), standing.unit, TallyState::Approved).await?;
    }
    permit.record(&mut tx, json!({})).await?;
    tx.commit().await?;
    Ok(standing.unit_name)
}

async fn give_back(
    state: &Reports,
    actor: &Actor,
    (due, unit): (&str, &str),
    input: &ReturnInput,
) -> Result<String, Fault> {
    let mut tx = state.db.begin().await?;
    let standing = at(&tx, due, unit).await?;
    let permit = Permit::<SendBack>::ask(actor, &standing)?;
    check_seen(&input.version, &standing)?;
    let reason = input.parse()?;
    let report = reports::open(&mut tx, &permit, &standing).await?;
    reports::set_state(&mut tx, &permit, report, permit.version(), ReportState::Returned).await?;
    reports::note(&mut tx, &permit, report, StepKind::Returned, &reason.text, &reason.sections).await?;
    if let Some(phase) = standing.phase {
        tally::advance(&mut tx, standing.campaign, Some(phase), standing.unit, TallyState::Logged).await?;
    }
    permit.record(&mut tx, json!({ "sections": reason.sections, "reason": reason.text })).await?;
    tx.commit().await?;
    Ok(standing.unit_name)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn typed(sections: &[&str], phrases: &[&str], reason: &str) -> ReturnInput {
        let raw = |texts: &[&str]| texts.iter().map(|text| Raw::from(*text)).collect();
        ReturnInput {
            sections: raw(sections),
            phrases: raw(phrases),
            reason: reason.into(),
            ..ReturnInput::default()
        }
    }

    #[test]
    fn phrases_and_own_words_make_one_reason() {
        let reason = typed(&["practice", "pictures"], &["图片不足。"], " 请补签到表。 ").parse().unwrap();
        assert_eq!(reason.text, "图片不足。\n请补签到表。");
        assert_eq!(reason.sections, "主要做法、图片");
    }

    #[test]
    fn a_return_without_a_reason_or_about_nothing_known_is_refused() {
        assert!(typed(&[], &[], "  ").parse().is_err());
        assert!(typed(&["'; --"], &[], "改").parse().is_err());
        assert!(typed(&[], &[], &"字".repeat(501)).parse().is_err());
        assert!(typed(&[], &[], &"字".repeat(500)).parse().is_ok());
    }
}
