use std::collections::{BTreeSet, HashMap};
use std::future::Future;

use crate::query::every;
use crate::{DbError, Params, Reads, params};

/// How many ids a statement of names takes at once.
const AT_ONCE: usize = 16;

/// A statement by which the owner of tables says what their ids are called: it joins `asked (id)` and answers `id` and `name`.
/// Made by [`names!`](crate::names).
#[derive(Clone, Copy, Debug)]
pub struct Names(#[doc(hidden)] pub &'static str);

/// Makes [`Names`]: `names!("SELECT a.id, u.name FROM asked a JOIN unit u ON u.id = a.id")`.
#[macro_export]
macro_rules! names {
    ($sql:literal) => {
        $crate::Names($sql)
    };
}

/// One statement that asks all owners of tables at once.
pub(crate) fn together(names: &[Names]) -> String {
    let each: Vec<&str> = names.iter().map(|names| names.0).collect();
    format!(
        "WITH asked (id) AS (VALUES ($1), ($2), ($3), ($4), ($5), ($6), ($7), ($8), \
         ($9), ($10), ($11), ($12), ($13), ($14), ($15), ($16)) {}",
        each.join(" UNION ALL ")
    )
}

crate::record! {
    struct Called {
        id: String,
        name: String,
    }
}

/// What things are called now, by id; whoever owns the tables has said how to find it ([`Db::know`](crate::Db::know)).
pub fn called<'r, R: Reads>(
    reads: &'r R,
    ids: &BTreeSet<String>,
) -> impl Future<Output = Result<HashMap<String, String>, DbError>> + Send + 'r {
    let ids: Vec<String> = ids.iter().cloned().collect();
    async move {
        let mut found = HashMap::new();
        let Some(names) = reads.names() else { return Ok(found) };
        for chunk in ids.chunks(AT_ONCE) {
            let rows: Vec<Called> = every(reads, names, asked(chunk)).await?;
            found.extend(rows.into_iter().map(|row| (row.id, row.name)));
        }
        Ok(found)
    }
}

/// The ids of a chunk, and blanks, which nothing is called by, in the places that are left.
fn asked(chunk: &[String]) -> Params {
    let [a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p] =
        std::array::from_fn::<&str, AT_ONCE, _>(|at| chunk.get(at).map_or("", String::as_str));
    params![a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p]
}
