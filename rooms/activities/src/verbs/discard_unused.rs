//! To delete the photos or papers that the form of an activity offers and nobody chose: all of them or none. The form comes back as
//! it was typed.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use ids::Id;
use people::{Actor, Permit};
use serde::Deserialize;
use web::{Fault, Flash, Invalid, Page, Query, Raw};

use super::log::{may_be_mended, take_files};
use super::{correct, log};
use crate::Activities;
use crate::draft::DraftId;
use crate::form::FormPage;
use crate::policy::{Edit, Log, Logbook};
use crate::sent::Sent;
use crate::uploads::{Uploads, forget};

/// Which form it was.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Place {
    /// The draft that a new activity was begun in.
    draft: Raw,
    /// The activity that is being corrected.
    activity: Raw,
}

/// Deletes what was offered and is not ticked by now.
async fn action<U: Uploads>(room: &Activities, actor: &Actor, sent: &Sent) -> Result<usize, Fault> {
    let (offered, chosen) = U::lists(sent);
    let left = offered.text().split_whitespace().filter(|id| chosen.iter().all(|one| one.text() != *id));
    let mut tx = room.db.begin().await?;
    let mut gone = 0;
    for text in left {
        let id = Id::<U::Mark>::parse(text).map_err(|_| Fault::not_found())?;
        forget::<U>(&mut tx, actor, id).await?;
        gone += 1;
    }
    tx.commit().await?;
    Ok(gone)
}

/// Takes the button of the form in.
pub(crate) async fn html<U: Uploads>(
    State(room): State<Activities>,
    actor: Actor,
    page: Page,
    Query(place): Query<Place>,
    mut sent: Sent,
) -> Result<Response, Fault> {
    take_files(&room, &actor, &mut sent).await?;
    match action::<U>(&room, &actor, &sent).await {
        Ok(gone) => {
            let text = format!("已删除 {gone} {}未选用的{}。", U::COUNTER, U::WORD);
            let done = Page { flash: Some(Flash { kind: "success".to_owned(), text }), ..page };
            let shown = again(&room, &actor, done, &place, (sent, Invalid::default())).await?;
            shown.page.show(&shown)
        }
        // An activity took it meanwhile: the form offers it no more.
        Err(fault) if may_be_mended(&fault) || fault.status() == StatusCode::CONFLICT => {
            let mut errors = Invalid::default();
            errors.add(U::LIST, format!("没有删除：{}", fault.sentence()));
            let shown = again(&room, &actor, page, &place, (sent, errors)).await?;
            shown.page.show_refused(&fault, &shown)
        }
        Err(fault) => Err(fault),
    }
}

async fn again(
    room: &Activities,
    actor: &Actor,
    page: Page,
    place: &Place,
    (sent, errors): (Sent, Invalid),
) -> Result<FormPage, Fault> {
    let Some(activity) = place.activity.given() else {
        Permit::<Log>::ask(actor, &Logbook::of(actor))?;
        let draft = DraftId::parse(place.draft.text()).ok();
        return log::refill(room, actor, page, sent.input, errors, draft).await;
    };
    let activity = correct::find(room, activity).await?;
    Permit::<Edit>::ask(actor, &activity)?;
    correct::refill(room, actor, page, sent.input, errors, &activity).await
}
