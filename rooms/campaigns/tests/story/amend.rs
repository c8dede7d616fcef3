use serde_json::{Value, json};
use testing::Visitor;

use super::house::{Stage, launched, manuals, text, view};

/// The draft of an amendment.
async fn opened(program: &mut Visitor, id: &str) -> String {
    let paper =
        json!({ "document_number": "青卫健〔2026〕27号", "text": "各单位：\n报送期限顺延至2026年6月20日。" });
    let opened = program.call("POST", &format!("/api/v1/campaigns/{id}/amend"), &paper).await;
    assert_eq!(opened.status, 200, "{}", opened.text());
    text(&opened.json()["id"])
}

fn row<'a>(plan: &'a Value, list: &str, at: usize) -> (&'a Value, String, String) {
    let row = &plan[list][at];
    (row, text(&row["id"]), text(&row["version"]))
}

testing_db::story! {
    async fn an_amendment_changes_the_plan_when_it_goes_down(house: Stage) {
        let mut officer = house.visitor(&house.cast.bureau_officer);
        let mut unit = house.visitor(&house.cast.unit_officer);
        let mut program = house.program(&house.cast.bureau_officer);
        let id = launched(&house).await;
        unit.post(&format!("/campaigns/{id}/sign"), &[]).await;
        let before = view(&mut program, &id).await;
        let draft = opened(&mut program, &id).await;
        let again = officer.upload(&format!("/campaigns/{id}/amend"), &[("text", "再拟一份")], &[]).await;
        assert_eq!(again.location(), format!("/campaigns/{id}/editions"), "one at a time");

        let plan = view(&mut program, &draft).await;
        let (phase, phase_id, version) = row(&plan, "phases", 0);
        let fields = [("version", &*version), ("name", "营造浓厚氛围"), ("ends_on", "2026-06-20")];
        let edited = officer.post(&format!("/campaigns/{draft}/phases/{phase_id}"), &fields).await;
        assert_eq!(edited.status, 303, "{}", edited.text());
        let page = officer.get(&format!("/campaigns/{draft}/plan")).await.text();
        assert!(page.contains("id=\"amendment\"") && page.contains("报送期限顺延至2026年6月20日"), "its own text: {page}");
        assert!(!page.contains("id=\"strays\""), "the report at its end moved along: {page}");
        let (_, task, version) = row(&plan, "tasks", 0);
        let dropped = [("version", &*version), ("dropped", "true")];
        officer.post(&format!("/campaigns/{draft}/tasks/{task}/dropped"), &dropped).await;
        let due = [("title", "汛期专报"), ("due_on", "2026-07-15"), ("phase", &*text(&plan["phases"][1]["id"]))];
        officer.post(&format!("/campaigns/{draft}/dues"), &due).await;
        let (_, indicator, version) = row(&plan, "indicators", manuals(&plan));
        officer.post(&format!("/campaigns/{draft}/indicators/{indicator}"), &[("version", &version), ("target", "9")]).await;
        assert_eq!(view(&mut program, &id).await["phases"], before["phases"], "what is in force stays");
        assert_eq!(unit.get(&format!("/campaigns/{draft}/plan")).await.status, 404);

        let changes = officer.get(&format!("/campaigns/{draft}/changes")).await.text();
        assert!(changes.contains("第 2 版有 5 处变化"), "{changes}");
        for words in ["2026-06-20", &text(&phase["name"]), "汛期专报", "取消任务", "顺延至2026年6月20日", "下发给 2 家单位", "2 家单位都要重新签收，其中 1 家已作的签收不再算数"] {
            assert!(changes.contains(words), "{words}");
        }
        let list = program.call("GET", &format!("/api/v1/campaigns/{draft}/changes"), &Value::Null).await.json();
        assert_eq!(list["changes"].as_array().unwrap().len(), 5, "{list}");
        let stale = officer.post(&format!("/campaigns/{draft}/changes"), &[("plan_version", "1")]).await;
        assert_eq!(stale.location(), format!("/campaigns/{draft}/changes"), "somebody changed it meanwhile");
        let down = officer.post(&format!("/campaigns/{draft}/changes"), &[]).await;
        assert_eq!(down.location(), format!("/campaigns/{id}"), "{}", down.text());

        let after = view(&mut program, &id).await;
        assert_eq!((&after["edition"], &after["phases"][0]["name"]), (&json!(2), &json!("营造浓厚氛围")));
        assert_eq!(after["phases"][0]["id"], before["phases"][0]["id"], "the row is the same one");
        let at = manuals(&after);
        assert_eq!(after["indicators"][at]["target"], 9);
        assert_eq!(after["indicators"][at]["source_text"], before["indicators"][at]["source_text"], "文件依据 stays");
        let titles: Vec<_> = after["dues"].as_array().unwrap().iter().map(|due| (text(&due["title"]), due["phase"].clone())).collect();
        assert!(titles.contains(&("汛期专报".to_owned(), json!(2))), "{titles:?}");
        let page = unit.get(&format!("/campaigns/{id}")).await.text();
        assert!(page.contains("请看过后重新签收") && page.contains("汛期专报"), "{page}");
        assert_eq!(unit.post(&format!("/campaigns/{id}/sign"), &[]).await.status, 303);
        let editions = officer.get(&format!("/campaigns/{id}/editions")).await.text();
        assert_eq!(editions.matches("1 家签收").count(), 2, "each edition keeps its signatures: {editions}");
        assert!(unit.get(&format!("/campaigns/{id}/editions")).await.text().contains("青卫健〔2026〕27号"));
        assert_eq!(officer.get(&format!("/campaigns/{draft}/plan")).await.status, 404, "the draft went into its campaign");
        assert_eq!(house.ledger_count("campaign.launch_amendment").await, 1);
        let recall = officer.post(&format!("/campaigns/{id}/recall"), &[]).await;
        assert!(recall.status == 422 && recall.text().contains("已经有补充通知"));
    }
}

