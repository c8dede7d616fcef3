//! Pictures as units take them, drawn: meetings in rooms, drills outdoors, things from near by. The same seed is the
//! same picture.

mod canvas;
mod dice;
mod scenes;

pub(crate) use canvas::Camera;
pub(crate) use dice::Dice;
pub(crate) use scenes::{close_up, meeting, outdoors};
