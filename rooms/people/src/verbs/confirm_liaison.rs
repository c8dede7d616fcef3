use axum::extract::{Path, State};
use axum::response::Response;
use db::Db;
use serde::Deserialize;
use serde_json::json;
use utoipa::ToSchema;
use web::{ApiJson, Fault, Form, Invalid, Method, Page, Raw, Reply, Routes, json, page};

use crate::permit::{Permit, may};
use crate::policy::ConfirmLiaison;
use crate::store::units;
use crate::unit::{Unit, field};
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

/// The liaison as the unit says, and the version of the unit that was read.
#[derive(Clone, Default, Deserialize, ToSchema)]
#[serde(default)]
pub(crate) struct LiaisonInput {
    pub(crate) liaison_name: Raw,
    pub(crate) liaison_post: Raw,
    pub(crate) liaison_phone: Raw,
    pub(crate) version: Raw,
}

impl LiaisonInput {
    pub(crate) fn of(unit: &Unit) -> Self {
        Self {
            liaison_name: unit.liaison_name.as_str().into(),
            liaison_post: unit.liaison_post.as_str().into(),
            liaison_phone: unit.liaison_phone.as_str().into(),
            version: unit.version.to_string().into(),
        }
    }
}

async fn submit(
    State(people): State<People>,
    actor: Actor,
    page: Page,
    Path(id): Path<String>,
    Form { input, .. }: Form<LiaisonInput>,
) -> Result<Response, Fault> {
    let unit = find(&people.db, &id).await?;
    let permit = Permit::<ConfirmLiaison>::ask(&actor, &unit)?;
    match confirm(&people.db, &permit, &unit, &input).await {
        Ok(()) => Ok(page.done("联络员已确认。", &format!("/units/{id}"))),
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
    let permit = Permit::<ConfirmLiaison>::ask(&actor, &unit)?;
    confirm(&people.db, &permit, &unit, &input).await?;
    Ok(Reply(detail(&people.db, find(&people.db, &id).await?).await?))
}

async fn confirm(
    db: &Db,
    permit: &Permit<ConfirmLiaison>,
    unit: &Unit,
    input: &LiaisonInput,
) -> Result<(), Fault> {
    if input.version.text() != unit.version.to_string() {
        let sentence = format!(
            "有人刚刚改过本单位的资料，现在的联络员是“{} {} {}”。您填写的内容还在下面，核对后可以再次提交。",
            unit.liaison_name, unit.liaison_post, unit.liaison_phone
        );
        return Err(Fault::conflict("changed_meanwhile", sentence));
    }
    let mut invalid = Invalid::default();
    let name = invalid.take("liaison_name", field::liaison_name(input.liaison_name.text()));
    let post = invalid.take("liaison_post", field::liaison_post(input.liaison_post.text()));
    let phone = invalid.take("liaison_phone", field::phone(input.liaison_phone.text()));
    invalid.into_result()?;
    let (Some(name), Some(post), Some(phone)) = (name, post, phone) else {
        return Err(Fault::internal("judged right but not taken"));
    };
    let mut tx = db.begin().await?;
    units::confirm_liaison(&mut tx, permit, (&name, &post), &phone).await?;
    permit.record(&mut tx, json!({ "liaison": name, "post": post, "was": unit.liaison_name })).await?;
    Ok(tx.commit().await?)
}
