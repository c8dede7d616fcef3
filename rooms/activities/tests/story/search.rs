use db::{Reads, params};
use testing::{Visitor, encoded};

use crate::scene::{FIRE, SAFETY, Stage, count, jpeg, launch, lecture, log, photo, post, with};

/// The ids that a program finds, the latest first.
async fn found(program: &mut Visitor, query: &str) -> Vec<String> {
    let answer = program.get(&format!("/api/v1/activities?{query}")).await;
    assert_eq!(answer.status, 200, "{query}");
    let lines = answer.json()["activities"].as_array().unwrap().clone();
    lines.iter().map(|line| line["id"].as_str().unwrap().to_owned()).collect()
}

/// What the index lacks, and what does not fit together.
async fn faults(house: &Stage) -> (u64, u64) {
    let unindexed = activities::facts::unindexed(&house.db).await.unwrap();
    (unindexed, activities::facts::index_faults(&house.db).await.unwrap())
}

fn q(text: &str) -> String {
    format!("q={}", encoded(text))
}

testing_db::story! {
    async fn two_characters_are_found_wherever_they_were_written(house: Stage) {
        launch(&house).await;
        let mut officer = house.visitor(&house.cast.unit_officer);
        let talk = with(with(lecture(), "description", "请来消防支队的教官。\n现场演示Fire毯"), "starts_on", "2026-03-05");
        let talk = log(&mut officer, &talk).await;
        let drill = [
            ("name", "防汛演练"), ("starts_on", "2026-03-02"), ("place", "住院部"), ("campaigns[0]", FIRE),
            ("quantities[0][measure]", "slogan"), ("quantities[0][amount]", "3"),
        ];
        let drill = log(&mut officer, &drill.map(|(name, value)| (name.to_owned(), value.to_owned()))).await;
        let mut program = house.program(&house.cast.unit_officer);
        for (text, expected) in [
            ("讲座", &[&talk][..]),
            ("生产专题", &[&talk]),
            ("三楼", &[&talk]),
            ("教官", &[&talk]),
            ("fire", &[&talk]),
            ("ＦＩＲ", &[&talk]),
            ("产法", &[&talk]),
            ("专家", &[&talk]),
            ("汛", &[&drill]),
            ("演", &[&talk, &drill]),
            ("演练 住院", &[&drill]),
            ("演练 三楼", &[]),
            ("官现", &[]),
            ("标语", &[&drill]),
            ("消防宣传月", &[&talk, &drill]),
            ("提升宣贯", &[&talk]),
            ("提升宣贯 消防宣传", &[&talk]),
            ("青禾区第一医院", &[&talk, &drill]),
            ("第一医院 演练", &[&drill]),
        ] {
            let expected: Vec<String> = expected.iter().map(|id| (*id).clone()).collect();
            assert_eq!(found(&mut program, &q(text)).await, expected, "{text}");
        }
        let both = q("演");
        assert_eq!(found(&mut program, &format!("{both}&sort=date")).await, [drill.clone(), talk.clone()]);
        assert_eq!(found(&mut program, &format!("{both}&sort=-name")).await, [drill.clone(), talk.clone()]);
        assert_eq!(found(&mut program, &format!("{both}&campaign={SAFETY}")).await, std::slice::from_ref(&talk));
        assert_eq!(found(&mut program, &format!("{both}&measure=slogan")).await, std::slice::from_ref(&drill));
        assert_eq!(found(&mut program, &format!("{both}&to=2026-03-04")).await, std::slice::from_ref(&drill));
        assert_eq!(found(&mut program, &format!("{both}&from=2026-03-04")).await, [talk]);
        assert_eq!(found(&mut program, &format!("{both}&state=void")).await, Vec::<String>::new());
        let mut bureau = house.program(&house.cast.bureau_officer);
        assert_eq!(found(&mut bureau, &format!("{both}&unit={}", house.cast.second_unit)).await, Vec::<String>::new());
        assert_eq!(found(&mut bureau, &format!("{both}&unit={}&sort=unit", encoded("第一医院"))).await.len(), 2);
        assert_eq!(found(&mut bureau, &format!("{}&campaign={FIRE}", q("第一医院 防汛"))).await, [drill]);
    }
}

