use db::{DbError, Reads, Tx, params};
use people::Permit;

use super::create::annexes;
use super::plan::Plan;
use crate::CampaignId;
use crate::policy::ReplaceNotice;
use crate::reading::{Reading, ReportRule};
use crate::task::SloganKind;

/// What became of the 文件依据 of a plan under another notice.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Refound {
    /// Rows whose words stand in the new text.
    pub(crate) kept: usize,
    /// Rows whose words do not, or more than once.
    pub(crate) lost: usize,
}

impl Refound {
    pub(crate) fn in_words(self) -> String {
        format!(
            "已换上新的通知，方案不变：{} 项在新通知里找到了原句，{} 项没有找到，请逐项核对",
            self.kept, self.lost
        )
    }
}

db::record! {
    /// A row with the words that it was read from.
    struct Sourced {
        id: String,
        source_text: String,
    }
}

/// The tables whose rows were read from the notice: their words, and where those stand now.
const TABLES: [(&str, &str); 5] = [
    (
        "SELECT id, source_text FROM phase WHERE campaign = $1 AND source_text IS NOT NULL",
        "UPDATE phase SET source_start = $2, source_end = $3, source_text = $4 WHERE id = $1",
    ),
    (
        "SELECT id, source_text FROM indicator WHERE campaign = $1 AND source_text IS NOT NULL",
        "UPDATE indicator SET source_start = $2, source_end = $3, source_text = $4 WHERE id = $1",
    ),
    (
        "SELECT id, source_text FROM task WHERE campaign = $1 AND source_text IS NOT NULL",
        "UPDATE task SET source_start = $2, source_end = $3, source_text = $4 WHERE id = $1",
    ),
    (
        "SELECT id, source_text FROM due WHERE campaign = $1 AND source_text IS NOT NULL",
        "UPDATE due SET source_start = $2, source_end = $3, source_text = $4 WHERE id = $1",
    ),
    (
        "SELECT id, source_text FROM slogan WHERE campaign = $1 AND source_text IS NOT NULL",
        "UPDATE slogan SET source_start = $2, source_end = $3, source_text = $4 WHERE id = $1",
    ),
];

/// Where words stand in a text, in Unicode scalars; none where they stand nowhere or more than once.
fn place(text: &str, words: &str) -> Option<(i64, i64)> {
    let mut found = text.match_indices(words);
    let (at, _) = found.next().filter(|_| !words.is_empty())?;
    let start = i64::try_from(text[..at].chars().count()).ok()?;
    let length = i64::try_from(words.chars().count()).ok()?;
    found.next().is_none().then_some((start, start + length))
}

/// Puts another notice under a draft. The plan stays, and so do the rules and measures that it was read by; annexes, slogans and subjects are those of
/// the new notice beside those that somebody added or corrected, and a row keeps its 文件依据 where the new text says the same.
pub(crate) async fn replace(
    tx: &mut Tx,
    permit: &Permit<ReplaceNotice>,
    (plan, version): (&Plan, i64),
    (file_name, text): (&str, &str),
    reading: Reading,
) -> Result<Refound, DbError> {
    let id = plan.campaign.id;
    // One step more than an edit of the head: from now on the plan is not what its notice reads like.
    tx.run_one(
        "UPDATE campaign SET title = $3, document_number = COALESCE($4, document_number), issuer = COALESCE($5, issuer), \
         issued_on = COALESCE($6, issued_on), purpose = $7, superior_basis = COALESCE($8, superior_basis), plan_version = plan_version + 2, version = version + 1 \
         WHERE id = $1 AND version = $2 AND state = 'draft'",
        params![
            permit.target(),
            version,
            reading.title.as_deref(),
            reading.document_number.as_deref(),
            reading.issuer.as_deref(),
            reading.issued_on,
            reading.purpose.as_deref(),
            reading.superior_basis.as_deref()
        ],
    )
    .await?;
    let kept = match as_read(tx, id).await? {
        Some(Reading { report_rules, measures, .. }) => Reading { report_rules, measures, ..reading },
        None => reading,
    };
    let json = serde_json::to_string(&kept).unwrap_or_default();
    tx.run_one(
        "UPDATE notice SET file_name = $2, text = $3, reading = $4, inherited = FALSE WHERE campaign = $1",
        params![id, file_name, text, json],
    )
    .await?;
    // An open question about a rule names it by where it stood.
    tx.run(
        "UPDATE question SET about = 'noted' WHERE campaign = $1 AND about LIKE 'report_rules[%' AND answer IS NULL",
        params![id],
    )
    .await?;
    // Nobody touched these: they are those of the notice that goes. A subject that an indicator counts by stays with it.
    let as_printed = "DELETE FROM slogan WHERE campaign = $1 AND version = 1 AND source_text IS NOT NULL \
                      AND NOT (kind = $2 AND EXISTS (SELECT 1 FROM indicator i WHERE i.campaign = slogan.campaign \
                      AND NOT i.dropped AND i.filter LIKE '%\"' || slogan.text || '\"%'))";
    tx.run(as_printed, params![id, SloganKind::Subject]).await?;
    let mut found = Refound::default();
    for (select, update) in TABLES {
        let rows: Vec<Sourced> = tx.all(select, params![id]).await?;
        for row in rows {
            let place = place(text, &row.source_text);
            let (start, end) = place.unzip();
            tx.run_one(update, params![row.id, start, end, place.map(|_| row.source_text)]).await?;
            match place {
                Some(_) => found.kept += 1,
                None => found.lost += 1,
            }
        }
    }
    let touched = "SELECT source_text AS value FROM slogan WHERE campaign = $1 AND source_text IS NOT NULL";
    let touched: Vec<String> = tx.values(touched, params![id]).await?;
    annexes(tx, id, &kept, |printed| touched.iter().any(|known| known == printed)).await?;
    Ok(found)
}

/// The notice as it was read; none of a notice that is gone.
pub(crate) async fn as_read(reads: &impl Reads, id: CampaignId) -> Result<Option<Reading>, DbError> {
    let reading: Option<String> = reads
        .value(
            "SELECT n.reading AS value FROM campaign c JOIN notice n ON n.campaign = COALESCE(c.amends, c.id) \
             WHERE c.id = $1",
            params![id],
        )
        .await?;
    Ok(reading.and_then(|json| serde_json::from_str(&json).ok()))
}

/// The rules of the notice as they were read.
pub(crate) async fn report_rules(reads: &impl Reads, id: CampaignId) -> Result<Vec<ReportRule>, DbError> {
    Ok(as_read(reads, id).await?.map(|reading| reading.report_rules).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::place;

    #[test]
    fn words_are_found_again_only_where_they_stand_once() {
        assert_eq!(place("各单位要印制宣传手册。", "宣传手册"), Some((6, 10)));
        assert_eq!(place("手册和手册", "手册"), None);
        assert_eq!(place("手册", "海报"), None);
        assert_eq!(place("手册", ""), None);
    }
}
