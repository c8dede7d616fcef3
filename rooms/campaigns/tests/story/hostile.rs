use serde_json::{Value, json};
use testing::{INJECTIONS, SCRIPTS};
use web::encoded;

use super::house::{NOTICE, Stage, begun, launched, text, view};

testing_db::story! {
    async fn a_search_is_literal(house: Stage) {
        let mut officer = house.visitor(&house.cast.bureau_officer);
        let mut program = house.program(&house.cast.bureau_officer);
        begun(&mut officer).await;
        for hostile in INJECTIONS {
            let id = begun(&mut officer).await;
            let name = format!("名称{hostile}结尾");
            let head = json!({ "version": 1, "name": name });
            assert_eq!(program.call("PUT", &format!("/api/v1/campaigns/{id}"), &head).await.status, 200);
            let found = program.call("GET", &format!("/api/v1/campaigns?q={}", encoded(&name)), &Value::Null).await;
            assert_eq!(found.json()["total"], 1, "{hostile}");
            assert_eq!(found.json()["rows"][0]["name"], name);
            for field in ["state", "page"] {
                let path = format!("/campaigns?{field}={}", encoded(hostile));
                assert_eq!(officer.get(&path).await.status, 200, "{path}");
            }
        }
        let all = program.call("GET", "/api/v1/campaigns?q=%25", &Value::Null).await;
        assert_eq!(all.json()["total"], 2, "only the names with a per cent sign");
    }
}

testing_db::story! {
    async fn hostile_ids_are_not_found(house: Stage) {
        let mut officer = house.visitor(&house.cast.bureau_officer);
        let id = begun(&mut officer).await;
        for hostile in INJECTIONS.iter().filter(|hostile| **hostile != "%00") {
            let hostile = encoded(hostile);
            assert_eq!(officer.get(&format!("/campaigns/{hostile}")).await.status, 404, "{hostile}");
            let answer = officer.post(&format!("/campaigns/{id}/phases/{hostile}"), &[("version", "1")]).await;
            assert_eq!(answer.status, 404, "{hostile}");
        }
    }
}

testing_db::story! {
    async fn text_stays_text_wherever_it_is_shown(house: Stage) {
        let mut officer = house.visitor(&house.cast.bureau_officer);
        let mut program = house.program(&house.cast.bureau_officer);
        for script in SCRIPTS {
            let notice = NOTICE.replace("各单位要开设专题专栏", &format!("各单位要开设{script}专题专栏"));
            let read = program.call("POST", "/api/v1/campaigns", &json!({ "text": notice })).await;
            assert_eq!(read.status, 200, "{script}: {}", read.text());
            let id = text(&read.json()["id"]);
            fill(&mut program, &id, script).await;
            let phase = text(&view(&mut program, &id).await["phases"][0]["id"]);
            let pages = ["plan", "units", "launch", &format!("plan?edit=phase-{phase}"), "plan?edit=head"];
            for page in pages {
                let html = officer.get(&format!("/campaigns/{id}/{page}")).await.text();
                assert_is_text(&html, script, page);
            }
            let units = [house.cast.first_unit.to_string()];
            let launch = json!({ "units": units });
            program.call("POST", &format!("/api/v1/campaigns/{id}/launch"), &launch).await;
            let list = officer.get("/campaigns").await.text();
            assert_is_text(&list, script, "list");
            for html in [
                officer.get(&format!("/campaigns/{id}")).await.text(),
                house.visitor(&house.cast.unit_officer).get(&format!("/campaigns/{id}")).await.text(),
            ] {
                assert_is_text(&html, script, "show");
            }
        }
    }
}

async fn fill(program: &mut testing::Visitor, id: &str, script: &str) {
    let base = format!("/api/v1/campaigns/{id}");
    let head = json!({ "version": 1, "name": script, "document_number": script, "superior_basis": script, "report_to": script });
    assert_eq!(program.call("PUT", &base, &head).await.status, 200);
    let plan = view(program, id).await;
    let phase = json!({ "version": 1, "name": script });
    let path = format!("{base}/phases/{}", text(&plan["phases"][0]["id"]));
    assert_eq!(program.call("PUT", &path, &phase).await.status, 200);
    assert_eq!(program.call("POST", &format!("{base}/tasks"), &json!({ "text": script })).await.status, 200);
    assert_eq!(program.call("POST", &format!("{base}/dues"), &json!({ "title": script })).await.status, 200);
}

/// No markup of the script's own survives; the harmless ones of the list hold no `<` or quote.
fn assert_is_text(html: &str, script: &str, page: &str) {
    if script.contains('<') || script.contains('"') {
        assert!(!html.contains(script), "{script} stands raw in {page}");
    }
    assert!(
        !html.contains("<script>alert") && !html.contains("<img src=x") && !html.contains("<svg/onload"),
        "{page}"
    );
    if script.starts_with('\'') {
        assert!(!html.contains("' onmouseover='"), "{page}");
    }
}

