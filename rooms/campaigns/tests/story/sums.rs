//! The sums of the tally are moved by what is written; they must be those that adding up anew makes.

use campaigns::tally::{self, Quantity, Source};
use campaigns::{CampaignId, Split, TallyState};
use db::{Db, DbError, Reads, params};
use people::UnitId;

use super::house::Stage;
use super::tally::{day, launched_with_indicators};

/// That the sums of a campaign are true.
pub(super) async fn are_true(db: &Db, campaign: CampaignId) {
    const SUMS: &str = "SELECT unit || ' ' || campaign || ' ' || phase || ' ' || reckoning || ' ' || measure || ' ' || split || ' ' || \
                        total || ' ' || largest || ' ' || sources AS value FROM tally_sum ORDER BY 1";
    let mut tx = db.begin().await.unwrap();
    let kept: Vec<String> = tx.values(SUMS, params![]).await.unwrap();
    tally::add_up(&mut tx, campaign).await.unwrap();
    let anew: Vec<String> = tx.values(SUMS, params![]).await.unwrap();
    assert_eq!(kept, anew);
}

/// Logs a drill and a column of a unit.
async fn log(db: &Db, campaign: CampaignId, unit: UnitId, (id, after): (&str, i32)) -> Result<(), DbError> {
    let (unsaid, starts_on) = (Split::default(), day(after));
    let standing = id.starts_with('5');
    let ends_on = if standing { starts_on.plus_days(90) } else { starts_on };
    let source = Source { room: "story", id, unit, starts_on, ends_on, standing };
    let quantity = |(measure, amount)| Quantity { measure, amount, split: &unsaid };
    let mut tx = db.begin().await?;
    tally::write(&mut tx, &source, &[("drill", 3), ("topic_column", 2)].map(quantity), &[campaign]).await?;
    tx.commit().await
}

/// Logs three things of a unit, and takes some back or sends them up.
async fn work(db: &Db, campaign: CampaignId, unit: UnitId, number: usize) -> Result<(), DbError> {
    for (turn, after) in [20, 35, 50].into_iter().enumerate() {
        let id = format!("{number}/{turn}");
        log(db, campaign, unit, (&id, after)).await?;
        let mut tx = db.begin().await?;
        match (number + turn) % 4 {
            0 => tally::void(&mut tx, "story", &id).await?,
            1 => tally::advance(&mut tx, campaign, None, unit, TallyState::Reported).await?,
            _ => {}
        }
        tx.commit().await?;
    }
    Ok(())
}

testing_db::story! {
    async fn whatever_is_logged_at_once_the_sums_are_true(house: Stage) {
        let campaign = CampaignId::parse(&launched_with_indicators(&house).await).unwrap();
        let units = [house.cast.first_unit, house.cast.second_unit];
        let begun: Vec<_> = (0..12)
            .map(|number| {
                let db = house.db.clone();
                tokio::spawn(async move { work(&db, campaign, units[number % 2], number).await })
            })
            .collect();
        for one in begun {
            one.await.unwrap().unwrap();
        }
        are_true(&house.db, campaign).await;
        // Nothing adds up anew after these.
        for (id, unit) in ["last", "5 last", "at last"].into_iter().flat_map(|id| units.map(|unit| (format!("{id} {unit}"), unit))) {
            log(&house.db, campaign, unit, (&id, 30)).await.unwrap();
        }
        are_true(&house.db, campaign).await;
    }
}
