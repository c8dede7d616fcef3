use axum::extract::{Path, State};
use axum::response::Response;
use web::{ApiJson, Fault, Form, Method, Page, Reply, Routes, json, page};

use crate::liaison::{self, LiaisonInput};
use crate::permit::{Permit, may};
use crate::policy::ConfirmLiaison;
use crate::unit::Unit;
use crate::verbs::show_unit::{UnitDetail, UnitPage, detail, find};
use crate::{Actor, People};

pub(crate) fn routes(routes: Routes<People>) -> Routes<People> {
    routes.verb(Method::Post, "/units/{id}/liaison", may::<ConfirmLiaison>(), page(submit)).verb(
        Method::Post,
        "/api/v1/units/{id}/liaison",
        may::<ConfirmLiaison>(),
        json::<LiaisonInput, UnitDetail, _, _, _>(
            "Confirms the own unit's liaison, as it is or corrected",
            call,
        ),
    )
}

async fn submit(
    State(people): State<People>,
    actor: Actor,
    page: Page,
    Path(id): Path<String>,
    Form { input, .. }: Form<LiaisonInput>,
) -> Result<Response, Fault> {
    let unit = find(&people.db, &id).await?;
    Permit::<ConfirmLiaison>::ask(&actor, &unit)?;
    match confirm(&people, &actor, &unit, &input).await {
        Ok(sent) => Ok(page.done(&done(&sent), &format!("/units/{id}"))),
        Err(fault) if fault.is_mendable() => {
            let mut template = UnitPage::open(&people.db, &actor, page, unit).await?;
            // What was typed stays; the version is the new one, so that sending again is a decision.
            let version = template.liaison.version;
            template.liaison = LiaisonInput { version, ..input };
            template.errors = fault.invalid();
            template.page.show_refused(&fault, &template)
        }
        Err(fault) => Err(fault),
    }
}

async fn call(
    State(people): State<People>,
    actor: Actor,
    Path(id): Path<String>,
    ApiJson { input, .. }: ApiJson<LiaisonInput>,
) -> Result<Reply<UnitDetail>, Fault> {
    let unit = find(&people.db, &id).await?;
    confirm(&people, &actor, &unit, &input).await?;
    Ok(Reply(detail(&people.db, find(&people.db, &id).await?).await?))
}

/// Confirms it, and sends the lists of liaisons that waited for that: what was sent.
async fn confirm(
    people: &People,
    actor: &Actor,
    unit: &Unit,
    input: &LiaisonInput,
) -> Result<Vec<String>, Fault> {
    let mut tx = people.db.begin().await?;
    liaison::confirm(&mut tx, actor, unit.id, input).await?;
    let sent = match people.liaison_lists {
        Some(send) => send(&mut tx, actor, unit.id).await?,
        None => Vec::new(),
    };
    tx.commit().await?;
    Ok(sent)
}

/// `联络员已确认，“报送联络员名单（消防宣传月）”同时报送。`
fn done(sent: &[String]) -> String {
    match sent {
        [] => "联络员已确认。".to_owned(),
        sent => format!("联络员已确认，“{}”同时报送。", sent.join("”“")),
    }
}
