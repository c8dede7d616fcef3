//! Every template of the room rendered, empty and with data, and what each page must have.

#![expect(clippy::unwrap_used, reason = "a stage that cannot be set fails the sample")]

#[path = "story/scene.rs"]
#[expect(dead_code, reason = "the samples use a part of the stories' stage")]
mod scene;

use sheets::{Entry, Heading, Sheet, Workbook};

use scene::{Stage, jpeg, launch, lecture, log, photo, post, with};

/// What a reader of a page relies on: one heading, a named window, fields with labels, nothing that the content
/// policy would drop.
fn assert_whole(template: &str, state: &str, html: &str) {
    let name = format!("{template}, {state}");
    assert_eq!(html.matches("<h1").count(), 1, "{name}: one heading");
    assert!(html.contains("<title>") && html.contains("lang=\"zh-CN\""), "{name}");
    for forbidden in [" style=\"", "<script>", " onclick=", "javascript:"] {
        assert!(!html.contains(forbidden), "{name}: {forbidden}");
    }
    for id in html.split(" id=\"").skip(1).filter_map(|rest| rest.split('"').next()) {
        let marked = format!(" id=\"{id}\"");
        assert_eq!(html.matches(&marked).count(), 1, "{name}: {id} stands twice");
    }
    for wanted in html.split("<label for=\"").skip(1).filter_map(|rest| rest.split('"').next()) {
        assert!(html.contains(&format!(" id=\"{wanted}\"")), "{name}: no field for the label of {wanted}");
    }
}

/// A ledger with a row that is right, one that lacks a picture and is early, and one that is wrong.
fn ledger() -> Vec<u8> {
    let mut sheet =
        Sheet::new("台账", ["名称", "日期", "计入", "照片", "备考"].map(|title| Heading::new(title, 12.0)));
    for row in [
        ["讲座", "2026-03-05", "", "", ""],
        ["早的", "2026-01-05", "标准化提升宣贯", "没有.jpg", ""],
        ["", "十月", "", "", ""],
    ] {
        sheet.push(row.map(Entry::from));
    }
    let mut book = Workbook::new();
    book.push(sheet);
    book.to_bytes().unwrap()
}

