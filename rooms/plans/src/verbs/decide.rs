use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use campaigns::{TallyState, agreed};
use clock::CivilDate;
use people::{Actor, Permit};
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::ToSchema;
use web::{ApiJson, Fault, Form, Invalid, Page, Raw, Reply};

use super::{Address, at, show, written};
use crate::asked::asked;
use crate::plan::{PlanState, Standing};
use crate::policy::{Approve, SendBack};
use crate::settled::{Settled, settle};
use crate::version::Version;
use crate::view::Seen;
use crate::{Plans, counted, store};

/// 备案: as it was filed, or with the bureau's targets.
#[derive(Clone, Debug, Default, Deserialize, Serialize, ToSchema)]
#[serde(default)]
#[schema(as = ApproveUnitPlan)]
pub(crate) struct ApproveInput {
    /// `asked`: what the unit proposes in place of the bureau's targets is not agreed to. Blank: it is.
    targets: Raw,
    /// The version that was looked at; blank: whichever there is.
    version: Raw,
}

impl ApproveInput {
    /// Whether the bureau's targets stay.
    fn is_as_asked(&self) -> Result<bool, Fault> {
        match self.targets.text() {
            "" => Ok(false),
            "asked" => Ok(true),
            _ => Err(Fault::field("targets", "请选择同意本单位目标，或目标按局定。")),
        }
    }
}

/// 退回修改.
#[derive(Clone, Debug, Default, Deserialize, Serialize, ToSchema)]
#[serde(default)]
#[schema(as = ReturnUnitPlan)]
pub(crate) struct ReturnInput {
    /// Why; up to 500 characters.
    pub(super) reason: Raw,
    /// `YYYY-MM-DD`: by when the unit files it again; blank: by the date of all while that is to come, else as soon as may be.
    pub(super) again_on: Raw,
    /// The version that was looked at; blank: whichever there is.
    version: Raw,
}

impl ReturnInput {
    fn parse(&self, today: CivilDate) -> Result<(&str, Option<CivilDate>), Fault> {
        const MOST: usize = 500;
        let mut invalid = Invalid::default();
        let reason = self.reason.text();
        match reason.chars().count() {
            0 => invalid.add("reason", "请写明退回的原因，让单位知道改什么。"),
            count if count > MOST => invalid.add("reason", format!("退回原因请控制在 {MOST} 个字以内。")),
            _ => {}
        }
        let again_on =
            self.again_on.given().and_then(|given| invalid.take("again_on", CivilDate::parse(given)));
        if again_on.is_some_and(|day| day < today) {
            invalid.add("again_on", format!("重新报备的期限不能早于今天（{today}）。"));
        }
        invalid.into_result()?;
        Ok((reason, again_on))
    }
}

/// `POST /plans/{campaign}/{unit}/approve`.
pub(crate) async fn approve(
    State(state): State<Plans>,
    actor: Actor,
    page: Page,
    Path((campaign, unit)): Address,
    Form { input, .. }: Form<ApproveInput>,
) -> Result<Response, Fault> {
    match accept(&state, &actor, (&campaign, &unit), &input).await {
        Ok(standing) => Ok(page.done(&format!("已备案：{}", standing.unit_name), "/plans?state=submitted")),
        Err(fault) if fault.code() == CHANGED => {
            show::refused(&state, &actor, page, (&campaign, &unit), ReturnInput::default(), &fault).await
        }
        Err(fault) => Err(fault),
    }
}

/// `POST /plans/{campaign}/{unit}/return`.
pub(crate) async fn send_back(
    State(state): State<Plans>,
    actor: Actor,
    page: Page,
    Path((campaign, unit)): Address,
    Form { input, .. }: Form<ReturnInput>,
) -> Result<Response, Fault> {
    match give_back(&state, &actor, (&campaign, &unit), &input).await {
        Ok(standing) => {
            Ok(page.done(&format!("已退回修改：{}", standing.unit_name), "/plans?state=submitted"))
        }
        Err(fault) if fault.is_mendable() => {
            show::refused(&state, &actor, page, (&campaign, &unit), input, &fault).await
        }
        Err(fault) => Err(fault),
    }
}

