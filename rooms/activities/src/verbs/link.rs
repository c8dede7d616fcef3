//! To ask the page of a media report for its title (decision 80): nothing is logged.

use axum::extract::State;
use axum::response::Response;
use people::{Actor, Permit};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use web::{ApiJson, Fault, Invalid, Page, Query, Raw, Reply};

use super::asked::{Asked, Place};
use super::log::{may_be_mended, take_files};
use crate::Activities;
use crate::link::Address;
use crate::policy::{Logbook, ReadTitle};
use crate::sent::Sent;

/// A page.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(default)]
#[schema(as = ReportLink)]
pub(crate) struct Input {
    /// `https://…`
    link: Raw,
}

/// What it is called, or why that is not known.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ReportTitle)]
pub(crate) struct TitleView {
    pub(super) title: Option<String>,
    /// What to do where there is no title.
    pub(super) note: Option<String>,
}

async fn action(room: &Activities, actor: &Actor, link: &Raw) -> Result<TitleView, Fault> {
    Permit::<ReadTitle>::ask(actor, &Logbook::of(actor))?;
    let address = Address::parse(link.text()).map_err(|error| Fault::field("link", error.to_string()))?;
    title_of(room, &address).await
}

/// What a page is called, where the site lets pages be asked.
pub(super) async fn title_of(room: &Activities, address: &Address) -> Result<TitleView, Fault> {
    if !people::facts::site(&room.db).await?.reads_titles {
        let note = "本系统没有开启读取网页标题（不能上网的环境不开启），请直接填写标题。";
        return Ok(TitleView { title: None, note: Some(note.to_owned()) });
    }
    Ok(match room.titles.of(address.as_str()).await {
        Ok(title) => TitleView { title: Some(title), note: None },
        Err(bad) => TitleView { title: None, note: Some(bad.to_string()) },
    })
}

/// Takes in the files that came along and shows the form again, with the title.
pub(crate) async fn html(
    State(room): State<Activities>,
    actor: Actor,
    page: Page,
    Query(place): Query<Place>,
    mut sent: Sent,
) -> Result<Response, Fault> {
    let asked = Asked::of(&room, &actor, &place).await?;
    let read = match take_files(&room, &actor, &mut sent).await {
        Ok(()) => action(&room, &actor, &sent.input.link).await,
        Err(fault) => Err(fault),
    };
    match read {
        Ok(TitleView { title, note }) => {
            let mut errors = Invalid::default();
            if let Some(title) = title {
                sent.input.link_title = title.into();
            }
            if let Some(note) = note {
                errors.add("link_title", note);
            }
            let shown = asked.form(&room, &actor, page, (sent, errors)).await?;
            shown.page.show(&shown)
        }
        Err(fault) if may_be_mended(&fault) => {
            let shown = asked.form(&room, &actor, page, (sent, fault.invalid())).await?;
            shown.page.show_refused(&fault, &shown)
        }
        Err(fault) => Err(fault),
    }
}

/// POST /api/v1/activities/link
pub(crate) async fn api(
    State(room): State<Activities>,
    actor: Actor,
    ApiJson { input, .. }: ApiJson<Input>,
) -> Result<Reply<TitleView>, Fault> {
    Ok(Reply(action(&room, &actor, &input.link).await?))
}
