//! What an import does beside the particulars of its units, each under the verb that the page would use.

use db::Tx;
use serde_json::json;
use web::Fault;

use crate::permit::Permit;
use crate::planned::Planned;
use crate::policy::{EditUnitSet, ImportUnits, LetServe, MoveUnit, NameResponsible};
use crate::store::{responsible, services, unit_sets, units};
use crate::tree::place_below;
use crate::unit::Unit;
use crate::{Actor, NodeKind, Place};

fn lost(name: &str) -> Fault {
    let sentence = format!("导入时没有找到“{name}”，没有导入任何内容。请重新上传表格，再看一次预览。");
    Fault::conflict("roster_changed", sentence)
}

async fn named(tx: &Tx, name: &str) -> Result<Unit, Fault> {
    units::named(tx, name).await?.ok_or_else(|| lost(name))
}

/// Adds the unit of a row, at once where it belongs.
pub(crate) async fn add(
    tx: &mut Tx,
    permit: &Permit<ImportUnits>,
    at: &Place,
    row: &Planned,
) -> Result<(), Fault> {
    let kind = (NodeKind::Unit, row.after.is_micro);
    if row.after.parent == row.now.parent {
        units::add(tx, permit, (at.id, &at.path), kind, &row.particulars).await?;
    } else {
        let parent = named(tx, &row.after.parent).await?;
        units::add(tx, permit, (parent.id, &parent.path), kind, &row.particulars).await?;
    }
    Ok(())
}

/// Makes true what a row says beside the particulars; of a row that says nothing else: nothing.
pub(crate) async fn apply(
    tx: &mut Tx,
    actor: &Actor,
    permit: &Permit<ImportUnits>,
    row: &Planned,
) -> Result<(), Fault> {
    let (now, after) = (&row.now, &row.after);
    if now == after {
        return Ok(());
    }
    let unit = named(tx, &row.particulars.name).await?;
    if unit.is_micro != after.is_micro {
        units::mark_micro(tx, permit, unit.id, after.is_micro).await?;
    }
    if after.parent != now.parent {
        hang(tx, actor, &unit, &after.parent).await?;
    }
    if after.server != now.server {
        serve(tx, actor, &named(tx, &unit.name).await?, &after.server).await?;
    }
    if after.responsible != now.responsible {
        let unit = named(tx, &unit.name).await?;
        let naming = Permit::<NameResponsible>::ask(actor, &unit)?;
        responsible::name(tx, &naming, unit.id, &after.responsible).await?;
        let names: Vec<&str> = after.responsible.iter().map(|one| one.name.as_str()).collect();
        naming.record(tx, json!({ "name": unit.name, "people": names })).await?;
    }
    if after.sets != now.sets {
        sets(tx, actor, &unit, (&now.sets, &after.sets)).await?;
    }
    Ok(())
}

async fn hang(tx: &mut Tx, actor: &Actor, unit: &Unit, parent: &str) -> Result<(), Fault> {
    let (unit, parent) = (named(tx, &unit.name).await?, named(tx, parent).await?);
    if unit.parent == Some(parent.id) {
        return Ok(());
    }
    let permit = Permit::<MoveUnit>::ask(actor, &unit)?;
    let to = place_below(unit.id, &unit.path, &parent.path).ok_or_else(|| {
        let sentence = format!(
            "“{}”和“{}”在这份表里互为上级，没有导入任何内容。请改正后重新上传。",
            unit.name, parent.name
        );
        Fault::refused("circle", sentence)
    })?;
    units::hang(tx, &permit, &unit.path, parent.id, &to).await?;
    Ok(permit.record(tx, json!({ "name": unit.name, "after": parent.name })).await?)
}

async fn serve(tx: &mut Tx, actor: &Actor, unit: &Unit, server: &str) -> Result<(), Fault> {
    let permit = Permit::<LetServe>::ask(actor, unit)?;
    let server = match server {
        "" => None,
        name => Some(named(tx, name).await?),
    };
    if let Some(server) = &server
        && (services::server(tx, server.id).await?.is_some()
            || !services::served(tx, unit.id).await?.is_empty())
    {
        let sentence = format!(
            "“{}”和“{}”的代报关系连成了一串，没有导入任何内容。请改正后重新上传。",
            unit.name, server.name
        );
        return Err(Fault::refused("chain", sentence));
    }
    services::set(tx, &permit, unit.id, server.as_ref().map(|server| server.id)).await?;
    let after = server.map(|server| server.name);
    Ok(permit.record(tx, json!({ "name": unit.name, "after": after })).await?)
}

async fn sets(
    tx: &mut Tx,
    actor: &Actor,
    unit: &Unit,
    (now, after): (&[String], &[String]),
) -> Result<(), Fault> {
    for listed in unit_sets::all(&*tx, &actor.at.path).await? {
        let (was, will) = (now.contains(&listed.name), after.contains(&listed.name));
        if was == will {
            continue;
        }
        let mut set = unit_sets::get(&*tx, listed.id).await?.ok_or_else(|| lost(&listed.name))?;
        let permit = Permit::<EditUnitSet>::ask(actor, &set)?;
        set.units.retain(|member| *member != unit.id);
        set.units.extend(will.then_some(unit.id));
        unit_sets::rename(tx, &permit, &set.name).await?;
        unit_sets::fill(tx, &permit, set.id, &set.units, &set.keepers).await?;
        permit.record(tx, json!({ "name": set.name, "units": set.units.len() })).await?;
    }
    Ok(())
}
