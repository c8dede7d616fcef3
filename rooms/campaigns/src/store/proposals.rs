use db::{DbError, Reads, Tx, params};
use gongwen::read::Excerpt;
use people::Permit;

use crate::CampaignId;
use crate::plan::Proposal;
use crate::policy::{Amend, TakeProposals};

ids::id_of!(
    /// A change that a 补充通知 was understood to make.
    pub(crate) ProposalId, ProposalKind
);

db::coded! {
    /// What became of a proposal.
    pub(crate) enum Taking {
        Open = "open" / "待处理",
        Taken = "taken" / "已写入草稿",
        Left = "left" / "未采用",
    }
}

db::record! {
    /// A proposal with the words of the 补充通知 that it was read from.
    #[derive(Clone, Debug)]
    pub(crate) struct ProposalRow {
        pub(crate) id: ProposalId,
        pub(crate) deed: serde_json::Value,
        pub(crate) state: Taking,
        pub(crate) source_start: i64,
        pub(crate) source_end: i64,
        pub(crate) source_text: String,
        pub(crate) version: i64,
    }
}

impl ProposalRow {
    pub(crate) fn proposal(&self) -> Proposal {
        let kept = serde_json::from_value(self.deed.clone());
        kept.unwrap_or_else(|_| Proposal::Unread(String::new()))
    }
}

/// Keeps what the paper of an amendment proposes for its draft.
pub(crate) async fn keep(
    tx: &mut Tx,
    _: &Permit<Amend>,
    draft: CampaignId,
    proposals: &[(Proposal, Excerpt)],
) -> Result<(), DbError> {
    for (proposal, source) in proposals {
        let id: ProposalId = tx.id();
        let deed = serde_json::to_value(proposal).unwrap_or_default();
        let at = |scalar: usize| i64::try_from(scalar).unwrap_or(i64::MAX);
        tx.run_one(
            "INSERT INTO proposal (id, campaign, deed, state, source_start, source_end, source_text, version) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, 1)",
            params![id, draft, deed, Taking::Open, at(source.start), at(source.end), &source.text],
        )
        .await?;
    }
    Ok(())
}

/// What the paper of an amendment proposes, in the order of its text.
pub(crate) async fn list(reads: &impl Reads, draft: CampaignId) -> Result<Vec<ProposalRow>, DbError> {
    reads
        .all(
            "SELECT id, deed, state, source_start, source_end, source_text, version FROM proposal \
             WHERE campaign = $1 ORDER BY id",
            params![draft],
        )
        .await
}

/// How many proposals a draft has, and how many of them nobody has decided on.
pub(crate) async fn counts(reads: &impl Reads, draft: CampaignId) -> Result<(u64, u64), DbError> {
    let all = "SELECT COUNT(*) AS value FROM proposal WHERE campaign = $1";
    let open = "SELECT COUNT(*) AS value FROM proposal WHERE campaign = $1 AND state = $2";
    Ok((reads.count(all, params![draft]).await?, reads.count(open, params![draft, Taking::Open]).await?))
}

/// Notes what became of a proposal.
pub(crate) async fn decide(
    tx: &mut Tx,
    permit: &Permit<TakeProposals>,
    row: &ProposalRow,
    state: Taking,
) -> Result<(), DbError> {
    tx.run_one(
        "UPDATE proposal SET state = $4, version = version + 1 WHERE id = $1 AND version = $2 AND campaign = $3",
        params![row.id, row.version, permit.target(), state],
    )
    .await
}
