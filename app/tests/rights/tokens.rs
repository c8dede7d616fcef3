use web::Method;

use super::cast::{ALL, Part};
use super::table::Entry;
use crate::whole::Stage;

/// What is wrong with how programs read what is no API: a file, of those `files` that routes say are some, by the rights of the token's
/// person; a page never. A line each.
pub(crate) async fn wrong(
    house: &Stage,
    entries: &[Entry],
    files: &[&str],
    read_only: &[(Part, String)],
) -> Vec<String> {
    let mut wrong = Vec::new();
    let is_read = |entry: &&Entry| entry.method == Method::Get && !entry.is_api();
    for entry in entries.iter().filter(is_read) {
        let Some(may) = entry.may else { continue };
        if files.contains(&entry.route) {
            wrong.extend(of_file(house, entry, may, read_only).await);
        } else if let Some((part, token)) = read_only.iter().find(|(part, _)| may.contains(part)) {
            let answer = house.stranger().with_token(token).get(&entry.path).await;
            if answer.status != 303 || !answer.location().starts_with("/sign-in?to=") {
                wrong.push(format!("{part:?} got the page {} by a token: {}", entry.route, answer.status));
            }
        }
    }
    wrong
}

/// A file as everybody's programs get it, with a token that writes and one that only reads.
async fn of_file(house: &Stage, entry: &Entry, may: &[Part], read_only: &[(Part, String)]) -> Vec<String> {
    let mut wrong = Vec::new();
    for part in ALL {
        let expected = match (may.contains(part), entry.hidden_from.contains(part)) {
            (true, _) => 200,
            (false, true) => 404,
            (false, false) => 403,
        };
        let reader = read_only.iter().find(|(reader, _)| reader == part).map(|(_, token)| token);
        let mut callers = vec![house.program(part.who(&house.cast))];
        callers.extend(reader.map(|token| house.stranger().with_token(token)));
        for mut caller in callers {
            let answer = caller.get(&entry.path).await;
            if answer.status != expected {
                wrong.push(format!("{part:?} got {} of {}, not {expected}", answer.status, entry.route));
            }
        }
    }
    let answer = house.stranger().with_token("no-token-of-this-house").get(&entry.path).await;
    if answer.status != 401 {
        wrong.push(format!("a made-up token got {} of {}", answer.status, entry.route));
    }
    wrong
}
