//! What can be done, one verb a file, and the addresses of it all.

mod archive;
mod asked;
mod bulk;
mod calendar;
mod cohost;
mod correct;
mod deduct;
mod discard_unused;
mod drafts;
pub(crate) mod export;
mod frame;
mod group;
mod import;
mod link;
pub(crate) mod list;
mod log;
mod original;
mod paper_download;
mod parcel_begin;
mod parcel_drop;
mod parcel_show;
mod partners;
mod pasted;
mod patients;
mod photo_view;
mod piece;
pub(crate) mod prolong;
mod remove;
mod restore;
mod show;
mod suggested;
mod units;
mod upload;
mod void;
mod wall;

use axum::handler::Handler;
use people::may;
use web::{Method, Routes, Upload, file, json, page};

use crate::deduction::DeductInput;
use crate::import::view::ImportView;
use crate::policy::{
    AnswerCohost, BeginParcel, ClearPatients, Deduct, DiscardDraft, DownloadOriginal, DownloadOriginals,
    DownloadPaper, DropParcel, Edit, ImportLedger, List, Log, MarkPatients, Prolong, ReadTitle, RemovePaper,
    RemovePhoto, Restore, SaveDraft, SendPiece, Show, ShowImport, ShowParcel, UploadPaper, UploadPhoto,
    ViewPhoto, Void,
};
use crate::receiving::ParcelView;
use crate::sieve::ListInput;
use crate::uploads::{Papers, Photos};
use crate::{Activities, ActivityInput, ActivityView, CohostView, PaperView, PhotoView};

pub(crate) use bulk::BulkInput;
pub(crate) use drafts::todos;

