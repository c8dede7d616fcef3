use serde_json::{Value, json};
use testing::{SCRIPTS, Visitor};

use super::house::{Stage, launched, text, view};

const PAPER: &str = "青卫健〔2026〕31号\n\n云岭市青禾区卫生健康局关于调整平安医院建设宣传工作安排的补充通知\n\n各医疗卫生单位：\n　　因工作需要，现将有关事项补充通知如下：\n　　一、第一阶段延长至2026年6月20日。\n　　二、第二阶段增加应急演练1次，不再组织知识竞赛。\n　　三、请各单位于7月15日前报送汛期专报。\n　　四、各单位要落实汛期领导带班制度。\n　　五、考核办法另行调整。\n　　其他要求不变。\n\n云岭市青禾区卫生健康局\n2026年5月8日\n";

/// The draft of an amendment whose paper is uploaded; where the browser is led.
async fn opened(officer: &mut Visitor, id: &str, paper: &str) -> (String, String) {
    let file = ("file", "补充通知.txt", paper.as_bytes());
    let answer = officer.upload(&format!("/campaigns/{id}/amend"), &[], &[file]).await;
    assert_eq!(answer.status, 303, "{}", answer.text());
    let location = answer.location().to_owned();
    let draft = location.trim_start_matches("/campaigns/").split('/').next().unwrap().to_owned();
    (draft, location)
}

async fn proposals(program: &mut Visitor, draft: &str) -> Value {
    let answer = program.call("GET", &format!("/api/v1/campaigns/{draft}/proposals"), &Value::Null).await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    answer.json()
}

/// The proposal whose words hold these.
fn of<'a>(list: &'a Value, words: &str) -> &'a Value {
    let rows = list["rows"].as_array().unwrap();
    rows.iter()
        .find(|row| text(&row["source_text"]).contains(words))
        .unwrap_or_else(|| panic!("{words}: {list}"))
}

testing_db::story! {
    async fn what_the_paper_says_is_proposed_and_only_what_is_taken_is_written(house: Stage) {
        let mut officer = house.visitor(&house.cast.bureau_officer);
        let mut program = house.program(&house.cast.bureau_officer);
        let id = launched(&house).await;
        let before = view(&mut program, &id).await;
        let (draft, location) = opened(&mut officer, &id, PAPER).await;
        assert_eq!(location, format!("/campaigns/{draft}/proposals"));
        let untouched = view(&mut program, &draft).await;
        for list in ["phases", "indicators", "tasks", "dues"] {
            let count = |plan: &Value| plan[list].as_array().unwrap().len();
            assert_eq!(count(&untouched), count(&before), "nothing is applied unasked: {list}");
        }
        let page = officer.get(&location).await.text();
        let shown = ["读出的改动 <small>5 处</small>", "2026-06-20", "应急演练", "知识竞赛", "报送汛期专报", "领导带班制度", "未能识别的改动 <small>1 处</small>", "考核办法另行调整"];
        for words in shown {
            assert!(page.contains(words), "{words}: {page}");
        }
        assert_eq!(page.matches("name=\"taken[]\"").count(), 5);
        assert!(!page.contains(" checked>"), "nothing is ticked beforehand: {page}");
        let list = proposals(&mut program, &draft).await;
        let paper: Vec<char> = PAPER.chars().collect();
        for row in list["rows"].as_array().unwrap() {
            let at = |key: &str| usize::try_from(row[key].as_u64().unwrap()).unwrap();
            let slice: String = paper[at("source_start")..at("source_end")].iter().collect();
            assert_eq!(text(&row["source_text"]), slice);
        }
        assert_eq!((&of(&list, "考核办法")["may_be_taken"], &of(&list, "专报")["may_be_taken"]), (&json!(false), &json!(true)));
        let (phase, report) = (text(&of(&list, "第一阶段")["id"]), text(&of(&list, "专报")["id"]));
        let fields = [("plan_version", &*text(&list["plan_version"])), ("taken[0]", &phase), ("taken[1]", &report)];
        let taken = officer.post(&format!("/campaigns/{draft}/proposals"), &fields).await;
        assert_eq!(taken.location(), format!("/campaigns/{draft}/plan"), "{}", taken.text());
        let plan = view(&mut program, &draft).await;
        assert_eq!(plan["phases"][0]["ends_on"], "2026-06-20");
        let end = plan["dues"].as_array().unwrap().iter().any(|due| due["kind"] == "phase_end" && due["due_on"] == "2026-06-20");
        assert!(end, "the report at its end moves along: {plan}");
        assert!(plan["dues"].as_array().unwrap().iter().any(|due| due["title"] == "报送汛期专报" && due["due_on"] == "2026-07-15"));
        assert_eq!(plan["tasks"].as_array().unwrap().len(), before["tasks"].as_array().unwrap().len(), "what was left stays out");
        let states = |list: &Value| list["rows"].as_array().unwrap().iter().map(|row| text(&row["state"])).collect::<Vec<_>>();
        let now = proposals(&mut program, &draft).await;
        assert_eq!(states(&now), ["taken", "left", "left", "taken", "left", "left"]);
        assert!(officer.get(&format!("/campaigns/{draft}/plan")).await.text().contains("从补充通知里读出 6 处改动："));
        assert_eq!(house.ledger_count("campaign.take_proposals").await, 1);

        let rest = json!({ "all": "true", "plan_version": now["plan_version"] });
        let all = program.call("POST", &format!("/api/v1/campaigns/{draft}/proposals"), &rest).await;
        assert_eq!(all.status, 200, "{}", all.text());
        assert_eq!(states(&all.json()), ["taken", "taken", "taken", "taken", "taken", "left"], "what was left may be taken later");
        let changes = officer.get(&format!("/campaigns/{draft}/changes")).await.text();
        for words in ["2026-06-20", "应急演练", "知识竞赛", "汛期专报", "领导带班制度", "第 2 版有 6 处变化"] {
            assert!(changes.contains(words), "{words}: {changes}");
        }
        let down = officer.post(&format!("/campaigns/{draft}/changes"), &[]).await;
        assert_eq!(down.location(), format!("/campaigns/{id}"), "{}", down.text());
        let after = view(&mut program, &id).await;
        assert_eq!((&after["edition"], &after["phases"][0]["ends_on"]), (&json!(2), &json!("2026-06-20")));
        assert_eq!(after["document_number"], before["document_number"]);
    }
}

