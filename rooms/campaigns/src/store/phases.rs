use db::{DbError, Tx, params};
use people::Permit;

use super::edit::hold;
use super::plan::{DueRow, PhaseRow, Plan, QuestionRow};
use crate::plan::renumbered;
use crate::policy::DropPhase;
use crate::{DueKind, PhaseId};

/// What goes when a phase goes; everything else that hangs on it hangs elsewhere then.
pub(crate) struct Leaving<'p> {
    /// The reports at its end, and those that an answer about it asked for.
    pub(crate) dues: Vec<&'p DueRow>,
    /// The questions about no other phase.
    pub(crate) questions: Vec<&'p QuestionRow>,
}

impl Plan {
    /// What goes with a phase.
    pub(crate) fn leaving_with(&self, phase: &PhaseRow) -> Leaving<'_> {
        let is_about = |row: &&QuestionRow| match about(&row.about) {
            Some((ordinal, _)) => ordinal == phase.ordinal,
            None => is_of_phases(row) && renumbered(&row.text, phase.ordinal).is_none(),
        };
        let questions: Vec<&QuestionRow> = self.questions.iter().filter(is_about).collect();
        let at_end = |row: &DueRow| row.kind == DueKind::PhaseEnd && row.phase == Some(phase.id);
        let is_asked = |row: &DueRow| questions.iter().any(|question| row.question == Some(question.id));
        let dues = self.dues.iter().filter(|row| !row.dropped && (at_end(row) || is_asked(row)));
        Leaving { dues: dues.collect(), questions }
    }
}

/// Takes a phase out of the plan, with what is about it alone. What else hangs on it goes to another phase, or to the whole
/// campaign; the later phases move up, and the questions about them with them.
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
    let leaving = plan.leaving_with(row);
    for due in &leaving.dues {
        let take_out = "UPDATE due SET dropped = TRUE, version = version + 1 WHERE id = $1";
        tx.run_one(take_out, params![due.id]).await?;
    }
    for question in &leaving.questions {
        tx.run("UPDATE due SET question = NULL WHERE question = $1", params![question.id]).await?;
        tx.run_one("DELETE FROM question WHERE id = $1", params![question.id]).await?;
    }
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
    renumber(tx, plan, row.ordinal).await
}

/// `phases[4].mid_term` is about the third phase now, and says so.
async fn renumber(tx: &mut Tx, plan: &Plan, gone: i64) -> Result<(), DbError> {
    for question in plan.questions.iter().filter(|row| is_of_phases(row)) {
        let moved = match about(&question.about) {
            Some((ordinal, _)) if ordinal == gone => continue,
            Some((ordinal, rest)) if ordinal > gone => format!("phases[{}]{rest}", ordinal - 1),
            _ => question.about.clone(),
        };
        let Some(text) = renumbered(&question.text, gone) else { continue };
        let follow = "UPDATE question SET about = $2, text = $3 WHERE id = $1";
        tx.run_one(follow, params![question.id, moved, text]).await?;
    }
    Ok(())
}

/// What is about a rule quotes the notice, whose words stay.
fn is_of_phases(question: &QuestionRow) -> bool {
    question.about.starts_with("phases")
}

fn about(text: &str) -> Option<(i64, &str)> {
    let (ordinal, rest) = text.strip_prefix("phases[")?.split_once(']')?;
    Some((ordinal.parse().ok()?, rest))
}
