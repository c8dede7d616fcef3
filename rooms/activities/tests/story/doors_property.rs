//! After any sequence of what units do through their doors (log, for another unit too, correct, void, restore, merge) and what
//! their bureau takes off, the tally is the
//! sum of the activities that live, in each reckoning.

use std::collections::BTreeMap;

use campaigns::{CampaignId, Reckoning, TallyState};
use db::{Reads, params};
use people::UnitId;
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;
use serde_json::{Value, json};
use testing::Visitor;

use crate::scene::{FIRE, MEASURES, SAFETY, Stage, launch, lecture, lines_are_true, log, post, with};

/// Who sits at the keyboard: the first unit's officer, the second's, the first's acting for the second.
const HANDS: usize = 3;

#[derive(Clone, Debug)]
enum Step {
    Log {
        hand: usize,
        amounts: [u32; 4],
        day: u32,
        fire: bool,
    },
    Correct {
        which: usize,
        amounts: [u32; 4],
        day: u32,
        fire: bool,
    },
    Void {
        which: usize,
    },
    Restore {
        which: usize,
    },
    /// The reviewer takes something off one of its numbers.
    Deduct {
        which: usize,
        measure: usize,
        amount: u32,
    },
    /// The report of a unit's phase takes what was logged in it, or lets it go again.
    Hold {
        unit: usize,
        to: TallyState,
    },
}

fn step() -> impl Strategy<Value = Step> {
    // Days of both phases of the first campaign; the clock stands at the last of them.
    let content = || (prop::array::uniform4(1..500_u32), 1..=6_u32, any::<bool>());
    prop_oneof![
        5 => (0..HANDS, content()).prop_map(|(hand, (amounts, day, fire))| Step::Log { hand, amounts, day, fire }),
        3 => (0..20_usize, content())
            .prop_map(|(which, (amounts, day, fire))| Step::Correct { which, amounts, day, fire }),
        2 => (0..20_usize).prop_map(|which| Step::Void { which }),
        1 => (0..20_usize).prop_map(|which| Step::Restore { which }),
        2 => (0..20_usize, 0..MEASURES.len(), 0..300_u32)
            .prop_map(|(which, measure, amount)| Step::Deduct { which, measure, amount }),
        1 => (0..2_usize, prop::sample::select(vec![TallyState::Reported, TallyState::Approved, TallyState::Logged]))
            .prop_map(|(unit, to)| Step::Hold { unit, to }),
    ]
}

/// What an activity should be, from the words of the contract.
#[derive(Clone, Debug)]
struct Deed {
    id: String,
    hand: usize,
    amounts: [u32; 4],
    /// What the reviewer said is off each of them: as much as there is.
    off: [u32; 4],
    fire: bool,
    is_live: bool,
    /// How far it has come in the report of the first campaign.
    state: TallyState,
}

/// Where a step of the report takes a number: only what is reported is approved, and only what a report has goes back.
fn stepped(from: TallyState, to: TallyState) -> TallyState {
    match (from, to) {
        (TallyState::Logged, TallyState::Reported) | (TallyState::Reported, TallyState::Approved) => to,
        (_, TallyState::Logged) => TallyState::Logged,
        (from, _) => from,
    }
}

impl Deed {
    /// Whether no report holds it.
    fn is_free(&self) -> bool {
        self.state == TallyState::Logged
    }

    fn correct(&mut self, amounts: [u32; 4], fire: bool) {
        (self.amounts, self.fire) = (amounts, fire);
    }

    fn unit(&self) -> usize {
        usize::from(self.hand > 0)
    }
}

fn fields(amounts: &[u32; 4], day: u32, fire: bool) -> Vec<(String, String)> {
    let mut fields = with(lecture(), "starts_on", &format!("2026-03-0{day}"));
    for (at, amount) in amounts.iter().enumerate() {
        fields = with(fields, &format!("quantities[{at}][amount]"), &amount.to_string());
    }
    fields.retain(|(name, _)| fire || name != "campaigns[1]");
    fields
}

struct Ground<'a> {
    house: &'a Stage,
    /// The two units' officers.
    hands: [Visitor; 2],
    reviewer: Visitor,
    deeds: Vec<Deed>,
}

impl<'a> Ground<'a> {
    async fn new(house: &'a Stage) -> Self {
        launch(house).await;
        let (first, second) = (house.cast.first_unit, house.cast.second_unit);
        let mut officer = house.visitor(&house.cast.bureau_officer);
        let page = officer.get(&format!("/units/{second}")).await.text();
        let form = page.split("/service").nth(1).unwrap();
        let version = form.split("name=\"version\" value=\"").nth(1).unwrap().split('"').next().unwrap();
        let first_id = first.to_string();
        let serve = [("served_by", first_id.as_str()), ("version", version)];
        let served = officer.post(&format!("/units/{second}/service"), &serve).await;
        assert_eq!(served.status, 303, "{}", served.text());
        let hands = [&house.cast.unit_officer, &house.cast.other_unit_officer].map(|who| house.visitor(who));
        let reviewer = house.program(&house.cast.bureau_reviewer);
        Self { house, hands, reviewer, deeds: Vec::new() }
    }

