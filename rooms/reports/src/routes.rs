use people::liaison::LiaisonInput;
use people::may;
use web::Method::{Get, Post, Put};
use web::{Routes, json, page};

use crate::Reports;
use crate::policy::{
    Approve, ArrangePictures, Consolidate, EditSection, Exempt, List, ListConsolidations, Recall, ReportZero,
    Review, SendBack, Show, ShowConsolidation, Submit, SubmitLiaison,
};
use crate::verbs::arrange_pictures::{self, PicturesInput};
use crate::verbs::consolidate::{self, ConsolidateInput};
use crate::verbs::decide::{self, ApproveInput, ReturnInput};
use crate::verbs::edit_section::{self, RestoreInput, SectionInput};
use crate::verbs::exempt::{self, ExemptInput};
use crate::verbs::list::{self, ListView};
use crate::verbs::review::{self, ReviewView};
use crate::verbs::show_consolidation::{self, ConsolidationView};
use crate::verbs::submit::{self, SubmitInput, ZeroInput};
use crate::verbs::{desk, export, liaison};
use crate::view::{Receipt, ReportView, StandingView};

/// Every route of this room.
pub(crate) fn routes() -> Routes<Reports> {
    let routes = Routes::of("reports");
    consolidation_calls(report_calls(pages(routes)))
}

fn pages(routes: Routes<Reports>) -> Routes<Reports> {
    routes
        .verb(Get, "/reports", may::<List>(), page(list::show))
        .verb(Get, "/reports/export.xlsx", may::<List>(), page(export::download))
        .verb(Get, "/reports/{due}/{unit}", may::<Show>(), page(desk::show))
        .verb(Get, "/reports/{due}/{unit}/report.docx", may::<Show>(), page(desk::docx))
        .verb(Post, "/reports/{due}/{unit}/sections/{key}", may::<EditSection>(), page(edit_section::submit))
        .verb(
            Post,
            "/reports/{due}/{unit}/sections/{key}/restore",
            may::<EditSection>(),
            page(edit_section::restore),
        )
        .verb(
            Post,
            "/reports/{due}/{unit}/pictures",
            may::<ArrangePictures>(),
            page(arrange_pictures::submit),
        )
        .verb(Post, "/reports/{due}/{unit}/submit", may::<Submit>(), page(submit::submit))
        .verb(Post, "/reports/{due}/{unit}/zero", may::<ReportZero>(), page(submit::zero))
        .verb(Post, "/reports/{due}/{unit}/liaison", may::<SubmitLiaison>(), page(liaison::submit))
        .verb(Get, "/reports/{due}/{unit}/review", may::<Review>(), page(review::show))
        .verb(Post, "/reports/{due}/{unit}/approve", may::<Approve>(), page(decide::approve))
        .verb(Post, "/reports/{due}/{unit}/return", may::<SendBack>(), page(decide::send_back))
        .verb(Post, "/reports/{due}/{unit}/exempt", may::<Exempt>(), page(exempt::exempt))
        .verb(Post, "/reports/{due}/{unit}/recall", may::<Recall>(), page(exempt::recall))
        .verb(Get, "/consolidations", may::<ListConsolidations>(), page(consolidate::show))
        .verb(Post, "/consolidations", may::<Consolidate>(), page(consolidate::submit))
        .verb(Get, "/consolidations/{id}", may::<ShowConsolidation>(), page(show_consolidation::show))
        .verb(
            Get,
            "/consolidations/{id}/draft.docx",
            may::<ShowConsolidation>(),
            page(show_consolidation::draft),
        )
        .verb(
            Get,
            "/consolidations/{id}/ledger.xlsx",
            may::<ShowConsolidation>(),
            page(show_consolidation::ledger),
        )
}

