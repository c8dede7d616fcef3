use campaigns::Reckoning;
use serde_json::json;

use crate::scene::{ANY_TIME, LATE, MAIN, Stage, campaign, launch, log, phase, read, report, section};

testing_db::story! {
    async fn the_report_says_what_the_tally_holds(house: Stage) {
        launch(&house).await;
        let unit = house.cast.first_unit;
        let mut program = house.program(&house.cast.unit_officer);
        log(&mut program, "安全生产专题讲座", 60, &[1]).await;
        log(&mut program, "消防讲座", 45, &[2]).await;
        let view = read(&mut program, MAIN, unit).await;
        let told = campaigns::facts::progress(&house.db, campaign(), Some(phase()), Some(unit), Reckoning::Logged);
        for fact in told.await.unwrap() {
            let figures = view["figures"].as_array().unwrap();
            let figure = figures.iter().find(|figure| figure["measure"] == fact.measure.as_str()).unwrap();
            assert_eq!(figure["done"], fact.done, "{}", fact.measure);
            assert_eq!(figure["target"], json!(fact.target));
        }
        let practice = section(&view, "practice")["text"].as_str().unwrap();
        assert!(practice.contains("举办专题辅导讲座2场，参训105人次。"), "{practice}");
        let pieces = &section(&view, "practice")["paragraphs"][0]["pieces"];
        assert!(pieces.as_array().unwrap().contains(&json!({ "kind": "figure", "measure": "trainee_visit", "value": 105, "unit": "人次" })));
        assert_eq!(section(&view, "experience")["lack"].as_str().map(|lack| lack.contains("经验做法")), Some(true));
        let page = house.visitor(&house.cast.unit_officer).get(&report(MAIN, unit)).await.text();
        assert!(page.contains("105 人次</a>") && page.contains("measure=trainee_visit"), "{page}");
    }
}

testing_db::story! {
    async fn own_words_survive_what_is_logged_later(house: Stage) {
        launch(&house).await;
        let unit = house.cast.first_unit;
        let mut program = house.program(&house.cast.unit_officer);
        log(&mut program, "讲座", 60, &[]).await;
        let before = read(&mut program, MAIN, unit).await;
        let text = format!("{}\n我们把“一看二查三确认”编成了口诀。", section(&before, "practice")["text"].as_str().unwrap());
        let path = format!("/api/v1{}/sections/practice", report(MAIN, unit));
        let written = program.call("PUT", &path, &json!({ "text": text, "version": 0 })).await;
        assert_eq!(written.status, 200, "{}", written.text());
        log(&mut program, "第二讲", 40, &[]).await;
        let after = read(&mut program, MAIN, unit).await;
        let practice = section(&after, "practice");
        let text = practice["text"].as_str().unwrap();
        assert!(text.contains("讲座2场，参训100人次") && text.ends_with("编成了口诀。"), "{text}");
        assert_eq!(practice["is_rewritten"], true);
        let restored = program.call("POST", &format!("{path}/restore"), &json!({ "version": practice["version"] })).await;
        let text = section(&restored.json(), "practice")["text"].as_str().unwrap().to_owned();
        assert!(text.contains("100人次") && !text.contains("口诀"), "{text}");
    }
}

testing_db::story! {
    async fn the_second_editor_sees_what_changed_and_overwrites_nothing(house: Stage) {
        launch(&house).await;
        let unit = house.cast.first_unit;
        let path = format!("{}/sections/experience", report(MAIN, unit));
        let mut one = house.visitor(&house.cast.unit_officer);
        let mut two = house.visitor(&house.cast.unit_officer);
        let first = one.post(&path, &[("text", "先写的经验。"), ("version", "0")]).await;
        assert_eq!(first.status, 303, "{}", first.text());
        let second = two.post(&path, &[("text", "后写的经验。"), ("version", "0")]).await;
        assert_eq!(second.status, 409);
        let page = second.text();
        assert!(page.contains("先写的经验。") && page.contains("后写的经验。"), "{page}");
        let kept = read(&mut house.program(&house.cast.unit_officer), MAIN, unit).await;
        assert_eq!(section(&kept, "experience")["text"], "先写的经验。");
        let merged = two.post(&path, &[("text", "先写的经验。\n后写的经验。"), ("version", "1")]).await;
        assert_eq!(merged.status, 303);
    }
}

