use campaigns::tally::{self as port, TallyState};
use campaigns::{CampaignId, PhaseId, Reckoning, facts};
use db::params;
use people::UnitId;
use serde_json::json;
use testing::{INJECTIONS, SCRIPTS, escaped};

use crate::scene::{
    PHASE_ONE, SAFETY, Stage, count, jpeg, launch, lecture, log, photo, post, tally, upload, with,
};

const OTHER: &str = "东街社区卫生服务中心";

fn joint() -> Vec<(String, String)> {
    with(lecture(), "cohosts[0]", OTHER)
}

/// What a unit, or all of them, did of 参训人次 in each reckoning: logged, reported, approved.
async fn figures(house: &Stage, unit: Option<UnitId>) -> [i64; 3] {
    let (campaign, phase) = (CampaignId::parse(SAFETY).unwrap(), PhaseId::parse(PHASE_ONE).unwrap());
    let mut done = [0; 3];
    for (at, reckoning) in
        [Reckoning::Logged, Reckoning::Reported, Reckoning::Approved].into_iter().enumerate()
    {
        let all = facts::progress(&house.db, campaign, Some(phase), unit, reckoning).await.unwrap();
        done[at] = all.iter().filter(|fact| fact.measure == "trainee_visit").map(|fact| fact.done).sum();
    }
    done
}

testing_db::story! {
    async fn a_joint_activity_counts_at_its_host_in_every_reckoning(house: Stage) {
        launch(&house).await;
        let (host, cohost) = (house.cast.first_unit, house.cast.second_unit);
        let mut officer = house.visitor(&house.cast.unit_officer);
        let mut other = house.visitor(&house.cast.other_unit_officer);
        let id = log(&mut officer, &joint()).await;
        assert!(other.get("/activities").await.text().contains("待确认"));
        let answer = other.post(&format!("/activities/{id}/cohost"), &[("answer", "confirmed")]).await;
        assert_eq!(answer.status, 303, "{}", answer.text());
        let list = other.get("/activities").await.text();
        assert!(list.contains("安全生产专题讲座") && list.contains("数量计在主办单位") && list.contains("已确认"));
        assert_eq!(house.ledger_count("activity.cohost").await, 1);

        assert_eq!(tally(&house.db, host, SAFETY).await.len(), 4);
        assert_eq!(tally(&house.db, cohost, SAFETY).await.len(), 0);
        let (campaign, phase) = (CampaignId::parse(SAFETY).unwrap(), PhaseId::parse(PHASE_ONE).ok());
        let expected = [[60, 0, 0], [60, 60, 0], [60, 60, 60]];
        for (state, expected) in [None, Some(TallyState::Reported), Some(TallyState::Approved)].into_iter().zip(expected) {
            if let Some(state) = state {
                let mut tx = house.db.begin().await.unwrap();
                port::advance(&mut tx, campaign, phase, host, state).await.unwrap();
                tx.commit().await.unwrap();
            }
            assert_eq!(figures(&house, Some(host)).await, expected);
            assert_eq!(figures(&house, Some(cohost)).await, [0; 3]);
            assert_eq!(figures(&house, None).await, expected, "once for everybody");
        }
    }
}

