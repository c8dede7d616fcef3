//! To delete the photos or papers that the form of an activity offers and nobody chose: all of them or none. The form comes back as
//! it was typed.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use ids::Id;
use people::Actor;
use web::{Fault, Flash, Invalid, Page, Query};

use super::asked::{Asked, Place};
use super::log::{may_be_mended, take_files};
use crate::Activities;
use crate::sent::Sent;
use crate::uploads::{Uploads, forget};

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
    let asked = Asked::of(&room, &actor, &place).await?;
    let done = match take_files(&room, &actor, &mut sent).await {
        Ok(()) => action::<U>(&room, &actor, &sent).await,
        Err(fault) => Err(fault),
    };
    match done {
        Ok(gone) => {
            let text = format!("已删除 {gone} {}未选用的{}。", U::COUNTER, U::WORD);
            let done = Page { flash: Some(Flash { kind: "success".to_owned(), text }), ..page };
            let shown = asked.form(&room, &actor, done, (sent, Invalid::default())).await?;
            shown.page.show(&shown)
        }
        // An activity took it meanwhile, or another page deleted it: the form offers it no more.
        Err(fault) if may_be_mended(&fault) || fault.status() == StatusCode::NOT_FOUND => {
            let mut errors = if fault.fields().is_empty() { Invalid::default() } else { fault.invalid() };
            if !errors.any() {
                errors.add(U::LIST, format!("没有删除：{}", fault.sentence()));
            }
            let shown = asked.form(&room, &actor, page, (sent, errors)).await?;
            shown.page.show_refused(&fault, &shown)
        }
        Err(fault) => Err(fault),
    }
}
