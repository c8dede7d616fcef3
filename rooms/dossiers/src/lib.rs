//! One file for one unit (一单位一档): what the rooms know of it, by year and campaign, on one page and in one ZIP.

mod choice;
mod export;
pub mod facts;
mod gather;
mod jobs;
mod pack;
mod paper;
mod policy;
mod routes;
mod store;
mod verbs;
mod view;

use std::sync::Arc;

use ::jobs::Handler;
use blobs::Blobs;
use db::{Db, Migration, migration};
use people::Actor;
use web::Room;

/// The steps of this room's schema.
pub const MIGRATIONS: &[Migration] = &[migration!("202612021101_dossiers_create")];

/// What the faces of this room need.
#[derive(Clone, Debug)]
pub(crate) struct Dossiers {
    pub(crate) db: Db,
    pub(crate) blobs: Blobs,
}

/// The door of this room.
pub fn room(db: Db, blobs: Blobs) -> Room<Actor> {
    Room {
        name: "dossiers",
        routes: routes::routes().with_state(Dossiers { db, blobs }),
        migrations: MIGRATIONS,
        names: &[],
        // A file is opened from its unit.
        navigation: |_| Vec::new(),
        todos: None,
    }
}

/// What this room does in the background.
pub fn handlers(db: Db, blobs: Blobs) -> Vec<Arc<dyn Handler>> {
    vec![
        Arc::new(jobs::Packing { db: db.clone(), blobs: blobs.clone() }),
        Arc::new(jobs::Expiry { db, blobs }),
    ]
}
