use testing::Visitor;

use crate::amending::amend;
use crate::ground::{Stage, launch, typed};

testing_db::story! {
    async fn a_units_own_file_is_kept_and_taken_out(house: Stage) {
        let campaign = launch(&house).await;
        let path = format!("/plans/{campaign}/{}", house.cast.first_unit);
        let file = format!("{path}/file");
        let mut unit = house.visitor(&house.cast.unit_officer);
        for (name, bytes, sentence) in [
            ("方案.pdf", &b""[..], "文件是空的"),
            ("方案.pdf", &b"<script>alert(1)</script>"[..], "这种文件不能上传"),
            ("方案.docx", &b"PK\x03\x04broken"[..], "文件不完整或已损坏"),
        ] {
            let refused = unit.upload(&file, &[], &[("file", name, bytes)]).await;
            assert_eq!(refused.status, 422, "{name}");
            assert!(refused.text().contains(sentence), "{sentence}: {}", refused.text());
        }
        assert_eq!(unit.upload(&file, &[], &[]).await.status, 422, "no file chosen");
        let kept = unit.upload(&file, &[], &[("file", "../工作方案.exe", b"%PDF-1.7 hello")]).await;
        assert_eq!(kept.status, 303, "{}", kept.text());
        let page = unit.get(&path).await.text();
        assert!(page.contains("工作方案.pdf") && !page.contains(".exe"), "{page}");
        assert_eq!(house.visitor(&house.cast.bureau_officer).get(&file).await.status, 404, "not filed yet");
        let served = unit.get(&file).await;
        assert_eq!(&served.body[..], b"%PDF-1.7 hello");
        assert_eq!(served.headers["content-type"], "application/pdf");
        assert!(served.headers["content-disposition"].to_str().unwrap().starts_with("attachment"));
        assert_eq!(house.visitor(&house.cast.other_unit_officer).get(&file).await.status, 404);
        assert_eq!(unit.post(&format!("{file}/remove"), &[]).await.status, 303);
        assert_eq!(unit.get(&file).await.status, 404);
        assert_eq!(house.ledger_count("unit_plan.attach").await, 2);
    }
}

testing_db::story! {
    async fn a_program_hands_the_file_in_and_takes_the_document(house: Stage) {
        let campaign = launch(&house).await;
        let path = format!("/api/v1/plans/{campaign}/{}", house.cast.first_unit);
        let mut unit = house.program(&house.cast.unit_officer);
        assert_eq!(house.visitor(&house.cast.unit_officer).post(&path.replace("/api/v1", ""), &typed()).await.status, 303);
        let kept = unit.upload(&format!("{path}/file"), &[], &[("file", "盖章方案.pdf", b"%PDF-1.7 sealed")]).await;
        assert_eq!((kept.status.as_u16(), &kept.json()["file_name"]), (200, &serde_json::json!("盖章方案.pdf")), "{}", kept.text());
        assert_eq!(served(&mut unit, &format!("{path}/file")).await, "%PDF-1.7 sealed");
        let document = unit.get(&format!("{path}/plan.docx")).await;
        assert!(document.status == 200 && document.body.starts_with(b"PK"));
        let other = house.program(&house.cast.other_unit_officer).get(&format!("{path}/plan.docx")).await;
        assert_eq!(other.status, 404);
        let taken = unit.call("POST", &format!("{path}/file/remove"), &serde_json::json!({})).await;
        assert_eq!((taken.status.as_u16(), taken.json()["file_name"].is_null()), (200, true), "{}", taken.text());
        assert_eq!(house.ledger_count("unit_plan.attach").await, 2);
    }
}

testing_db::story! {
    async fn days_outside_the_campaign_are_pointed_out_to_both_sides(house: Stage) {
        let campaign = launch(&house).await;
        let path = format!("/plans/{campaign}/{}", house.cast.first_unit);
        let mut unit = house.visitor(&house.cast.unit_officer);
        let span = "2026-02-20 至 2026-06-30";
        assert!(unit.get(&format!("{path}/edit")).await.text().contains(&format!("专项行动时间：{span}")));
        let late = [&typed()[..], &[("items[7][name]", "国庆讲座"), ("items[7][starts_on]", "2026-09-25"), ("items[7][ends_on]", "2026-10-01"), ("items[7][department]", "总务科"), ("items[7][person]", "林安全")]].concat();
        let saved = unit.post(&path, &late).await;
        assert_eq!(saved.status, 303, "{}", saved.text());
        let page = unit.get(&path).await.text();
        assert!(page.contains("“国庆讲座”（2026-09-25 至 2026-10-01）") && page.contains(span) && page.contains("确需这样安排的可以照报"), "{page}");
        let filed = unit.post(&format!("{path}/submit"), &[]).await;
        assert_eq!(filed.status, 303, "a hint is no obstacle: {}", filed.text());
        let page = house.visitor(&house.cast.bureau_reviewer).get(&path).await.text();
        assert!(page.contains("“国庆讲座”") && page.contains("请审核时留意"), "{page}");
    }
}

