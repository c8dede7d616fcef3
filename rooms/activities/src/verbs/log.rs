use axum::extract::State;
use axum::response::Response;
use blobs::BlobId;
use db::{Reads, Tx};
use people::{Actor, Permit};
use serde::Deserialize;
use serde_json::json;
use web::{ApiJson, Fault, IdempotencyKey, Invalid, Once, Page, Query, Raw, Reply, UploadedFile};

use crate::draft::{Draft, DraftId, GoingOn};
use crate::form::{self, FormPage, Purpose};
use crate::openings::Ground;
use crate::policy::{Log, Logbook, Show};
use crate::sent::Sent;
use crate::store::{activities, cohosts, drafts, papers, parts, photos};
use crate::uploads::{Papers, Photos, Uploads};
use crate::{Activities, ActivityId, ActivityInput, ActivityView, counted, partners, patients};

/// What the address of the form says.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct FormQuery {
    /// The draft to go on with.
    pub(super) draft: Raw,
    /// The version of the draft that the page goes on from.
    pub(super) version: Raw,
    /// The activity to begin from: its id, or `last`.
    copy: Raw,
}

/// Logs an activity: it and its numbers are true together. The same key with the same input is the same activity.
pub(crate) async fn action(
    tx: &mut Tx,
    actor: &Actor,
    input: &ActivityInput,
    key: Option<&IdempotencyKey>,
) -> Result<ActivityId, Fault> {
    let id: ActivityId = tx.id();
    let permit = Permit::<Log>::ask(actor, &Logbook::for_new(actor, id))?;
    let scope = format!("{}:activity.log", actor.person);
    if let Some(key) = key
        && let Once::Again(known) = web::once_for(tx, &scope, key, (&print(input)?, &id.to_string())).await?
    {
        return ActivityId::parse(&known).map_err(Fault::internal);
    }
    let ground = Ground::of(tx, actor, actor.at.id, input).await?;
    let deed = input.judge(ground.setting())?;
    let (chosen, filed) = (input.photo_ids()?, input.paper_ids()?);
    let together = partners::named(&*tx, &input.cohosts, actor.at.id).await?;
    activities::insert(tx, &permit, id, &deed).await?;
    cohosts::invite(tx, &permit, id, &together).await?;
    photos::attach(tx, &permit, id, &chosen).await.map_err(photo_taken)?;
    parts::pack(tx, id).await?;
    patients::mark_all(tx, actor, &input.patient_ids()?).await?;
    papers::attach(tx, &permit, id, &filed).await.map_err(paper_taken)?;
    counted::count(tx, id, actor.at.id, (&deed, &ground)).await?;
    let numbers: Vec<_> = deed
        .quantities
        .iter()
        .map(|one| json!({ "measure": one.measure, "amount": one.amount.get(), "counts_as": one.counts_as }))
        .collect();
    let early = deed.early_reason.as_ref().map(|reason| format!("早于通知的原因：{}", reason.as_str()));
    let detail = json!({
        "values": early.as_slice(), "name": deed.title.as_str(), "starts_on": deed.days.starts_on, "quantities": numbers,
        "campaigns": deed.campaigns, "photos": chosen, "papers": filed, "cohosts": together,
    });
    permit.record(tx, detail).await?;
    Ok(id)
}

/// A photo of the form that is not there to be taken.
pub(crate) fn photo_taken(error: db::DbError) -> Fault {
    match error {
        db::DbError::Stale => {
            Fault::field("photos", "有一张照片已被移除或已用于其他活动，请去掉它或重新上传后再提交。")
        }
        other => other.into(),
    }
}

/// The same for a paper.
pub(crate) fn paper_taken(error: db::DbError) -> Fault {
    match error {
        db::DbError::Stale => {
            Fault::field("papers", "有一份材料已被移除或已用于其他活动，请去掉它或重新上传后再提交。")
        }
        other => other.into(),
    }
}

