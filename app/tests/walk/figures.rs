use std::collections::BTreeMap;

use serde_json::Value;

use super::bureau::Plan;
use crate::whole::Stage;

/// How much was done, by measure code.
pub(crate) type Amounts = BTreeMap<String, i64>;

/// A unit's figures in the three reckonings; measures without anything are left out.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Done {
    pub(crate) logged: Amounts,
    pub(crate) reported: Amounts,
    pub(crate) approved: Amounts,
}

/// The figures of the first phase's report on the bureau's desk, in units.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Desk {
    pub(crate) expected: i64,
    pub(crate) received: i64,
    pub(crate) on_time: i64,
    pub(crate) approved: i64,
    pub(crate) zero: i64,
}

/// Measure codes and quantities as amounts.
pub(crate) fn amounts(quantities: &[(&str, i64)]) -> Amounts {
    quantities.iter().map(|(measure, amount)| ((*measure).to_owned(), *amount)).collect()
}

/// Reads the three reckonings as everybody who may: the bureau of the unit and of all, the unit of itself. The other unit
/// has nothing.
pub(crate) async fn done(house: &Stage, plan: &Plan) -> Done {
    let (bureau, unit, other) =
        (&house.cast.bureau_officer, &house.cast.unit_officer, &house.cast.other_unit_officer);
    let of_unit = format!("?phase={}&unit={}&reckoning=", plan.phase, house.cast.first_unit);
    let of_phase = format!("?phase={}&reckoning=", plan.phase);
    let mut done = Vec::new();
    for reckoning in ["logged", "reported", "approved"] {
        let own = progress(house, unit, plan, &of_phase, reckoning).await;
        assert_eq!(progress(house, bureau, plan, &of_unit, reckoning).await, own, "{reckoning}: of the unit");
        assert_eq!(
            progress(house, bureau, plan, &of_phase, reckoning).await,
            own,
            "{reckoning}: of all units"
        );
        assert_eq!(
            progress(house, bureau, plan, "?reckoning=", reckoning).await,
            own,
            "{reckoning}: of all phases"
        );
        assert_eq!(
            progress(house, other, plan, &of_phase, reckoning).await,
            Amounts::new(),
            "{reckoning}: of the other"
        );
        done.push(own);
    }
    let [logged, reported, approved] = done.try_into().unwrap();
    Done { logged, reported, approved }
}

async fn progress(house: &Stage, who: &testing::Who, plan: &Plan, query: &str, reckoning: &str) -> Amounts {
    let path = format!("/api/v1/campaigns/{}/progress{query}{reckoning}", plan.campaign);
    let answer = house.program(who).get(&path).await;
    assert_eq!(answer.status, 200, "{path}: {}", answer.text());
    let seen = answer.json();
    assert_eq!(seen["reckoning"], reckoning);
    let rows = seen["rows"].as_array().unwrap().iter();
    let amounts =
        rows.map(|row| (row["measure"].as_str().unwrap().to_owned(), row["done"].as_i64().unwrap()));
    amounts.filter(|(_, done)| *done > 0).collect()
}

/// Reads the desk about the first phase's report, as a program and as a page.
pub(crate) async fn desk(house: &Stage, plan: &Plan) -> Desk {
    let query = format!("?campaign={}&due={}", plan.campaign, plan.due);
    let answer = house.program(&house.cast.bureau_officer).get(&format!("/api/v1/desk{query}")).await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    let seen = answer.json();
    let figure = |name: &str| seen["figures"][name].as_i64().unwrap();
    let page = house.visitor(&house.cast.bureau_officer).get(&format!("/desk{query}")).await;
    assert_eq!(page.status, 200, "{}", page.text());
    assert!(page.text().contains(&rate(&seen["figures"])), "the page says the same rate");
    Desk {
        expected: figure("expected"),
        received: figure("received"),
        on_time: figure("on_time"),
        approved: figure("approved"),
        zero: figure("zero"),
    }
}

fn rate(figures: &Value) -> String {
    match (figures["received"].as_i64().unwrap(), figures["expected"].as_i64().unwrap()) {
        (0, 2) => "0.0%".to_owned(),
        (1, 2) => "50.0%".to_owned(),
        other => panic!("{other:?}"),
    }
}
