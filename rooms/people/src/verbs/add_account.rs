use askama::Template;
use axum::extract::State;
use axum::response::Response;
use db::Tx;
use serde::Deserialize;
use serde_json::json;
use web::{Fault, Form, IdempotencyKey, Invalid, Method, Once, Page, Raw, Routes, page};

use crate::link::LinkKind;
use crate::login::name;
use crate::permit::{Permit, Verb, may};
use crate::policy::AddAccount;
use crate::store::accounts::{self, Node};
use crate::store::{links, persons, units};
use crate::verbs::invite::LinksPage;
use crate::verbs::set_up::ShownLink;
use crate::visit::Visit;
use crate::{Actor, People, Role, UnitId};

pub(crate) fn routes(routes: Routes<People>) -> Routes<People> {
    routes.verb(Method::Get, "/accounts/new", may::<AddAccount>(), page(show)).verb(
        Method::Post,
        "/accounts",
        may::<AddAccount>(),
        page(submit),
    )
}

/// For whom, as what, where.
#[derive(Clone, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Input {
    pub(crate) name: Raw,
    pub(crate) role: Raw,
    pub(crate) unit: Raw,
}

#[derive(Template)]
#[template(path = "people/account_new.html")]
pub(crate) struct NewAccountPage {
    pub(crate) page: Page,
    pub(crate) input: Input,
    pub(crate) errors: Invalid,
    pub(crate) nodes: Vec<Node>,
    pub(crate) roles: &'static [Role],
    pub(crate) key: String,
}

async fn open(people: &People, actor: &Actor, page: Page) -> Result<NewAccountPage, Fault> {
    Ok(NewAccountPage {
        page: page.titled("新增账号"),
        input: Input::default(),
        errors: Invalid::default(),
        nodes: accounts::nodes(&people.db, &actor.at.path).await?,
        roles: Role::ALL,
        key: people.db.mint().id::<()>().to_string(),
    })
}

async fn show(State(people): State<People>, actor: Actor, page: Page) -> Result<Response, Fault> {
    Permit::<AddAccount>::ask(&actor, &actor.at)?;
    let template = open(&people, &actor, page).await?;
    template.page.show(&template)
}

async fn submit(
    State(people): State<People>,
    actor: Actor,
    page: Page,
    visit: Visit,
    Form { input, key }: Form<Input>,
) -> Result<Response, Fault> {
    let permit = Permit::<AddAccount>::ask(&actor, &actor.at)?;
    match add(&people, &permit, &visit, &input, key.as_ref()).await {
        Ok(Some(link)) => {
            let page = page.titled("一次性登录链接");
            let (back, back_label) = ("/accounts".to_owned(), "返回账号列表".to_owned());
            page.show(&LinksPage { page: page.clone(), links: vec![link], back, back_label })
        }
        Ok(None) => {
            Ok(page.warned("这个账号已经新增过，链接只显示一次。需要时请在账号页重新生成。", "/accounts"))
        }
        Err(fault) if fault.is_mendable() => {
            let mut template = open(&people, &actor, page).await?;
            template.input = input;
            template.errors = fault.invalid();
            template.page.show_refused(&fault, &template)
        }
        Err(fault) => Err(fault),
    }
}

/// Opens the account; `None` when the same form did so before.
async fn add(
    people: &People,
    permit: &Permit<AddAccount>,
    visit: &Visit,
    input: &Input,
    key: Option<&IdempotencyKey>,
) -> Result<Option<ShownLink>, Fault> {
    let scope = format!("{}:{}", permit.actor().person, AddAccount::NAME);
    let print = format!("{}|{}|{}", input.name, input.role, input.unit);
    let mut tx = people.db.begin().await?;
    if let Some(key) = key
        && matches!(web::once(&mut tx, &scope, key, &print).await?, Once::Again(_))
    {
        return Ok(None);
    }
    let mut invalid = Invalid::default();
    let name = invalid.take("name", name(input.name.text(), 50, "姓名"));
    let role = invalid.take("role", Role::parse(input.role.text()).ok_or("请选择角色"));
    let unit = node(&mut tx, permit.actor(), &input.unit).await?;
    let unit = invalid.take("unit", unit.ok_or("请选择单位"));
    invalid.into_result()?;
    let (Some(name), Some(role), Some(unit)) = (name, role, unit) else {
        return Err(Fault::internal("judged right but not taken"));
    };
    let person = persons::add(&mut tx, &name).await?;
    persons::grant(&mut tx, person, unit, role).await?;
    let path = links::make(&mut tx, LinkKind::Welcome, Some(person), "").await?;
    if let Some(key) = key {
        web::remember(&mut tx, &scope, key, &person.to_string()).await?;
    }
    permit
        .record(&mut tx, json!({ "person": person, "name": name, "role": role.label(), "unit": unit }))
        .await?;
    tx.commit().await?;
    Ok(Some(ShownLink {
        label: format!("{name}（{}）", role.label()),
        url: format!("{}{path}", visit.origin),
    }))
}

/// A node that was chosen, if the actor reaches it.
pub(crate) async fn node(tx: &mut Tx, actor: &Actor, chosen: &Raw) -> Result<Option<UnitId>, Fault> {
    let Ok(id) = UnitId::parse(chosen.text()) else { return Ok(None) };
    let unit = units::get(&*tx, id).await?;
    Ok(unit.filter(|unit| actor.reaches(&unit.path)).map(|unit| unit.id))
}