/// A digest of what was typed, to tell the same form sent again from another under the same key.
pub(crate) fn print(input: &ActivityInput) -> Result<String, Fault> {
    let bytes = serde_json::to_vec(input).map_err(Fault::internal)?;
    Ok(BlobId::of(&bytes).to_string())
}

/// The empty form, or one begun from a draft or from an earlier activity.
pub(crate) async fn form(
    State(room): State<Activities>,
    actor: Actor,
    page: Page,
    Query(query): Query<FormQuery>,
) -> Result<Response, Fault> {
    Permit::<Log>::ask(&actor, &Logbook::of(&actor))?;
    let draft = own_draft(&room, &actor, &query.draft).await?;
    if let Some((draft, _)) = draft.as_ref().filter(|(draft, _)| draft.activity.is_some()) {
        return Ok(web::redirect(&draft.href()));
    }
    let typed = match &draft {
        Some((_, typed)) => typed.clone(),
        None => beginning(&room, &actor, &query.copy).await?,
    };
    let draft = draft.as_ref().map(|(draft, _)| GoingOn::from(draft));
    let mut shown = refill(&room, &actor, page, typed, Invalid::default(), draft).await?;
    shown.offer.suggests = draft.is_none();
    shown.page.show(&shown)
}

/// Takes the form in: photos that came with it first, each on its own, then the activity.
pub(crate) async fn html(
    State(room): State<Activities>,
    actor: Actor,
    page: Page,
    Query(query): Query<FormQuery>,
    mut sent: Sent,
) -> Result<Response, Fault> {
    let done = match take_files(&room, &actor, &mut sent).await {
        Ok(()) => log(&room, &actor, &sent, &query.draft).await,
        Err(fault) => Err(fault),
    };
    match done {
        Ok(id) if sent.input.quantities.iter().all(|quantity| quantity.amount.is_blank()) => {
            let text = "已登记活动。没有填写数量，因此不计入任何指标；如需计入，请点“修改”补填。";
            Ok(page.warned(text, &format!("/activities/{id}")))
        }
        Ok(id) => Ok(page.done("已登记活动。", &format!("/activities/{id}"))),
        Err(fault) => {
            let draft = GoingOn::of(query.draft.text(), query.version.given());
            refused(&room, &actor, page, sent.input, fault, draft).await
        }
    }
}

/// Logs an activity for a program.
pub(crate) async fn api(
    State(room): State<Activities>,
    actor: Actor,
    ApiJson { input, key }: ApiJson<ActivityInput>,
) -> Result<Reply<ActivityView>, Fault> {
    let mut tx = room.db.begin_together().await?;
    let id = action(&mut tx, &actor, &input, key.as_ref()).await?;
    tx.commit().await?;
    Ok(Reply(view(&room.db, &actor, id).await?))
}

/// An activity as this actor may see it.
pub(crate) async fn view(reads: &impl Reads, actor: &Actor, id: ActivityId) -> Result<ActivityView, Fault> {
    let found = activities::whole_for(reads, id, actor.at.id).await?;
    let whole = found.ok_or_else(Fault::not_found)?;
    Permit::<Show>::ask(actor, &whole.activity)?;
    Ok(ActivityView::load_whole(reads, actor, &whole).await?)
}

/// A full disk is nothing to mend in the form, but what was typed must not be lost for it.
pub(crate) fn may_be_mended(fault: &Fault) -> bool {
    fault.is_mendable() || ["no_space", "files_away"].contains(&fault.code())
}

/// Stores the files that came with a form and puts their ids into its input; the sentences about those that were refused
/// come back together, the others are kept.
pub(crate) async fn take_files(room: &Activities, actor: &Actor, sent: &mut Sent) -> Result<(), Fault> {
    let mut invalid = Invalid::default();
    let (photos, papers) = (std::mem::take(&mut sent.files), std::mem::take(&mut sent.paper_files));
    let photos = take_all::<Photos>(room, actor, (sent, photos), &mut invalid).await?;
    let papers = take_all::<Papers>(room, actor, (sent, papers), &mut invalid).await?;
    sent.input.photos.extend(photos);
    sent.input.papers.extend(papers);
    invalid.into_result()
}

