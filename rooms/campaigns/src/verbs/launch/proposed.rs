//! What is open when a plan goes down, with the answer that is proposed: the first choice, where it asks for nothing else.

use clock::CivilDate;
use db::Tx;
use people::{Actor, Permit};
use web::Fault;

use crate::campaign::Head;
use crate::plan::{Answered, Correction, Effect, Ground, Topic};
use crate::policy::Launch;
use crate::store::plan::{Plan, QuestionRow, load};
use crate::store::{days_off, enrol, notice};
use crate::verbs::answer;
use crate::{DueKind, QuestionId, facts};

/// An open question.
pub(super) struct Open {
    pub(super) id: QuestionId,
    version: i64,
    pub(super) text: String,
    /// None: only the officer can answer.
    pub(super) proposal: Option<String>,
    /// The turns of recurring reports that the proposal would lay out and that are over already.
    pub(super) over: Vec<CivilDate>,
}

/// What nobody has answered, in its order.
pub(super) fn open(plan: &Plan, ground: &Ground) -> Vec<Open> {
    let rows = plan.questions.iter().filter(|row| row.answer.is_none());
    rows.map(|row| {
        let (proposal, over) = proposal(row, ground).unzip();
        let (id, version, text) = (row.id, row.version, row.text.clone());
        Open { id, version, text, proposal, over: over.unwrap_or_default() }
    })
    .collect()
}

/// The first choice, unless it waits for a day or a correction, or makes another plan; with the turns that are over already.
fn proposal(row: &QuestionRow, ground: &Ground) -> Option<(String, Vec<CivilDate>)> {
    let choices: Vec<String> = serde_json::from_str(&row.choices).unwrap_or_default();
    let choice = choices.into_iter().next()?;
    let topic = Topic::of(&row.about);
    let is_typed = Correction::of(&row.about, &choice).is_some() || topic == Topic::Plans;
    let answered = Answered { choice: choice.clone(), on: None };
    let effect = Effect::of(topic, &answered, ground).ok().filter(|_| !is_typed)?;
    Some((choice, over(&effect, ground.today)))
}

fn over(effect: &Effect, today: CivilDate) -> Vec<CivilDate> {
    let (Effect::Owe(dues) | Effect::OweInsteadOfPhaseEnds(dues)) = effect else { return Vec::new() };
    let turns = dues.iter().filter(|due| due.kind == DueKind::Periodic);
    turns.filter_map(|due| due.due_on).filter(|day| *day < today).collect()
}

/// What the answers are judged by.
pub(super) async fn ground(reads: &impl db::Reads, plan: &Plan, today: CivilDate) -> Result<Ground, Fault> {
    Ok(Ground {
        today,
        phases: facts::phases(reads, plan.campaign.id).await?,
        rules: notice::report_rules(reads, plan.campaign.id).await?,
        workdays: days_off::workdays(reads).await?,
    })
}

/// Answers what is open as it is proposed; nothing happens where one of them has no proposal. Turns of recurring reports that are
/// over are left out: how many.
pub(super) async fn adopt(tx: &mut Tx, actor: &Actor, head: &Head) -> Result<u64, Fault> {
    let permit = Permit::<Launch>::ask(actor, head)?;
    let plan = load(tx, head.id).await?;
    let today = tx.now().date();
    let ground = ground(tx, &plan, today).await?;
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
    let mut left_out = 0;
    for one in &open {
        if let Some(choice) = &one.proposal {
            answer::take(tx, actor, (&head.id.to_string(), &one.id.to_string()), one.version, choice).await?;
            left_out += enrol::leave_out_past(tx, &permit, one.id, today).await?;
        }
    }
    Ok(left_out)
}
