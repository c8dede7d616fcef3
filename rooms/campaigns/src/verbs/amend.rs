//! 补充通知: a draft of the next edition, made of what is in force, with the paper that orders it.

use std::collections::HashSet;

use axum::extract::{Path, State};
use axum::response::Response;
use db::{Reads, Tx};
use gongwen::open::Desk;
use gongwen::read::{Decoded, ReadError, outline};
use people::{Actor, Permit, UnitId, Verb};
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::ToSchema;
use web::askama::Template;
use web::{ApiJson, Fault, IdempotencyKey, Invalid, Page, Raw, Reply, Upload, UploadedFile};

use super::once::OnlyOnce;
use super::{fields, secret};
use crate::campaign::Head;
use crate::plan::{InForce, propose};
use crate::policy::Amend;
use crate::reading::{Catalogue, Known, Said, read_amendment};
use crate::store::amend::{self, Paper};
use crate::store::{edition, heads, plan, proposals};
use crate::verbs::fields::Changed;
use crate::{CampaignId, Campaigns, Measures, facts};

/// The paper that orders the changes; all of it may be left out.
#[derive(Debug, Default, Deserialize, Serialize, ToSchema)]
#[serde(default)]
#[schema(as = AmendCampaign)]
pub(crate) struct Input {
    /// 发文字号 of the 补充通知.
    document_number: Raw,
    /// Its words.
    text: Raw,
}

#[derive(Template)]
#[template(path = "campaigns/amend.html")]
pub(crate) struct AmendPage {
    page: Page,
    id: String,
    name: String,
    typed: Input,
    errors: Invalid,
    key: String,
}

/// The 发文字号 that a paper prints; empty when it prints none.
fn printed_number(read: &Decoded) -> String {
    outline(read).ok().and_then(|outline| outline.document_number).unwrap_or_default()
}

/// What a paper is read with.
struct Reader {
    measures: Measures,
    known: Known,
}

impl Reader {
    /// The 发文字号 that a paper prints, and what it says of the plan.
    fn read(&self, read: &Decoded) -> (String, Vec<Said>) {
        let own = self.measures.catalogue();
        let catalogue = own.as_ref().unwrap_or(Catalogue::built_in());
        (printed_number(read), read_amendment(read, catalogue, &self.known))
    }
}

impl Input {
    async fn paper(
        &self,
        file: Option<&UploadedFile>,
        desk: &Desk,
        reader: Reader,
    ) -> Result<(Paper, Vec<Said>), Fault> {
        let mut invalid = Invalid::default();
        let document_number =
            fields::text(&mut invalid, "document_number", &self.document_number, fields::NAME, None);
        invalid.into_result()?;
        let read = match (file, self.text.given()) {
            (Some(file), _) => {
                desk.open(file.bytes.clone(), &file.name).await.map(|read| (file.name.as_str(), read))
            }
            (None, Some(text)) => Decoded::from_text(text).map(|read| ("粘贴的正文", read)),
            (None, None) => return Ok((Paper { document_number, ..Paper::default() }, Vec::new())),
        };
        let field = if file.is_some() { "file" } else { "text" };
        let (name, read) = read.map_err(|error: ReadError| secret::refusal(&error, field))?;
        let (file_name, text) = (name.to_owned(), read.text().to_owned());
        // A long text takes a while: nothing for a thread that others wait for.
        let work = tokio::task::spawn_blocking(move || reader.read(&read));
        let (printed, said) = work.await.map_err(Fault::internal)?;
        let document_number = if document_number.is_empty() { printed } else { document_number };
        Ok((Paper { document_number, file_name, text }, said))
    }
}

