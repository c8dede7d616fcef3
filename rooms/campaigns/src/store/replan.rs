use clock::CivilDate;
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

/// Whether the plan stands as it was read: it is of this notice, and every act on it since only answered what the notice's head leaves open,
/// or edited the head. `own`: acts that this transaction has counted already.
pub(crate) async fn is_as_read(reads: &impl Reads, id: CampaignId, own: i64) -> Result<bool, DbError> {
    // Each act moves the plan's version on; an edit of the head moves that of the campaign as well, an answer that of its question.
    // A launch and its recall move only the campaign's.
    let as_read = "SELECT COUNT(*) AS value FROM campaign c WHERE c.id = $1 AND c.copied_from IS NULL AND c.amends IS NULL \
                   AND c.recalled_at IS NULL \
                   AND c.plan_version - c.version - $2 = (SELECT COALESCE(SUM(q.version - 1), 0) FROM question q \
                   WHERE q.campaign = c.id AND q.about IN ('title', 'issued_on', 'document_number'))";
    Ok(reads.count(as_read, params![id, own]).await? == 1)
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
    tx.run("DELETE FROM question WHERE campaign = $1 AND id <> $2", params![id, question]).await?;
    let draft = refill(tx, permit, reading, &["plans".to_owned()]).await?;
    let head = "UPDATE campaign SET name = $2, purpose = $3 WHERE id = $1";
    tx.run_one(head, params![id, &draft.name, reading.purpose.as_deref()]).await
}

/// The same where the day of issue was told: the head stays as it is, and what was answered before. A plan that somebody has worked on
/// meanwhile is left alone: `false`.
pub(crate) async fn reissue(
    tx: &mut Tx,
    permit: &Permit<Answer>,
    (question, version): (QuestionId, i64),
    day: CivilDate,
    reading: &Reading,
) -> Result<bool, DbError> {
    hold(tx, permit).await?;
    let id = campaign_of(permit)?;
    if !is_as_read(tx, id, 1).await? {
        return Ok(false);
    }
    note(tx, permit, (question, version), &day.to_string()).await?;
    tx.run_one("UPDATE campaign SET issued_on = $2 WHERE id = $1", params![id, day]).await?;
    tx.run("DELETE FROM question WHERE campaign = $1 AND answer IS NULL", params![id]).await?;
    let answered = "SELECT about AS value FROM question WHERE campaign = $1";
    let answered: Vec<String> = tx.values(answered, params![id]).await?;
    refill(tx, permit, reading, &answered).await?;
    Ok(true)
}

/// The rows of the plan from a reading; what is `settled` is not asked again.
async fn refill(
    tx: &mut Tx,
    permit: &Permit<Answer>,
    reading: &Reading,
    settled: &[String],
) -> Result<Draft, DbError> {
    let id = campaign_of(permit)?;
    for statement in EMPTYING {
        tx.run(statement, params![id]).await?;
    }
    let (classes, workdays) = (classes(tx, permit.place()).await?, days_off::workdays(tx).await?);
    let mut draft = Draft::of(reading, &classes, &workdays);
    draft.questions.retain(|asked| !settled.contains(&asked.about));
    fill(tx, id, &draft, reading).await?;
    let json = serde_json::to_string(reading).unwrap_or_default();
    tx.run_one("UPDATE notice SET reading = $2 WHERE campaign = $1", params![id, json]).await?;
    Ok(draft)
}
