use serde_json::json;
use testing::{INJECTIONS, SCRIPTS, hidden};

use super::house::{Stage, begun, begun_with, text, view};

const PAPER: &str = "一、元旦：1月1日（周三）放假1天。\n二、国庆节：10月1日至7日放假，10月11日（周六）上班。";

testing_db::story! {
    async fn the_bureau_enters_a_year_and_days_move_by_it(house: Stage) {
        let mut officer = house.visitor(&house.cast.bureau_officer);
        let mut program = house.program(&house.cast.bureau_officer);
        let id = begun(&mut officer).await;
        let series = [("title", "工作信息"), ("every", "month"), ("from", "2031-09-01"), ("to", "2031-10-31"), ("day", "1"), ("off_holidays", "next")];
        assert_eq!(officer.post(&format!("/campaigns/{id}/series"), &series).await.status, 303);
        let plan = officer.get(&format!("/campaigns/{id}/plan")).await.text();
        assert!(plan.contains("2031 年放假安排尚未公布，或者还没有录入") && plan.contains("href=\"/days-off\""), "{plan}");

        let year = |more: &[(&'static str, &'static str)]| {
            let given = [("year", "2031"), ("text", PAPER), ("source", "青办〔2030〕9号")];
            given.into_iter().chain(more.iter().copied()).collect::<Vec<_>>()
        };
        let read = officer.post("/days-off", &year(&[])).await;
        assert!(read.status == 200 && read.text().contains("10月1日至10月7日（7 天）") && read.text().contains("还没有保存"), "{}", read.text());
        assert!(read.text().contains("value=\"2031\"") && read.text().contains("10月11日（周六）上班"), "the form is filled in");
        assert_eq!(house.ledger_count("days_off.edit").await, 0, "what was read is only shown");
        let kept = officer.post("/days-off", &year(&[("confirmed", "true")])).await;
        assert_eq!(kept.location(), "/days-off", "{}", kept.text());
        assert_eq!(house.ledger_count("days_off.edit").await, 1);

        let plan = officer.get(&format!("/campaigns/{id}/plan")).await.text();
        assert!(!plan.contains("还没有录入"), "the year is known now");
        assert!(plan.contains("按现在的放假安排应为 2031-10-08，请核对"), "{plan}");
        let later = [("title", "季报"), ("due_on", "2031-10-01"), ("kind", "once"), ("off_holidays", "next")];
        assert_eq!(officer.post(&format!("/campaigns/{id}/dues"), &later).await.status, 303);
        let dues = view(&mut program, &id).await["dues"].as_array().unwrap().clone();
        let due = dues.iter().find(|due| text(&due["title"]) == "季报").unwrap();
        assert_eq!(text(&due["due_on"]), "2031-10-08");
    }
}

const COUNTED: &str = "关于开展消防检查的通知\n\n各单位：\n　　一、工作步骤\n　　（一）自查阶段（2031年9月1日至9月30日）。开展自查。\n　　（二）整治阶段（2031年10月1日至2033年12月31日）。每年举办讲座不少于2场。\n　　二、工作要求\n　　各阶段结束后3个工作日内报送小结。\n\n青禾区卫生健康局\n2031年8月6日\n";

testing_db::story! {
    async fn working_days_of_a_year_that_nobody_entered_are_told_until_it_is(house: Stage) {
        let mut officer = house.visitor(&house.cast.bureau_officer);
        let id = begun_with(&mut officer, COUNTED).await;
        for page in ["plan", "launch"] {
            let page = officer.get(&format!("/campaigns/{id}/{page}")).await.text();
            assert!(page.contains("2031、2034 年放假安排尚未公布，或者还没有录入") && page.contains("2031-10-03"), "{page}");
        }
        let year = [("year", "2031"), ("text", PAPER), ("source", "青办〔2030〕9号"), ("confirmed", "true")];
        assert_eq!(officer.post("/days-off", &year).await.location(), "/days-off");
        let plan = officer.get(&format!("/campaigns/{id}/plan")).await.text();
        assert!(!plan.contains("2031、2034"), "the year is known now");
        assert!(plan.contains("2034 年放假安排尚未公布"), "three working days behind the last day of 2033");
        assert!(plan.contains(" · 按现在的放假安排应为 2031-10-10，请核对"), "{plan}");
        assert!(plan.contains("每年 2 × 3（2031年度、2032年度、2033年度）= 6 场"), "how the target was made: {plan}");
    }
}

