//! What a bureau does itself, beside the figures of its units.

use campaigns::tally::{self, Quantity, Source};
use campaigns::{CampaignId, Reckoning, Split, facts};

use super::house::Stage;
use super::tally::{day, launched_with_indicators};

testing_db::story! {
    async fn what_the_bureau_does_itself_reaches_no_units_target(house: Stage) {
        let id = launched_with_indicators(&house).await;
        let campaign = CampaignId::parse(&id).unwrap();
        let mut tx = house.db.begin().await.unwrap();
        for (unit, source) in [(house.cast.bureau, "own"), (house.cast.first_unit, "unit")] {
            let day = day(30);
            let source = Source { room: "activities", id: source, unit, starts_on: day, ends_on: day, standing: false };
            let split = Split::default();
            let quantity = Quantity { measure: "drill", amount: 3, split: &split };
            tally::write(&mut tx, &source, &[quantity], &[campaign]).await.unwrap();
        }
        tx.commit().await.unwrap();
        let figures = facts::progress(&house.db, campaign, None, None, Reckoning::Logged).await.unwrap();
        let drill = figures.iter().find(|one| one.measure == "drill" && one.filter.is_empty()).unwrap();
        assert_eq!(drill.done, 3, "only the unit's");
        let behind = facts::tally_rows(&house.db, campaign, None, None, Some("drill"), Reckoning::Logged).await.unwrap();
        assert_eq!(behind.iter().map(|row| row.unit).collect::<Vec<_>>(), [house.cast.first_unit], "as the rows behind it");
        let own = facts::tally_rows(&house.db, campaign, None, Some(house.cast.bureau), None, Reckoning::Logged).await.unwrap();
        assert_eq!(own.len(), 1, "the bureau's own are found where they are asked for");
    }
}
