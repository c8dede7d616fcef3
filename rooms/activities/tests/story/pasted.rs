use serde_json::json;
use testing::{INJECTIONS, SCRIPTS, escaped};

use crate::scene::{FIRE, FIRE_PHASE, SAFETY, Stage, count, jpeg, launch};

const MESSAGE: &str =
    "3月4日，我院在门诊大厅举办安全生产专题讲座1场，邀请消防专家授课，参加60人次，发放宣传手册200份。";

testing_db::story! {
    async fn a_pasted_message_fills_the_form_and_logs_nothing(house: Stage) {
        launch(&house).await;
        let mut officer = house.visitor(&house.cast.unit_officer);
        let typed = [("name", ""), ("starts_on", "2026-03-06"), ("place", "会议室"), ("pasted", MESSAGE)];
        let page = officer.upload("/activities/pasted", &typed, &[("files", "现场.jpg", &jpeg(1))]).await;
        let form = page.text();
        assert_eq!(page.status, 200, "{form}");
        for part in ["value=\"安全生产专题讲座\"", "value=\"2026-03-04\"", "value=\"会议室\"", "专题辅导讲座 1 场", "参训人次 60 人次", "宣传手册 200 册"] {
            assert!(form.contains(part), "{part}: {form}");
        }
        assert!(form.contains("name=\"photos[0]\""), "the photo that came along is kept");
        assert_eq!(count(&house.db, "SELECT COUNT(*) AS value FROM activity").await, 0);

        let mut program = house.program(&house.cast.unit_officer);
        let read = program.call("POST", "/api/v1/activities/pasted", &json!({ "text": MESSAGE })).await.json();
        let logged = program.call("POST", "/api/v1/activities", &read["activity"]).await;
        assert_eq!(logged.status, 200, "what was read can be logged as it is: {}", logged.text());
        assert_eq!(logged.json()["quantities"].as_array().unwrap().len(), 3);
    }
}

testing_db::story! {
    async fn a_message_that_cannot_be_read_says_so(house: Stage) {
        launch(&house).await;
        let mut officer = house.visitor(&house.cast.unit_officer);
        let long = "讲座1场。".repeat(500);
        for (text, sentence) in [("", "请先把群里的文字"), (&*long, "请只粘贴这一项活动的内容")] {
            let refused = officer.upload("/activities/pasted", &[("name", "演练"), ("pasted", text)], &[]).await;
            let page = refused.text();
            assert!(refused.status == 422 && page.contains(sentence) && page.contains("value=\"演练\""), "{page}");
        }
        let nothing = officer.upload("/activities/pasted", &[("pasted", "收到")], &[]).await.text();
        assert!(nothing.contains("没有认出日期和数量"), "{nothing}");
        for text in INJECTIONS.iter().chain(SCRIPTS) {
            let message = format!("{text}开展演练1次");
            let page = officer.upload("/activities/pasted", &[("pasted", &message)], &[]).await.text();
            assert!(page.contains(&escaped(text)) && !page.contains("<script>alert"), "{text}: {page}");
        }
    }
}

/// Makes the fire campaign one of boards and of what its notice is about.
async fn asks(house: &Stage) {
    let mut tx = house.db.begin().await.unwrap();
    tx.run_one(
        "INSERT INTO indicator (id, campaign, phase, measure, target, dropped, version) VALUES ($1, $2, $3, $4, 2, FALSE, 1)",
        db::params!["000000000000000000000000000000c3", FIRE, FIRE_PHASE, "display_board"],
    )
    .await
    .unwrap();
    tx.commit().await.unwrap();
}

testing_db::story! {
    async fn campaigns_are_suggested_by_what_the_activity_is(house: Stage) {
        launch(&house).await;
        asks(&house).await;
        let mut officer = house.visitor(&house.cast.unit_officer);
        let mut suggested = async |query: &str| {
            let answer = officer.get(&format!("/activities/suggested?{query}")).await;
            assert_eq!(answer.status, 200, "{}", answer.text());
            let ids = answer.json()["campaigns"].as_array().unwrap().clone();
            ids.into_iter().map(|id| id.as_str().unwrap().to_owned()).collect::<Vec<_>>()
        };
        let both = [FIRE, SAFETY];
        for (query, expected, why) in [
            ("", &both[..], "nothing is said: what runs"),
            ("name=安全生产专题讲座", &[SAFETY], "the name says a lecture, which one of them asks for"),
            ("name=走廊布置&measures=display_board", &[FIRE], "a number of boards"),
            ("name=讲座&measures=display_board,lecture", &both, "something of both"),
            ("name=消防宣传月启动会", &[FIRE], "a stretch of the campaign's name"),
            ("name=职工运动会", &both, "nobody recognises it: what runs"),
            ("name=讲座&day=2026-02-25", &[SAFETY], "the other one does not run on that day"),
            ("name=%27%20OR%201%3D1&day=x&measures=,,", &both, "what is nothing is not given"),
        ] {
            assert_eq!(suggested(query).await, expected, "{query}: {why}");
        }
        let form = officer.get("/activities/new").await.text();
        assert!(form.contains("data-suggest=\"/activities/suggested\""), "{form}");

        // A message is suggested for as it is read; who ticked by hand is left alone.
        let ticked = |page: &str, id: &str| {
            let label = page.split(&format!("data-campaign=\"{id}\"")).nth(1).unwrap().split("</label>").next().unwrap();
            label.contains(" checked")
        };
        let fresh = [("campaigns[0]", FIRE), ("campaigns[1]", SAFETY), ("starts_on", "2026-03-06"), ("pasted", MESSAGE)];
        let page = officer.upload("/activities/pasted", &fresh, &[]).await.text();
        assert!(ticked(&page, SAFETY) && !ticked(&page, FIRE), "{page}");
        let page = officer.upload("/activities/pasted", &fresh[..1].iter().chain(&fresh[2..]).copied().collect::<Vec<_>>(), &[]).await.text();
        assert!(ticked(&page, FIRE) && !ticked(&page, SAFETY), "{page}");
        assert_eq!(house.visitor(&house.cast.unit_leader).get("/activities/suggested").await.status, 403);
    }
}
