//! The audit trail and the queue through HTTP, on both engines.

#![expect(clippy::unwrap_used, reason = "a story stops at the first thing that is not as told")]

use db::{Reads, params};
use jobs::NewJob;
use people::Actor;
use serde_json::{Value, json};
use testing::{INJECTIONS, Kit, SCRIPTS, Visitor, encoded};
use web::Room;

struct Rooms;

impl testing::Rooms for Rooms {
    fn open(kit: &Kit) -> Vec<Room<Actor>> {
        vec![people::room(kit.db.clone()), admin::room(kit.db.clone())]
    }
}

type House = testing::House<Rooms>;

/// Does something that leaves an entry whose actor has this name and whose detail holds it, too.
async fn leave_a_trace(house: &House, name: &str) {
    let mut tx = house.db.begin().await.unwrap();
    let entry = ledger::Entry {
        actor: None,
        actor_name: name,
        role: name,
        verb: name,
        target_kind: name,
        target: name,
        place: None,
        outcome: ledger::Outcome::Done,
        detail: json!({ "name": name, name: 1 }),
        request: name,
    };
    ledger::record(&mut tx, entry).await.unwrap();
    tx.commit().await.unwrap();
}

async fn actors(program: &mut Visitor, query: &str) -> Vec<String> {
    let answer = program.get(&format!("/api/v1/ledger?{query}")).await;
    assert_eq!(answer.status, 200, "{query}: {}", answer.text());
    let entries = answer.json()["entries"].as_array().cloned().unwrap_or_default();
    let mut names: Vec<String> =
        entries.iter().map(|entry| entry["actor_name"].as_str().unwrap().to_owned()).collect();
    names.sort();
    names
}

testing_db::story! {
    async fn each_administrator_has_one_door(house: House) {
        for who in house.cast.everybody() {
            let mut visitor = house.visitor(who);
            let mut program = house.program(who);
            let (ledger, jobs) = match who.role.code() {
                "audit_administrator" => (200, 403),
                "system_administrator" => (403, 200),
                _ => (403, 403),
            };
            for (door, expected) in [("/ledger", ledger), ("/ledger/export.xlsx", ledger), ("/jobs", jobs)] {
                assert_eq!(visitor.get(door).await.status, expected, "{} at {door}", who.name);
            }
            for (door, expected) in [("/api/v1/ledger", ledger), ("/api/v1/jobs", jobs)] {
                assert_eq!(program.get(door).await.status, expected, "{} at {door}", who.name);
            }
        }
        assert_eq!(house.stranger().get("/ledger").await.status, 303);
        assert_eq!(house.ledger_count("ledger.export").await, 1, "taking the trail out is itself recorded");
    }
}

testing_db::story! {
    async fn what_was_done_is_found_by_who_what_and_when(house: House) {
        let mut officer = house.visitor(&house.cast.bureau_officer);
        let made = officer.post("/units", &[("name", "北街诊所"), ("class", "诊所")]).await;
        let request = made.headers["x-request-id"].to_str().unwrap().to_owned();
        let mut auditor = house.visitor(&house.cast.audit_administrator);
        let page = auditor.get("/ledger?person=林经办&verb=unit.add&outcome=done&from=2026-03-06&to=2026-03-06").await;
        assert!(page.text().contains("北街诊所") && page.text().contains("单位 · 新增"), "{}", page.text());
        let by_request = auditor.get(&format!("/ledger?request={request}")).await.text();
        assert_eq!(by_request.matches("<details").count() - 1, 1, "one entry beside the menu");
        let by_text = auditor.get("/ledger?q=北街").await.text();
        assert!(by_text.contains("北街诊所") && !by_text.contains("没有符合条件的记录"));
        for nothing in ["q=南街", "person=陈审核", "outcome=refused", "from=2026-03-07", "to=2026-03-05", "kind=report"] {
            let page = auditor.get(&format!("/ledger?verb=unit.add&{nothing}")).await.text();
            assert!(page.contains("没有符合条件的记录"), "{nothing}");
        }
        let turned = auditor.get("/ledger?from=2026-03-07&to=2026-03-06").await.text();
        assert!(turned.contains("结束日期早于开始日期") && !turned.contains("没有符合条件的记录"), "{turned}");
        assert_eq!(auditor.get("/ledger/export.xlsx?from=2026-03-07&to=2026-03-06").await.status, 422);
        let wrong = auditor.get("/ledger?from=2026-02-30").await.text();
        assert!(wrong.contains("真实存在的一天"));
        let export = auditor.get("/ledger/export.xlsx?verb=unit.add").await;
        assert!(export.body.starts_with(b"PK"));
    }
}

