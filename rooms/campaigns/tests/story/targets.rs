use campaigns::{CampaignId, Reckoning, facts};
use db::{Reads, params};
use serde_json::{Value, json};

use super::house::{Stage, begun, begun_with, launched, text, view};

/// The code and id of the first indicator that counts, and of the first that does not.
fn indicators(plan: &Value) -> (Value, Value) {
    let rows = plan["indicators"].as_array().unwrap();
    let is_task = |row: &&Value| {
        campaigns::measure(row["measure"].as_str().unwrap()).unwrap().kind == campaigns::MeasureKind::Task
    };
    let task = rows.iter().find(is_task).cloned().unwrap_or_default();
    (rows.iter().find(|row| !is_task(row)).cloned().unwrap(), task)
}

testing_db::story! {
    async fn targets_differ_by_class_and_by_unit(house: Stage) {
        let mut officer = house.visitor(&house.cast.bureau_officer);
        let mut program = house.program(&house.cast.bureau_officer);
        let id = begun(&mut officer).await;
        officer.post(&format!("/campaigns/{id}/units"), &[("every", "all")]).await;
        let (row, _) = indicators(&view(&mut program, &id).await);
        let path = format!("/campaigns/{id}/targets/{}", text(&row["id"]));
        let wrong = [("version", "1"), ("basis", "per_100_staff"), ("target", "5000余"), ("classes[0][class]", "基层"), ("classes[0][target]", "1"), ("classes[0][reason]", "没有")];
        let refused = officer.post(&path, &wrong).await;
        assert_eq!(refused.status, 422);
        let html = refused.text();
        assert!(html.contains("不带单位") && html.contains("只能填一项") && html.contains("5000余"), "{html}");
        // 120 employed: 1 for each 100 is 2.
        let fields = [("version", "1"), ("basis", "per_100_staff"), ("target", "1"), ("classes[0][class]", "基层"), ("classes[0][target]", ""), ("classes[0][reason]", "没有住院部")];
        let saved = officer.post(&path, &fields).await;
        assert_eq!(saved.status, 303, "{}", saved.text());
        let page = officer.get(&path).await.text();
        assert!(page.contains("不适用：没有住院部"), "{page}");
        let list = officer.get(&format!("/campaigns/{id}/targets")).await.text();
        let plan = officer.get(&format!("/campaigns/{id}/plan")).await.text();
        assert!(plan.contains("不适用 1 处") && plan.contains("没有住院部"), "{plan}");
        assert!(list.contains("value=\"per_100_staff\" selected") && list.contains("基层 不适用（没有住院部）") && list.contains("定性任务不设目标"), "{list}");
        assert_eq!(officer.post(&format!("/campaigns/{id}/launch"), &[]).await.status, 303);

        let mut excluded = house.visitor(&house.cast.other_unit_officer);
        let page = excluded.get(&format!("/campaigns/{id}")).await.text();
        assert!(page.contains("id=\"excluded\"") && page.contains("没有住院部"), "{page}");
        let mut asked = house.visitor(&house.cast.unit_officer);
        assert!(!asked.get(&format!("/campaigns/{id}")).await.text().contains("id=\"excluded\""));

        let campaign = CampaignId::parse(&id).unwrap();
        let code = text(&row["measure"]);
        let of = async |unit| {
            let rows = facts::progress(&house.db, campaign, None, unit, Reckoning::Logged).await.unwrap();
            rows.into_iter().find(|fact| fact.measure == code).map(|fact| fact.target)
        };
        assert_eq!(of(Some(house.cast.first_unit)).await, Some(Some(2)));
        assert_eq!(of(Some(house.cast.second_unit)).await, None, "不适用 is not asked for");
        assert_eq!(of(None).await, Some(Some(2)), "outside of the denominator");

        let draft = program.call("POST", &format!("/api/v1/campaigns/{id}/amend"), &json!({})).await.json();
        let draft = text(&draft["id"]);
        let (row, _) = indicators(&view(&mut program, &draft).await);
        let second = house.cast.second_unit.to_string();
        let input = json!({ "version": 1, "basis": "unit", "target": 3, "units": [{ "unit": second, "target": 7 }] });
        let saved = program.call("PUT", &format!("/api/v1/campaigns/{draft}/targets/{}", text(&row["id"])), &input).await;
        assert_eq!(saved.status, 200, "{}", saved.text());
        let changes = officer.get(&format!("/campaigns/{draft}/changes")).await.text();
        assert!(changes.contains("东街社区卫生服务中心 7") && changes.contains("没有住院部"), "{changes}");
        assert_eq!(of(None).await, Some(Some(2)), "not yet");
        let down = program.call("POST", &format!("/api/v1/campaigns/{draft}/changes"), &json!({})).await;
        assert_eq!(down.status, 200, "{}", down.text());
        assert_eq!(of(Some(house.cast.second_unit)).await, Some(Some(7)));
        assert_eq!(of(None).await, Some(Some(10)));
    }
}

