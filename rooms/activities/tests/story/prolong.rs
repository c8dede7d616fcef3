use campaigns::{CampaignId, PhaseId, TallyState};
use db::{Reads, params};
use serde_json::json;

use crate::scene::{FIRE, PHASE_ONE, SAFETY, Stage, launch, lines_are_true, log, tally, with};

/// A banner of the first phase.
fn banner() -> Vec<(String, String)> {
    let fields = [
        ("name", "横幅"),
        ("starts_on", "2026-03-01"),
        ("ends_on", "2026-03-20"),
        ("is_standing", "on"),
        ("quantities[0][measure]", "slogan"),
        ("quantities[0][amount]", "2"),
        ("campaigns[0]", SAFETY),
    ];
    fields.map(|(name, value)| (name.to_owned(), value.to_owned())).into()
}

/// The states in which the banner stands, a campaign and phase each.
async fn states(house: &Stage) -> Vec<String> {
    let sql = "SELECT c.campaign || ' ' || COALESCE(c.phase, '-') || ' ' || c.state AS value FROM tally_campaign c \
               JOIN tally t ON t.id = c.tally WHERE t.voided_at IS NULL ORDER BY c.campaign, c.phase";
    let all: Vec<String> = house.db.values(sql, params![]).await.unwrap();
    all.into_iter().map(|line| line.replace(&"0".repeat(30), "")).collect()
}

/// The sum of a measure over the whole of a campaign, of what is logged at least.
async fn whole(house: &Stage, campaign: &str) -> Option<i64> {
    let sql = "SELECT total AS value FROM tally_sum WHERE campaign = $1 AND phase = '' AND measure = 'slogan' AND reckoning = 'logged'";
    house.db.value(sql, params![campaign]).await.unwrap()
}

testing_db::story! {
    async fn a_banner_goes_on_into_the_next_phase_and_counts_once_over_the_whole(house: Stage) {
        launch(&house).await;
        let mut officer = house.visitor(&house.cast.unit_officer);
        let id = log(&mut officer, &banner()).await;
        // The first phase is reported and approved: the activity can be corrected no more.
        let mut tx = house.db.begin().await.unwrap();
        let (safety, phase) = (CampaignId::parse(SAFETY).unwrap(), PhaseId::parse(PHASE_ONE).unwrap());
        for state in [TallyState::Reported, TallyState::Approved] {
            campaigns::tally::advance(&mut tx, safety, Some(phase), house.cast.first_unit, state).await.unwrap();
        }
        tx.commit().await.unwrap();
        assert_eq!(officer.get(&format!("/activities/{id}/edit")).await.status, 409);
        let page = officer.get(&format!("/activities/{id}")).await.text();
        assert!(page.contains("沿用…") && page.contains("value=\"2026-03-31\""), "the end of the phase comes suggested: {page}");

        let done = officer.post(&format!("/activities/{id}/prolong"), &[("ends_on", "2026-05-01")]).await;
        assert_eq!(done.status, 303, "{}", done.text());
        assert_eq!(states(&house).await, ["0a a1 approved", "0a a2 logged"]);
        assert_eq!(tally(&house.db, house.cast.first_unit, SAFETY).await, ["a1 slogan 2", "a2 slogan 2"]);
        assert_eq!(whole(&house, SAFETY).await, Some(2), "one banner, whatever phases it stands in");
        let page = officer.get(&format!("/activities/{id}")).await.text();
        assert!(page.contains("2026-03-01 至 2026-05-01") && page.contains("沿用 <span"), "{page}");
        assert!(page.contains("结束日期：2026-03-20 → 2026-05-01"), "{page}");

        // Into another campaign, whose notice came later: going on is the reason.
        let fields = [("ends_on", ""), ("campaigns[]", FIRE), ("campaigns[]", SAFETY)];
        assert_eq!(officer.post(&format!("/activities/{id}/prolong"), &fields).await.status, 303);
        assert_eq!(states(&house).await, ["0a a1 approved", "0a a2 logged", "0b b1 logged"]);
        assert_eq!(whole(&house, FIRE).await, Some(2));
        assert!(officer.get(&format!("/activities?campaign={FIRE}")).await.text().contains(&id));
        assert_eq!(house.ledger_count("activity.prolong").await, 2);
        lines_are_true(&house.db).await;
    }
}