    /// Somebody at the keyboard; the first unit's officer goes to the place for which something is to be done.
    async fn hand(&mut self, hand: usize) -> &mut Visitor {
        let place = self.units()[usize::from(hand == 2)].to_string();
        let visitor = &mut self.hands[usize::from(hand == 1)];
        if hand != 1 {
            let moved = visitor.post("/session/place", &[("id", &place)]).await;
            assert_eq!(moved.status, 303, "{}", moved.text());
        }
        visitor
    }

    fn units(&self) -> [UnitId; 2] {
        [self.house.cast.first_unit, self.house.cast.second_unit]
    }

    async fn version(&mut self, which: usize) -> String {
        let deed = self.deeds[which].clone();
        let page = self.hand(deed.hand).await.get(&format!("/activities/{}/edit", deed.id)).await.text();
        let version = page.split("name=\"version\" value=\"").nth(1);
        version.and_then(|rest| rest.split('"').next()).unwrap_or("1").to_owned()
    }

    async fn take(&mut self, step: Step) {
        match step {
            Step::Log { hand, amounts, day, fire } => {
                let id = log(self.hand(hand).await, &fields(&amounts, day, fire)).await;
                let (off, state) = ([0; 4], TallyState::Logged);
                self.deeds.push(Deed { id, hand, amounts, off, fire, is_live: true, state });
            }
            Step::Correct { which, amounts, day, fire } if which < self.deeds.len() => {
                let version = self.version(which).await;
                let (hand, path) =
                    (self.deeds[which].hand, format!("/activities/{}/edit", self.deeds[which].id));
                let sent = with(fields(&amounts, day, fire), "version", &version);
                let done = post(self.hand(hand).await, &path, &sent).await.status == 303;
                let deed = &mut self.deeds[which];
                assert!(!done || (deed.is_live && deed.is_free()), "{deed:?} was corrected");
                if done {
                    deed.correct(amounts, fire);
                } else {
                    assert!(!deed.is_live || !deed.is_free(), "{deed:?} was not corrected");
                }
            }
            Step::Void { which } | Step::Restore { which } if which < self.deeds.len() => {
                let live = matches!(step, Step::Restore { .. });
                let (verb, reason) = if live { ("restore", "") } else { ("void", "记错了") };
                let (hand, path) =
                    (self.deeds[which].hand, format!("/activities/{}/{verb}", self.deeds[which].id));
                let done = self.hand(hand).await.post(&path, &[("reason", reason)]).await.status == 303;
                let deed = &mut self.deeds[which];
                assert_eq!(done, deed.is_live != live && deed.is_free(), "{verb} {deed:?}");
                if done {
                    // What lives again is logged anew.
                    (deed.is_live, deed.state) = (live, TallyState::Logged);
                }
            }
            Step::Deduct { which, measure, amount } if which < self.deeds.len() => {
                self.deduct(which, measure, amount).await;
            }
            Step::Hold { unit, to } => self.hold(unit, to).await,
            Step::Correct { .. } | Step::Void { .. } | Step::Restore { .. } | Step::Deduct { .. } => {}
        }
    }

    /// Through the door of programs: 0 gives back what was taken off.
    async fn deduct(&mut self, which: usize, measure: usize, amount: u32) {
        let deed = self.deeds[which].clone();
        let path = format!("/api/v1/activities/{}", deed.id);
        let version = self.reviewer.get(&path).await.json()["version"].clone();
        let input =
            json!({ "measure": MEASURES[measure], "deducted": amount, "reason": "重复", "version": version });
        let done = self.reviewer.call("POST", &format!("{path}/deduct"), &input).await;
        let may = deed.is_live && amount <= deed.amounts[measure] && (amount > 0 || deed.off[measure] > 0);
        assert_eq!(done.status == 200, may, "{amount} off {measure} of {deed:?}: {}", done.text());
        if may {
            self.deeds[which].off[measure] = amount;
        }
    }

    /// As a report does when it is sent or given back: all of the unit's in the campaign.
    async fn hold(&mut self, unit: usize, to: TallyState) {
        let mut tx = self.house.db.begin().await.unwrap();
        let safety = CampaignId::parse(SAFETY).unwrap();
        campaigns::tally::advance(&mut tx, safety, None, self.units()[unit], to).await.unwrap();
        tx.commit().await.unwrap();
        for deed in self.deeds.iter_mut().filter(|deed| deed.is_live && deed.unit() == unit) {
            deed.state = stepped(deed.state, to);
        }
    }