testing_db::story! {
    async fn a_unit_without_headcount_is_asked_for(house: Stage) {
        let mut officer = house.visitor(&house.cast.bureau_officer);
        let mut program = house.program(&house.cast.bureau_officer);
        let mut tx = house.db.begin().await.unwrap();
        tx.run("UPDATE unit SET headcount = NULL WHERE id = $1", params![house.cast.second_unit]).await.unwrap();
        tx.commit().await.unwrap();
        let id = begun(&mut officer).await;
        officer.post(&format!("/campaigns/{id}/units"), &[("every", "all")]).await;
        let (row, task) = indicators(&view(&mut program, &id).await);
        let path = format!("/campaigns/{id}/targets/{}", text(&row["id"]));
        officer.post(&path, &[("version", "1"), ("basis", "per_100_staff"), ("target", "1")]).await;
        for page in ["targets", "launch"] {
            let page = officer.get(&format!("/campaigns/{id}/{page}")).await.text();
            assert!(page.contains("缺少职工人数或床位数") && page.contains("东街社区卫生服务中心"), "{page}");
        }
        let stale = officer.post(&path, &[("version", "1"), ("basis", "per_bed"), ("target", "1")]).await;
        assert_eq!(stale.status, 409);
        let mut tx = house.db.begin().await.unwrap();
        tx.run("UPDATE unit SET beds = 40 WHERE id = $1", params![house.cast.first_unit]).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(officer.post(&path, &[("version", "2"), ("basis", "per_bed"), ("target", "2")]).await.status, 303);
        let (campaign, code) = (CampaignId::parse(&id).unwrap(), text(&row["measure"]));
        let figures = facts::progress(&house.db, campaign, None, Some(house.cast.first_unit), Reckoning::Logged).await.unwrap();
        assert_eq!(figures.iter().find(|fact| fact.measure == code).unwrap().target, Some(80), "two a bed");
        let task = format!("/api/v1/campaigns/{id}/targets/{}", text(&task["id"]));
        let refused = program.call("PUT", &task, &json!({ "version": 1, "target": 3 })).await;
        assert!(refused.status == 422 && refused.text().contains("定性任务不设目标"), "{}", refused.text());
        let reason = json!({ "version": 1, "classes": [{ "class": "基层", "reason": "不涉及" }] });
        assert_eq!(program.call("PUT", &task, &reason).await.status, 200);
    }
}