testing_db::story! {
    async fn what_was_reported_on_is_neither_dropped_nor_due_earlier(house: Stage) {
        let mut program = house.program(&house.cast.bureau_officer);
        let mut officer = house.visitor(&house.cast.bureau_officer);
        let id = launched(&house).await;
        let due = campaigns::DueId::parse(&text(&view(&mut program, &id).await["dues"][0]["id"])).unwrap();
        let campaign = campaigns::CampaignId::parse(&id).unwrap();
        let draft = opened(&mut program, &id).await;
        let plan = view(&mut program, &draft).await;
        let (row, item, version) = row(&plan, "dues", 0);
        let earlier = [("version", &*version), ("title", &text(&row["title"])), ("due_on", "2026-05-01"), ("with_pictures", "true")];
        assert_eq!(officer.post(&format!("/campaigns/{draft}/dues/{item}"), &earlier).await.status, 303);
        let mut tx = house.db.begin().await.unwrap();
        campaigns::tally::begin_report(&mut tx, campaign, due, house.cast.first_unit).await.unwrap();
        tx.commit().await.unwrap();
        let page = officer.get(&format!("/campaigns/{draft}/changes")).await.text();
        assert!(page.contains("已有 1 家单位开始报送，期限不能提前") && !page.contains("确认下发"), "{page}");
        let down = program.call("POST", &format!("/api/v1/campaigns/{draft}/changes"), &json!({})).await;
        assert_eq!((down.status.as_u16(), text(&down.json()["code"])), (422, "reported".to_owned()));
        let dropped = [("version", "2"), ("dropped", "true")];
        let refused = officer.post(&format!("/campaigns/{draft}/dues/{item}/dropped"), &dropped).await;
        assert!(refused.status == 422 && refused.text().contains("不能取消"), "{}", refused.text());
        let recall = officer.post(&format!("/campaigns/{id}/recall"), &[]).await;
        assert_eq!(recall.status, 422);
    }
}

testing_db::story! {
    async fn an_amendment_that_changes_nothing_or_is_thrown_away_does_nothing(house: Stage) {
        let mut officer = house.visitor(&house.cast.bureau_officer);
        let mut program = house.program(&house.cast.bureau_officer);
        let id = launched(&house).await;
        let draft = opened(&mut program, &id).await;
        let nothing = program.call("POST", &format!("/api/v1/campaigns/{draft}/changes"), &json!({})).await;
        assert_eq!((nothing.status.as_u16(), text(&nothing.json()["code"])), (422, "no_changes".to_owned()));
        let plain = [("text", "各单位：\n另拟一份。"), ("document_number", "青卫健〔2026〕28号")];
        let open = officer.post(&format!("/campaigns/{id}/amend"), &plain).await;
        assert_eq!(open.location(), format!("/campaigns/{id}/editions"), "a form without a file is one, too: {}", open.text());
        let own = officer.post(&format!("/campaigns/{draft}/launch"), &[]).await;
        assert!(own.status == 409 && own.text().contains("有什么变化"), "it goes down as an amendment only");
        assert_eq!(officer.post(&format!("/campaigns/{draft}/discard"), &[]).await.status, 303);
        assert_eq!(view(&mut program, &id).await["edition"], 1);
        let secret = json!({ "text": "机密★1年\n关于调整的通知\n各单位：\n请调整。" });
        let refused = program.call("POST", &format!("/api/v1/campaigns/{id}/amend"), &secret).await;
        assert_eq!((refused.status.as_u16(), text(&refused.json()["code"])), (422, "secrecy_mark".to_owned()));
        let kept = (house.ledger_count("campaign.amend").await, house.refused_count("campaign.amend").await);
        assert_eq!(kept, (1, 1), "the first one, and that one was refused");
        assert_ne!(opened(&mut program, &id).await, draft, "the next one may begin");
    }
}

