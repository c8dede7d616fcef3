use campaigns::{CampaignId, PhaseId, TallyState};
use db::{Reads, params};
use people::{NodeKind, UnitId};
use serde_json::{Value, json};
use testing::{Kit, Who};

use crate::scene::{FIRE, PHASE_ONE, SAFETY, Stage, launch, lecture, log, post, rooms, with};

/// The fields of the form beside the trainees.
fn off<'a>(deducted: &'a str, reason: &'a str, version: &'a str) -> [(&'a str, &'a str); 4] {
    [("measure", "trainee_visit"), ("deducted", deducted), ("reason", reason), ("version", version)]
}

/// What the trainees add up to in a reckoning of the first campaign: in its first phase and over the whole.
async fn sums(house: &Stage, reckoning: &str) -> Vec<i64> {
    house
        .db
        .values(
            "SELECT total AS value FROM tally_sum WHERE campaign = $1 AND measure = 'trainee_visit' AND reckoning = $2 ORDER BY phase",
            params![SAFETY, reckoning],
        )
        .await
        .unwrap()
}

/// The report of the unit's first phase is sent and approved, or given back.
async fn report(house: &Stage, unit: UnitId, states: &[TallyState]) {
    let mut tx = house.db.begin().await.unwrap();
    let (safety, phase) = (CampaignId::parse(SAFETY).unwrap(), PhaseId::parse(PHASE_ONE).unwrap());
    for state in states {
        campaigns::tally::advance(&mut tx, safety, Some(phase), unit, *state).await.unwrap();
    }
    tx.commit().await.unwrap();
}

/// What a unit's workbench says of it.
async fn reminded(house: &Stage, who: &Who) -> Vec<String> {
    let kit = Kit { db: house.db.clone(), blobs: house.blobs.clone() };
    let source = rooms(&kit, house.blobs.clone()).pop().unwrap().todos.unwrap();
    let all = source.ask(house.actor(who, NodeKind::Unit).await).await.unwrap();
    all.into_iter().map(|todo| todo.text).filter(|text| text.contains("核减提醒")).collect()
}

async fn version(house: &Stage, id: &str) -> String {
    let sql = "SELECT version AS value FROM activity WHERE id = $1";
    house.db.value::<i64>(sql, params![id]).await.unwrap().unwrap().to_string()
}

testing_db::story! {
    async fn what_is_taken_off_moves_what_is_approved_and_the_unit_reads_why(house: Stage) {
        launch(&house).await;
        let mut officer = house.visitor(&house.cast.unit_officer);
        let id = log(&mut officer, &lecture()).await;
        report(&house, house.cast.first_unit, &[TallyState::Reported, TallyState::Approved]).await;
        let at = format!("/activities/{id}/deduct");
        let mut reviewer = house.visitor(&house.cast.bureau_reviewer);
        let page = reviewer.get(&format!("/activities/{id}")).await.text();
        assert_eq!(page.matches(&format!("action=\"{at}\"")).count(), 4, "a form beside each number: {page}");
        assert!(page.contains("重复计算。") && page.contains("登记 60 人次"), "{page}");

        let fields = [&off("20", "与3月2日的一场", "1")[..], &[("phrases[]", "重复计算。")]].concat();
        let done = reviewer.post(&at, &fields).await;
        assert_eq!(done.status, 303, "{}", done.text());
        assert_eq!(sums(&house, "approved").await, [40, 40]);
        assert_eq!((sums(&house, "reported").await, sums(&house, "logged").await), (vec![60, 60], vec![60, 60]));
        assert_eq!(house.ledger_count("activity.deduct").await, 1);

        let page = officer.get(&format!("/activities/{id}")).await.text();
        assert!(page.contains("核减 20 人次，“已审核”计 40 人次：重复计算。 与3月2日的一场"), "{page}");
        assert!(page.contains("核减：重复计算。 与3月2日的一场") && page.contains("核减 0 → 20 人次"), "the history tells: {page}");
        assert!(!page.contains(&at), "nor is the unit offered to: {page}");
        let told = reminded(&house, &house.cast.unit_officer).await;
        assert!(told.len() == 1 && told[0].contains("“安全生产专题讲座”") && told[0].contains("20 人次"), "{told:?}");
        assert_eq!(reminded(&house, &house.cast.unit_leader).await, told);
        assert!(reminded(&house, &house.cast.other_unit_officer).await.is_empty());

        // Nought gives it back, with a reason too.
        assert_eq!(reviewer.post(&at, &off("0", "已补签到表", "2")).await.status, 303);
        assert_eq!(sums(&house, "approved").await, [60, 60]);
        assert!(reminded(&house, &house.cast.unit_officer).await.is_empty());
        let again = reviewer.post(&at, &off("0", "再来", "3")).await;
        assert!(again.status == 422 && again.text().contains("这项数量没有核减"), "{}", again.text());
    }
}