testing_db::story! {
    async fn a_class_has_a_basis_of_its_own(house: Stage) {
        let mut officer = house.visitor(&house.cast.bureau_officer);
        let mut program = house.program(&house.cast.bureau_officer);
        let id = begun(&mut officer).await;
        officer.post(&format!("/campaigns/{id}/units"), &[("every", "all")]).await;
        let (row, _) = indicators(&view(&mut program, &id).await);
        let path = format!("/campaigns/{id}/targets/{}", text(&row["id"]));
        let odd = [("version", "1"), ("classes[0][class]", "二级医院"), ("classes[0][basis]", "per_moon"), ("classes[0][target]", "10")];
        let refused = officer.post(&path, &odd).await;
        assert!(refused.status == 422 && refused.text().contains("请选择每单位、每百名职工或每张床位"), "{}", refused.text());
        // 120 employed in the hospital: ten for each 100 is 12; the others keep the default of two.
        let fields = [("version", "1"), ("basis", "unit"), ("target", "2"), ("classes[0][class]", "二级医院"), ("classes[0][basis]", "per_100_staff"), ("classes[0][target]", "10")];
        let saved = officer.post(&path, &fields).await;
        assert_eq!(saved.status, 303, "{}", saved.text());
        let page = officer.get(&path).await.text();
        assert!(page.contains("<option value=\"per_100_staff\" selected"), "{page}");
        let list = officer.get(&format!("/campaigns/{id}/targets")).await.text();
        assert!(list.contains("二级医院 每百名职工 10"), "{list}");
        let (told, _) = indicators(&view(&mut program, &id).await);
        let expected = json!([{ "class": "二级医院", "basis": "per_100_staff", "rate": "10", "reason": "" }]);
        assert_eq!(told["classes"], expected);
        assert_eq!(officer.post(&format!("/campaigns/{id}/launch"), &[]).await.status, 303);
        let (campaign, code) = (CampaignId::parse(&id).unwrap(), text(&row["measure"]));
        let of = async |unit| {
            let rows = facts::progress(&house.db, campaign, None, unit, Reckoning::Logged).await.unwrap();
            rows.into_iter().find(|fact| fact.measure == code).and_then(|fact| fact.target)
        };
        assert_eq!((of(Some(house.cast.first_unit)).await, of(Some(house.cast.second_unit)).await), (Some(12), Some(2)));
        assert_eq!(of(None).await, Some(14));

        let draft = text(&program.call("POST", &format!("/api/v1/campaigns/{id}/amend"), &json!({})).await.json()["id"]);
        let (row, _) = indicators(&view(&mut program, &draft).await);
        let input = json!({ "version": 1, "target": 2, "classes": [{ "class": "二级医院", "basis": "unit", "target": 5 }] });
        let saved = program.call("PUT", &format!("/api/v1/campaigns/{draft}/targets/{}", text(&row["id"])), &input).await;
        assert_eq!(saved.status, 200, "{}", saved.text());
        let changes = officer.get(&format!("/campaigns/{draft}/changes")).await.text();
        assert!(changes.contains("二级医院 每百名职工 10") && changes.contains("二级医院 每单位 5"), "{changes}");
        let down = program.call("POST", &format!("/api/v1/campaigns/{draft}/changes"), &json!({})).await;
        assert_eq!(down.status, 200, "{}", down.text());
        assert_eq!(of(Some(house.cast.first_unit)).await, Some(5));
        let copied = officer.post(&format!("/campaigns/{id}/copy"), &[]).await.location().replace("/plan", "/targets");
        assert!(officer.get(&copied).await.text().contains("二级医院 每单位 5"), "the next year's too");
    }
}

testing_db::story! {
    async fn several_units_are_excepted_in_one_save(house: Stage) {
        let mut officer = house.visitor(&house.cast.bureau_officer);
        let mut program = house.program(&house.cast.bureau_officer);
        let id = begun(&mut officer).await;
        let (row, _) = indicators(&view(&mut program, &id).await);
        let path = format!("/campaigns/{id}/targets/{}", text(&row["id"]));
        let (first, second) = (house.cast.first_unit.to_string(), house.cast.second_unit.to_string());
        let page = officer.get(&path).await.text();
        assert!(page.contains("units[0][unit]") && page.contains("units[2][unit]"), "{page}");
        let fields = [("version", "1"), ("target", "2"), ("units[0][unit]", &*first), ("units[0][target]", "6"), ("units[2][unit]", &*second), ("units[2][reason]", "已停诊")];
        assert_eq!(officer.post(&path, &fields).await.status, 303);
        let list = officer.get(&format!("/campaigns/{id}/targets")).await.text();
        assert!(list.contains("青禾区第一医院 6") && list.contains("不适用（已停诊）"), "{list}");
    }
}