testing_db::story! {
    async fn a_campaign_is_copied_to_the_next_year(house: Stage) {
        let mut officer = house.visitor(&house.cast.bureau_officer);
        let mut program = house.program(&house.cast.bureau_officer);
        let id = launched(&house).await;
        let before = view(&mut program, &id).await;
        let fields = [("idempotency_key", "0198c0de0000000000000000000000aa")];
        let copied = officer.post(&format!("/campaigns/{id}/copy"), &fields).await;
        let location = copied.location().to_owned();
        assert_eq!(officer.post(&format!("/campaigns/{id}/copy"), &fields).await.location(), location, "twice is once");
        let copy = location.strip_prefix("/campaigns/").and_then(|rest| rest.strip_suffix("/plan")).unwrap().to_owned();
        let after = view(&mut program, &copy).await;
        assert_eq!((&after["state"], &after["copied_from"]), (&json!("draft"), &json!(id)));
        assert_eq!(after["document_number"], Value::Null, "the number is the next notice's");
        for (old, new) in before["phases"].as_array().unwrap().iter().zip(after["phases"].as_array().unwrap()) {
            let shifted = text(&old["ends_on"]).replace("2027", "2028").replace("2026", "2027");
            assert_eq!(text(&new["ends_on"]), shifted);
            assert_eq!(new["source_text"], old["source_text"]);
        }
        for list in ["phases", "indicators", "tasks", "dues", "questions"] {
            assert_eq!(after[list].as_array().unwrap().len(), before[list].as_array().unwrap().len(), "{list}");
        }
        let later = |text: String| text.replace("2027年", "2028年").replace("2026年", "2027年");
        for (old, new) in before["questions"].as_array().unwrap().iter().zip(after["questions"].as_array().unwrap()) {
            assert_eq!(text(&new["text"]), later(text(&old["text"])));
            assert_eq!(text(&new["choices"]), later(text(&old["choices"])));
        }
        let page = officer.get(&location).await.text();
        assert!(page.contains("沿用自") && page.contains("上一年的通知原文"));
        assert!(officer.get(&format!("/campaigns/{copy}/units")).await.text().contains("已选 2 家"));
        assert_eq!(officer.post(&format!("/campaigns/{copy}/launch"), &[("without_notice", "true")]).await.status, 303);
        assert_eq!(officer.post(&format!("/campaigns/{copy}/copy"), &[]).await.status, 303, "and so on");
    }
}

testing_db::story! {
    async fn a_weekly_series_keeps_its_weekday_in_the_next_year(house: Stage) {
        let mut program = house.program(&house.cast.bureau_officer);
        let id = launched(&house).await;
        let draft = opened(&mut program, &id).await;
        let weekly = json!({ "title": "值班信息", "every": "week", "from": "2026-06-01", "to": "2026-06-21" });
        assert_eq!(program.call("POST", &format!("/api/v1/campaigns/{draft}/series"), &weekly).await.status, 200);
        assert_eq!(program.call("POST", &format!("/api/v1/campaigns/{draft}/changes"), &json!({})).await.status, 200);
        let copy = program.call("POST", &format!("/api/v1/campaigns/{id}/copy"), &json!({})).await.json();
        let dues = copy["dues"].as_array().unwrap().iter().filter(|due| text(&due["title"]).contains("值班信息"));
        let mut turns: Vec<_> = dues.map(|due| (text(&due["due_on"]), text(&due["title"]))).collect();
        turns.sort();
        let expected = [("2027-06-06", "6月6日前一周值班信息"), ("2027-06-13", "6月13日前一周值班信息"), ("2027-06-20", "6月20日前一周值班信息")];
        assert_eq!(turns, expected.map(|(day, title)| (day.to_owned(), title.to_owned())), "Sundays, as in the year before");

        let next = opened(&mut program, &id).await;
        let plan = view(&mut program, &next).await;
        let (phase, phase_id, version) = row(&plan, "phases", 1);
        let shorter = json!({ "version": version, "name": phase["name"], "ends_on": "2026-06-15" });
        let path = format!("/api/v1/campaigns/{next}/phases/{phase_id}");
        assert_eq!(program.call("PUT", &path, &shorter).await.status, 200);
        let page = house.visitor(&house.cast.bureau_officer).get(&format!("/campaigns/{next}/plan")).await.text();
        assert!(page.contains("下面 1 项报送要求还是原来的期限"), "{page}");
        assert!(page.contains("“6月21日前一周值班信息”2026-06-21 到期，“学习培训”现在到 2026-06-15 结束"), "{page}");
    }
}
