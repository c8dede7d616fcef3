use askama::Template;
use axum::extract::State;
use axum::response::Response;
use db::Reads;
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::ToSchema;
use web::{ApiJson, Fault, Form, Invalid, Method, Page, Raw, Reply, Routes, json, page};

use crate::login::name;
use crate::permit::{Permit, may};
use crate::policy::ChangeSettings;
use crate::settings::{DefaultReckoning, SiteSettings, due_time};
use crate::store::settings::{self, Past};
use crate::store::units;
use crate::{Actor, People};

pub(crate) fn routes(routes: Routes<People>) -> Routes<People> {
    routes
        .verb(Method::Get, "/settings", may::<ChangeSettings>(), page(show))
        .verb(Method::Post, "/settings", may::<ChangeSettings>(), page(submit))
        .verb(
            Method::Get,
            "/api/v1/settings",
            may::<ChangeSettings>(),
            json::<(), SettingsView, _, _, _>("What the site calls itself and how it counts", view),
        )
        .verb(
            Method::Put,
            "/api/v1/settings",
            may::<ChangeSettings>(),
            json::<SettingsInput, SettingsView, _, _, _>(
                "Decides what the site calls itself and how it counts",
                call,
            ),
        )
}

/// What is decided, and the version that was looked at.
#[derive(Clone, Debug, Default, Deserialize, ToSchema)]
#[serde(default)]
pub(crate) struct SettingsInput {
    /// The full name of the body, as in documents.
    pub(crate) body_name: Raw,
    /// Its short name, at the top of every page.
    pub(crate) body_short_name: Raw,
    /// What its office is called on screen.
    pub(crate) office_name: Raw,
    /// `logged`, `reported` or `approved`.
    pub(crate) reckoning: Raw,
    /// `17:30`, or `24:00` for the end of the day.
    pub(crate) due_time: Raw,
    /// Whether pages that an activity links to are asked for their titles.
    pub(crate) reads_titles: Raw,
    pub(crate) version: Raw,
}

#[derive(Template)]
#[template(path = "people/settings.html")]
pub(crate) struct SettingsPage {
    pub(crate) page: Page,
    pub(crate) input: SettingsInput,
    pub(crate) reckonings: &'static [DefaultReckoning],
    pub(crate) versions: Vec<Past>,
    pub(crate) errors: Invalid,
}

/// What holds now, as a form.
async fn current(reads: &impl Reads, actor: &Actor) -> Result<SettingsInput, Fault> {
    let (site, version): (SiteSettings, i64) = settings::current(reads).await?;
    let body = units::get(reads, actor.at.id).await?.ok_or_else(Fault::not_found)?;
    Ok(SettingsInput {
        body_name: body.name.into(),
        body_short_name: body.short_name.into(),
        office_name: site.office_name.into(),
        reckoning: site.reckoning.into(),
        due_time: site.due_time.into(),
        reads_titles: if site.reads_titles { "on" } else { "" }.into(),
        version: version.to_string().into(),
    })
}

impl SettingsPage {
    async fn open(people: &People, actor: &Actor, page: Page) -> Result<Self, Fault> {
        Ok(Self {
            page: page.titled("系统设置"),
            input: current(&people.db, actor).await?,
            reckonings: DefaultReckoning::ALL,
            versions: settings::versions::<SiteSettings>(&people.db).await?,
            errors: Invalid::default(),
        })
    }
}

async fn show(State(people): State<People>, actor: Actor, page: Page) -> Result<Response, Fault> {
    Permit::<ChangeSettings>::ask(&actor, &actor.at)?;
    let template = SettingsPage::open(&people, &actor, page).await?;
    template.page.show(&template)
}

async fn submit(
    State(people): State<People>,
    actor: Actor,
    page: Page,
    Form { input, .. }: Form<SettingsInput>,
) -> Result<Response, Fault> {
    match change(&people, &actor, &input).await {
        Ok(()) => Ok(page.done("系统设置已保存。", "/settings")),
        Err(fault) if fault.is_mendable() => {
            let mut template = SettingsPage::open(&people, &actor, page).await?;
            // What was typed stays; the version is the new one, so that sending again is a decision.
            let version = template.input.version;
            template.input = SettingsInput { version, ..input };
            template.errors = fault.invalid();
            template.page.show_refused(&fault, &template)
        }
        Err(fault) => Err(fault),
    }
}

