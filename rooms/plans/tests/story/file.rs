use crate::ground::{Stage, launch};

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
