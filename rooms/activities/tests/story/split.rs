use campaigns::{CampaignId, PhaseId, Reckoning, facts};
use db::params;
use serde_json::{Value, json};

use crate::scene::{PHASE_ONE, SAFETY, Stage, launch, lecture, log, post, with};

/// What the numbers of a house count as, `measure split`, sorted.
async fn splits(house: &Stage) -> Vec<String> {
    use db::Reads;
    let sql = "SELECT DISTINCT measure || ' ' || split AS value FROM facts_tally ORDER BY 1";
    house.db.values(sql, params![]).await.unwrap()
}

/// Two lectures by leaders are asked for beside the four of everybody.
async fn asked_of_leaders(house: &Stage) {
    let mut tx = house.db.begin().await.unwrap();
    tx.run_one(
        "INSERT INTO indicator (id, campaign, phase, measure, filter, target, dropped, version) \
         VALUES ($1, $2, $3, 'lecture', $4, 2, FALSE, 1)",
        params!["000000000000000000000000000000c3", SAFETY, PHASE_ONE, r#"{"speaker":["leader"]}"#],
    )
    .await
    .unwrap();
    tx.commit().await.unwrap();
}

async fn lectures(house: &Stage) -> Vec<String> {
    let (campaign, phase) = (CampaignId::parse(SAFETY).unwrap(), PhaseId::parse(PHASE_ONE).ok());
    let unit = Some(house.cast.first_unit);
    let found = facts::progress(&house.db, campaign, phase, unit, Reckoning::Logged).await.unwrap();
    let lectures = found.into_iter().filter(|fact| fact.measure == "lecture");
    lectures.map(|fact| format!("{} {}", fact.name, fact.done)).collect()
}

testing_db::story! {
    async fn a_number_is_of_the_activitys_speaker_unless_it_says_otherwise(house: Stage) {
        launch(&house).await;
        asked_of_leaders(&house).await;
        let mut officer = house.visitor(&house.cast.unit_officer);
        let form = officer.get("/activities/new").await.text();
        assert!(form.contains("name=\"quantities[0][split][speaker]\"") && form.contains("与主讲相同"), "{form}");
        assert!(form.contains("name=\"quantities[1][split][audience]\""), "each row has names of its own: {form}");
        assert!(form.contains("data-only=\"{&#34;speaker&#34;:[&#34;leader&#34;]}\""), "the hint knows what it counts: {form}");
        assert!(!form.contains("<details class=\"split\" open"), "nothing stands open that was not used");

        let id = log(&mut officer, &lecture()).await;
        assert!(splits(&house).await.contains(&r#"lecture {"speaker":"expert","subject":"安全生产法"}"#.to_owned()), "{:?}", splits(&house).await);
        assert!(splits(&house).await.contains(&"trainee_visit {}".to_owned()), "not split by either");
        assert_eq!(lectures(&house).await, ["专题辅导讲座 1", "专题辅导讲座（领导干部） 0"]);
        let shown = officer.get(&format!("/activities/{id}")).await.text();
        assert!(shown.contains("专家学者、安全生产法"), "{shown}");

        let path = format!("/activities/{id}/edit");
        let led = with(with(lecture(), "version", "1"), "quantities[0][split][speaker]", "leader");
        let led = with(led, "quantities[2][split][audience]", "public");
        assert_eq!(post(&mut officer, &path, &led).await.status, 303);
        assert_eq!(lectures(&house).await, ["专题辅导讲座 1", "专题辅导讲座（领导干部） 1"]);
        let again = officer.get(&path).await.text();
        assert!(again.contains("<option value=\"leader\" selected>") && again.contains("<option value=\"public\" selected>"), "{again}");
        assert!(again.contains("<details class=\"split\" open"), "what was said stands open");
        assert!(officer.get(&format!("/activities/{id}")).await.text().contains("修改：数量"), "the history says so");
        let copy = officer.get("/activities/new?copy=last").await.text();
        assert!(copy.contains("<option value=\"leader\" selected>"), "复制上次 remembers it");

        officer.post(&format!("/activities/{id}/void"), &[("reason", "重复")]).await;
        assert_eq!(lectures(&house).await, ["专题辅导讲座 0", "专题辅导讲座（领导干部） 0"]);
        officer.post(&format!("/activities/{id}/restore"), &[]).await;
        assert_eq!(lectures(&house).await, ["专题辅导讲座 1", "专题辅导讲座（领导干部） 1"], "restored as it was split");
    }
}

testing_db::story! {
    async fn a_split_that_cannot_be_comes_back_with_its_sentence(house: Stage) {
        launch(&house).await;
        let mut officer = house.visitor(&house.cast.unit_officer);
        let hostile = "\"><script>alert(1)</script>";
        for (field, value, sentence) in [
            ("quantities[0][split][speaker]", "领导", "请从领导干部、专家学者、一线工作者中选择"),
            ("quantities[1][split][channel]", "wechat", "不按渠道细分"),
            ("quantities[0][split][subject]", hostile, "宣传内容中选择"),
        ] {
            let refused = post(&mut officer, "/activities", &with(lecture(), field, value)).await;
            assert_eq!(refused.status, 422, "{field}");
            let page = refused.text();
            assert!(page.contains(sentence) && !page.contains(hostile), "{field}: {page}");
        }
        assert!(splits(&house).await.is_empty());
    }
}

testing_db::story! {
    async fn a_program_says_what_a_number_was(house: Stage) {
        launch(&house).await;
        let mut program = house.program(&house.cast.unit_officer);
        let input = json!({
            "name": "推文", "starts_on": "2026-03-05", "campaigns": [SAFETY],
            "quantities": [{ "measure": "new_media_post", "amount": 3, "split": { "channel": "wechat", "origin": "own" } }],
        });
        let logged = program.call("POST", "/api/v1/activities", &input).await.json();
        let number = &logged["quantities"][0];
        assert_eq!(number["split"], json!({ "channel": "wechat", "origin": "own" }), "{logged}");
        assert_eq!(number["counts_as"], number["split"]);
        let mut wrong = input.clone();
        wrong["quantities"][0]["split"] = json!({ "channel": "抖音" });
        let refused = program.call("POST", "/api/v1/activities", &wrong).await.json();
        assert_eq!(refused["fields"][0]["field"], "quantities[0][split][channel]", "{refused}");
        let listed = program.call("GET", "/api/v1/activities", &Value::Null).await.json();
        assert_eq!(listed["activities"][0]["quantities"][0]["counts_as"]["channel"], "wechat");
        let mut officer = house.visitor(&house.cast.unit_officer);
        let list = officer.get("/activities").await.text();
        assert!(list.contains("新媒体推文（微信公众号、主动发布） 3 篇"), "{list}");
    }
}
