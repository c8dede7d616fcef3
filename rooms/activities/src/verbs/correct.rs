use axum::extract::{Path, State};
use axum::response::Response;
use campaigns::{Measure, MeasureKind, Measures, Split};
use db::{DbError, Tx};
use people::{Actor, Permit};
use serde::Deserialize;
use serde_json::json;
use web::{ApiJson, Fault, Invalid, Page, Query, Raw, Reply};

use super::log::{self, may_be_mended, paper_taken, photo_taken, take_files, view};
use crate::activity::Activity;
use crate::draft::{DraftId, GoingOn};
use crate::form::{self, Changed, FormPage, Purpose};
use crate::openings::Ground;
use crate::policy::Edit;
use crate::quantity::counts_as;
use crate::sent::Sent;
use crate::store::{activities, cohosts, drafts, papers, parts, photos};
use crate::uploads::{Photos, forget};
use crate::{
    Activities, ActivityId, ActivityInput, ActivityView, PhotoId, Speaker, counted, deduction, partners,
    patients,
};

/// Corrects an activity. Its numbers are voided and written anew only where they changed, so that a better description
/// does not take them out of a report. What was taken off a number stays taken off, unless it is more than the number now: those, in words.
pub(crate) async fn action(
    tx: &mut Tx,
    actor: &Actor,
    id: ActivityId,
    input: &ActivityInput,
) -> Result<Vec<String>, Fault> {
    let activity = activities::find(&*tx, id).await?.ok_or_else(Fault::not_found)?;
    let permit = Permit::<Edit>::ask(actor, &activity)?;
    if input.version.text() != activity.version.to_string() {
        return Err(DbError::Stale.into());
    }
    let before = ActivityView::load(&*tx, &activity).await?;
    let ground = Ground::of(tx, actor, activity.unit, input).await?;
    let deed = input.judge(ground.setting())?;
    let (chosen, filed) = (input.photo_ids()?, input.paper_ids()?);
    let together = partners::named(&*tx, &input.cohosts, activity.unit).await?;
    activities::update(tx, &permit, id, &deed).await?;
    cohosts::name(tx, &permit, id, &together).await?;
    photos::replace(tx, &permit, id, &chosen).await.map_err(photo_taken)?;
    parts::pack(tx, id).await?;
    patients::mark_all(tx, actor, &input.patient_ids()?).await?;
    papers::replace(tx, &permit, id, &filed).await.map_err(paper_taken)?;
    remove_unmasked(tx, actor, input, &before, &chosen).await?;
    let corrected = activities::find(&*tx, id).await?.ok_or_else(Fault::not_found)?;
    let after = ActivityView::load(&*tx, &corrected).await?;
    let mut outweighed = Vec::new();
    if counts_differ(&before, &after) {
        counted::uncount(tx, id).await?;
        counted::count(tx, id, activity.unit, (&deed, &ground)).await?;
        let measures = campaigns::facts::measures(&*tx).await?;
        let smaller = counted::carry(tx, id).await?;
        outweighed.extend(smaller.iter().map(|one| deduction::outweighed(one, &measures)));
    }
    let changed = differences(&before, &after);
    let labels: Vec<_> = changed.iter().map(|one| one.label).collect();
    let values: Vec<_> = changed.iter().filter_map(from_to).chain(outweighed.iter().cloned()).collect();
    permit.record(tx, json!({ "changed": labels, "values": values })).await?;
    Ok(outweighed)
}

/// Removes what the activity lets go of because a masked copy took its place: with the faces on it, it is offered to nobody again.
async fn remove_unmasked(
    tx: &mut Tx,
    actor: &Actor,
    input: &ActivityInput,
    before: &ActivityView,
    chosen: &[PhotoId],
) -> Result<(), Fault> {
    for photo in &before.photos {
        let id = PhotoId::parse(&photo.id).map_err(Fault::internal)?;
        if !chosen.contains(&id) && input.masked.iter().any(|masked| masked.text() == photo.id) {
            forget::<Photos>(tx, actor, id).await?;
        }
    }
    Ok(())
}

fn counts_differ(before: &ActivityView, after: &ActivityView) -> bool {
    let numbers = |view: &ActivityView| {
        let mut numbers: Vec<_> = view
            .quantities
            .iter()
            .map(|row| (row.measure.clone(), row.amount, row.counts_as.clone()))
            .collect();
        numbers.sort();
        numbers
    };
    let campaigns = |view: &ActivityView| -> Vec<String> {
        view.campaigns.iter().map(|campaign| campaign.id.clone()).collect()
    };
    let days = |view: &ActivityView| (view.starts_on.clone(), view.ends_on.clone(), view.is_standing);
    numbers(before) != numbers(after) || campaigns(before) != campaigns(after) || days(before) != days(after)
}

