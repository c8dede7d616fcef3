//! The program: configuration, the list of rooms, and the commands.
//!
//! A library beside the binary, so that tests open the same house as `anbiao serve`.

pub mod cli;
pub mod demo;
pub mod folder;
pub mod house;
pub mod usage;

mod consolidate;
mod doctor;
mod failure;
mod notice;
mod routes;
mod serve;

pub use failure::Failure;
