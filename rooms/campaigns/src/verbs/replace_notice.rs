//! Another notice under a draft: this year's under a copy of last year's campaign. The plan stays as it is.

use axum::extract::{Path, State};
use axum::response::Response;
use people::{Actor, Permit};
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::ToSchema;
use web::askama::Template;
use web::{ApiJson, Fault, Invalid, Page, Raw, Reply, Upload};

use super::handed::Handed;
use super::secret;
use super::view::CampaignView;
use super::words::Words;
use crate::policy::ReplaceNotice;
use crate::store::heads;
use crate::store::notice::{self, Refound};
use crate::store::plan::{self, CampaignRow};
use crate::{Campaigns, facts};

/// The notice's text.
#[derive(Debug, Default, Deserialize, Serialize, ToSchema)]
#[serde(default)]
#[schema(as = ReplaceNotice)]
pub(crate) struct Input {
    /// Of the campaign.
    version: Raw,
    text: Raw,
    /// Where the text comes from, for the record.
    file_name: Raw,
}

#[derive(Template)]
#[template(path = "campaigns/notice.html")]
pub(crate) struct NoticePage {
    page: Page,
    campaign: CampaignRow,
    errors: Invalid,
    text: String,
}

/// Reads the notice and puts it under the draft. What bears a secrecy mark is not kept, and only the fact goes to the ledger.
async fn run<B: AsRef<[u8]> + Clone + Send + 'static>(
    room: &Campaigns,
    actor: &Actor,
    (id, version): (&str, &Raw),
    handed: Handed<'_, B>,
) -> Result<Refound, Fault> {
    let head = heads::head(&room.db, id).await?;
    let permit = Permit::<ReplaceNotice>::ask(actor, &head)?;
    let version = super::fields::version(version)?;
    // A file may take seconds: no transaction waits for it.
    let measures = facts::measures(&room.db).await?;
    let (decoded, reading) = match handed.read(&room.files, measures).await {
        Err(fault) if secret::is_secret(&fault) => {
            secret::record(room, &permit).await?;
            return Err(fault);
        }
        read => read?,
    };
    let mut tx = room.db.begin().await?;
    let head = heads::head(&tx, id).await?;
    let permit = Permit::<ReplaceNotice>::ask(actor, &head)?;
    let plan = plan::load(&tx, head.id).await?;
    let found =
        notice::replace(&mut tx, &permit, (&plan, version), (handed.name(), decoded.text()), reading).await?;
    let after = plan::campaign(&tx, head.id).await?;
    let detail = json!({
        "file_name": handed.name(), "before": plan.campaign, "after": after, "found": found.kept, "lost": found.lost,
    });
    permit.record(&mut tx, detail).await?;
    tx.commit().await?;
    Ok(found)
}

async fn page_of(
    room: &Campaigns,
    page: Page,
    id: &str,
    errors: Invalid,
    text: String,
) -> Result<NoticePage, Fault> {
    let head = heads::head(&room.db, id).await?;
    let campaign = plan::campaign(&room.db, head.id).await?;
    Ok(NoticePage { page: page.titled("换上今年的通知"), campaign, errors, text })
}

/// GET /campaigns/{id}/notice
pub(crate) async fn form(
    State(room): State<Campaigns>,
    actor: Actor,
    page: Page,
    Path(id): Path<String>,
) -> Result<Response, Fault> {
    let head = heads::head(&room.db, &id).await?;
    Permit::<ReplaceNotice>::ask(&actor, &head)?;
    let shown = page_of(&room, page.clone(), &id, Invalid::default(), String::new()).await?;
    page.show(&shown)
}

/// POST /campaigns/{id}/notice
pub(crate) async fn html(
    State(room): State<Campaigns>,
    actor: Actor,
    page: Page,
    Path(id): Path<String>,
    upload: Upload,
) -> Result<Response, Fault> {
    let (text, version) = (upload.field("text"), upload.field("version"));
    let outcome = match upload.file("file") {
        Some(file) => {
            let handed = Handed::File { name: &file.name, bytes: file.bytes.clone() };
            run(&room, &actor, (&id, &version), handed).await
        }
        None if text.is_blank() => {
            let head = heads::head(&room.db, &id).await?;
            Permit::<ReplaceNotice>::ask(&actor, &head)?;
            Err(Fault::field("file", "请选择今年的通知文件，或者把正文粘贴到下面。"))
        }
        None => {
            let handed: Handed<'_, &[u8]> = Handed::Text { name: "粘贴的正文", text: text.text() };
            run(&room, &actor, (&id, &version), handed).await
        }
    };
    match outcome {
        Ok(found) => Ok(page.done(&found.in_words(), &format!("/campaigns/{id}/plan"))),
        Err(fault) if fault.is_mendable() && fault.code() != "wrong_state" => {
            // What bears a secrecy mark does not go on in the page either.
            let text = if secret::is_secret(&fault) { String::new() } else { text.to_string() };
            let shown = page_of(&room, page.clone(), &id, fault.invalid(), text).await?;
            page.show_refused(&fault, &shown)
        }
        Err(fault) => Err(fault),
    }
}

/// PUT /api/v1/campaigns/{id}/notice
pub(crate) async fn json(
    State(room): State<Campaigns>,
    actor: Actor,
    Path(id): Path<String>,
    ApiJson { input, .. }: ApiJson<Input>,
) -> Result<Reply<CampaignView>, Fault> {
    let name = input.file_name.given().unwrap_or("接口提交的正文");
    let handed: Handed<'_, &[u8]> = Handed::Text { name, text: input.text.text() };
    run(&room, &actor, (&id, &input.version), handed).await?;
    let head = heads::head(&room.db, &id).await?;
    Ok(Reply(CampaignView::load(&room.db, head.id).await?))
}
