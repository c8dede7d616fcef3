use serde_json::{Value, json};

use super::house::{Stage, begun, begun_with, text, view};

const TWO_PLANS: &str = include_str!("../notices/two-plans-behind-the-signature.txt");

fn phase_names(plan: &Value) -> Vec<String> {
    plan["phases"].as_array().unwrap().iter().map(|phase| text(&phase["name"])).collect()
}

fn question<'a>(plan: &'a Value, about: &str) -> &'a Value {
    let questions = plan["questions"].as_array().unwrap();
    questions
        .iter()
        .find(|question| question["about"] == about)
        .unwrap_or_else(|| panic!("{about}: {questions:?}"))
}

fn dues_of<'a>(plan: &'a Value, kind: &str) -> Vec<&'a Value> {
    plan["dues"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|due| due["kind"] == kind && due["dropped"] == false)
        .collect()
}

testing_db::story! {
    async fn the_plan_is_corrected_row_by_row(house: Stage) {
        let mut officer = house.visitor(&house.cast.bureau_officer);
        let mut program = house.program(&house.cast.bureau_officer);
        let id = begun(&mut officer).await;
        let plan = view(&mut program, &id).await;
        let phase = &plan["phases"][0];
        let path = format!("/campaigns/{id}/phases/{}", text(&phase["id"]));
        let version = text(&phase["version"]);
        let fields = [("version", version.as_str()), ("name", "营造浓厚氛围"), ("starts_on", ""), ("ends_on", "2026-06-10")];
        assert_eq!(officer.post(&path, &fields).await.status, 303);
        let head = [("version", "1"), ("name", "平安医院"), ("superior_basis", "省卫健委2026年3号文"), ("report_to", "市卫健委"), ("upward_due_on", "2026-12-20")];
        assert_eq!(officer.post(&format!("/campaigns/{id}/plan"), &head).await.status, 303);
        let task = [("text", "每季度开展一次联合演练"), ("phase", "")];
        assert_eq!(officer.post(&format!("/campaigns/{id}/tasks"), &task).await.status, 303);
        let due = [("title", "年终总结"), ("due_on", "2026-12-25"), ("due_time", "17:30"), ("with_pictures", "true")];
        assert_eq!(officer.post(&format!("/campaigns/{id}/dues"), &due).await.status, 303);
        let measure = [("measure", "drill"), ("phase", ""), ("target", "2")];
        assert_eq!(officer.post(&format!("/campaigns/{id}/indicators"), &measure).await.status, 303);

        let plan = view(&mut program, &id).await;
        assert_eq!(plan["phases"][0]["name"], "营造浓厚氛围");
        assert_eq!(plan["phases"][1]["starts_on"], "2026-06-11", "the next phase follows on");
        let ends: Vec<_> = dues_of(&plan, "phase_end").iter().map(|due| text(&due["due_on"])).collect();
        assert_eq!(ends[0], "2026-06-10", "the report moves with the end of its phase");
        assert_eq!(plan["report_to"], "市卫健委");
        assert!(plan["tasks"].as_array().unwrap().iter().any(|task| task["text"] == "每季度开展一次联合演练"));
        assert!(plan["dues"].as_array().unwrap().iter().any(|due| due["due_time"] == "17:30"));
        let twice = officer.post(&format!("/campaigns/{id}/indicators"), &measure).await;
        assert_eq!(twice.status, 422);
        assert!(twice.text().contains("已有这项指标"));
        for verb in ["phase.edit", "campaign.edit", "task.add", "due.add", "indicator.add"] {
            assert_eq!(house.ledger_count(verb).await, 1, "{verb}");
        }
    }
}

