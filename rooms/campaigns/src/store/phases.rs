use db::{DbError, Tx, params};
use people::Permit;

use super::edit::hold;
use super::plan::{PhaseRow, Plan};
use crate::PhaseId;
use crate::policy::DropPhase;

/// Takes a phase out of the plan. What hangs on it goes to another phase, or to the whole campaign; the later phases move
/// up, and the questions about them with them.
pub(crate) async fn drop(
    tx: &mut Tx,
    permit: &Permit<DropPhase>,
    plan: &Plan,
    (row, version): (&PhaseRow, i64),
    to: Option<PhaseId>,
) -> Result<(), DbError> {
    hold(tx, permit).await?;
    tx.run_one(
        "UPDATE phase SET dropped = TRUE, \
         ordinal = (SELECT MIN(d.ordinal) FROM phase d WHERE d.campaign = $3) - 1, version = version + 1 \
         WHERE id = $1 AND version = $2 AND campaign = $3",
        params![row.id, version, permit.target()],
    )
    .await?;
    for reassign in [
        "UPDATE indicator SET phase = $2, version = version + 1 WHERE phase = $1",
        "UPDATE task SET phase = $2, version = version + 1 WHERE phase = $1",
        "UPDATE due SET phase = $2, version = version + 1 WHERE phase = $1",
    ] {
        tx.run(reassign, params![row.id, to]).await?;
    }
    for later in plan.phases.iter().filter(|later| later.ordinal > row.ordinal) {
        let up = "UPDATE phase SET ordinal = ordinal - 1, version = version + 1 WHERE id = $1";
        tx.run_one(up, params![later.id]).await?;
    }
    questions(tx, plan, row.ordinal).await
}

/// `phases[4].mid_term` is about another phase now, or about none.
async fn questions(tx: &mut Tx, plan: &Plan, gone: i64) -> Result<(), DbError> {
    for question in &plan.questions {
        let Some((ordinal, rest)) = about(&question.about) else { continue };
        if ordinal == gone {
            let settle = "UPDATE question SET about = 'noted', answer = COALESCE(answer, '阶段已去掉'), \
                          version = version + 1 WHERE id = $1";
            tx.run_one(settle, params![question.id]).await?;
        } else if ordinal > gone {
            let about = format!("phases[{}]{rest}", ordinal - 1);
            let follow = "UPDATE question SET about = $2 WHERE id = $1";
            tx.run_one(follow, params![question.id, about]).await?;
        }
    }
    Ok(())
}

fn about(text: &str) -> Option<(i64, &str)> {
    let (ordinal, rest) = text.strip_prefix("phases[")?.split_once(']')?;
    Some((ordinal.parse().ok()?, rest))
}
