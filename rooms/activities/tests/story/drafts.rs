use crate::scene::{SAFETY, Stage, count, jpeg, launch, lecture, log, photo, post, tally, with};

const DRAFTS: &str = "SELECT COUNT(*) AS value FROM activity_draft";

testing_db::story! {
    async fn a_half_filled_form_is_kept_unjudged_and_finished_later(house: Stage) {
        launch(&house).await;
        let mut officer = house.visitor(&house.cast.unit_officer);
        let picture = photo(&mut officer, "photo-key-1", &jpeg(1)).await;
        let half = with(with(lecture(), "quantities[1][amount]", "5000余"), "photos[0]", &picture);
        let half = with(half, "idempotency_key", "draft-form");
        for _ in 0..2 {
            assert_eq!(post(&mut officer, "/activities/drafts", &half).await.status, 303);
        }
        assert_eq!(count(&house.db, DRAFTS).await, 1, "sent twice is kept once");
        assert_eq!(tally(&house.db, house.cast.first_unit, SAFETY).await.len(), 0);

        let list = officer.get("/activities").await.text();
        let draft = list.split("/activities/new?draft=").nth(1).unwrap()[..32].to_owned();
        let path = format!("/activities/new?draft={draft}");
        let form = officer.get(&path).await.text();
        assert!(form.contains("5000余") && form.contains(&picture));
        assert!(!officer.get("/activities/new").await.text().contains(&picture), "the draft waits with its photo");
        for who in [&house.cast.other_unit_officer, &house.cast.bureau_officer] {
            assert_eq!(house.visitor(who).get(&path).await.status, 404, "another's draft");
        }

        let whole = with(lecture(), "photos[0]", &picture);
        let done = post(&mut officer, &format!("/activities?draft={draft}"), &whole).await;
        assert_eq!(done.status, 303, "{}", done.text());
        assert_eq!(count(&house.db, DRAFTS).await, 0);
        assert_eq!(tally(&house.db, house.cast.first_unit, SAFETY).await.len(), 4);
    }
}

testing_db::story! {
    async fn a_draft_is_saved_over_and_thrown_away(house: Stage) {
        let mut officer = house.visitor(&house.cast.unit_officer);
        let name = |name: &str| vec![("name".to_owned(), name.to_owned())];
        post(&mut officer, "/activities/drafts", &name("初稿")).await;
        let list = officer.get("/activities").await.text();
        let draft = list.split("/activities/new?draft=").nth(1).unwrap()[..32].to_owned();
        post(&mut officer, &format!("/activities/drafts?draft={draft}"), &name("二稿")).await;
        assert_eq!(count(&house.db, DRAFTS).await, 1);
        assert!(officer.get("/activities").await.text().contains("二稿"));
        let discard = format!("/activities/drafts/{draft}/discard");
        assert_eq!(house.visitor(&house.cast.other_unit_officer).post(&discard, &[]).await.status, 404);
        assert_eq!(officer.post(&discard, &[]).await.status, 303);
        assert_eq!(count(&house.db, DRAFTS).await, 0);
    }
}