testing_db::story! {
    async fn a_dropped_row_comes_back(house: Stage) {
        let mut officer = house.visitor(&house.cast.bureau_officer);
        let mut program = house.program(&house.cast.bureau_officer);
        let id = begun(&mut officer).await;
        let indicator = view(&mut program, &id).await["indicators"][0].clone();
        let path = format!("/campaigns/{id}/indicators/{}/dropped", text(&indicator["id"]));
        assert_eq!(officer.post(&path, &[("version", "1"), ("dropped", "true")]).await.status, 303);
        assert_eq!(view(&mut program, &id).await["indicators"][0]["dropped"], true);
        let stale = officer.post(&path, &[("version", "1"), ("dropped", "true")]).await;
        assert_eq!(stale.status, 409);
        assert!(stale.text().contains("有人刚刚修改过"));
        let page = officer.get(&format!("/campaigns/{id}/plan")).await.text();
        assert!(page.contains("已去掉") && page.contains("恢复"));
        assert_eq!(officer.post(&path, &[("version", "2"), ("dropped", "false")]).await.status, 303);
        assert_eq!(view(&mut program, &id).await["indicators"][0]["dropped"], false);
    }
}

testing_db::story! {
    async fn an_answer_changes_the_plan_and_another_answer_changes_it_back(house: Stage) {
        let mut officer = house.visitor(&house.cast.bureau_officer);
        let mut program = house.program(&house.cast.bureau_officer);
        let id = begun(&mut officer).await;
        let plan = view(&mut program, &id).await;
        let cycle = question(&plan, "phases[4].report_cycle").clone();
        let path = format!("/campaigns/{id}/questions/{}", text(&cycle["id"]));
        for (version, choice, expected) in [("1", "按年", 3), ("2", "按季", 4), ("3", "不报送", 0), ("4", "按季", 4)] {
            let answer = officer.post(&path, &[("version", version), ("choice", choice)]).await;
            assert_eq!(answer.status, 303, "{choice}: {}", answer.text());
            let plan = view(&mut program, &id).await;
            let periodic = dues_of(&plan, "periodic");
            assert_eq!(periodic.len(), expected, "{choice}");
            assert!(periodic.iter().all(|due| due["phase"] == 4));
        }
        let unit_plan = question(&plan, "unit_plan.due_on").clone();
        let path = format!("/campaigns/{id}/questions/{}", text(&unit_plan["id"]));
        let no_day = officer.post(&path, &[("version", "1"), ("choice", "指定日期"), ("on", "")]).await;
        assert_eq!(no_day.status, 422);
        assert!(no_day.text().contains("请填写日期"));
        let made_up = officer.post(&path, &[("version", "1"), ("choice", "明年再说")]).await;
        assert_eq!(made_up.status, 422);
        let own_day = officer.post(&path, &[("version", "1"), ("choice", "指定日期"), ("on", "2026-04-15")]).await;
        assert_eq!(own_day.status, 303);
        let plan = view(&mut program, &id).await;
        assert_eq!(dues_of(&plan, "unit_plan")[0]["due_on"], "2026-04-15");
        assert_eq!(question(&plan, "unit_plan.due_on")["answer"], "2026-04-15");
    }
}

testing_db::story! {
    async fn the_second_of_two_officers_sees_what_the_first_changed(house: Stage) {
        let mut first = house.visitor(&house.cast.bureau_officer);
        let mut second = house.visitor(&house.cast.other_officer);
        let mut program = house.program(&house.cast.bureau_officer);
        let id = begun(&mut first).await;
        let phase = text(&view(&mut program, &id).await["phases"][0]["id"]);
        let path = format!("/campaigns/{id}/phases/{phase}");
        let mine = [("version", "1"), ("name", "第一位的名称"), ("ends_on", "2026-05-30")];
        assert_eq!(first.post(&path, &mine).await.status, 303);
        let theirs = [("version", "1"), ("name", "第二位的名称"), ("ends_on", "2026-05-29")];
        let refused = second.post(&path, &theirs).await;
        assert_eq!(refused.status, 409);
        let html = refused.text();
        assert!(html.contains("有人刚刚修改过"), "says what happened");
        assert!(html.contains("value=\"第二位的名称\""), "what was typed is not lost");
        assert!(html.contains("现在是：第一位的名称") && html.contains("现在是：2026-05-30"), "what is there now");
        assert!(html.contains("name=\"version\" value=\"2\""), "the next try knows the new version");
        assert_eq!(view(&mut program, &id).await["phases"][0]["name"], "第一位的名称");
        let knowing = [("version", "2"), ("name", "第二位的名称"), ("ends_on", "2026-05-29")];
        assert_eq!(second.post(&path, &knowing).await.status, 303);
    }
}

