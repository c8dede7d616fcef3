use campaigns::tally::{self, Quantity, Source};
use campaigns::{CampaignId, Dimension, Reckoning, Split, facts};
use clock::CivilDate;
use serde_json::{Value, json};
use testing::Visitor;

use super::house::{Stage, begun, text, view};

async fn add(program: &mut Visitor, id: &str, asked: &Value) -> testing::Answer {
    program.call("POST", &format!("/api/v1/campaigns/{id}/indicators"), asked).await
}

/// A draft that asks for two lectures by leaders and one by experts over its whole time.
async fn by_two_speakers(program: &mut Visitor, id: &str) -> [String; 2] {
    let leaders = json!({ "measure": "lecture", "target": 2, "filter": { "speaker": ["leader"] } });
    let experts = json!({ "measure": "lecture", "target": 1, "filter": { "speaker": ["expert"] } });
    let (first, second) = (add(program, id, &leaders).await, add(program, id, &experts).await);
    assert!(first.status == 200 && second.status == 200, "{} {}", first.text(), second.text());
    [text(&first.json()["id"]), text(&second.json()["id"])]
}

async fn lecture(house: &Stage, id: &str, source: &str, speaker: Option<&str>, amount: i64) {
    let campaign = CampaignId::parse(id).unwrap();
    let day = CivilDate::parse("2026-03-10").unwrap();
    let split = speaker.map_or_else(Split::default, |one| Split::default().or(Dimension::Speaker, one));
    let mut tx = house.db.begin().await.unwrap();
    let source = Source {
        room: "story",
        id: source,
        unit: house.cast.first_unit,
        starts_on: day,
        ends_on: day,
        standing: false,
    };
    let quantity = Quantity { measure: "lecture", amount, split: &split };
    tally::write(&mut tx, &source, &[quantity], &[campaign]).await.unwrap();
    tx.commit().await.unwrap();
}

testing_db::story! {
    async fn two_indicators_of_one_measure_count_their_own_part(house: Stage) {
        let mut officer = house.visitor(&house.cast.bureau_officer);
        let mut program = house.program(&house.cast.bureau_officer);
        let id = begun(&mut officer).await;
        let [leaders, _] = by_two_speakers(&mut program, &id).await;
        let twice = add(&mut program, &id, &json!({ "measure": "lecture", "filter": { "speaker": ["expert"] } })).await;
        assert!(twice.status == 422 && twice.text().contains("同样条件"), "{}", twice.text());
        let plan = officer.get(&format!("/campaigns/{id}/plan?edit=indicator-{leaders}")).await.text();
        assert!(plan.contains("专题辅导讲座（领导干部） 场 每单位 ≥ 2") && plan.contains("专题辅导讲座（专家学者） 场 每单位 ≥ 1"), "{plan}");
        assert!(plan.contains("value=\"leader\" checked"), "the filter stands in the form: {plan}");

        let path = format!("/campaigns/{id}/indicators/{leaders}");
        let clash = officer.post(&path, &[("version", "1"), ("target", "2"), ("filter[speaker][]", "expert")]).await;
        assert!(clash.status == 422 && clash.text().contains("同样条件") && clash.text().contains("value=\"expert\" checked"), "{}", clash.text());
        let both = [("version", "1"), ("target", "３"), ("filter[speaker][]", "leader"), ("filter[speaker][]", "frontline"), ("filter[audience][]", "staff")];
        assert_eq!(officer.post(&path, &both).await.status, 303);
        let row = view(&mut program, &id).await["indicators"].as_array().unwrap().iter().find(|row| row["id"] == leaders.as_str()).unwrap().clone();
        assert_eq!((&row["name"], &row["target"]), (&json!("专题辅导讲座（领导干部、一线工作者，职工）"), &json!(3)));
        assert_eq!(row["filter"], json!({ "speaker": ["frontline", "leader"], "audience": ["staff"] }));
        assert_eq!(officer.post(&path, &[("version", "2"), ("target", "2"), ("filter[speaker][]", "leader")]).await.status, 303);

        officer.post(&format!("/campaigns/{id}/units"), &[("every", "all")]).await;
        assert_eq!(officer.post(&format!("/campaigns/{id}/launch"), &[]).await.status, 303);
        for (source, speaker, amount) in [("a", Some("leader"), 1), ("b", Some("expert"), 4), ("c", None, 8)] {
            lecture(&house, &id, source, speaker, amount).await;
        }
        let campaign = CampaignId::parse(&id).unwrap();
        let of = async |unit| {
            let found = facts::progress(&house.db, campaign, None, unit, Reckoning::Logged).await.unwrap();
            let lectures = found.into_iter().filter(|fact| fact.measure == "lecture");
            lectures.map(|fact| format!("{} {}/{}", fact.name, fact.done, fact.target.unwrap_or(0))).collect::<Vec<_>>()
        };
        let own = of(Some(house.cast.first_unit)).await;
        assert!(own.contains(&"专题辅导讲座（领导干部） 1/2".to_owned()) && own.contains(&"专题辅导讲座（专家学者） 4/1".to_owned()), "{own:?}");
        assert!(own.iter().all(|line| !line.starts_with("专题辅导讲座 ") || line.starts_with("专题辅导讲座 13/")), "{own:?}");
        assert!(of(None).await.contains(&"专题辅导讲座（领导干部） 1/4".to_owned()), "two units shall do two each");
        let mut unit = house.visitor(&house.cast.unit_officer);
        let shown = unit.get(&format!("/campaigns/{id}")).await.text();
        assert!(shown.contains("专题辅导讲座（领导干部）"), "{shown}");
        let figures = program.get(&format!("/api/v1/campaigns/{id}/progress?reckoning=logged")).await.json();
        let row = figures["rows"].as_array().unwrap().iter().find(|row| row["filter"] == json!({ "speaker": ["leader"] })).unwrap().clone();
        assert_eq!((&row["done"], &row["measure"]), (&json!(1), &json!("lecture")));
    }
}