async fn take_all<U: Uploads>(
    room: &Activities,
    actor: &Actor,
    (sent, files): (&Sent, Vec<UploadedFile>),
    invalid: &mut Invalid,
) -> Result<Vec<Raw>, Fault> {
    let mut ids = Vec::new();
    for (number, file) in files.into_iter().enumerate() {
        let key = sent.file_key::<U>(number);
        match U::take(room, actor, &file.name, file.bytes, key.as_ref()).await {
            Ok(view) => ids.push(U::id(&view).into()),
            Err(fault) if fault.is_mendable() => {
                invalid.add(U::LIST, format!("“{}”没有保存：{}", file.name, fault.sentence()));
            }
            Err(fault) => return Err(fault),
        }
    }
    Ok(ids)
}

async fn log(room: &Activities, actor: &Actor, sent: &Sent, draft: &Raw) -> Result<ActivityId, Fault> {
    let mut tx = room.db.begin_together().await?;
    let id = action(&mut tx, actor, &sent.input, sent.key.as_ref()).await?;
    if let Ok(draft) = DraftId::parse(draft.text()) {
        drafts::finish(&mut tx, actor, draft).await?;
    }
    tx.commit().await?;
    Ok(id)
}

/// The form again, as it was typed, with why it was refused; what cannot be mended there goes on.
async fn refused(
    room: &Activities,
    actor: &Actor,
    page: Page,
    typed: ActivityInput,
    fault: Fault,
    draft: Option<GoingOn>,
) -> Result<Response, Fault> {
    if !may_be_mended(&fault) {
        return Err(fault);
    }
    let shown = refill(room, actor, page, typed, fault.invalid(), draft).await?;
    shown.page.show_refused(&fault, &shown)
}

pub(super) async fn refill(
    room: &Activities,
    actor: &Actor,
    page: Page,
    typed: ActivityInput,
    errors: Invalid,
    draft: Option<GoingOn>,
) -> Result<FormPage, Fault> {
    let offer = form::offer(&room.db, actor, &typed, &errors, Purpose::New(draft)).await?;
    let key = room.db.mint().id::<()>().to_string();
    Ok(FormPage::new(page.titled("登记活动"), typed, errors, key, offer))
}

pub(super) async fn own_draft(
    room: &Activities,
    actor: &Actor,
    id: &Raw,
) -> Result<Option<(Draft, ActivityInput)>, Fault> {
    let Some(text) = id.given() else { return Ok(None) };
    let id = DraftId::parse(text).map_err(|_| Fault::not_found())?;
    let draft = drafts::find(&room.db, id, room.db.clock().today()).await?.ok_or_else(Fault::not_found)?;
    Permit::<crate::policy::SaveDraft>::ask(actor, &draft)?;
    let typed = serde_json::from_str(&draft.typed).map_err(Fault::internal)?;
    Ok(Some((draft, typed)))
}

/// A fresh input; with `copy`, what an earlier activity said, but for its day, numbers and photos.
async fn beginning(room: &Activities, actor: &Actor, copy: &Raw) -> Result<ActivityInput, Fault> {
    let fresh = form::fresh(&room.db, actor).await?;
    let id = match copy.given() {
        None => return Ok(fresh),
        Some("last") => activities::last_of(&room.db, actor.at.id, actor.person).await?,
        Some(text) => Some(ActivityId::parse(text).map_err(|_| Fault::not_found())?),
    };
    let Some(id) = id else { return Ok(fresh) };
    let earlier = view(&room.db, actor, id).await?;
    Ok(ActivityInput {
        starts_on: fresh.starts_on,
        ends_on: Raw::default(),
        link: Raw::default(),
        link_title: Raw::default(),
        campaigns: fresh.campaigns,
        photos: Vec::new(),
        papers: Vec::new(),
        cohosts: Vec::new(),
        early_reason: Raw::default(),
        version: Raw::default(),
        ..ActivityInput::from(&earlier)
    })
}
