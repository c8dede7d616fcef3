use axum::extract::{Path, State};
use axum::response::Response;
use db::Tx;
use people::{Actor, Permit};
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::ToSchema;
use web::{ApiJson, Fault, Form, Invalid, Page, Raw, Reply};

use super::fields::{self, Changed};
use super::plan;
use super::words::Words;
use crate::phase::first_backwards;
use crate::policy::EditHead;
use crate::store::edit::{self, HeadEdit};
use crate::store::plan::CampaignRow;
use crate::store::{self, heads};
use crate::{Campaigns, PhaseFact};

/// The campaign's own fields.
#[derive(Debug, Default, Deserialize, Serialize, ToSchema)]
#[serde(default)]
#[schema(as = EditCampaign)]
pub(crate) struct Input {
    version: Raw,
    name: Raw,
    document_number: Raw,
    /// 上级依据
    superior_basis: Raw,
    /// 报送对象
    report_to: Raw,
    /// When the bureau itself reports upwards, `YYYY-MM-DD`.
    upward_due_on: Raw,
    /// When the notice was issued, `YYYY-MM-DD`; empty: as it is. An amendment leaves it alone.
    #[serde(skip_serializing_if = "Raw::is_blank")]
    issued_on: Raw,
}

impl Input {
    fn parse(&self, before: &CampaignRow, phases: &[PhaseFact]) -> Result<HeadEdit, Fault> {
        let mut invalid = Invalid::default();
        let edit = HeadEdit {
            name: fields::text(&mut invalid, "name", &self.name, fields::NAME, Some("请填写方案名称。")),
            document_number: Some(fields::text(
                &mut invalid,
                "document_number",
                &self.document_number,
                fields::NAME,
                None,
            ))
            .filter(|number| !number.is_empty()),
            superior_basis: fields::text(
                &mut invalid,
                "superior_basis",
                &self.superior_basis,
                fields::PARAGRAPH,
                None,
            ),
            report_to: fields::text(&mut invalid, "report_to", &self.report_to, fields::NAME, None),
            upward_due_on: fields::date(&mut invalid, "upward_due_on", &self.upward_due_on),
            issued_on: fields::date(&mut invalid, "issued_on", &self.issued_on)
                .filter(|day| Some(*day) != before.issued_on),
        };
        if edit.issued_on.is_some() && before.amends.is_some() {
            invalid.add("issued_on", "补充通知不改原通知的发文日期。");
        } else if let Some(day) = edit.issued_on
            && let Some(bad) = first_backwards(phases, Some(day))
            && first_backwards(phases, before.issued_on).is_none()
        {
            let end = bad.ends_on.words();
            invalid.add(
                "issued_on",
                format!("第 {} 阶段“{}”到 {end} 结束，发文日期不能比它晚。", bad.ordinal, bad.name),
            );
        }
        invalid.into_result()?;
        Ok(edit)
    }
}

async fn action(tx: &mut Tx, actor: &Actor, id: &str, input: &Input) -> Result<(), Fault> {
    let head = heads::head(tx, id).await?;
    let permit = Permit::<EditHead>::ask(actor, &head)?;
    let before = store::plan::campaign(tx, head.id).await?;
    let phases = store::plan::phases(tx, head.id).await?;
    let phases: Vec<PhaseFact> = phases.iter().map(|row| row.unchained(head.id)).collect();
    let edit = input.parse(&before, &phases)?;
    edit::head(tx, &permit, fields::version(&input.version)?, &edit).await?;
    let after = store::plan::campaign(tx, head.id).await?;
    permit.record(tx, json!({ "before": before, "after": after })).await?;
    Ok(())
}

async fn run(room: &Campaigns, actor: &Actor, id: &str, input: &Input) -> Result<(), Fault> {
    let mut tx = room.db.begin().await?;
    action(&mut tx, actor, id, input).await?;
    Ok(tx.commit().await?)
}

/// POST /campaigns/{id}/plan
pub(crate) async fn html(
    State(room): State<Campaigns>,
    actor: Actor,
    page: Page,
    Path(id): Path<String>,
    Form { input, .. }: Form<Input>,
) -> Result<Response, Fault> {
    let outcome = run(&room, &actor, &id, &input).await.map(|()| "已修改方案名称和上报信息");
    plan::answer(&room, &actor, page, &id, "head".to_owned(), &input, outcome).await
}

/// PUT /api/v1/campaigns/{id}
pub(crate) async fn json(
    State(room): State<Campaigns>,
    actor: Actor,
    Path(id): Path<String>,
    ApiJson { input, .. }: ApiJson<Input>,
) -> Result<Reply<Changed>, Fault> {
    run(&room, &actor, &id, &input).await?;
    Ok(Reply(Changed::new(id)))
}
