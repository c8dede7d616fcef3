use db::Tx;
use people::{Actor, Permit};
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::ToSchema;
use web::{Fault, Raw};

use super::{add_annex, fields};
use crate::Dimension;
use crate::policy::EditAnnex;
use crate::store::plan::{IndicatorRow, Plan, SloganRow};
use crate::store::{self, edit, heads};
use crate::task::SloganKind;

/// The words of a subject, a slogan or an attachment, and which of them it is.
#[derive(Debug, Default, Deserialize, Serialize, ToSchema)]
#[serde(default)]
#[schema(as = EditAnnex)]
pub(crate) struct Input {
    version: Raw,
    #[serde(flatten)]
    annex: add_annex::Input,
}

/// A subject that an indicator counts by stays as it is called: its figures would end with its name.
pub(super) fn not_counted(plan: &Plan, row: &SloganRow) -> Result<(), Fault> {
    let counts = |one: &&IndicatorRow| !one.dropped && one.filter.names(Dimension::Subject, &row.text);
    match plan.indicators.iter().filter(|_| row.kind == SloganKind::Subject).find(counts) {
        None => Ok(()),
        Some(indicator) => {
            let (text, name) = (&row.text, plan.name(indicator));
            let sentence = format!("指标“{name}”只计“{text}”，请先修改这项指标的范围。");
            Err(Fault::refused("counted", sentence))
        }
    }
}

async fn action(tx: &mut Tx, actor: &Actor, id: &str, item: &str, input: &Input) -> Result<(), Fault> {
    let head = heads::head(tx, id).await?;
    let permit = Permit::<EditAnnex>::ask(actor, &head)?;
    let plan = store::plan::load(tx, head.id).await?;
    let before = plan.slogans.iter().find(|row| row.id.to_string() == item).ok_or_else(Fault::not_found)?;
    let (kind, text) = input.annex.parse()?;
    add_annex::stands_once(&plan, Some(before.id), (kind, &text))?;
    if (before.kind, &before.text) != (kind, &text) {
        not_counted(&plan, before)?;
    }
    edit::annex(tx, &permit, before.id, fields::version(&input.version)?, (kind, &text)).await?;
    permit.record(tx, json!({ "annex": item, "before": before, "kind": kind, "text": text })).await?;
    Ok(())
}

super::faces::correcting!(form: "edit-annex", done: "已修改");
