//! The page within a ZIP that leads to everything in it.

use askama::Template;

use crate::gather::Dossier;

/// A file of the ZIP, as the page leads to it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Link {
    pub(crate) name: String,
    pub(crate) href: String,
}

impl Link {
    /// To a file by its folders and name.
    pub(crate) fn to(name: &str) -> Self {
        let href = name.split('/').map(web::encoded).collect::<Vec<_>>().join("/");
        Self { name: name.to_owned(), href }
    }

    /// Without the folder of the campaign.
    pub(crate) fn label(&self) -> &str {
        self.name.split_once('/').map_or(self.name.as_str(), |(_, rest)| rest)
    }

    fn is_picture(&self) -> bool {
        self.name.ends_with(".jpg")
    }
}

/// What the page knows of the ZIP around it.
#[derive(Clone, Debug, Default)]
pub(crate) struct Index {
    /// The number of the export.
    pub(crate) number: String,
    /// Each folder with what lies in it: the campaigns in their order, then what counts for none.
    pub(crate) folders: Vec<(String, Vec<Link>)>,
    /// What could not be fetched.
    pub(crate) missing: Vec<String>,
    /// How many pictures stayed out, for they show patients.
    pub(crate) withheld: usize,
}

#[derive(Template)]
#[template(path = "dossiers/index.html")]
struct IndexPage<'a> {
    dossier: &'a Dossier,
    index: &'a Index,
}

impl IndexPage<'_> {
    /// What lies in the folder of a chapter, or in the one after the last chapter.
    fn links(&self, at: &usize) -> Vec<&Link> {
        let links = self.index.folders.get(*at).map(|(_, links)| links.as_slice()).unwrap_or_default();
        links.iter().filter(|link| !self.index.missing.contains(&link.name)).collect()
    }
}

impl IndexPage<'_> {
    /// What lies in the folder after the last chapter.
    fn other_links(&self) -> Vec<&Link> {
        self.links(&self.dossier.chapters.len())
    }
}

impl Index {
    /// The page.
    pub(crate) fn page(&self, dossier: &Dossier) -> Result<String, askama::Error> {
        IndexPage { dossier, index: self }.render()
    }
}

#[cfg(test)]
mod tests {
    use super::Link;

    #[test]
    fn a_link_leads_within_the_package() {
        let link = Link::to("01 安全月/照片/a#b?.jpg");
        assert_eq!(link.label(), "照片/a#b?.jpg");
        assert!(link.href.ends_with("/a%23b%3F.jpg") && !link.href.contains(' '), "{}", link.href);
    }
}
