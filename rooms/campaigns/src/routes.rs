//! Every address of this room.

use axum::handler::Handler;
use people::may;
use web::Method::{Get, Post, Put};
use web::{Routes, Upload, json, page};

use crate::Campaigns;
use crate::policy::{
    AddDue, AddIndicator, AddPhase, AddTask, Answer, Begin, ChooseUnits, Drop, EditDue, EditHead,
    EditIndicator, EditPhase, Export, Launch, List, Progress, Review, Show, Sign,
};
use crate::verbs::{
    add_due, add_indicator, add_phase, add_task, answer, begin, drop, edit_due, edit_head, edit_indicator,
    edit_phase, export, fields::Changed, launch, list, plan, progress, show, sign, units, view::CampaignView,
};

pub(crate) fn routes(room: Campaigns) -> Routes {
    let pages = pages(Routes::of("campaigns"));
    api(pages).with_state(room)
}

fn pages(routes: Routes<Campaigns>) -> Routes<Campaigns> {
    routes
        .verb(Get, "/campaigns", may::<List>(), page(list::html))
        .verb(Get, "/campaigns.xlsx", may::<List>(), page(list::xlsx))
        .verb(Get, "/campaigns/new", may::<Begin>(), page(begin::form))
        .verb(Post, "/campaigns", may::<Begin>(), page(begin::html.layer(Upload::limit())))
        .verb(Get, "/campaigns/{id}", may::<Show>(), page(show::html))
        .verb(Get, "/campaigns/{id}/plan", may::<Review>(), page(plan::html))
        .verb(Get, "/campaigns/{id}/plan.xlsx", may::<Export>(), page(export::plan))
        .verb(Get, "/campaigns/{id}/signatures.xlsx", may::<Export>(), page(export::signatures))
        .verb(Post, "/campaigns/{id}/plan", may::<EditHead>(), page(edit_head::html))
        .verb(Post, "/campaigns/{id}/phases", may::<AddPhase>(), page(add_phase::html))
        .verb(Post, "/campaigns/{id}/phases/{item}", may::<EditPhase>(), page(edit_phase::html))
        .verb(Post, "/campaigns/{id}/indicators", may::<AddIndicator>(), page(add_indicator::html))
        .verb(Post, "/campaigns/{id}/indicators/{item}", may::<EditIndicator>(), page(edit_indicator::html))
        .verb(Post, "/campaigns/{id}/tasks", may::<AddTask>(), page(add_task::html))
        .verb(Post, "/campaigns/{id}/dues", may::<AddDue>(), page(add_due::html))
        .verb(Post, "/campaigns/{id}/dues/{item}", may::<EditDue>(), page(edit_due::html))
        .verb(Post, "/campaigns/{id}/{kind}/{item}/dropped", may::<Drop>(), page(drop::html))
        .verb(Post, "/campaigns/{id}/questions/{item}", may::<Answer>(), page(answer::html))
        .verb(Get, "/campaigns/{id}/units", may::<Review>(), page(units::form))
        .verb(Post, "/campaigns/{id}/units", may::<ChooseUnits>(), page(units::html))
        .verb(Get, "/campaigns/{id}/launch", may::<Review>(), page(launch::form))
        .verb(Post, "/campaigns/{id}/launch", may::<Launch>(), page(launch::html))
        .verb(Post, "/campaigns/{id}/sign", may::<Sign>(), page(sign::html))
}

fn api(routes: Routes<Campaigns>) -> Routes<Campaigns> {
    routes
        .verb(
            Get,
            "/api/v1/campaigns",
            may::<List>(),
            json::<list::Asked, list::Lines, _, _, _>("Lists campaigns, newest first.", list::json),
        )
        .verb(
            Post,
            "/api/v1/campaigns",
            may::<Begin>(),
            json::<begin::Input, CampaignView, _, _, _>(
                "Reads a notice and makes a draft of it: its text as JSON, or the file itself, as raw bytes (header X-File-Name) or as multipart.",
                begin::json.layer(Upload::limit()),
            ),
        )
        .verb(
            Get,
            "/api/v1/campaigns/{id}",
            may::<Show>(),
            json::<(), CampaignView, _, _, _>("Shows a campaign with its plan.", show::json),
        )
        .verb(
            Put,
            "/api/v1/campaigns/{id}",
            may::<EditHead>(),
            json::<edit_head::Input, Changed, _, _, _>("Changes a draft's own fields.", edit_head::json),
        )
        .verb(
            Post,
            "/api/v1/campaigns/{id}/phases",
            may::<AddPhase>(),
            json::<add_phase::Input, Changed, _, _, _>("Appends a phase.", add_phase::json),
        )
        .verb(
            Put,
            "/api/v1/campaigns/{id}/phases/{item}",
            may::<EditPhase>(),
            json::<edit_phase::Input, Changed, _, _, _>("Changes a phase.", edit_phase::json),
        )
        .verb(
            Post,
            "/api/v1/campaigns/{id}/indicators",
            may::<AddIndicator>(),
            json::<add_indicator::Input, Changed, _, _, _>("Asks for a measure.", add_indicator::json),
        )
        .verb(
            Put,
            "/api/v1/campaigns/{id}/indicators/{item}",
            may::<EditIndicator>(),
            json::<edit_indicator::Input, Changed, _, _, _>("Sets a target.", edit_indicator::json),
        )
        .verb(
            Post,
            "/api/v1/campaigns/{id}/tasks",
            may::<AddTask>(),
            json::<add_task::Input, Changed, _, _, _>("Adds a task.", add_task::json),
        )
        .verb(
            Post,
            "/api/v1/campaigns/{id}/dues",
            may::<AddDue>(),
            json::<add_due::Input, Changed, _, _, _>("Adds a report that falls due.", add_due::json),
        )
        .verb(
            Put,
            "/api/v1/campaigns/{id}/dues/{item}",
            may::<EditDue>(),
            json::<edit_due::Input, Changed, _, _, _>("Changes a report that falls due.", edit_due::json),
        )
        .verb(
            Put,
            "/api/v1/campaigns/{id}/{kind}/{item}/dropped",
            may::<Drop>(),
            json::<drop::Input, Changed, _, _, _>(
                "Takes a row of indicators, tasks or dues out of the plan, or puts it back.",
                drop::json,
            ),
        )
        .verb(
            Put,
            "/api/v1/campaigns/{id}/questions/{item}",
            may::<Answer>(),
            json::<answer::Input, Changed, _, _, _>("Decides what the notice leaves open.", answer::json),
        )
        .verb(
            Put,
            "/api/v1/campaigns/{id}/units",
            may::<ChooseUnits>(),
            json::<units::Input, units::Chosen, _, _, _>("Chooses units and sets targets.", units::json),
        )
        .verb(
            Post,
            "/api/v1/campaigns/{id}/launch",
            may::<Launch>(),
            json::<launch::Input, CampaignView, _, _, _>(
                "Sends the plan down to the chosen units.",
                launch::json,
            ),
        )
        .verb(
            Post,
            "/api/v1/campaigns/{id}/sign",
            may::<Sign>(),
            json::<(), sign::Signature, _, _, _>("Signs for a campaign; twice is once.", sign::json),
        )
        .verb(
            Get,
            "/api/v1/campaigns/{id}/progress",
            may::<Progress>(),
            json::<progress::Asked, progress::Figures, _, _, _>(
                "Figures in one of the three reckonings.",
                progress::json,
            ),
        )
}