async fn run(
    room: &Campaigns,
    actor: &Actor,
    id: &str,
    (input, file): (&Input, Option<&UploadedFile>),
    key: Option<&IdempotencyKey>,
) -> Result<CampaignId, Fault> {
    let head = heads::head(&room.db, id).await?;
    let permit = Permit::<Amend>::ask(actor, &head)?;
    let units = others(&room.db, &head).await?;
    let phases = plan::phases(&room.db, head.id).await?.into_iter().map(|phase| phase.name).collect();
    let known = Known { phases, units: units.iter().map(|(_, name)| name.clone()).collect() };
    let reader = Reader { measures: facts::measures(&room.db).await?, known };
    let (paper, said) = match input.paper(file, &room.files, reader).await {
        Err(fault) if secret::is_secret(&fault) => {
            secret::record(room, &permit).await?;
            return Err(fault);
        }
        paper => paper?,
    };
    let only = OnlyOnce::new(actor, Amend::NAME, id, key);
    let work = async |tx: &mut Tx| {
        let head = heads::head(tx, id).await?;
        let permit = Permit::<Amend>::ask(actor, &head)?;
        if edition::draft(tx, head.id).await?.is_some() {
            let sentence = "已有一份补充通知正在拟订，请先下发或废弃它，再拟下一份。";
            return Err(Fault::conflict("amendment_open", sentence));
        }
        let in_force = plan::load(tx, head.id).await?;
        let draft = amend::open(tx, &permit, &in_force, &paper).await?;
        let workdays = &in_force.workdays;
        let against = InForce { plan: &in_force.edition(), units: &units, today: tx.now().date(), workdays };
        let proposals = propose(&said, against);
        proposals::keep(tx, &permit, draft, &proposals).await?;
        let detail = json!({
            "draft": draft, "document_number": paper.document_number, "file_name": paper.file_name,
            "proposals": proposals.len(),
        });
        permit.record(tx, detail).await?;
        Ok(draft.to_string())
    };
    let draft = only.run(&room.db, &(input, &paper.text), work).await?;
    CampaignId::parse(&draft).map_err(Fault::internal)
}

/// The units below the bureau that do not take part, by name.
async fn others(reads: &impl Reads, head: &Head) -> Result<Vec<(UnitId, String)>, Fault> {
    let staying = facts::enrolments(reads, head.id).await?.into_iter().filter(|one| one.left_on.is_none());
    let staying: HashSet<UnitId> = staying.map(|one| one.unit).collect();
    let all = people::facts::living_units_below(reads, &head.place).await?.into_iter();
    Ok(all.filter(|unit| !staying.contains(&unit.id)).map(|unit| (unit.id, unit.name)).collect())
}

/// GET /campaigns/{id}/amend
pub(crate) async fn form(
    State(room): State<Campaigns>,
    actor: Actor,
    page: Page,
    Path(id): Path<String>,
) -> Result<Response, Fault> {
    let head = heads::head(&room.db, &id).await?;
    Permit::<Amend>::ask(&actor, &head)?;
    let shown = page_of(&room, page.clone(), (id, head.name), Input::default(), Invalid::default());
    page.show(&shown)
}

fn page_of(
    room: &Campaigns,
    page: Page,
    (id, name): (String, String),
    typed: Input,
    errors: Invalid,
) -> AmendPage {
    let key = room.db.mint().id::<()>().to_string();
    AmendPage { page: page.titled("拟补充通知"), id, name, typed, errors, key }
}

/// POST /campaigns/{id}/amend
pub(crate) async fn html(
    State(room): State<Campaigns>,
    actor: Actor,
    page: Page,
    Path(id): Path<String>,
    upload: Upload,
) -> Result<Response, Fault> {
    let mut typed = Input { document_number: upload.field("document_number"), text: upload.field("text") };
    match run(&room, &actor, &id, (&typed, upload.file("file")), upload.key().as_ref()).await {
        Ok(draft) => match proposals::counts(&room.db, draft).await? {
            (0, _) => {
                Ok(page.done("已建立补充通知草稿，原方案仍然有效", &format!("/campaigns/{draft}/plan")))
            }
            (count, _) => {
                let done = format!("已建立补充通知草稿，从正文里读出 {count} 处改动，请逐处核对");
                Ok(page.done(&done, &format!("/campaigns/{draft}/proposals")))
            }
        },
        Err(fault) if fault.code() == "amendment_open" => {
            Ok(page.warned(fault.sentence(), &format!("/campaigns/{id}/editions")))
        }
        Err(fault) if fault.is_mendable() && fault.code() != "wrong_state" => {
            let head = heads::head(&room.db, &id).await?;
            Permit::<Amend>::ask(&actor, &head)?;
            if secret::is_secret(&fault) {
                typed.text = Raw::default();
            }
            let shown = page_of(&room, page.clone(), (id, head.name), typed, fault.invalid());
            page.show_refused(&fault, &shown)
        }
        Err(fault) => Err(fault),
    }
}

/// POST /api/v1/campaigns/{id}/amend: the id of the draft.
pub(crate) async fn json(
    State(room): State<Campaigns>,
    actor: Actor,
    Path(id): Path<String>,
    ApiJson { input, key }: ApiJson<Input>,
) -> Result<Reply<Changed>, Fault> {
    Ok(Reply(Changed::new(run(&room, &actor, &id, (&input, None), key.as_ref()).await?)))
}
