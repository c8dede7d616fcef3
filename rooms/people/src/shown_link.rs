use clock::Moment;
use serde::Serialize;
use utoipa::ToSchema;
use web::Fault;

use crate::store::links::Made;

/// A one-time link as its maker sees it, this once: to copy, to scan, or to print as a slip.
#[derive(Clone, Debug)]
pub(crate) struct ShownLink {
    /// For whom.
    pub(crate) label: String,
    pub(crate) url: String,
    /// The same as a QR code, for a page.
    pub(crate) qr: String,
    /// When it stops working.
    pub(crate) until: Moment,
}

impl ShownLink {
    /// The link as a browser that knows the site by `origin` opens it.
    pub(crate) fn new(label: String, origin: &str, made: &Made) -> Result<Self, Fault> {
        let url = format!("{origin}{}", made.path);
        let qr = web::qr_svg(&url, &format!("{label}的一次性链接二维码"))?;
        Ok(Self { label, url, qr, until: made.until })
    }

    /// The same for a program.
    pub(crate) fn view(self) -> LinkView {
        LinkView { label: self.label, url: self.url, until: self.until.rfc3339() }
    }
}

/// A one-time link; it is given this once.
#[derive(Serialize, ToSchema)]
pub(crate) struct LinkView {
    /// For whom.
    label: String,
    url: String,
    /// RFC 3339; when it stops working.
    until: String,
}

/// What a caller is told who sends the same request again: the link was shown the first time.
pub(crate) fn shown_before() -> Fault {
    Fault::conflict("shown_before", "这个链接已经生成过，只显示一次。需要时请重新生成，旧链接随即作废。")
}
