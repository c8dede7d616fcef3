//! Every address of this room.

use axum::handler::Handler;
use people::may;
use web::Method::{Get, Post, Put};
use web::{Routes, Upload, json, page};

use crate::Plans;
use crate::input::PlanInput;
use crate::policy::{
    Approve, Attach, Exempt, Keep, List, MarkDone, Recall, Revise, Save, SendBack, Show, Submit,
};
use crate::verbs::{attach, decide, exempt, list, mark_done, revise, save, show, submit};
use crate::view::{LineView, PlanView};

pub(crate) fn routes() -> Routes<Plans> {
    let pages = Routes::of("plans")
        .verb(Get, "/plans", may::<List>(), page(list::html))
        .verb(Get, "/plans/export.xlsx", may::<List>(), page(list::xlsx))
        .verb(Get, "/plans/{campaign}/{unit}", may::<Show>(), page(show::html))
        .verb(Get, "/plans/{campaign}/{unit}/plan.docx", may::<Show>(), page(show::print))
        .verb(Get, "/plans/{campaign}/{unit}/edit", may::<Save>(), page(save::form))
        .verb(Post, "/plans/{campaign}/{unit}", may::<Save>(), page(save::html))
        .verb(Get, "/plans/{campaign}/{unit}/file", may::<Show>(), page(attach::download))
        .verb(
            Post,
            "/plans/{campaign}/{unit}/file",
            may::<Attach>(),
            page(attach::attach.layer(Upload::limit())),
        )
        .verb(Post, "/plans/{campaign}/{unit}/file/remove", may::<Attach>(), page(attach::detach))
        .verb(Post, "/plans/{campaign}/{unit}/submit", may::<Submit>(), page(submit::html))
        .verb(Post, "/plans/{campaign}/{unit}/revise", may::<Revise>(), page(revise::revise))
        .verb(Post, "/plans/{campaign}/{unit}/keep", may::<Keep>(), page(revise::keep))
        .verb(Post, "/plans/{campaign}/{unit}/done", may::<MarkDone>(), page(mark_done::html))
        .verb(Post, "/plans/{campaign}/{unit}/approve", may::<Approve>(), page(decide::approve))
        .verb(Post, "/plans/{campaign}/{unit}/return", may::<SendBack>(), page(decide::send_back))
        .verb(Post, "/plans/{campaign}/{unit}/exempt", may::<Exempt>(), page(exempt::exempt))
        .verb(Post, "/plans/{campaign}/{unit}/recall", may::<Recall>(), page(exempt::recall));
    api(pages)
}

fn api(routes: Routes<Plans>) -> Routes<Plans> {
    routes
        .verb(
            Get,
            "/api/v1/plans",
            may::<List>(),
            json::<list::Asked, Vec<LineView>, _, _, _>("Lists the units' plans.", list::json),
        )
        .verb(
            Get,
            "/api/v1/plans/{campaign}/{unit}",
            may::<Show>(),
            json::<show::Asked, PlanView, _, _, _>(
                "Shows a unit's plan and how far its activities are.",
                show::json,
            ),
        )
        .verb(
            Get,
            "/api/v1/plans/{campaign}/{unit}/plan.docx",
            may::<Show>(),
            json::<show::Asked, (), _, _, _>("The document of a unit's plan.", show::print),
        )
        .verb(
            Get,
            "/api/v1/plans/{campaign}/{unit}/file",
            may::<Show>(),
            json::<show::Asked, (), _, _, _>("The unit's own file beside its plan.", attach::download),
        )
        .verb(
            Post,
            "/api/v1/plans/{campaign}/{unit}/file",
            may::<Attach>(),
            json::<(), PlanView, _, _, _>(
                "Puts the unit's own file beside its plan: the bytes as they are, or a multipart file.",
                attach::attach_call.layer(Upload::limit()),
            ),
        )
        .verb(
            Post,
            "/api/v1/plans/{campaign}/{unit}/file/remove",
            may::<Attach>(),
            json::<attach::DetachInput, PlanView, _, _, _>(
                "Takes the unit's own file from its plan.",
                attach::detach_call,
            ),
        )
        .verb(
            Put,
            "/api/v1/plans/{campaign}/{unit}",
            may::<Save>(),
            json::<PlanInput, PlanView, _, _, _>("Writes the unit's whole plan.", save::json),
        )
        .verb(
            Post,
            "/api/v1/plans/{campaign}/{unit}/submit",
            may::<Submit>(),
            json::<submit::SubmitInput, PlanView, _, _, _>("Files the plan with the bureau.", submit::json),
        )
        .verb(
            Post,
            "/api/v1/plans/{campaign}/{unit}/revise",
            may::<Revise>(),
            json::<revise::ReviseInput, PlanView, _, _, _>(
                "Begins a second version of an accepted plan, as the bureau's targets changed.",
                revise::revise_call,
            ),
        )
        .verb(
            Post,
            "/api/v1/plans/{campaign}/{unit}/keep",
            may::<Keep>(),
            json::<revise::ReviseInput, PlanView, _, _, _>(
                "Stays with the accepted plan although the bureau's targets changed.",
                revise::keep_call,
            ),
        )
        .verb(
            Post,
            "/api/v1/plans/{campaign}/{unit}/done",
            may::<MarkDone>(),
            json::<mark_done::MarkInput, PlanView, _, _, _>(
                "Says that an activity without an indicator is done, or is not.",
                mark_done::json,
            ),
        )
        .verb(
            Post,
            "/api/v1/plans/{campaign}/{unit}/approve",
            may::<Approve>(),
            json::<decide::ApproveInput, PlanView, _, _, _>("Accepts a filed plan.", decide::approve_call),
        )
        .verb(
            Post,
            "/api/v1/plans/{campaign}/{unit}/return",
            may::<SendBack>(),
            json::<decide::ReturnInput, PlanView, _, _, _>(
                "Gives a plan back with a reason.",
                decide::return_call,
            ),
        )
        .verb(
            Post,
            "/api/v1/plans/{campaign}/{unit}/exempt",
            may::<Exempt>(),
            json::<exempt::ExemptInput, PlanView, _, _, _>(
                "No longer asks a unit for its plan.",
                exempt::exempt_call,
            ),
        )
        .verb(
            Post,
            "/api/v1/plans/{campaign}/{unit}/recall",
            may::<Recall>(),
            json::<exempt::ExemptInput, PlanView, _, _, _>(
                "Asks a unit for its plan after all.",
                exempt::recall_call,
            ),
        )
}
