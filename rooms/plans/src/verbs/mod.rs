pub(crate) mod attach;
pub(crate) mod decide;
pub(crate) mod exempt;
pub(crate) mod list;
pub(crate) mod mark_done;
pub(crate) mod revise;
pub(crate) mod save;
pub(crate) mod show;
pub(crate) mod submit;

use axum::extract::Path;
use campaigns::CampaignId;
use db::Reads;
use people::UnitId;
use web::Fault;

use crate::plan::{PlanId, Standing};
use crate::store;

/// The address of a plan: `/plans/{campaign}/{unit}`.
pub(crate) type Address = Path<(String, String)>;

/// The standing at an address; what is no id is not there.
pub(crate) async fn at(reads: &impl Reads, campaign: &str, unit: &str) -> Result<Standing, Fault> {
    let campaign = CampaignId::parse(campaign).map_err(|_| Fault::not_found())?;
    let unit = UnitId::parse(unit).map_err(|_| Fault::not_found())?;
    store::find(reads, campaign, unit).await?.ok_or_else(Fault::not_found)
}

/// The plan that is there already.
fn written(standing: &Standing) -> Result<PlanId, Fault> {
    standing.plan.ok_or_else(|| Fault::refused("empty", "方案还没有填写，请先填写并保存。"))
}
