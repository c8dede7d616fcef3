pub(crate) mod arrange_pictures;
pub(crate) mod consolidate;
pub(crate) mod decide;
pub(crate) mod desk;
pub(crate) mod edit_section;
pub(crate) mod exempt;
pub(crate) mod export;
pub(crate) mod liaison;
pub(crate) mod list;
pub(crate) mod review;
pub(crate) mod show_consolidation;
pub(crate) mod submit;

use axum::extract::Path;
use campaigns::DueId;
use db::Reads;
use people::UnitId;
use web::Fault;

use crate::standing::Standing;
use crate::store::standings;

/// The address of a report: `/reports/{due}/{unit}`.
pub(crate) type Address = Path<(String, String)>;

/// The standing at an address; what is no id is not there.
pub(crate) async fn at(reads: &impl Reads, due: &str, unit: &str) -> Result<Standing, Fault> {
    let due = DueId::parse(due).map_err(|_| Fault::not_found())?;
    let unit = UnitId::parse(unit).map_err(|_| Fault::not_found())?;
    standings::find(reads, due, unit).await?.ok_or_else(Fault::not_found)
}
