//! Which form a button belongs to that gives it back as it was typed: that of a new activity, or of a correction.

use people::{Actor, Permit};
use serde::Deserialize;
use web::{Fault, Invalid, Page, Raw};

use super::{correct, log};
use crate::Activities;
use crate::activity::Activity;
use crate::draft::GoingOn;
use crate::form::FormPage;
use crate::policy::{Edit, Log, Logbook};
use crate::sent::Sent;

/// Which form it was.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Place {
    /// The draft that a new activity was begun in.
    draft: Raw,
    /// The version of the draft that the page goes on from.
    version: Raw,
    /// The activity that is being corrected.
    activity: Raw,
}

/// Whose form it is: that may be asked before anything goes.
pub(super) enum Asked {
    New(Option<GoingOn>),
    Correction(Box<Activity>, Option<GoingOn>),
}

impl Asked {
    pub(super) async fn of(room: &Activities, actor: &Actor, place: &Place) -> Result<Self, Fault> {
        let draft = GoingOn::of(place.draft.text(), place.version.given());
        let Some(activity) = place.activity.given() else {
            Permit::<Log>::ask(actor, &Logbook::of(actor))?;
            return Ok(Self::New(draft));
        };
        let activity = correct::find(room, activity).await?;
        Permit::<Edit>::ask(actor, &activity)?;
        Ok(Self::Correction(Box::new(activity), draft))
    }

    /// A form of its own, whatever draft it was begun in.
    pub(super) async fn apart(room: &Activities, actor: &Actor, activity: &Raw) -> Result<Self, Fault> {
        Self::of(room, actor, &Place { activity: activity.clone(), ..Place::default() }).await
    }

    pub(super) async fn form(
        &self,
        room: &Activities,
        actor: &Actor,
        page: Page,
        (sent, errors): (Sent, Invalid),
    ) -> Result<FormPage, Fault> {
        match self {
            Self::New(draft) => log::refill(room, actor, page, sent.input, errors, *draft).await,
            Self::Correction(activity, draft) => {
                correct::refill(room, actor, page, sent.input, errors, (activity, *draft)).await
            }
        }
    }
}