/// What is served as a plan's file.
async fn served(visitor: &mut Visitor, path: &str) -> String {
    let answer = visitor.get(path).await;
    if answer.status == 200 { answer.text() } else { answer.status.as_u16().to_string() }
}

testing_db::story! {
    async fn the_file_of_what_was_filed_stays_whatever_the_unit_hands_in_since(house: Stage) {
        let campaign = launch(&house).await;
        let path = format!("/plans/{campaign}/{}", house.cast.first_unit);
        let (file, in_force) = (format!("{path}/file"), format!("{path}/file?version=in_force"));
        let mut unit = house.visitor(&house.cast.unit_officer);
        let mut reviewer = house.visitor(&house.cast.bureau_reviewer);
        let (first, second) = ("%PDF-1.7 first", "%PDF-1.7 second");
        assert_eq!(unit.post(&path, &typed()).await.status, 303);
        assert_eq!(unit.upload(&file, &[], &[("file", "第一版.pdf", first.as_bytes())]).await.status, 303);
        assert_eq!(unit.post(&format!("{path}/submit"), &[]).await.status, 303);
        assert_eq!(served(&mut reviewer, &file).await, first);
        assert_eq!(reviewer.post(&format!("{path}/approve"), &[]).await.status, 303);
        amend(&house, &campaign, 6).await;
        assert_eq!(unit.post(&format!("{path}/revise"), &[]).await.status, 303);
        assert_eq!(unit.upload(&file, &[], &[("file", "第二版.pdf", second.as_bytes())]).await.status, 303);
        for version in [&file, &in_force] {
            assert_eq!(served(&mut reviewer, version).await, first, "{version}");
        }
        let page = reviewer.get(&path).await.text();
        assert!(page.contains("第一版.pdf") && !page.contains("第二版.pdf"), "{page}");
        assert_eq!((served(&mut unit, &file).await.as_str(), served(&mut unit, &in_force).await.as_str()), (second, first));
        let old = unit.get(&format!("{path}?version=in_force")).await.text();
        assert!(old.contains("第一版.pdf") && old.contains("/file?version=in_force"), "{old}");

        assert_eq!(unit.post(&format!("{path}/submit"), &[]).await.status, 303);
        assert_eq!((served(&mut reviewer, &file).await.as_str(), served(&mut reviewer, &in_force).await.as_str()), (second, first));
        assert_eq!(plans::facts::blobs(&house.db).await.unwrap().len(), 2, "both are still used");
        assert_eq!(reviewer.post(&format!("{path}/approve"), &[]).await.status, 303);
        assert_eq!((served(&mut reviewer, &file).await.as_str(), served(&mut reviewer, &in_force).await.as_str()), (second, second));

        amend(&house, &campaign, 8).await;
        assert_eq!(unit.post(&format!("{path}/revise"), &[]).await.status, 303);
        assert_eq!(unit.post(&format!("{file}/remove"), &[]).await.status, 303);
        assert_eq!((served(&mut unit, &file).await.as_str(), served(&mut reviewer, &file).await.as_str()), ("404", second));
        assert_eq!(unit.post(&format!("{path}/keep"), &[]).await.status, 303);
        assert_eq!(served(&mut unit, &file).await, second, "what is kept is kept with its file");
    }
}

testing_db::story! {
    async fn what_was_filed_keeps_its_file_after_it_came_back(house: Stage) {
        let campaign = launch(&house).await;
        let path = format!("/plans/{campaign}/{}", house.cast.first_unit);
        let file = format!("{path}/file");
        let mut unit = house.visitor(&house.cast.unit_officer);
        let mut reviewer = house.visitor(&house.cast.bureau_reviewer);
        assert_eq!(unit.upload(&file, &[], &[("file", "方案.pdf", b"%PDF-1.7 only")]).await.status, 303);
        let led = [("version", "1"), ("leader", "陈志明院长"), ("deputy", "林安平副院长")];
        assert_eq!(unit.post(&path, &led).await.status, 303);
        assert_eq!(unit.post(&format!("{path}/submit"), &[]).await.status, 303);
        assert_eq!(reviewer.post(&format!("{path}/return"), &[("reason", "请盖章")]).await.status, 303);
        assert_eq!(unit.post(&format!("{file}/remove"), &[]).await.status, 303);
        assert_eq!(unit.get(&file).await.status, 404);
        assert_eq!(served(&mut reviewer, &file).await, "%PDF-1.7 only");
        assert!(reviewer.get(&path).await.text().contains("方案.pdf"));
        assert_eq!(unit.post(&format!("{path}/submit"), &[]).await.status, 422, "without it nothing is left to file");
    }
}