testing_db::story! {
    async fn bad_input_comes_back_with_its_sentence(house: Stage) {
        let mut officer = house.visitor(&house.cast.bureau_officer);
        let mut program = house.program(&house.cast.bureau_officer);
        let id = begun(&mut officer).await;
        let plan = view(&mut program, &id).await;
        let phase = format!("/campaigns/{id}/phases/{}", text(&plan["phases"][1]["id"]));
        let backwards = [("version", "1"), ("name", "学习"), ("starts_on", "2026-09-01"), ("ends_on", "2026-08-31")];
        let answer = officer.post(&phase, &backwards).await;
        assert_eq!(answer.status, 422);
        assert!(answer.text().contains("结束日期早于开始日期") && answer.text().contains("value=\"2026-09-01\""));
        let swallows = [("version", "1"), ("name", "学习"), ("ends_on", "2027-01-31")];
        let answer = officer.post(&phase, &swallows).await;
        assert_eq!(answer.status, 422);
        assert!(answer.text().contains("这样第 3 阶段“典型推广”会从 2027-02-01 开始"));
        let no_day = [("version", "1"), ("name", ""), ("ends_on", "2026-02-30")];
        let answer = officer.post(&phase, &no_day).await.text();
        assert!(answer.contains("请填写阶段名称") && answer.contains("真实存在的一天") && answer.contains("2026-02-30"));
        let indicator = format!("/campaigns/{id}/indicators/{}", text(&plan["indicators"][0]["id"]));
        for target in ["-1", "1000000000000", "5000余"] {
            let answer = officer.post(&indicator, &[("version", "1"), ("target", target)]).await;
            assert_eq!(answer.status, 422, "{target}");
            assert!(answer.text().contains("不带单位") && answer.text().contains(target), "{target}");
        }
        let unknown = json!({ "measure": "no_such_measure" });
        let answer = program.call("POST", &format!("/api/v1/campaigns/{id}/indicators"), &unknown).await;
        assert_eq!((answer.status.as_u16(), text(&answer.json()["code"])), (422, "invalid".to_owned()));
    }
}

/// Leaves a cycle, a number and the phases open.
const OPEN: &str = "青卫健2026年18号\n关于开展消防检查的通知\n\n各单位：\n　　一、报送要求\n　　每半月报送一次进展。每月5日前报送台账，遇节假日顺延。\n\n青禾区卫生健康局\n2026年3月6日\n";

testing_db::story! {
    async fn an_answer_about_a_rule_owes_its_reports_and_a_correction_leads_to_its_form(house: Stage) {
        let mut officer = house.visitor(&house.cast.bureau_officer);
        let mut program = house.program(&house.cast.bureau_officer);
        let answer = officer.upload("/campaigns", &[], &[("file", "通知.txt", OPEN.as_bytes())]).await;
        assert_eq!(answer.status, 303, "{}", answer.text());
        let id = answer.location().trim_start_matches("/campaigns/").trim_end_matches("/plan").to_owned();
        let plan = view(&mut program, &id).await;
        let kept = dues_of(&plan, "periodic");
        assert_eq!(kept[1]["due_on"], "2026-05-06", "the printed 5th of May is a holiday");
        assert!(kept.iter().all(|due| text(&due["title"]).ends_with("台账")), "{kept:?}");
        let rule = question(&plan, "report_rules[1]").clone();
        let path = format!("/campaigns/{id}/questions/{}", text(&rule["id"]));
        let own_day = [("version", "1"), ("choice", "指定日期"), ("on", "2026-04-15")];
        assert_eq!(officer.post(&path, &own_day).await.status, 422, "no single day answers what comes again");
        assert_eq!(officer.post(&path, &[("version", "1"), ("choice", "按半月")]).await.status, 303);
        let plan = view(&mut program, &id).await;
        let progress = dues_of(&plan, "periodic").into_iter().filter(|due| text(&due["title"]).ends_with("进展"));
        let days: Vec<_> = progress.map(|due| text(&due["due_on"])).collect();
        assert_eq!(days[..3], ["2026-03-15", "2026-03-31", "2026-04-15"]);
        let phases = question(&plan, "phases").clone();
        let path = format!("/campaigns/{id}/questions/{}", text(&phases["id"]));
        let corrected = officer.post(&path, &[("version", "1"), ("choice", "由我划分阶段")]).await;
        assert_eq!(corrected.location(), format!("/campaigns/{id}/plan?edit=add-phase#add-phase"));
    }
}