testing_db::story! {
    async fn every_page_is_whole(house: Stage) {
        let mut officer = house.visitor(&house.cast.unit_officer);
        assert_whole("activities/list.html", "empty list", &officer.get("/activities").await.text());
        assert_whole("activities/form.html", "form without campaigns", &officer.get("/activities/new").await.text());
        launch(&house).await;
        let first = photo(&mut officer, "photo-key-1", &jpeg(1)).await;
        photo(&mut officer, "photo-key-2", &jpeg(2)).await;
        assert_whole("activities/form.html", "form", &officer.get("/activities/new").await.text());
        let pasted = officer.upload("/activities/pasted", &[("pasted", "3月5日开展演练1次。")], &[]).await;
        assert_whole("activities/form.html", "form after a message", &pasted.text());
        let bad = with(with(lecture(), "quantities[0][amount]", "5000余"), "name", "");
        assert_whole("activities/form.html", "refused form", &post(&mut officer, "/activities", &bad).await.text());
        post(&mut officer, "/activities/drafts", &bad).await;
        let minutes = officer.upload("/activities/papers", &[], &[("paper", "纪要.pdf", b"%PDF-1.7")]).await.json();
        let minutes = minutes["id"].as_str().unwrap().to_owned();
        assert_whole("activities/form.html", "form with a waiting paper", &officer.get("/activities/new").await.text());
        let id = log(&mut officer, &with(with(lecture(), "photos[0]", &first), "papers[0]", &minutes)).await;
        assert_whole("activities/list.html", "list with a draft", &officer.get("/activities").await.text());
        for month in ["", "?month=2026-03"] {
            let calendar = officer.get(&format!("/activities/calendar{month}")).await.text();
            assert_whole("activities/calendar.html", month, &calendar);
        }
        for query in ["", "?q=zzz"] {
            assert_whole("activities/wall.html", query, &officer.get(&format!("/activities/photos{query}")).await.text());
        }
        assert_whole("activities/list.html", "empty search", &officer.get("/activities?q=zzz").await.text());
        assert_whole("activities/show.html", "activity", &officer.get(&format!("/activities/{id}")).await.text());
        assert_whole("activities/form.html", "correction", &officer.get(&format!("/activities/{id}/edit")).await.text());
        let stale = with(lecture(), "version", "7");
        assert_whole("activities/form.html", "stale correction", &post(&mut officer, &format!("/activities/{id}/edit"), &stale).await.text());
        let original = format!("/photos/{first}/original");
        assert_whole("activities/show.html", "refused original", &officer.post(&original, &[]).await.text());
        let banner = with(with(with(lecture(), "name", "横幅"), "is_standing", "on"), "ends_on", "2026-03-20");
        let banner = log(&mut officer, &with(with(banner, "starts_on", "2026-01-20"), "early_reason", "早已悬挂")).await;
        assert_whole("activities/show.html", "what stands", &officer.get(&format!("/activities/{banner}")).await.text());
        let refused = officer.post(&format!("/activities/{banner}/prolong"), &[]).await.text();
        assert_whole("activities/show.html", "refused going on", &refused);
        assert_whole("activities/list.html", "photos that wait", &officer.get("/activities?state=patients").await.text());
        let void = format!("/activities/{id}/void");
        assert_whole("activities/show.html", "refused voiding", &officer.post(&void, &[]).await.text());
        officer.post(&void, &[("reason", "重复登记")]).await;
        assert_whole("activities/show.html", "void activity", &officer.get(&format!("/activities/{id}")).await.text());
        let options = officer.get("/activities/partners?cohosts%5B0%5D=%E4%B8%9C%E8%A1%97").await.text();
        assert_eq!(options.trim(), "<option value=\"东街社区卫生服务中心\">东街街道</option>", "activities/partners.html");
        let joint = with(with(lecture(), "name", "联合演练"), "cohosts[0]", "东街中心");
        let joint = log(&mut officer, &joint).await;
        let mut other = house.visitor(&house.cast.other_unit_officer);
        assert_whole("activities/list.html", "list with a joint activity", &other.get("/activities").await.text());
        assert_whole("activities/show.html", "a co-host's view", &other.get(&format!("/activities/{joint}")).await.text());
        let second = photo(&mut other, "photo-key-3", &jpeg(1)).await;
        let again = log(&mut other, &with(lecture(), "photos[0]", &second)).await;
        assert_whole("activities/pick.html", "photos to choose", &officer.get("/activities/bulk").await.text());
        let none = officer.upload("/activities/bulk/groups", &[], &[]).await.text();
        assert_whole("activities/pick.html", "nothing chosen", &none);
        let several = [("files", "a.jpg", jpeg(5)), ("files", "b.jpg", jpeg(6))];
        let several: Vec<(&str, &str, &[u8])> = several.iter().map(|(field, name, bytes)| (*field, *name, bytes.as_slice())).collect();
        let groups = officer.upload("/activities/bulk/groups", &[], &several).await.text();
        assert_whole("activities/bulk.html", "groups", &groups);
        let unnamed = officer.post("/activities/bulk", &[("groups[0][name]", "讲座"), ("groups[1][photos][]", &first)]).await.text();
        assert_whole("activities/bulk.html", "refused groups", &unnamed);
        assert_whole("activities/import.html", "a ledger to choose", &officer.get("/activities/import").await.text());
        let refused = officer.upload("/activities/import", &[], &[("file", "台账.pdf", b"%PDF-1.7")]).await.text();
        assert_whole("activities/import.html", "refused ledger", &refused);
        let template = officer.get("/activities/import/template.xlsx").await.body;
        let kept = officer.upload("/activities/import", &[], &[("file", "台账.xlsx", &template)]).await;
        assert_whole("activities/import_preview.html", "only the sample", &officer.get(kept.location()).await.text());
        let ledger = ledger();
        let kept = officer.upload("/activities/import", &[], &[("file", "台账.xlsx", &ledger)]).await;
        assert_whole("activities/import_preview.html", "right and wrong rows", &officer.get(kept.location()).await.text());
        let refused = officer.post(&format!("{}/confirm", kept.location()), &[]).await.text();
        assert_whole("activities/import_preview.html", "refused", &refused);
        let mut bureau = house.visitor(&house.cast.bureau_officer);
        assert_whole("activities/show.html", "the bureau's view", &bureau.get(&format!("/activities/{again}")).await.text());
        assert_whole("activities/list.html", "the bureau's list", &bureau.get("/activities?state=all").await.text());
    }
}
