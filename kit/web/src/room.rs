use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

use db::{DbError, Migration, Names};

use crate::{NavItem, Routes};

/// Something that waits for the person who is looking.
#[derive(Clone, Debug)]
pub struct Todo {
    /// What to do, as a sentence.
    pub text: String,
    /// Where to do it.
    pub href: String,
    /// The date by which, for sorting and showing.
    pub due: Option<clock::CivilDate>,
    /// Whether the date has passed.
    pub is_late: bool,
}

type Todos = Pin<Box<dyn Future<Output = Result<Vec<Todo>, DbError>> + Send>>;

/// Asks one room what waits for an actor.
pub struct TodoSource<A>(Arc<dyn Fn(A) -> Todos + Send + Sync>);

impl<A> TodoSource<A> {
    /// A source from an async function.
    pub fn new<F, R>(ask: F) -> Self
    where
        F: Fn(A) -> R + Send + Sync + 'static,
        R: Future<Output = Result<Vec<Todo>, DbError>> + Send + 'static,
    {
        Self(Arc::new(move |actor| Box::pin(ask(actor))))
    }

    /// What waits for this actor.
    pub async fn ask(&self, actor: A) -> Result<Vec<Todo>, DbError> {
        (self.0)(actor).await
    }
}

impl<A> Clone for TodoSource<A> {
    fn clone(&self) -> Self {
        Self(Arc::clone(&self.0))
    }
}

impl<A> fmt::Debug for TodoSource<A> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("TodoSource")
    }
}

/// A room as the program sees it: its door. `A` is whoever acts; the kit does not know them.
#[derive(Debug)]
pub struct Room<A> {
    pub name: &'static str,
    pub routes: Routes,
    pub migrations: &'static [Migration],
    /// What the ids of its tables are called.
    pub names: &'static [Names],
    /// The entries of the navigation that this actor sees.
    pub navigation: fn(&A) -> Vec<NavItem>,
    pub todos: Option<TodoSource<A>>,
}
