use askama::Template;
use axum::extract::State;
use axum::response::Response;
use campaigns::facts;
use people::{Actor, Permit, UnitId};
use web::{Fault, Page, Query};

use super::frame::{Face, Frame};
use crate::Activities;
use crate::policy::{List, Logbook, MarkPatients};
use crate::sieve::ListInput;
use crate::store::lists::{self, Hung};
use crate::turning::Turning;

/// `activities/wall.html`: the pictures, the latest first.
#[derive(Debug, Template)]
#[template(path = "activities/wall.html")]
pub(crate) struct WallPage {
    pub(crate) page: Page,
    pub(crate) frame: Frame,
    pub(crate) pictures: Vec<Hung>,
    pub(crate) turning: Turning,
    /// The reader's place, whose pictures may be marked here.
    pub(crate) at: UnitId,
    pub(crate) may_mark: bool,
    /// How many there are, where it is known.
    pub(crate) total: Option<String>,
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
    let sifted = input.sifted(&room.db, &actor).await?;
    let mut turning = Turning::asked(input.page.text(), PICTURES);
    let pictures = lists::pictures(&room.db, &sifted.filter, turning.window()).await?;
    let measures = facts::measures(&room.db).await?;
    let shown = WallPage {
        page: page.titled("活动照片"),
        at: actor.at.id,
        may_mark: actor.is_any(<MarkPatients as people::Verb>::CALLERS),
        pictures: turning.take(pictures),
        total: turning.total.map(|total| total.to_string()),
        turning,
        frame: Frame::of(&room, &actor, Face::Wall, (input, sifted, &measures)).await?,
    };
    shown.page.show(&shown)
}