testing_db::story! {
    async fn a_year_is_corrected_by_whoever_saw_it_last(house: Stage) {
        let mut officer = house.visitor(&house.cast.bureau_officer);
        let mut program = house.program(&house.cast.bureau_officer);
        let put = json!({ "year": 2031, "text": PAPER, "source": "青办〔2030〕9号" });
        let dry = program.call("PUT", "/api/v1/days-off", &put).await.json();
        assert_eq!((dry["is_kept"].as_bool(), dry["off"][1]["to"].as_str()), (Some(false), Some("2031-10-07")));
        let put = json!({ "year": 2031, "text": PAPER, "source": "青办〔2030〕9号", "confirmed": true });
        assert_eq!(program.call("PUT", "/api/v1/days-off", &put).await.json()["version"], json!(1));
        let stale = program.call("PUT", "/api/v1/days-off", &put).await;
        assert_eq!(stale.status, 409, "it was entered meanwhile");
        let page = officer.get("/days-off").await.text();
        let of_year = page.split("2031 年</h2>").nth(1).unwrap();
        assert_eq!(hidden(of_year, "version"), "1");
        assert!(of_year.contains("国庆节：2031-10-01至2031-10-07放假\n2031-10-11上班"), "{of_year}");
        let less = [("year", "2031"), ("version", "1"), ("text", "国庆节：10月1日至5日放假"), ("source", "青办〔2030〕9号"), ("confirmed", "true")];
        assert_eq!(officer.post("/days-off", &less).await.status, 303);
        let years = program.call("GET", "/api/v1/days-off", &json!(null)).await.json();
        let latest = &years["years"][0];
        assert_eq!((latest["version"].as_i64(), latest["off"][0]["to"].as_str()), (Some(2), Some("2031-10-05")));
        assert!(years["years"].as_array().unwrap().iter().any(|year| year["version"] == 0), "shipped years stay: {years}");
        // A shipped year is corrected in the same way.
        let own = [("year", "2026"), ("version", "0"), ("text", "10月1日至8日放假"), ("source", "青办〔2025〕8号"), ("confirmed", "true")];
        assert_eq!(officer.post("/days-off", &own).await.status, 303);
    }
}

testing_db::story! {
    async fn a_hostile_year_is_text_or_a_sentence(house: Stage) {
        let mut officer = house.visitor(&house.cast.bureau_officer);
        for text in INJECTIONS.iter().chain(SCRIPTS) {
            let refused = officer.post("/days-off", &[("year", text), ("text", text), ("source", text), ("confirmed", "true")]).await;
            assert!(refused.status == 422 && !refused.text().contains("<script>alert"), "{text}");
        }
        let script = SCRIPTS[0];
        let line = format!("{script}：10月1日放假");
        let kept = officer.post("/days-off", &[("year", "2031"), ("text", &line), ("source", script), ("confirmed", "true")]).await;
        assert_eq!(kept.status, 303, "{}", kept.text());
        assert!(!officer.get("/days-off").await.text().contains(script));
        let long = "10月1日放假。".repeat(1000);
        for (year, text, sentence) in [("20x7", "10月1日放假", "四位数的年份"), ("2031", &*long, "最多"), ("2031", "开会", "没有认出放假的日期")] {
            let refused = officer.post("/days-off", &[("year", year), ("text", text), ("source", "甲")]).await;
            assert!(refused.status == 422 && refused.text().contains(sentence), "{sentence}: {}", refused.text());
        }
    }
}