fn report_calls(routes: Routes<Reports>) -> Routes<Reports> {
    routes
        .verb(
            Get,
            "/api/v1/reports",
            may::<List>(),
            json::<list::Asked, ListView, _, _, _>("Units and due dates with their states", list::call),
        )
        .verb(
            Get,
            "/api/v1/reports/{due}/{unit}",
            may::<Show>(),
            json::<(), ReportView, _, _, _>("A report: the unit's draft, or what was sent", desk::call),
        )
        .verb(
            Put,
            "/api/v1/reports/{due}/{unit}/sections/{key}",
            may::<EditSection>(),
            json::<SectionInput, ReportView, _, _, _>("Writes a section", edit_section::call),
        )
        .verb(
            Post,
            "/api/v1/reports/{due}/{unit}/sections/{key}/restore",
            may::<EditSection>(),
            json::<RestoreInput, ReportView, _, _, _>(
                "Takes the assembled text of a section back",
                edit_section::restore_call,
            ),
        )
        .verb(
            Put,
            "/api/v1/reports/{due}/{unit}/pictures",
            may::<ArrangePictures>(),
            json::<PicturesInput, ReportView, _, _, _>(
                "Chooses and orders the pictures",
                arrange_pictures::call,
            ),
        )
        .verb(
            Post,
            "/api/v1/reports/{due}/{unit}/submit",
            may::<Submit>(),
            json::<SubmitInput, Receipt, _, _, _>("Sends a report; twice is once", submit::submit_call),
        )
        .verb(
            Post,
            "/api/v1/reports/{due}/{unit}/zero",
            may::<ReportZero>(),
            json::<ZeroInput, Receipt, _, _, _>("Says that there is nothing to report", submit::zero_call),
        )
        .verb(
            Post,
            "/api/v1/reports/{due}/{unit}/liaison",
            may::<SubmitLiaison>(),
            json::<LiaisonInput, Receipt, _, _, _>(
                "Sends the liaison, where the list of them is due: as it is given and thereby confirmed, or as it was confirmed before",
                liaison::call,
            ),
        )
        .verb(
            Get,
            "/api/v1/reports/{due}/{unit}/review",
            may::<Review>(),
            json::<(), ReviewView, _, _, _>(
                "What was sent, and what changed since the last time",
                review::call,
            ),
        )
        .verb(
            Post,
            "/api/v1/reports/{due}/{unit}/approve",
            may::<Approve>(),
            json::<ApproveInput, StandingView, _, _, _>("Accepts a report", decide::approve_call),
        )
        .verb(
            Post,
            "/api/v1/reports/{due}/{unit}/return",
            may::<SendBack>(),
            json::<ReturnInput, StandingView, _, _, _>(
                "Gives a report back with a reason",
                decide::return_call,
            ),
        )
        .verb(
            Post,
            "/api/v1/reports/{due}/{unit}/exempt",
            may::<Exempt>(),
            json::<ExemptInput, StandingView, _, _, _>("No longer asks for a report", exempt::exempt_call),
        )
        .verb(
            Post,
            "/api/v1/reports/{due}/{unit}/recall",
            may::<Recall>(),
            json::<ExemptInput, StandingView, _, _, _>("Asks for a report after all", exempt::recall_call),
        )
}

fn consolidation_calls(routes: Routes<Reports>) -> Routes<Reports> {
    routes
        .verb(
            Get,
            "/api/v1/consolidations",
            may::<ShowConsolidation>(),
            json::<consolidate::Asked, Vec<ConsolidationView>, _, _, _>(
                "The versions of a campaign's joined drafts",
                consolidate::list_call,
            ),
        )
        .verb(
            Post,
            "/api/v1/consolidations",
            may::<Consolidate>(),
            json::<ConsolidateInput, ConsolidationView, _, _, _>(
                "Begins a joined draft of a phase, or finds the one being made",
                consolidate::call,
            ),
        )
        .verb(
            Get,
            "/api/v1/consolidations/{id}",
            may::<ShowConsolidation>(),
            json::<(), ConsolidationView, _, _, _>("How far a joined draft is", show_consolidation::call),
        )
        .verb(
            Get,
            "/api/v1/consolidations/{id}/draft.docx",
            may::<ShowConsolidation>(),
            json::<(), (), _, _, _>("The document of a joined draft", show_consolidation::draft),
        )
        .verb(
            Get,
            "/api/v1/consolidations/{id}/ledger.xlsx",
            may::<ShowConsolidation>(),
            json::<(), (), _, _, _>("The workbook of a joined draft", show_consolidation::ledger),
        )
}
