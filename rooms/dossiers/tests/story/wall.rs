use serde_json::json;
use testing::unzipped;

use crate::scene::{Stage, ask, file, launch, log, now};

testing_db::story! {
    async fn a_file_never_holds_another_units_row(house: Stage) {
        let campaign = launch(&house).await;
        let cast = &house.cast;
        log(&house, &cast.unit_officer, ("甲院讲座", "2026-03-05", &campaign), &[1]).await;
        log(&house, &cast.unit_officer, ("甲院义诊", "2026-03-05", ""), &[2]).await;
        let theirs = log(&house, &cast.other_unit_officer, ("乙中心讲座", "2026-03-05", &campaign), &[3]).await;
        log(&house, &cast.other_unit_officer, ("乙中心义诊", "2026-03-05", ""), &[4]).await;
        // One that the other unit holds, with this one as a co-host, is the other's too.
        let joint = json!({ "name": "乙中心联合演练", "starts_on": "2026-03-05", "campaigns": [campaign], "cohosts": ["青禾区第一医院"] });
        let logged = house.program(&cast.other_unit_officer).call("POST", "/api/v1/activities", &joint).await;
        assert_eq!(logged.status, 200, "{}", logged.text());

        for who in [&cast.unit_officer, &cast.unit_leader, &cast.bureau_officer] {
            let seen = file(&house, who, cast.first_unit, "?reckoning=logged").await;
            let text = seen.to_string();
            assert!(text.contains("甲院讲座") && text.contains("甲院义诊") && !text.contains("乙中心"), "{text}");
            assert!(!text.contains(&theirs[0]) && !text.contains(&cast.second_unit.to_string()), "{text}");
            let page = house.visitor(who).get(&format!("/dossiers/{}?reckoning=logged", cast.first_unit)).await.text();
            assert!(page.contains("甲院讲座") && !page.contains("乙中心"), "{page}");
        }
        let asked = ask(&house, &cast.bureau_officer, cast.first_unit, &json!({ "reckoning": "logged" })).await;
        house.run_until_idle().await;
        let done = now(&house, &cast.bureau_officer, &asked).await;
        let package = house.program(&cast.bureau_officer).get(done["file"].as_str().unwrap()).await.body;
        let mut other = house.program(&cast.other_unit_officer);
        let copy = other.get(&format!("/photos/{}/large", theirs[0])).await.body;
        for (name, bytes) in unzipped(&package) {
            assert!(!name.contains("乙中心") && bytes != copy, "{name}");
            assert!(!String::from_utf8_lossy(&bytes).contains("乙中心"), "{name}");
        }

        let paths = [
            format!("/api/v1/dossiers/{}", cast.first_unit),
            format!("/api/v1/dossiers/{}/exports/{}", cast.first_unit, asked["id"].as_str().unwrap()),
            done["file"].as_str().unwrap().to_owned(),
        ];
        for path in &paths {
            assert_eq!(other.get(path).await.status, 404, "{path}");
            for who in [&cast.system_administrator, &cast.security_administrator, &cast.audit_administrator, &cast.member, &cast.inspector] {
                assert_eq!(house.program(who).get(path).await.status, 403, "{path} as {}", who.name);
            }
            let elsewhere = path.replace(&cast.first_unit.to_string(), &cast.second_unit.to_string());
            let expected = if path == &paths[0] { 200 } else { 404 };
            assert_eq!(other.get(&elsewhere).await.status, expected, "an export is of one unit: {elsewhere}");
        }
        for nothing in [cast.bureau.to_string(), "0".repeat(32), "x".to_owned()] {
            let answer = house.program(&cast.bureau_officer).get(&format!("/api/v1/dossiers/{nothing}")).await;
            assert_eq!(answer.status, 404, "{nothing} is no unit");
        }
        testing::move_down(&house.db, cast, &cast.other_officer).await.unwrap();
        let below = house.program(&cast.other_officer).get(&paths[0]).await;
        assert_eq!(below.status, 404, "the unit hangs below another office");
    }
}

testing_db::story! {
    async fn a_merged_unit_keeps_its_own_file(house: Stage) {
        let campaign = launch(&house).await;
        let cast = &house.cast;
        let (first, second) = (cast.first_unit, cast.second_unit);
        log(&house, &cast.unit_officer, ("合并前的讲座", "2026-03-05", &campaign), &[1]).await;
        assert_eq!(house.program(&cast.other_unit_officer).get(&format!("/api/v1/dossiers/{first}")).await.status, 404);
        let into = json!({ "successor": second.to_string(), "last_day": "2026-03-05", "reason": "机构整合", "version": 1 });
        let merged = house.program(&cast.bureau_officer).call("POST", &format!("/api/v1/units/{first}/merge"), &into).await;
        assert_eq!(merged.status, 200, "{}", merged.text());

        // It hangs below its successor, whose people read it; its rows are in no other file.
        let old = file(&house, &cast.other_unit_officer, first, "?reckoning=logged").await;
        assert_eq!((&old["merged_into"], &old["merged_on"]), (&json!("东街社区卫生服务中心"), &json!("2026-03-05")));
        assert_eq!(old["campaigns"][0]["activities"]["count"], 1);
        let new = file(&house, &cast.other_unit_officer, second, "?reckoning=logged").await;
        assert!(!new.to_string().contains("合并前的讲座"), "{new}");
        assert!(new["campaigns"][0]["indicators"].as_array().unwrap().iter().all(|one| one["done"] == 0), "{new}");
        let page = house.visitor(&cast.other_unit_officer).get(&format!("/dossiers/{second}")).await.text();
        assert!(page.contains("并入的单位各有自己的档案") && page.contains(&format!("/dossiers/{first}")), "{page}");
        let page = house.visitor(&cast.unit_officer).get(&format!("/dossiers/{first}")).await.text();
        assert!(page.contains("本单位已于 2026-03-05 并入") && !page.contains("/activities/new"), "{page}");
        let asked = ask(&house, &cast.other_unit_officer, second, &json!({ "year": "2026" })).await;
        house.run_until_idle().await;
        let done = now(&house, &cast.other_unit_officer, &asked).await;
        let package = house.program(&cast.other_unit_officer).get(done["file"].as_str().unwrap()).await.body;
        assert!(unzipped(&package).keys().all(|name| !name.contains("合并前")), "{done}");
    }
}
