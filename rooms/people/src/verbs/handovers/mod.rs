//! Hand-overs (移交): somebody leaves, another one takes over on a day, and what was open is a list to sign.

pub(crate) mod make;
pub(crate) mod show;

use web::Routes;

use crate::People;

pub(crate) fn routes(routes: Routes<People>) -> Routes<People> {
    show::routes(make::routes(routes))
}