/// What the site calls itself and how it counts.
#[derive(Serialize, ToSchema)]
struct SettingsView {
    body_name: String,
    body_short_name: String,
    office_name: String,
    reckoning: String,
    due_time: String,
    /// Whether pages that an activity links to are asked for their titles.
    reads_titles: bool,
    /// To be sent along with a change; `0` before the first one.
    version: String,
}

impl From<SettingsInput> for SettingsView {
    fn from(now: SettingsInput) -> Self {
        Self {
            body_name: now.body_name.to_string(),
            body_short_name: now.body_short_name.to_string(),
            office_name: now.office_name.to_string(),
            reckoning: now.reckoning.to_string(),
            due_time: now.due_time.to_string(),
            reads_titles: now.reads_titles.is_ticked(),
            version: now.version.to_string(),
        }
    }
}

async fn view(State(people): State<People>, actor: Actor) -> Result<Reply<SettingsView>, Fault> {
    Permit::<ChangeSettings>::ask(&actor, &actor.at)?;
    Ok(Reply(current(&people.db, &actor).await?.into()))
}

async fn call(
    State(people): State<People>,
    actor: Actor,
    ApiJson { input, .. }: ApiJson<SettingsInput>,
) -> Result<Reply<SettingsView>, Fault> {
    change(&people, &actor, &input).await?;
    Ok(Reply(current(&people.db, &actor).await?.into()))
}

async fn change(people: &People, actor: &Actor, input: &SettingsInput) -> Result<(), Fault> {
    let permit = Permit::<ChangeSettings>::ask(actor, &actor.at)?;
    let mut tx = people.db.begin().await?;
    let (before, version): (SiteSettings, i64) = settings::current(&tx).await?;
    if input.version.text() != version.to_string() {
        let sentence = "有人刚刚改过系统设置，您的修改没有保存。您填写的内容还在下面，核对后可以再次保存。";
        return Err(Fault::conflict("changed_meanwhile", sentence));
    }
    let mut invalid = Invalid::default();
    let body = invalid.take("body_name", name(input.body_name.text(), 60, "单位全称"));
    let short = invalid.take("body_short_name", name(input.body_short_name.text(), 20, "单位简称"));
    let office = invalid.take("office_name", name(input.office_name.text(), 20, "办公室名称"));
    let reckoning = DefaultReckoning::parse(input.reckoning.text()).ok_or("请选择口径");
    let reckoning = invalid.take("reckoning", reckoning);
    let due_time = invalid.take("due_time", due_time(input.due_time.text()));
    invalid.into_result()?;
    let (Some(body), Some(short), Some(office_name), Some(reckoning), Some(due_time)) =
        (body, short, office, reckoning, due_time)
    else {
        return Err(Fault::internal("judged right but not taken"));
    };
    let reckoning = reckoning.code().to_owned();
    let reads_titles = input.reads_titles.is_ticked();
    let after = SiteSettings { office_name, reckoning, due_time, reads_titles };
    let root = units::get(&tx, actor.at.id).await?.ok_or_else(Fault::not_found)?;
    settings::decide(&mut tx, &permit, version, &after).await?;
    units::rename_body(&mut tx, &permit, &body, &short).await.map_err(|error| {
        Fault::from_unique(error, "unit_name_key", "body_name", "已有单位用这个名称，请核对")
    })?;
    let (before, after) = (told(&before, &root.name, &root.short_name), told(&after, &body, &short));
    permit.record(&mut tx, json!({ "before": before, "after": after })).await?;
    Ok(tx.commit().await?)
}

/// What holds, as the trail tells it.
fn told(site: &SiteSettings, body_name: &str, body_short_name: &str) -> serde_json::Value {
    json!({
        "body_name": body_name,
        "body_short_name": body_short_name,
        "office_name": site.office_name,
        "reckoning": site.default_reckoning().label(),
        "due_time": site.due_time,
        "reads_titles": site.reads_titles,
    })
}
