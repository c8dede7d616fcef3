use serde_json::{Value, json};

use super::house::{Stage, begun, begun_with, text, view};

fn periodic(plan: &Value) -> Vec<String> {
    let dues = plan["dues"].as_array().unwrap().iter().filter(|due| due["kind"] == "periodic");
    dues.map(|due| format!("{} {} {}", text(&due["due_on"]), text(&due["title"]), due["phase"])).collect()
}

testing_db::story! {
    async fn a_series_is_looked_at_before_it_is_added(house: Stage) {
        let mut officer = house.visitor(&house.cast.bureau_officer);
        let mut program = house.program(&house.cast.bureau_officer);
        let id = begun(&mut officer).await;
        let path = format!("/campaigns/{id}/series");
        let fields = [
            ("title", "工作信息"), ("every", "month"), ("from", "2026-08-01"), ("to", "2026-10-31"), ("day", "５"),
            ("next_month", "true"), ("off_holidays", "true"), ("with_pictures", "true"), ("idempotency_key", "one-series-form"),
        ];
        let looked = officer.post(&path, &[&fields[..], &[("preview", "true")]].concat()).await;
        let html = looked.text();
        assert_eq!(looked.status, 200, "{html}");
        assert!(html.contains("将添加 3 个报送日期") && html.contains("2026-10-08") && html.contains("由 2026-10-05 改期"), "{html}");
        assert!(html.contains("value=\"工作信息\"") && html.contains("添加这 3 个日期"), "the form is filled in");
        assert!(periodic(&view(&mut program, &id).await).is_empty(), "nothing was added");

        assert_eq!(officer.post(&path, &fields).await.status, 303);
        assert_eq!(officer.post(&path, &fields).await.status, 303, "sent twice is once");
        assert_eq!(
            periodic(&view(&mut program, &id).await),
            ["2026-09-07 2026年8月工作信息 2", "2026-10-08 2026年9月工作信息 3", "2026-11-05 2026年10月工作信息 3"]
        );
        assert_eq!(house.ledger_count("due.add").await, 1);
        let again = officer.post(&path, &fields[..fields.len() - 1]).await;
        assert!(again.status == 422 && again.text().contains("“2026年8月工作信息”（2026-09-07）已在报送要求里"), "{}", again.text());
        assert_eq!(periodic(&view(&mut program, &id).await).len(), 3);
    }
}

testing_db::story! {
    async fn a_series_that_cannot_be_says_why(house: Stage) {
        let mut officer = house.visitor(&house.cast.bureau_officer);
        let mut program = house.program(&house.cast.bureau_officer);
        let id = begun(&mut officer).await;
        let path = format!("/api/v1/campaigns/{id}/series");
        let good = json!({ "title": "信息", "every": "month", "from": "2026-08-01", "to": "2026-10-31" });
        for (field, value, sentence) in [
            ("title", json!(""), "请填写报送内容"),
            ("every", json!("hour"), "请选择周期：每日、每个工作日、每周、每半月、每月、每双月"),
            ("from", json!(""), "请填写日期"),
            ("to", json!("2026-07-01"), "早于开始日期"),
            ("to", json!("2026-08-20"), "没有一个完整的周期"),
            ("day", json!("32"), "1 到 31"),
            ("off_holidays", json!("sideways"), "请选择遇节假日"),
            ("day", json!("五号"), "1 到 31"),
            ("due_time", json!("9:00"), "17:30"),
            ("phase", json!("<script>"), "没有这个阶段"),
        ] {
            let mut input = good.clone();
            input[field] = value;
            let refused = program.call("POST", &path, &input).await;
            assert!(refused.status == 422 && refused.text().contains(sentence), "{field}: {}", refused.text());
        }
        let first = json!({ "title": "信息", "every": "month", "from": "2026-08-01", "to": "2026-10-31", "first_workday": true, "preview": true });
        let dates = program.call("POST", &path, &first).await.json();
        let days: Vec<_> = dates["dates"].as_array().unwrap().iter().map(|one| text(&one["due_on"])).collect();
        assert_eq!(days, ["2026-08-03", "2026-09-01", "2026-10-08"], "behind weekends and holidays");
        let mut twice = first.clone();
        twice["day"] = json!(5);
        let refused = program.call("POST", &path, &twice).await;
        assert!(refused.status == 422 && refused.text().contains("就不再填几日"), "{}", refused.text());
        let preview = json!({ "title": "信息", "every": "two_months", "from": "2026-03-01", "to": "2026-08-31", "preview": true });
        let dates = program.call("POST", &path, &preview).await.json();
        assert_eq!((&dates["dates"][0]["due_on"], &dates["dates"][0]["id"]), (&json!("2026-04-30"), &Value::Null), "{dates}");
        assert!(periodic(&view(&mut program, &id).await).is_empty());
        let form = officer.get(&format!("/campaigns/{id}/plan?edit=add-series")).await.text();
        assert!(form.contains("每半月") && form.contains("每月第一个工作日") && form.contains("预览日期"), "{form}");
        let typed = officer.post(&format!("/campaigns/{id}/series"), &[("title", "信息"), ("every", "month"), ("from", "2026-08-01"), ("to", "x"), ("preview", "true")]).await;
        assert!(typed.status == 422 && typed.text().contains("value=\"2026-08-01\""), "{}", typed.text());
    }
}