testing_db::story! {
    async fn an_entry_names_its_unit_and_is_found_by_it(house: House) {
        let mut officer = house.visitor(&house.cast.bureau_officer);
        let first = house.cast.first_unit.to_string();
        let department = [("name", "药房"), ("kind", "department"), ("parent", first.as_str())];
        assert_eq!(officer.post("/units", &department).await.status, 303, "a department needs no class");
        assert_eq!(officer.post("/units", &[("name", "北街诊所"), ("class", "诊所")]).await.status, 303);
        let mut auditor = house.visitor(&house.cast.audit_administrator);
        let page = auditor.get("/ledger").await.text();
        assert!(page.contains("data-label=\"单位\">青禾区第一医院</td>"), "{page}");
        let mut program = house.program(&house.cast.audit_administrator);
        for unit in ["青禾区第一医院", first.as_str()] {
            let found = program.get(&format!("/api/v1/ledger?verb=unit.add&unit={}", encoded(unit))).await.json();
            let entries = found["entries"].as_array().unwrap();
            assert_eq!((entries.len(), entries[0]["detail"]["name"].as_str()), (1, Some("药房")), "{unit}");
        }
        let bureau = encoded("云岭市青禾区卫生健康局");
        let found = program.get(&format!("/api/v1/ledger?verb=unit.add&unit={bureau}")).await.json();
        assert_eq!(found["entries"].as_array().unwrap().len(), 2, "with what hangs below it");
        for text in INJECTIONS.iter().chain(SCRIPTS) {
            let sought = encoded(text);
            assert_eq!(program.get(&format!("/api/v1/ledger?unit={sought}")).await.status, 422, "{text}");
            let page = auditor.get(&format!("/ledger?unit={sought}")).await.text();
            let is_markup = text.contains(['<', '"', '\'', '&']);
            assert!(page.contains("没有找到这个单位") && !(is_markup && page.contains(text)), "{text}: {page}");
        }
        let export = auditor.get(&format!("/ledger/export.xlsx?unit={bureau}")).await;
        assert!(export.body.starts_with(b"PK"));
    }
}

testing_db::story! {
    async fn a_settings_change_tells_both_names_and_the_reckoning_in_words(house: House) {
        let mut system = house.visitor(&house.cast.system_administrator);
        let fields = [
            ("body_name", "云岭市青禾区卫生健康委员会"), ("body_short_name", "区卫健委"), ("office_name", "委安办"),
            ("reckoning", "reported"), ("due_time", "17:30"), ("version", "0"),
        ];
        assert_eq!(system.post("/settings", &fields).await.status, 303);
        let page = house.visitor(&house.cast.audit_administrator).get("/ledger?verb=site.settings").await.text();
        for words in ["单位全称：云岭市青禾区卫生健康局 → 云岭市青禾区卫生健康委员会", "单位简称：区卫健局 → 区卫健委", "口径：已审核 → 已报送"] {
            assert!(page.contains(words), "{words}: {page}");
        }
    }
}

testing_db::story! {
    async fn the_trail_is_read_page_by_page(house: House) {
        for i in 0..120 {
            leave_a_trace(&house, &format!("第{i}位")).await;
        }
        let mut program = house.program(&house.cast.audit_administrator);
        let mut seen = Vec::new();
        let mut after = String::new();
        loop {
            let page = program.get(&format!("/api/v1/ledger?after={after}")).await.json();
            let entries = page["entries"].as_array().unwrap();
            assert!(entries.len() <= 50);
            seen.extend(entries.iter().map(|entry| entry["actor_name"].as_str().unwrap().to_owned()));
            match page["next"].as_str() {
                Some(next) => next.clone_into(&mut after),
                None => break,
            }
        }
        let expected: Vec<String> = (0..120).rev().map(|i| format!("第{i}位")).collect();
        assert_eq!(seen, expected);
    }
}

testing_db::story! {
    async fn filters_are_read_literally(house: House) {
        for text in INJECTIONS {
            leave_a_trace(&house, text).await;
        }
        let mut program = house.program(&house.cast.audit_administrator);
        let all = actors(&mut program, "").await;
        assert_eq!(all.len(), INJECTIONS.len());
        for text in INJECTIONS {
            let sought = encoded(text);
            let folded = text.to_ascii_lowercase();
            let mut literal: Vec<String> = INJECTIONS
                .iter()
                .filter(|other| other.to_ascii_lowercase().contains(&folded))
                .map(|other| (*other).to_owned())
                .collect();
            literal.sort();
            for field in ["person", "q"] {
                assert_eq!(actors(&mut program, &format!("{field}={sought}")).await, literal, "{field} {text}");
            }
            for field in ["verb", "kind", "target", "request"] {
                assert_eq!(actors(&mut program, &format!("{field}={sought}")).await, [*text], "{field}");
            }
            for field in ["outcome", "after"] {
                assert_eq!(actors(&mut program, &format!("{field}={sought}")).await, all, "{field} {text}");
            }
            for field in ["from", "to"] {
                assert_eq!(program.get(&format!("/api/v1/ledger?{field}={sought}")).await.status, 422);
            }
            let mut system = house.program(&house.cast.system_administrator);
            let jobs = system.get(&format!("/api/v1/jobs?state={sought}&after={sought}")).await;
            assert_eq!(jobs.json()["jobs"], Value::Array(Vec::new()));
        }
        let rows = house.db.count("SELECT COUNT(*) AS value FROM ledger", params![]).await.unwrap();
        assert_eq!(rows, INJECTIONS.len() as u64);
    }
}

