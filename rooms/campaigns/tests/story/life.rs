use serde_json::json;

use super::house::{Stage, begun, launched, text, view};

testing_db::story! {
    async fn a_draft_is_thrown_away_and_the_ledger_keeps_it(house: Stage) {
        let mut officer = house.visitor(&house.cast.bureau_officer);
        let id = begun(&mut officer).await;
        let page = officer.get(&format!("/campaigns/{id}/plan")).await.text();
        assert!(page.contains("通知原文一并删除，4 个阶段"), "the confirmation names what goes: {page}");
        let other = house.visitor(&house.cast.bureau_reviewer).post(&format!("/campaigns/{id}/discard"), &[]).await;
        assert_eq!(other.status, 403);
        let gone = officer.post(&format!("/campaigns/{id}/discard"), &[]).await;
        assert_eq!((gone.status.as_u16(), gone.location()), (303, "/campaigns"));
        assert!(officer.get("/campaigns").await.text().contains("还没有专项行动"));
        for path in ["", "/plan", "/units", "/launch"] {
            assert_eq!(officer.get(&format!("/campaigns/{id}{path}")).await.status, 404, "{path}");
        }
        assert_eq!(house.ledger_count("campaign.discard").await, 1);
        let id = launched(&house).await;
        assert_eq!(officer.post(&format!("/campaigns/{id}/discard"), &[]).await.status, 409);
    }
}

testing_db::story! {
    async fn a_launch_is_called_back_before_anybody_signed(house: Stage) {
        let mut officer = house.visitor(&house.cast.bureau_officer);
        let mut unit = house.visitor(&house.cast.unit_officer);
        let mut program = house.program(&house.cast.bureau_officer);
        let id = launched(&house).await;
        assert_eq!(unit.get(&format!("/campaigns/{id}")).await.status, 200);
        assert_eq!(officer.post(&format!("/campaigns/{id}/recall"), &[]).await.status, 303);
        assert_eq!(view(&mut program, &id).await["state"], "draft");
        assert_eq!(unit.get(&format!("/campaigns/{id}")).await.status, 404, "a draft again");
        let late = unit.post(&format!("/campaigns/{id}/sign"), &[]).await;
        assert_eq!((late.status.as_u16(), late.location()), (303, "/campaigns"));
        assert!(unit.get("/campaigns").await.text().contains("已由主管部门撤回，没有签收"));
        let task = [("text", "撤回后补上的任务"), ("phase", "")];
        assert_eq!(officer.post(&format!("/campaigns/{id}/tasks"), &task).await.status, 303);
        assert_eq!(officer.post(&format!("/campaigns/{id}/launch"), &[]).await.status, 303);
        assert!(unit.get(&format!("/campaigns/{id}")).await.text().contains("撤回后补上的任务"));
        assert_eq!(unit.post(&format!("/campaigns/{id}/sign"), &[]).await.status, 303);
        let late = officer.post(&format!("/campaigns/{id}/recall"), &[]).await;
        assert_eq!(late.status, 422);
        assert!(late.text().contains("已有 1 家单位签收，不能撤回"), "{}", late.text());
        assert_eq!(view(&mut program, &id).await["state"], "launched", "nothing of it was done");
        assert_eq!(house.ledger_count("campaign.recall").await, 1);
    }
}

testing_db::story! {
    async fn after_a_day_a_launch_stands(house: Stage) {
        let id = launched(&house).await;
        house.clock().set(house.clock().now().plus_seconds(24 * 3600 + 1));
        let mut program = house.program(&house.cast.bureau_officer);
        let late = program.call("POST", &format!("/api/v1/campaigns/{id}/recall"), &json!({})).await;
        assert_eq!((late.status.as_u16(), text(&late.json()["code"])), (422, "too_late".to_owned()));
    }
}

testing_db::story! {
    async fn what_is_over_is_read_and_not_signed_and_may_go_on(house: Stage) {
        let mut officer = house.visitor(&house.cast.bureau_officer);
        let mut unit = house.visitor(&house.cast.unit_officer);
        let id = launched(&house).await;
        assert_eq!(officer.post(&format!("/campaigns/{id}/archive"), &[]).await.status, 409, "close it first");
        assert_eq!(officer.post(&format!("/campaigns/{id}/close"), &[]).await.status, 303);
        assert!(officer.get(&format!("/campaigns/{id}")).await.text().contains("已办结"));
        let page = unit.get(&format!("/campaigns/{id}")).await;
        assert!(page.status == 200 && !page.text().contains("/sign\""), "to be read");
        let (page, closed_on) = (page.text(), house.clock().now().date());
        assert!(page.contains(&format!("已于 {closed_on} 办结")) && page.contains("办结前没有签收"), "{page}");
        assert!(!page.contains("后签收") && !page.contains("现在是第") && !page.contains("进行中"), "{page}");
        let refused = unit.post(&format!("/campaigns/{id}/sign"), &[]).await;
        assert!(refused.status == 409 && refused.text().contains("已经办结"));
        assert!(unit.get("/campaigns").await.text().contains("青卫健〔2026〕18号"));
        assert_eq!(officer.post(&format!("/campaigns/{id}/archive"), &[]).await.status, 303);
        for who in [&mut officer, &mut unit] {
            assert!(who.get("/campaigns").await.text().contains("还没有专项行动"), "out of the way");
            assert!(who.get("/campaigns?state=archived").await.text().contains("青卫健〔2026〕18号"));
        }
        let no_reason = officer.post(&format!("/campaigns/{id}/reopen"), &[("reason", " ")]).await;
        assert!(no_reason.status == 422 && no_reason.text().contains("请写明重新打开的原因"));
        let long = "补".repeat(201);
        let too_long = officer.post(&format!("/campaigns/{id}/reopen"), &[("reason", &long)]).await;
        assert!(too_long.status == 422 && too_long.text().contains(&long), "what was typed is not lost");
        assert_eq!(officer.post(&format!("/campaigns/{id}/reopen"), &[("reason", "补报")]).await.status, 303);
        assert_eq!(unit.post(&format!("/campaigns/{id}/sign"), &[]).await.status, 303);
        for verb in ["campaign.close", "campaign.archive", "campaign.reopen"] {
            assert_eq!(house.ledger_count(verb).await, 1, "{verb}");
        }
    }
}