testing_db::story! {
    async fn a_unit_elsewhere_sees_what_it_is_enrolled_in_only(house: Stage) {
        let mut program = house.program(&house.cast.bureau_officer);
        let read = program.call("POST", "/api/v1/campaigns", &json!({ "text": NOTICE })).await;
        let id = text(&read.json()["id"]);
        let units = [house.cast.first_unit.to_string()];
        program.call("POST", &format!("/api/v1/campaigns/{id}/launch"), &json!({ "units": units })).await;
        let mut other = house.visitor(&house.cast.other_unit_officer);
        assert_eq!(other.get(&format!("/campaigns/{id}")).await.status, 404);
        let both = launched(&house).await;
        assert_eq!(other.get(&format!("/campaigns/{both}")).await.status, 200);
        let mut own = house.program(&house.cast.other_unit_officer);
        let foreign = format!("/api/v1/campaigns/{both}/progress?unit={}", house.cast.first_unit);
        assert_eq!(own.call("GET", &foreign, &Value::Null).await.status, 404);
        let shown = view(&mut own, &both).await;
        assert_eq!(shown["questions"].as_array().map(Vec::len), Some(0), "what was open is the bureau's affair");
    }
}

testing_db::story! {
    async fn what_is_typed_after_the_launch_stays_text(house: Stage) {
        let mut officer = house.visitor(&house.cast.bureau_officer);
        let mut program = house.program(&house.cast.bureau_officer);
        for script in SCRIPTS {
            let id = launched(&house).await;
            let paper = json!({ "document_number": script, "text": format!("各单位：\n{script}") });
            let opened = program.call("POST", &format!("/api/v1/campaigns/{id}/amend"), &paper).await;
            let draft = text(&opened.json()["id"]);
            program.call("POST", &format!("/api/v1/campaigns/{draft}/tasks"), &json!({ "text": script })).await;
            let indicator = text(&view(&mut program, &draft).await["indicators"][0]["id"]);
            let aim = json!({ "version": 1, "classes": [{ "class": script, "reason": script }] });
            let target = format!("campaigns/{draft}/targets/{indicator}");
            assert_eq!(program.call("PUT", &format!("/api/v1/{target}"), &aim).await.status, 200);
            for page in [&target, &format!("campaigns/{draft}/targets"), &format!("campaigns/{draft}/changes")] {
                assert_is_text(&officer.get(&format!("/{page}")).await.text(), script, page);
            }
            let down = program.call("POST", &format!("/api/v1/campaigns/{draft}/changes"), &json!({})).await;
            assert_eq!(down.status, 200, "{}", down.text());
            let leave = json!({ "left_on": house.clock().today().to_string(), "reason": script });
            let path = format!("/api/v1/campaigns/{id}/members/{}/leave", house.cast.second_unit);
            assert_eq!(program.call("POST", &path, &leave).await.status, 200);
            assert_is_text(&officer.get(&format!("/campaigns/{id}/members")).await.text(), script, "members");
            let mut unit = house.visitor(&house.cast.unit_officer);
            for page in ["", "/editions"] {
                assert_is_text(&unit.get(&format!("/campaigns/{id}{page}")).await.text(), script, page);
            }
        }
    }
}

testing_db::story! {
    async fn a_key_that_nobody_knows_is_refused_by_its_name(house: Stage) {
        let mut officer = house.visitor(&house.cast.bureau_officer);
        let mut program = house.program(&house.cast.bureau_officer);
        let id = begun(&mut officer).await;
        let plan = view(&mut program, &id).await;
        let due = text(&plan["dues"][0]["id"]);
        let bodies = [
            ("POST", format!("/campaigns/{id}/launch"), json!({ "unit": [] }), "unit"),
            ("POST", format!("/campaigns/{id}/launch"), json!({ "moves": [{ "day": "2026-03-01" }] }), "moves[0].day"),
            ("PUT", format!("/campaigns/{id}/dues/{due}"), json!({ "version": 1, "title": "小结", "dueon": "2026-06-01" }), "dueon"),
            ("POST", "/measures".to_owned(), json!({ "name": "健康义诊", "word": ["义诊"] }), "word"),
        ];
        for (method, path, body, key) in bodies {
            let refused = program.call(method, &format!("/api/v1{path}"), &body).await;
            assert!(refused.status == 422 && refused.text().contains(&format!("不认识字段“{key}”")), "{}", refused.text());
            assert_eq!(refused.json()["fields"][0]["field"], key, "{}", refused.text());
        }
        assert_eq!(view(&mut program, &id).await["version"], plan["version"]);
    }
}

testing_db::story! {
    async fn programs_see_slogans_and_attachments_as_the_page_does(house: Stage) {
        let mut officer = house.visitor(&house.cast.bureau_officer);
        let mut program = house.program(&house.cast.bureau_officer);
        let id = begun(&mut officer).await;
        let plan = view(&mut program, &id).await;
        let texts = |list: &str| plan[list].as_array().unwrap().iter().map(|row| text(&row["text"])).collect::<Vec<_>>();
        assert_eq!(texts("slogans"), ["平安医院，人人共建。", "隐患早排查，平安到你家。", "学法知责，守护生命。"]);
        assert_eq!(texts("attachments"), ["平安医院建设宣传标语（参考）"]);
        let page = officer.get(&format!("/campaigns/{id}/plan")).await.text();
        let (start, end) = (&plan["slogans"][0]["source_start"], &plan["slogans"][0]["source_end"]);
        assert!(start.is_u64() && end.is_u64() && page.contains("附件与标语 <small>4 条"), "{plan}");
    }
}