testing_db::story! {
    async fn whoever_decides_second_sees_what_changed(house: Stage) {
        let mut officer = house.visitor(&house.cast.bureau_officer);
        let mut program = house.program(&house.cast.bureau_officer);
        let id = launched(&house).await;
        let (draft, location) = opened(&mut officer, &id, PAPER).await;
        let list = proposals(&mut program, &draft).await;
        let (phase, task) = (text(&of(&list, "第一阶段")["id"]), text(&of(&list, "带班")["id"]));
        let looked_at = text(&list["plan_version"]);
        let row = &view(&mut program, &draft).await["phases"][0];
        let edit = json!({ "version": row["version"], "name": row["name"], "ends_on": "2026-06-20" });
        let path = format!("/api/v1/campaigns/{draft}/phases/{}", text(&row["id"]));
        assert_eq!(program.call("PUT", &path, &edit).await.status, 200);
        let fields = [("plan_version", &*looked_at), ("taken[0]", &task)];
        let stale = officer.post(&location, &fields).await;
        assert_eq!(stale.status, 409);
        let page = stale.text();
        assert!(page.contains("草稿刚刚被修改过") && page.contains(&format!("value=\"{task}\" checked")), "{page}");
        assert!(page.contains("草稿里已经是这样"), "the phase was moved by hand: {page}");
        let tasks = |plan: &Value| plan["tasks"].as_array().unwrap().len();
        assert_eq!(tasks(&view(&mut program, &draft).await), tasks(&view(&mut program, &id).await), "nothing was written");
        let moved = officer.post(&location, &[("taken[0]", &*phase)]).await;
        assert_eq!(moved.status, 409, "{}", moved.text());
        let unread = text(&of(&list, "考核办法")["id"]);
        for wrong in [unread.as_str(), "nobody"] {
            let refused = program.call("POST", &format!("/api/v1{location}"), &json!({ "taken": [wrong] })).await;
            assert_eq!(refused.status, 422, "{wrong}: {}", refused.text());
        }
        for _ in 0..2 {
            let again = officer.post(&location, &[("taken[0]", &*task)]).await;
            assert_eq!(again.status, 303, "twice is once: {}", again.text());
        }
        assert_eq!(tasks(&view(&mut program, &draft).await), tasks(&view(&mut program, &id).await) + 1);
    }
}

