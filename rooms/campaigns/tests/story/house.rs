use serde_json::{Value, json};
use testing::{House, Kit, Visitor};

/// The rooms under test.
#[derive(Debug)]
pub(crate) struct Rooms;

impl testing::Rooms for Rooms {
    fn open(kit: &Kit) -> Vec<web::Room<people::Actor>> {
        vec![people::room(kit.db.clone()), campaigns::room(kit.db.clone())]
    }
}

pub(crate) type Stage = House<Rooms>;

pub(crate) const NOTICE: &str = include_str!("../notice.txt");

/// Reads the sample notice through the page; the new campaign's id.
pub(crate) async fn begun(officer: &mut Visitor) -> String {
    begun_with(officer, NOTICE).await
}

/// Reads a notice through the page; the new campaign's id.
pub(crate) async fn begun_with(officer: &mut Visitor, notice: &str) -> String {
    let answer = officer.upload("/campaigns", &[], &[("file", "通知.txt", notice.as_bytes())]).await;
    assert_eq!(answer.status, 303, "{}", answer.text());
    let location = answer.location().to_owned();
    let id = location.strip_prefix("/campaigns/").and_then(|rest| rest.strip_suffix("/plan"));
    id.unwrap_or_else(|| panic!("{location}")).to_owned()
}

/// The campaign as a program sees it.
pub(crate) async fn view(program: &mut Visitor, id: &str) -> Value {
    let answer = program.call("GET", &format!("/api/v1/campaigns/{id}"), &Value::Null).await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    answer.json()
}

/// A campaign that went down to both units of the house.
pub(crate) async fn launched(house: &Stage) -> String {
    let mut program = house.program(&house.cast.bureau_officer);
    let read = program.call("POST", "/api/v1/campaigns", &json!({ "text": NOTICE })).await;
    assert_eq!(read.status, 200, "{}", read.text());
    let id = text(&read.json()["id"]);
    let units = [house.cast.first_unit.to_string(), house.cast.second_unit.to_string()];
    let path = format!("/api/v1/campaigns/{id}/launch");
    let launched = program.call("POST", &path, &json!({ "units": units })).await;
    assert_eq!(launched.status, 200, "{}", launched.text());
    assert_eq!(launched.json()["state"], "launched");
    id
}

/// Where the sample notice's indicator of manuals stands: one that is counted.
pub(crate) fn manuals(plan: &Value) -> usize {
    let rows = plan["indicators"].as_array().unwrap();
    rows.iter().position(|row| text(&row["name"]).contains("手册")).unwrap()
}

/// A JSON value as the text of a form's field.
pub(crate) fn text(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}
