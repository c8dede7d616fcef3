//! What is open when a plan goes down, with the answer that is proposed: the first choice, where it asks for nothing else.

use db::Tx;
use people::{Actor, Permit};
use web::Fault;

use crate::campaign::Head;
use crate::plan::{Answered, Correction, Effect, Ground, Topic};
use crate::policy::Launch;
use crate::store::plan::{Plan, QuestionRow, load};
use crate::store::{days_off, notice};
use crate::verbs::answer;
use crate::{QuestionId, facts};

/// An open question.
pub(super) struct Open {
    pub(super) id: QuestionId,
    version: i64,
    pub(super) text: String,
    /// None: only the officer can answer.
    pub(super) proposal: Option<String>,
}

/// What nobody has answered, in its order.
pub(super) fn open(plan: &Plan, ground: &Ground) -> Vec<Open> {
    let rows = plan.questions.iter().filter(|row| row.answer.is_none());
    rows.map(|row| Open {
        id: row.id,
        version: row.version,
        text: row.text.clone(),
        proposal: proposal(row, ground),
    })
    .collect()
}

/// The first choice, unless it waits for a day or a correction, or makes another plan.
fn proposal(row: &QuestionRow, ground: &Ground) -> Option<String> {
    let choices: Vec<String> = serde_json::from_str(&row.choices).unwrap_or_default();
    let choice = choices.into_iter().next()?;
    let topic = Topic::of(&row.about);
    let is_typed = Correction::of(&row.about, &choice).is_some() || topic == Topic::Plans;
    let answered = Answered { choice: choice.clone(), on: None };
    Effect::of(topic, &answered, ground).ok().filter(|_| !is_typed).map(|_| choice)
}

/// What the answers are judged by.
pub(super) async fn ground(
    reads: &impl db::Reads,
    plan: &Plan,
    today: clock::CivilDate,
) -> Result<Ground, Fault> {
    Ok(Ground {
        today,
        phases: facts::phases(reads, plan.campaign.id).await?,
        rules: notice::report_rules(reads, plan.campaign.id).await?,
        workdays: days_off::workdays(reads).await?,
    })
}

/// Answers what is open as it is proposed; nothing happens where one of them has no proposal.
pub(super) async fn adopt(tx: &mut Tx, actor: &Actor, head: &Head) -> Result<(), Fault> {
    Permit::<Launch>::ask(actor, head)?;
    let plan = load(tx, head.id).await?;
    let ground = ground(tx, &plan, tx.now().date()).await?;
    let open = open(&plan, &ground);
    let undecided: Vec<&str> =
        open.iter().filter(|one| one.proposal.is_none()).map(|one| one.text.as_str()).collect();
    if !undecided.is_empty() {
        let sentence = format!(
            "有 {} 处没有建议可采用，还没有下发。请先在方案里决定：{}",
            undecided.len(),
            undecided.join("；")
        );
        return Err(Fault::refused("undecided", sentence));
    }
    for one in &open {
        if let Some(choice) = &one.proposal {
            answer::take(tx, actor, (&head.id.to_string(), &one.id.to_string()), one.version, choice).await?;
        }
    }
    Ok(())
}
