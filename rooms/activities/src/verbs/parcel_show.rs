//! To ask how far a file has come that is sent in pieces. A page begins it again instead, under the same key.

use axum::extract::{Path, State};
use people::{Actor, Permit};
use web::{Fault, Reply};

use crate::Activities;
use crate::policy::ShowParcel;
use crate::receiving::{ParcelView, find};

/// Tells a program.
pub(crate) async fn api(
    State(room): State<Activities>,
    actor: Actor,
    Path(id): Path<String>,
) -> Result<Reply<ParcelView>, Fault> {
    let parcel = find(&room, &id).await?;
    Permit::<ShowParcel>::ask(&actor, &parcel)?;
    Ok(Reply(ParcelView::of(&room, &parcel).await?))
}
