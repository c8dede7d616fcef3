use serde_json::{Value, json};
use testing::{SCRIPTS, Visitor, hidden};

use crate::House;

async fn call(program: &mut Visitor, unit: &str, deed: &str, mut body: Value) -> (u16, Value) {
    let path = format!("/api/v1/units/{unit}");
    body["version"] = program.get(&path).await.json()["version"].clone();
    let answer = program.call("POST", &format!("{path}/{deed}"), &body).await;
    (answer.status.as_u16(), answer.json())
}

testing_db::story! {
    async fn a_closed_unit_is_asked_for_nothing_new_and_keeps_its_history(house: House) {
        let cast = &house.cast;
        let unit = format!("/units/{}", cast.second_unit);
        let mut officer = house.visitor(&cast.bureau_officer);
        let version = hidden(&officer.get(&unit).await.text(), "version");
        for (day, reason, sentence) in [("2026-03-07", "注销", "不能晚于今天"), ("2026-03-05", "", "请填写停办依据或原因"), ("昨天", "注销", "日期")] {
            let typed = [("last_day", day), ("reason", reason), ("version", version.as_str())];
            let refused = officer.post(&format!("{unit}/close"), &typed).await;
            assert!(refused.status == 422 && refused.text().contains(sentence), "{sentence}: {}", refused.text());
        }
        let asked = officer.get(&format!("{unit}/close?last_day=2026-03-05&reason=注销")).await.text();
        assert!(asked.contains("没有要退出的专项行动") && asked.contains("确认停办"), "{asked}");
        let refused = officer.get(&format!("{unit}/close?last_day=2026-03-07&reason=注销")).await;
        assert!(refused.status == 422 && !refused.text().contains("确认停办"), "{}", refused.text());
        let typed = [("last_day", "2026-03-05"), ("reason", "注销"), ("version", version.as_str())];
        assert_eq!(officer.post(&format!("{unit}/close"), &typed).await.location(), unit);
        assert_eq!(officer.post(&format!("{unit}/close"), &typed).await.status, 409, "once");
        let living = people::facts::living_units_below(&house.db, &people::NodePath::root(cast.bureau)).await.unwrap();
        assert_eq!(living.iter().map(|one| one.id).collect::<Vec<_>>(), [cast.first_unit]);
        let page = officer.get(&unit).await.text();
        assert!(page.contains("已停办，最后一天是 2026-03-05") && !page.contains("生成链接"), "{page}");
        assert!(officer.get("/units/tree").await.text().contains("2026-03-05 停办"));
        assert!(!officer.get("/units").await.text().contains("东街社区卫生服务中心"));
        assert!(officer.get("/units?closed=on").await.text().contains("东街社区卫生服务中心"));
        assert!(officer.get("/units/invitations").await.text().contains("1 家单位还没有能登录的经办人"));
        let refused = officer.post("/units", &[("name", "新的一家"), ("class", "诊所"), ("parent", &cast.second_unit.to_string())]).await;
        assert_eq!(refused.status, 409);
        let sheet = officer.get("/units/export.xlsx?closed=on").await.body;
        let refused = officer.upload("/units/import", &[], &[("file", "名册.xlsx", &sheet)]).await;
        assert!(refused.status == 422 && refused.text().contains("这个单位已停办"), "{}", refused.text());
        let mut own = house.visitor(&cast.other_unit_officer);
        assert_eq!(own.get(&unit).await.status, 200, "its people still look things up");

        let version = hidden(&officer.get(&unit).await.text(), "version");
        let refused = officer.post(&format!("{unit}/reopen"), &[("version", &version)]).await;
        assert!(refused.status == 422 && refused.text().contains("请填写恢复原因"), "{}", refused.text());
        assert_eq!(officer.post(&format!("{unit}/reopen"), &[("reopen_reason", "误办"), ("version", &version)]).await.location(), unit);
        assert!(officer.get("/units").await.text().contains("东街社区卫生服务中心"));
        assert_eq!((house.ledger_count("unit.close").await, house.ledger_count("unit.reopen").await), (1, 1));
    }
}

testing_db::story! {
    async fn what_others_hang_on_is_not_closed(house: House) {
        let cast = &house.cast;
        let mut officer = house.program(&cast.bureau_officer);
        let (first, second) = (cast.first_unit.to_string(), cast.second_unit.to_string());
        let closed = || json!({ "last_day": "2026-03-05", "reason": "停业" });
        assert_eq!(call(&mut officer, &cast.bureau.to_string(), "close", closed()).await.0, 409);
        assert_eq!(call(&mut officer, &second, "service", json!({ "served_by": first })).await.0, 200);
        let (status, problem) = call(&mut officer, &first, "close", closed()).await;
        assert!(status == 422 && problem.to_string().contains("替“东街社区卫生服务中心”代报"), "{problem}");
        assert_eq!(call(&mut officer, &second, "service", json!({ "served_by": "" })).await.0, 200);
        assert_eq!(call(&mut officer, &second, "move", json!({ "parent": "青禾区第一医院" })).await.0, 200, "by its name");
        let (status, problem) = call(&mut officer, &first, "close", closed()).await;
        assert!(status == 422 && problem.to_string().contains("下面还有 1 个单位"), "{problem}");
        let (status, view) = call(&mut officer, &second, "close", closed()).await;
        assert_eq!((status, view["closed_on"].as_str()), (200, Some("2026-03-05")));
        assert_eq!(call(&mut officer, &first, "close", closed()).await.0, 200);
        let (status, view) = call(&mut officer, &first, "reopen", json!({ "reopen_reason": "误办" })).await;
        assert_eq!((status, view["closed_on"].is_null()), (200, true));
        let (status, problem) = call(&mut officer, &first, "service", json!({ "served_by": second })).await;
        assert!(status == 422 && problem.to_string().contains("已停办"), "{problem}");
    }
}

testing_db::story! {
    async fn scripts_in_a_closing_stay_text(house: House) {
        let unit = format!("/units/{}", house.cast.second_unit);
        let mut officer = house.visitor(&house.cast.bureau_officer);
        for script in SCRIPTS {
            let version = hidden(&officer.get(&unit).await.text(), "version");
            let typed = [("last_day", *script), ("reason", script), ("version", version.as_str())];
            let page = officer.post(&format!("{unit}/close"), &typed).await;
            let is_markup = script.contains(['<', '"', '\'', '&']);
            assert!(page.status == 422 && !(is_markup && page.text().contains(script)), "{script}: {}", page.text());
        }
    }
}
