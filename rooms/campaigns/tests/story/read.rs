use axum::body::Body;
use db::{Reads, params};
use gongwen::document::{Block, Document};
use gongwen::docx;

use super::house::{NOTICE, Stage, begun, text, view};

/// The sample notice as DOCX, with a note in its footer.
fn as_docx(footer: &str) -> Vec<u8> {
    let mut lines = NOTICE.lines().filter(|line| !line.is_empty());
    let title = lines.by_ref().take(3).collect::<Vec<_>>().join("\n");
    let body = lines.map(Block::paragraph).collect();
    let document = Document { body, footer_note: Some(footer.to_owned()), ..Document::new(title) };
    docx::bytes(&document).unwrap()
}

testing_db::story! {
    async fn a_notice_becomes_a_plan_beside_its_text(house: Stage) {
        let mut officer = house.visitor(&house.cast.bureau_officer);
        let id = begun(&mut officer).await;
        let page = officer.get(&format!("/campaigns/{id}/plan")).await;
        assert_eq!(page.status, 200);
        let html = page.text();
        assert!(html.contains("平安医院建设行动宣传工作方案"));
        assert!(html.contains("通知日 → 2026-05-31"), "the first phase starts with the notice");
        assert!(html.contains("2027-01-01 起"), "the last phase has no end");
        let plan = view(&mut house.program(&house.cast.bureau_officer), &id).await;
        assert_eq!(plan["phases"][1]["starts_on"], "2026-06-01", "a start that is not printed follows on");
        for phase in plan["phases"].as_array().unwrap() {
            let basis = phase["source_text"].as_str().unwrap();
            assert!(NOTICE.contains(basis), "{basis}");
        }
        let first = html.find("<mark class=\"m-phase\"").unwrap();
        let anchor = html[first..].split("id=\"").nth(1).unwrap().split('"').next().unwrap();
        assert!(html.contains(&format!("href=\"#{anchor}\"")), "a row leads to its sentence");
        assert_eq!(house.ledger_count("campaign.begin").await, 1);
    }
}

testing_db::story! {
    async fn the_same_form_twice_is_one_campaign(house: Stage) {
        let mut officer = house.visitor(&house.cast.bureau_officer);
        let fields = [("text", NOTICE), ("idempotency_key", "0123456789abcdef")];
        let first = officer.upload("/campaigns", &fields, &[]).await;
        let again = officer.upload("/campaigns", &fields, &[]).await;
        assert_eq!(first.status, 303);
        assert_eq!(first.location(), again.location());
        assert_eq!(house.db.count("SELECT COUNT(*) AS value FROM campaign", params![]).await.unwrap(), 1);
    }
}

testing_db::story! {
    async fn what_is_no_notice_is_refused_with_a_sentence_and_not_kept(house: Stage) {
        let mut officer = house.visitor(&house.cast.bureau_officer);
        let too_large = vec![b'a'; 25 * 1024 * 1024];
        let cases: [(&str, &[u8], u16, &str); 7] = [
            ("通知.docx", b"PK\x03\x04", 422, "文件已损坏或没有传完整"),
            ("通知.docx", b"\xff\xd8\xff\xe0", 422, "这是图片"),
            ("通知.pdf", b"%PDF-1.7\n", 422, "文件已损坏或没有传完整"),
            ("通知.txt", b"", 422, "文件是空的"),
            ("通知.txt", b"\x00\x01\x02\x03", 422, "不支持这种文件"),
            ("通知.txt", "今天天气很好。\n我们去公园。\n".as_bytes(), 422, "不像一份通知"),
            ("通知.txt", &too_large, 413, "文件超过 20 MB"),
        ];
        for (name, bytes, status, sentence) in cases {
            let answer = officer.upload("/campaigns", &[("text", "")], &[("file", name, bytes)]).await;
            assert_eq!(answer.status, status, "{sentence}");
            assert!(answer.text().contains(sentence), "{sentence}");
        }
        let nothing = officer.upload("/campaigns", &[("text", "")], &[]).await;
        assert!(nothing.text().contains("请选择通知文件"));
        assert_eq!(house.db.count("SELECT COUNT(*) AS value FROM notice", params![]).await.unwrap(), 0);
    }
}

