use axum::extract::State;
use axum::response::Response;
use db::DbError;
use serde::Deserialize;
use serde_json::json;
use web::{Fault, Form, Method, Page, Routes, page};

use crate::permit::{Permit, may};
use crate::policy::{BeginSecondStep, OwnAccount};
use crate::second_step::Authenticator;
use crate::store::second_step;
use crate::{Actor, People};

pub(crate) fn routes(routes: Routes<People>) -> Routes<People> {
    routes.verb(Method::Post, "/account/second-step", may::<BeginSecondStep>(), page(submit))
}

#[derive(Deserialize)]
struct Nothing {}

async fn submit(
    State(people): State<People>,
    actor: Actor,
    page: Page,
    _: Form<Nothing>,
) -> Result<Response, Fault> {
    const HERE: &str = "/account/second-step";
    let permit = Permit::<BeginSecondStep>::ask(&actor, &OwnAccount::of(&actor))?;
    let mut tx = people.db.begin().await?;
    let authenticator = Authenticator::new(&tx.secret());
    match second_step::begin(&mut tx, &permit, authenticator.as_str()).await {
        Err(DbError::Stale) => return Ok(page.warned("登录验证已经启用。", HERE)),
        begun => begun?,
    }
    permit.record(&mut tx, json!({})).await?;
    tx.commit().await?;
    Ok(web::redirect(HERE))
}
