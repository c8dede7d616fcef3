//! Slogans and attachments: corrected, added, dropped and put back in a draft, and by an amendment.

use serde_json::{Value, json};
use testing::Visitor;

use super::house::{NOTICE, Stage, begun, launched, text, view};

fn words(plan: &Value, list: &str) -> Vec<String> {
    let rows = plan[list].as_array().unwrap().iter();
    rows.filter(|row| row["dropped"] != true).map(|row| text(&row["text"])).collect()
}

async fn send_down(program: &mut Visitor, draft: &str) {
    let down = program.call("POST", &format!("/api/v1/campaigns/{draft}/changes"), &json!({})).await;
    assert_eq!(down.status, 200, "{}", down.text());
}

testing_db::story! {
    async fn slogans_and_attachments_are_corrected_added_and_dropped(house: Stage) {
        let mut officer = house.visitor(&house.cast.bureau_officer);
        let mut program = house.program(&house.cast.bureau_officer);
        let id = begun(&mut officer).await;
        let plan = view(&mut program, &id).await;
        let first = plan["slogans"][0].clone();
        let base = format!("/campaigns/{id}/annexes");
        let path = format!("{base}/{}", text(&first["id"]));
        let page = officer.get(&format!("/campaigns/{id}/plan?edit=edit-annex-{}", text(&first["id"]))).await.text();
        assert!(page.contains("宣传内容、附件与标语 <small>4 条") && page.contains("从方案中去掉这一条") && page.contains("<mark class=\"m-rule\">平安医院，人人共建。"), "{page}");
        let edit = [("version", "1"), ("kind", "slogan"), ("text", "平安医院，人人共建共享。")];
        assert_eq!(officer.post(&path, &edit).await.status, 303);
        let stale = officer.post(&path, &[("version", "1"), ("kind", "slogan"), ("text", "另一句")]).await;
        assert!(stale.status == 409 && stale.text().contains("现在是：平安医院，人人共建共享。") && stale.text().contains("另一句</textarea>"), "{}", stale.text());
        let empty = officer.post(&base, &[("kind", "slogan"), ("text", " ")]).await;
        assert!(empty.status == 422 && empty.text().contains("请填写宣传内容、标语，或者附件的名称"), "{}", empty.text());
        let odd = program.call("POST", &format!("/api/v1{base}"), &json!({ "kind": "banner", "text": "横幅" })).await;
        assert!(odd.status == 422 && odd.text().contains("请选择宣传内容、标语还是附件"), "{}", odd.text());
        let added = program.call("POST", &format!("/api/v1{base}"), &json!({ "kind": "attachment", "text": "宣传品样张" })).await;
        assert_eq!(added.status, 200, "{}", added.text());
        let second = text(&plan["slogans"][1]["id"]);
        let dropped = format!("{base}/{second}/dropped");
        assert_eq!(officer.post(&dropped, &[("version", "1"), ("dropped", "true")]).await.status, 303);
        let now = view(&mut program, &id).await;
        assert_eq!(words(&now, "slogans"), ["平安医院，人人共建共享。", "学法知责，守护生命。"]);
        assert_eq!(words(&now, "attachments"), ["平安医院建设宣传标语（参考）", "宣传品样张"]);
        assert_eq!(now["slogans"][0]["source_text"], first["source_text"], "文件依据 stays");
        assert!(officer.get(&format!("/campaigns/{id}/plan")).await.text().contains("<s class=\"soft\">隐患早排查"));
        let back = program.call("PUT", &format!("/api/v1{dropped}"), &json!({ "version": 2, "dropped": false })).await;
        assert_eq!(back.status, 200, "{}", back.text());
        assert_eq!(words(&view(&mut program, &id).await, "slogans").len(), 3);
        let merge = program.call("PUT", &format!("/api/v1{base}/{second}/merged"), &json!({ "version": 3, "into": first["id"] })).await;
        assert_eq!(merge.status, 404, "two texts do not become one");
        let mut reviewer = house.visitor(&house.cast.bureau_reviewer);
        assert_eq!(reviewer.post(&base, &[("kind", "slogan"), ("text", "一句")]).await.status, 403);
        assert!(!reviewer.get(&format!("/campaigns/{id}/plan")).await.text().contains("?edit=add-annex"));
        let done = (house.ledger_count("annex.add").await, house.ledger_count("annex.edit").await, house.ledger_count("plan.drop").await);
        assert_eq!(done, (1, 1, 2));

        assert_eq!(officer.post(&format!("/campaigns/{id}/units"), &[("every", "all")]).await.status, 303);
        assert_eq!(officer.post(&format!("/campaigns/{id}/launch"), &[]).await.status, 303);
        let unit = house.visitor(&house.cast.unit_officer).get(&format!("/campaigns/{id}")).await.text();
        assert!(unit.contains("平安医院，人人共建共享。") && unit.contains("宣传品样张"), "units see them: {unit}");
        assert_eq!(officer.post(&path, &[("version", "2"), ("kind", "slogan"), ("text", "又一句")]).await.status, 409, "sent down");
    }
}

