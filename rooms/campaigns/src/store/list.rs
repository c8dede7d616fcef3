use clock::{CivilDate, Moment};
use db::{DbError, Reads, params};
use people::{NodePath, UnitId};
use web::Paging;

use crate::{CampaignId, CampaignState, DueKind};

db::record! {
    /// One line of the list.
    #[derive(Clone, Debug)]
    pub(crate) struct Listed {
        pub(crate) id: CampaignId,
        pub(crate) name: String,
        pub(crate) state: CampaignState,
        pub(crate) document_number: Option<String>,
        pub(crate) issued_on: Option<CivilDate>,
        pub(crate) launched_at: Option<Moment>,
        pub(crate) phases: i64,
        pub(crate) units: i64,
        pub(crate) signed: i64,
        /// Questions that nobody has answered.
        pub(crate) open_questions: i64,
    }
}

/// Which campaigns to list.
#[derive(Clone, Debug)]
pub(crate) struct Wanted {
    /// The bureau's subtree, with what was sent down to units in it; for a unit, what was sent down to it.
    pub(crate) place: NodePath,
    pub(crate) unit: Option<UnitId>,
    pub(crate) state: Option<CampaignState>,
    /// Part of the name or the document number, wildcards escaped.
    pub(crate) pattern: Option<String>,
}

/// `%…%` around text whose wildcards mean themselves.
pub(crate) fn pattern(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len() + 2);
    escaped.push('%');
    for c in text.chars() {
        if matches!(c, '%' | '_' | '\\') {
            escaped.push('\\');
        }
        escaped.push(c);
    }
    escaped.push('%');
    escaped
}

/// How many campaigns are wanted.
pub(crate) async fn count(reads: &impl Reads, wanted: &Wanted) -> Result<u64, DbError> {
    reads
        .count(
            "SELECT COUNT(*) AS value FROM campaign c \
             WHERE (($2 = '' AND c.place LIKE $1) OR (c.state IN ('launched', 'closed', 'archived') AND EXISTS \
                    (SELECT 1 FROM enrolment e JOIN facts_unit u ON u.id = e.unit WHERE e.campaign = c.id \
                     AND (e.unit = $2 OR ($2 = '' AND u.path LIKE $1))))) \
             AND c.state <> 'gone' AND c.amends IS NULL AND (c.state = $3 OR ($3 = '' AND c.state <> 'archived')) \
             AND ($4 = '' OR c.name LIKE $4 ESCAPE '\\' OR c.document_number LIKE $4 ESCAPE '\\')",
            wanted.params(),
        )
        .await
}

/// One page of the wanted campaigns, newest first. Whoever joins after `today` is not counted.
pub(crate) async fn page(
    reads: &impl Reads,
    wanted: &Wanted,
    (paging, today): (&Paging, CivilDate),
) -> Result<Vec<Listed>, DbError> {
    let mut values = wanted.params();
    values.extend(params![paging.limit(), paging.offset(), today]);
    reads
        .all(
            "SELECT c.id, c.name, c.state, c.document_number, c.issued_on, c.launched_at, \
             (SELECT COUNT(*) FROM phase p WHERE p.campaign = c.id AND NOT p.dropped) AS phases, \
             (SELECT COUNT(*) FROM enrolment e JOIN facts_unit u ON u.id = e.unit WHERE e.campaign = c.id \
              AND e.left_on IS NULL AND u.merged_on IS NULL AND ($2 <> '' OR u.path LIKE $1) \
              AND (e.joined_on IS NULL OR e.joined_on <= $7 OR e.signed_at IS NOT NULL)) AS units, \
             (SELECT COUNT(*) FROM enrolment e JOIN facts_unit u ON u.id = e.unit WHERE e.campaign = c.id \
              AND e.left_on IS NULL AND u.merged_on IS NULL AND ($2 <> '' OR u.path LIKE $1) \
              AND e.signed_at IS NOT NULL) AS signed, \
             (SELECT COUNT(*) FROM question q WHERE q.campaign = c.id AND q.answer IS NULL) AS open_questions \
             FROM campaign c \
             WHERE (($2 = '' AND c.place LIKE $1) OR (c.state IN ('launched', 'closed', 'archived') AND EXISTS \
                    (SELECT 1 FROM enrolment e JOIN facts_unit u ON u.id = e.unit WHERE e.campaign = c.id \
                     AND (e.unit = $2 OR ($2 = '' AND u.path LIKE $1))))) \
             AND c.state <> 'gone' AND c.amends IS NULL AND (c.state = $3 OR ($3 = '' AND c.state <> 'archived')) \
             AND ($4 = '' OR c.name LIKE $4 ESCAPE '\\' OR c.document_number LIKE $4 ESCAPE '\\') \
             ORDER BY c.id DESC LIMIT $5 OFFSET $6",
            values,
        )
        .await
}

