//! To fill the form from a pasted message (粘贴文字): nothing is logged.

use axum::extract::State;
use axum::response::Response;
use people::{Actor, Permit};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use web::{ApiJson, Fault, Invalid, Page, Query, Raw, Reply};

use super::link::{TitleView, title_of};
use super::log::{FormQuery, may_be_mended, refill, take_files};
use crate::draft::GoingOn;
use crate::link::Address;
use crate::openings::{self, openings};
use crate::pasted::{Against, Filled, MOST, fill};
use crate::policy::{Log, Logbook};
use crate::sent::Sent;
use crate::suggesting::Signs;
use crate::{Activities, ActivityInput};

/// A message.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(default)]
#[schema(as = PastedMessage)]
pub(crate) struct Input {
    /// At most 2,000 characters.
    text: Raw,
}

/// What the message tells, as it would be typed.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = MessageRead)]
pub(crate) struct Read {
    activity: ActivityInput,
    /// What was read, in words.
    read: Vec<String>,
}

async fn action(room: &Activities, actor: &Actor, typed: ActivityInput, text: &Raw) -> Result<Filled, Fault> {
    Permit::<Log>::ask(actor, &Logbook::of(actor))?;
    if text.is_blank() {
        return Err(Fault::field("pasted", "请先把群里的文字或文章的正文粘贴到这里。"));
    }
    let length = text.text().chars().count();
    if length > MOST {
        let sentence = format!("共 {length} 个字，超过 {MOST} 个字的上限，请只粘贴这一项活动的内容。");
        return Err(Fault::field("pasted", sentence));
    }
    let openings = openings(&room.db, actor).await?;
    let subjects = openings::subjects(&room.db, &openings).await?;
    let measures = campaigns::facts::measures(&room.db).await?;
    let today = room.db.clock().today();
    let against = Against { measures: &measures, openings: &openings, subjects: &subjects, today };
    let (signs, open) = (Signs::of(&room.db, &openings).await?, (&*openings, &measures));
    // Campaigns that somebody chose stay; what was only suggested follows what is told.
    let is_suggested = typed.campaigns == signs.ticked(open, &typed, today);
    let had_link = !typed.link.is_blank();
    let mut filled = fill(typed, text.text(), &against);
    if !had_link {
        take_title(room, &mut filled).await?;
    }
    if is_suggested {
        filled.input.campaigns = signs.ticked(open, &filled.input, today);
    }
    Ok(filled)
}

/// Asks the page that a message links to what it is called; a message that says no name has that for one. Where the site asks no
/// pages, or the page does not answer, that is said.
async fn take_title(room: &Activities, filled: &mut Filled) -> Result<(), Fault> {
    let Ok(address) = Address::parse(filled.input.link.text()) else { return Ok(()) };
    let TitleView { title, note } = title_of(room, &address).await?;
    filled.read.extend(note.map(|note| note.trim_end_matches('。').to_owned()));
    if let Some(title) = title {
        filled.take_title(&title);
    }
    Ok(())
}

/// Takes in the files that came along and shows the form again, with what the message tells.
pub(crate) async fn html(
    State(room): State<Activities>,
    actor: Actor,
    page: Page,
    Query(query): Query<FormQuery>,
    mut sent: Sent,
) -> Result<Response, Fault> {
    let draft = GoingOn::of(query.draft.text(), query.version.given());
    take_files(&room, &actor, &mut sent).await?;
    match action(&room, &actor, sent.input.clone(), &sent.pasted).await {
        Ok(Filled { input, read }) => {
            let mut shown = refill(&room, &actor, page, input, Invalid::default(), draft).await?;
            shown.read = Some(read);
            shown.page.show(&shown)
        }
        Err(fault) if may_be_mended(&fault) => {
            let mut shown = refill(&room, &actor, page, sent.input, fault.invalid(), draft).await?;
            shown.pasted = sent.pasted;
            shown.page.show_refused(&fault, &shown)
        }
        Err(fault) => Err(fault),
    }
}

/// POST /api/v1/activities/pasted
pub(crate) async fn api(
    State(room): State<Activities>,
    actor: Actor,
    ApiJson { input, .. }: ApiJson<Input>,
) -> Result<Reply<Read>, Fault> {
    let Filled { input, read } = action(&room, &actor, ActivityInput::default(), &input.text).await?;
    Ok(Reply(Read { activity: input, read }))
}
