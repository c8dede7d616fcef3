mod steps;

use campaigns::tally::{self, Deduction, Quantity, Source};
use campaigns::{CampaignId, Dimension, PhaseId, Reckoning, Split, TallyState, facts};
use clock::CivilDate;
use db::{Db, Reads, params};
use people::UnitId;
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use serde_json::{Value, json};
use testing_db::{Engine, Stage as _};

use self::steps::{Step, step};
use super::house::{Stage, launched, text};
use super::sums;

/// One that adds, one of which the largest counts, one that is done or not.
const MEASURES: [&str; 3] = ["drill", "topic_column", "working_method"];

/// For whom a drill may be; the first three of the reference data.
fn audiences() -> [&'static str; 3] {
    let values = Dimension::Audience.values();
    [0, 1, 2].map(|place| values[place].code.as_str())
}

pub(super) fn day(offset: i32) -> CivilDate {
    CivilDate::parse("2026-02-20").unwrap().plus_days(offset)
}

/// What a row should be: written from the words of the contract, not from the store.
#[derive(Clone, Debug)]
struct Expected {
    source: usize,
    unit: usize,
    measure: usize,
    quantity: i64,
    deducted: i64,
    audience: Option<usize>,
    is_live: bool,
    starts: i32,
    ends: i32,
    standing: bool,
    /// The phases that it counts in (`None`: in none), each with its state.
    stands: Vec<(Option<usize>, TallyState)>,
}

impl Expected {
    /// Where it stood it stays as it is; what was in no phase, and in no report, moves into those that it reaches.
    fn prolong(&mut self, further: i32) {
        self.ends += further;
        let hit = phases_hit(day(self.starts), day(self.ends), true);
        if hit != [None] {
            self.stands.retain(|stood| *stood != (None, TallyState::Logged));
            let new = hit.into_iter().filter(|phase| self.stands.iter().all(|(stood, _)| stood != phase));
            let new: Vec<_> = new.map(|phase| (phase, TallyState::Logged)).collect();
            self.stands.extend(new);
        }
    }
}

/// The phases of the sample notice, by their first and last days.
fn phases_hit(starts: CivilDate, ends: CivilDate, standing: bool) -> Vec<Option<usize>> {
    let bounds = ["2026-03-06", "2026-06-01", "2026-09-01", "2027-01-01", "2149-12-31"];
    let bounds = bounds.map(|text| CivilDate::parse(text).unwrap());
    let last = if standing { ends } else { starts };
    let hit = (0..4).filter(|i| starts < bounds[i + 1] && last >= bounds[*i]).map(Some).collect::<Vec<_>>();
    if hit.is_empty() { vec![None] } else { hit }
}

#[derive(Default)]
struct Model {
    sources: usize,
    rows: Vec<Expected>,
}

impl Model {
    fn apply(&mut self, step: &Step) {
        match step {
            Step::Write { unit, starts, lasts, standing, quantities, audience } => {
                let stands = phases_hit(day(*starts), day(starts + lasts), *standing);
                let stands: Vec<_> = stands.into_iter().map(|phase| (phase, TallyState::Logged)).collect();
                for (measure, quantity) in quantities.iter().enumerate() {
                    self.rows.push(Expected {
                        source: self.sources,
                        unit: *unit,
                        measure,
                        quantity: *quantity,
                        deducted: 0,
                        audience: audience.filter(|_| measure == 0),
                        is_live: true,
                        starts: *starts,
                        ends: starts + lasts,
                        standing: *standing,
                        stands: stands.clone(),
                    });
                }
                self.sources += 1;
            }
            Step::Prolong { source, further } => {
                let rows = self.rows.iter_mut().filter(|row| row.is_live && row.source == *source);
                rows.filter(|row| row.standing).for_each(|row| row.prolong(*further));
            }
            Step::Void { source } => {
                self.rows.iter_mut().filter(|row| row.source == *source).for_each(|row| row.is_live = false);
            }
            Step::Advance { unit, phase, to } => {
                let from: &[TallyState] = match to {
                    TallyState::Reported => &[TallyState::Logged],
                    TallyState::Approved => &[TallyState::Reported],
                    TallyState::Logged => &[TallyState::Reported, TallyState::Approved],
                };
                for row in self.rows.iter_mut().filter(|row| row.is_live && row.unit == *unit) {
                    for (stands, state) in &mut row.stands {
                        if from.contains(state) && phase.is_none_or(|phase| *stands == Some(phase)) {
                            *state = *to;
                        }
                    }
                }
            }
            Step::Deduct { row, quantity } => {
                if let Some(row) =
                    self.rows.get_mut(*row).filter(|row| row.is_live && *quantity <= row.quantity)
                {
                    row.deducted = *quantity;
                }
            }
        }
    }