testing_db::story! {
    async fn what_changed_is_found_by_what_it_says_now(house: Stage) {
        launch(&house).await;
        let mut officer = house.visitor(&house.cast.unit_officer);
        let id = log(&mut officer, &lecture()).await;
        let mut program = house.program(&house.cast.unit_officer);
        let corrected = with(with(with(lecture(), "name", "心肺复苏培训"), "version", "1"), "starts_on", "2026-02-21");
        assert_eq!(post(&mut officer, &format!("/activities/{id}/edit"), &corrected).await.status, 303);
        assert_eq!(found(&mut program, &q("安全生产专题")).await, Vec::<String>::new());
        assert_eq!(found(&mut program, &q("复苏")).await, std::slice::from_ref(&id));
        assert_eq!(found(&mut program, &format!("{}&from=2026-03-01", q("复苏"))).await, Vec::<String>::new());
        assert_eq!(found(&mut program, &format!("campaign={FIRE}&to=2026-02-21")).await, std::slice::from_ref(&id));
        officer.post(&format!("/activities/{id}/void"), &[("reason", "重复")]).await;
        assert_eq!(found(&mut program, &q("复苏")).await, Vec::<String>::new());
        for state in ["void", "all"] {
            assert_eq!(found(&mut program, &format!("{}&state={state}", q("复苏"))).await, std::slice::from_ref(&id));
        }
        officer.post(&format!("/activities/{id}/restore"), &[]).await;
        assert_eq!(found(&mut program, &q("复苏")).await, [id]);
        assert_eq!(faults(&house).await, (0, 0));
        let stale = post(&mut officer, "/activities", &with(lecture(), "name", "")).await;
        assert_eq!(stale.status, 422);
        assert_eq!(count(&house.db, "SELECT COUNT(*) AS value FROM activity_words").await, 1, "a refused form leaves no words");
    }
}

testing_db::story! {
    async fn a_renamed_unit_is_found_by_its_new_name(house: Stage) {
        launch(&house).await;
        let id = log(&mut house.visitor(&house.cast.unit_officer), &lecture()).await;
        let mut bureau = house.program(&house.cast.bureau_officer);
        assert_eq!(found(&mut bureau, &q("第一医院 讲座")).await, std::slice::from_ref(&id));
        let mut tx = house.db.begin().await.unwrap();
        tx.run("UPDATE unit SET name = '青禾区中心医院', short_name = '中心医院' WHERE id = $1", params![house.cast.first_unit])
            .await
            .unwrap();
        tx.commit().await.unwrap();
        assert_eq!(found(&mut bureau, &q("第一医院 讲座")).await, Vec::<String>::new());
        assert_eq!(found(&mut bureau, &q("中心医院 讲座")).await, [id]);
    }
}

testing_db::story! {
    async fn what_cannot_be_looked_for_is_said_on_every_face(house: Stage) {
        launch(&house).await;
        let mut officer = house.visitor(&house.cast.unit_officer);
        log(&mut officer, &lecture()).await;
        let mut program = house.program(&house.cast.unit_officer);
        let long = "讲座".repeat(2500);
        for (text, sentence) in [("！？* \"'", "没有可以查找的文字"), (long.as_str(), "查找的文字太长")] {
            for face in ["/activities", "/activities/photos", "/activities/calendar"] {
                let page = officer.get(&format!("{face}?{}", q(text))).await;
                assert_eq!(page.status, 200, "{face}");
                assert!(page.text().contains(sentence), "{face}: {}", page.text());
            }
            let answer = program.get(&format!("/api/v1/activities?{}", q(text))).await.json();
            assert_eq!(answer["total"], 0);
            assert!(answer["note"].as_str().unwrap().contains(sentence), "{answer}");
            assert_eq!(officer.get(&format!("/activities/export.xlsx?{}", q(text))).await.status, 200);
        }
        for text in ["讲座*", "NEAR(讲座, 2)", "讲座 & | !", "words:讲座", "{words}: 讲座", "讲座:*B", "^讲座", "讲座 <-> 安全", "\"讲座", "讲座') OR 1=1 --"] {
            assert_eq!(officer.get(&format!("/activities?{}", q(text))).await.status, 200, "{text}");
        }
        let nothing = officer.get(&format!("/activities?{}&state=all", q("演练"))).await.text();
        assert!(nothing.contains("没有找到含“演练”的活动") && nothing.contains("href=\"/activities?state=all\""), "{nothing}");
        let mut bureau = house.visitor(&house.cast.bureau_officer);
        let unknown = bureau.get(&format!("/activities?unit={}", encoded("无名医院"))).await.text();
        assert!(unknown.contains("没有找到单位“无名医院”"), "{unknown}");
    }
}

