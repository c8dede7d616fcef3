use serde_json::json;

use super::house::{Stage, launched, text, view};

const PAPER: &str = "青卫健〔2026〕27号\n\n青禾区卫生健康局关于调整平安医院建设行动安排的通知\n\n各医疗卫生单位：\n　　第一阶段延长至2026年6月20日，请各单位抓好落实。\n\n青禾区卫生健康局\n2026年5月20日\n";

testing_db::story! {
    async fn each_edition_has_its_paper_and_its_signatures(house: Stage) {
        let mut officer = house.visitor(&house.cast.bureau_officer);
        let mut unit = house.visitor(&house.cast.unit_officer);
        let mut program = house.program(&house.cast.bureau_officer);
        let id = launched(&house).await;
        assert_eq!(unit.post(&format!("/campaigns/{id}/sign"), &[]).await.status, 303);
        let opened = program.call("POST", &format!("/api/v1/campaigns/{id}/amend"), &json!({ "text": PAPER })).await;
        let draft = text(&opened.json()["id"]);
        let task = json!({ "text": "开展回头看" });
        assert_eq!(program.call("POST", &format!("/api/v1/campaigns/{draft}/tasks"), &task).await.status, 200);
        assert_eq!(program.call("POST", &format!("/api/v1/campaigns/{draft}/changes"), &json!({})).await.status, 200);

        let page = unit.get(&format!("/campaigns/{id}")).await.text();
        assert!(page.contains("青卫健〔2026〕27号"), "the number is read from the text: {page}");
        assert!(page.contains("id=\"amendment\"") && page.contains("第一阶段延长至2026年6月20日"), "where it is signed: {page}");
        let mut other = house.visitor(&house.cast.other_unit_officer);
        let sign = format!("/campaigns/{id}/sign");
        let unread = other.post(&sign, &[("edition", "1")]).await;
        assert_eq!(unread.status, 303, "a page from before the amendment signs nothing");
        let told = other.get(&format!("/campaigns/{id}")).await.text();
        assert!(told.contains("现行的是第 2 版") && told.contains("name=\"edition\" value=\"2\""), "{told}");
        let refused = house.program(&house.cast.other_unit_officer).call("POST", &format!("/api/v1{sign}"), &json!({ "edition": 1 })).await;
        assert_eq!(refused.status, 409, "{}", refused.text());
        assert_eq!(refused.json()["code"], "other_edition");
        assert_eq!(other.post(&sign, &[("edition", "2")]).await.status, 303);

        let (hospital, centre) = ("青禾区第一医院</th>", "东街社区卫生服务中心</th>");
        let signed = async |officer: &mut testing::Visitor, edition: &str| {
            let page = officer.get(&format!("/campaigns/{id}?edition={edition}&signed=yes")).await.text();
            (page.contains(hospital), page.contains(centre))
        };
        assert_eq!(signed(&mut officer, "1").await, (true, false));
        assert_eq!(signed(&mut officer, "2").await, (false, true));
        assert_eq!(signed(&mut officer, "99").await, (false, true), "no such edition: the one in force");
        let editions = officer.get(&format!("/campaigns/{id}/editions")).await.text();
        assert!(editions.contains(&format!("/campaigns/{id}?edition=1#signatures")), "{editions}");
        for (edition, first, other) in [("1", "已签收", "未签收"), ("2", "未签收", "已签收")] {
            let book = officer.get(&format!("/campaigns/{id}/signatures.xlsx?edition={edition}")).await;
            let columns = ["单位", "签收"].map(|title| sheets::Column::required(title, &[]));
            let table = sheets::read_table(&book.body, &columns, &sheets::Limits::default()).unwrap();
            let cells = |row: &mut sheets::Row<'_>| Some(columns.each_ref().map(|column| row.read(column, sheets::Cell::text)));
            let rows = table.collect(cells).unwrap();
            let says = |name: &str, word: &str| rows.contains(&[Some(name.to_owned()), Some(word.to_owned())]);
            assert!(says("青禾区第一医院", first) && says("东街社区卫生服务中心", other), "{edition}: {rows:?}");
        }
        let recall = officer.get(&format!("/campaigns/{id}")).await.text();
        assert!(!recall.contains("撤回补充通知"), "a unit signed it: {recall}");
    }
}

testing_db::story! {
    async fn what_is_left_undone_is_named_before_the_end(house: Stage) {
        let mut officer = house.visitor(&house.cast.bureau_officer);
        let mut unit = house.visitor(&house.cast.unit_officer);
        let mut program = house.program(&house.cast.bureau_officer);
        let id = launched(&house).await;
        let page = officer.get(&format!("/campaigns/{id}")).await.text();
        assert!(page.contains("撤回下发"), "{page}");
        unit.post(&format!("/campaigns/{id}/sign"), &[]).await;
        let due = view(&mut program, &id).await["dues"][0].clone();
        let (campaign, first) = (campaigns::CampaignId::parse(&id).unwrap(), campaigns::DueId::parse(&text(&due["id"])).unwrap());
        let mut tx = house.db.begin().await.unwrap();
        campaigns::tally::begin_report(&mut tx, campaign, first, house.cast.first_unit).await.unwrap();
        tx.commit().await.unwrap();
        let page = officer.get(&format!("/campaigns/{id}")).await.text();
        assert!(!page.contains("撤回下发"), "a unit signed: {page}");
        let at = format!("/desk?campaign={id}&#38;due={}&#38;state=unsent", text(&due["id"]));
        let (title, day) = (text(&due["title"]), text(&due["due_on"]));
        let undone = format!("“{title}”（{day}）还有 <a href=\"{at}\">1 家没有报送（其中 1 家还没有开始）</a>");
        assert!(page.contains("1 家单位还没有签收") && page.contains(&undone), "{undone} {page}");
        assert_eq!(officer.post(&format!("/campaigns/{id}/close"), &[]).await.status, 303);
        let page = officer.get(&format!("/campaigns/{id}")).await.text();
        assert!(page.contains("办结前未开始") && !page.contains("中途加入 / 退出") && !page.contains("没有报送"), "{page}");
        let seen = unit.get(&format!("/campaigns/{id}")).await.text();
        assert!(seen.contains("办结前未开始"), "{seen}");
    }
}