    fn done(&self, measure: usize, phase: Option<usize>, unit: Option<usize>, reckoning: Reckoning) -> i64 {
        self.of(measure, None, phase, unit, reckoning)
    }

    /// With `audience`, only what was for it: `Some(None)` is 未分.
    fn of(
        &self,
        measure: usize,
        audience: Option<Option<usize>>,
        phase: Option<usize>,
        unit: Option<usize>,
        reckoning: Reckoning,
    ) -> i64 {
        let firm = |state: TallyState| match reckoning {
            Reckoning::Logged => true,
            Reckoning::Reported => state != TallyState::Logged,
            Reckoning::Approved => state == TallyState::Approved,
        };
        let per_unit = |one: usize| {
            let counts = self.rows.iter().filter(|row| {
                // What was taken off whole is not done.
                let is_left =
                    reckoning != Reckoning::Approved || row.deducted == 0 || row.deducted < row.quantity;
                row.is_live
                    && is_left
                    && row.unit == one
                    && row.measure == measure
                    && audience.is_none_or(|audience| row.audience == audience)
                    && row
                        .stands
                        .iter()
                        .any(|(at, state)| firm(*state) && phase.is_none_or(|p| *at == Some(p)))
            });
            let figures: Vec<i64> = counts
                .map(|row| row.quantity - if reckoning == Reckoning::Approved { row.deducted } else { 0 })
                .collect();
            match measure {
                0 => figures.iter().sum(),
                1 => figures.iter().copied().max().unwrap_or(0),
                _ => i64::from(!figures.is_empty()),
            }
        };
        match unit {
            Some(unit) => per_unit(unit),
            None => per_unit(0) + per_unit(1),
        }
    }
}

struct Ground {
    db: Db,
    campaign: CampaignId,
    phases: Vec<PhaseId>,
    units: [UnitId; 2],
    /// The ids of the rows, in the order in which they were written.
    written: Vec<tally::TallyId>,
    /// The last day of each source.
    ends: Vec<i32>,
}

impl Ground {
    async fn new(house: &Stage) -> Self {
        let id = CampaignId::parse(&launched_with_indicators(house).await).unwrap();
        let phases = facts::phases(&house.db, id).await.unwrap().into_iter().map(|phase| phase.id).collect();
        Self {
            db: house.db.clone(),
            campaign: id,
            phases,
            units: [house.cast.first_unit, house.cast.second_unit],
            written: Vec::new(),
            ends: Vec::new(),
        }
    }

