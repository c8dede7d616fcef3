//! Every address of this room.

mod catalogue;
mod items;

use axum::handler::Handler;
use people::may;
use web::Method::{Get, Post, Put};
use web::{Routes, Upload, json, page};

use crate::Campaigns;
use crate::policy::{
    AddDue, AddIndicator, AddPhase, AddTask, Amend, Answer, Archive, Begin, ChooseUnits, Close, Copy,
    Discard, Drop, EditDue, EditHead, EditIndicator, EditPhase, Export, Join, Launch, LaunchAmendment, Leave,
    List, Progress, Recall, RecallAmendment, Reopen, ReplaceNotice, Review, Show, Sign, TakeProposals,
};
use crate::verbs::{
    add_due, add_indicator, add_phase, add_series, add_task, amend, answer, archive, begin, changes, close,
    copy, discard, drop, edit_due, edit_head, edit_indicator, edit_phase, editions, export, fields::Changed,
    join, launch, leave, list, members, plan, progress, proposals, recall, recall_amendment, reopen,
    replace_notice, show, sign, signatures, units, view::CampaignView,
};

pub(crate) fn routes(room: Campaigns) -> Routes {
    let pages = pages(Routes::of("campaigns"));
    items::items(catalogue::catalogue(latecomers(amendments(life(api(pages)))))).with_state(room)
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
        .verb(Get, "/campaigns/{id}/signatures.xlsx", may::<Export>(), page(signatures::xlsx))
        .verb(Post, "/campaigns/{id}/plan", may::<EditHead>(), page(edit_head::html))
        .verb(Post, "/campaigns/{id}/phases", may::<AddPhase>(), page(add_phase::html))
        .verb(Post, "/campaigns/{id}/phases/{item}", may::<EditPhase>(), page(edit_phase::html))
        .verb(Post, "/campaigns/{id}/indicators", may::<AddIndicator>(), page(add_indicator::html))
        .verb(Post, "/campaigns/{id}/indicators/{item}", may::<EditIndicator>(), page(edit_indicator::html))
        .verb(Post, "/campaigns/{id}/tasks", may::<AddTask>(), page(add_task::html))
        .verb(Post, "/campaigns/{id}/dues", may::<AddDue>(), page(add_due::html))
        .verb(Post, "/campaigns/{id}/dues/{item}", may::<EditDue>(), page(edit_due::html))
        .verb(Post, "/campaigns/{id}/series", may::<AddDue>(), page(add_series::html))
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
            Post,
            "/api/v1/campaigns/{id}/series",
            may::<AddDue>(),
            json::<add_series::Input, add_series::Dates, _, _, _>(
                "Adds a report that falls due again and again, or only says when it would.",
                add_series::json,
            ),
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
                "Takes a row of indicators, tasks, dues or annexes out of the plan, or puts it back.",
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
            json::<sign::Input, sign::Signature, _, _, _>("Signs for a campaign; twice is once.", sign::json),
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

/// From a draft to the archive.
fn life(routes: Routes<Campaigns>) -> Routes<Campaigns> {
    routes
        .verb(Post, "/campaigns/{id}/discard", may::<Discard>(), page(discard::html))
        .verb(
            Post,
            "/api/v1/campaigns/{id}/discard",
            may::<Discard>(),
            json::<discard::Input, Changed, _, _, _>("Throws a draft away.", discard::json),
        )
        .verb(Post, "/campaigns/{id}/recall", may::<Recall>(), page(recall::html))
        .verb(
            Post,
            "/api/v1/campaigns/{id}/recall",
            may::<Recall>(),
            json::<recall::Input, Changed, _, _, _>(
                "Calls a launch back within a day, before anybody signed or began.",
                recall::json,
            ),
        )
        .verb(Post, "/campaigns/{id}/close", may::<Close>(), page(close::html))
        .verb(
            Post,
            "/api/v1/campaigns/{id}/close",
            may::<Close>(),
            json::<close::Input, Changed, _, _, _>(
                "Ends a campaign: nothing is added from now on.",
                close::json,
            ),
        )
        .verb(Post, "/campaigns/{id}/reopen", may::<Reopen>(), page(reopen::html))
        .verb(
            Post,
            "/api/v1/campaigns/{id}/reopen",
            may::<Reopen>(),
            json::<reopen::Input, Changed, _, _, _>("Lets a campaign go on, for a reason.", reopen::json),
        )
        .verb(Post, "/campaigns/{id}/archive", may::<Archive>(), page(archive::html))
        .verb(
            Post,
            "/api/v1/campaigns/{id}/archive",
            may::<Archive>(),
            json::<archive::Input, Changed, _, _, _>(
                "Takes a closed campaign out of the lists that nobody filtered.",
                archive::json,
            ),
        )
}

/// 补充通知, and the next year's campaign.
fn amendments(routes: Routes<Campaigns>) -> Routes<Campaigns> {
    routes
        .verb(Post, "/campaigns/{id}/copy", may::<Copy>(), page(copy::html))
        .verb(
            Post,
            "/api/v1/campaigns/{id}/copy",
            may::<Copy>(),
            json::<copy::Input, CampaignView, _, _, _>(
                "Makes a draft of the same campaign for the next year.",
                copy::json,
            ),
        )
        .verb(Get, "/campaigns/{id}/notice", may::<ReplaceNotice>(), page(replace_notice::form))
        .verb(
            Post,
            "/campaigns/{id}/notice",
            may::<ReplaceNotice>(),
            page(replace_notice::html.layer(Upload::limit())),
        )
        .verb(
            Put,
            "/api/v1/campaigns/{id}/notice",
            may::<ReplaceNotice>(),
            json::<replace_notice::Input, CampaignView, _, _, _>(
                "Puts another notice under a draft, this year's under a copy: text, title, number and date are its own; the plan stays.",
                replace_notice::json,
            ),
        )
        .verb(Get, "/campaigns/{id}/amend", may::<Amend>(), page(amend::form))
        .verb(Post, "/campaigns/{id}/amend", may::<Amend>(), page(amend::html.layer(Upload::limit())))
        .verb(
            Post,
            "/api/v1/campaigns/{id}/amend",
            may::<Amend>(),
            json::<amend::Input, Changed, _, _, _>(
                "Begins an amendment of a launched campaign; the id is that of its draft.",
                amend::json,
            ),
        )
        .verb(Get, "/campaigns/{id}/proposals", may::<Review>(), page(proposals::html))
        .verb(Post, "/campaigns/{id}/proposals", may::<TakeProposals>(), page(proposals::take_html))
        .verb(
            Get,
            "/api/v1/campaigns/{id}/proposals",
            may::<Review>(),
            json::<(), proposals::ProposalsView, _, _, _>(
                "What the text of an amendment was understood to change; nothing of it is in the draft before it is taken.",
                proposals::json,
            ),
        )
        .verb(
            Post,
            "/api/v1/campaigns/{id}/proposals",
            may::<TakeProposals>(),
            json::<proposals::Input, proposals::ProposalsView, _, _, _>(
                "Writes chosen proposals into the amendment's draft; the others are left.",
                proposals::take_json,
            ),
        )
        .verb(Get, "/campaigns/{id}/changes", may::<Review>(), page(changes::html))
        .verb(
            Get,
            "/api/v1/campaigns/{id}/changes",
            may::<Review>(),
            json::<(), changes::ChangesView, _, _, _>(
                "What the draft of an amendment changes.",
                changes::json,
            ),
        )
        .verb(Post, "/campaigns/{id}/changes", may::<LaunchAmendment>(), page(changes::launch))
        .verb(
            Post,
            "/api/v1/campaigns/{id}/changes",
            may::<LaunchAmendment>(),
            json::<changes::Input, Changed, _, _, _>(
                "Sends an amendment down; every unit signs again.",
                changes::launch_json,
            ),
        )
        .verb(
            Post,
            "/campaigns/{id}/amendment/recall",
            may::<RecallAmendment>(),
            page(recall_amendment::html),
        )
        .verb(
            Post,
            "/api/v1/campaigns/{id}/amendment/recall",
            may::<RecallAmendment>(),
            json::<recall_amendment::Input, Changed, _, _, _>(
                "Calls the amendment in force back within a day, before anybody signed it; the plan before it holds again.",
                recall_amendment::json,
            ),
        )
        .verb(Get, "/campaigns/{id}/editions", may::<Show>(), page(editions::html))
        .verb(
            Get,
            "/api/v1/campaigns/{id}/editions",
            may::<Show>(),
            json::<(), editions::Editions, _, _, _>("The editions of a plan, newest first.", editions::json),
        )
}

/// Late units, and those that leave.
fn latecomers(routes: Routes<Campaigns>) -> Routes<Campaigns> {
    routes
        .verb(Get, "/campaigns/{id}/members", may::<Review>(), page(members::html))
        .verb(Post, "/campaigns/{id}/members", may::<Join>(), page(join::html))
        .verb(Post, "/campaigns/{id}/members/{item}/leave", may::<Leave>(), page(leave::html))
        .verb(
            Post,
            "/api/v1/campaigns/{id}/members",
            may::<Join>(),
            json::<join::Input, Changed, _, _, _>("Lets a unit join after the launch.", join::json),
        )
        .verb(
            Post,
            "/api/v1/campaigns/{id}/members/{item}/leave",
            may::<Leave>(),
            json::<leave::Input, Changed, _, _, _>("Lets a unit leave; what it did stays.", leave::json),
        )
}