testing_db::story! {
    async fn an_answer_says_which_years_it_has_made(house: Stage) {
        let mut officer = house.visitor(&house.cast.bureau_officer);
        let mut program = house.program(&house.cast.bureau_officer);
        let id = begun(&mut officer).await;
        let plan = view(&mut program, &id).await;
        let cycle = plan["questions"].as_array().unwrap().iter().find(|question| question["about"] == "phases[4].report_cycle").unwrap().clone();
        let path = format!("/campaigns/{id}/questions/{}", text(&cycle["id"]));
        assert_eq!(officer.post(&path, &[("version", "1"), ("choice", "按季")]).await.status, 303);
        let page = officer.get(&format!("/campaigns/{id}/plan")).await.text();
        assert!(page.contains("已列入 2027 年的 4 次报送：2027-03-31 至 2027-12-31"), "{page}");
        let until = "“长效机制”没有结束日期，定期报送只排到“2027年第四季度开展情况”（2027-12-31）";
        assert!(page.contains(until), "{page}");
        let launch = json!({ "units": [house.cast.first_unit.to_string()] });
        assert_eq!(program.call("POST", &format!("/api/v1/campaigns/{id}/launch"), &launch).await.status, 200);
        assert!(officer.get(&format!("/campaigns/{id}")).await.text().contains(until));
        let room = campaigns::room(house.db.clone());
        let actor = house.actor(&house.cast.bureau_officer, people::NodeKind::Bureau).await;
        let source = room.todos.unwrap();
        for (today, expected) in [("2027-11-15", None), ("2027-11-16", Some("用补充通知续排定期报送：")), ("2028-01-02", Some("用补充通知续排定期报送："))] {
            house.clock().set(clock::CivilDate::parse(today).unwrap().start());
            let todos = source.ask(actor.clone()).await.unwrap();
            assert_eq!(todos.len(), usize::from(expected.is_some()), "{today}: {todos:?}");
            assert!(todos.iter().all(|todo| expected.is_some_and(|words| todo.text.starts_with(words))), "{todos:?}");
        }
    }
}

testing_db::story! {
    async fn a_cycle_that_is_odd_has_its_choices(house: Stage) {
        let mut program = house.program(&house.cast.bureau_officer);
        let notice = super::house::NOTICE.replace("有重大活动", "每半月报送一次工作进展，有重大活动");
        let read = program.call("POST", "/api/v1/campaigns", &json!({ "text": notice })).await.json();
        let asked = read["questions"].as_array().unwrap().iter().find(|question| text(&question["about"]).starts_with("report_rules["));
        let asked = asked.unwrap_or_else(|| panic!("{read}"));
        assert!(asked["choices"].as_array().unwrap().contains(&json!("按半月")), "{asked}");
        let path = format!("/api/v1/campaigns/{}/questions/{}", text(&read["id"]), text(&asked["id"]));
        let answered = program.call("PUT", &path, &json!({ "version": 1, "choice": "按半月" })).await;
        assert_eq!(answered.status, 200, "{}", answered.text());
        let plan = view(&mut program, &text(&read["id"])).await;
        assert!(periodic(&plan).iter().any(|due| due.contains("上半月")), "{:?}", periodic(&plan));
    }
}

testing_db::story! {
    async fn a_daily_report_has_a_day_each_or_none(house: Stage) {
        let mut officer = house.visitor(&house.cast.bureau_officer);
        let mut program = house.program(&house.cast.bureau_officer);
        let notice = "关于开展消防检查的通知\n\n各单位：\n　　一、活动时间\n　　2026年9月28日至10月12日。\n　　二、工作要求\n　　各单位每日17时前报送进展情况。\n\n青禾区卫生健康局\n2026年9月20日\n";
        let id = begun_with(&mut officer, notice).await;
        let dues = |plan: &Value| plan["dues"].as_array().unwrap().clone();
        let answer = async |program: &mut testing::Visitor, choice: &str| {
            let plan = view(program, &id).await;
            let questions = plan["questions"].as_array().unwrap();
            let asked = questions.iter().find(|one| one["about"] == "report_rules[1]").unwrap();
            let path = format!("/api/v1/campaigns/{id}/questions/{}", text(&asked["id"]));
            let answered = program.call("PUT", &path, &json!({ "version": asked["version"], "choice": choice })).await;
            assert_eq!(answered.status, 200, "{}", answered.text());
            dues(&view(program, &id).await)
        };
        assert!(dues(&view(&mut program, &id).await).is_empty(), "nothing is laid out unasked");
        assert_eq!(answer(&mut program, "按日，每天一次").await.len(), 15);
        let working = answer(&mut program, "按日，只算工作日").await;
        assert_eq!(working.len(), 7, "the other days went with the other answer");
        assert_eq!((text(&working[0]["title"]).as_str(), text(&working[0]["due_time"]).as_str()), ("9月28日进展情况", "17:00"));
        let any = answer(&mut program, "不逐日设期限，随时报送").await;
        assert!(any.len() == 1 && any[0]["due_on"].is_null() && any[0]["kind"] == "any_time", "{any:?}");
    }
}