    async fn apply(&mut self, step: &Step) {
        let mut tx = self.db.begin().await.unwrap();
        match step {
            Step::Write { unit, starts, lasts, standing, quantities, audience } => {
                let id = self.ends.len().to_string();
                let source = Source {
                    room: "story",
                    id: &id,
                    unit: self.units[*unit],
                    starts_on: day(*starts),
                    ends_on: day(starts + lasts),
                    standing: *standing,
                };
                let unsaid = Split::default();
                let said = audience.map_or(unsaid.clone(), |place| {
                    unsaid.clone().or(Dimension::Audience, audiences()[place])
                });
                let splits = [&said, &unsaid, &unsaid];
                let quantities = MEASURES.into_iter().zip(*quantities).zip(splits);
                let quantities: Vec<_> = quantities
                    .map(|((measure, amount), split)| Quantity { measure, amount, split })
                    .collect();
                tally::write(&mut tx, &source, &quantities, &[self.campaign]).await.unwrap();
                let ids = "SELECT id AS value FROM tally WHERE source_id = $1 ORDER BY id";
                self.written.extend(tx.values::<tally::TallyId>(ids, params![&id]).await.unwrap());
                self.ends.push(starts + lasts);
            }
            Step::Prolong { source, further } => {
                if let Some(ends) = self.ends.get_mut(*source) {
                    *ends += further;
                    let source = source.to_string();
                    tally::prolong(&mut tx, ("story", &source), day(*ends), &[self.campaign]).await.unwrap();
                }
            }
            Step::Void { source } => tally::void(&mut tx, "story", &source.to_string()).await.unwrap(),
            Step::Advance { unit, phase, to } => {
                let phase = phase.map(|phase| self.phases[phase]);
                tally::advance(&mut tx, self.campaign, phase, self.units[*unit], *to).await.unwrap();
            }
            Step::Deduct { row, quantity } => {
                if let Some(id) = self.written.get(*row) {
                    // Beyond the quantity, or on a voided row, it is refused and must change nothing.
                    let deduction = Deduction { amount: *quantity, reason: "重复计算", by: "审核" };
                    drop(tally::deduct(&mut tx, *id, &deduction).await);
                }
            }
        }
        tx.commit().await.unwrap();
    }

    async fn compare(&self, model: &Model) {
        sums::are_true(&self.db, self.campaign).await;
        for reckoning in Reckoning::ALL {
            for phase in [None, Some(0), Some(1), Some(2), Some(3)] {
                for unit in [None, Some(0), Some(1)] {
                    self.compare_one(model, phase, unit, *reckoning).await;
                }
            }
        }
    }

    async fn compare_one(
        &self,
        model: &Model,
        phase: Option<usize>,
        unit: Option<usize>,
        reckoning: Reckoning,
    ) {
        let (phase_id, unit_id) = (phase.map(|i| self.phases[i]), unit.map(|i| self.units[i]));
        let found = facts::progress(&self.db, self.campaign, phase_id, unit_id, reckoning).await.unwrap();
        for (index, measure) in MEASURES.into_iter().enumerate() {
            let fact = found.iter().find(|fact| fact.measure == measure && fact.filter.is_empty()).unwrap();
            let expected = model.done(index, phase, unit, reckoning);
            assert_eq!(fact.done, expected, "{measure} {phase:?} {unit:?} {reckoning:?}");
        }
        let behind = facts::tally_rows(&self.db, self.campaign, phase_id, unit_id, Some("drill"), reckoning)
            .await
            .unwrap();
        let mut of_values = 0;
        for (place, value) in audiences().into_iter().enumerate() {
            let only = |fact: &&facts::ProgressFact| fact.filter.names(Dimension::Audience, value);
            let fact = found.iter().find(only).unwrap();
            assert_eq!(
                fact.done,
                model.of(0, Some(Some(place)), phase, unit, reckoning),
                "{} {phase:?}",
                fact.name
            );
            of_values += fact.done;
        }
        let unsaid = model.of(0, Some(None), phase, unit, reckoning);
        let whole = found.iter().find(|fact| fact.measure == "drill" && fact.filter.is_empty()).unwrap().done;
        assert_eq!(of_values + unsaid, whole, "the values of a dimension and 未分 add up to the whole");
        let less = |row: &facts::TallyRow| if reckoning == Reckoning::Approved { row.deducted } else { 0 };
        let sum: i64 = behind.iter().map(|row| row.quantity - less(row)).sum();
        assert_eq!(sum, model.done(0, phase, unit, reckoning), "the rows behind the number add up to it");
    }
}

