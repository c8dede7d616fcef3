use clock::Clock;
use ids::Mint;
use web::{Callers, RouteRow};

use crate::Failure;
use crate::cli::Storage;
use crate::folder::Folder;

/// `anbiao routes`: method, path, verb, who may call. The rooms want a database, so they get an empty one.
pub(crate) async fn list() -> Result<(), Failure> {
    for row in rows().await? {
        println!("{}", line(&row));
    }
    Ok(())
}

async fn rows() -> anyhow::Result<Vec<RouteRow>> {
    let nowhere = tempfile::tempdir()?;
    let storage = Storage::folder(nowhere.path());
    let house = Folder::of(&storage)?.open(Mint::random(Clock::system())).await?;
    Ok(house.routes.rows().to_vec())
}

fn line(row: &RouteRow) -> String {
    let callers = match &row.verb.callers {
        Callers::Anyone => "anyone".to_owned(),
        Callers::SignedIn => "signed in".to_owned(),
        Callers::Roles(roles) => roles.join(", "),
    };
    format!("{:<7}{:<52}{:<28}{callers}", row.method.name(), row.path, row.verb.name)
}
