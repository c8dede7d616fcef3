use axum::extract::State;
use axum::response::Response;
use db::Tx;
use people::{Actor, Permit, Verb};
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::ToSchema;
use web::{ApiJson, Fault, Form, IdempotencyKey, Invalid, Page, Raw, Reply};

use super::fields::Changed;
use super::measures;
use super::once::OnlyOnce;
use crate::entry::{Entry, Wording, own};
use crate::measure::{Aggregate, Measure, MeasureKind, Measures};
use crate::policy::AddMeasure;
use crate::{Campaigns, facts, store};

/// A measure of the bureau's own.
#[derive(Debug, Default, Deserialize, Serialize, ToSchema)]
#[serde(default)]
#[schema(as = AddMeasure)]
pub(crate) struct Input {
    #[serde(flatten)]
    pub(super) wording: WordingInput,
    /// `count` or `task`; stays for ever.
    kind: Raw,
    /// `sum`, `max` or `distinct`; stays for ever.
    aggregate: Raw,
}

/// What may be changed of a measure later, too.
#[derive(Debug, Default, Deserialize, Serialize, ToSchema)]
#[serde(default)]
#[schema(as = MeasureWording)]
pub(crate) struct WordingInput {
    name: Raw,
    /// What it is counted in: 场, 人次.
    unit: Raw,
    /// Words by which a notice is seen to ask for it, as a list, or one a line; they are added to the rules that the measure has.
    #[serde(deserialize_with = "super::fields::lines")]
    #[schema(value_type = Vec<String>)]
    words: Raw,
    /// `true`: only the words count, the rules go.
    without_rules: Raw,
    /// Keys of dimensions.
    dimensions: Vec<Raw>,
}

impl WordingInput {
    pub(super) fn judge(&self, old: &Measure, catalogue: &Measures, invalid: &mut Invalid) -> Measure {
        let wording = Wording {
            name: self.name.text(),
            unit: self.unit.text(),
            words: self.words.text(),
            without_rules: self.without_rules.is_ticked(),
            dimensions: self.dimensions.iter().filter_map(Raw::given).collect(),
        };
        wording.judge(old, catalogue, invalid)
    }
}

impl Input {
    fn parse(&self, code: String, catalogue: &Measures) -> Result<Measure, Fault> {
        let mut invalid = Invalid::default();
        let kind = match self.kind.text() {
            "count" => Some(MeasureKind::Count),
            "task" => Some(MeasureKind::Task),
            _ => None,
        };
        let aggregate = match (kind, self.aggregate.text()) {
            (Some(MeasureKind::Task), _) | (_, "distinct") => Some(Aggregate::Distinct),
            (_, "sum") => Some(Aggregate::Sum),
            (_, "max") => Some(Aggregate::Max),
            _ => None,
        };
        if kind.is_none() {
            invalid.add("kind", "请选择计数或定性。");
        }
        if aggregate.is_none() {
            invalid.add("aggregate", "请选择汇总方式。");
        }
        let old = own(code, kind.unwrap_or(MeasureKind::Count), aggregate.unwrap_or(Aggregate::Sum));
        let measure = self.wording.judge(&old, catalogue, &mut invalid);
        invalid.into_result()?;
        Ok(measure)
    }
}

async fn action(tx: &mut Tx, actor: &Actor, input: &Input) -> Result<String, Fault> {
    let code = format!("own_{}", tx.id::<()>());
    let entry = Entry { code: code.clone(), version: 0, place: actor.at.path.clone() };
    let permit = Permit::<AddMeasure>::ask(actor, &entry)?;
    let measure = input.parse(code.clone(), &facts::measures(tx).await?)?;
    store::measures::keep(tx, &permit, &measure, true).await?;
    permit.record(tx, json!({ "after": measure })).await?;
    Ok(code)
}

async fn run(
    room: &Campaigns,
    actor: &Actor,
    input: &Input,
    key: Option<&IdempotencyKey>,
) -> Result<String, Fault> {
    let only = OnlyOnce::new(actor, AddMeasure::NAME, "", key);
    only.run(&room.db, input, async |tx| action(tx, actor, input).await).await
}

/// POST /measures
pub(crate) async fn html(
    State(room): State<Campaigns>,
    actor: Actor,
    page: Page,
    Form { input, key }: Form<Input>,
) -> Result<Response, Fault> {
    match run(&room, &actor, &input, key.as_ref()).await {
        Ok(code) => measures::kept(&room, page, &code, "已添加指标").await,
        Err(fault) if fault.is_mendable() => measures::refused(&room, &actor, page, &input, fault).await,
        Err(fault) => Err(fault),
    }
}

/// POST /api/v1/measures: the id is the code.
pub(crate) async fn json(
    State(room): State<Campaigns>,
    actor: Actor,
    ApiJson { input, key }: ApiJson<Input>,
) -> Result<Reply<Changed>, Fault> {
    Ok(Reply(Changed::new(run(&room, &actor, &input, key.as_ref()).await?)))
}
