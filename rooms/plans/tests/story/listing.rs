use db::params;
use serde_json::json;

use crate::ground::{NOTICE, Stage, begun, launch, send_down};

testing_db::story! {
    async fn a_unit_sees_whose_plans_are_listed_where_they_are_of_several(house: Stage) {
        launch(&house).await;
        let (column, name) = (r#"<th scope="col">单位</th>"#, ">青禾区第一医院</a>");
        let mut successor = house.visitor(&house.cast.other_unit_officer);
        let own = successor.get("/plans").await.text();
        assert!(!own.contains(column) && !own.contains(name), "all are its own: {own}");
        let unit = format!("/api/v1/units/{}", house.cast.first_unit);
        let mut officer = house.program(&house.cast.bureau_officer);
        let version = officer.get(&unit).await.json()["version"].clone();
        let into = json!({
            "successor": house.cast.second_unit.to_string(), "last_day": house.clock().today().to_string(), "reason": "机构整合",
            "version": version,
        });
        let merged = officer.call("POST", &format!("{unit}/merge"), &into).await;
        assert_eq!(merged.status, 200, "{}", merged.text());
        for (list, has_gone) in [("/plans", true), ("/plans?state=draft", false)] {
            let both = successor.get(list).await.text();
            assert!(both.contains(column) && both.contains(">东街社区卫生服务中心</a>"), "{list}: {both}");
            assert_eq!(both.contains(name) && both.contains("已并入，不用报备"), has_gone, "{list}: {both}");
            assert!(!both.contains("<th scope=\"col\">类别</th>"), "{both}");
        }
    }
}

testing_db::story! {
    async fn a_campaign_that_asks_for_no_plan_reminds_nobody(house: Stage) {
        launch(&house).await;
        let mut tx = house.db.begin().await.unwrap();
        tx.run("UPDATE due SET dropped = TRUE WHERE kind = 'unit_plan'", params![]).await.unwrap();
        tx.commit().await.unwrap();
        let mut officer = house.visitor(&house.cast.bureau_officer);
        let list = officer.get("/plans").await.text();
        assert!(list.contains("可自愿报备") && !list.contains("未报备"), "{list}");
        assert!(officer.get("/plans?state=draft").await.text().contains("没有符合条件的方案"));
        let mut tx = house.db.begin().await.unwrap();
        tx.run("UPDATE enrolment SET left_on = '2026-03-05'", params![]).await.unwrap();
        tx.commit().await.unwrap();
        assert!(!officer.get("/plans").await.text().contains("可自愿报备"), "who left with nothing is not listed");
    }
}

testing_db::story! {
    async fn campaigns_of_one_name_are_told_apart_in_the_list(house: Stage) {
        launch(&house).await;
        let mut officer = house.visitor(&house.cast.bureau_officer);
        let second = begun(&mut officer, &NOTICE.replace("9号", "10号")).await;
        send_down(&mut officer, &second).await;
        let own = house.visitor(&house.cast.unit_officer).get("/plans").await.text();
        let watched = officer.get("/plans").await.text();
        for (page, times) in [(own, 1), (watched, 2)] {
            for number in ["9号", "10号"] {
                let name = format!("安全宣传专项行动（云青卫〔2026〕{number}）</");
                let rows = page.split("<tbody").nth(1).unwrap_or(&page).matches(name.as_str()).count();
                assert_eq!(rows, times, "{name}: {page}");
            }
        }
    }
}
