use serde_json::json;
use testing::{INJECTIONS, SCRIPTS, escaped};

use crate::scene::{Stage, count, jpeg, launch};

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