testing_db::story! {
    async fn a_filter_goes_down_with_an_amendment_and_into_the_next_year(house: Stage) {
        let mut officer = house.visitor(&house.cast.bureau_officer);
        let mut program = house.program(&house.cast.bureau_officer);
        let id = begun(&mut officer).await;
        let [leaders, _] = by_two_speakers(&mut program, &id).await;
        officer.post(&format!("/campaigns/{id}/units"), &[("every", "all")]).await;
        assert_eq!(officer.post(&format!("/campaigns/{id}/launch"), &[]).await.status, 303);
        let draft = program.call("POST", &format!("/api/v1/campaigns/{id}/amend"), &json!({})).await.json();
        let draft = text(&draft["id"]);
        let narrow = json!({ "speaker": ["leader"] });
        let rows = view(&mut program, &draft).await["indicators"].as_array().unwrap().clone();
        let row = rows.iter().find(|row| row["filter"] == narrow).unwrap();
        let input = json!({ "version": row["version"], "target": 2, "filter": { "speaker": ["leader"], "level": ["unit"] } });
        let path = format!("/api/v1/campaigns/{draft}/indicators/{}", text(&row["id"]));
        assert_eq!(program.call("PUT", &path, &input).await.status, 200);
        let changes = officer.get(&format!("/campaigns/{draft}/changes")).await.text();
        assert!(changes.contains("专题辅导讲座（领导干部）") && changes.contains("只计") && changes.contains("领导干部，单位"), "{changes}");
        let down = program.call("POST", &format!("/api/v1/campaigns/{draft}/changes"), &json!({})).await;
        assert_eq!(down.status, 200, "{}", down.text());
        let rows = view(&mut program, &id).await["indicators"].as_array().unwrap().clone();
        let row = rows.iter().find(|row| row["id"] == leaders.as_str()).unwrap();
        assert_eq!(row["filter"], json!({ "speaker": ["leader"], "level": ["unit"] }));

        let copy = program.call("POST", &format!("/api/v1/campaigns/{id}/copy"), &json!({})).await.json();
        let kept = copy["indicators"].as_array().unwrap().iter().any(|copied| copied["filter"] == row["filter"]);
        assert!(kept, "{copy}");
    }
}

testing_db::story! {
    async fn a_filter_that_cannot_be_says_why(house: Stage) {
        let mut officer = house.visitor(&house.cast.bureau_officer);
        let mut program = house.program(&house.cast.bureau_officer);
        let id = begun(&mut officer).await;
        let hostile = "<script>alert(1)</script>' OR 1=1 --";
        for (filter, field, sentence) in [
            (json!({ "speaker": ["领导"] }), "filter[speaker]", "请从领导干部、专家学者、一线工作者中选择"),
            (json!({ "channel": ["wechat"] }), "filter[channel]", "“专题辅导讲座”不按渠道细分"),
            (json!({ hostile: ["x"] }), "filter[<script>", "没有这个维度"),
            (json!({ "subject": [hostile] }), "filter[subject]", "请从通知列出的宣传内容中选择"),
        ] {
            let refused = add(&mut program, &id, &json!({ "measure": "lecture", "filter": filter })).await;
            let problem = refused.json();
            assert_eq!(refused.status, 422, "{problem}");
            assert!(text(&problem["fields"][0]["field"]).starts_with(field), "{problem}");
            assert!(text(&problem["fields"][0]["sentence"]).contains(sentence) || problem.to_string().contains(sentence), "{problem}");
        }
        let fields = [("measure", "lecture"), ("filter[channel][]", "press"), ("target", "1")];
        let page = officer.post(&format!("/campaigns/{id}/indicators"), &fields).await;
        assert_eq!(page.status, 422);
        assert!(page.text().contains("不按渠道细分") && page.text().contains("value=\"press\" checked"), "{}", page.text());
    }
}
