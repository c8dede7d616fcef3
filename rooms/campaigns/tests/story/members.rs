use campaigns::{CampaignId, Reckoning, facts};
use clock::CivilDate;
use db::params;
use serde_json::{Value, json};

use super::five::logged;
use super::house::{NOTICE, Stage, begun, launched, text, view};

/// A campaign that went down to the first unit only.
async fn down_to_one(house: &Stage) -> String {
    let mut program = house.program(&house.cast.bureau_officer);
    let read = program.call("POST", "/api/v1/campaigns", &json!({ "text": NOTICE })).await;
    let id = text(&read.json()["id"]);
    let units = [house.cast.first_unit.to_string()];
    let down =
        program.call("POST", &format!("/api/v1/campaigns/{id}/launch"), &json!({ "units": units })).await;
    assert_eq!(down.status, 200, "{}", down.text());
    id
}

testing_db::story! {
    async fn a_late_unit_joins_and_signs(house: Stage) {
        let mut officer = house.visitor(&house.cast.bureau_officer);
        let mut late = house.visitor(&house.cast.other_unit_officer);
        let id = down_to_one(&house).await;
        assert_eq!(late.get(&format!("/campaigns/{id}")).await.status, 404);
        let page = officer.get(&format!("/campaigns/{id}/members")).await.text();
        assert!(page.contains("东街社区卫生服务中心</option>") && page.contains("下发时参加"), "{page}");
        let members = format!("/campaigns/{id}/members");
        let unit = house.cast.second_unit.to_string();
        for (day, sentence) in [("2000-01-01", "不能早于下发日期"), ("", "请填写加入日期"), ("明天", "真实存在的一天")] {
            let refused = officer.post(&members, &[("unit", &unit), ("joined_on", day)]).await;
            assert!(refused.status == 422 && refused.text().contains(sentence), "{day}: {}", refused.text());
        }
        let today = house.clock().today().plus_days(30).to_string();
        assert_eq!(officer.post(&members, &[("unit", &unit), ("joined_on", &today)]).await.status, 303);
        let again = officer.post(&members, &[("unit", &unit), ("joined_on", &today)]).await;
        assert!(again.status == 422 && again.text().contains("已经参加"));
        let page = late.get(&format!("/campaigns/{id}")).await.text();
        assert!(page.contains(&format!("本单位从 {today} 起参加")) && page.contains("核对并确认联络员"), "{page}");
        assert_eq!(late.post(&format!("/campaigns/{id}/sign"), &[]).await.status, 303);
        let campaign = CampaignId::parse(&id).unwrap();
        let enrolments = facts::enrolments(&house.db, campaign).await.unwrap();
        let joined: Vec<_> = enrolments.iter().map(|one| one.joined_on.map(|day| day.to_string())).collect();
        assert_eq!(joined, [None, Some(today)]);
        assert_eq!(house.ledger_count("campaign.join").await, 1);
    }
}

testing_db::story! {
    async fn a_unit_leaves_and_may_come_back(house: Stage) {
        let mut program = house.program(&house.cast.bureau_officer);
        let mut officer = house.visitor(&house.cast.bureau_officer);
        let mut unit = house.visitor(&house.cast.unit_officer);
        let id = down_to_one(&house).await;
        let first = house.cast.first_unit;
        let leave = format!("/campaigns/{id}/members/{first}/leave");
        let today = house.clock().today().to_string();
        let no_reason = officer.post(&leave, &[("left_on", &today), ("reason", "")]).await;
        assert!(no_reason.status == 422 && no_reason.text().contains("请写明退出原因"));
        let tomorrow = house.clock().today().plus_days(1).to_string();
        let early = officer.post(&leave, &[("left_on", &tomorrow), ("reason", "撤并")]).await;
        assert!(early.status == 422 && early.text().contains("不能晚于今天") && early.text().contains("撤并"));
        assert_eq!(officer.post(&leave, &[("left_on", &today), ("reason", "机构撤并")]).await.status, 303);
        let again = program.call("POST", &format!("/api/v1{leave}"), &json!({ "left_on": today, "reason": "再撤" })).await;
        assert_eq!((again.status.as_u16(), text(&again.json()["code"])), (422, "left".to_owned()));
        let page = unit.get(&format!("/campaigns/{id}")).await.text();
        assert!(page.contains("退出，这里的内容只供查看") && !page.contains("/sign\""), "{page}");
        assert_eq!(unit.post(&format!("/campaigns/{id}/sign"), &[]).await.status, 409);
        assert!(facts::campaigns_of_unit(&house.db, first).await.unwrap().is_empty(), "nothing is logged for it");
        let list = program.call("GET", "/api/v1/campaigns", &Value::Null).await.json();
        assert_eq!(list["rows"][0]["units"], 0);
        assert!(officer.get(&format!("/campaigns/{id}/members")).await.text().contains("机构撤并"));
        let back = json!({ "unit": first.to_string(), "joined_on": today });
        let back = program.call("POST", &format!("/api/v1/campaigns/{id}/members"), &back).await;
        assert_eq!(back.status, 200, "{}", back.text());
        assert_eq!(unit.post(&format!("/campaigns/{id}/sign"), &[]).await.status, 303);
        assert_eq!(view(&mut program, &id).await["state"], "launched");
    }
}