    /// Sums of what lives by campaign, unit and measure, as the contract says.
    fn expected(&self, reckoning: Reckoning) -> BTreeMap<String, i64> {
        let mut sums = BTreeMap::new();
        for deed in self.deeds.iter().filter(|deed| deed.is_live) {
            let counted = [(SAFETY, true), (FIRE, deed.fire)];
            for (campaign, _) in counted.iter().filter(|(_, is_in)| *is_in) {
                // The report is one of the first campaign; what it holds is reported there alone.
                let state = if *campaign == SAFETY { deed.state } else { TallyState::Logged };
                let counts = match reckoning {
                    Reckoning::Logged => true,
                    Reckoning::Reported => state != TallyState::Logged,
                    Reckoning::Approved => state == TallyState::Approved,
                };
                for (at, measure) in MEASURES.iter().enumerate().filter(|_| counts) {
                    let off =
                        if reckoning == Reckoning::Approved { deed.off[at].min(deed.amounts[at]) } else { 0 };
                    let key = format!("{campaign} {} {measure}", deed.unit());
                    *sums.entry(key).or_insert(0) += i64::from(deed.amounts[at] - off);
                }
            }
        }
        sums.retain(|_, sum| *sum != 0);
        sums
    }

    async fn check(&self, told: &str) {
        for reckoning in [Reckoning::Logged, Reckoning::Reported, Reckoning::Approved] {
            let mut found = BTreeMap::new();
            for (at, unit) in self.units().into_iter().enumerate() {
                for campaign in [SAFETY, FIRE] {
                    for measure in MEASURES {
                        let sum = self.sum(campaign, unit, measure, reckoning).await;
                        if sum != 0 {
                            found.insert(format!("{campaign} {at} {measure}"), sum);
                        }
                    }
                }
            }
            assert_eq!(found, self.expected(reckoning), "{reckoning:?} after {told}");
        }
    }

    async fn sum(&self, campaign: &str, unit: UnitId, measure: &str, reckoning: Reckoning) -> i64 {
        // What every page shows, and the rows behind it.
        let sum = "SELECT CAST(SUM(total) AS BIGINT) AS value FROM tally_sum \
                   WHERE campaign = $1 AND unit = $2 AND measure = $3 AND reckoning = $4 AND phase = ''";
        let sum: Option<i64> =
            self.house.db.value(sum, params![campaign, unit, measure, reckoning]).await.unwrap();
        let campaign = CampaignId::parse(campaign).unwrap();
        let rows = campaigns::facts::tally_rows(
            &self.house.db,
            campaign,
            None,
            Some(unit),
            Some(measure),
            reckoning,
        );
        let less = |row: &campaigns::facts::TallyRow| match reckoning {
            Reckoning::Approved => row.quantity - row.deducted,
            Reckoning::Logged | Reckoning::Reported => row.quantity,
        };
        let behind: i64 = rows.await.unwrap().iter().map(less).sum();
        assert_eq!(behind, sum.unwrap_or(0), "the rows behind {measure} in {reckoning:?}");
        sum.unwrap_or(0)
    }
}

testing_db::story! {
    async fn the_tally_is_the_sum_of_what_lives(house: Stage) {
        let mut ground = Ground::new(&house).await;
        let mut runner = TestRunner::deterministic();
        let mut told = Vec::new();
        for number in 0..60 {
            let step = step().new_tree(&mut runner).unwrap().current();
            told.push(format!("{step:?}"));
            ground.take(step).await;
            if number % 4 == 3 {
                ground.check(&told.join("\n")).await;
            }
        }
        assert!(ground.deeds.iter().any(|deed| deed.hand == 2), "one was logged for another unit");
        assert!(ground.deeds.iter().any(|deed| !deed.is_live), "one was voided");
        assert!(ground.deeds.iter().any(|deed| deed.off != [0; 4]), "something was taken off");

        // 合并 moves no row: what the unit that went had done stays under its name, and counts with the other one's.
        let [first, second] = ground.units().map(|unit| unit.to_string());
        let mut officer = house.program(&house.cast.bureau_officer);
        let page = officer.get(&format!("/api/v1/units/{second}")).await.json();
        let version = page["version"].to_string();
        let merged = json!({ "successor": first, "last_day": "2026-03-05", "reason": "区编办批复", "version": version });
        let done = officer.call("POST", &format!("/api/v1/units/{second}/merge"), &merged).await;
        assert_eq!(done.status, 200, "{}", done.text());
        ground.check("the merge").await;
        lines_are_true(&house.db).await;
        let id = log(ground.hand(0).await, &fields(&[1, 2, 3, 4], 6, true)).await;
        ground.deeds.push(Deed { id, hand: 0, amounts: [1, 2, 3, 4], off: [0; 4], fire: true, is_live: true, state: TallyState::Logged });
        ground.check("an activity after the merge").await;
        let listed: Value = house.program(&house.cast.unit_officer).get("/api/v1/activities").await.json();
        assert!(listed["activities"].as_array().is_some_and(|rows| !rows.is_empty()));
    }
}
