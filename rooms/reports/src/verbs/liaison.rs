//! The list of liaisons that is due: a small form, which confirms the unit's liaison and sends the list.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use people::liaison::{self, LiaisonInput};
use people::{Actor, Permit};
use web::{ApiJson, Fault, Form, IdempotencyKey, Invalid, Page, Reply};

use super::submit::{What, send_in};
use super::{Address, at, desk};
use crate::Reports;
use crate::liaison::send_lists;
use crate::policy::SubmitLiaison;
use crate::report::{ReportState, StepKind};
use crate::standing::{DueState, Standing};
use crate::store::reports::Step;
use crate::view::Receipt;

#[derive(Template)]
#[template(path = "reports/liaison.html")]
pub(crate) struct LiaisonPage {
    pub(crate) page: Page,
    pub(crate) standing: Standing,
    pub(crate) state: DueState,
    pub(crate) input: LiaisonInput,
    pub(crate) errors: Invalid,
    /// The last word of the reviewer, while the list lies with the unit.
    pub(crate) returned: Option<Step>,
    pub(crate) key: String,
    pub(crate) may_send: bool,
    /// Whether the list is the actor's own unit's: nobody else confirms its liaison.
    pub(crate) is_own: bool,
}

impl LiaisonPage {
    pub(crate) async fn open(
        state: &Reports,
        actor: &Actor,
        page: Page,
        standing: Standing,
    ) -> Result<Self, Fault> {
        let history = desk::history(state, &standing).await?;
        let returned = history.into_iter().find(|step| step.kind == StepKind::Returned);
        Ok(Self {
            page: page.titled(standing.title.clone()),
            state: standing.due_state(state.db.clock().today()),
            input: liaison::form(&state.db, standing.unit).await?,
            errors: Invalid::default(),
            returned: returned.filter(|_| standing.report_state() == ReportState::Returned),
            key: state.db.mint().id::<()>().to_string(),
            may_send: Permit::<SubmitLiaison>::would(actor, &standing),
            is_own: actor.at.id == standing.unit,
            standing,
        })
    }
}

/// `POST /reports/{due}/{unit}/liaison`.
pub(crate) async fn submit(
    State(state): State<Reports>,
    actor: Actor,
    page: Page,
    Path((due, unit)): Address,
    Form { input, key }: Form<LiaisonInput>,
) -> Result<Response, Fault> {
    match send(&state, &actor, (&due, &unit), &input, key.as_ref()).await {
        Ok(receipt) => {
            let text = format!("联络员名单{}", receipt.sentence());
            Ok(page.done(&text, &format!("/reports/{due}/{unit}")))
        }
        Err(fault) if fault.is_mendable() => {
            let standing = at(&state.db, &due, &unit).await?;
            if !standing.is_liaison_list() || !standing.report_state().is_with_unit() {
                return Err(fault);
            }
            let mut template = LiaisonPage::open(&state, &actor, page, standing).await?;
            if !input.is_blank() {
                // What was typed stays; the version is the new one, so that sending again is a decision.
                let version = template.input.version;
                template.input = LiaisonInput { version, ..input };
            }
            template.errors = fault.invalid();
            template.page.show_refused(&fault, &template)
        }
        Err(fault) => Err(fault),
    }
}

/// `POST /api/v1/reports/{due}/{unit}/liaison`: with a liaison, which is confirmed thereby; without one, as confirmed before.
pub(crate) async fn call(
    State(state): State<Reports>,
    actor: Actor,
    Path((due, unit)): Address,
    ApiJson { input, key }: ApiJson<LiaisonInput>,
) -> Result<Reply<Receipt>, Fault> {
    Ok(Reply(send(&state, &actor, (&due, &unit), &input, key.as_ref()).await?))
}

async fn send(
    state: &Reports,
    actor: &Actor,
    (due, unit): (&str, &str),
    input: &LiaisonInput,
    key: Option<&IdempotencyKey>,
) -> Result<Receipt, Fault> {
    let mut tx = state.db.begin().await?;
    let standing = at(&tx, due, unit).await?;
    Permit::<SubmitLiaison>::ask(actor, &standing)?;
    // What was sent already is not confirmed anew by a form that comes twice.
    let confirms = !input.is_blank() && standing.is_liaison_list() && standing.report_state().is_with_unit();
    if confirms {
        liaison::confirm(&mut tx, actor, standing.unit, input).await?;
    }
    let receipt = send_in::<SubmitLiaison>(&mut tx, actor, (due, unit), What::Liaison, key).await?;
    if confirms {
        send_lists(&mut tx, actor, standing.unit).await?;
    }
    tx.commit().await?;
    Ok(receipt)
}
