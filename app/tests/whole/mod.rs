//! The whole house on a test stage: every room of the program, with the pages for developers and the built files.

use std::sync::Arc;

use anbiao::house;
use people::Actor;
use testing::{Kit, Rooms};
use web::Room;

/// Every room of the program.
#[derive(Debug)]
pub(crate) struct Whole;

impl Rooms for Whole {
    fn open(kit: &Kit) -> Vec<Room<Actor>> {
        let mut rooms = house::rooms(&kit.db, &kit.blobs);
        let described = rooms.iter().flat_map(|room| room.routes.operations());
        let developers = web::developers("0.0.0", &described.cloned().collect::<Vec<_>>());
        rooms.push(Room {
            name: "web",
            routes: developers.merge(web::assets()),
            migrations: &[],
            names: &[],
            navigation: |_| Vec::new(),
            todos: None,
        });
        rooms
    }

    fn handlers(kit: &Kit) -> Vec<Arc<dyn jobs::Handler>> {
        house::handlers(&kit.db, &kit.blobs)
    }
}

/// The test house with every room in it. Its clock stands at 2026-03-06, the day of the sample notice.
pub(crate) type Stage = testing::House<Whole>;
