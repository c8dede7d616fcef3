use db::{Reads, params};
use serde_json::json;
use testing::{INJECTIONS, Visitor, escaped};

use crate::hints::shot;
use crate::scene::{FIRE, SAFETY, Stage, count, launch, photo, post, tally};

const ACTIVITIES: &str = "SELECT COUNT(*) AS value FROM activity";

/// Five photos: two of a morning, one of that afternoon, one of the day before, one without a date chosen behind that.
async fn five(officer: &mut Visitor) -> Vec<String> {
    let taken =
        ["2026:03:05 09:00:00", "2026:03:05 09:40:00", "2026:03:05 15:00:00", "2026:03:04 10:00:00", ""];
    let mut ids = Vec::new();
    for (seed, taken) in (1..).zip(taken) {
        let taken = Some(taken).filter(|taken| !taken.is_empty());
        ids.push(photo(officer, &format!("bulk-photo-{seed}"), &shot(seed, 400, taken)).await);
    }
    ids
}

fn listed(ids: &[String]) -> Vec<(String, String)> {
    ids.iter().enumerate().map(|(at, id)| (format!("photos[{at}]"), id.clone())).collect()
}

/// The fields of two groups over these photos.
fn groups(ids: &[String]) -> Vec<(String, String)> {
    let mut fields = vec![
        ("idempotency_key".to_owned(), "key-of-one-evening".to_owned()),
        ("campaigns[]".to_owned(), SAFETY.to_owned()),
    ];
    let said =
        [("讲座", "2026-03-05", "lecture", "1", &ids[..3]), ("演练", "2026-03-04", "drill", "2", &ids[3..])];
    // A group in between was emptied on the page, so its number is missing.
    for (number, (name, day, measure, amount, photos)) in [0, 2].into_iter().zip(said) {
        let field = |rest: &str, value: &str| (format!("groups[{number}]{rest}"), value.to_owned());
        fields.push(field("[name]", name));
        fields.push(field("[starts_on]", day));
        fields.push(field("[quantities][0][measure]", measure));
        fields.push(field("[quantities][0][amount]", amount));
        fields.push(field("[quantities][1][measure]", ""));
        fields.push(field("[quantities][1][amount]", ""));
        fields.extend(photos.iter().map(|id| field("[photos][]", id)));
    }
    fields
}

async fn send(officer: &mut Visitor, fields: &[(String, String)]) -> testing::Answer {
    let fields: Vec<(&str, &str)> =
        fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    officer.post("/activities/bulk", &fields).await
}

