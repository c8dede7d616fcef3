//! What other rooms may read of reports.

mod of_unit;

use std::collections::BTreeMap;
use std::pin::Pin;

use campaigns::{CampaignId, DueId, Unsent};
use clock::{CivilDate, Moment};
use db::{Db, DbError, Reads};
use people::UnitId;

pub use of_unit::{GivenBack, Printed, PrintedReport, ReportFact, of_unit, printed};

pub use crate::standing::{DueState, Punctuality, Standing, is_list_of_liaisons};
use crate::store::{consolidations, standings, submissions};

/// How one unit stands with one due date.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DueStateFact {
    pub due: DueId,
    pub unit: UnitId,
    pub state: DueState,
    pub first_submitted_at: Option<Moment>,
    pub approved_at: Option<Moment>,
    /// First sent by the due time, or due at any time; says nothing before that.
    pub is_on_time: bool,
    /// First sent after the date; stays so whatever happens later. Back-filling is not late.
    pub is_late: bool,
    pub is_zero: bool,
}

impl DueStateFact {
    /// Whether it is owed and nothing was sent yet.
    pub fn is_unsent(&self) -> bool {
        self.first_submitted_at.is_none() && self.state != DueState::Exempt
    }
}

/// The five figures of one due date, in units.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct FiguresFact {
    /// Units that owe it, 免报 left out.
    pub expected: i64,
    /// First submitted, whatever became of it; 零报告 too.
    pub received: i64,
    /// First submitted by the due time; all received where no date is set.
    pub on_time: i64,
    pub approved: i64,
    pub zero: i64,
}

/// Every enrolled unit of a campaign with every due date of it, as of `today`.
pub async fn due_states(
    reads: &impl Reads,
    campaign: CampaignId,
    today: CivilDate,
) -> Result<Vec<DueStateFact>, DbError> {
    standings::states(reads, campaign, today).await
}

/// What of each dated report of a campaign is not sent or not decided, as of `today`; the shape of [`campaigns::Unsents`].
pub fn unsent<'a>(
    db: &'a Db,
    campaign: CampaignId,
    today: CivilDate,
) -> Pin<Box<dyn Future<Output = Result<Vec<Unsent>, DbError>> + Send + 'a>> {
    Box::pin(async move {
        let mut all: BTreeMap<DueId, Unsent> = BTreeMap::new();
        for fact in due_states(db, campaign, today).await? {
            let zero = Unsent { due: fact.due, unsent: 0, returned: 0, pending: 0 };
            let open = all.entry(fact.due).or_insert(zero);
            open.unsent += i64::from(fact.is_unsent());
            open.returned += i64::from(fact.state == DueState::Returned);
            open.pending += i64::from(fact.state == DueState::Pending);
        }
        Ok(all.into_values().collect())
    })
}

/// The figures of one due date of a campaign.
pub async fn figures(
    reads: &impl Reads,
    campaign: CampaignId,
    due: DueId,
    today: CivilDate,
) -> Result<FiguresFact, DbError> {
    let states = due_states(reads, campaign, today).await?;
    Ok(count(states.iter().filter(|fact| fact.due == due)))
}

/// The figures of these states.
pub fn count<'a>(states: impl IntoIterator<Item = &'a DueStateFact>) -> FiguresFact {
    let mut figures = FiguresFact::default();
    for fact in states {
        if fact.state == DueState::Exempt {
            continue;
        }
        figures.expected += 1;
        let received = fact.first_submitted_at.is_some();
        figures.received += i64::from(received);
        figures.on_time += i64::from(received && fact.is_on_time);
        figures.approved +=
            i64::from(matches!(fact.state, DueState::Approved | DueState::Late | DueState::Zero));
        figures.zero += i64::from(received && fact.is_zero);
    }
    figures
}

/// The addresses of all files that reports need, as the rows have them: the drafts with their ledgers, and the pictures of
/// every version that was ever sent, even where the photo was taken out of its activity since.
pub async fn blobs(reads: &impl Reads) -> Result<Vec<String>, DbError> {
    let mut used = consolidations::files(reads).await?;
    used.extend(submissions::pictures(reads).await?.iter().map(ToString::to_string));
    Ok(used)
}
