use db::params;
use serde_json::{Value, json};
use testing::Visitor;

use crate::join::rows;
use crate::scene::{CAMPAIGN, MAIN, PHASE_ONE, Stage, launch, opened, photo, read, report};

/// Two lectures by leaders are asked for beside the four of everybody.
async fn asked_of_leaders(house: &Stage) {
    let mut tx = house.db.begin().await.unwrap();
    tx.run_one(
        "INSERT INTO indicator (id, campaign, phase, measure, filter, target, dropped, version) \
         VALUES ($1, $2, $3, 'lecture', $4, 2, FALSE, 1)",
        params!["000000000000000000000000000000c3", CAMPAIGN, PHASE_ONE, r#"{"speaker":["leader"]}"#],
    )
    .await
    .unwrap();
    tx.commit().await.unwrap();
}

async fn log(unit: &mut Visitor, name: &str, speaker: &str, posts: &Value) {
    let picture = photo(unit, u8::try_from(speaker.len()).unwrap()).await;
    let activity = json!({
        "name": name, "starts_on": "2026-03-05", "campaigns": [CAMPAIGN], "photos": [picture], "speaker": speaker,
        "quantities": [{ "measure": "lecture", "amount": 1 }, { "measure": "new_media_post", "amount": 2, "split": posts }],
    });
    let logged = unit.call("POST", "/api/v1/activities", &activity).await;
    assert_eq!(logged.status, 200, "{}", logged.text());
}

testing_db::story! {
    async fn a_report_tells_the_whole_and_its_table_the_parts(house: Stage) {
        launch(&house).await;
        asked_of_leaders(&house).await;
        let unit = house.cast.first_unit;
        let mut program = house.program(&house.cast.unit_officer);
        log(&mut program, "院长讲安全", "leader", &json!({ "channel": "wechat", "origin": "own" })).await;
        log(&mut program, "专家讲安全", "expert", &json!({})).await;
        let sheet = read(&mut program, MAIN, unit).await;
        let figures: Vec<String> = sheet["figures"].as_array().unwrap().iter()
            .map(|figure| format!("{} {}", figure["name"].as_str().unwrap(), figure["done"])).collect();
        assert!(figures.contains(&"专题辅导讲座 2".to_owned()) && figures.contains(&"专题辅导讲座（领导干部） 1".to_owned()), "{figures:?}");
        assert!(sheet.to_string().contains("举办专题辅导讲座") && !sheet["sections"].to_string().contains("专题辅导讲座（领导干部）"), "the text tells the whole: {sheet}");
        let page = house.visitor(&house.cast.unit_officer).get(&report(MAIN, unit)).await.text();
        assert!(page.contains("only=%7B%22speaker%22"), "its number opens its own rows: {page}");
    }
}

testing_db::story! {
    async fn a_joined_draft_is_split_by_channel_and_by_speaker(house: Stage) {
        launch(&house).await;
        asked_of_leaders(&house).await;
        let unit = house.cast.first_unit;
        let mut program = house.program(&house.cast.unit_officer);
        log(&mut program, "院长讲安全", "leader", &json!({ "channel": "wechat", "origin": "own" })).await;
        log(&mut program, "专家讲安全", "expert", &json!({})).await;
        let path = format!("/api/v1{}", report(MAIN, unit));
        assert_eq!(program.call("POST", &format!("{path}/submit"), &json!({})).await.status, 200);
        let mut reviewer = house.program(&house.cast.bureau_reviewer);
        assert_eq!(reviewer.call("POST", &format!("{path}/approve"), &json!({})).await.status, 200);
        let mut bureau = house.program(&house.cast.bureau_officer);
        let wanted = json!({ "campaign": CAMPAIGN, "phase": PHASE_ONE });
        let asked = bureau.call("POST", "/api/v1/consolidations", &wanted).await.json();
        house.run_until_idle().await;
        let files = format!("/consolidations/{}", asked["id"].as_str().unwrap());
        let mut officer = house.visitor(&house.cast.bureau_officer);
        let book = officer.get(&format!("{files}/ledger.xlsx")).await.body;
        let by_channel = rows(&book, "按渠道、来源");
        let has = |table: &[Vec<String>], cells: &[&str]| table.iter().any(|row| row.iter().map(String::as_str).eq(cells.iter().copied()));
        assert!(has(&by_channel, &["新媒体推文（篇）", "微信公众号", "2", "0", "0", "2"]), "{by_channel:?}");
        assert!(has(&by_channel, &["新媒体推文（篇）", "未分", "0", "0", "2", "2"]), "{by_channel:?}");
        let by_speaker = rows(&book, "按主讲");
        assert!(has(&by_speaker, &["专题辅导讲座（场）", "1", "1", "0", "0", "2"]), "{by_speaker:?}");
        let figures = rows(&book, "指标汇总");
        let heads = figures.iter().find(|row| row[0] == "单位").unwrap();
        let column = heads.iter().position(|head| head == "专题辅导讲座（领导干部）（场）").unwrap();
        assert_eq!(figures.iter().find(|row| row[0] == "合计").unwrap()[column], "1");
        let log = rows(&book, "活动台账");
        assert!(log.iter().any(|row| row.contains(&"微信公众号".to_owned()) && row.contains(&"领导干部".to_owned())), "{log:?}");
        let (text, _) = opened(&officer.get(&format!("{files}/draft.docx")).await.body);
        for part in ["按渠道、来源", "按主讲", "专题辅导讲座（领导干部）（场）", "微信公众号"] {
            assert!(text.contains(part), "{part}: {text}");
        }
    }
}