testing_db::story! {
    async fn a_cohost_looks_on_and_no_more(house: Stage) {
        launch(&house).await;
        let mut officer = house.visitor(&house.cast.unit_officer);
        let mut other = house.visitor(&house.cast.other_unit_officer);
        let picture = photo(&mut officer, "photo-key-1", &jpeg(1)).await;
        let paper = officer.upload("/activities/papers", &[], &[("paper", "签到表.pdf", b"%PDF-1.7")]).await.json();
        let paper = paper["id"].as_str().unwrap().to_owned();
        let id = log(&mut officer, &with(with(joint(), "photos[0]", &picture), "papers[0]", &paper)).await;

        let page = other.get(&format!("/activities/{id}")).await;
        assert_eq!(page.status, 200);
        let page = page.text();
        assert!(page.contains("把本单位列为协办单位") && page.contains(&picture));
        assert!(!page.contains("签到表.pdf") && !page.contains("经过"), "papers and history are the host's");
        assert_eq!(other.get(&format!("/photos/{picture}/large")).await.status, 200);
        for closed in [
            format!("/papers/{paper}"),
            format!("/activities/{id}/edit"),
        ] {
            assert_eq!(other.get(&closed).await.status, 404, "{closed}");
        }
        for closed in [format!("/activities/{id}/void"), format!("/photos/{picture}/original")] {
            assert_eq!(other.post(&closed, &[("reason", "x")]).await.status, 404, "{closed}");
        }
        let list = other.get("/api/v1/activities").await;
        assert_eq!(list.json()["total"].as_u64().unwrap_or_default(), 0);

        let workbench = other.get("/activities").await.text();
        assert!(workbench.contains("协办"), "{workbench}");
        let blank = other.post(&format!("/activities/{id}/cohost"), &[("answer", "declined")]).await;
        assert_eq!(blank.status, 422);
        assert!(blank.text().contains("谢绝原因：请填写这一项"));
        assert_eq!(other.post(&format!("/activities/{id}/cohost"), &[("answer", "perhaps")]).await.status, 422);
        let fields = [("answer", "declined"), ("reason", "当天没有参加")];
        assert_eq!(other.post(&format!("/activities/{id}/cohost"), &fields).await.status, 303);
        assert_eq!(other.get(&format!("/activities/{id}")).await.status, 404);
        assert_eq!(other.get(&format!("/photos/{picture}/large")).await.status, 404);
        let told = officer.get(&format!("/activities/{id}")).await.text();
        assert!(told.contains("已谢绝") && told.contains("当天没有参加") && told.contains("协办单位答复"));
    }
}

testing_db::story! {
    async fn only_a_named_unit_answers(house: Stage) {
        launch(&house).await;
        let mut officer = house.visitor(&house.cast.unit_officer);
        let mut other = house.visitor(&house.cast.other_unit_officer);
        let alone = log(&mut officer, &lecture()).await;
        let answer = [("answer", "confirmed")];
        assert_eq!(other.post(&format!("/activities/{alone}/cohost"), &answer).await.status, 404);
        let id = log(&mut officer, &joint()).await;
        assert_eq!(officer.post(&format!("/activities/{id}/cohost"), &answer).await.status, 403, "the host is none");
        let mut bureau = house.visitor(&house.cast.bureau_officer);
        assert_eq!(bureau.post(&format!("/activities/{id}/cohost"), &answer).await.status, 403);
        officer.post(&format!("/activities/{id}/void"), &[("reason", "重复")]).await;
        let void = other.post(&format!("/activities/{id}/cohost"), &answer).await;
        assert_eq!(void.status, 409);
        assert!(void.text().contains("主办单位已作废"));
        assert!(!other.get("/activities").await.text().contains("待确认"));
    }
}

testing_db::story! {
    async fn what_names_no_unit_comes_back_with_what_was_meant(house: Stage) {
        launch(&house).await;
        let mut officer = house.visitor(&house.cast.unit_officer);
        let hostile = INJECTIONS.iter().chain(SCRIPTS).map(|text| (*text, "协办单位"));
        let cases = [("东街社区", "是不是“东街社区卫生服务中心”"), ("市一院", "没有找到协办单位"), ("青禾区第一医院", "本单位就是主办单位")];
        for (typed, sentence) in cases.into_iter().chain(hostile) {
            let answer = post(&mut officer, "/activities", &with(lecture(), "cohosts[0]", typed)).await;
            assert_eq!(answer.status, 422, "{typed}");
            assert!(answer.text().contains(&escaped(sentence)), "{typed}: {}", answer.text());
            assert!(answer.text().contains("门诊三楼会议室"));
        }
        assert_eq!(count(&house.db, "SELECT COUNT(*) AS value FROM activity").await, 0);
        let offered = officer.get("/activities/partners?cohosts%5B3%5D=%E4%B8%9C%E8%A1%97").await.text();
        assert!(offered.contains(OTHER) && !offered.contains("青禾区第一医院"), "{offered}");
    }
}

