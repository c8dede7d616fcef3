use campaigns::{Aggregate, Measure, MeasureKind, Measures, Reckoning, facts};
use clock::CivilDate;
use db::{Db, DbError};
use people::Actor;

use crate::openings::Opening;
use crate::store::parts::QuantityRow;

/// How far one indicator is without this activity.
#[derive(Clone, Debug)]
pub(crate) struct Line {
    pub(crate) campaign: String,
    /// Blank: the whole campaign.
    pub(crate) phase: String,
    pub(crate) measure: String,
    /// What of the measure counts, as JSON; blank: everything.
    pub(crate) only: String,
    pub(crate) name: String,
    pub(crate) unit: String,
    pub(crate) done: i64,
    pub(crate) target: Option<i64>,
    /// `sum`, `max`, `distinct` or `task`.
    pub(crate) how: &'static str,
}

/// The figures of every phase that has begun, less what the corrected activity (`own`) put in.
pub(super) async fn progress(
    db: &Db,
    actor: &Actor,
    (openings, measures): (&[Opening], &Measures),
    today: CivilDate,
    own: &[QuantityRow],
) -> Result<Vec<Line>, DbError> {
    let mut lines = Vec::new();
    for opening in openings {
        let begun = opening.phases.iter().filter(|phase| phase.starts_on.is_none_or(|start| start <= today));
        for phase in begun {
            let unit = Some(actor.at.id);
            let figures =
                facts::progress(db, opening.campaign.id, Some(phase.id), unit, Reckoning::Logged).await?;
            for figure in figures {
                let Some(measure) = measures.get(&figure.measure) else { continue };
                let how = how(measure);
                let is_mine =
                    |row: &&QuantityRow| row.measure == measure.code && figure.filter.takes(&row.counts_as);
                let mine = own.iter().find(is_mine).filter(|_| how == "sum");
                lines.push(Line {
                    campaign: opening.campaign.id.to_string(),
                    phase: phase.id.to_string(),
                    only: figure.filter.key(),
                    measure: figure.measure,
                    name: figure.name,
                    unit: figure.unit,
                    done: (figure.done - mine.map_or(0, |row| row.amount.get())).max(0),
                    target: figure.target,
                    how,
                });
            }
        }
    }
    Ok(lines)
}

fn how(measure: &Measure) -> &'static str {
    match (measure.kind, measure.aggregate) {
        (MeasureKind::Task, _) => "task",
        (MeasureKind::Count, Aggregate::Sum) => "sum",
        (MeasureKind::Count, Aggregate::Max) => "max",
        (MeasureKind::Count, Aggregate::Distinct) => "distinct",
    }
}
