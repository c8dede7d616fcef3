use people::may;
use web::Method::{Get, Post};
use web::{Routes, json, page};

use crate::Dossiers;
use crate::policy::{Cancel, Download, Export, Show};
use crate::verbs::cancel::{self, Nothing};
use crate::verbs::export::{self, ExportView};
use crate::verbs::{Asked, download, show};
use crate::view::DossierView;

/// Every route of this room.
pub(crate) fn routes() -> Routes<Dossiers> {
    calls(pages(Routes::of("dossiers")))
}

fn pages(routes: Routes<Dossiers>) -> Routes<Dossiers> {
    routes
        .verb(Get, "/dossiers/{unit}", may::<Show>(), page(show::html))
        .verb(Post, "/dossiers/{unit}/exports", may::<Export>(), page(export::submit))
        .verb(Get, "/dossiers/{unit}/exports/{id}", may::<Show>(), page(export::html))
        .verb(Post, "/dossiers/{unit}/exports/{id}/cancel", may::<Cancel>(), page(cancel::submit))
        .verb(Get, "/dossiers/{unit}/exports/{id}/file.zip", may::<Download>(), page(download::zip))
}

fn calls(routes: Routes<Dossiers>) -> Routes<Dossiers> {
    routes
        .verb(
            Get,
            "/api/v1/dossiers/{unit}",
            may::<Show>(),
            json::<Asked, DossierView, _, _, _>("One unit's file by year and campaign", show::call),
        )
        .verb(
            Post,
            "/api/v1/dossiers/{unit}/exports",
            may::<Export>(),
            json::<Asked, ExportView, _, _, _>("Has a unit's file made as a ZIP", export::submit_call),
        )
        .verb(
            Get,
            "/api/v1/dossiers/{unit}/exports/{id}",
            may::<Show>(),
            json::<(), ExportView, _, _, _>("How far a ZIP is, and where it is fetched", export::call),
        )
        .verb(
            Post,
            "/api/v1/dossiers/{unit}/exports/{id}/cancel",
            may::<Cancel>(),
            json::<Nothing, ExportView, _, _, _>("Stops the making of a ZIP", cancel::call),
        )
        .verb(
            Get,
            "/api/v1/dossiers/{unit}/exports/{id}/file.zip",
            may::<Download>(),
            json::<(), (), _, _, _>("The ZIP", download::zip),
        )
}
