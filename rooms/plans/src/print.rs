//! Reads what a plan's document says beside the plan.

use campaigns::facts;
use db::{DbError, Reads};
use gongwen::document::Document;

use crate::paper::document;
use crate::view::Seen;

/// The document of what is seen of a plan; none where there is nothing to see.
pub(crate) async fn document_of(reads: &impl Reads, seen: &Seen) -> Result<Option<Document>, DbError> {
    let Some(content) = &seen.content else { return Ok(None) };
    let Some(campaign) = facts::campaign(reads, seen.standing.campaign).await? else { return Ok(None) };
    let notice = facts::notice_title(reads, campaign.id).await?;
    Ok(Some(document(seen, content, &campaign, notice.as_deref())))
}
