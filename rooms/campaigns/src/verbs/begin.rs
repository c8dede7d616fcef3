//! A notice comes in: as a file, as pasted text, or from a program.

use axum::extract::{FromRequest, Request, State};
use axum::http::header::CONTENT_TYPE;
use axum::response::Response;
use db::Tx;
use people::{Actor, Permit, Verb};
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::ToSchema;
use web::askama::Template;
use web::{ApiFile, ApiJson, Fault, IdempotencyKey, Invalid, Page, Raw, Reply, Upload};

use super::handed::Handed;
use super::once::OnlyOnce;
use super::secret;
use super::view::CampaignView;
use crate::policy::Begin;
use crate::store::{create, heads};
use crate::{CampaignId, Campaigns, facts};

/// A notice's text.
#[derive(Debug, Default, Deserialize, Serialize, ToSchema)]
#[serde(default)]
#[schema(as = BeginCampaign)]
pub(crate) struct Input {
    text: Raw,
    /// Where the text comes from, for the record.
    file_name: Raw,
}

#[derive(Template)]
#[template(path = "campaigns/new.html")]
pub(crate) struct NewPage {
    page: Page,
    errors: Invalid,
    text: String,
    key: String,
}

/// Reads and keeps a notice. What bears a secrecy mark is not kept, and only the fact goes to the ledger.
async fn run<B: AsRef<[u8]> + Clone + Send + 'static>(
    room: &Campaigns,
    actor: &Actor,
    handed: Handed<'_, B>,
    key: Option<&IdempotencyKey>,
) -> Result<CampaignId, Fault> {
    let desk = heads::desk(actor);
    let permit = Permit::<Begin>::ask(actor, &desk)?;
    // A file may take seconds: no transaction waits for it.
    let measures = facts::measures(&room.db).await?;
    let (decoded, reading) = match handed.read(&room.files, measures).await {
        Err(fault) if secret::is_secret(&fault) => {
            secret::record(room, &permit).await?;
            return Err(fault);
        }
        read => read?,
    };
    let only = OnlyOnce::new(actor, Begin::NAME, "", key);
    let work = async |tx: &mut Tx| {
        let id = create::create(tx, &permit, handed.name(), decoded.text(), &reading).await?;
        let counts = json!({ "campaign": id, "file_name": handed.name(), "phases": reading.phases.len() });
        permit.record(tx, counts).await?;
        Ok(id.to_string())
    };
    let id = only.run(&room.db, &(handed.name(), decoded.text()), work).await?;
    CampaignId::parse(&id).map_err(Fault::internal)
}

/// GET /campaigns/new
pub(crate) async fn form(State(room): State<Campaigns>, actor: Actor, page: Page) -> Result<Response, Fault> {
    Permit::<Begin>::ask(&actor, &heads::desk(&actor))?;
    page.show(&new_page(&room, page.clone(), Invalid::default(), String::new()))
}

fn new_page(room: &Campaigns, page: Page, errors: Invalid, text: String) -> NewPage {
    let key = room.db.mint().id::<()>().to_string();
    NewPage { page: page.titled("新建专项行动"), errors, text, key }
}

/// POST /campaigns
pub(crate) async fn html(
    State(room): State<Campaigns>,
    actor: Actor,
    page: Page,
    upload: Upload,
) -> Result<Response, Fault> {
    let (text, key) = (upload.field("text"), upload.key());
    let handed = match upload.file("file") {
        Some(file) => Handed::File { name: &file.name, bytes: file.bytes.clone() },
        None if text.is_blank() => {
            let fault = Fault::field("file", "请选择通知文件，或者把通知正文粘贴到下面。");
            return refused(&room, page, &fault, text);
        }
        None => Handed::Text { name: "粘贴的正文", text: text.text() },
    };
    match run(&room, &actor, handed, key.as_ref()).await {
        Ok(id) => Ok(page.done("已读取通知，请核对方案", &format!("/campaigns/{id}/plan"))),
        Err(fault) if fault.is_mendable() => refused(&room, page, &fault, text),
        Err(fault) => Err(fault),
    }
}

fn refused(room: &Campaigns, page: Page, fault: &Fault, text: Raw) -> Result<Response, Fault> {
    // What bears a secrecy mark does not go on in the page either.
    let text = if secret::is_secret(fault) { String::new() } else { text.to_string() };
    let shown = new_page(room, page.clone(), fault.invalid(), text);
    page.show_refused(fault, &shown)
}

/// POST /api/v1/campaigns: the text as JSON, or the file itself.
pub(crate) async fn json(
    State(room): State<Campaigns>,
    actor: Actor,
    request: Request,
) -> Result<Reply<CampaignView>, Fault> {
    let kind = request.headers().get(CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    let id = if kind.is_empty() || kind.starts_with("application/json") {
        let ApiJson { input, key } = ApiJson::<Input>::from_request(request, &()).await?;
        let name = input.file_name.given().unwrap_or("接口提交的正文");
        let handed: Handed<'_, &[u8]> = Handed::Text { name, text: input.text.text() };
        run(&room, &actor, handed, key.as_ref()).await?
    } else {
        let ApiFile { name, bytes, key } = ApiFile::from_request(request, &()).await?;
        let name = if name.is_empty() { "接口提交的文件" } else { &name };
        run(&room, &actor, Handed::File { name, bytes }, key.as_ref()).await?
    };
    Ok(Reply(CampaignView::load(&room.db, id).await?))
}