testing_db::story! {
    async fn a_page_keeps_what_is_typed_by_itself_and_says_so_once(house: Stage) {
        launch(&house).await;
        let mut officer = house.visitor(&house.cast.unit_officer);
        let name = |name: &str| vec![("name".to_owned(), name.to_owned())];
        let kept = post(&mut officer, "/activities/drafts?quiet=1", &name("打到一半")).await;
        assert_eq!(kept.status, 200, "{}", kept.text());
        let draft = kept.json()["draft"].as_str().unwrap().to_owned();
        for text in ["打到一半的", "打到一半的活动"] {
            let again = post(&mut officer, &format!("/activities/drafts?draft={draft}&quiet=1"), &name(text)).await;
            assert_eq!(again.json()["draft"].as_str(), Some(draft.as_str()), "{}", again.text());
        }
        assert_eq!(count(&house.db, DRAFTS).await, 1);
        let stale = post(&mut officer, &format!("/activities/drafts?draft={draft}&quiet=1&version=1"), &name("另一页的旧稿")).await;
        assert_eq!(stale.status, 409, "{}", stale.text());
        assert!(officer.get("/activities").await.text().contains("打到一半的活动"));
        let form = officer.get(&format!("/activities/new?draft={draft}")).await.text();
        assert!(form.contains(&format!("draft={draft}&#38;version=3")), "a page goes on from what it read: {form}");
        let gone = "000000000000000000000000000000ff";
        let revived = post(&mut officer, &format!("/activities/drafts?draft={gone}&quiet=1&version=2"), &name("已登记的活动")).await;
        assert_eq!((revived.status.as_u16(), count(&house.db, DRAFTS).await), (404, 1), "what was logged is no draft again");
        let told = "SELECT COUNT(*) AS value FROM ledger WHERE verb = 'activity_draft.save'";
        assert_eq!(count(&house.db, told).await, 1);

        // The form itself says under which number it will be kept: an answer that was lost makes no second draft.
        let form = officer.get("/activities/new").await.text();
        let own = form.split("data-draft=\"/activities/drafts?draft=").nth(1).unwrap()[..32].to_owned();
        for (quiet, text) in [("&quiet=1", "第一次"), ("&quiet=1", "第一次，没有收到回答"), ("", "从手机补传")] {
            let sent = post(&mut officer, &format!("/activities/drafts?draft={own}{quiet}"), &name(text)).await;
            assert!(matches!(sent.status.as_u16(), 200 | 303), "{}", sent.text());
        }
        assert_eq!(count(&house.db, DRAFTS).await, 2);
        assert!(officer.get("/activities").await.text().contains("从手机补传"));

        // A page that is given back knows its draft's version: once that is logged elsewhere, it brings nothing back.
        let path = format!("/activities?draft={own}");
        let refused = post(&mut officer, &path, &name("")).await;
        let at = refused.text().split("data-draft=\"").nth(1).unwrap().split('"').next().unwrap().replace("&#38;", "&");
        assert!(refused.status == 422 && at.contains(&own) && at.contains("version="), "{at}");
        assert_eq!(post(&mut officer, &path, &lecture()).await.status, 303);
        assert_eq!(post(&mut officer, &format!("{at}&quiet=1"), &name("又回来了")).await.status, 404);
        assert_eq!(count(&house.db, DRAFTS).await, 1);
    }
}

testing_db::story! {
    async fn a_correction_that_was_kept_without_a_network_is_gone_on_with(house: Stage) {
        launch(&house).await;
        let mut officer = house.visitor(&house.cast.unit_officer);
        let id = log(&mut officer, &lecture()).await;
        let form = officer.get(&format!("/activities/{id}/edit")).await.text();
        let own = form.split("data-draft=\"/activities/drafts?draft=").nth(1).unwrap()[..32].to_owned();
        let kept_at = format!("/activities/drafts?draft={own}&activity={id}");
        assert!(form.contains(&format!("data-draft=\"{}\"", kept_at.replace('&', "&#38;"))) && form.contains("data-draft-here"), "{form}");
        let half = with(with(lecture(), "name", "改到一半的名称"), "version", "1");
        assert_eq!(post(&mut officer, &kept_at, &half).await.status, 303);
        assert_eq!(post(&mut officer, &kept_at, &half).await.status, 303, "the phone says it again");
        assert_eq!(count(&house.db, DRAFTS).await, 1);
        let list = officer.get("/activities").await.text();
        assert!(list.contains("修改：改到一半的名称"), "{list}");
        let draft = list.split(&format!("/activities/{id}/edit?draft=")).nth(1).unwrap()[..32].to_owned();
        let at = format!("/activities/{id}/edit?draft={draft}");
        let form = officer.get(&at).await.text();
        assert!(form.contains("改到一半的名称") && form.contains(&format!("action=\"{at}&#38;version=2\"")), "{form}");
        assert_eq!(officer.get(&format!("/activities/new?draft={draft}")).await.location(), at, "it is no new activity");
        let mut other = house.visitor(&house.cast.other_unit_officer);
        assert_eq!(post(&mut other, &kept_at, &half).await.status, 404, "another unit's activity");
        let second = log(&mut officer, &with(lecture(), "name", "第二场")).await;
        assert_eq!(officer.get(&format!("/activities/{second}/edit?draft={draft}")).await.status, 404);

        // Corrected elsewhere meanwhile: what was kept is shown beside it, and sent on purpose it is the correction.
        let meanwhile = with(with(lecture(), "place", "二楼"), "version", "1");
        assert_eq!(post(&mut officer, &format!("/activities/{id}/edit"), &meanwhile).await.status, 303);
        let form = officer.get(&at).await.text();
        assert!(form.contains("刚刚被别人修改过") && form.contains("改到一半的名称"), "{form}");
        let done = post(&mut officer, &at, &with(half, "version", "2")).await;
        assert_eq!(done.status, 303, "{}", done.text());
        assert_eq!(count(&house.db, DRAFTS).await, 0);
        assert!(officer.get(&format!("/activities/{id}")).await.text().contains("改到一半的名称"));
    }
}