testing_db::story! {
    async fn a_program_takes_off_and_is_told_at_the_field(house: Stage) {
        launch(&house).await;
        let id = log(&mut house.visitor(&house.cast.unit_officer), &lecture()).await;
        let at = format!("/api/v1/activities/{id}/deduct");
        let mut reviewer = house.program(&house.cast.bureau_reviewer);
        let input = |deducted: Value, reason: &str, version: i64| {
            json!({ "measure": "trainee_visit", "deducted": deducted, "reason": reason, "version": version })
        };
        let bad = [
            (input(json!(61), "重复", 1), "deducted"),
            (input(json!("-1"), "重复", 1), "deducted"),
            (input(json!("' OR 1=1"), "重复", 1), "deducted"),
            (input(json!(20), " ", 1), "reason"),
            (json!({ "measure": "drill", "deducted": 1, "reason": "重复", "version": 1 }), "measure"),
        ];
        for (sent, field) in bad {
            let refused = reviewer.call("POST", &at, &sent).await;
            assert_eq!((refused.status.as_u16(), &refused.json()["fields"][0]["field"]), (422, &json!(field)), "{sent}");
        }
        for version in [json!(7), Value::Null] {
            let mut sent = input(json!(20), "重复", 1);
            sent["version"] = version;
            let refused = reviewer.call("POST", &at, &sent).await;
            assert_eq!((refused.status.as_u16(), &refused.json()["code"]), (409, &json!("changed_meanwhile")));
            assert!(refused.text().contains("请看过再核减"), "{}", refused.text());
        }
        let done = reviewer.call("POST", &at, &input(json!(60), "均无签到", 1)).await;
        assert_eq!(done.status, 200, "{}", done.text());
        assert_eq!(done.json()["quantities"][1]["deduction"]["amount"], json!(60), "{}", done.text());
        let told = house.ledger_count("activity.deduct").await;
        let again = reviewer.call("POST", &at, &input(json!(60), "均无签到", 1)).await;
        assert_eq!(again.status, 200, "the same sent twice is done once: {}", again.text());
        assert_eq!(house.ledger_count("activity.deduct").await, told);
        report(&house, house.cast.first_unit, &[TallyState::Reported, TallyState::Approved]).await;
        assert!(sums(&house, "approved").await.is_empty(), "what was taken off whole is not approved");
        assert_eq!(sums(&house, "reported").await, [60, 60]);
    }
}

testing_db::story! {
    async fn the_form_comes_back_with_what_was_typed(house: Stage) {
        launch(&house).await;
        let id = log(&mut house.visitor(&house.cast.unit_officer), &lecture()).await;
        let at = format!("/activities/{id}/deduct");
        let mut reviewer = house.visitor(&house.cast.bureau_reviewer);
        for (fields, status, sentence) in [
            (off("61", "重复", "1"), 422, "核减不能超过登记的 60 人次"),
            (off("20", "", "1"), 422, "请写明核减的原因"),
            (off("20", "重复", "9"), 409, "请看过再核减"),
        ] {
            let refused = reviewer.post(&at, &fields).await;
            let page = refused.text();
            assert_eq!(refused.status, status, "{page}");
            assert!(page.contains(sentence) && page.contains(&format!("value=\"{}\"", fields[1].1)), "{page}");
            assert_eq!(page.matches("<details class=\"confirm\" open>").count(), 1, "{page}");
        }
        assert_eq!(house.ledger_count("activity.deduct").await, 0);
    }
}