/// The sample campaign, asking for every measure of the story over its whole time.
pub(super) async fn launched_with_indicators(house: &Stage) -> String {
    let mut program = house.program(&house.cast.bureau_officer);
    let read = program.call("POST", "/api/v1/campaigns", &json!({ "text": super::house::NOTICE })).await;
    let id = text(&read.json()["id"]);
    for measure in MEASURES {
        let asked = json!({ "measure": measure, "target": "" });
        let added = program.call("POST", &format!("/api/v1/campaigns/{id}/indicators"), &asked).await;
        assert_eq!(added.status, 200, "{}", added.text());
    }
    for value in audiences() {
        let asked = json!({ "measure": "drill", "target": "2", "filter": { "audience": [value] } });
        let added = program.call("POST", &format!("/api/v1/campaigns/{id}/indicators"), &asked).await;
        assert_eq!(added.status, 200, "{}", added.text());
    }
    let units = [house.cast.first_unit.to_string(), house.cast.second_unit.to_string()];
    program.call("POST", &format!("/api/v1/campaigns/{id}/launch"), &json!({ "units": units })).await;
    id
}

#[test]
fn figures_are_the_sum_of_their_live_sources() {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    let mut runner = TestRunner::new(Config { cases: 24, failure_persistence: None, ..Config::default() });
    let outcome = runner.run(&prop::collection::vec(step(), 1..30), |steps| {
        runtime.block_on(async {
            let house = Stage::set(Engine::Sqlite).await;
            let (mut ground, mut model) = (Ground::new(&house).await, Model::default());
            for step in &steps {
                ground.apply(step).await;
                model.apply(step);
            }
            ground.compare(&model).await;
        });
        Ok(())
    });
    outcome.unwrap();
}

testing_db::story! {
    async fn the_three_reckonings_on_both_engines(house: Stage) {
        let (mut ground, mut model) = (Ground::new(&house).await, Model::default());
        let write = |unit, starts, standing| Step::Write { unit, starts, lasts: 120, standing, quantities: [10, 3, 1], audience: Some(unit) };
        let steps = [
            write(0, 20, false),
            write(0, 90, true),
            write(1, 0, true),
            Step::Advance { unit: 0, phase: Some(0), to: TallyState::Reported },
            Step::Advance { unit: 0, phase: Some(0), to: TallyState::Approved },
            Step::Deduct { row: 0, quantity: 4 },
            Step::Prolong { source: 1, further: 150 },
            Step::Prolong { source: 0, further: 9 },
            write(0, 25, false),
            Step::Write { unit: 0, starts: 26, lasts: 0, standing: false, quantities: [7, 0, 0], audience: None },
            Step::Void { source: 1 },
        ];
        for step in &steps {
            ground.apply(step).await;
            model.apply(step);
        }
        ground.compare(&model).await;
        assert_eq!(model.done(0, Some(0), Some(0), Reckoning::Approved), 6, "ten less four");
    }
}

testing_db::story! {
    async fn a_program_reads_the_figures(house: Stage) {
        let id = launched(&house).await;
        let campaign = CampaignId::parse(&id).unwrap();
        let mut tx = house.db.begin().await.unwrap();
        let (starts_on, unit) = (CivilDate::parse("2026-03-10").unwrap(), house.cast.first_unit);
        let source = Source { room: "story", id: "a", unit, starts_on, ends_on: starts_on, standing: false };
        tally::write(&mut tx, &source, &[Quantity { measure: "quiz", amount: 2, split: &Split::default() }], &[campaign]).await.unwrap();
        tx.commit().await.unwrap();
        let mut program = house.program(&house.cast.unit_officer);
        let path = format!("/api/v1/campaigns/{id}/progress?reckoning=logged");
        let figures = program.call("GET", &path, &Value::Null).await.json();
        let quiz = figures["rows"].as_array().unwrap().iter().find(|row| row["measure"] == "quiz").unwrap().clone();
        assert_eq!(quiz["done"], 2);
        let approved = program.call("GET", &format!("/api/v1/campaigns/{id}/progress"), &Value::Null).await.json();
        assert_eq!((text(&approved["reckoning"]), approved["rows"][0]["done"].clone()), ("approved".to_owned(), json!(0)));
        let nonsense = program.call("GET", &format!("/api/v1/campaigns/{id}/progress?reckoning=x"), &Value::Null).await;
        assert_eq!(nonsense.status, 422);
    }
}
