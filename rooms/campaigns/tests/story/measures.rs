use serde_json::{Value, json};
use testing::{INJECTIONS, SCRIPTS};

use super::house::{Stage, begun, launched, text, view};

const DRILL: [(&str, &str); 5] =
    [("version", "1"), ("name", "联合演练"), ("unit", "场"), ("words", "演练"), ("dimensions[0]", "level")];

testing_db::story! {
    async fn a_program_learns_what_may_be_said_of_a_number(house: Stage) {
        let mut program = house.program(&house.cast.unit_officer);
        let listed = program.call("GET", "/api/v1/measures", &Value::Null).await.json();
        let of = |code: &str| listed["dimensions"].as_array().unwrap().iter().find(|one| one["code"] == code).unwrap().clone();
        assert_eq!((&of("speaker")["label"], &of("speaker")["values"][0]), (&json!("主讲"), &json!({ "code": "leader", "label": "领导干部" })));
        assert_eq!(of("subject")["values"], json!([]));
    }
}

testing_db::story! {
    async fn a_measure_of_the_bureaus_own_is_asked_for(house: Stage) {
        let mut officer = house.visitor(&house.cast.bureau_officer);
        let mut program = house.program(&house.cast.bureau_officer);
        let fields = [("name", "健康义诊"), ("unit", "场"), ("kind", "count"), ("aggregate", "sum"), ("words", "义诊\n下乡诊疗"), ("dimensions[]", "audience")];
        let added = officer.post("/measures", &fields).await;
        assert_eq!(added.status, 303, "{}", added.text());
        let code = added.location().strip_prefix("/measures/").unwrap().to_owned();
        let page = officer.get(added.location()).await.text();
        assert!(page.contains("健康义诊") && page.contains("下乡诊疗") && page.contains("第 1 版"), "{page}");
        let again = officer.post("/measures", &fields).await;
        assert!(again.status == 422 && again.text().contains("已有同名的指标"), "{}", again.text());
        assert!(again.text().contains("下乡诊疗"), "what was typed is not lost");
        let bad = [("name", ""), ("unit", "一二三四五六七八九"), ("kind", ""), ("words", "（")];
        let refused = officer.post("/measures", &bad).await.text();
        for sentence in ["请填写指标名称", "最多 8 个字", "请选择计数或定性", "这个用语太短"] {
            assert!(refused.contains(sentence), "{sentence}");
        }
        let listed = json!({ "name": "健康讲堂", "unit": "场", "kind": "count", "aggregate": "sum", "words": ["健康讲堂、养生课堂", "卫生讲坛 LED 讲坛"] });
        let added = program.call("POST", "/api/v1/measures", &listed).await.json();
        let kept = program.call("GET", &format!("/api/v1/measures/{}", text(&added["id"])), &Value::Null).await.json();
        assert_eq!(kept["versions"][0]["words"], json!(["健康讲堂", "养生课堂", "卫生讲坛 LED 讲坛"]), "{kept}");
        let id = begun(&mut officer).await;
        let asked = [("measure", &*code), ("phase", ""), ("target", "2")];
        assert_eq!(officer.post(&format!("/campaigns/{id}/indicators"), &asked).await.status, 303);
        let plan = view(&mut program, &id).await;
        let names: Vec<_> = plan["indicators"].as_array().unwrap().iter().map(|row| text(&row["name"])).collect();
        assert!(names.contains(&"健康义诊".to_owned()), "{names:?}");
        assert_eq!(house.ledger_count("measure.add").await, 2);
        let notice = include_str!("../notice.txt").replacen("各单位要开设", "各单位要组织下乡诊疗，开设", 1);
        let read = program.call("POST", "/api/v1/campaigns", &json!({ "text": notice })).await.json();
        let found = read["indicators"].as_array().unwrap().iter().any(|row| row["measure"] == code.as_str());
        assert!(found, "a notice is read with the bureau's own words: {read}");
    }
}

testing_db::story! {
    async fn a_launched_campaign_keeps_the_names_of_its_launch(house: Stage) {
        let mut officer = house.visitor(&house.cast.bureau_officer);
        let mut program = house.program(&house.cast.bureau_officer);
        let id = launched(&house).await;
        let draft = begun(&mut officer).await;
        let first = view(&mut program, &id).await["indicators"][0].clone();
        let (code, name) = (text(&first["measure"]), text(&first["name"]));
        let fields = [("version", "1"), ("name", "改过的名称"), ("unit", "回"), ("words", "改过的用语")];
        let edited = officer.post(&format!("/measures/{code}"), &fields).await;
        assert_eq!(edited.status, 303, "{}", edited.text());
        let stale = house.visitor(&house.cast.other_officer).post(&format!("/measures/{code}"), &fields).await;
        assert!(stale.status == 409 && stale.text().contains("有人刚刚修改过"), "{}", stale.text());
        assert_eq!(text(&view(&mut program, &id).await["indicators"][0]["name"]), name, "pinned");
        assert_eq!(view(&mut program, &draft).await["indicators"][0]["name"], "改过的名称");
        let history = program.call("GET", &format!("/api/v1/measures/{code}"), &Value::Null).await.json();
        assert_eq!(history["versions"].as_array().unwrap().len(), 2, "{history}");
        assert_eq!((&history["versions"][0]["name"], &history["versions"][1]["unit"]), (&json!(name), &json!("回")));
        let unknown = program.call("PUT", "/api/v1/measures/no_such", &json!({ "version": 1, "name": "甲", "unit": "场" })).await;
        assert_eq!(unknown.status, 404);
    }
}