testing_db::story! {
    async fn only_whoever_reviews_takes_off_and_never_from_its_own(house: Stage) {
        launch(&house).await;
        let id = log(&mut house.visitor(&house.cast.unit_officer), &lecture()).await;
        let at = format!("/activities/{id}/deduct");
        for who in [&house.cast.bureau_officer, &house.cast.unit_officer, &house.cast.unit_leader] {
            assert_eq!(house.visitor(who).post(&at, &off("20", "重复", "1")).await.status, 403);
            assert!(!house.visitor(who).get(&format!("/activities/{id}")).await.text().contains(&at));
        }
        assert_eq!(house.visitor(&house.cast.other_unit_officer).post(&at, &off("20", "重复", "1")).await.status, 404);
        let own = log(&mut house.visitor(&house.cast.bureau_officer), &lecture()).await;
        let mut reviewer = house.visitor(&house.cast.bureau_reviewer);
        let refused = reviewer.post(&format!("/activities/{own}/deduct"), &off("20", "重复", "1")).await;
        assert!(refused.status == 409 && refused.text().contains("不能自己核减"), "{}", refused.text());
        assert!(!reviewer.get(&format!("/activities/{own}")).await.text().contains("核减…"));

        // What is over does not move.
        let mut tx = house.db.begin().await.unwrap();
        tx.run("UPDATE campaign SET state = 'closed' WHERE id = $1", params![FIRE]).await.unwrap();
        tx.commit().await.unwrap();
        let refused = reviewer.post(&at, &off("20", "重复", "1")).await;
        assert!(refused.status == 409 && refused.text().contains("已经办结"), "{}", refused.text());
        let page = reviewer.get(&format!("/activities/{id}")).await.text();
        assert!(!page.contains("核减…") && page.contains("已经办结或撤回，数字不再变动"), "it says why: {page}");
        let page = house.visitor(&house.cast.bureau_officer).get(&format!("/activities/{id}")).await.text();
        assert!(!page.contains("数字不再变动"), "nobody else is told of what is not theirs: {page}");
    }
}

testing_db::story! {
    async fn neither_a_correction_nor_voiding_sheds_it(house: Stage) {
        launch(&house).await;
        let mut officer = house.visitor(&house.cast.unit_officer);
        let mut reviewer = house.visitor(&house.cast.bureau_reviewer);
        let id = log(&mut officer, &lecture()).await;
        let (show, edit) = (format!("/activities/{id}"), format!("/activities/{id}/edit"));
        assert_eq!(reviewer.post(&format!("{show}/deduct"), &off("20", "重复", "1")).await.status, 303);
        let approve = [TallyState::Reported, TallyState::Approved];
        let unit = house.cast.first_unit;

        // The number is written anew and the day with it: what was taken off stays with it.
        let mended = with(with(lecture(), "quantities[1][amount]", "30"), "starts_on", "2026-03-04");
        let version_now = version(&house, &id).await;
        let done = post(&mut officer, &edit, &with(mended.clone(), "version", &version_now)).await;
        assert_eq!(done.status, 303, "{}", done.text());
        report(&house, unit, &approve).await;
        assert_eq!(sums(&house, "approved").await, [10, 10]);
        report(&house, unit, &[TallyState::Logged]).await;

        // A void takes the number away whole; there is nothing to take off then, and taking it back brings the rest only.
        assert_eq!(officer.post(&format!("{show}/void"), &[("reason", "记错")]).await.status, 303);
        let version_now = version(&house, &id).await;
        let refused = reviewer.post(&format!("{show}/deduct"), &off("5", "重复", &version_now)).await;
        assert!(refused.status == 409 && refused.text().contains("已作废"), "{}", refused.text());
        assert_eq!(officer.post(&format!("{show}/restore"), &[]).await.status, 303);
        report(&house, unit, &approve).await;
        assert_eq!(sums(&house, "approved").await, [10, 10]);
        report(&house, unit, &[TallyState::Logged]).await;

        // Below what was taken off: all of it is off, and the page says so. It does not come back by growing again.
        let version_now = version(&house, &id).await;
        let small = with(with(mended.clone(), "quantities[1][amount]", "19"), "version", &version_now);
        assert_eq!(post(&mut officer, &edit, &small).await.status, 303);
        let page = officer.get(&show).await.text();
        assert!(page.contains("改为 19 人次，不多于已核减的 20 人次，现全部核减"), "{page}");
        report(&house, unit, &approve).await;
        assert!(sums(&house, "approved").await.is_empty(), "nothing of it is approved");
        report(&house, unit, &[TallyState::Logged]).await;
        let version_now = version(&house, &id).await;
        let grown = with(with(mended, "quantities[1][amount]", "60"), "version", &version_now);
        assert_eq!(post(&mut officer, &edit, &grown).await.status, 303);
        report(&house, unit, &approve).await;
        assert_eq!(sums(&house, "approved").await, [40, 40]);
    }
}