testing_db::story! {
    async fn the_officer_says_which_of_several_plans_counts(house: Stage) {
        let mut officer = house.visitor(&house.cast.bureau_officer);
        let mut program = house.program(&house.cast.bureau_officer);
        let id = begun_with(&mut officer, TWO_PLANS).await;
        let plan = view(&mut program, &id).await;
        let indicators = plan["indicators"].as_array().unwrap();
        let targets: Vec<_> = indicators.iter().map(|one| text(&one["target"])).collect();
        assert_eq!(targets, ["2", "1"], "横幅2条, 讲座1场: {indicators:?}");
        let asked = question(&plan, "plans").clone();
        let path = format!("/campaigns/{id}/questions/{}", text(&asked["id"]));
        let choose = async |officer: &mut testing::Visitor, version: &str, choice: &str| {
            officer.post(&path, &[("version", version), ("choice", choice)]).await.status
        };
        assert_eq!(choose(&mut officer, "1", "只取《别的方案》").await, 422);
        assert_eq!(choose(&mut officer, "1", "只取《青禾区医疗机构用电安全宣传方案》").await, 303);
        let plan = view(&mut program, &id).await;
        assert_eq!(plan["name"], "青禾区医疗机构用电安全宣传方案");
        assert_eq!(phase_names(&plan), ["摸底阶段", "整治阶段"]);
        let once: Vec<_> = dues_of(&plan, "once").iter().map(|due| text(&due["due_on"])).collect();
        assert_eq!((once.len(), once[0].as_str()), (1, "2026-12-18"));
        assert!(dues_of(&plan, "phase_end").is_empty());
        assert_eq!(question(&plan, "plans")["answer"], "只取《青禾区医疗机构用电安全宣传方案》");
        assert_eq!(choose(&mut officer, "1", "合并为一个行动").await, 409, "an old page");
        assert_eq!(choose(&mut officer, "2", "合并为一个行动").await, 303);
        assert_eq!(view(&mut program, &id).await["phases"].as_array().unwrap().len(), 4);
        let mut stranger = house.visitor(&house.cast.unit_officer);
        assert_eq!(choose(&mut stranger, "3", "合并为一个行动").await, 404, "a unit knows nothing of a draft");
        let page = officer.get(&format!("/campaigns/{id}/plan")).await.text();
        assert!(page.contains("本通知含2个方案") && page.contains("aria-pressed=\"true\""));
    }
}

testing_db::story! {
    async fn what_waits_behind_a_phase_moves_with_its_end(house: Stage) {
        let mut officer = house.visitor(&house.cast.bureau_officer);
        let mut program = house.program(&house.cast.bureau_officer);
        let id = begun_with(&mut officer, TWO_PLANS).await;
        let plan = view(&mut program, &id).await;
        let days = |plan: &Value| dues_of(plan, "phase_end").iter().map(|due| text(&due["due_on"])).collect::<Vec<_>>();
        assert_eq!(days(&plan), ["2026-11-06", "2027-01-07"], "five working days after each end");
        let first = plan["phases"][0].clone();
        let path = format!("/campaigns/{id}/phases/{}", text(&first["id"]));
        let fields = [("version", "1"), ("name", "第一阶段"), ("starts_on", "2026-09-01"), ("ends_on", "2026-11-13"), ("overlap", "keep")];
        assert_eq!(officer.post(&path, &fields).await.status, 303);
        assert_eq!(days(&view(&mut program, &id).await), ["2026-11-20", "2027-01-07"]);
    }
}