testing_db::story! {
    async fn the_text_to_copy_names_who_has_not_signed(house: Stage) {
        let mut officer = house.visitor(&house.cast.bureau_officer);
        let id = down_to_one(&house).await;
        let page = officer.get(&format!("/campaigns/{id}")).await.text();
        assert!(page.contains("【催签】") && page.contains("东街街道：青禾区第一医院"), "{page}");
        house.visitor(&house.cast.unit_officer).post(&format!("/campaigns/{id}/sign"), &[]).await;
        assert!(!officer.get(&format!("/campaigns/{id}")).await.text().contains("【催签】"));
    }
}

testing_db::story! {
    async fn units_are_looked_for_by_name_and_by_set(house: Stage) {
        let mut officer = house.visitor(&house.cast.bureau_officer);
        let mut program = house.program(&house.cast.bureau_officer);
        let made = officer.post("/unit-sets", &[("name", "东片")]).await;
        let set = made.location().rsplit('/').next().unwrap().to_owned();
        let mut tx = house.db.begin().await.unwrap();
        let row = "INSERT INTO unit_set_member (unit_set, unit) VALUES ($1, $2)";
        tx.run(row, db::params![&set, house.cast.second_unit]).await.unwrap();
        tx.commit().await.unwrap();
        let id = begun(&mut officer).await;
        let units = format!("/campaigns/{id}/units");
        let (hospital, centre) = ("青禾区第一医院</label>", "东街社区卫生服务中心</label>");
        let shown = async |officer: &mut testing::Visitor, query: &str| {
            let page = officer.get(&format!("{units}?{query}")).await.text();
            (page.contains(hospital), page.contains(centre))
        };
        assert_eq!(shown(&mut officer, "").await, (true, true));
        assert_eq!(shown(&mut officer, "q=东街").await, (false, true));
        assert_eq!(shown(&mut officer, &format!("set={set}")).await, (false, true));
        assert_eq!(shown(&mut officer, "set=another").await, (false, false));
        let chosen = officer.post(&units, &[("every", "all"), ("set", &set), ("q", "")]).await;
        assert!(chosen.location().contains(&format!("set={set}")), "{}", chosen.location());
        assert!(officer.get(&units).await.text().contains("已选 1 家"), "only those that were shown");
        let down = program.call("POST", &format!("/api/v1/campaigns/{id}/launch"), &json!({})).await;
        assert_eq!(down.status, 200, "{}", down.text());
        let members = officer.get(&format!("/campaigns/{id}/members?q=第一")).await.text();
        assert!(members.contains("青禾区第一医院</option>") && !members.contains("东街社区卫生服务中心</th>"), "{members}");
    }
}

testing_db::story! {
    async fn a_unit_that_went_into_another_is_neither_offered_nor_counted(house: Stage) {
        let mut program = house.program(&house.cast.bureau_officer);
        let mut officer = house.visitor(&house.cast.bureau_officer);
        let id = launched(&house).await;
        let draft = begun(&mut officer).await;
        let page = officer.get(&format!("/campaigns/{id}/units")).await.text();
        assert!(page.contains("已选 2 家，共 2 家"), "{page}");
        let unit = format!("/api/v1/units/{}", house.cast.second_unit);
        let version = program.get(&unit).await.json()["version"].clone();
        let into = json!({ "successor": house.cast.first_unit.to_string(), "last_day": "2026-03-05", "reason": "机构整合", "version": version });
        let merged = program.call("POST", &format!("{unit}/merge"), &into).await;
        assert_eq!(merged.status, 200, "{}", merged.text());
        let page = officer.get(&format!("/campaigns/{id}/units")).await.text();
        assert!(page.contains("已选 1 家，共 1 家"), "{page}");
        let indicator = text(&view(&mut program, &draft).await["indicators"][0]["id"]);
        let page = officer.get(&format!("/campaigns/{draft}/targets/{indicator}")).await.text();
        assert!(page.contains("青禾区第一医院</option>") && !page.contains("东街社区卫生服务中心</option>"), "{page}");
        let gone = json!({ "version": 1, "units": [{ "unit": house.cast.second_unit.to_string(), "reason": "不适用" }] });
        let refused = program.call("PUT", &format!("/api/v1/campaigns/{draft}/targets/{indicator}"), &gone).await;
        assert!(refused.status == 422 && refused.text().contains("请选择单位"), "{}", refused.text());
    }
}

