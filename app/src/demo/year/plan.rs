use anyhow::{Context, Result};
use clock::CivilDate;
use serde_json::Value;

/// The launched plan, as the API shows it: what the demonstration's units go by.
pub(crate) struct Plan {
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) phases: Vec<Phase>,
    dues: Vec<Due>,
    plan_due: Option<Due>,
}

pub(crate) struct Phase {
    pub(crate) ordinal: i64,
    pub(crate) id: String,
    pub(crate) starts_on: CivilDate,
    pub(crate) ends_on: Option<CivilDate>,
    pub(crate) measures: Vec<Measure>,
}

/// A measure that the phase asks for.
pub(crate) struct Measure {
    pub(crate) code: String,
    /// The indicator's id, and what it asks of one unit.
    pub(crate) indicator: String,
    pub(crate) target: Option<i64>,
}

pub(crate) struct Due {
    pub(crate) id: String,
    phase: Option<i64>,
    pub(crate) due_on: CivilDate,
}

impl Plan {
    pub(crate) fn of(json: &Value) -> Result<Self> {
        let text = |value: &Value, key: &str| value[key].as_str().map(str::to_owned);
        let measures = |ordinal: i64| {
            let asked = json["indicators"].as_array().into_iter().flatten();
            asked
                .filter(|row| row["phase"].as_i64().is_none_or(|phase| phase == ordinal))
                .filter_map(|row| {
                    let (code, indicator) = (text(row, "measure")?, text(row, "id")?);
                    Some(Measure { code, indicator, target: row["target"].as_i64() })
                })
                .collect()
        };
        let mut phases = Vec::new();
        for row in json["phases"].as_array().into_iter().flatten() {
            let ordinal = row["ordinal"].as_i64().context("阶段没有序号")?;
            let Some(starts_on) = date(&row["starts_on"]) else { continue };
            let id = text(row, "id").context("阶段没有编号")?;
            phases.push(Phase {
                ordinal,
                id,
                starts_on,
                ends_on: date(&row["ends_on"]),
                measures: measures(ordinal),
            });
        }
        let dues_of = |kind: &'static str| {
            let rows = json["dues"].as_array().into_iter().flatten().filter(move |row| row["kind"] == kind);
            rows.filter_map(|row| {
                let (id, due_on) = (text(row, "id")?, date(&row["due_on"])?);
                Some(Due { id, phase: row["phase"].as_i64(), due_on })
            })
        };
        Ok(Self {
            id: text(json, "id").context("专项行动没有编号")?,
            name: text(json, "name").unwrap_or_default(),
            phases,
            dues: dues_of("phase_end").collect(),
            plan_due: dues_of("unit_plan").next(),
        })
    }

    /// When the units file their own plans, where they are asked to.
    pub(crate) fn plan_due(&self) -> Option<&Due> {
        self.plan_due.as_ref()
    }

    /// The report at the end of a phase, where there is one.
    pub(crate) fn due_of(&self, index: usize) -> Option<&Due> {
        let ordinal = self.phases[index].ordinal;
        self.dues.iter().find(|due| due.phase == Some(ordinal))
    }
}

impl Phase {
    /// The last day that can have been worked on.
    pub(crate) fn last_day(&self, today: CivilDate) -> CivilDate {
        self.ends_on.map_or(today, |end| end.min(today))
    }
}

fn date(value: &Value) -> Option<CivilDate> {
    CivilDate::parse(value.as_str()?).ok()
}