testing_db::story! {
    async fn a_paper_that_says_nothing_and_one_thrown_away_propose_nothing(house: Stage) {
        let mut officer = house.visitor(&house.cast.bureau_officer);
        let id = launched(&house).await;
        let (draft, location) = opened(&mut officer, &id, "各单位：\n请认真抓好落实。").await;
        assert_eq!(location, format!("/campaigns/{draft}/plan"));
        assert!(officer.get(&format!("/campaigns/{draft}/proposals")).await.text().contains("没有从补充通知里读出改动"));
        assert_eq!(officer.post(&format!("/campaigns/{draft}/discard"), &[]).await.status, 303);
        let (second, _) = opened(&mut officer, &id, PAPER).await;
        assert_eq!(officer.post(&format!("/campaigns/{second}/discard"), &[]).await.status, 303);
        assert_eq!(officer.get(&format!("/campaigns/{second}/proposals")).await.status, 404);
        let own = officer.post(&format!("/campaigns/{id}/proposals"), &[]).await;
        assert_eq!(own.status, 409, "a campaign that went down has no draft");
    }
}

testing_db::story! {
    async fn a_unit_that_shall_join_is_named_and_hostile_words_stay_words(house: Stage) {
        let mut officer = house.visitor(&house.cast.bureau_officer);
        let mut program = house.program(&house.cast.bureau_officer);
        let id = launched(&house).await;
        let unit = house.cast.second_unit.to_string();
        let leave = json!({ "left_on": house.clock().today(), "reason": "停业装修" });
        let path = format!("/api/v1/campaigns/{id}/members/{unit}/leave");
        assert_eq!(program.call("POST", &path, &leave).await.status, 200);
        let members = officer.get(&format!("/campaigns/{id}/members")).await.text();
        let name = members.split("<th scope=\"row\">").find(|row| row.contains("已退出")).and_then(|row| row.split('<').next()).unwrap().to_owned();
        let script = SCRIPTS[0];
        let paper = format!("关于调整的补充通知\n\n各单位：\n　　将{name}纳入参加单位。\n　　考核办法{script}另行调整。\n　　各单位要落实{script}带班制度。\n\n某某局\n2026年5月8日\n");
        let (draft, location) = opened(&mut officer, &id, &paper).await;
        let page = officer.get(&location).await.text();
        assert!(page.contains("加入单位") && page.contains(&format!("/campaigns/{id}/members")), "{page}");
        assert!(!page.contains(script), "{page}");
        let list = proposals(&mut program, &draft).await;
        assert_eq!(of(&list, &name)["units"], json!([unit]));
        assert_eq!(of(&list, &name)["may_be_taken"], false);
    }
}

testing_db::story! {
    async fn phases_that_the_paper_makes_overlap_are_asked_about(house: Stage) {
        let mut officer = house.visitor(&house.cast.bureau_officer);
        let mut program = house.program(&house.cast.bureau_officer);
        let id = launched(&house).await;
        let paper = "关于调整的补充通知\n\n各单位：\n　　一、第三阶段延长至2027年1月20日。\n　　二、各单位要落实汛期领导带班制度。\n\n某某局\n2026年5月8日\n";
        let (draft, location) = opened(&mut officer, &id, paper).await;
        let asked = officer.post(&location, &[("all", "true")]).await;
        let html = asked.text();
        assert!(asked.status == 422 && html.contains("在 2027-01-01 至 2027-01-20 重叠") && html.contains("仍按重叠写入"), "{html}");
        let boxes = html.matches("name=\"taken[]\"").count();
        assert!(boxes > 1 && html.matches(" checked>").count() == boxes, "all of them stay ticked: {html}");
        assert!(proposals(&mut program, &draft).await["rows"].as_array().unwrap().iter().all(|row| row["state"] == "open"), "nothing is written");
        let path = format!("/api/v1{location}");
        assert_eq!(program.call("POST", &path, &json!({ "all": "true" })).await.status, 422);
        let kept = officer.post(&location, &[("all", "true"), ("overlap", "keep")]).await;
        assert_eq!(kept.status, 303, "{}", kept.text());
        let plan = officer.get(&format!("/campaigns/{draft}/plan")).await.text();
        assert!(plan.contains("在 2027-01-01 至 2027-01-20 重叠"), "{plan}");
    }
}