/// The fields in which two versions differ, as words.
fn differences(now: &ActivityView, typed: &ActivityView) -> Vec<Changed> {
    let (now, typed) = (in_words(now), in_words(typed));
    let pairs = now.into_iter().zip(typed);
    pairs
        .filter(|((_, now), (_, typed))| now != typed)
        .map(|((label, now), (_, typed))| Changed { label, now, typed })
        .collect()
}

/// `数量：讲座 1 场 → 讲座 2 场`; of pictures only that they changed.
fn from_to(changed: &Changed) -> Option<String> {
    const LONGEST: usize = 80;
    let short = |text: &str| match text.chars().count() {
        0 => "（空）".to_owned(),
        length if length > LONGEST => format!("{}…", text.chars().take(LONGEST).collect::<String>()),
        _ => text.to_owned(),
    };
    let (label, now, typed) = (changed.label, short(&changed.now), short(&changed.typed));
    (label != PHOTOS).then(|| format!("{label}：{now} → {typed}"))
}

const PHOTOS: &str = "照片";

fn in_words(view: &ActivityView) -> [(&'static str, String); 15] {
    let yes = |is: bool| if is { "是" } else { "否" }.to_owned();
    let quantities = view.quantities.iter().map(|row| {
        let off = row.deduction.as_ref().map(|off| format!("（核减 {}）", off.amount)).unwrap_or_default();
        format!("{} {}{off}", row.full_name(), row.in_words())
    });
    let campaigns = view.campaigns.iter().map(|campaign| campaign.name.clone());
    let photos: Vec<&str> = view.photos.iter().map(|photo| photo.id.as_str()).collect();
    let papers: Vec<&str> = view.papers.iter().map(|paper| paper.file_name.as_str()).collect();
    let cohosts: Vec<&str> = view.cohosts.iter().map(|cohost| cohost.unit_name.as_str()).collect();
    [
        ("名称", view.name.clone()),
        ("日期", view.days()),
        ("地点", view.place.clone()),
        ("主讲", view.speaker_in_words().to_owned()),
        ("内容", view.subjects.join("、")),
        ("说明", view.description.clone()),
        ("媒体报道", format!("{} {}", view.link_title, view.link).trim().to_owned()),
        ("长期展示", yes(view.is_standing)),
        ("重大活动/突出成效", yes(view.is_major)),
        ("早于通知的原因", view.early_reason.clone()),
        ("数量", quantities.collect::<Vec<_>>().join("、")),
        ("计入", campaigns.collect::<Vec<_>>().join("、")),
        (PHOTOS, photos.join(" ")),
        ("材料", papers.join("、")),
        ("协办", cohosts.join("、")),
    ]
}

/// Which kept correction is gone on with.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct CorrectQuery {
    draft: Raw,
    /// The version of it that the page goes on from.
    version: Raw,
}

/// The form, filled with what there is, or with what was typed when it was kept.
pub(crate) async fn form(
    State(room): State<Activities>,
    actor: Actor,
    page: Page,
    Path(id): Path<String>,
    Query(query): Query<CorrectQuery>,
) -> Result<Response, Fault> {
    let activity = find(&room, &id).await?;
    Permit::<Edit>::ask(&actor, &activity)?;
    let (typed, draft) = match log::own_draft(&room, &actor, &query.draft).await? {
        Some((draft, typed)) if draft.activity == Some(activity.id) => (typed, Some(GoingOn::from(&draft))),
        Some(_) => return Err(Fault::not_found()),
        None => (ActivityInput::from(&ActivityView::load(&room.db, &activity).await?), None),
    };
    let shown = refill(&room, &actor, page, typed, Invalid::default(), (&activity, draft)).await?;
    shown.page.show(&shown)
}

/// Takes the form in.
pub(crate) async fn html(
    State(room): State<Activities>,
    actor: Actor,
    page: Page,
    Path(id): Path<String>,
    Query(query): Query<CorrectQuery>,
    mut sent: Sent,
) -> Result<Response, Fault> {
    let activity = find(&room, &id).await?;
    Permit::<Edit>::ask(&actor, &activity)?;
    let done = match take_files(&room, &actor, &mut sent).await {
        Ok(()) => correct(&room, &actor, activity.id, &sent.input, &query.draft).await,
        Err(fault) => Err(fault),
    };
    match done {
        Ok(outweighed) => {
            let told: String = outweighed.iter().map(|sentence| format!("{sentence}。")).collect();
            let text = format!("已保存修改，数量随之更新。{told}");
            Ok(page.done(&text, &format!("/activities/{}", activity.id)))
        }
        Err(fault) if may_be_mended(&fault) => {
            let kept = (&activity, GoingOn::of(query.draft.text(), query.version.given()));
            let shown = refill(&room, &actor, page, sent.input, fault.invalid(), kept).await?;
            shown.page.show_refused(&fault, &shown)
        }
        Err(fault) => Err(fault),
    }
}

