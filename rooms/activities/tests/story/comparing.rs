//! The job that compares older photos, stopped by hand.

use std::sync::Arc;

use db::{Reads, params};
use jobs::{Handler, JobContext, Running, Worker, run_until_idle};
use serde_json::Value;

use crate::hints::shot;
use crate::scene::{Stage, count, photo};

const PAIRS: &str = "SELECT COUNT(*) AS value FROM photo_twin";

/// Stops every job as soon as it runs, as somebody does who presses 取消; then it goes on as it would.
struct Stopping(Arc<dyn Handler>);

impl Handler for Stopping {
    fn kind(&self) -> &'static str {
        self.0.kind()
    }

    fn run(&self, context: JobContext, payload: Value) -> Running<'_> {
        Box::pin(async move {
            let mut tx = context.db().begin().await?;
            jobs::cancel(&mut tx, context.job()).await?;
            tx.commit().await?;
            self.0.run(context, payload).await
        })
    }
}

/// Two pictures of two units that are the same, neither compared.
async fn uncompared(house: &Stage) {
    photo(&mut house.visitor(&house.cast.unit_officer), "photo-key-1", &shot(1, 640, None)).await;
    photo(&mut house.visitor(&house.cast.other_unit_officer), "photo-key-2", &shot(1, 500, None)).await;
    let mut tx = house.db.begin().await.unwrap();
    tx.run("DELETE FROM photo_twin", params![]).await.unwrap();
    tx.run("UPDATE photo SET look = NULL, looked_at = NULL, compared = FALSE", params![]).await.unwrap();
    tx.commit().await.unwrap();
}

async fn states(house: &Stage) -> Vec<String> {
    house.db.values("SELECT state AS value FROM job ORDER BY id", params![]).await.unwrap()
}

testing_db::story! {
    async fn a_comparison_that_waits_is_cancelled_and_asked_for_again(house: Stage) {
        uncompared(&house).await;
        activities::begin_comparing(&house.db).await.unwrap();
        let id: Option<String> = house.db.value("SELECT id AS value FROM job", params![]).await.unwrap();
        let mut tx = house.db.begin().await.unwrap();
        jobs::cancel(&mut tx, jobs::JobId::parse(&id.unwrap()).unwrap()).await.unwrap();
        tx.commit().await.unwrap();
        house.run_until_idle().await;
        assert_eq!((states(&house).await, count(&house.db, PAIRS).await), (vec!["cancelled".to_owned()], 0));
        activities::begin_comparing(&house.db).await.unwrap();
        house.run_until_idle().await;
        assert_eq!((states(&house).await, count(&house.db, PAIRS).await), (vec!["cancelled".to_owned(), "done".to_owned()], 2));
    }
}

testing_db::story! {
    async fn a_comparison_that_runs_stops_at_its_next_step_and_goes_on_another_time(house: Stage) {
        uncompared(&house).await;
        let handlers = activities::handlers(house.db.clone(), house.blobs.clone());
        let stopping = handlers.into_iter().map(|inner| Arc::new(Stopping(inner)) as Arc<dyn Handler>);
        activities::begin_comparing(&house.db).await.unwrap();
        run_until_idle(&Worker::new(house.db.clone(), stopping.collect())).await.unwrap();
        assert_eq!(states(&house).await, ["cancelled"]);
        let untouched = "SELECT COUNT(*) AS value FROM photo WHERE look IS NULL AND NOT compared";
        assert_eq!((count(&house.db, untouched).await, count(&house.db, PAIRS).await), (2, 0), "nothing was done after it was told to stop");
        activities::begin_comparing(&house.db).await.unwrap();
        house.run_until_idle().await;
        assert_eq!((states(&house).await, count(&house.db, PAIRS).await), (vec!["cancelled".to_owned(), "done".to_owned()], 2));
    }
}