testing_db::story! {
    async fn who_did_a_task_and_left_is_among_those_that_were_asked(house: Stage) {
        let mut officer = house.visitor(&house.cast.bureau_officer);
        let id = launched(&house).await;
        let (first, today) = (house.cast.first_unit, house.clock().today().to_string());
        logged(&house, ("a", first, &today), ("dual_prevention", 1), &[&id]).await;
        let figures = async || {
            let campaign = CampaignId::parse(&id).unwrap();
            let all = facts::progress(&house.db, campaign, None, None, Reckoning::Logged).await.unwrap();
            let found = all.into_iter().find(|one| one.measure == "dual_prevention").unwrap();
            (found.done, found.target)
        };
        assert_eq!(figures().await, (1, Some(2)));
        let leave = format!("/campaigns/{id}/members/{first}/leave");
        assert_eq!(officer.post(&leave, &[("left_on", &today), ("reason", "机构撤并")]).await.status, 303);
        assert_eq!(figures().await, (1, Some(2)), "the one that stays has not done it");
    }
}

testing_db::story! {
    async fn a_phase_that_is_over_keeps_whom_it_was_asked_of(house: Stage) {
        let mut officer = house.visitor(&house.cast.bureau_officer);
        let id = launched(&house).await;
        let (first, today) = (house.cast.first_unit, house.clock().today());
        let campaign = CampaignId::parse(&id).unwrap();
        let phase = facts::phases(&house.db, campaign).await.unwrap()[0].id;
        let ending = async |day: CivilDate| {
            let mut tx = house.db.begin().await.unwrap();
            tx.run("UPDATE phase SET ends_on = $2 WHERE id = $1", params![phase, day]).await.unwrap();
            let bound = "UPDATE indicator SET phase = $2 WHERE campaign = $1 AND measure = 'dual_prevention'";
            assert_eq!(tx.run(bound, params![campaign, phase]).await.unwrap(), 1);
            tx.commit().await.unwrap();
            let all = facts::progress(&house.db, campaign, None, None, Reckoning::Logged).await.unwrap();
            let found = all.into_iter().find(|one| one.measure == "dual_prevention").unwrap();
            (found.done, found.target)
        };
        let leave = format!("/campaigns/{id}/members/{first}/leave");
        let left = officer.post(&leave, &[("left_on", &today.to_string()), ("reason", "机构撤并")]).await;
        assert_eq!(left.status, 303, "{}", left.text());
        assert_eq!(ending(today.plus_days(-1)).await, (0, Some(2)), "it was there to the end of the phase");
        assert_eq!(ending(today.plus_days(9)).await, (0, Some(1)), "of what is open only the other one is asked");
        logged(&house, ("a", first, &today.to_string()), ("dual_prevention", 1), &[&id]).await;
        assert_eq!(ending(today.plus_days(-1)).await, (1, Some(2)), "and it is counted once");
    }
}

testing_db::story! {
    async fn a_unit_is_asked_from_the_day_on_which_it_joins(house: Stage) {
        let id = down_to_one(&house).await;
        let mut officer = house.visitor(&house.cast.bureau_officer);
        let (second, today) = (house.cast.second_unit, house.clock().today());
        let campaign = CampaignId::parse(&id).unwrap();
        let join = async |day: CivilDate| {
            let mut tx = house.db.begin().await.unwrap();
            let row = "UPDATE enrolment SET joined_on = $3 WHERE campaign = $1 AND unit = $2";
            assert_eq!(tx.run(row, params![campaign, second, day]).await.unwrap(), 1);
            tx.commit().await.unwrap();
        };
        let target = async |unit: Option<people::UnitId>| {
            let all = facts::progress(&house.db, campaign, None, unit, Reckoning::Logged).await.unwrap();
            let found = all.into_iter().find(|one| one.measure == "dual_prevention");
            found.map(|one| (one.done, one.target))
        };
        let fields = [("unit", second.to_string()), ("joined_on", today.plus_days(5).to_string())];
        let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
        let joined = officer.post(&format!("/campaigns/{id}/members"), &fields).await;
        assert_eq!(joined.status, 303, "{}", joined.text());
        assert_eq!(target(None).await, Some((0, Some(1))), "it takes no part yet");
        assert_eq!(target(Some(second)).await, Some((0, Some(1))), "and sees what it is yet to do");
        join(today).await;
        assert_eq!(target(None).await, Some((0, Some(2))));
        // A phase that was over before: nobody asks a unit for it that came later.
        let phase = facts::phases(&house.db, campaign).await.unwrap()[0].id;
        let mut tx = house.db.begin().await.unwrap();
        tx.run("UPDATE phase SET ends_on = $2 WHERE id = $1", params![phase, today.plus_days(-1)]).await.unwrap();
        let bound = "UPDATE indicator SET phase = $2 WHERE campaign = $1 AND measure = 'dual_prevention'";
        assert_eq!(tx.run(bound, params![campaign, phase]).await.unwrap(), 1);
        tx.commit().await.unwrap();
        assert_eq!((target(None).await, target(Some(second)).await), (Some((0, Some(1))), None));
        logged(&house, ("a", second, &today.to_string()), ("dual_prevention", 1), &[&id]).await;
        assert_eq!(target(None).await, Some((1, Some(2))), "who did it is among those that were asked");
    }
}