/// Every address of the room.
pub(crate) fn routes(room: Activities) -> Routes {
    use Method::{Get, Post, Put};
    Routes::of("activities")
        .verb(Get, "/activities", may::<List>(), page(list::html))
        .verb(Get, "/activities/export.xlsx", may::<List>(), page(export::xlsx))
        .verb(Get, "/activities/export.zip", may::<List>(), page(archive::copies))
        .verb(Post, "/activities/originals.zip", may::<DownloadOriginals>(), page(archive::originals))
        .verb(Get, "/activities/calendar", may::<List>(), page(calendar::html))
        .verb(Get, "/activities/photos", may::<List>(), page(wall::html))
        .verb(Get, "/activities/units", may::<List>(), page(units::html))
        .verb(Get, "/activities/new", may::<Log>(), page(log::form))
        .verb(Post, "/activities/pasted", may::<Log>(), page(pasted::html.layer(Upload::limit())))
        .verb(Post, "/activities/link", may::<ReadTitle>(), page(link::html.layer(Upload::limit())))
        .verb(Get, "/activities/bulk", may::<Log>(), page(bulk::form))
        .verb(Post, "/activities/bulk/groups", may::<Log>(), page(group::html.layer(Upload::limit())))
        .verb(Post, "/activities/bulk", may::<Log>(), page(bulk::html))
        .verb(Get, "/activities/import", may::<Log>(), page(import::upload::form))
        .verb(Get, "/activities/import/template.xlsx", may::<Log>(), page(import::template::xlsx))
        .verb(
            Post,
            "/activities/import",
            may::<ImportLedger>(),
            page(import::upload::html.layer(Upload::limit())),
        )
        .verb(Get, "/activities/import/{id}", may::<ShowImport>(), page(import::show::html))
        .verb(Post, "/activities/import/{id}/confirm", may::<ImportLedger>(), page(import::confirm::html))
        .verb(Post, "/activities", may::<Log>(), page(log::html.layer(Upload::limit())))
        .verb(Post, "/activities/drafts", may::<SaveDraft>(), page(drafts::save.layer(Upload::limit())))
        .verb(Post, "/activities/drafts/{id}/discard", may::<DiscardDraft>(), page(drafts::discard))
        .verb(
            Post,
            "/activities/photos",
            may::<UploadPhoto>(),
            page(upload::html::<Photos>.layer(Upload::limit())),
        )
        .verb(Post, "/activities/photos/{id}/remove", may::<RemovePhoto>(), page(remove::html::<Photos>))
        .verb(
            Post,
            "/activities/photos/discard",
            may::<RemovePhoto>(),
            page(discard_unused::html::<Photos>.layer(Upload::limit())),
        )
        .verb(
            Post,
            "/activities/papers",
            may::<UploadPaper>(),
            page(upload::html::<Papers>.layer(Upload::limit())),
        )
        .verb(Post, "/activities/papers/{id}/remove", may::<RemovePaper>(), page(remove::html::<Papers>))
        .verb(
            Post,
            "/activities/papers/discard",
            may::<RemovePaper>(),
            page(discard_unused::html::<Papers>.layer(Upload::limit())),
        )
        .verb(Post, "/activities/parcels", may::<BeginParcel>(), page(parcel_begin::html))
        .verb(
            Post,
            "/activities/parcels/{id}/pieces",
            may::<SendPiece>(),
            page(piece::html.layer(Upload::limit())),
        )
        .verb(Post, "/activities/parcels/{id}/drop", may::<DropParcel>(), page(parcel_drop::html))
        .verb(Get, "/activities/{id}", may::<Show>(), page(show::html))
        .verb(Get, "/activities/{id}/edit", may::<Edit>(), page(correct::form))
        .verb(Post, "/activities/{id}/edit", may::<Edit>(), page(correct::html.layer(Upload::limit())))
        .verb(Post, "/activities/{id}/void", may::<Void>(), page(void::html))
        .verb(Post, "/activities/{id}/deduct", may::<Deduct>(), page(deduct::html))
        .verb(Post, "/activities/{id}/cohost", may::<AnswerCohost>(), page(cohost::html))
        .verb(Post, "/activities/{id}/prolong", may::<Prolong>(), page(prolong::html))
        .verb(Get, "/activities/partners", may::<Log>(), page(partners::html))
        .verb(Get, "/activities/suggested", may::<Log>(), page(suggested::html))
        .verb(Post, "/activities/{id}/restore", may::<Restore>(), page(restore::html))
        .verb(Get, "/photos/{id}/small", may::<ViewPhoto>(), file(photo_view::small))
        .verb(Get, "/photos/{id}/large", may::<ViewPhoto>(), file(photo_view::large))
        .verb(Post, "/photos/{id}/mark-patients", may::<MarkPatients>(), page(patients::html::<MarkPatients>))
        .verb(Post, "/photos/{id}/clear-patients", may::<ClearPatients>(), page(patients::html::<ClearPatients>))
        .verb(Post, "/photos/{id}/original", may::<DownloadOriginal>(), page(original::html))
        .verb(Get, "/papers/{id}", may::<DownloadPaper>(), file(paper_download::html))
        .verb(
            Get,
            "/api/v1/activities",
            may::<List>(),
            json::<ListInput, list::ListView, _, _, _>("Lists activities.", list::api),
        )
        .verb(
            Post,
            "/api/v1/activities",
            may::<Log>(),
            json::<ActivityInput, ActivityView, _, _, _>("Logs an activity.", log::api),
        )
        .verb(
            Post,
            "/api/v1/activities/pasted",
            may::<Log>(),
            json::<pasted::Input, pasted::Read, _, _, _>(
                "Reads what a pasted message tells of an activity; nothing is logged.",
                pasted::api,
            ),
        )
        .verb(
            Post,
            "/api/v1/activities/link",
            may::<ReadTitle>(),
            json::<link::Input, link::TitleView, _, _, _>(
                "Asks the page of a media report for its title, where the site allows it; nothing is logged.",
                link::api,
            ),
        )
        .verb(
            Get,
            "/api/v1/activities/{id}",
            may::<Show>(),
            json::<(), ActivityView, _, _, _>("Shows an activity.", show::api),
        )
        .verb(
            Put,
            "/api/v1/activities/{id}",
            may::<Edit>(),
            json::<ActivityInput, ActivityView, _, _, _>("Corrects an activity.", correct::api),
        )
        .verb(
            Post,
            "/api/v1/activities/{id}/void",
            may::<Void>(),
            json::<void::VoidInput, ActivityView, _, _, _>(
                "Takes an activity out of every count.",
                void::api,
            ),
        )
        .verb(
            Post,
            "/api/v1/activities/{id}/restore",
            may::<Restore>(),
            json::<(), ActivityView, _, _, _>("Lets a void activity count again.", restore::api),
        )
        .verb(
            Post,
            "/api/v1/activities/{id}/prolong",
            may::<Prolong>(),
            json::<prolong::ProlongInput, ActivityView, _, _, _>(
                "Lets something that stands (a banner) go on to a later day and count for further campaigns.",
                prolong::api,
            ),
        )
        .verb(
            Post,
            "/api/v1/activities/{id}/deduct",
            may::<Deduct>(),
            json::<DeductInput, ActivityView, _, _, _>(
                "Takes something off a number, in what is approved; 0 gives it back.",
                deduct::api,
            ),
        )
        .verb(
            Post,
            "/api/v1/activities/{id}/cohost",
            may::<AnswerCohost>(),
            json::<cohost::AnswerInput, CohostView, _, _, _>(
                "Confirms or declines for one's unit that it took part.",
                cohost::api,
            ),
        )
        .verb(
            Post,
            "/api/v1/photos/groups",
            may::<Log>(),
            json::<group::GroupInput, group::GroupsView, _, _, _>(
                "Groups uploaded photos into activities by when they were taken; logs nothing.",
                group::api,
            ),
        )
        .verb(
            Post,
            "/api/v1/activities/bulk",
            may::<Log>(),
            json::<BulkInput, bulk::BulkView, _, _, _>("Logs several activities, all or none.", bulk::api),
        )
        .verb(
            Post,
            "/api/v1/activities/import",
            may::<ImportLedger>(),
            json::<(), ImportView, _, _, _>(
                "Reads a ledger (XLSX, or a ZIP with an XLSX and pictures: the bytes as they are, or a multipart file) and tells what it would do.",
                import::upload::api.layer(Upload::limit()),
            ),
        )
        .verb(
            Get,
            "/api/v1/activities/import/{id}",
            may::<ShowImport>(),
            json::<(), ImportView, _, _, _>("What a ledger that was read would do by now, or did.", import::show::api),
        )
        .verb(
            Post,
            "/api/v1/activities/import/{id}/confirm",
            may::<ImportLedger>(),
            json::<import::confirm::ConfirmInput, ImportView, _, _, _>(
                "Logs what the ledger says, once: all rows that are right and new, or none.",
                import::confirm::api,
            ),
        )
        .verb(
            Get,
            "/api/v1/activities/joint",
            may::<List>(),
            json::<(), cohost::JointView, _, _, _>(
                "Lists the activities of others in which one's unit takes part.",
                cohost::joint_api,
            ),
        )
        .verb(
            Post,
            "/api/v1/photos",
            may::<UploadPhoto>(),
            json::<(), PhotoView, _, _, _>(
                "Stores a photo, sent as the raw bytes of the file (header X-File-Name) or as multipart.",
                upload::api::<Photos>.layer(Upload::limit()),
            ),
        )
        .verb(
            Post,
            "/api/v1/photos/{id}/mark-patients",
            may::<MarkPatients>(),
            json::<patients::Nothing, PhotoView, _, _, _>(
                "Says that a photo shows patients: it stays within its unit until the unit confirms it.",
                patients::api::<MarkPatients>,
            ),
        )
        .verb(
            Post,
            "/api/v1/photos/{id}/clear-patients",
            may::<ClearPatients>(),
            json::<patients::Nothing, PhotoView, _, _, _>(
                "Confirms for the unit that a photo that shows patients may be used.",
                patients::api::<ClearPatients>,
            ),
        )
        .verb(
            Post,
            "/api/v1/photos/{id}/original",
            may::<DownloadOriginal>(),
            json::<original::OriginalsInput, (), _, _, _>(
                "Sends the file of a photo as it was uploaded; who takes it and why stands in the ledger.",
                original::api,
            ),
        )
        .verb(
            Post,
            "/api/v1/papers",
            may::<UploadPaper>(),
            json::<(), PaperView, _, _, _>(
                "Stores a paper, sent as the raw bytes of the file (header X-File-Name) or as multipart.",
                upload::api::<Papers>.layer(Upload::limit()),
            ),
        )
        .verb(
            Post,
            "/api/v1/parcels",
            may::<BeginParcel>(),
            json::<parcel_begin::ParcelInput, ParcelView, _, _, _>(
                "Begins a photo or paper that is sent in pieces; the same Idempotency-Key goes on with the same file.",
                parcel_begin::api,
            ),
        )
        .verb(
            Get,
            "/api/v1/parcels/{id}",
            may::<ShowParcel>(),
            json::<(), ParcelView, _, _, _>("Tells how far a file in pieces has come.", parcel_show::api),
        )
        .verb(
            Post,
            "/api/v1/parcels/{id}/pieces",
            may::<SendPiece>(),
            json::<(), ParcelView, _, _, _>(
                "Takes the raw bytes of a piece of 64 KB to 4 MB, the last one of any length: ?from= is the offset of its first \
                 byte, ?sha256= its digest. The last piece makes the photo or paper; an empty one at the end asks for it again.",
                piece::api.layer(Upload::limit()),
            ),
        )
        .verb(
            Post,
            "/api/v1/parcels/{id}/drop",
            may::<DropParcel>(),
            json::<(), parcel_drop::DroppedView, _, _, _>(
                "Gives up a file in pieces; what it became, if it is whole, stays.",
                parcel_drop::api,
            ),
        )
        .with_state(room)
}