/// Corrects an activity for a program.
pub(crate) async fn api(
    State(room): State<Activities>,
    actor: Actor,
    Path(id): Path<String>,
    ApiJson { input, .. }: ApiJson<ActivityInput>,
) -> Result<Reply<ActivityView>, Fault> {
    let id = ActivityId::parse(&id).map_err(|_| Fault::not_found())?;
    correct(&room, &actor, id, &input, &Raw::default()).await?;
    Ok(Reply(view(&room.db, &actor, id).await?))
}

async fn correct(
    room: &Activities,
    actor: &Actor,
    id: ActivityId,
    input: &ActivityInput,
    draft: &Raw,
) -> Result<Vec<String>, Fault> {
    let mut tx = room.db.begin().await?;
    let outweighed = action(&mut tx, actor, id, input).await?;
    if let Ok(draft) = DraftId::parse(draft.text()) {
        drafts::finish(&mut tx, actor, draft).await?;
    }
    tx.commit().await?;
    Ok(outweighed)
}

/// An activity by the text of its id.
pub(crate) async fn find(room: &Activities, id: &str) -> Result<Activity, Fault> {
    let id = ActivityId::parse(id).map_err(|_| Fault::not_found())?;
    activities::find(&room.db, id).await?.ok_or_else(Fault::not_found)
}

pub(super) async fn refill(
    room: &Activities,
    actor: &Actor,
    page: Page,
    mut typed: ActivityInput,
    errors: Invalid,
    (activity, draft): (&Activity, Option<GoingOn>),
) -> Result<FormPage, Fault> {
    let now = ActivityView::load(&room.db, activity).await?;
    let changed = match typed.version.text() == activity.version.to_string() {
        true => Vec::new(),
        false => differences(&now, &as_view(&now, &typed, &campaigns::facts::measures(&room.db).await?)),
    };
    typed.version = activity.version.to_string().into();
    let purpose = Purpose::Correct(activity, changed, draft);
    let offer = form::offer(&room.db, actor, &typed, &errors, purpose).await?;
    let key = room.db.mint().id::<()>().to_string();
    Ok(FormPage::new(page.titled("修改活动"), typed, errors, key, offer))
}

/// What was typed in the shape of what is there, so that the two can be laid side by side.
fn as_view(now: &ActivityView, typed: &ActivityInput, measures: &Measures) -> ActivityView {
    let texts =
        |raws: &[web::Raw]| raws.iter().filter_map(|raw| raw.given().map(str::to_owned)).collect::<Vec<_>>();
    let chosen = texts(&typed.campaigns);
    let (speaker, subjects) = (Speaker::parse(typed.speaker.text()), texts(&typed.subjects));
    let split = |row: &crate::QuantityInput, measure: &Measure| {
        let said: Vec<String> = row.split.values().filter_map(|raw| raw.given().map(str::to_owned)).collect();
        Split::judge(&mut Invalid::default(), "", &row.split, (measure, &said))
    };
    let quantity = |row: &crate::QuantityInput| {
        let measure = measures.get(row.measure.text());
        crate::QuantityView {
            measure: row.measure.text().to_owned(),
            name: measure.map(|measure| measure.name.clone()).unwrap_or_default(),
            amount: row.amount.text().parse().unwrap_or_default(),
            unit: measure.map(|measure| measure.unit.clone()).unwrap_or_default(),
            counts_as: measure
                .map(|measure| counts_as(&split(row, measure), measure, speaker, &subjects))
                .unwrap_or_default(),
            split: measure.map(|measure| split(row, measure)).unwrap_or_default(),
            is_task: measure.is_some_and(|measure| measure.kind == MeasureKind::Task),
            deduction: None,
        }
    };
    ActivityView {
        name: typed.name.text().to_owned(),
        starts_on: typed.starts_on.text().to_owned(),
        ends_on: typed.ends_on.given().unwrap_or(typed.starts_on.text()).to_owned(),
        place: typed.place.text().to_owned(),
        speaker: speaker.map(|speaker| speaker.code().to_owned()),
        subjects: subjects.clone(),
        description: typed.description.text().to_owned(),
        is_standing: typed.is_standing.is_ticked(),
        is_major: typed.is_major.is_ticked(),
        early_reason: typed.early_reason.text().to_owned(),
        quantities: typed.quantities.iter().filter(|row| !row.amount.is_blank()).map(quantity).collect(),
        campaigns: now.campaigns.iter().filter(|campaign| chosen.contains(&campaign.id)).cloned().collect(),
        photos: now.photos.clone(),
        papers: now.papers.clone(),
        ..now.clone()
    }
}