testing_db::story! {
    async fn a_banner_of_two_phases_is_less_in_both_and_a_co_host_is_told_nothing(house: Stage) {
        launch(&house).await;
        let mut officer = house.visitor(&house.cast.unit_officer);
        let banner = with(with(with(lecture(), "is_standing", "on"), "ends_on", "2026-05-01"), "cohosts[0]", "东街中心");
        let id = log(&mut officer, &banner).await;
        let mut reviewer = house.visitor(&house.cast.bureau_reviewer);
        assert_eq!(reviewer.post(&format!("/activities/{id}/deduct"), &off("20", "重复", "1")).await.status, 303);
        let mut tx = house.db.begin().await.unwrap();
        let safety = CampaignId::parse(SAFETY).unwrap();
        for state in [TallyState::Reported, TallyState::Approved] {
            campaigns::tally::advance(&mut tx, safety, None, house.cast.first_unit, state).await.unwrap();
        }
        tx.commit().await.unwrap();
        assert_eq!(sums(&house, "approved").await, [40, 40, 40], "over the whole once, and in each phase");
        assert_eq!(officer.post(&format!("/activities/{id}/prolong"), &[("ends_on", "2026-05-20")]).await.status, 303);
        assert_eq!(sums(&house, "approved").await, [40, 40, 40]);
        let seen = house.visitor(&house.cast.other_unit_officer).get(&format!("/activities/{id}")).await.text();
        assert!(seen.contains("60 人次") && !seen.contains("核减"), "{seen}");
    }
}

testing_db::story! {
    async fn the_list_and_its_ledger_mark_what_is_less(house: Stage) {
        launch(&house).await;
        let mut officer = house.visitor(&house.cast.unit_officer);
        let id = log(&mut officer, &lecture()).await;
        log(&mut officer, &with(lecture(), "name", "另一场讲座")).await;
        let at = format!("/activities/{id}/deduct");
        let mut reviewer = house.visitor(&house.cast.bureau_reviewer);
        let marks = async || officer_sees(&house).await;
        assert_eq!(marks().await, (0, vec![Value::Null, Value::Null], false));
        assert_eq!(reviewer.post(&at, &off("20", "与3月2日的一场重复", "1")).await.status, 303);
        assert_eq!(marks().await, (1, vec![Value::Null, json!(20)], true), "the other one is as it was");
        assert_eq!(officer.post(&format!("/activities/{id}/void"), &[("reason", "记错")]).await.status, 303);
        assert_eq!(marks().await, (0, vec![Value::Null, Value::Null], false), "a void one has no numbers");
        assert_eq!(officer.post(&format!("/activities/{id}/restore"), &[]).await.status, 303);
        assert_eq!(marks().await.0, 1);
    }
}

/// In how many lines of the list something is taken off, how much of the trainees' numbers, latest activity first, and whether the workbook says why.
async fn officer_sees(house: &Stage) -> (usize, Vec<Value>, bool) {
    let mut officer = house.visitor(&house.cast.unit_officer);
    let page = officer.get("/activities?state=all").await.text();
    let listed = house.program(&house.cast.unit_officer).get("/api/v1/activities?state=all").await.json();
    let of = |one: &Value| one["quantities"][1]["deduction"]["amount"].clone();
    let amounts = listed["activities"].as_array().unwrap().iter().map(of).collect();
    let book = officer.get("/activities/export.xlsx?state=all").await;
    let text = crate::list::part(&book.body, "xl/sharedStrings.xml");
    assert!(text.contains("核减原因"), "{text}");
    (page.matches("参训人次核减 20 人次").count(), amounts, text.contains("与3月2日的一场重复"))
}

testing_db::story! {
    async fn whoever_comes_from_a_review_finds_the_way_back_and_no_other_way(house: Stage) {
        launch(&house).await;
        let id = log(&mut house.visitor(&house.cast.unit_officer), &lecture()).await;
        let review = "/reports/0000000000000000000000000000000d/0000000000000000000000000000000e/review";
        let (show, at) = (format!("/activities/{id}?from={review}"), format!("/activities/{id}/deduct?from={review}"));
        let mut reviewer = house.visitor(&house.cast.bureau_reviewer);
        let leads_back = |page: &str| page.contains(&format!("<a class=\"btn\" href=\"{review}\">返回报告审核</a>"));
        let page = reviewer.get(&show).await.text();
        assert!(leads_back(&page) && page.contains(&format!("action=\"{at}\"")), "{page}");
        let refused = reviewer.post(&at, &off("61", "重复", "1")).await;
        assert!(refused.status == 422 && leads_back(&refused.text()), "{}", refused.text());
        let done = reviewer.post(&at, &off("20", "重复", "1")).await;
        assert_eq!((done.status.as_u16(), done.location()), (303, show.as_str()));
        let stale = reviewer.post(&at, &off("30", "重复", "1")).await;
        assert!(stale.status == 409 && leads_back(&stale.text()), "{}", stale.text());
        for bad in ["//evil.example/review", "/reports/../review", "https://evil.example/reports/a/review", "/reports/%22onload=/review", "javascript:alert(1)"] {
            let page = reviewer.get(&format!("/activities/{id}?from={bad}")).await.text();
            assert!(!page.contains("返回报告审核") && !page.contains("evil.example") && !page.contains("onload"), "{bad}: {page}");
        }
    }
}
