use std::collections::{BTreeMap, HashSet};

use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use db::{DbError, Reads};
use serde::Deserialize;
use serde_json::json;
use utoipa::ToSchema;
use web::{ApiJson, Fault, Form, Invalid, Method, Page, Query, Raw, Reply, Routes, json, page};

use crate::facts::{self, UnitFact};
use crate::login::name;
use crate::permit::{Permit, may};
use crate::policy::{EditUnitSet, ShowUnitSet};
use crate::store::unit_sets::{self, Keeper, UnitSetId};
use crate::unit_set::UnitSet;
use crate::verbs::unit_sets::{SetView, taken};
use crate::{Actor, People, PersonId, Role, UnitId};

pub(crate) fn routes(routes: Routes<People>) -> Routes<People> {
    routes
        .verb(Method::Get, "/unit-sets/{id}", may::<ShowUnitSet>(), page(show))
        .verb(Method::Post, "/unit-sets/{id}", may::<EditUnitSet>(), page(submit))
        .verb(
            Method::Get,
            "/api/v1/unit-sets/{id}",
            may::<ShowUnitSet>(),
            json::<(), SetView, _, _, _>("One set with its units and keepers", view),
        )
        .verb(
            Method::Put,
            "/api/v1/unit-sets/{id}",
            may::<EditUnitSet>(),
            json::<SetInput, SetView, _, _, _>(
                "Says which units belong to a set and who looks after them",
                call,
            ),
        )
}

/// Name, units and keepers, and the version of the set that was looked at.
#[derive(Clone, Debug, Default, Deserialize, ToSchema)]
#[serde(default)]
struct SetInput {
    name: Raw,
    /// The ids of its units.
    units: Vec<Raw>,
    /// The ids of the persons who look after them.
    keepers: Vec<Raw>,
    version: Raw,
}

/// What to look for among the units.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Sought {
    q: Raw,
}

#[derive(Template)]
#[template(path = "people/unit_set.html")]
pub(crate) struct SetPage {
    pub(crate) page: Page,
    pub(crate) set: UnitSet,
    pub(crate) name: Raw,
    /// What is sought among the units.
    pub(crate) q: Raw,
    pub(crate) units: Vec<UnitFact>,
    pub(crate) keepers: Vec<Keeper>,
    pub(crate) errors: Invalid,
    pub(crate) may_change: bool,
}

impl SetPage {
    async fn open(people: &People, actor: &Actor, page: Page, set: UnitSet) -> Result<Self, Fault> {
        Ok(Self {
            page: page.titled(format!("挂片：{}", set.name)),
            units: choices(&people.db, &set).await?,
            keepers: unit_sets::keepers(&people.db, &set.path).await?,
            name: set.name.as_str().into(),
            q: Raw::default(),
            errors: Invalid::default(),
            may_change: actor.is_any(&[Role::BureauOfficer]),
            set,
        })
    }

    /// The units that are shown, by township: those that fit what was sought, and those of the set.
    fn townships(&self) -> Vec<(&str, Vec<&UnitFact>)> {
        let text = self.q.text().to_lowercase();
        let fits = |unit: &&UnitFact| {
            let fields = [&unit.name, &unit.short_name, &unit.class, &unit.township];
            self.has_unit(unit) || fields.iter().any(|field| field.to_lowercase().contains(&text))
        };
        let mut groups: BTreeMap<&str, Vec<&UnitFact>> = BTreeMap::new();
        for unit in self.units.iter().filter(fits) {
            groups.entry(&unit.township).or_default().push(unit);
        }
        groups.into_iter().collect()
    }

    /// How many of these belong to the set.
    fn chosen(&self, units: &[&UnitFact]) -> usize {
        units.iter().filter(|unit| self.has_unit(unit)).count()
    }

    fn has_unit(&self, unit: &UnitFact) -> bool {
        self.set.units.contains(&unit.id)
    }

    fn has_keeper(&self, keeper: &Keeper) -> bool {
        self.set.keepers.contains(&keeper.id)
    }
}

/// The units that may belong to a set: those that are there, and those of it that closed or went into another one.
async fn choices(reads: &impl Reads, set: &UnitSet) -> Result<Vec<UnitFact>, DbError> {
    let living = facts::living_units_below(reads, &set.path).await?;
    let living: HashSet<UnitId> = living.into_iter().map(|unit| unit.id).collect();
    let mut units = facts::units_below(reads, &set.path).await?;
    units.retain(|unit| living.contains(&unit.id) || set.units.contains(&unit.id));
    Ok(units)
}