testing_db::story! {
    async fn many_photos_become_several_activities_once_confirmed(house: Stage) {
        launch(&house).await;
        let mut officer = house.visitor(&house.cast.unit_officer);
        let ids = five(&mut officer).await;
        let pick = officer.get("/activities/bulk").await.text();
        assert!(ids.iter().all(|id| pick.contains(id)), "what waits is chosen");

        let page = post(&mut officer, "/activities/bulk/groups", &listed(&ids)).await;
        assert_eq!(page.status, 200, "{}", page.text());
        let page = page.text();
        assert!(page.contains("5 张照片分成 3 组") && page.contains("第 1 组 · 2 张 · 3月4日"), "{page}");
        assert!(page.contains(r#"name="groups[1][starts_on]" type="date" value="2026-03-05""#));
        let by_day = post(&mut officer, "/activities/bulk/groups?by=day", &listed(&ids)).await.text();
        assert!(by_day.contains("5 张照片分成 2 组"));
        assert_eq!(count(&house.db, ACTIVITIES).await, 0, "nothing is logged yet");

        let done = send(&mut officer, &groups(&ids)).await;
        assert_eq!(done.status, 303, "{}", done.text());
        assert!(officer.get(done.location()).await.text().contains("已登记 2 项活动、5 张照片"));
        assert_eq!(send(&mut officer, &groups(&ids)).await.status, 303, "the same form again");
        assert_eq!(count(&house.db, ACTIVITIES).await, 2);
        assert_eq!(house.ledger_count("activity.log").await, 2);
        let attached = "SELECT COUNT(*) AS value FROM photo WHERE activity IS NOT NULL";
        assert_eq!(count(&house.db, attached).await, 5);
        assert_eq!(tally(&house.db, house.cast.first_unit, SAFETY).await, ["a1 drill 2", "a1 lecture 1"]);
    }
}

testing_db::story! {
    async fn one_fault_logs_nothing_and_stands_in_its_group(house: Stage) {
        launch(&house).await;
        let mut officer = house.visitor(&house.cast.unit_officer);
        let ids = five(&mut officer).await;
        let cases = [
            ("groups[2][name]", "", "请填写这一项"),
            ("groups[2][starts_on]", "2026-03-07", "还没有到"),
            ("groups[2][starts_on]", "", "日期"),
            ("groups[2][quantities][0][amount]", "5000余", "如 5000"),
            ("groups[2][quantities][0][measure]", "no_such", "请选择这个数量对应的项目"),
            ("groups[2][starts_on]", "2026-01-05", "早于通知日期的原因"),
        ];
        for (field, value, sentence) in cases {
            let mut fields = groups(&ids);
            fields.iter_mut().filter(|(name, _)| name == field).for_each(|(_, typed)| value.clone_into(typed));
            let refused = send(&mut officer, &fields).await;
            assert_eq!(refused.status, 422, "{field}={value}");
            let page = refused.text();
            assert!(page.contains(&escaped(sentence)), "{field}={value}: {page}");
            assert!(page.contains("讲座") && ids.iter().all(|id| page.contains(id)), "{field}={value}: all is still there");
        }
        let used = send(&mut officer, &[&groups(&ids)[..], &[("groups[2][photos][]".to_owned(), ids[0].clone())]].concat()).await;
        assert_eq!(used.status, 422);
        assert!(used.text().contains("已用于其他活动"));
        assert_eq!(send(&mut officer, &[]).await.status, 422);
        assert_eq!(count(&house.db, ACTIVITIES).await, 0);
        assert_eq!(count(&house.db, "SELECT COUNT(*) AS value FROM tally").await, 0);

        let mut early = groups(&ids);
        early.iter_mut().filter(|(name, _)| name == "groups[2][starts_on]").for_each(|(_, day)| "2026-01-05".clone_into(day));
        early.push(("early_reason".to_owned(), "横幅早已悬挂".to_owned()));
        assert_eq!(send(&mut officer, &early).await.status, 303);
    }
}

testing_db::story! {
    async fn without_a_script_the_files_come_with_the_form(house: Stage) {
        launch(&house).await;
        let mut officer = house.visitor(&house.cast.unit_officer);
        let (first, second) = (shot(1, 400, Some("2026:03:04 10:00:00")), shot(2, 400, Some("2026:03:05 10:00:00")));
        let files = [("files", "一.jpg", first.as_slice()), ("files", "二.jpg", second.as_slice())];
        let page = officer.upload("/activities/bulk/groups?by=day", &[], &files).await;
        assert_eq!(page.status, 200, "{}", page.text());
        assert!(page.text().contains("2 张照片分成 2 组"));
        let bad = [("files", "三.jpg", b"%PDF-1.7".as_slice())];
        let refused = officer.upload("/activities/bulk/groups", &[], &bad).await;
        assert_eq!(refused.status, 422);
        assert!(refused.text().contains("三.jpg") && refused.text().contains("这是 PDF 文件"));
        let none = officer.upload("/activities/bulk/groups", &[("photos[]", "")], &[]).await;
        assert_eq!(none.status, 422);
        assert!(none.text().contains("请先选择照片"));
        for hostile in INJECTIONS {
            let answer = officer.upload("/activities/bulk/groups", &[("photos[]", hostile)], &[]).await;
            assert_eq!(answer.status, 422, "{hostile}");
        }
    }
}

testing_db::story! {
    async fn a_program_groups_and_logs_and_another_units_photos_are_not_there(house: Stage) {
        launch(&house).await;
        let mut officer = house.visitor(&house.cast.unit_officer);
        let ids = five(&mut officer).await;
        let mut program = house.program(&house.cast.unit_officer);
        let found = program.call("POST", "/api/v1/photos/groups", &json!({ "photos": ids })).await.json();
        assert_eq!(found["groups"].as_array().unwrap().len(), 3);
        assert_eq!((&found["groups"][0]["day"], &found["groups"][0]["photos"]), (&json!("2026-03-04"), &json!([ids[3], ids[4]])));
        let mut other = house.program(&house.cast.other_unit_officer);
        let foreign = other.call("POST", "/api/v1/photos/groups", &json!({ "photos": ids })).await;
        assert_eq!(foreign.status, 404);
        let none = other.call("POST", "/api/v1/photos/groups", &json!({ "photos": [] })).await;
        assert_eq!((none.status.as_u16(), &none.json()["fields"][0]["field"]), (422, &json!("photos")));

        let group = |day: &str, photo: &str| json!({ "name": "讲座", "starts_on": day, "photos": [photo] });
        let input = json!({ "groups": [group("2026-03-05", &ids[0]), group("2026-03-04", &ids[3])], "campaigns": [SAFETY] });
        let done = program.call("POST", "/api/v1/activities/bulk", &input).await;
        assert_eq!(done.status, 200, "{}", done.text());
        assert_eq!(done.json()["activities"].as_array().unwrap().len(), 2);
        let many = json!({ "groups": vec![group("2026-03-05", ""); 61] });
        assert!(program.call("POST", "/api/v1/activities/bulk", &many).await.text().contains("最多登记 60 项"));
        let names: Vec<String> = house.db.values("SELECT name AS value FROM activity", params![]).await.unwrap();
        assert_eq!(names, ["讲座", "讲座"]);
    }
}

testing_db::story! {
    async fn what_a_chat_passed_on_is_grouped_by_the_names_of_its_files(house: Stage) {
        launch(&house).await;
        let mut officer = house.visitor(&house.cast.unit_officer);
        let names = ["mmexport1772514000000.jpg", "微信图片_20260303140500.jpg", "微信图片_20260304090000.jpg", "现场.jpg"];
        let mut ids = Vec::new();
        for (seed, name) in (1..).zip(names) {
            let key = format!("named-photo-{seed}");
            let sent = officer.upload("/activities/photos", &[("idempotency_key", &key)], &[("photo", name, &shot(seed, 400, None))]).await;
            ids.push(sent.json()["id"].as_str().unwrap().to_owned());
        }
        let page = post(&mut officer, "/activities/bulk/groups", &listed(&ids)).await.text();
        for (number, day) in [(0, "2026-03-03"), (1, "2026-03-04")] {
            assert!(page.contains(&format!(r#"name="groups[{number}][starts_on]" type="date" value="{day}""#)), "{page}");
        }
        assert!(!page.contains("groups[2][starts_on]"), "the one that says nothing goes with the one before");
    }
}

testing_db::story! {
    async fn each_group_counts_for_what_runs_on_its_own_day(house: Stage) {
        launch(&house).await;
        let mut officer = house.visitor(&house.cast.unit_officer);
        let mut ids = Vec::new();
        for (seed, name) in (1..).zip(["微信图片_20260225100000.jpg", "微信图片_20260304090000.jpg"]) {
            let key = format!("named-photo-{seed}");
            let sent = officer.upload("/activities/photos", &[("idempotency_key", &key)], &[("photo", name, &shot(seed, 400, None))]).await;
            ids.push(sent.json()["id"].as_str().unwrap().to_owned());
        }
        let page = post(&mut officer, "/activities/bulk/groups", &listed(&ids)).await.text();
        let ticked = |page: &str, group: usize, id: &str| page.contains(&format!(r#"name="groups[{group}][campaigns][]" value="{id}" checked"#));
        let seen = |page: &str| [(0, SAFETY), (0, FIRE), (1, SAFETY), (1, FIRE)].map(|(group, id)| ticked(page, group, id));
        assert_eq!(seen(&page), [true, false, true, true], "the fire campaign begins in March: {page}");
        assert!(page.contains("data-suggest=\"/activities/suggested\""), "and follows what is typed: {page}");
        assert!(!page.contains(&format!("name=\"campaigns[]\" value=\"{SAFETY}\" checked")), "nothing is ticked for all: {page}");

        // What somebody ticked comes back as it was, and is no longer suggested.
        let typed = |name: &str, fire: bool| {
            let mut fields = vec![
                ("groups[0][name]".to_owned(), name.to_owned()),
                ("groups[0][starts_on]".to_owned(), "2026-03-04".to_owned()),
                ("groups[0][quantities][0][measure]".to_owned(), "drill".to_owned()),
                ("groups[0][quantities][0][amount]".to_owned(), "1".to_owned()),
                ("groups[0][photos][]".to_owned(), ids[1].clone()),
            ];
            fields.extend(fire.then(|| ("groups[0][campaigns][]".to_owned(), FIRE.to_owned())));
            fields
        };
        let refused = send(&mut officer, &typed("", true)).await.text();
        assert!(ticked(&refused, 0, FIRE) && !ticked(&refused, 0, SAFETY) && !refused.contains("data-suggest="), "{refused}");
        assert_eq!(send(&mut officer, &typed("演练", true)).await.status, 303);
        assert_eq!(tally(&house.db, house.cast.first_unit, FIRE).await, ["b1 drill 1"]);
        assert!(tally(&house.db, house.cast.first_unit, SAFETY).await.is_empty());
    }
}
