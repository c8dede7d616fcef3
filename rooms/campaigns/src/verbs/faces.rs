//! The faces that all corrections of the plan share, and all steps of a campaign: what differs is the action.

/// A row of the plan is corrected: `run`, the face for people at `POST …/{item}`, the face for programs at `PUT …/{item}`.
macro_rules! correcting {
    (form: $form:literal, done: $done:literal) => {
        async fn run(
            room: &crate::Campaigns,
            actor: &people::Actor,
            id: &str,
            item: &str,
            input: &Input,
        ) -> Result<(), web::Fault> {
            let mut tx = room.db.begin().await?;
            action(&mut tx, actor, id, item, input).await?;
            Ok(tx.commit().await?)
        }

        pub(crate) async fn html(
            axum::extract::State(room): axum::extract::State<crate::Campaigns>,
            actor: people::Actor,
            page: web::Page,
            axum::extract::Path((id, item)): axum::extract::Path<(String, String)>,
            web::Form { input, .. }: web::Form<Input>,
        ) -> Result<axum::response::Response, web::Fault> {
            let outcome = run(&room, &actor, &id, &item, &input).await.map(|()| $done);
            let form = format!(concat!($form, "-{}"), item);
            crate::verbs::plan::answer(&room, &actor, page, &id, form, &input, outcome).await
        }

        pub(crate) async fn json(
            axum::extract::State(room): axum::extract::State<crate::Campaigns>,
            actor: people::Actor,
            axum::extract::Path((id, item)): axum::extract::Path<(String, String)>,
            web::ApiJson { input, .. }: web::ApiJson<Input>,
        ) -> Result<web::Reply<crate::verbs::fields::Changed>, web::Fault> {
            run(&room, &actor, &id, &item, &input).await?;
            Ok(web::Reply(crate::verbs::fields::Changed::new(item)))
        }
    };
}

/// A row is added to the plan, once for each idempotency key: `run` and both faces, at `POST`.
macro_rules! adding {
    (verb: $verb:ty, form: $form:literal, done: $done:literal) => {
        async fn run(
            room: &crate::Campaigns,
            actor: &people::Actor,
            id: &str,
            input: &Input,
            key: Option<&web::IdempotencyKey>,
        ) -> Result<String, web::Fault> {
            let verb = <$verb as people::Verb>::NAME;
            let only = crate::verbs::once::OnlyOnce::new(actor, verb, id, key);
            only.run(&room.db, input, async |tx| action(tx, actor, id, input).await).await
        }

        pub(crate) async fn html(
            axum::extract::State(room): axum::extract::State<crate::Campaigns>,
            actor: people::Actor,
            page: web::Page,
            axum::extract::Path(id): axum::extract::Path<String>,
            web::Form { input, key }: web::Form<Input>,
        ) -> Result<axum::response::Response, web::Fault> {
            let outcome = run(&room, &actor, &id, &input, key.as_ref()).await.map(|_| $done);
            let form = $form.to_owned();
            crate::verbs::plan::answer(&room, &actor, page, &id, form, &input, outcome).await
        }

        pub(crate) async fn json(
            axum::extract::State(room): axum::extract::State<crate::Campaigns>,
            actor: people::Actor,
            axum::extract::Path(id): axum::extract::Path<String>,
            web::ApiJson { input, key }: web::ApiJson<Input>,
        ) -> Result<web::Reply<crate::verbs::fields::Changed>, web::Fault> {
            let added = run(&room, &actor, &id, &input, key.as_ref()).await?;
            Ok(web::Reply(crate::verbs::fields::Changed::new(added)))
        }
    };
}

/// A campaign takes a step: `run` and both faces, at `POST`. A browser goes to `to`, or sees the campaign again with what
/// was typed into `form`.
macro_rules! stepping {
    (form: $form:literal, done: $done:literal, to: $to:expr) => {
        async fn run(
            room: &crate::Campaigns,
            actor: &people::Actor,
            id: &str,
            input: &Input,
        ) -> Result<(), web::Fault> {
            let mut tx = room.db.begin().await?;
            action(&mut tx, actor, id, input).await?;
            Ok(tx.commit().await?)
        }

        pub(crate) async fn html(
            axum::extract::State(room): axum::extract::State<crate::Campaigns>,
            actor: people::Actor,
            page: web::Page,
            axum::extract::Path(id): axum::extract::Path<String>,
            web::Form { input, .. }: web::Form<Input>,
        ) -> Result<axum::response::Response, web::Fault> {
            match run(&room, &actor, &id, &input).await {
                Ok(()) => Ok(page.done($done, &$to(&id))),
                Err(fault) => {
                    crate::verbs::show::refused(&room, &actor, page, &id, $form, &input, fault).await
                }
            }
        }

        pub(crate) async fn json(
            axum::extract::State(room): axum::extract::State<crate::Campaigns>,
            actor: people::Actor,
            axum::extract::Path(id): axum::extract::Path<String>,
            web::ApiJson { input, .. }: web::ApiJson<Input>,
        ) -> Result<web::Reply<crate::verbs::fields::Changed>, web::Fault> {
            run(&room, &actor, &id, &input).await?;
            Ok(web::Reply(crate::verbs::fields::Changed::new(id)))
        }
    };
}

pub(crate) use {adding, correcting, stepping};