testing_db::story! {
    async fn a_target_has_its_note_and_what_is_not_said_is_asked_for(house: Stage) {
        let mut officer = house.visitor(&house.cast.bureau_officer);
        let mut program = house.program(&house.cast.bureau_officer);
        let id = begun(&mut officer).await;
        let (row, _) = indicators(&view(&mut program, &id).await);
        let path = format!("/campaigns/{id}/targets/{}", text(&row["id"]));
        let second = house.cast.second_unit.to_string();
        let silent = officer.post(&path, &[("version", "1"), ("units[0][unit]", &second)]).await;
        let html = silent.text();
        assert!(silent.status == 422 && html.contains("id=\"f-units[0][reason]-fault\"") && html.contains("请写明不适用的原因"), "{html}");
        let both = [("version", "1"), ("units[0][unit]", &*second), ("units[0][target]", "20"), ("units[0][reason]", "人少")];
        let html = officer.post(&path, &both).await.text();
        assert!(html.contains("name=\"units[0][reason]\"") && html.contains("aria-describedby=\"f-units[0][reason]-fault\""), "{html}");
        let alone = officer.post(&path, &[("version", "1"), ("units[0][unit]", &*second), ("units[0][note]", "人少")]).await;
        assert!(alone.status == 422 && alone.text().contains("填了说明还要填目标"), "{}", alone.text());
        let noted = [("version", "1"), ("units[0][unit]", &*second), ("units[0][target]", "20"), ("units[0][note]", "人少")];
        assert_eq!(officer.post(&path, &noted).await.status, 303);
        let list = officer.get(&format!("/campaigns/{id}/targets")).await.text();
        assert!(list.contains("东街社区卫生服务中心 20（人少）"), "{list}");
        // Blank, it is as everybody's again.
        assert_eq!(officer.post(&path, &[("version", "2"), ("units[0][unit]", &second)]).await.status, 303);
        let list = officer.get(&format!("/campaigns/{id}/targets")).await.text();
        assert!(!list.contains("东街社区卫生服务中心"), "{list}");
    }
}

testing_db::story! {
    async fn what_was_agreed_on_is_kept_apart_and_left_out_of_the_next_year(house: Stage) {
        let mut officer = house.visitor(&house.cast.bureau_officer);
        let mut program = house.program(&house.cast.bureau_officer);
        let id = launched(&house).await;
        let (row, _) = indicators(&view(&mut program, &id).await);
        let indicator = campaigns::IndicatorId::parse(&text(&row["id"])).unwrap();
        let mut tx = house.db.begin().await.unwrap();
        campaigns::agreed::target(&mut tx, indicator, house.cast.second_unit, 20, "单位人员少").await.unwrap();
        tx.commit().await.unwrap();
        let draft = text(&program.call("POST", &format!("/api/v1/campaigns/{id}/amend"), &json!({})).await.json()["id"]);
        let (copy, _) = indicators(&view(&mut program, &draft).await);
        let path = format!("/campaigns/{draft}/targets/{}", text(&copy["id"]));
        let page = officer.get(&path).await.text();
        assert!(page.contains("方案备案时同意的目标") && page.contains("20（协商：单位人员少）"), "{page}");
        assert!(!page.contains("name=\"units[0][target]\" value=\"20\""), "it is no row of the bureau's: {page}");
        let changes = officer.get(&format!("/campaigns/{draft}/changes")).await.text();
        assert!(changes.contains("还没有修改"), "what was agreed on is no change: {changes}");
        let higher = [("version", "1"), ("target", "6")];
        assert_eq!(officer.post(&path, &higher).await.status, 303);
        assert_eq!(program.call("POST", &format!("/api/v1/campaigns/{draft}/changes"), &json!({})).await.status, 200);

        let targets = campaigns::facts::targets(&house.db, campaigns::CampaignId::parse(&id).unwrap()).await.unwrap();
        let facts = campaigns::facts::indicators(&house.db, campaigns::CampaignId::parse(&id).unwrap()).await.unwrap();
        let fact = facts.iter().find(|fact| fact.id == indicator).unwrap();
        assert_eq!(targets.aim(fact, house.cast.second_unit), campaigns::Aim::Reach(20), "and outlives the amendment");
        assert_eq!(targets.aim(fact, house.cast.first_unit), campaigns::Aim::Reach(6));

        let copied = officer.post(&format!("/campaigns/{id}/copy"), &[]).await.location().to_owned();
        let plan = officer.get(&copied).await.text();
        assert!(plan.contains("id=\"left-out\"") && plan.contains("20（协商：单位人员少）"), "it is said: {plan}");
        let targets = officer.get(&copied.replace("/plan", "/targets")).await.text();
        assert!(!targets.contains("单位人员少") && targets.contains("value=\"6\""), "and left out: {targets}");
    }
}