/// `POST /api/v1/plans/{campaign}/{unit}/approve`.
pub(crate) async fn approve_call(
    State(state): State<Plans>,
    actor: Actor,
    Path((campaign, unit)): Address,
    ApiJson { input, .. }: ApiJson<ApproveInput>,
) -> Result<Response, Fault> {
    let standing = accept(&state, &actor, (&campaign, &unit), &input).await?;
    Ok(Reply(Seen::load(&state.db, &actor, standing, Version::Latest).await?.view()).into_response())
}

/// `POST /api/v1/plans/{campaign}/{unit}/return`.
pub(crate) async fn return_call(
    State(state): State<Plans>,
    actor: Actor,
    Path((campaign, unit)): Address,
    ApiJson { input, .. }: ApiJson<ReturnInput>,
) -> Result<Response, Fault> {
    let standing = give_back(&state, &actor, (&campaign, &unit), &input).await?;
    Ok(Reply(Seen::load(&state.db, &actor, standing, Version::Latest).await?.view()).into_response())
}

/// The code of a decision about a plan that has been filed anew since it was looked at.
const CHANGED: &str = "changed_meanwhile";

/// Refuses to decide on what nobody has looked at.
fn check_seen(version: &Raw, standing: &Standing) -> Result<(), Fault> {
    if !version.is_other_than(standing.version.unwrap_or(0)) {
        return Ok(());
    }
    let sentence = "您打开以后，单位又报备了新的内容，还没有作出决定。下面是现在的方案，请看过再决定。";
    Err(Fault::conflict(CHANGED, sentence))
}

async fn accept(
    state: &Plans,
    actor: &Actor,
    (campaign, unit): (&str, &str),
    input: &ApproveInput,
) -> Result<Standing, Fault> {
    let mut tx = state.db.begin().await?;
    let standing = at(&tx, campaign, unit).await?;
    let permit = Permit::<Approve>::ask(actor, &standing)?;
    check_seen(&input.version, &standing)?;
    let as_asked = input.is_as_asked()?;
    let plan = written(&standing)?;
    let content = store::content(&tx, plan).await?;
    let targets = settle(&asked(&tx, &standing).await?, &content, as_asked);
    let note = if as_asked && !content.targets.is_empty() { "目标按局定" } else { "" };
    store::approve(&mut tx, &permit, plan, (&targets, note)).await?;
    agreed::withdraw(&mut tx, standing.campaign, standing.unit).await?;
    let own: Vec<&Settled> = targets.iter().filter(|target| target.is_own()).collect();
    for target in &own {
        if let Some(number) = target.agreed {
            agreed::target(&mut tx, target.indicator, standing.unit, number, &target.reason).await?;
        }
    }
    let filed_on = standing.submitted_at.unwrap_or_else(|| tx.now()).date();
    counted::count(&mut tx, &standing, plan, filed_on, TallyState::Approved).await?;
    permit.record(&mut tx, json!({ "own_targets": own.len(), "as_asked": as_asked })).await?;
    let standing = at(&tx, campaign, unit).await?;
    tx.commit().await?;
    Ok(standing)
}

async fn give_back(
    state: &Plans,
    actor: &Actor,
    (campaign, unit): (&str, &str),
    input: &ReturnInput,
) -> Result<Standing, Fault> {
    let mut tx = state.db.begin().await?;
    let standing = at(&tx, campaign, unit).await?;
    let permit = Permit::<SendBack>::ask(actor, &standing)?;
    check_seen(&input.version, &standing)?;
    let (reason, again_on) = input.parse(tx.now().date())?;
    let plan = written(&standing)?;
    store::give_back(&mut tx, &permit, &standing, plan, (reason, again_on)).await?;
    // Where only the second version is given back, the first one still counts.
    if standing.state() == PlanState::Approved || standing.in_force.is_none() {
        agreed::withdraw(&mut tx, standing.campaign, standing.unit).await?;
        counted::uncount(&mut tx, plan).await?;
    }
    permit.record(&mut tx, json!({ "reason": reason, "again_on": again_on })).await?;
    let standing = at(&tx, campaign, unit).await?;
    tx.commit().await?;
    Ok(standing)
}