testing_db::story! {
    async fn an_amendment_changes_slogans_and_its_recall_puts_them_back(house: Stage) {
        let mut officer = house.visitor(&house.cast.bureau_officer);
        let mut program = house.program(&house.cast.bureau_officer);
        let id = launched(&house).await;
        let before = view(&mut program, &id).await;
        let opened = program.call("POST", &format!("/api/v1/campaigns/{id}/amend"), &json!({})).await.json();
        let draft = text(&opened["id"]);
        let plan = view(&mut program, &draft).await;
        assert_eq!(words(&plan, "slogans"), words(&before, "slogans"), "a draft begins as what is in force");
        let base = format!("/api/v1/campaigns/{draft}/annexes");
        let of = |at: usize| format!("{base}/{}", text(&plan["slogans"][at]["id"]));
        for (method, path, input) in [
            ("PUT", of(0), json!({ "version": 1, "kind": "slogan", "text": "平安医院，你我共建。" })),
            ("PUT", format!("{}/dropped", of(1)), json!({ "version": 1, "dropped": true })),
            ("POST", base.clone(), json!({ "kind": "slogan", "text": "安全用电，人人有责。" })),
        ] {
            let done = program.call(method, &path, &input).await;
            assert_eq!(done.status, 200, "{method} {path}: {}", done.text());
        }
        assert_eq!(view(&mut program, &id).await["slogans"], before["slogans"], "what is in force stays");
        let changes = officer.get(&format!("/campaigns/{draft}/changes")).await.text();
        for part in ["第 2 版有 3 处变化", "调整标语", "取消标语", "新增标语", "安全用电，人人有责。"] {
            assert!(changes.contains(part), "{part}: {changes}");
        }
        send_down(&mut program, &draft).await;
        let after = view(&mut program, &id).await;
        assert_eq!(words(&after, "slogans"), ["平安医院，你我共建。", "学法知责，守护生命。", "安全用电，人人有责。"]);
        let unit = house.visitor(&house.cast.unit_officer).get(&format!("/campaigns/{id}")).await.text();
        assert!(unit.contains("新增标语") && unit.contains("取消标语"), "{unit}");
        let recalled = officer.post(&format!("/campaigns/{id}/amendment/recall"), &[]).await;
        assert_eq!(recalled.status, 303, "{}", recalled.text());
        assert_eq!(words(&view(&mut program, &id).await, "slogans"), words(&before, "slogans"));
        let again = view(&mut program, &draft).await;
        assert_eq!(words(&again, "slogans"), ["平安医院，你我共建。", "学法知责，守护生命。", "安全用电，人人有责。"]);
        send_down(&mut program, &draft).await;
        assert_eq!(words(&view(&mut program, &id).await, "slogans").len(), 3);
    }
}

testing_db::story! {
    async fn another_notice_leaves_what_was_corrected(house: Stage) {
        let mut officer = house.visitor(&house.cast.bureau_officer);
        let mut program = house.program(&house.cast.bureau_officer);
        let id = begun(&mut officer).await;
        let plan = view(&mut program, &id).await;
        let path = format!("/api/v1/campaigns/{id}/annexes");
        let edit = json!({ "version": 1, "kind": "slogan", "text": "平安医院，你我共建。" });
        let own = text(&plan["slogans"][0]["id"]);
        assert_eq!(program.call("PUT", &format!("{path}/{own}"), &edit).await.status, 200);
        assert_eq!(program.call("POST", &path, &json!({ "kind": "slogan", "text": "自拟的一句。" })).await.status, 200);
        let version = view(&mut program, &id).await["version"].clone();
        let next = NOTICE.replace("隐患早排查，平安到你家。", "早排查，早整改。");
        let put = program.call("PUT", &format!("/api/v1/campaigns/{id}/notice"), &json!({ "version": version, "text": next })).await;
        assert_eq!(put.status, 200, "{}", put.text());
        let mut slogans = words(&view(&mut program, &id).await, "slogans");
        slogans.sort();
        let mut expected = ["平安医院，你我共建。", "自拟的一句。", "早排查，早整改。", "学法知责，守护生命。"];
        expected.sort_unstable();
        assert_eq!(slogans, expected);
    }
}