testing_db::story! {
    async fn only_what_stands_goes_on_and_only_to_a_later_day(house: Stage) {
        launch(&house).await;
        let mut officer = house.visitor(&house.cast.unit_officer);
        let id = log(&mut officer, &banner()).await;
        let at = format!("/activities/{id}/prolong");
        let bad = [
            (vec![("ends_on", "2026-03-19")], "只能延长"),
            (vec![("ends_on", "2026-02-30")], "真实存在的一天"),
            (vec![("ends_on", "")], "请填写延长到哪一天"),
            (vec![("ends_on", "2099-12-31")], "最晚填到"),
            (vec![("ends_on", "2026-03-20"), ("campaigns[]", SAFETY)], "请填写延长到哪一天"),
            (vec![("ends_on", "2026-05-01"), ("campaigns[]", "' OR 1=1")], "所选专项行动不存在"),
        ];
        for (fields, sentence) in bad {
            let refused = officer.post(&at, &fields).await;
            assert_eq!(refused.status, 422, "{fields:?}");
            let page = refused.text();
            assert!(page.contains(sentence), "{fields:?}: {page}");
            assert_eq!(page.matches("<details class=\"confirm\" open>").count(), 1, "{fields:?}");
        }
        assert_eq!(states(&house).await, ["0a a1 logged"]);
        for who in [&house.cast.bureau_officer, &house.cast.unit_leader] {
            assert_eq!(house.visitor(who).post(&at, &[("ends_on", "2026-05-01")]).await.status, 403);
        }
        let mut other = house.program(&house.cast.other_unit_officer);
        let further = json!({ "ends_on": "2026-05-01" });
        assert_eq!(other.call("POST", &format!("/api/v1{at}"), &further).await.status, 404);
        let mut program = house.program(&house.cast.unit_officer);
        let done = program.call("POST", &format!("/api/v1{at}"), &further).await;
        assert_eq!((done.status.as_u16(), &done.json()["ends_on"]), (200, &json!("2026-05-01")), "{}", done.text());

        // What already stands longer than anybody may type goes on into another campaign.
        let long = log(&mut officer, &with(banner(), "ends_on", "2030-01-01")).await;
        let further = [("ends_on", ""), ("campaigns[]", FIRE), ("campaigns[]", SAFETY)];
        let done = officer.post(&format!("/activities/{long}/prolong"), &further).await;
        assert_eq!(done.status, 303, "{}", done.text());

        let once = with(with(banner(), "is_standing", ""), "ends_on", "2026-03-02");
        let once = log(&mut officer, &once).await;
        assert!(!officer.get(&format!("/activities/{once}")).await.text().contains("沿用…"));
        assert_eq!(officer.post(&format!("/activities/{once}/prolong"), &[("ends_on", "2026-05-01")]).await.status, 409);
        assert_eq!(officer.post(&format!("/activities/{id}/void"), &[("reason", "撤下")]).await.status, 303);
        assert_eq!(officer.post(&at, &[("ends_on", "2026-06-01")]).await.status, 409);
    }
}

testing_db::story! {
    async fn what_hung_in_no_phase_moves_into_the_one_that_it_reaches(house: Stage) {
        launch(&house).await;
        let mut officer = house.visitor(&house.cast.unit_officer);
        let early = with(with(banner(), "starts_on", "2026-02-21"), "ends_on", "2026-02-25");
        let early = with(with(early, "campaigns[0]", FIRE), "quantities[0][amount]", "1");
        let id = log(&mut officer, &early).await;
        assert_eq!(states(&house).await, ["0b - logged"]);
        let done = officer.post(&format!("/activities/{id}/prolong"), &[("ends_on", "2026-03-15")]).await;
        assert_eq!(done.status, 303, "{}", done.text());
        assert_eq!(states(&house).await, ["0b b1 logged"]);
        assert_eq!(whole(&house, FIRE).await, Some(1));
    }
}
