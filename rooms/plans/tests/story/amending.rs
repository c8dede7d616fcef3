//! The bureau changes its mind.

use serde_json::json;

use crate::ground::Stage;

/// Sends an amendment down that asks for so many lectures.
pub(crate) async fn amend(house: &Stage, campaign: &str, target: i64) {
    let mut program = house.program(&house.cast.bureau_officer);
    let paper = json!({ "document_number": "云青卫〔2026〕19号", "text": "各单位：\n专题讲座目标有调整。" });
    let opened = program.call("POST", &format!("/api/v1/campaigns/{campaign}/amend"), &paper).await;
    let draft = opened.json()["id"].as_str().unwrap_or_else(|| panic!("{}", opened.text())).to_owned();
    let plan = program.get(&format!("/api/v1/campaigns/{draft}")).await.json();
    let row = plan["indicators"]
        .as_array()
        .unwrap()
        .iter()
        .find(|one| one["measure"] == "lecture")
        .unwrap()
        .clone();
    let edit = json!({ "version": row["version"], "target": target });
    let path = format!("/campaigns/{draft}/indicators/{}", row["id"].as_str().unwrap());
    let fields = [("version", edit["version"].to_string()), ("target", target.to_string())];
    let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let edited = house.visitor(&house.cast.bureau_officer).post(&path, &fields).await;
    assert_eq!(edited.status, 303, "{}", edited.text());
    let down = program.call("POST", &format!("/api/v1/campaigns/{draft}/changes"), &json!({})).await;
    assert_eq!(down.status, 200, "{}", down.text());
}