testing_db::story! {
    async fn a_form_says_which_numbers_its_writer_had_seen(house: Stage) {
        launch(&house).await;
        let unit = house.cast.first_unit;
        let mut program = house.program(&house.cast.unit_officer);
        log(&mut program, "讲座", 60, &[]).await;
        let seen = read(&mut program, MAIN, unit).await;
        let paragraph = &section(&seen, "practice")["paragraphs"][0];
        let text = section(&seen, "practice")["text"].as_str().unwrap().to_owned();
        // Another lecture comes in while the form is open.
        log(&mut program, "第二讲", 40, &[]).await;
        let form = [
            ("base[0][origin]", paragraph["origin"].as_str().unwrap()),
            ("base[0][text]", text.as_str()),
            ("text", &format!("{text}\n口诀。")),
            ("version", "0"),
        ];
        let path = format!("{}/sections/practice", report(MAIN, unit));
        let saved = house.visitor(&house.cast.unit_officer).post(&path, &form).await;
        assert_eq!(saved.status, 303, "{}", saved.text());
        let now = read(&mut program, MAIN, unit).await;
        assert!(section(&now, "practice")["text"].as_str().unwrap().contains("参训100人次"));
    }
}

testing_db::story! {
    async fn pictures_are_proposed_then_chosen_moved_and_captioned(house: Stage) {
        launch(&house).await;
        let unit = house.cast.first_unit;
        let mut program = house.program(&house.cast.unit_officer);
        log(&mut program, "讲座", 60, &[1, 2]).await;
        let proposed = read(&mut program, MAIN, unit).await;
        let photo = |at: usize| proposed["pictures"][at]["photo"].as_str().unwrap().to_owned();
        let (first, second) = (photo(0), photo(1));
        assert_eq!(proposed["pictures"][0]["caption"], "3月5日 讲座");
        let mut officer = house.visitor(&house.cast.unit_officer);
        let path = format!("{}/pictures", report(MAIN, unit));
        let down = format!("down:{first}");
        let fields = [
            ("pictures[0][photo]", first.as_str()),
            ("pictures[0][caption]", "专家授课"),
            ("pictures[1][photo]", second.as_str()),
            ("pictures[1][caption]", "现场"),
            ("act", down.as_str()),
            ("version", "0"),
        ];
        assert_eq!(officer.post(&path, &fields).await.status, 303);
        let now = read(&mut program, MAIN, unit).await;
        let captions: Vec<_> = now["pictures"].as_array().unwrap().iter().map(|one| &one["caption"]).collect();
        assert_eq!(captions, ["现场", "专家授课"]);
        assert_eq!(officer.post(&path, &fields).await.status, 409, "made from a version that is gone");
        let foreign = json!({ "pictures": [{ "photo": "00000000000000000000000000000001" }], "version": now["version"] });
        let refused = program.call("PUT", &format!("/api/v1{path}"), &foreign).await;
        assert_eq!(refused.json()["fields"][0]["field"], "pictures");
    }
}

testing_db::story! {
    async fn a_report_before_the_end_of_its_time_says_what_will_be_missing(house: Stage) {
        launch(&house).await;
        let unit = house.cast.first_unit;
        let mut program = house.program(&house.cast.unit_officer);
        let early = async |program: &mut testing::Visitor, due: &str| read(program, due, unit).await["early"].clone();
        let of_phase = early(&mut program, MAIN).await;
        let told = of_phase.as_str().unwrap();
        assert!(told.starts_with("第 1 阶段") && told.contains("到 2026-03-31 才结束。现在提交的报告只写到今天") && !told.contains("第 2 阶段"), "{told}");
        let of_all = early(&mut program, LATE).await;
        let told = of_all.as_str().unwrap();
        assert!(told.contains("到 2026-03-31 才结束，第 2 阶段") && told.contains("从 2026-04-01 才开始"), "{told}");
        assert!(early(&mut program, ANY_TIME).await.is_null(), "what may come at any time is never early");
        let page = house.visitor(&house.cast.unit_officer).get(&report(LATE, unit)).await.text();
        assert!(page.contains("id=\"early\"") && page.contains("此后登记的活动、数字和图片都不在里面"), "{page}");
        let joining = house.visitor(&house.cast.bureau_officer).get("/consolidations").await.text();
        assert!(joining.contains("到 2026-03-31 才结束。这时汇总的只到当天") && !joining.contains("从 2026-04-01 才开始。"), "{joining}");
        assert!(house.clock().set(clock::CivilDate::parse("2026-06-01").unwrap().start()));
        assert!(early(&mut program, LATE).await.is_null() && early(&mut program, MAIN).await.is_null());
    }
}
