use clock::{CivilDate, Moment};
use serde::{Deserialize, Serialize};

use crate::store::handovers::HandoverId;
use crate::{PersonId, UnitId};

/// A hand-over of somebody's work at a unit, with what was open when it was made.
#[derive(Clone, Debug)]
pub(crate) struct Handover {
    pub(crate) id: HandoverId,
    pub(crate) unit: UnitId,
    pub(crate) person: PersonId,
    pub(crate) person_name: String,
    pub(crate) successor: PersonId,
    pub(crate) successor_name: String,
    /// The first day of the successor.
    pub(crate) on_day: CivilDate,
    pub(crate) list: List,
    pub(crate) made_at: Moment,
    pub(crate) made_by: String,
    /// When and by whom it was taken back.
    pub(crate) cancelled: Option<(Moment, String)>,
}

impl Handover {
    /// Whether it may be taken back on a day: only before its own.
    pub(crate) fn may_be_cancelled(&self, today: CivilDate) -> bool {
        self.cancelled.is_none() && today < self.on_day
    }
}

/// What is handed over.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct List {
    /// The roles, as words.
    pub(crate) roles: Vec<String>,
    pub(crate) open: Vec<OpenWork>,
}

/// Something that waits for whoever takes over.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct OpenWork {
    pub(crate) text: String,
    pub(crate) href: String,
    /// `2026-03-31`; empty without a date.
    pub(crate) due: String,
    pub(crate) is_late: bool,
}

/// The first day of the successor as it was typed: today when blank, and no day that is over.
pub(crate) fn first_day(typed: Option<&str>, today: CivilDate) -> Result<CivilDate, String> {
    let Some(text) = typed else { return Ok(today) };
    let day = CivilDate::parse(text).map_err(|error| error.to_string())?;
    (day >= today).then_some(day).ok_or_else(|| format!("移交日期不能早于今天（{today}）"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hand_over_is_today_or_later() {
        let today = CivilDate::parse("2026-03-06").unwrap();
        assert_eq!(first_day(None, today), Ok(today));
        assert_eq!(first_day(Some("2026-04-01"), today).unwrap().to_string(), "2026-04-01");
        assert!(first_day(Some("2026-03-05"), today).unwrap_err().contains("2026-03-06"));
        assert!(first_day(Some("下周"), today).is_err());
    }
}
