use clock::Moment;
use testing::{Answer, Visitor, hidden};
use totp_rs::{Builder, Secret};

use crate::lost_password::open_account;
use crate::{House, act};

const PASSWORD: &str = "correct horse battery";

/// What the app of somebody shows who has typed these words into it.
pub(crate) fn code(words: &str, at: Moment) -> String {
    let secret = Secret::try_from_base32(words.replace(' ', "")).unwrap();
    let totp = Builder::new().with_secret(secret).build().unwrap();
    totp.generate(u64::try_from(at.as_micros() / 1_000_000).unwrap()).to_string()
}

/// Enrols an app: its words, and the recovery codes.
pub(crate) async fn enrol(house: &House, visitor: &mut Visitor) -> (String, Vec<String>) {
    assert_eq!(visitor.post("/account/second-step", &[]).await.location(), "/account/second-step");
    let page = visitor.get("/account/second-step").await.text();
    assert!(page.contains("<svg class=\"qr\""), "{page}");
    let words = page.split("id=\"secret\">").nth(1).unwrap().split('<').next().unwrap().to_owned();
    for wrong in ["", "000000", "12345", "' OR 1=1 --"] {
        let refused = visitor.post("/account/second-step/proof", &[("code", wrong)]).await;
        assert_eq!(refused.status, 422, "{wrong}");
    }
    let shown =
        visitor.post("/account/second-step/proof", &[("code", &code(&words, house.clock().now()))]).await;
    assert_eq!(shown.status, 200, "{}", shown.text());
    let text = shown.text();
    let codes = text.split("id=\"codes\">").nth(1).unwrap().split('<').next().unwrap().lines();
    (words, codes.filter(|line| !line.trim().is_empty()).map(str::to_owned).collect())
}

async fn password_step(visitor: &mut Visitor, login: &str) -> String {
    let page = visitor.post("/sign-in", &[("login", login), ("password", PASSWORD), ("to", "/units")]).await;
    assert_eq!(page.status, 200, "the password alone is not enough");
    hidden(&page.text(), "ticket")
}

async fn code_step(visitor: &mut Visitor, ticket: &str, code: &str) -> Answer {
    visitor.post("/sign-in/code", &[("ticket", ticket), ("code", code), ("to", "/units")]).await
}

fn in_a_minute(house: &House) {
    house.clock().set(house.clock().now().plus_seconds(60));
}

testing_db::story! {
    async fn a_sign_in_asks_for_a_code_that_works_once(house: House) {
        open_account(&house, &house.cast.bureau_officer, "lin").await;
        let mut officer = house.visitor(&house.cast.bureau_officer);
        let (words, codes) = enrol(&house, &mut officer).await;
        assert_eq!(codes.len(), 8);
        let page = officer.get("/account/second-step").await.text();
        assert!(!page.contains(&words) && page.contains("还剩 8 个恢复码"), "the secret is never shown again: {page}");

        let mut visitor = house.stranger();
        let ticket = password_step(&mut visitor, "lin").await;
        assert_eq!(visitor.get("/units").await.status, 303);
        let enrolled = code(&words, house.clock().now());
        assert_eq!(code_step(&mut visitor, &ticket, &enrolled).await.status, 422, "it was used to enrol");
        in_a_minute(&house);
        let fresh = code(&words, house.clock().now());
        assert_eq!(code_step(&mut visitor, &ticket, &fresh).await.location(), "/units");
        assert_eq!(visitor.get("/units").await.status, 200);

        let mut thief = house.stranger();
        let second = password_step(&mut thief, "lin").await;
        let replayed = code_step(&mut thief, &second, &fresh).await;
        assert!(replayed.status == 422 && replayed.text().contains("已经用过"), "{}", replayed.text());
        assert_eq!(code_step(&mut thief, &ticket, &codes[0]).await.status, 422, "a ticket is used once");
        assert_eq!(code_step(&mut thief, &second, &codes[0].to_uppercase()).await.location(), "/units");
        let third = password_step(&mut thief, "lin").await;
        assert_eq!(code_step(&mut thief, &third, &codes[0]).await.status, 422, "and so is a recovery code");
        house.clock().set(house.clock().now().plus_seconds(300));
        let late = code_step(&mut thief, &third, &code(&words, house.clock().now())).await;
        assert!(late.text().contains("等得太久"));
    }
}

testing_db::story! {
    async fn codes_are_guessed_no_more_often_than_passwords(house: House) {
        open_account(&house, &house.cast.bureau_officer, "lin").await;
        enrol(&house, &mut house.visitor(&house.cast.bureau_officer)).await;
        let mut thief = house.stranger();
        let ticket = password_step(&mut thief, "lin").await;
        let mut answers = Vec::new();
        for guess in 0..6 {
            answers.push(code_step(&mut thief, &ticket, &format!("{guess:06}")).await.status.as_u16());
        }
        assert_eq!(answers, [422, 422, 422, 429, 429, 429], "the right password before them is no guess");
    }
}

testing_db::story! {
    async fn the_second_step_ends_by_a_code_or_by_the_security_administrator(house: House) {
        let cast = &house.cast;
        open_account(&house, &cast.bureau_officer, "lin").await;
        let mut officer = house.visitor(&cast.bureau_officer);
        let (_, codes) = enrol(&house, &mut officer).await;
        assert_eq!(officer.post("/account/second-step/end", &[("code", "000000")]).await.status, 422);
        assert_eq!(officer.post("/account/second-step/end", &[("code", &codes[3])]).await.location(), "/account");
        assert_eq!(officer.post("/account/second-step/end", &[("code", &codes[3])]).await.status, 409);
        enrol(&house, &mut officer).await;
        let mut security = house.visitor(&cast.security_administrator);
        let mut system = house.visitor(&cast.system_administrator);
        let person = cast.bureau_officer.person;
        assert_eq!(act(&mut system, person, "second-step-off", &[]).await.status, 403);
        assert_eq!(act(&mut security, person, "second-step-off", &[]).await.status, 303);
        assert_eq!(act(&mut security, person, "second-step-off", &[]).await.status, 409);
        let sign_in = [("login", "lin"), ("password", PASSWORD)];
        assert_eq!(house.stranger().post("/sign-in", &sign_in).await.location(), "/");
        for (verb, rows) in [("account.prove_second_step", 2), ("account.end_second_step", 1), ("account.drop_second_step", 1)] {
            assert_eq!(house.ledger_count(verb).await, rows, "{verb}");
        }
    }
}
