//! The activity log: what a unit did, with its numbers, photos and the campaigns that it counts for.

mod activity;
mod amount;
mod archive;
mod bulk;
mod cohost;
mod comparing;
mod counted;
mod deduction;
mod draft;
mod early;
mod entry;
mod expiry;
pub mod facts;
mod form;
mod gallery;
mod grouping;
mod hint;
mod import;
mod indexing;
mod link;
mod month;
mod named_time;
mod openings;
mod paper;
mod paper_intake;
mod parcel;
mod partners;
mod pasted;
mod patients;
mod photo;
mod photo_intake;
mod policy;
mod quantity;
mod receiving;
mod sent;
mod sieve;
mod store;
mod suggesting;
mod turning;
mod uploads;
mod verbs;
mod view;
mod words;

use std::sync::Arc;

use blobs::Blobs;
use db::{Db, Migration, migration};
use jobs::Handler;
use links::{Allowed, Titles};
use people::{Actor, Role};
use photos::Darkroom;
use web::{NavItem, Room, TodoSource};

use crate::comparing::Comparing;
use crate::expiry::Expiry;
use crate::gallery::Gallery;
use crate::indexing::Indexing;

pub use activity::{ActivityId, ActivityState, Speaker};
pub use amount::{Amount, BadAmount};
pub use cohost::CohostView;
pub use comparing::begin_comparing;
pub use deduction::DeductionView;
pub use entry::{ActivityInput, QuantityInput};
pub use hint::PairView;
pub use indexing::begin_indexing;
pub use paper::PaperId;
pub use photo::PhotoId;
pub use view::{ActivityView, CampaignView, PaperView, PhotoView, QuantityView};

/// The tables of this room.
pub const MIGRATIONS: &[Migration] = &[
    migration!("202611240720_activities_create"),
    migration!("202611260411_activities_splits"),
    migration!("202611261311_activities_papers"),
    migration!("202611261330_activities_look"),
    migration!("202611261701_activities_twins"),
    migration!("202611261702_activities_cohosts"),
    migration!("202611270101_activities_words"),
    migration!("202611270102_activities_walks"),
    migration!("202611280101_activities_parcels"),
    migration!("202611280102_activities_parcel_key"),
    migration!("202611280201_activities_import"),
    migration!("202611280202_activities_patients"),
    migration!("202611280203_activities_links"),
    migration!("202612021001_activities_lines"),
    migration!("202612031001_activities_early"),
    migration!("202612031002_activities_waiting"),
    migration!("202612031003_activities_kept_corrections"),
];

/// What the room works with.
#[derive(Clone, Debug)]
struct Activities {
    db: Db,
    blobs: Blobs,
    darkroom: Darkroom,
    gallery: Gallery,
    titles: Titles,
}

/// The door of this room. `darkroom` has the places that photos wait for.
pub fn room(db: Db, blobs: Blobs, darkroom: Darkroom) -> Room<Actor> {
    room_asking(db, blobs, darkroom, Allowed::default())
}

/// The same for a test, whose own server may be asked for the title of a page besides the public internet.
pub fn room_asking(db: Db, blobs: Blobs, darkroom: Darkroom, allowed: Allowed) -> Room<Actor> {
    let drafts = db.clone();
    let (gallery, titles) = (Gallery::default(), Titles::new(allowed));
    let state = Activities { db, blobs, darkroom, gallery, titles };
    Room {
        name: "activities",
        routes: verbs::routes(state),
        migrations: MIGRATIONS,
        names: &[store::names::NAMES],
        navigation,
        todos: Some(TodoSource::new(move |actor| verbs::todos(drafts.clone(), actor))),
    }
}

/// What works off this room's jobs.
pub fn handlers(db: Db, blobs: Blobs) -> Vec<Arc<dyn Handler>> {
    vec![
        Arc::new(Comparing { db: db.clone(), blobs: blobs.clone() }),
        Arc::new(Expiry { db: db.clone(), blobs }),
        Arc::new(Indexing { db }),
    ]
}

fn navigation(actor: &Actor) -> Vec<NavItem> {
    if actor.is_any(Role::BUSINESS) { vec![NavItem::new("/activities", "活动")] } else { Vec::new() }
}