testing_db::story! {
    async fn a_unit_sees_no_other_units_target(house: Stage) {
        let mut program = house.program(&house.cast.bureau_officer);
        let mut officer = house.visitor(&house.cast.bureau_officer);
        let id = launched(&house).await;
        let draft = text(&program.call("POST", &format!("/api/v1/campaigns/{id}/amend"), &json!({})).await.json()["id"]);
        let (row, _) = indicators(&view(&mut program, &draft).await);
        let (first, second) = (house.cast.first_unit.to_string(), house.cast.second_unit.to_string());
        let input = json!({
            "version": 1, "classes": [{ "class": "基层", "target": 3, "note": "基层机构" }],
            "units": [{ "unit": first, "target": 7 }, { "unit": second, "reason": "手册够用" }],
        });
        let path = format!("/api/v1/campaigns/{draft}/targets/{}", text(&row["id"]));
        assert_eq!(program.call("PUT", &path, &input).await.status, 200);
        assert_eq!(program.call("POST", &format!("/api/v1/campaigns/{draft}/changes"), &json!({})).await.status, 200);
        let pages = [format!("/campaigns/{id}"), format!("/campaigns/{id}/editions"), format!("/api/v1/campaigns/{id}/editions")];
        let seen = async |who: &testing::Who, page: &str| {
            let answer = match page.starts_with("/api") {
                true => house.program(who).call("GET", page, &Value::Null).await,
                false => house.visitor(who).get(page).await,
            };
            assert_eq!(answer.status, 200, "{page}");
            answer.text()
        };
        for page in &pages {
            let hospital = seen(&house.cast.unit_officer, page).await;
            assert!(hospital.contains("青禾区第一医院 7"), "{page}: {hospital}");
            assert!(!hospital.contains("手册够用") && !hospital.contains("东街") && !hospital.contains("基层机构"), "{page}: {hospital}");
            let centre = seen(&house.cast.other_unit_officer, page).await;
            assert!(centre.contains("手册够用") && centre.contains("基层 3（基层机构）"), "{page}: {centre}");
            assert!(!centre.contains("第一医院 7"), "{page}: {centre}");
        }
        let all = officer.get(&pages[1]).await.text();
        assert!(all.contains("手册够用") && all.contains("第一医院 7"), "the bureau sees all: {all}");
    }
}

