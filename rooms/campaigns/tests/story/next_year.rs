use serde_json::{Value, json};

use super::house::{NOTICE, Stage, begun, launched, text, view};

/// This year's notice: one sentence is another, the rest is as it was.
fn this_years() -> String {
    NOTICE
        .replace("2027年", "2028年")
        .replace("2026年", "2027年")
        .replace("〔2026〕18号", "〔2027〕9号")
        .replace("印制宣传手册", "制作电子海报")
        .replace("1.平安医院，人人共建。", "1.平安医院，你我同行。")
}

testing_db::story! {
    async fn a_copy_gets_this_years_notice(house: Stage) {
        let mut officer = house.visitor(&house.cast.bureau_officer);
        let mut program = house.program(&house.cast.bureau_officer);
        let id = launched(&house).await;
        let plan = officer.post(&format!("/campaigns/{id}/copy"), &[]).await.location().to_owned();
        let copy = plan.strip_prefix("/campaigns/").and_then(|rest| rest.strip_suffix("/plan")).unwrap().to_owned();
        assert!(officer.get(&plan).await.text().contains(&format!("/campaigns/{copy}/notice")), "it is asked for");
        let form = officer.get(&format!("/campaigns/{copy}/notice")).await.text();
        assert!(form.contains("换上这份通知"), "{form}");
        let before = view(&mut program, &copy).await;
        let version = text(&before["version"]);

        let nothing = officer.upload(&format!("/campaigns/{copy}/notice"), &[("version", &version)], &[]).await;
        assert!(nothing.status == 422 && nothing.text().contains("请选择今年的通知文件"), "{}", nothing.text());
        let secret = [("version", &*version), ("text", "机密★1年\n关于调整的通知\n各单位：\n请调整。")];
        let refused = officer.upload(&format!("/campaigns/{copy}/notice"), &secret, &[]).await;
        assert!(refused.status == 422 && !refused.text().contains("请调整"), "{}", refused.text());

        let new = this_years();
        let done = officer.upload(&format!("/campaigns/{copy}/notice"), &[("version", &version)], &[("file", "今年.txt", new.as_bytes())]).await;
        assert_eq!(done.location(), plan, "{}", done.text());
        let after = view(&mut program, &copy).await;
        assert_eq!((&after["document_number"], &after["issued_on"]), (&json!("青卫健〔2027〕9号"), &json!("2027-03-06")));
        for list in ["phases", "indicators", "tasks", "dues"] {
            let rows = |view: &Value| view[list].as_array().unwrap().iter().map(|row| row["id"].clone()).collect::<Vec<_>>();
            assert_eq!(rows(&after), rows(&before), "the plan stays: {list}");
        }
        let sourced = |measure: &str| {
            let rows = after["indicators"].as_array().unwrap();
            rows.iter().find(|row| row["measure"] == measure).map(|row| row["source_text"].clone())
        };
        let lost = before["indicators"].as_array().unwrap().iter().find(|row| text(&row["name"]).contains("手册")).unwrap();
        assert_eq!(sourced(lost["measure"].as_str().unwrap()), Some(Value::Null), "its words are not in this year's notice");
        assert!(after["indicators"].as_array().unwrap().iter().any(|row| !row["source_text"].is_null()), "others' are");
        let page = officer.get(&plan).await.text();
        let notice = page.split("<article class=\"notice\">").nth(1).unwrap().split("</article>").next().unwrap();
        assert!(notice.contains("电子海报") && notice.contains("你我同行") && !notice.contains("宣传手册"), "{notice}");
        let stale = program.call("PUT", &format!("/api/v1/campaigns/{copy}/notice"), &json!({ "version": version, "text": new })).await;
        assert_eq!(stale.status, 409);
        let verb = "campaign.replace_notice";
        assert_eq!((house.ledger_count(verb).await, house.refused_count(verb).await), (1, 1), "and one was refused");
        assert_eq!(officer.post(&format!("/campaigns/{copy}/launch"), &[]).await.location(), format!("/campaigns/{copy}"));
        let unit = house.visitor(&house.cast.unit_officer).get(&format!("/campaigns/{copy}")).await.text();
        assert!(unit.contains("电子海报") && !unit.contains("上一年的通知"), "{unit}");
        let late = officer.get(&format!("/campaigns/{copy}/notice")).await;
        assert_eq!(late.status, 409, "not after the launch");
    }
}

