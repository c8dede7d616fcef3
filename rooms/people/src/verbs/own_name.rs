use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;
use serde::Deserialize;
use serde_json::json;
use web::{Fault, Form, Method, Page, Raw, Routes, page};

use crate::login::name;
use crate::permit::{Permit, may};
use crate::policy::{OwnAccount, Rename};
use crate::store::own;
use crate::verbs::account::AccountPage;
use crate::{Actor, People};

pub(crate) fn routes(routes: Routes<People>) -> Routes<People> {
    routes.verb(Method::Post, "/account/name", may::<Rename>(), page(submit))
}

/// The right name.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Input {
    own_name: Raw,
}

async fn submit(
    State(people): State<People>,
    actor: Actor,
    page: Page,
    headers: HeaderMap,
    Form { input, .. }: Form<Input>,
) -> Result<Response, Fault> {
    match rename(&people, &actor, &input).await {
        Ok(()) => Ok(page.done("姓名已更正。", "/account")),
        Err(fault) if fault.is_mendable() => {
            let mut template = AccountPage::open(&people.db, &actor, page, &headers).await?;
            template.own_name = input.own_name;
            template.errors = fault.invalid();
            template.page.show_refused(&fault, &template)
        }
        Err(fault) => Err(fault),
    }
}

async fn rename(people: &People, actor: &Actor, input: &Input) -> Result<(), Fault> {
    let permit = Permit::<Rename>::ask(actor, &OwnAccount::of(actor))?;
    let after = name(input.own_name.text(), 50, "姓名");
    let after = after.map_err(|sentence| Fault::field("own_name", sentence))?;
    let mut tx = people.db.begin().await?;
    let before = own::data(&tx, actor.person).await?.name;
    own::rename(&mut tx, &permit, &after).await?;
    permit.record(&mut tx, json!({ "before": before, "after": after })).await?;
    Ok(tx.commit().await?)
}