testing_db::story! {
    async fn the_words_stay_in_the_addresses_of_pages_and_files(house: Stage) {
        launch(&house).await;
        let mut officer = house.visitor(&house.cast.unit_officer);
        for number in 0..51 {
            log(&mut officer, &with(lecture(), "name", &format!("急救讲座{number}"))).await;
        }
        log(&mut officer, &with(lecture(), "name", "健康义诊")).await;
        let query = q("急救 讲座");
        let first = officer.get(&format!("/activities?{query}")).await.text();
        assert!(first.contains("第 1–50<") && first.contains(&format!("?{query}&#38;page=2")), "{first}");
        assert!(first.contains(&format!("/activities/export.xlsx?{query}")) && first.contains(&format!("/activities/export.zip?{query}")));
        let second = officer.get(&format!("/activities?{query}&page=2")).await.text();
        assert!(second.contains("第 51–51 / 51") && second.contains("rel=\"prev\"") && !second.contains("rel=\"next\""), "{second}");
        let third = officer.get(&format!("/activities?{query}&page=3")).await.text();
        assert!(third.contains("这一页没有内容") && third.contains("rel=\"prev\""), "{third}");
        let mut program = house.program(&house.cast.unit_officer);
        let page = program.get(&format!("/api/v1/activities?{query}")).await.json();
        assert_eq!((&page["page"], &page["next"], &page["total"]), (&1.into(), &2.into(), &serde_json::Value::Null));
        let all = program.get("/api/v1/activities").await.json();
        assert_eq!((&all["next"], &all["total"]), (&2.into(), &52.into()), "a unit's own are counted");
    }
}

testing_db::story! {
    async fn the_job_puts_into_the_index_what_is_not_there(house: Stage) {
        launch(&house).await;
        let mut officer = house.visitor(&house.cast.unit_officer);
        let old = log(&mut officer, &lecture()).await;
        let lost = log(&mut officer, &with(lecture(), "name", "消防讲座")).await;
        log(&mut officer, &with(lecture(), "name", "急救讲座")).await;
        let mut tx = house.db.begin().await.unwrap();
        tx.run("DELETE FROM activity_words WHERE rowid = (SELECT word_row FROM activity WHERE id = $1)", params![&old]).await.unwrap();
        tx.run("UPDATE activity SET word_row = NULL WHERE id = $1", params![&old]).await.unwrap();
        tx.run("DELETE FROM activity_words WHERE rowid = (SELECT word_row FROM activity WHERE id = $1)", params![&lost]).await.unwrap();
        tx.run("INSERT INTO activity_words (rowid, words) VALUES (7, '')", params![]).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(faults(&house).await, (1, 2));
        let mut program = house.program(&house.cast.unit_officer);
        assert_eq!(found(&mut program, &q("讲座")).await.len(), 1);
        activities::begin_indexing(&house.db).await.unwrap();
        house.run_until_idle().await;
        assert_eq!(faults(&house).await, (0, 0));
        assert_eq!(found(&mut program, &q("讲座")).await.len(), 3);
        activities::begin_indexing(&house.db).await.unwrap();
        house.run_until_idle().await;
        assert_eq!(faults(&house).await, (0, 0), "what is whole stays so");
        let versions: Vec<i64> = house.db.values("SELECT version AS value FROM activity", params![]).await.unwrap();
        assert_eq!(versions, [1, 1, 1], "nobody's form is stale for it");
    }
}

testing_db::story! {
    async fn a_standing_thing_is_on_each_of_its_days(house: Stage) {
        launch(&house).await;
        let mut officer = house.visitor(&house.cast.unit_officer);
        let banner = with(with(with(lecture(), "name", "宣传横幅"), "is_standing", "on"), "ends_on", "2026-04-30");
        let banner = log(&mut officer, &with(banner, "starts_on", "2026-02-21")).await;
        let talk = log(&mut officer, &lecture()).await;
        for (month, is_named) in [("2026-02", false), ("2026-03", true), ("2026-04", true), ("2026-05", false)] {
            let page = officer.get(&format!("/activities/calendar?month={month}")).await.text();
            assert_eq!(page.contains("月初仍在展示"), is_named, "{month}");
        }
        assert!(!officer.get("/activities/calendar?month=2026-03").await.text().contains("还有更多"));
        let mut program = house.program(&house.cast.unit_officer);
        let mut bureau = house.program(&house.cast.bureau_officer);
        for scope in [String::new(), format!("&campaign={FIRE}"), "&measure=lecture".to_owned(), format!("&{}", q("宣传横幅 安全生产法")), format!("&{}", q("三楼"))] {
            let all: &[&String] = if scope.contains("q=%E5") { &[&banner] } else { &[&talk, &banner] };
            for program in [&mut program, &mut bureau] {
                assert_eq!(found(program, &format!("from=2026-03-01{scope}")).await.iter().collect::<Vec<_>>(), all, "{scope}");
                let first: Vec<String> = found(program, &format!("from=2026-03-01&sort=date{scope}")).await;
                assert_eq!(first.first(), Some(&banner), "{scope}");
                assert_eq!(found(program, &format!("from=2026-03-06{scope}")).await, std::slice::from_ref(&banner), "{scope}");
                assert_eq!(found(program, &format!("from=2026-03-06&sort=name{scope}")).await, std::slice::from_ref(&banner), "{scope}");
                assert_eq!(found(program, &format!("from=2026-05-01{scope}")).await, Vec::<String>::new(), "{scope}");
                assert_eq!(found(program, &format!("to=2026-02-20{scope}")).await, Vec::<String>::new(), "{scope}");
            }
        }
    }
}