testing_db::story! {
    async fn a_copy_without_a_notice_of_its_own_is_asked_about(house: Stage) {
        let mut officer = house.visitor(&house.cast.bureau_officer);
        let id = launched(&house).await;
        let copy = officer.post(&format!("/campaigns/{id}/copy"), &[]).await.location().replace("/plan", "");
        let launch = format!("{copy}/launch");
        assert_eq!(officer.post(&launch, &[]).await.location(), launch, "back to be decided");
        let page = officer.get(&launch).await.text();
        assert!(page.contains("id=\"no-notice\"") && page.contains("没有今年的文号"), "{page}");
        assert_eq!(officer.post(&launch, &[("without_notice", "true")]).await.location(), copy);
        let unit = house.visitor(&house.cast.unit_officer).get(&copy).await.text();
        assert!(unit.contains("上一年的通知原文") && unit.contains("仅供对照"), "{unit}");
    }
}

testing_db::story! {
    async fn the_day_of_issue_is_corrected(house: Stage) {
        let mut officer = house.visitor(&house.cast.bureau_officer);
        let mut program = house.program(&house.cast.bureau_officer);
        let id = begun(&mut officer).await;
        let plan = view(&mut program, &id).await;
        let path = format!("/campaigns/{id}/plan");
        let fields = |day| [("version", text(&plan["version"])), ("name", text(&plan["name"])), ("issued_on", String::from(day))];
        let post = async |officer: &mut testing::Visitor, fields: [(&str, String); 3]| {
            let fields = fields.each_ref().map(|(name, value)| (*name, value.as_str()));
            officer.post(&path, &fields).await
        };
        let late = post(&mut officer, fields("2026-07-01")).await;
        assert!(late.status == 422 && late.text().contains("发文日期不能比它晚"), "{}", late.text());
        assert_eq!(post(&mut officer, fields("2026-03-10")).await.status, 303);
        let after = view(&mut program, &id).await;
        assert_eq!((&after["issued_on"], &after["phases"][0]["starts_on"]), (&json!("2026-03-10"), &json!("2026-03-10")));
    }
}

testing_db::story! {
    async fn a_day_moved_off_holidays_is_copied_from_the_printed_one(house: Stage) {
        let mut officer = house.visitor(&house.cast.bureau_officer);
        let mut program = house.program(&house.cast.bureau_officer);
        let id = begun(&mut officer).await;
        // 27 February 2027 and 27 March 2027 are Saturdays, 26 February 2028 is one.
        for (title, day, off) in [("节前小结", "2027-02-27", "before"), ("节后小结", "2027-03-27", "next"), ("按日小结", "2027-02-26", "before")] {
            let due = json!({ "title": title, "due_on": day, "off_holidays": off });
            assert_eq!(program.call("POST", &format!("/api/v1/campaigns/{id}/dues"), &due).await.status, 200);
        }
        let launch = json!({ "units": [house.cast.first_unit.to_string()] });
        assert_eq!(program.call("POST", &format!("/api/v1/campaigns/{id}/launch"), &launch).await.status, 200);
        let copy = program.call("POST", &format!("/api/v1/campaigns/{id}/copy"), &json!({})).await.json();
        let day = |plan: &Value, title: &str| {
            let dues = plan["dues"].as_array().unwrap();
            text(&dues.iter().find(|due| due["title"] == title).unwrap_or_else(|| panic!("{title}: {plan}"))["due_on"])
        };
        let before = view(&mut program, &id).await;
        assert_eq!((day(&before, "节前小结"), day(&before, "节后小结")), ("2027-02-26".to_owned(), "2027-03-29".to_owned()));
        assert_eq!(day(&copy, "节前小结"), "2028-02-25", "27 February 2028 is a Sunday");
        assert_eq!(day(&copy, "节后小结"), "2028-03-27", "a Monday: it need not move");
        assert_eq!(day(&copy, "按日小结"), "2028-02-25", "a Saturday now");
    }
}
