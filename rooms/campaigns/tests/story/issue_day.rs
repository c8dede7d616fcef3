use serde_json::Value;

use super::house::{Stage, text, view};

/// No year is printed anywhere.
const WITHOUT_YEAR: &str = "关于开展冬季消防检查的通知\n\n各医疗卫生单位：\n　　请各单位认真开展检查。\n　　一、自查阶段（11月20日前）。各单位组织疏散演练至少1次。\n　　二、复查阶段（11月21日至12月10日）。各单位逐项复查。\n　　三、报送要求\n　　请于12月20日前将总结报区卫生健康局。\n\n青禾区卫生健康局安全生产办公室\n11月5日\n";

async fn begin(house: &Stage) -> (String, Value) {
    begin_with(house, WITHOUT_YEAR).await
}

async fn begin_with(house: &Stage, text: &str) -> (String, Value) {
    let mut officer = house.visitor(&house.cast.bureau_officer);
    let begun = officer.upload("/campaigns", &[("text", text)], &[]).await;
    assert_eq!(begun.status, 303, "{}", begun.text());
    let id = begun.location().split('/').nth(2).unwrap().to_owned();
    let plan = view(&mut house.program(&house.cast.bureau_officer), &id).await;
    (id, plan)
}

fn asked(plan: &Value, about: &str) -> Value {
    let questions = plan["questions"].as_array().unwrap();
    questions.iter().find(|one| one["about"] == about).cloned().unwrap_or_default()
}

async fn answer(house: &Stage, id: &str, question: &Value, day: &str) {
    let mut officer = house.visitor(&house.cast.bureau_officer);
    let path = format!("/campaigns/{id}/questions/{}", text(&question["id"]));
    let version = question["version"].to_string();
    let fields = [("version", version.as_str()), ("choice", "指定日期"), ("on", day)];
    let done = officer.post(&path, &fields).await;
    assert_eq!(done.status, 303, "{}", done.text());
}

testing_db::story! {
    async fn the_day_of_issue_completes_the_days_that_print_no_year(house: Stage) {
        let (id, plan) = begin(&house).await;
        assert!(plan["phases"][0]["ends_on"].is_null(), "no year is guessed: {}", plan["phases"]);
        answer(&house, &id, &asked(&plan, "issued_on"), "2026-11-05").await;
        let plan = view(&mut house.program(&house.cast.bureau_officer), &id).await;
        assert_eq!(plan["issued_on"], "2026-11-05");
        assert_eq!(plan["phases"][0]["ends_on"], "2026-11-20");
        assert_eq!((&plan["phases"][1]["starts_on"], &plan["phases"][1]["ends_on"]), (&"2026-11-21".into(), &"2026-12-10".into()));
        assert!(plan["dues"].as_array().unwrap().iter().any(|due| due["due_on"] == "2026-12-20"), "{}", plan["dues"]);
        let settled = asked(&plan, "issued_on");
        assert_eq!(settled["answer"], "2026-11-05", "what was answered is not asked again");
    }
}

testing_db::story! {
    async fn what_was_corrected_is_not_read_over(house: Stage) {
        let (id, plan) = begin(&house).await;
        let mut officer = house.visitor(&house.cast.bureau_officer);
        let task = plan["tasks"].as_array().unwrap()[0].clone();
        let path = format!("/campaigns/{id}/tasks/{}", text(&task["id"]));
        let fields = [("version", "1"), ("text", "各单位组织夜间疏散演练")];
        assert_eq!(officer.post(&path, &fields).await.status, 303);
        answer(&house, &id, &asked(&plan, "issued_on"), "2026-11-05").await;
        let plan = view(&mut house.program(&house.cast.bureau_officer), &id).await;
        assert_eq!(plan["issued_on"], "2026-11-05");
        assert_eq!(plan["tasks"][0]["text"], "各单位组织夜间疏散演练");
        assert!(plan["phases"][0]["ends_on"].is_null());
    }
}

testing_db::story! {
    async fn a_slogan_of_the_officers_is_work_too(house: Stage) {
        let (id, plan) = begin(&house).await;
        let mut officer = house.visitor(&house.cast.bureau_officer);
        let added = officer.post(&format!("/campaigns/{id}/annexes"), &[("kind", "slogan"), ("text", "关好门窗，断好电源")]).await;
        assert_eq!(added.status, 303, "{}", added.text());
        answer(&house, &id, &asked(&plan, "issued_on"), "2026-11-05").await;
        let page = officer.get(&format!("/campaigns/{id}/plan")).await.text();
        assert!(page.contains("关好门窗，断好电源"));
        let plan = view(&mut house.program(&house.cast.bureau_officer), &id).await;
        assert!(plan["phases"][0]["ends_on"].is_null(), "{}", plan["phases"]);
    }
}

testing_db::story! {
    async fn of_several_plans_the_first_is_completed(house: Stage) {
        let plan_of = |name: &str| format!("{name}\n\n　　一、工作步骤\n　　（一）自查阶段（11月20日前）。各单位组织自查。\n　　（二）复查阶段（11月21日至12月10日）。各单位逐项复查。\n\n");
        let (gas, power) = ("燃气安全检查方案", "用电安全检查方案");
        let text = format!("关于印发《{gas}》和《{power}》的通知\n\n各医疗卫生单位：\n　　现将《{gas}》和《{power}》印发给你们。\n\n青禾区卫生健康局\n11月5日\n\n{}{}", plan_of(gas), plan_of(power));
        let (id, plan) = begin_with(&house, &text).await;
        assert_eq!(plan["phases"].as_array().unwrap().len(), 2);
        answer(&house, &id, &asked(&plan, "issued_on"), "2026-11-05").await;
        let plan = view(&mut house.program(&house.cast.bureau_officer), &id).await;
        let ends: Vec<_> = plan["phases"].as_array().unwrap().iter().map(|phase| phase["ends_on"].clone()).collect();
        assert_eq!(ends, ["2026-11-20", "2026-12-10"]);
        assert!(asked(&plan, "plans").is_object(), "and the choice is still asked");
    }
}

testing_db::story! {
    async fn a_plan_under_another_notice_is_not_read_over(house: Stage) {
        let (id, plan) = begin(&house).await;
        let mut officer = house.visitor(&house.cast.bureau_officer);
        let version = plan["version"].to_string();
        let other = WITHOUT_YEAR.replace("复查阶段（11月21日至12月10日）", "复查阶段（11月25日至12月20日）");
        let brought = officer.upload(&format!("/campaigns/{id}/notice"), &[("version", &version), ("text", &other)], &[]).await;
        assert!(matches!(brought.status.as_u16(), 200 | 303), "{}", brought.text());
        answer(&house, &id, &asked(&plan, "issued_on"), "2026-11-05").await;
        let plan = view(&mut house.program(&house.cast.bureau_officer), &id).await;
        assert!(plan["phases"][1]["ends_on"].is_null(), "{}", plan["phases"]);
    }
}
