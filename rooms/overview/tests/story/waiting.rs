//! What waits for a unit, and how much waits where it reports for another one.

use db::params;
use serde_json::json;

use crate::ground::{NOTICE, Stage, launch, launch_as};

testing_db::story! {
    async fn what_came_back_says_of_which_campaign_and_why(house: Stage) {
        let campaign = launch_as(&house, NOTICE, async |id: &str| {
            let mut tx = house.db.begin().await.unwrap();
            tx.run_one(
                "INSERT INTO due (id, campaign, kind, title, due_on, with_pictures, dropped, version) \
                 VALUES ('000000000000000000000000000000d1', $1, 'unit_plan', '单位工作方案报备', '2026-03-10', FALSE, FALSE, 1)",
                params![id],
            ).await.unwrap();
            tx.commit().await.unwrap();
        }).await;
        let path = format!("/api/v1/plans/{campaign}/{}", house.cast.first_unit);
        let plan = json!({ "version": 0, "leader": "陈院长", "deputy": "林副院长",
            "items": [{ "name": "讲座", "ends_on": "2026-03-31", "department": "医务科", "person": "周医生" }] });
        let mut unit = house.program(&house.cast.unit_officer);
        assert_eq!(unit.call("PUT", &path, &plan).await.status, 200);
        assert_eq!(unit.call("POST", &format!("{path}/submit"), &json!({})).await.status, 200);
        let reviewer = &house.cast.bureau_reviewer;
        let back = house.program(reviewer).call("POST", &format!("{path}/return"), &json!({ "reason": "请补充演练" })).await;
        assert_eq!(back.status, 200, "{}", back.text());
        let home = house.visitor(&house.cast.unit_officer).get("/").await.text();
        assert!(home.contains("退回修改 单位工作方案报备（安全宣传专项行动），请在期限 2026-03-10 前重新报备：请补充演练"), "{home}");

        // It came in time, and is not late for having come back: the date of all has passed, the bureau's own counts.
        assert!(house.clock().set(clock::CivilDate::parse("2026-03-16").unwrap().start()));
        let mut tx = house.db.begin().await.unwrap();
        let now = tx.now();
        tx.run("UPDATE session SET made_at = $1, last_seen = $1", params![now]).await.unwrap();
        tx.commit().await.unwrap();
        let home = house.visitor(&house.cast.unit_officer).get("/").await.text();
        let todo = home.split("退回修改 ").nth(1).unwrap().split("</a>").next().unwrap();
        assert!(todo.contains("请改好后尽快重新报备") && !todo.contains("逾期"), "{todo}");
        assert_eq!(unit.call("POST", &format!("{path}/submit"), &json!({})).await.status, 200);
        let past = json!({ "reason": "请补充演练", "again_on": "2026-03-15" });
        let refused = house.program(reviewer).call("POST", &format!("{path}/return"), &past).await;
        assert!(refused.status == 422 && refused.text().contains("不能早于今天（2026-03-16）"), "{}", refused.text());
        let again = json!({ "reason": "请补充演练", "again_on": "2026-03-18" });
        let back = house.program(reviewer).call("POST", &format!("{path}/return"), &again).await;
        assert_eq!((back.status.as_u16(), &back.json()["history"][0]["again_on"]), (200, &json!("2026-03-18")), "{}", back.text());
        let home = house.visitor(&house.cast.unit_officer).get("/").await.text();
        let todo = home.split("退回修改 ").nth(1).unwrap().split("</a>").next().unwrap();
        assert!(todo.contains("请在 2026-03-18 前重新报备") && todo.contains("还有 2 天"), "{todo}");
        let page = house.visitor(&house.cast.unit_officer).get(&format!("/plans/{campaign}/{}", house.cast.first_unit)).await.text();
        assert!(page.contains("请在 2026-03-18 前重新报备") && !page.contains("已逾期"), "{page}");

        assert_eq!(unit.call("POST", &format!("{path}/submit"), &json!({})).await.status, 200);
        assert_eq!(house.program(reviewer).call("POST", &format!("{path}/approve"), &json!({})).await.status, 200);
        let told = "局定目标有调整，可修订工作方案（安全宣传专项行动）";
        assert!(!house.visitor(&house.cast.unit_officer).get("/").await.text().contains(told));
        let mut tx = house.db.begin().await.unwrap();
        let more = "UPDATE indicator SET target = 9 WHERE campaign = $1 AND measure = 'lecture'";
        assert_eq!(tx.run(more, params![&campaign]).await.unwrap(), 1);
        tx.commit().await.unwrap();
        assert!(house.visitor(&house.cast.unit_officer).get("/").await.text().contains(told));
        assert_eq!(unit.call("POST", &format!("{path}/keep"), &json!({})).await.status, 200);
        assert!(!house.visitor(&house.cast.unit_officer).get("/").await.text().contains(told), "it has been answered");
    }
}