testing_db::story! {
    async fn a_refused_form_does_not_save_over_what_another_page_kept(house: Stage) {
        launch(&house).await;
        let mut officer = house.visitor(&house.cast.unit_officer);
        let name = |name: &str| vec![("name".to_owned(), name.to_owned())];
        let kept = post(&mut officer, "/activities/drafts?quiet=1", &name("一稿")).await.json();
        let draft = kept["draft"].as_str().unwrap().to_owned();
        let page = officer.get(&format!("/activities/new?draft={draft}")).await.text();
        let seen = format!("?draft={draft}&version=1");
        for address in [format!("action=\"/activities{seen}\""), format!("formaction=\"/activities/drafts{seen}\"")] {
            assert!(page.contains(&address.replace('&', "&#38;")), "{address}: {page}");
        }
        // Another page goes on meanwhile; this one is refused and given back.
        assert_eq!(post(&mut officer, &format!("/activities/drafts{seen}&quiet=1"), &name("另一页的二稿")).await.status, 200);
        let refused = post(&mut officer, &format!("/activities{seen}"), &name("")).await;
        let at = data_draft(&refused.text());
        assert!(refused.status == 422 && at.ends_with(&seen), "it goes on from what it had: {at}");
        let quiet = post(&mut officer, &format!("{at}&quiet=1"), &name("这一页的")).await;
        assert_eq!(quiet.status, 409, "{}", quiet.text());

        let pressed = post(&mut officer, &at, &with(name("这一页的"), "idempotency_key", "pressed-once")).await;
        let page = pressed.text();
        assert!(pressed.status == 409 && page.contains("又存过，没有覆盖") && page.contains("value=\"这一页的\""), "{page}");
        assert!(officer.get("/activities").await.text().contains("另一页的二稿"));
        let apart = data_draft(&page);
        assert!(!apart.contains(&draft) && !apart.contains("version"), "{apart}");
        let again = with(name("这一页的"), "idempotency_key", "pressed-twice");
        for _ in 0..2 {
            assert_eq!(post(&mut officer, &apart, &again).await.status, 303, "the same button again is the same draft");
        }
        let list = officer.get("/activities").await.text();
        assert!(list.contains("另一页的二稿") && list.contains("这一页的"), "{list}");
        assert_eq!(count(&house.db, DRAFTS).await, 2);
        let mut other = house.visitor(&house.cast.other_unit_officer);
        assert_eq!(post(&mut other, &at, &name("别人的")).await.status, 404, "another's draft is not there, whatever its version");
    }
}

/// Where a page keeps what is typed.
fn data_draft(page: &str) -> String {
    page.split("data-draft=\"").nth(1).unwrap().split('"').next().unwrap().replace("&#38;", "&")
}
