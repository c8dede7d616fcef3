use std::future::Future;

use db::Engine;

use crate::TestDb;

/// What a story needs to begin: a [`TestDb`], or a test house of one's own built upon it.
pub trait Stage: Sized {
    /// Sets the stage on one engine.
    fn set(engine: Engine) -> impl Future<Output = Self>;
}

impl Stage for TestDb {
    async fn set(engine: Engine) -> Self {
        Self::empty(engine).await
    }
}

/// Sets the stage and plays a story on it, on a runtime of two threads.
///
/// # Panics
/// When the story does, and when there is no such engine.
pub fn play<S: Stage, F: Future<Output = ()>>(engine: Engine, story: impl FnOnce(S) -> F) {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build();
    let runtime = runtime.unwrap_or_else(|cause| panic!("no runtime: {cause}"));
    runtime.block_on(async { story(S::set(engine).await).await });
}

/// Makes the tests `NAME::sqlite` and `NAME::postgres` from one `async fn NAME(stage: T)`, where `T` is a [`Stage`].
#[macro_export]
macro_rules! story {
    ($(#[$meta:meta])* async fn $name:ident($stage:ident: $type:ty) $body:block) => {
        // Clippy then knows that it is a test.
        #[cfg(test)]
        $(#[$meta])*
        async fn $name($stage: $type) $body

        mod $name {
            #[test]
            fn sqlite() {
                $crate::play($crate::Engine::Sqlite, super::$name);
            }

            #[test]
            fn postgres() {
                $crate::play($crate::Engine::Postgres, super::$name);
            }
        }
    };
}
