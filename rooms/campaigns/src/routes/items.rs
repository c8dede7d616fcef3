//! What becomes of rows of a draft besides.

use people::may;
use web::Method::{Post, Put};
use web::{Routes, json, page};

use crate::Campaigns;
use crate::policy::{AddAnnex, DropPhase, EditAnnex, EditTask, Merge};
use crate::verbs::{add_annex, drop_phase, edit_annex, edit_task, fields::Changed, merge};

pub(super) fn items(routes: Routes<Campaigns>) -> Routes<Campaigns> {
    routes
        .verb(Post, "/campaigns/{id}/phases/{item}/removed", may::<DropPhase>(), page(drop_phase::html))
        .verb(
            Post,
            "/api/v1/campaigns/{id}/phases/{item}/removed",
            may::<DropPhase>(),
            json::<drop_phase::Input, Changed, _, _, _>(
                "Takes a phase out of the plan; what hangs on it goes to another.",
                drop_phase::json,
            ),
        )
        .verb(Post, "/campaigns/{id}/tasks/{item}", may::<EditTask>(), page(edit_task::html))
        .verb(
            Put,
            "/api/v1/campaigns/{id}/tasks/{item}",
            may::<EditTask>(),
            json::<edit_task::Input, Changed, _, _, _>("Changes a task.", edit_task::json),
        )
        .verb(Post, "/campaigns/{id}/annexes", may::<AddAnnex>(), page(add_annex::html))
        .verb(
            Post,
            "/api/v1/campaigns/{id}/annexes",
            may::<AddAnnex>(),
            json::<add_annex::Input, Changed, _, _, _>("Adds a slogan, an attachment or a subject.", add_annex::json),
        )
        .verb(Post, "/campaigns/{id}/annexes/{item}", may::<EditAnnex>(), page(edit_annex::html))
        .verb(
            Put,
            "/api/v1/campaigns/{id}/annexes/{item}",
            may::<EditAnnex>(),
            json::<edit_annex::Input, Changed, _, _, _>(
                "Changes a slogan, an attachment or a subject.",
                edit_annex::json,
            ),
        )
        .verb(Post, "/campaigns/{id}/{kind}/{item}/merged", may::<Merge>(), page(merge::html))
        .verb(
            Put,
            "/api/v1/campaigns/{id}/{kind}/{item}/merged",
            may::<Merge>(),
            json::<merge::Input, Changed, _, _, _>(
                "Lets a task, a report that falls due, or an indicator of the same measure go into another; both sources stay.",
                merge::json,
            ),
        )
}