testing_db::story! {
    async fn scripts_in_the_trail_stay_text(house: House) {
        let mut auditor = house.visitor(&house.cast.audit_administrator);
        for script in SCRIPTS {
            leave_a_trace(&house, script).await;
            let sought = encoded(script);
            let filter = format!("/ledger?q={sought}&person={sought}&verb={sought}&kind={sought}&target={sought}&request={sought}");
            for path in ["/ledger", filter.as_str()] {
                let page = auditor.get(path).await.text();
                let is_markup = script.contains(['<', '"', '\'', '&']);
                assert!(!(is_markup && page.contains(script)), "{script} at {path}");
            }
            assert!(!auditor.get(&filter).await.text().contains("没有符合条件的记录"));
        }
    }
}

testing_db::story! {
    async fn the_queue_is_watched_without_its_business(house: House) {
        let mut tx = house.db.begin().await.unwrap();
        let job = NewJob {
            kind: "report.consolidate",
            key: "a",
            payload: json!({ "narrative": "业务内容" }),
            place: None,
            created_by: None,
        };
        jobs::enqueue(&mut tx, job).await.unwrap();
        tx.commit().await.unwrap();
        let mut system = house.visitor(&house.cast.system_administrator);
        let page = system.get("/jobs?state=queued").await.text();
        assert!(page.contains("报送 · 生成汇总") && page.contains("排队中") && !page.contains("业务内容"), "{page}");
        assert!(system.get("/jobs?state=failed").await.text().contains("没有符合条件的任务"));
        let mut program = house.program(&house.cast.system_administrator);
        let listed = program.get("/api/v1/jobs").await;
        assert_eq!(listed.json()["jobs"][0]["state"], "queued");
        assert!(!listed.text().contains("业务内容"));
    }
}

testing_db::story! {
    async fn a_job_names_who_started_it_and_does_not_say_what_it_did_last(house: House) {
        let officer = house.cast.bureau_officer.person.to_string();
        let place = people::NodePath::root(house.cast.bureau);
        let mut tx = house.db.begin().await.unwrap();
        let job = NewJob {
            kind: "report.consolidate",
            key: "a",
            payload: json!({}),
            place: Some(place.as_str()),
            created_by: Some(&officer),
        };
        jobs::enqueue(&mut tx, job).await.unwrap();
        tx.run("UPDATE job SET state = 'done', message = '正在写入图片'", params![]).await.unwrap();
        tx.commit().await.unwrap();
        let mut system = house.visitor(&house.cast.system_administrator);
        let page = system.get("/jobs").await.text();
        assert!(page.contains("区卫健局 · 林经办 发起") && !page.contains("正在写入图片"), "{page}");
        let listed = house.program(&house.cast.system_administrator).get("/api/v1/jobs").await.json();
        assert_eq!(listed["jobs"][0]["created_by"].as_str(), Some(officer.as_str()));
    }
}

/// Puts a job that nobody works off into the queue.
async fn queued(house: &House, kind: &str, key: &str) -> String {
    let mut tx = house.db.begin().await.unwrap();
    let job = NewJob { kind, key, payload: json!({ "secret": key }), place: None, created_by: None };
    let id = jobs::enqueue(&mut tx, job).await.unwrap();
    tx.commit().await.unwrap();
    id.to_string()
}