async fn find(reads: &impl Reads, id: &str) -> Result<UnitSet, Fault> {
    let id = UnitSetId::parse(id).map_err(|_| Fault::not_found())?;
    unit_sets::get(reads, id).await?.ok_or_else(Fault::not_found)
}

async fn show(
    State(people): State<People>,
    actor: Actor,
    page: Page,
    Path(id): Path<String>,
    Query(sought): Query<Sought>,
) -> Result<Response, Fault> {
    let set = find(&people.db, &id).await?;
    Permit::<ShowUnitSet>::ask(&actor, &set)?;
    let mut template = SetPage::open(&people, &actor, page, set).await?;
    template.q = sought.q;
    template.page.show(&template)
}

async fn submit(
    State(people): State<People>,
    actor: Actor,
    page: Page,
    Path(id): Path<String>,
    Form { input, .. }: Form<SetInput>,
) -> Result<Response, Fault> {
    let set = find(&people.db, &id).await?;
    match edit(&people, &actor, &set, &input).await {
        Ok(()) => Ok(page.done("挂片已保存。", &format!("/unit-sets/{id}"))),
        Err(fault) if fault.is_mendable() => {
            let typed = UnitSet {
                units: input.units.iter().filter_map(|unit| UnitId::parse(unit.text()).ok()).collect(),
                keepers: input.keepers.iter().filter_map(|one| PersonId::parse(one.text()).ok()).collect(),
                ..set
            };
            let mut template = SetPage::open(&people, &actor, page, typed).await?;
            template.name = input.name;
            template.errors = fault.invalid();
            template.page.show_refused(&fault, &template)
        }
        Err(fault) => Err(fault),
    }
}

async fn view(
    State(people): State<People>,
    actor: Actor,
    Path(id): Path<String>,
) -> Result<Reply<SetView>, Fault> {
    let set = find(&people.db, &id).await?;
    Permit::<ShowUnitSet>::ask(&actor, &set)?;
    Ok(Reply(set.into()))
}

async fn call(
    State(people): State<People>,
    actor: Actor,
    Path(id): Path<String>,
    ApiJson { input, .. }: ApiJson<SetInput>,
) -> Result<Reply<SetView>, Fault> {
    let set = find(&people.db, &id).await?;
    edit(&people, &actor, &set, &input).await?;
    Ok(Reply(find(&people.db, &id).await?.into()))
}

async fn edit(people: &People, actor: &Actor, set: &UnitSet, input: &SetInput) -> Result<(), Fault> {
    let permit = Permit::<EditUnitSet>::ask(actor, set)?;
    if input.version.text() != set.version.to_string() {
        let sentence = "有人刚刚改过这个挂片，您的修改没有保存。您勾选的内容还在下面，核对后可以再次保存。";
        return Err(Fault::conflict("changed_meanwhile", sentence));
    }
    let mut tx = people.db.begin().await?;
    let mut invalid = Invalid::default();
    let name = invalid.take("name", name(input.name.text(), 30, "挂片名称"));
    let below = choices(&tx, set).await?.into_iter().map(|unit| unit.id).collect();
    let staff = unit_sets::keepers(&tx, &set.path).await?.into_iter().map(|one| one.id).collect();
    let units =
        invalid.take("units", known(&input.units, &below).ok_or("有单位不在您的管理范围内，请重新勾选"));
    let keepers =
        invalid.take("keepers", known(&input.keepers, &staff).ok_or("挂片人员应是本局的经办或审核人员"));
    invalid.into_result()?;
    let (Some(name), Some(units), Some(keepers)) = (name, units, keepers) else {
        return Err(Fault::internal("judged right but not taken"));
    };
    unit_sets::rename(&mut tx, &permit, &name).await.map_err(taken)?;
    unit_sets::fill(&mut tx, &permit, set.id, &units, &keepers).await?;
    permit.record(&mut tx, json!({ "name": name, "units": units.len(), "keepers": keepers.len() })).await?;
    Ok(tx.commit().await?)
}

/// The ids that were chosen, each once, if all of them may be.
fn known<T>(chosen: &[Raw], choices: &HashSet<ids::Id<T>>) -> Option<Vec<ids::Id<T>>> {
    let mut seen = HashSet::new();
    let mut taken = Vec::new();
    for raw in chosen.iter().filter(|raw| !raw.is_blank()) {
        let id = ids::Id::parse(raw.text()).ok().filter(|id| choices.contains(id))?;
        if seen.insert(id) {
            taken.push(id);
        }
    }
    Some(taken)
}