testing_db::story! {
    async fn words_stand_apart_from_the_rules(house: Stage) {
        let mut officer = house.visitor(&house.cast.bureau_officer);
        let mut program = house.program(&house.cast.bureau_officer);
        let page = officer.get("/measures/led_slogan").await.text();
        let (form, rules) = page.split_once("系统自带的识别规则").unwrap();
        assert!(!form.contains("(?i:LED)") && rules.contains("(?i:LED)"), "{page}");
        let fields = [("version", "1"), ("name", "LED滚动标语"), ("unit", "条"), ("words", "走字屏(室内)")];
        assert_eq!(officer.post("/measures/led_slogan", &fields).await.status, 303);
        let page = officer.get("/measures/led_slogan").await.text();
        assert!(page.contains("\n走字屏(室内)</textarea>") && page.contains("(?i:LED)"), "{page}");
        let list = program.call("GET", "/api/v1/measures?q=led", &Value::Null).await.json();
        assert_eq!(list["rows"][0]["words"], json!(["走字屏(室内)"]), "{list}");
        let mut row = list["rows"][0].clone();
        row["words"].as_array_mut().unwrap().push(json!("电子屏标语"));
        let path = format!("/api/v1/measures/{}", text(&row["code"]));
        let refused = program.call("PUT", &path, &row).await;
        assert!(refused.status == 422 && refused.text().contains("不认识字段“aggregate”"), "what stays for ever is not sent: {}", refused.text());
        let may_change = ["version", "name", "unit", "words", "dimensions"];
        row.as_object_mut().unwrap().retain(|key, _| may_change.contains(&key.as_str()));
        let kept = program.call("PUT", &path, &row).await;
        assert_eq!(kept.status, 200, "what was read is what is sent back: {}", kept.text());
        let kept = &program.call("GET", "/api/v1/measures?q=LED", &Value::Null).await.json()["rows"][0];
        assert_eq!(kept["words"], json!(["走字屏(室内)", "电子屏标语"]), "{kept}");
        assert!(text(&list["rows"][0]["rules"][0]).contains("(?i:LED)"), "{list}");
        let found = async |program: &mut testing::Visitor, words: &str| {
            let notice = include_str!("../notice.txt").replacen("各单位要开设", &format!("各单位要用好{words}，开设"), 1);
            let read = program.call("POST", "/api/v1/campaigns", &json!({ "text": notice })).await.json();
            read["indicators"].as_array().unwrap().iter().any(|row| row["measure"] == "led_slogan")
        };
        assert!(found(&mut program, "走字屏(室内)").await, "by the bureau's word");
        assert!(found(&mut program, "LED显示屏").await, "by the shipped rule as before");
        let only = json!({ "version": 3, "name": "LED滚动标语", "unit": "条", "words": "走字屏(室内)", "without_rules": "true" });
        assert_eq!(program.call("PUT", "/api/v1/measures/led_slogan", &only).await.status, 200);
        let list = program.call("GET", "/api/v1/measures?q=led", &Value::Null).await.json();
        assert_eq!(list["rows"][0]["rules"], json!([]), "{list}");
    }
}

testing_db::story! {
    async fn the_catalogue_is_folded_by_kind_and_searched(house: Stage) {
        let mut officer = house.visitor(&house.cast.bureau_officer);
        let page = officer.get("/measures").await.text();
        assert!(page.contains("学习和培训") && page.contains("应急演练 <small>3 项") && !page.contains("本局自定"), "{page}");
        assert_eq!(page.matches("<details class=\"card\" open>").count(), 1, "folded but for the first: {page}");
        let found = officer.get("/measures?q=led").await.text();
        assert_eq!(found.matches("<details class=\"card\" open>").count(), 1, "{found}");
        assert!(found.contains("/measures/led_slogan\"") && !found.contains("/measures/drill\""), "{found}");
        assert!(officer.get("/measures?q=没有的").await.text().contains("没有这样的指标"));
    }
}

