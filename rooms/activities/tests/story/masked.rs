use serde_json::json;

use crate::scene::{Stage, count, jpeg, launch, lecture, log, photo, post, with};

const PHOTOS: &str = "SELECT COUNT(*) AS value FROM photo";

testing_db::story! {
    async fn what_a_masked_copy_took_the_place_of_is_removed_with_the_correction(house: Stage) {
        launch(&house).await;
        let db = &house.db;
        let mut officer = house.visitor(&house.cast.unit_officer);
        let faces = photo(&mut officer, "photo-key-1", &jpeg(1)).await;
        let other = photo(&mut officer, "photo-key-2", &jpeg(2)).await;
        let masked = photo(&mut officer, "photo-key-3", &jpeg(3)).await;
        let waiting = photo(&mut officer, "photo-key-4", &jpeg(4)).await;
        let id = log(&mut officer, &with(with(lecture(), "photos[0]", &faces), "photos[1]", &other)).await;
        assert_eq!(officer.post(&format!("/activities/photos/{faces}/remove"), &[]).await.status, 409, "an activity holds it");

        let said = with(with(with(lecture(), "photos[0]", &masked), "masked[0]", &faces), "masked[1]", &waiting);
        let path = format!("/activities/{id}/edit");
        let refused = post(&mut officer, &path, &with(with(said.clone(), "version", "1"), "name", "")).await;
        assert!(refused.text().contains(&format!("name=\"masked[]\" value=\"{faces}\"")), "a form that is refused still says it");
        assert_eq!(count(db, PHOTOS).await, 4);

        let answer = post(&mut officer, &path, &with(said.clone(), "version", "1")).await;
        assert_eq!(answer.status, 303, "{}", answer.text());
        assert_eq!(officer.get(&format!("/photos/{faces}/large")).await.status, 404, "nobody sees it again");
        let form = officer.get("/activities/new").await.text();
        assert!(form.contains(&other), "what is only let go of is offered again");
        assert!(form.contains(&waiting), "what was not of this activity is none of its business");
        let told = "SELECT COUNT(*) AS value FROM ledger WHERE verb = 'photo.remove' AND outcome = 'done'";
        assert_eq!((count(db, PHOTOS).await, count(db, told).await), (3, 1));

        // What is kept after all is not removed, and a second time there is nothing to remove.
        let kept = with(with(said, "masked[2]", &masked), "version", "2");
        assert_eq!(post(&mut officer, &path, &kept).await.status, 303);
        assert_eq!(count(db, PHOTOS).await, 3);
        let seen = house.program(&house.cast.unit_officer).get(&format!("/api/v1/activities/{id}")).await.json();
        assert_eq!(seen["photos"].as_array().unwrap().len(), 1);
        assert_eq!(seen["photos"][0]["id"], json!(masked));
    }
}