testing_db::story! {
    async fn a_secrecy_mark_stops_the_reading_and_only_the_fact_is_kept(house: Stage) {
        let mut officer = house.visitor(&house.cast.bureau_officer);
        let secret = format!("机密★5年\n\n{NOTICE}");
        let answer = officer.upload("/campaigns", &[("text", "")], &[("file", "通知.txt", secret.as_bytes())]).await;
        assert_eq!(answer.status, 422);
        assert!(answer.text().contains("已停止读取且未保存任何内容"));
        assert!(!answer.text().contains("平安医院"), "nothing of the text comes back");
        assert_eq!(house.db.count("SELECT COUNT(*) AS value FROM notice", params![]).await.unwrap(), 0);
        let kept: Option<String> = house
            .db
            .value("SELECT detail AS value FROM ledger WHERE verb = 'campaign.begin' AND outcome = 'refused'", params![])
            .await
            .unwrap();
        let kept = kept.unwrap();
        assert!(kept.contains("secrecy_mark"));
        assert!(!kept.contains("平安医院"), "{kept}");
    }
}

testing_db::story! {
    async fn pasted_secret_text_does_not_come_back(house: Stage) {
        let mut officer = house.visitor(&house.cast.bureau_officer);
        let secret = format!("秘密★1年\n\n{NOTICE}");
        let answer = officer.upload("/campaigns", &[("text", &secret)], &[]).await;
        assert_eq!(answer.status, 422);
        assert!(answer.text().contains("已停止读取"));
        assert!(!answer.text().contains("平安医院建设"), "the page must not carry it on");
    }
}

testing_db::story! {
    async fn a_file_of_another_format_becomes_a_plan_too(house: Stage) {
        let mut officer = house.visitor(&house.cast.bureau_officer);
        let file = as_docx("校样");
        // Its name says nothing.
        let answer = officer.upload("/campaigns", &[("text", "")], &[("file", "通知.txt", &file)]).await;
        assert_eq!(answer.status, 303, "{}", answer.text());
        let plan = officer.get(answer.location()).await.text();
        assert!(plan.contains("平安医院建设行动宣传工作方案") && plan.contains("通知日 → 2026-05-31"), "{plan}");
    }
}

testing_db::story! {
    async fn a_program_sends_the_file_itself(house: Stage) {
        let mut program = house.program(&house.cast.bureau_officer);
        let path = "/api/v1/campaigns";
        let raw = program.send("POST", path, Some("application/octet-stream"), Body::from(as_docx("校样"))).await;
        assert_eq!(raw.status, 200, "{}", raw.text());
        let id = text(&raw.json()["id"]);
        assert_eq!(view(&mut program, &id).await["phases"].as_array().unwrap().len(), 4);
        let damaged = program.send("POST", path, Some("application/pdf"), Body::from("%PDF-1.7")).await;
        assert_eq!(damaged.status, 422, "{}", damaged.text());
        assert!(damaged.text().contains("文件已损坏"), "{}", damaged.text());
    }
}

testing_db::story! {
    async fn a_mark_in_a_footer_stops_the_reading(house: Stage) {
        let mut officer = house.visitor(&house.cast.bureau_officer);
        let file = as_docx("机密★1年");
        let answer = officer.upload("/campaigns", &[("text", "")], &[("file", "通知.docx", &file)]).await;
        assert_eq!(answer.status, 422);
        assert!(answer.text().contains("已停止读取且未保存任何内容"));
        assert_eq!(house.db.count("SELECT COUNT(*) AS value FROM notice", params![]).await.unwrap(), 0);
    }
}