testing_db::story! {
    async fn no_list_reads_everything_for_its_first_page(house: Stage) {
        launch(&house).await;
        log(&mut house.visitor(&house.cast.unit_officer), &lecture()).await;
        let bureau = people::facts::unit(&house.db, house.cast.first_unit).await.unwrap().unwrap();
        let root = people::NodePath::root(house.cast.bureau);
        assert!(root.reaches(&bureau.path));
        let plans = activities::facts::plans(&house.db, &root, (SAFETY, "lecture")).await.unwrap();
        let along = [
            "activity_starts_on", "activity_name", "activity_unit_starts_on", "activity_campaign_campaign",
            "activity_campaign_campaign", "activity_campaign_campaign", "activity_quantity_measure", "VIRTUAL TABLE",
        ];
        assert_eq!(plans.len(), along.len());
        for ((name, plan), along) in plans.iter().zip(along) {
            assert!(!plan.is_empty(), "{name}");
            // PostgreSQL chooses by what the tables hold, and these hold one row.
            if house.db.engine() == db::Engine::Sqlite {
                let is_along = |line: &&String| line.contains(&format!("INDEX {along} ")) || line.ends_with(along) || (along == "VIRTUAL TABLE" && line.contains(along));
                assert!(plan.iter().any(|line| is_along(&line)), "{name}: {plan:#?}");
                let reads_all = |line: &&String| ["SCAN a", "SCAN k"].contains(&line.trim()) || line.contains("AUTOMATIC");
                assert_eq!(plan.iter().find(reads_all), None, "{name}: {plan:#?}");
            }
        }
        // Unit after unit by name, and within one by day, or as the index of words has it: nothing is sorted but the lines that are shown.
        for (name, plan) in [&plans[2], &plans[7]] {
            let sorts = plan.iter().filter(|line| line.contains("B-TREE FOR ORDER BY")).count();
            assert!(house.db.engine() == db::Engine::Postgres || sorts == 0, "{name}: {plan:#?}");
        }
    }
}

testing_db::story! {
    async fn the_wall_hangs_what_was_looked_for(house: Stage) {
        launch(&house).await;
        let mut officer = house.visitor(&house.cast.unit_officer);
        let first = photo(&mut officer, "photo-key-1", &jpeg(1)).await;
        let second = photo(&mut officer, "photo-key-2", &jpeg(2)).await;
        log(&mut officer, &with(with(lecture(), "name", "消防讲座"), "photos[0]", &first)).await;
        log(&mut officer, &with(with(lecture(), "name", "义诊"), "photos[0]", &second)).await;
        for (query, has_first, has_second) in [
            (String::new(), true, true),
            (q("消防讲"), true, false),
            (format!("{}&campaign={FIRE}", q("义诊")), false, true),
            (format!("campaign={FIRE}"), true, true),
            ("measure=lecture&from=2026-03-05".to_owned(), true, true),
            (q("演练"), false, false),
        ] {
            let page = officer.get(&format!("/activities/photos?{query}")).await.text();
            assert_eq!((page.contains(&first), page.contains(&second)), (has_first, has_second), "{query}");
        }
        let month = officer.get(&format!("/activities/calendar?month=2026-03&{}", q("义诊"))).await.text();
        assert!(month.contains(">义诊</a>") && !month.contains(">消防讲座</a>") && month.contains("1 项"), "{month}");
    }
}

testing_db::story! {
    async fn a_calendar_says_that_more_was_standing_than_it_names(house: Stage) {
        launch(&house).await;
        let mut officer = house.visitor(&house.cast.unit_officer);
        for number in 0..21 {
            let banner = with(with(with(lecture(), "name", &format!("横幅{number}")), "is_standing", "on"), "ends_on", "2026-04-30");
            log(&mut officer, &with(banner, "starts_on", "2026-02-21")).await;
        }
        let page = officer.get("/activities/calendar?month=2026-03").await.text();
        assert!(page.contains("还有更多，打开这一天的列表") && page.contains("from=2026-03-01"), "{page}");
        assert_eq!(page.matches("（2026-02-21 至 2026-04-30）").count(), 20);
    }
}
