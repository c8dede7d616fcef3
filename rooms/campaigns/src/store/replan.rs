use db::{DbError, Reads, Tx, params};
use gongwen::read::{Decoded, ReadError};
use people::Permit;

use super::answer::note;
use super::create::{classes, fill};
use super::days_off;
use super::edit::{campaign_of, hold};
use crate::plan::Draft;
use crate::policy::Answer;
use crate::reading::Reading;
use crate::{CampaignId, QuestionId};

/// The rows of a plan, in the order in which they can go.
const EMPTYING: [&str; 7] = [
    "DELETE FROM class_target WHERE indicator IN (SELECT id FROM indicator WHERE campaign = $1)",
    "DELETE FROM unit_target WHERE indicator IN (SELECT id FROM indicator WHERE campaign = $1)",
    "DELETE FROM due WHERE campaign = $1",
    "DELETE FROM indicator WHERE campaign = $1",
    "DELETE FROM task WHERE campaign = $1",
    "DELETE FROM slogan WHERE campaign = $1",
    "DELETE FROM phase WHERE campaign = $1",
];

/// The text of the notice that a campaign was read from.
pub(crate) async fn notice(
    reads: &impl Reads,
    id: CampaignId,
) -> Result<Option<Result<Decoded, ReadError>>, DbError> {
    let text: Option<String> =
        reads.value("SELECT text AS value FROM notice WHERE campaign = $1", params![id]).await?;
    Ok(text.map(|text| Decoded::from_text(&text)))
}

/// Puts the plan of another reading of the same notice in the place of the one that is there, corrections and all. The answered
/// question stays, the others are asked anew.
pub(crate) async fn replan(
    tx: &mut Tx,
    permit: &Permit<Answer>,
    (question, version): (QuestionId, i64),
    answer: &str,
    reading: &Reading,
) -> Result<(), DbError> {
    hold(tx, permit).await?;
    let id = campaign_of(permit)?;
    note(tx, permit, (question, version), answer).await?;
    for statement in EMPTYING {
        tx.run(statement, params![id]).await?;
    }
    tx.run("DELETE FROM question WHERE campaign = $1 AND id <> $2", params![id, question]).await?;
    let (classes, workdays) = (classes(tx, permit.place()).await?, days_off::workdays(tx).await?);
    let mut draft = Draft::of(reading, &classes, &workdays);
    draft.questions.retain(|asked| asked.about != "plans");
    fill(tx, id, &draft, reading).await?;
    let head = "UPDATE campaign SET name = $2, purpose = $3 WHERE id = $1";
    tx.run_one(head, params![id, &draft.name, reading.purpose.as_deref()]).await?;
    let json = serde_json::to_string(reading).unwrap_or_default();
    tx.run_one("UPDATE notice SET reading = $2 WHERE campaign = $1", params![id, json]).await
}
