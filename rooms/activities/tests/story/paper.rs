use crate::scene::{Stage, count, launch, lecture, log, post, with};

use testing::{Answer, Visitor};

const PAPERS: &str = "SELECT COUNT(*) AS value FROM activity_paper";
const MINUTES: &[u8] = b"%PDF-1.7 minutes of the meeting";

async fn upload(visitor: &mut Visitor, key: &str, name: &str, bytes: &[u8]) -> Answer {
    visitor.upload("/activities/papers", &[("idempotency_key", key)], &[("paper", name, bytes)]).await
}

/// Uploads a paper that must be accepted; its id.
async fn paper(visitor: &mut Visitor, key: &str, name: &str) -> String {
    let answer = upload(visitor, key, name, MINUTES).await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    answer.json()["id"].as_str().unwrap().to_owned()
}

testing_db::story! {
    async fn a_paper_goes_up_once_and_stands_with_its_activity(house: Stage) {
        launch(&house).await;
        let mut officer = house.visitor(&house.cast.unit_officer);
        let first = paper(&mut officer, "paper-key-1", "签到表.doc").await;
        assert_eq!(paper(&mut officer, "paper-key-1", "签到表.doc").await, first, "sent twice is one");
        assert_eq!(upload(&mut officer, "paper-key-1", "签到表.doc", b"%PDF-1.7 other").await.status, 409);
        assert_eq!(count(&house.db, PAPERS).await, 1);

        let id = log(&mut officer, &with(lecture(), "papers[0]", &first)).await;
        let page = officer.get(&format!("/activities/{id}")).await.text();
        assert!(page.contains("签到表.pdf") && page.contains("佐证材料 <small>1 份"), "{page}");
        let mut bureau = house.visitor(&house.cast.bureau_officer);
        let saved = bureau.get(&format!("/papers/{first}")).await;
        assert_eq!(saved.body, MINUTES);
        assert_eq!(saved.headers["content-type"], "application/pdf");
        assert_eq!(saved.headers["content-length"], MINUTES.len().to_string().as_str());
        assert_eq!(saved.headers["x-content-type-options"], "nosniff");
        assert!(saved.headers["content-disposition"].to_str().unwrap().starts_with("attachment"));
        let mut other = house.visitor(&house.cast.other_unit_officer);
        assert_eq!(other.get(&format!("/papers/{first}")).await.status, 404);
        assert_eq!(house.ledger_count("paper.upload").await, 1);
    }
}

testing_db::story! {
    async fn what_an_activity_lets_go_of_is_offered_again_and_may_be_removed(house: Stage) {
        launch(&house).await;
        let mut officer = house.visitor(&house.cast.unit_officer);
        let held = paper(&mut officer, "paper-key-1", "纪要.pdf").await;
        let id = log(&mut officer, &with(lecture(), "papers[0]", &held)).await;
        let remove = format!("/activities/papers/{held}/remove");
        assert_eq!(officer.post(&remove, &[]).await.status, 409);
        let taken = post(&mut officer, "/activities", &with(lecture(), "papers[0]", &held)).await;
        assert_eq!(taken.status, 422, "a paper belongs to one activity");
        assert!(!officer.get("/activities/new").await.text().contains(&held));

        let corrected = post(&mut officer, &format!("/activities/{id}/edit"), &with(lecture(), "version", "1")).await;
        assert_eq!(corrected.status, 303, "{}", corrected.text());
        assert!(officer.get(&format!("/activities/{id}")).await.text().contains("材料"), "the history says what changed");
        assert!(officer.get("/activities/new").await.text().contains(&held));
        assert_eq!(officer.post(&remove, &[]).await.status, 200);
        assert_eq!(officer.post(&remove, &[]).await.status, 404);
        assert_eq!(count(&house.db, PAPERS).await, 0);
    }
}

testing_db::story! {
    async fn a_plain_form_sends_papers_along_and_keeps_the_good_ones(house: Stage) {
        launch(&house).await;
        let mut officer = house.visitor(&house.cast.unit_officer);
        let fields = [("name", "消防演练"), ("starts_on", "2026-03-05")];
        let files = [("paper_files", "纪要.pdf", MINUTES), ("paper_files", "病毒.exe", b"MZ\x90\0".as_slice())];
        let refused = officer.upload("/activities", &fields, &files).await;
        assert_eq!(refused.status, 422);
        let page = refused.text();
        assert!(page.contains("“病毒.exe”没有保存：这种文件不能上传") && page.contains("纪要.pdf"), "{page}");
        assert_eq!(count(&house.db, PAPERS).await, 1);
    }
}

testing_db::story! {
    async fn every_bad_paper_gets_its_sentence(house: Stage) {
        let mut officer = house.visitor(&house.cast.unit_officer);
        let bad: [(&[u8], u16, &str); 5] = [
            (b"", 422, "空的"),
            (b"<html><script>alert(1)</script>", 422, "这种文件不能上传"),
            (b"\xFF\xD8\xFF\xE0 a photo", 422, "请从“拍照/选图”上传"),
            (b"PK\x03\x04 cut", 422, "不完整或已损坏"),
            (&vec![b'%'; 31_500_000], 413, "超过 30 MB"),
        ];
        for (bytes, status, sentence) in bad {
            let answer = upload(&mut officer, "some-paper-key", "a.pdf", bytes).await;
            assert_eq!(answer.status, status, "{sentence}");
            assert!(answer.json()["detail"].as_str().unwrap().contains(sentence), "{}", answer.text());
        }
        assert_eq!(count(&house.db, PAPERS).await, 0);
    }
}

testing_db::story! {
    async fn a_program_files_a_paper_with_its_activity(house: Stage) {
        launch(&house).await;
        let mut program = house.program(&house.cast.unit_officer);
        let sent = program.upload("/api/v1/papers", &[], &[("paper", "课件.pdf", MINUTES)]).await;
        assert_eq!(sent.status, 200, "{}", sent.text());
        let input = serde_json::json!({ "name": "讲座", "starts_on": "2026-03-05", "papers": [sent.json()["id"]] });
        let logged = program.call("POST", "/api/v1/activities", &input).await;
        assert_eq!(logged.json()["papers"][0]["file_name"], "课件.pdf", "{}", logged.text());
        assert_eq!(logged.json()["papers"][0]["bytes"], MINUTES.len());
    }
}