testing_db::story! {
    async fn a_correction_keeps_what_was_said_and_pictures_of_a_joint_activity_are_no_reuse(house: Stage) {
        launch(&house).await;
        let mut officer = house.visitor(&house.cast.unit_officer);
        let mut other = house.visitor(&house.cast.other_unit_officer);
        let picture = photo(&mut officer, "photo-key-1", &jpeg(1)).await;
        let id = log(&mut officer, &with(joint(), "photos[0]", &picture)).await;
        other.post(&format!("/activities/{id}/cohost"), &[("answer", "confirmed")]).await;
        let theirs = upload(&mut other, "photo-key-2", &jpeg(1)).await.json();
        assert!(theirs["reuse"].is_null(), "{theirs}");
        let own = with(with(lecture(), "name", "协办讲座"), "photos[0]", theirs["id"].as_str().unwrap());
        let own = log(&mut other, &own).await;
        let mut reviewer = house.visitor(&house.cast.bureau_reviewer);
        for page in [&id, &own] {
            assert!(!reviewer.get(&format!("/activities/{page}")).await.text().contains("图片比对"));
        }

        let path = format!("/activities/{id}/edit");
        assert!(officer.get(&path).await.text().contains(OTHER));
        let fields = with(with(with(joint(), "photos[0]", &picture), "place", "报告厅"), "version", "1");
        assert_eq!(post(&mut officer, &path, &fields).await.status, 303);
        assert_eq!(count(&house.db, "SELECT COUNT(*) AS value FROM activity_cohost WHERE state = 'confirmed'").await, 1);
        let fields = with(with(with(lecture(), "photos[0]", &picture), "place", "报告厅"), "version", "2");
        assert_eq!(post(&mut officer, &path, &fields).await.status, 303);
        assert!(officer.get(&format!("/activities/{id}")).await.text().contains("修改：协办"));
        assert!(reviewer.get(&format!("/activities/{own}")).await.text().contains("图片比对"), "no longer joint");
        assert_eq!(other.get(&format!("/activities/{id}")).await.status, 404);
    }
}

testing_db::story! {
    async fn a_program_names_cohosts_and_answers(house: Stage) {
        launch(&house).await;
        let mut program = house.program(&house.cast.unit_officer);
        let mut other = house.program(&house.cast.other_unit_officer);
        let unit = house.cast.second_unit.to_string();
        let input = json!({ "name": "联合演练", "starts_on": "2026-03-05", "cohosts": [unit] });
        let view = program.call("POST", "/api/v1/activities", &input).await.json();
        assert_eq!(view["cohosts"][0]["state"], "named");
        let path = format!("/api/v1/activities/{}", view["id"].as_str().unwrap());
        let waiting = other.get("/api/v1/activities/joint").await.json();
        assert_eq!(waiting["activities"][0]["state"], "named");
        let said = other.call("POST", &format!("{path}/cohost"), &json!({ "answer": "confirmed" })).await.json();
        assert_eq!((&said["state"], &said["unit_name"]), (&json!("confirmed"), &json!(OTHER)));
        let seen = other.get(&path).await.json();
        assert_eq!(seen["cohosts"][0]["state"], "confirmed");
        let mut tx = house.db.begin().await.unwrap();
        tx.run("UPDATE activity_cohost SET version = version + 1", params![]).await.unwrap();
        tx.commit().await.unwrap();
        let again = other.call("POST", &format!("{path}/cohost"), &json!({ "answer": "confirmed" })).await;
        assert_eq!(again.status, 200, "to say the same again is no fault");
    }
}