testing_db::story! {
    async fn what_is_retired_is_offered_no_more(house: Stage) {
        let mut officer = house.visitor(&house.cast.bureau_officer);
        let mut program = house.program(&house.cast.bureau_officer);
        let retired = [&DRILL[..], &[("retired", "true")]].concat();
        assert_eq!(officer.post("/measures/drill", &retired).await.status, 303);
        assert!(!officer.get("/measures").await.text().contains("/measures/drill\""));
        assert!(officer.get("/measures?state=retired").await.text().contains("联合演练"));
        let id = begun(&mut officer).await;
        let refused = program.call("POST", &format!("/api/v1/campaigns/{id}/indicators"), &json!({ "measure": "drill" })).await;
        assert_eq!(refused.status, 422);
        let back = [("version", "2"), ("name", "联合演练"), ("unit", "场"), ("words", "演练")];
        assert_eq!(officer.post("/measures/drill", &back).await.status, 303);
        let list = program.call("GET", "/api/v1/measures?q=联合", &Value::Null).await.json();
        assert_eq!(list["rows"][0]["version"], 3, "{list}");
        let reviewer = house.visitor(&house.cast.bureau_reviewer).post("/measures/drill", &back).await;
        assert_eq!(reviewer.status, 403);
    }
}

testing_db::story! {
    async fn hostile_words_stay_words(house: Stage) {
        let mut officer = house.visitor(&house.cast.bureau_officer);
        for text in INJECTIONS.iter().chain(SCRIPTS) {
            let name: String = text.chars().take(40).collect();
            let fields = [("name", name.as_str()), ("unit", "场"), ("kind", "count"), ("aggregate", "sum")];
            let answer = officer.post("/measures", &fields).await;
            assert!(matches!(answer.status.as_u16(), 303 | 422), "{text}");
            let page = officer.get("/measures").await.text();
            assert!(!page.contains("<script>alert") && !page.contains("<img src=x"), "{text}");
        }
    }
}

testing_db::story! {
    async fn a_word_finds_its_measure_and_is_told_when_it_is_anothers_too(house: Stage) {
        let mut officer = house.visitor(&house.cast.bureau_officer);
        let fields = |name: &'static str, words: &'static str| [("name", name), ("unit", "场"), ("kind", "count"), ("aggregate", "sum"), ("words", words)];
        let first = officer.post("/measures", &fields("健康义诊", "下乡诊疗")).await;
        assert_eq!(first.status, 303, "{}", first.text());
        let found = officer.get("/measures?q=下乡诊疗").await.text();
        assert!(found.contains("健康义诊</a>") && !found.contains("应急演练</a>"), "{found}");
        let second = officer.post("/measures", &fields("送医下乡", "下乡诊疗")).await;
        let told = officer.get(second.location()).await.text();
        assert!(told.contains("“下乡诊疗”也会认作健康义诊"), "{told}");
        let third = officer.post("/measures", &fields("消防拉练", "应急演练")).await;
        let told = officer.get(third.location()).await.text();
        assert!(told.contains("“应急演练”也会认作应急演练"), "a shipped rule reads it, too: {told}");
    }
}

testing_db::story! {
    async fn what_all_share_is_written_at_the_top(house: Stage) {
        let who = &house.cast.other_officer;
        testing::move_down(&house.db, &house.cast, who).await.unwrap();
        let (mut visitor, mut program) = (house.visitor(who), house.program(who));
        for address in ["/measures", "/measures/drill", "/days-off"] {
            let page = visitor.get(address).await.text();
            assert!(page.contains("请联系最上级主管部门的经办人"), "{page}");
            assert!(!page.contains("保存为新的一版") && !page.contains("添加指标") && !page.contains(">读取<"), "{page}");
        }
        let year = json!({ "year": 2031, "text": "10月1日至3日放假", "source": "东街办〔2030〕9号", "confirmed": true });
        let own = [("name", "健康义诊"), ("unit", "场"), ("kind", "count"), ("aggregate", "sum")];
        let refused = [
            visitor.post("/measures", &own).await,
            visitor.post("/measures/drill", &DRILL).await,
            visitor.post("/days-off", &[("year", "2031"), ("text", "10月1日放假"), ("source", "一"), ("confirmed", "true")]).await,
            program.call("POST", "/api/v1/measures", &json!({ "name": "健康义诊", "unit": "场", "kind": "count", "aggregate": "sum" })).await,
            program.call("PUT", "/api/v1/measures/drill", &json!({ "version": 1, "name": "联合演练", "unit": "场" })).await,
            program.call("PUT", "/api/v1/days-off", &year).await,
        ];
        for answer in refused {
            assert_eq!(answer.status, 403, "{}", answer.text());
            assert!(answer.text().contains("请联系最上级主管部门的经办人"), "{}", answer.text());
        }
        assert_eq!(program.call("GET", "/api/v1/measures", &Value::Null).await.status, 200, "it is read there");
        let mut above = house.visitor(&house.cast.bureau_officer);
        assert_eq!(above.post("/measures", &own).await.status, 303);
        assert!(!above.get("/measures").await.text().contains("请联系最上级主管部门的经办人"));
    }
}