testing_db::story! {
    async fn a_rate_has_decimals_and_its_basis_is_named(house: Stage) {
        let mut officer = house.visitor(&house.cast.bureau_officer);
        let mut program = house.program(&house.cast.bureau_officer);
        let id = begun(&mut officer).await;
        officer.post(&format!("/campaigns/{id}/units"), &[("every", "all")]).await;
        let (row, task) = indicators(&view(&mut program, &id).await);
        let (item, path) = (text(&row["id"]), format!("/campaigns/{id}/targets"));
        let fields = |version, basis, target| [("targets[0][indicator]", item.clone()), ("targets[0][version]", String::from(version)), ("targets[0][basis]", String::from(basis)), ("targets[0][target]", String::from(target))];
        let post = async |officer: &mut testing::Visitor, fields: [(&str, String); 4]| {
            let fields = fields.each_ref().map(|(name, value)| (*name, value.as_str()));
            officer.post(&path, &fields).await
        };
        let whole = post(&mut officer, fields("1", "unit", "1.5")).await;
        assert!(whole.status == 422 && whole.text().contains("id=\"f-targets[0][target]-fault\""), "{}", whole.text());
        let fine = post(&mut officer, fields("1", "per_100_staff", "1.234")).await;
        assert!(fine.status == 422 && fine.text().contains("最多两位小数") && fine.text().contains("1.234"), "{}", fine.text());
        assert_eq!(post(&mut officer, fields("1", "per_100_staff", "1.5")).await.status, 303);
        assert_eq!(post(&mut officer, fields("1", "per_100_staff", "1.5")).await.status, 303, "as it is: nobody's way");
        assert_eq!(post(&mut officer, fields("1", "per_100_staff", "2.5")).await.status, 409, "somebody was faster");
        let row = view(&mut program, &id).await["indicators"].as_array().unwrap().iter().find(|one| one["id"] == item).unwrap().clone();
        assert_eq!((&row["rate"], &row["basis"], &row["target"]), (&json!("1.5"), &json!("per_100_staff"), &json!(1)));
        let plan = officer.get(&format!("/campaigns/{id}/plan?edit=indicator-{item}")).await.text();
        assert!(plan.contains("每百名职工 ≥ 1.5") && plan.contains("每百名职工目标") && plan.contains("<mark class=\"m-rule\">"), "{plan}");
        let units = officer.get(&format!("/campaigns/{id}/units")).await.text();
        assert!(units.contains("每百名职工</span>") && units.contains("value=\"1.5\""), "{units}");
        let book = officer.get(&format!("/campaigns/{id}/plan.xlsx")).await;
        let columns = ["指标", "按什么算", "目标"].map(|title| sheets::Column::required(title, &[]));
        let found = format!("{:?}", sheets::read_table(&book.body, &columns, &sheets::Limits::default()));
        assert!(found.contains("每百名职工") && found.contains("1.5"), "{found}");
        assert_eq!(officer.post(&format!("/campaigns/{id}/launch"), &[]).await.status, 303);
        let figures = facts::progress(&house.db, CampaignId::parse(&id).unwrap(), None, Some(house.cast.first_unit), Reckoning::Logged).await.unwrap();
        let code = text(&row["measure"]);
        assert_eq!(figures.iter().find(|fact| fact.measure == code).unwrap().target, Some(2), "1.8 of 120 is 2");
        let call = format!("/api/v1/campaigns/{}/targets", begun(&mut officer).await);
        let other = program.call("PUT", &call, &json!({ "targets": [{ "indicator": task["id"], "version": 1, "target": 1 }] })).await;
        assert_eq!(other.status, 404, "of another plan");
    }
}

testing_db::story! {
    async fn what_the_notice_counts_on_beds_and_the_plan_that_it_wants_filed_are_kept(house: Stage) {
        let mut officer = house.visitor(&house.cast.bureau_officer);
        let notice = "关于开展消防宣传月活动的通知\n\n各单位：\n　　一、活动时间\n　　2026年9月1日至2026年11月30日。\n　　二、活动内容\n　　各单位要每床位发放宣传手册2册，张贴宣传海报不少于10张。\n　　三、工作要求\n　　各单位要制定本单位宣传方案，并于9月20日前报局备案。\n\n青禾区卫生健康局\n2026年9月1日\n";
        let id = begun_with(&mut officer, notice).await;
        let list = officer.get(&format!("/campaigns/{id}/targets")).await.text();
        assert!(list.contains("value=\"per_bed\" selected"), "{list}");
        let sql = "SELECT COUNT(*) AS value FROM indicator WHERE measure = $1 AND basis = $2 AND target = $3";
        for (measure, basis, target) in [("handbook", "per_bed", 2_i64), ("poster", "unit", 10)] {
            assert_eq!(house.db.count(sql, params![measure, basis, target]).await.unwrap(), 1, "{measure}");
        }
        let filed = "SELECT COUNT(*) AS value FROM due WHERE kind = $1 AND due_on = $2";
        assert_eq!(house.db.count(filed, params!["unit_plan", "2026-09-20"]).await.unwrap(), 1);
    }
}