testing_db::story! {
    async fn a_job_is_stopped_and_done_again(house: House) {
        let mut system = house.visitor(&house.cast.system_administrator);
        assert!(system.get("/jobs").await.text().contains("没有后台任务"));
        let (first, _) = (queued(&house, "report.consolidate", "a").await, queued(&house, "people.tidy", "b").await);
        let page = system.get("/jobs?kind=report.consolidate").await.text();
        assert!(page.contains("报送 · 生成汇总") && page.contains("停止任务") && !page.contains("secret"), "{page}");
        let kinds = ["report.consolidate", "people.tidy"];
        let mut program = house.program(&house.cast.system_administrator);
        for kind in kinds {
            let found = program.get(&format!("/api/v1/jobs?kind={kind}")).await.json();
            let found: Vec<&str> = found["jobs"].as_array().unwrap().iter().map(|job| job["kind"].as_str().unwrap()).collect();
            assert_eq!(found, [kind]);
        }
        assert!(system.get("/jobs?state=failed").await.text().contains("没有符合条件的任务"));
        assert_eq!(system.post(&format!("/jobs/{first}/retry"), &[]).await.status, 409, "it still waits");
        assert_eq!(system.post(&format!("/jobs/{first}/cancel"), &[]).await.location(), "/jobs");
        assert_eq!(system.post(&format!("/jobs/{first}/cancel"), &[]).await.status, 409, "it is over");
        let again = program.call("POST", &format!("/api/v1/jobs/{first}/retry"), &json!({})).await.json();
        assert_eq!((again["state"].as_str(), again["kind"].as_str()), (Some("queued"), Some("report.consolidate")));
        assert_ne!(again["id"].as_str(), Some(first.as_str()));
        let twice = program.call("POST", &format!("/api/v1/jobs/{first}/retry"), &json!({})).await.json();
        assert_eq!(twice["id"], again["id"], "one run a key");
        assert_eq!(program.call("POST", "/api/v1/jobs/none/cancel", &json!({})).await.status, 404);
        let mut officer = house.visitor(&house.cast.bureau_officer);
        assert_eq!(officer.post(&format!("/jobs/{first}/retry"), &[]).await.status, 403);
        assert_eq!(house.visitor(&house.cast.unit_officer).post(&format!("/jobs/{first}/retry"), &[]).await.status, 404);
        assert_eq!((house.ledger_count("job.cancel").await, house.ledger_count("job.retry").await), (1, 2));
    }
}

testing_db::story! {
    async fn an_entry_keeps_the_names_of_its_day_beside_the_present_ones(house: House) {
        let mut officer = house.visitor(&house.cast.bureau_officer);
        let made = officer.post("/units", &[("name", "北街诊所"), ("class", "诊所")]).await;
        let clinic = made.location().to_owned();
        let version = testing::hidden(&officer.get(&format!("{clinic}/edit")).await.text(), "version");
        let renamed = [("name", "北街门诊部"), ("short_name", "北街"), ("class", "诊所"), ("version", version.as_str())];
        assert_eq!(officer.post(&format!("{clinic}/edit"), &renamed).await.status, 303);
        let mut auditor = house.visitor(&house.cast.audit_administrator);
        let page = auditor.get("/ledger?verb=unit.add").await.text();
        assert!(page.contains("北街诊所（现为“北街门诊部”）"), "{page}");
        assert!(auditor.get("/ledger?verb=unit.add&q=北街诊所").await.text().contains("共 1 条"), "found by the old name");
        let view = house.program(&house.cast.audit_administrator).get("/api/v1/ledger?verb=unit.add").await.json();
        let id = clinic.trim_start_matches("/units/");
        assert_eq!((view["entries"][0]["called"][id].as_str(), view["called_now"][id].as_str()), (Some("北街诊所"), Some("北街门诊部")));
        let person = house.visitor(&house.cast.bureau_officer).post("/account/name", &[("own_name", "林更名")]).await;
        assert_eq!(person.status, 303, "{}", person.text());
        let page = auditor.get("/ledger?verb=unit.add").await.text();
        assert!(page.contains("林经办（现为“林更名”）"), "{page}");
    }
}

testing_db::story! {
    async fn what_is_looked_for_stands_over_the_list_in_words(house: House) {
        let mut officer = house.visitor(&house.cast.bureau_officer);
        assert_eq!(officer.post("/units", &[("name", "北街诊所"), ("class", "诊所")]).await.status, 303);
        let mut auditor = house.visitor(&house.cast.audit_administrator);
        let query = format!("verb=unit.add&outcome=done&unit={}", house.cast.bureau);
        let page = auditor.get(&format!("/ledger?{query}")).await.text();
        let said = "结果：已完成；单位：云岭市青禾区卫生健康局；操作：单位 · 新增";
        assert!(page.contains(said) && page.contains("共 1 条"), "{page}");
        assert!(auditor.get("/ledger").await.text().contains("全部记录 · 共"), "{page}");
        let export = auditor.get(&format!("/ledger/export.xlsx?{query}")).await;
        assert_eq!(export.status, 200);
        let page = auditor.get("/ledger?verb=ledger.export").await.text();
        assert!(page.contains(said) && !page.contains("筛选条件：?") && page.contains("行数：1"), "{page}");
        let count = house.program(&house.cast.audit_administrator).get(&format!("/api/v1/ledger?{query}")).await.json();
        assert_eq!(count["total"], 1);
    }
}
