//! Whatever an officer corrects in the draft of an amendment, the store makes of the plan in force what the draft says; a draft
//! that says nothing new tells of no change.

use proptest::prelude::*;
use proptest::strategy::ValueTree as _;
use proptest::test_runner::TestRunner;
use serde_json::{Value, json};
use testing::Visitor;

use super::house::{Stage, launched, text, view};

/// One correction; a place counts the rows from the first.
#[derive(Clone, Debug)]
enum Step {
    EndPhase { at: usize, later: i32 },
    NamePhase { at: usize, name: String },
    AddTask { text: String, phase: usize },
    EditTask { at: usize, text: String },
    DropTask { at: usize },
    AddDue { title: String, day: i32 },
    MoveDue { at: usize, day: i32, off: &'static str },
    DropDue { at: usize },
    Aim { at: usize, target: u16 },
    DropIndicator { at: usize },
    Head { report_to: String },
    AddAnnex { text: String, kind: &'static str },
    EditAnnex { at: usize, text: String, kind: &'static str },
    DropAnnex { at: usize },
}

fn words() -> impl Strategy<Value = String> {
    "[一-龥]{2,8}|<b>[a-z]{3}</b>|'; DROP [a-z]{2}"
}

fn step() -> impl Strategy<Value = Step> {
    let at = 0..40_usize;
    let off = prop::sample::select(vec!["", "next", "before"]);
    let kind = prop::sample::select(vec!["slogan", "attachment"]);
    prop_oneof![
        (at.clone(), 1..40_i32).prop_map(|(at, later)| Step::EndPhase { at, later }),
        (at.clone(), words()).prop_map(|(at, name)| Step::NamePhase { at, name }),
        (words(), at.clone()).prop_map(|(text, phase)| Step::AddTask { text, phase }),
        (at.clone(), words()).prop_map(|(at, text)| Step::EditTask { at, text }),
        at.clone().prop_map(|at| Step::DropTask { at }),
        (words(), 0..300_i32).prop_map(|(title, day)| Step::AddDue { title, day }),
        (at.clone(), 0..300_i32, off).prop_map(|(at, day, off)| Step::MoveDue { at, day, off }),
        at.clone().prop_map(|at| Step::DropDue { at }),
        (at.clone(), any::<u16>()).prop_map(|(at, target)| Step::Aim { at, target }),
        at.clone().prop_map(|at| Step::DropIndicator { at }),
        (words(), kind.clone()).prop_map(|(text, kind)| Step::AddAnnex { text, kind }),
        (at.clone(), words(), kind).prop_map(|(at, text, kind)| Step::EditAnnex { at, text, kind }),
        at.prop_map(|at| Step::DropAnnex { at }),
        words().prop_map(|report_to| Step::Head { report_to }),
    ]
}

fn day(offset: i32) -> String {
    clock::CivilDate::parse("2026-04-01").unwrap().plus_days(offset).to_string()
}

/// A row of the draft that stands in it.
fn standing<'p>(plan: &'p Value, list: &str, at: usize) -> Option<&'p Value> {
    let rows: Vec<&Value> =
        plan[list].as_array().unwrap().iter().filter(|row| row["dropped"] != true).collect();
    rows.get(at.checked_rem(rows.len())?).copied()
}

/// Where and with what a step is done; none where there is no such row any more.
fn call(plan: &Value, step: &Step) -> Option<(&'static str, String, Value)> {
    let drop = |list: &str, at: usize| {
        let row = standing(plan, list, at)?;
        Some((
            "PUT",
            format!("/{list}/{}/dropped", text(&row["id"])),
            json!({ "version": row["version"], "dropped": true }),
        ))
    };
    match step {
        Step::EndPhase { at, later } => {
            let row = standing(plan, "phases", at % 3)?;
            let end =
                clock::CivilDate::parse(row["ends_on"].as_str()?).unwrap().plus_days(*later).to_string();
            let edit =
                json!({ "version": row["version"], "name": row["name"], "ends_on": end, "overlap": "push" });
            Some(("PUT", format!("/phases/{}", text(&row["id"])), edit))
        }
        Step::NamePhase { at, name } => {
            let row = standing(plan, "phases", *at)?;
            let starts_on = if row["ends_on"].is_null() { row["starts_on"].clone() } else { Value::Null };
            let edit = json!({ "version": row["version"], "name": name, "starts_on": starts_on, "ends_on": row["ends_on"] });
            Some(("PUT", format!("/phases/{}", text(&row["id"])), edit))
        }
        Step::AddTask { text: words, phase } => {
            let phase = standing(plan, "phases", *phase)?["id"].clone();
            Some(("POST", "/tasks".to_owned(), json!({ "text": words, "phase": phase })))
        }
        Step::EditTask { at, text: words } => {
            let row = standing(plan, "tasks", *at)?;
            Some((
                "PUT",
                format!("/tasks/{}", text(&row["id"])),
                json!({ "version": row["version"], "text": words }),
            ))
        }
        Step::DropTask { at } => drop("tasks", *at),
        Step::AddDue { title, day: offset } => Some((
            "POST",
            "/dues".to_owned(),
            json!({ "title": title, "due_on": day(*offset), "with_pictures": true }),
        )),
        Step::MoveDue { at, day: offset, off } => {
            let row = standing(plan, "dues", *at)?;
            let edit = json!({ "version": row["version"], "title": row["title"], "due_on": day(*offset), "off_holidays": off });
            Some(("PUT", format!("/dues/{}", text(&row["id"])), edit))
        }
        Step::DropDue { at } => drop("dues", *at),
        Step::Aim { at, target } => {
            let row = standing(plan, "indicators", *at)?;
            Some((
                "PUT",
                format!("/indicators/{}", text(&row["id"])),
                json!({ "version": row["version"], "target": target }),
            ))
        }
        Step::DropIndicator { at } => drop("indicators", *at),
        Step::AddAnnex { text: words, kind } => {
            Some(("POST", "/annexes".to_owned(), json!({ "text": words, "kind": kind })))
        }
        Step::EditAnnex { at, text: words, kind } => {
            let row = standing(plan, "slogans", *at)?;
            let edit = json!({ "version": row["version"], "text": words, "kind": kind });
            Some(("PUT", format!("/annexes/{}", text(&row["id"])), edit))
        }
        Step::DropAnnex { at } => {
            let row = standing(plan, "slogans", *at)?;
            let gone = json!({ "version": row["version"], "dropped": true });
            Some(("PUT", format!("/annexes/{}/dropped", text(&row["id"])), gone))
        }
        Step::Head { report_to } => {
            let edit = json!({ "version": plan["version"], "name": plan["name"], "report_to": report_to });
            Some(("PUT", String::new(), edit))
        }
    }
}

/// What a plan asks of the units, without what tells one copy of a row from another.
fn asked(plan: &Value) -> Vec<String> {
    let row = |list: &str, row: &Value| {
        let mut row = row.clone();
        for key in ["id", "version", "source_text", "source_start", "source_end", "changed"] {
            row.as_object_mut().unwrap().remove(key);
        }
        format!("{list} {row}")
    };
    let lists = ["phases", "indicators", "tasks", "dues", "slogans", "attachments"];
    let rows = lists.iter().flat_map(|list| {
        let standing = plan[*list].as_array().unwrap().iter().filter(|row| row["dropped"] != true);
        standing.map(|one| row(list, one)).collect::<Vec<_>>()
    });
    let mut rows: Vec<String> = rows.collect();
    rows.push(format!("head {} {}", plan["name"], plan["report_to"]));
    rows.sort_unstable();
    rows
}

async fn amended(program: &mut Visitor, id: &str) -> String {
    let opened = program.call("POST", &format!("/api/v1/campaigns/{id}/amend"), &json!({})).await;
    assert_eq!(opened.status, 200, "{}", opened.text());
    text(&opened.json()["id"])
}

async fn changes(program: &mut Visitor, draft: &str) -> Vec<Value> {
    let list = program.call("GET", &format!("/api/v1/campaigns/{draft}/changes"), &Value::Null).await;
    assert_eq!(list.status, 200, "{}", list.text());
    list.json()["changes"].as_array().unwrap().clone()
}

testing_db::story! {
    async fn what_went_down_is_what_the_draft_said(house: Stage) {
        let mut program = house.program(&house.cast.bureau_officer);
        let id = launched(&house).await;
        let mut runner = TestRunner::deterministic();
        let steps = prop::collection::vec(step(), 3..9);
        for round in 0..6 {
            let draft = amended(&mut program, &id).await;
            assert_eq!(changes(&mut program, &draft).await, Vec::<Value>::new(), "round {round}: a draft begins as what is in force");
            let before = view(&mut program, &id).await;
            for step in steps.new_tree(&mut runner).unwrap().current() {
                let plan = view(&mut program, &draft).await;
                let Some((method, path, body)) = call(&plan, &step) else { continue };
                let done = program.call(method, &format!("/api/v1/campaigns/{draft}{path}"), &body).await;
                assert!(done.status == 200 || done.status == 422, "{step:?}: {}", done.text());
            }
            let after = view(&mut program, &draft).await;
            let told = changes(&mut program, &draft).await;
            let (old, new) = (asked(&before), asked(&after));
            assert_eq!(told.is_empty(), old == new, "round {round}: what differs is told: {told:?}");
            if told.is_empty() {
                let gone = program.call("POST", &format!("/api/v1/campaigns/{draft}/discard"), &json!({})).await;
                assert_eq!(gone.status, 200, "{}", gone.text());
                continue;
            }
            let down = program.call("POST", &format!("/api/v1/campaigns/{draft}/changes"), &json!({})).await;
            assert_eq!(down.status, 200, "{}", down.text());
            assert_eq!(asked(&view(&mut program, &id).await), new, "round {round}: {told:?}");
        }
    }
}