impl Wanted {
    fn params(&self) -> db::Params {
        params![
            self.place.like_below(),
            self.unit.map(|unit| unit.to_string()).unwrap_or_default(),
            self.state.map(CampaignState::code).unwrap_or_default(),
            self.pattern.as_deref().unwrap_or_default()
        ]
    }
}

db::record! {
    /// A campaign that waits for somebody.
    #[derive(Clone, Debug)]
    pub(crate) struct Waiting {
        pub(crate) id: CampaignId,
        pub(crate) name: String,
        pub(crate) open_questions: i64,
        pub(crate) is_amendment: bool,
    }
}

/// The bureau's drafts, oldest first.
pub(crate) async fn drafts(reads: &impl Reads, place: &NodePath) -> Result<Vec<Waiting>, DbError> {
    reads
        .all(
            "SELECT c.id, c.name, \
             (SELECT COUNT(*) FROM question q WHERE q.campaign = c.id AND q.answer IS NULL) AS open_questions, \
             c.amends IS NOT NULL AS is_amendment FROM campaign c WHERE c.place LIKE $1 AND c.state = 'draft' ORDER BY c.id",
            params![place.like_below()],
        )
        .await
}

db::record! {
    /// One date of a periodic report in a phase without an end.
    #[derive(Clone, Debug)]
    pub(crate) struct Turn {
        pub(crate) campaign: CampaignId,
        pub(crate) name: String,
        pub(crate) phase: String,
        pub(crate) title: String,
        pub(crate) due_on: CivilDate,
    }
}

/// The periodic reports in phases without an end of what the bureau sent down, by campaign and day.
pub(crate) async fn open_turns(reads: &impl Reads, place: &NodePath) -> Result<Vec<Turn>, DbError> {
    reads
        .all(
            "SELECT c.id AS campaign, c.name, p.name AS phase, d.title, d.due_on \
             FROM campaign c JOIN phase p ON p.campaign = c.id JOIN due d ON d.phase = p.id \
             WHERE c.place LIKE $1 AND c.state = 'launched' AND c.amends IS NULL AND NOT p.dropped AND p.ends_on IS NULL \
             AND d.kind = $2 AND NOT d.dropped AND d.due_on IS NOT NULL ORDER BY c.id, d.due_on, d.id",
            params![place.like_below(), DueKind::Periodic],
        )
        .await
}

/// What was sent down to a unit and is not signed for, oldest first; nothing once it went into another unit, or before it joins.
pub(crate) async fn unsigned(
    reads: &impl Reads,
    unit: UnitId,
    today: CivilDate,
) -> Result<Vec<Waiting>, DbError> {
    reads
        .all(
            "SELECT c.id, c.name, CAST(0 AS BIGINT) AS open_questions, c.edition > 1 AS is_amendment \
             FROM campaign c JOIN enrolment e ON e.campaign = c.id JOIN facts_unit u ON u.id = e.unit \
             WHERE e.unit = $1 AND e.signed_at IS NULL AND e.left_on IS NULL AND u.merged_on IS NULL AND c.state = 'launched' \
             AND (e.joined_on IS NULL OR e.joined_on <= $2) ORDER BY c.id",
            params![unit, today],
        )
        .await
}

#[cfg(test)]
mod tests {
    use super::pattern;

    #[test]
    fn wildcards_mean_themselves() {
        assert_eq!(pattern("100%_\\"), "%100\\%\\_\\\\%");
    }
}

db::record! {
    /// Another campaign with the same 发文字号.
    #[derive(Clone, Debug)]
    pub(crate) struct Twin {
        pub(crate) id: CampaignId,
        pub(crate) name: String,
        pub(crate) state: CampaignState,
    }
}

/// The other campaigns at the same bureau with the 发文字号 of this one, newest first.
pub(crate) async fn twins(reads: &impl Reads, campaign: CampaignId) -> Result<Vec<Twin>, DbError> {
    reads
        .all(
            "SELECT o.id, o.name, o.state FROM campaign c JOIN campaign o ON o.bureau = c.bureau AND o.id <> c.id \
             AND o.document_number = c.document_number WHERE c.id = $1 AND c.amends IS NULL AND o.amends IS NULL \
             AND o.state <> 'gone' AND c.document_number <> '' ORDER BY o.id DESC",
            params![campaign],
        )
        .await
}
