use askama::Template;
use axum::extract::State;
use axum::response::Response;
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::ToSchema;
use web::{ApiJson, Fault, Form, Invalid, Method, Page, Raw, Reply, Routes, json, page};

use crate::permit::{Permit, may};
use crate::policy::ChangePolicy;
use crate::settings::SignInPolicy;
use crate::store::settings::{self, Past};
use crate::{Actor, People};

pub(crate) fn routes(routes: Routes<People>) -> Routes<People> {
    routes
        .verb(Method::Get, "/sign-in-policy", may::<ChangePolicy>(), page(show))
        .verb(Method::Post, "/sign-in-policy", may::<ChangePolicy>(), page(submit))
        .verb(
            Method::Get,
            "/api/v1/sign-in-policy",
            may::<ChangePolicy>(),
            json::<(), PolicyView, _, _, _>("How sign-ins are guarded", view),
        )
        .verb(
            Method::Put,
            "/api/v1/sign-in-policy",
            may::<ChangePolicy>(),
            json::<PolicyInput, PolicyView, _, _, _>("Decides how sign-ins are guarded", call),
        )
}

/// What is decided, and the version that was looked at.
#[derive(Clone, Debug, Default, Deserialize, ToSchema)]
#[serde(default)]
struct PolicyInput {
    /// Whether the three administrators must confirm each sign-in by a code of their phone.
    second_step_for_administrators: Raw,
    /// Whether the bureau's officers may invite the officers and leaders of units themselves.
    officers_invite: Raw,
    version: Raw,
}

impl PolicyInput {
    fn policy(&self) -> SignInPolicy {
        SignInPolicy {
            second_step_for_administrators: self.second_step_for_administrators.is_ticked(),
            officers_invite: self.officers_invite.is_ticked(),
        }
    }
}

#[derive(Template)]
#[template(path = "people/policy.html")]
pub(crate) struct PolicyPage {
    pub(crate) page: Page,
    pub(crate) policy: SignInPolicy,
    pub(crate) version: i64,
    pub(crate) versions: Vec<Past>,
    pub(crate) errors: Invalid,
}

impl PolicyPage {
    async fn open(people: &People, page: Page) -> Result<Self, Fault> {
        let (policy, version) = settings::current(&people.db).await?;
        let versions = settings::versions::<SignInPolicy>(&people.db).await?;
        Ok(Self { page: page.titled("登录策略"), policy, version, versions, errors: Invalid::default() })
    }
}

async fn show(State(people): State<People>, actor: Actor, page: Page) -> Result<Response, Fault> {
    Permit::<ChangePolicy>::ask(&actor, &actor.at)?;
    let template = PolicyPage::open(&people, page).await?;
    template.page.show(&template)
}

async fn submit(
    State(people): State<People>,
    actor: Actor,
    page: Page,
    Form { input, .. }: Form<PolicyInput>,
) -> Result<Response, Fault> {
    match change(&people, &actor, &input).await {
        Ok(()) => Ok(page.done("登录策略已保存，立即生效。", "/sign-in-policy")),
        Err(fault) if fault.is_mendable() => {
            let mut template = PolicyPage::open(&people, page).await?;
            template.errors = fault.invalid();
            template.page.show_refused(&fault, &template)
        }
        Err(fault) => Err(fault),
    }
}

/// How sign-ins are guarded.
#[derive(Serialize, ToSchema)]
struct PolicyView {
    second_step_for_administrators: bool,
    officers_invite: bool,
    /// To be sent along with a change; 0 before the first one.
    version: i64,
}

async fn read(people: &People) -> Result<Reply<PolicyView>, Fault> {
    let (policy, version): (SignInPolicy, _) = settings::current(&people.db).await?;
    let SignInPolicy { second_step_for_administrators, officers_invite } = policy;
    Ok(Reply(PolicyView { second_step_for_administrators, officers_invite, version }))
}

async fn view(State(people): State<People>, actor: Actor) -> Result<Reply<PolicyView>, Fault> {
    Permit::<ChangePolicy>::ask(&actor, &actor.at)?;
    read(&people).await
}

async fn call(
    State(people): State<People>,
    actor: Actor,
    ApiJson { input, .. }: ApiJson<PolicyInput>,
) -> Result<Reply<PolicyView>, Fault> {
    change(&people, &actor, &input).await?;
    read(&people).await
}

async fn change(people: &People, actor: &Actor, input: &PolicyInput) -> Result<(), Fault> {
    let permit = Permit::<ChangePolicy>::ask(actor, &actor.at)?;
    let mut tx = people.db.begin().await?;
    let (before, version): (SignInPolicy, i64) = settings::current(&tx).await?;
    if input.version.text() != version.to_string() {
        let sentence = "有人刚刚改过登录策略，您的修改没有保存。下面是现在的内容，请核对后再改。";
        return Err(Fault::conflict("changed_meanwhile", sentence));
    }
    let after = input.policy();
    settings::decide(&mut tx, &permit, version, &after).await?;
    permit.record(&mut tx, json!({ "before": before, "after": after })).await?;
    Ok(tx.commit().await?)
}
