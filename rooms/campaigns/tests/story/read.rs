use db::{Reads, params};

use super::house::{NOTICE, Stage, begun, view};

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
        let cases: [(&str, &[u8], u16, &str); 5] = [
            ("通知.docx", b"PK\x03\x04", 422, "另存为“纯文本（.txt）”"),
            ("通知.txt", b"", 422, "文件是空的"),
            ("通知.txt", b"\x00\x01\x02\x03", 422, "文件内容不是文字"),
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