testing_db::story! {
    async fn who_reports_for_another_unit_sees_how_much_waits_there(house: Stage) {
        launch(&house).await;
        let (first, second) = (house.cast.first_unit, house.cast.second_unit);
        let mut unit = house.visitor(&house.cast.unit_officer);
        assert!(!unit.get("/").await.text().contains("其他单位的待办"));
        let mut tx = house.db.begin().await.unwrap();
        tx.run_one(
            "INSERT INTO service (unit, served_by, since) VALUES ($1, $2, 1)",
            params![second, first],
        ).await.unwrap();
        tx.commit().await.unwrap();
        let home = unit.get("/").await.text();
        assert!(home.contains("其他单位的待办") && home.contains("东街社区卫生服务中心（代报）") && home.contains("1 件待办"), "{home}");
        assert_eq!(home.matches("签收：").count(), 1, "what it is stands there only: {home}");
        assert!(!house.visitor(&house.cast.unit_leader).get("/").await.text().contains("其他单位的待办"), "only the officer serves");
        assert_eq!(unit.post("/session/place", &[("id", &second.to_string())]).await.status, 303);
        let there = unit.get("/").await.text();
        assert!(there.contains("签收：") && there.contains("切换过去<span class=\"visually-hidden\">：青禾区第一医院"), "the own one waits, too: {there}");
    }
}

testing_db::story! {
    async fn who_has_two_units_sees_how_much_waits_in_the_other(house: Stage) {
        launch(&house).await;
        let second = house.cast.second_unit;
        let mut unit = house.visitor(&house.cast.unit_officer);
        assert!(!unit.get("/").await.text().contains("切换过去"));
        let seats = [(house.cast.unit_officer.person, "unit_officer"), (house.cast.other_officer.person, "unit_leader")];
        let mut tx = house.db.begin().await.unwrap();
        for (person, role) in seats {
            let id = tx.id::<()>().to_string();
            tx.run_one(
                "INSERT INTO role_grant (id, person, unit, role, granted_at) VALUES ($1, $2, $3, $4, 1)",
                params![&id, person, second, role],
            ).await.unwrap();
        }
        tx.commit().await.unwrap();
        let home = unit.get("/").await.text();
        assert!(home.contains("其他单位的待办") && home.contains("东街社区卫生服务中心 <span class=\"soft\">1 件待办"), "{home}");
        let desk = house.visitor(&house.cast.other_officer).get("/desk").await.text();
        assert!(desk.contains("其他单位的待办") && desk.contains("1 件待办"), "an officer of the bureau, too: {desk}");
        let signed = house.visitor(&house.cast.other_unit_officer).get("/").await.text();
        let sign = signed.split("/campaigns/").nth(1).unwrap().split(['"', '#', '/']).next().unwrap().to_owned();
        let done = house.visitor(&house.cast.other_unit_officer).post(&format!("/campaigns/{sign}/sign"), &[]).await;
        assert_eq!(done.status, 303, "{}", done.text());
        let home = unit.get("/").await.text();
        assert!(!home.contains("签收") || !home.contains("1 件待办"), "{home}");
    }
}
