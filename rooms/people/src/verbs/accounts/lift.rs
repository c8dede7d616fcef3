use axum::extract::State;
use axum::response::Response;
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::ToSchema;
use web::{ApiJson, Fault, Form, Method, Page, Raw, Reply, Routes, json, page};

use crate::login::name;
use crate::permit::{Permit, may};
use crate::policy::LiftPause;
use crate::store::sign_in;
use crate::{Actor, People};

pub(crate) fn routes(routes: Routes<People>) -> Routes<People> {
    routes.verb(Method::Post, "/accounts/addresses/lift", may::<LiftPause>(), page(submit)).verb(
        Method::Post,
        "/api/v1/accounts/addresses/lift",
        may::<LiftPause>(),
        json::<AddressInput, Lifted, _, _, _>("Lets an address try to sign in again", call),
    )
}

/// Which address.
#[derive(Clone, Debug, Default, Deserialize, ToSchema)]
#[serde(default)]
struct AddressInput {
    /// As the list of accounts tells it: `192.0.2.7`.
    address: Raw,
}

/// The address that may try again.
#[derive(Serialize, ToSchema)]
struct Lifted {
    address: String,
}

async fn submit(
    State(people): State<People>,
    actor: Actor,
    page: Page,
    Form { input, .. }: Form<AddressInput>,
) -> Result<Response, Fault> {
    let address = lift(&people, &actor, &input).await?;
    Ok(page.done(&format!("已解除对 {address} 的登录限制。"), "/accounts"))
}

async fn call(
    State(people): State<People>,
    actor: Actor,
    ApiJson { input, .. }: ApiJson<AddressInput>,
) -> Result<Reply<Lifted>, Fault> {
    Ok(Reply(Lifted { address: lift(&people, &actor, &input).await? }))
}

async fn lift(people: &People, actor: &Actor, input: &AddressInput) -> Result<String, Fault> {
    let permit = Permit::<LiftPause>::ask(actor, &actor.at)?;
    let address = name(input.address.text(), 64, "网络地址");
    let address = address.map_err(|sentence| Fault::field("address", sentence))?;
    let mut tx = people.db.begin().await?;
    sign_in::lift(&mut tx, &permit, &address).await?;
    permit.record(&mut tx, json!({ "peer": address })).await?;
    tx.commit().await?;
    Ok(address)
}
