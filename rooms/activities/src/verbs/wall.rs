use askama::Template;
use axum::extract::State;
use axum::response::Response;
use people::{Actor, Permit};
use web::{Fault, Page, Paging, Query};

use super::frame::{Face, Frame};
use super::list::ListInput;
use crate::Activities;
use crate::policy::{List, Logbook};
use crate::store::lists::{self, Hung};

/// `activities/wall.html`: the pictures, the latest first.
#[derive(Debug, Template)]
#[template(path = "activities/wall.html")]
pub(crate) struct WallPage {
    pub(crate) page: Page,
    pub(crate) frame: Frame,
    pub(crate) pictures: Vec<Hung>,
    pub(crate) paging: Paging,
}

/// Shows the pictures of the activities that pass the filter.
pub(crate) async fn html(
    State(room): State<Activities>,
    actor: Actor,
    page: Page,
    Query(input): Query<ListInput>,
) -> Result<Response, Fault> {
    const PICTURES: u64 = 48;
    Permit::<List>::ask(&actor, &Logbook::of(&actor))?;
    let filter = input.filter(&room.db, &actor).await?;
    let paging = Paging::new(&input.page, PICTURES, lists::count_pictures(&room.db, &filter).await?);
    let shown = WallPage {
        page: page.titled("活动照片"),
        pictures: lists::pictures(&room.db, &filter, (paging.offset(), paging.limit())).await?,
        paging,
        frame: Frame::of(&room, &actor, Face::Wall, input).await?,
    };
    shown.page.show(&shown)
}
