use db::{DbError, Reads, Tx, params};
use people::{Permit, Verb};

use super::edit::hold;
use crate::campaign::Head;
use crate::policy::{Drop, Merge};

db::coded! {
    /// The rows of a plan that can be taken out and put back.
    pub(crate) enum ItemKind {
        Indicator = "indicators" / "指标",
        Task = "tasks" / "任务",
        Due = "dues" / "报送要求",
        Annex = "annexes" / "宣传内容、附件与标语",
    }
}

/// Takes a row out of the plan, or puts it back.
pub(crate) async fn set_dropped(
    tx: &mut Tx,
    permit: &Permit<Drop>,
    kind: ItemKind,
    id: &str,
    version: i64,
    dropped: bool,
) -> Result<(), DbError> {
    hold(tx, permit).await?;
    let update = match kind {
        ItemKind::Indicator => {
            "UPDATE indicator SET dropped = $4, merged_into = NULL, version = version + 1 \
             WHERE id = $1 AND version = $2 AND campaign = $3"
        }
        ItemKind::Task => {
            "UPDATE task SET dropped = $4, merged_into = NULL, version = version + 1 \
             WHERE id = $1 AND version = $2 AND campaign = $3"
        }
        ItemKind::Due => {
            "UPDATE due SET dropped = $4, merged_into = NULL, version = version + 1 \
             WHERE id = $1 AND version = $2 AND campaign = $3"
        }
        ItemKind::Annex => {
            "UPDATE slogan SET dropped = $4, version = version + 1 WHERE id = $1 AND version = $2 AND campaign = $3"
        }
    };
    tx.run_one(update, params![id, version, permit.target(), dropped]).await
}

/// Lets one row go into another of its kind; what had gone into it before goes along. `text`: what the other one says then.
pub(crate) async fn merge(
    tx: &mut Tx,
    permit: &Permit<Merge>,
    kind: ItemKind,
    (id, version): (&str, i64),
    (into, text): (&str, Option<&str>),
) -> Result<(), DbError> {
    hold(tx, permit).await?;
    let (merge, follow) = match kind {
        ItemKind::Indicator => (
            "UPDATE indicator SET dropped = TRUE, merged_into = $4, version = version + 1 \
             WHERE id = $1 AND version = $2 AND campaign = $3",
            "UPDATE indicator SET merged_into = $2 WHERE merged_into = $1",
        ),
        ItemKind::Task => (
            "UPDATE task SET dropped = TRUE, merged_into = $4, version = version + 1 \
             WHERE id = $1 AND version = $2 AND campaign = $3",
            "UPDATE task SET merged_into = $2 WHERE merged_into = $1",
        ),
        ItemKind::Due => (
            "UPDATE due SET dropped = TRUE, merged_into = $4, version = version + 1 \
             WHERE id = $1 AND version = $2 AND campaign = $3",
            "UPDATE due SET merged_into = $2 WHERE merged_into = $1",
        ),
        // Each is a text of its own.
        ItemKind::Annex => return Err(DbError::Missing),
    };
    tx.run_one(merge, params![id, version, permit.target(), into]).await?;
    tx.run(follow, params![id, into]).await?;
    if kind == ItemKind::Due {
        // Pictures that one of the two asks for are asked for.
        tx.run_one(
            "UPDATE due SET with_pictures = with_pictures OR \
             (SELECT taken.with_pictures FROM due taken WHERE taken.id = $2) WHERE id = $1",
            params![into, id],
        )
        .await?;
    }
    match text {
        Some(text) => says(tx, permit, kind, (into, text)).await,
        None => Ok(()),
    }
}

/// Gives a row the words that it has with another one in it, or those that it had without.
pub(crate) async fn says<V: Verb<On = Head>>(
    tx: &mut Tx,
    permit: &Permit<V>,
    kind: ItemKind,
    (id, text): (&str, &str),
) -> Result<(), DbError> {
    let says = match kind {
        ItemKind::Task => "UPDATE task SET text = $3, version = version + 1 WHERE id = $1 AND campaign = $2",
        ItemKind::Due => "UPDATE due SET title = $3, version = version + 1 WHERE id = $1 AND campaign = $2",
        ItemKind::Indicator | ItemKind::Annex => return Ok(()),
    };
    tx.run_one(says, params![id, permit.target(), text]).await
}

/// Whether the row in force that a row of an amendment's draft is a copy of went into another one already.
pub(crate) async fn is_merged_in_force(
    reads: &impl Reads,
    kind: ItemKind,
    id: &str,
) -> Result<bool, DbError> {
    let merged = match kind {
        ItemKind::Indicator => {
            "SELECT COUNT(*) AS value FROM indicator d JOIN indicator o ON o.id = d.origin \
             WHERE d.id = $1 AND o.merged_into IS NOT NULL"
        }
        ItemKind::Task => {
            "SELECT COUNT(*) AS value FROM task d JOIN task o ON o.id = d.origin \
             WHERE d.id = $1 AND o.merged_into IS NOT NULL"
        }
        ItemKind::Due => {
            "SELECT COUNT(*) AS value FROM due d JOIN due o ON o.id = d.origin \
             WHERE d.id = $1 AND o.merged_into IS NOT NULL"
        }
        ItemKind::Annex => return Ok(false),
    };
    Ok(reads.count(merged, params![id]).await? > 0)
}
