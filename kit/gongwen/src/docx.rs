//! Writes a [`Document`] as DOCX in the official form of GB/T 9704-2012.
//!
//! The WordprocessingML is written here rather than by a library because the one at hand (docx-rs) decodes every picture,
//! holds them all and stores them again as PNG; here a JPEG goes into the package as it is, one at a time.

mod body;
mod frame;
mod gallery;
mod imprint;
mod media;
mod page;
mod paragraph;
mod picture;
mod table;
mod text;
mod xml;

use std::io::{self, BufWriter, Seek, Write};

use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipWriter};

use crate::document::{Document, PictureId};
use media::Media;
use page::Side;
pub use picture::{Jpeg, NoPictures, NotJpeg, PictureSource};
use xml::Xml;

const CONTENT_TYPES: &str = include_str!("docx/parts/content-types.xml");
const PACKAGE_RELS: &str = include_str!("docx/parts/package-rels.xml");
const STYLES: &str = include_str!("docx/parts/styles.xml");
const SETTINGS: &str = include_str!("docx/parts/settings.xml");
const FONT_TABLE: &str = include_str!("docx/parts/font-table.xml");

const OFFICE_RELATIONSHIPS: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const PACKAGE_RELATIONSHIPS: &str = "http://schemas.openxmlformats.org/package/2006/relationships";

/// The namespaces of the text and of the footers.
const NAMESPACES: [(&str, &str); 5] = [
    ("xmlns:w", "http://schemas.openxmlformats.org/wordprocessingml/2006/main"),
    ("xmlns:r", OFFICE_RELATIONSHIPS),
    ("xmlns:wp", "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"),
    ("xmlns:a", "http://schemas.openxmlformats.org/drawingml/2006/main"),
    ("xmlns:pic", "http://schemas.openxmlformats.org/drawingml/2006/picture"),
];

/// Why a document could not be written; what is in `out` by then is no DOCX.
#[derive(Debug, thiserror::Error)]
pub enum WriteError {
    /// The source has no such picture, or could not read it.
    #[error("picture {} cannot be read", id.0)]
    Picture {
        id: PictureId,
        #[source]
        source: io::Error,
    },
    /// `out` did not take what was written.
    #[error("the document cannot be written")]
    Output(#[from] io::Error),
    /// The package has outgrown its format, or `out` did not take it.
    #[error("the document's package cannot be written")]
    Package(#[from] zip::result::ZipError),
}

/// The bytes of a document without pictures.
pub fn bytes(document: &Document) -> Result<Vec<u8>, WriteError> {
    let mut out = io::Cursor::new(Vec::new());
    write(document, &NoPictures, &mut out)?;
    Ok(out.into_inner())
}

/// Writes `document` to `out`.
///
/// The same document with the same pictures gives the same bytes: nothing in them comes from the clock or from chance.
/// Pictures are asked for one by one, each of them once.
pub fn write(
    document: &Document,
    pictures: &dyn PictureSource,
    out: impl Write + Seek,
) -> Result<(), WriteError> {
    let mut package = Package(ZipWriter::new(out));
    package.part("[Content_Types].xml", CONTENT_TYPES)?;
    package.part("_rels/.rels", PACKAGE_RELS)?;
    package.part("word/styles.xml", STYLES)?;
    package.part("word/settings.xml", SETTINGS)?;
    package.part("word/fontTable.xml", FONT_TABLE)?;
    package.xml_part("docProps/core.xml", |xml| core_properties(xml, document))?;
    for (name, side) in [("word/footer-odd.xml", Side::Odd), ("word/footer-even.xml", Side::Even)] {
        package.xml_part(name, |xml| page::footer(xml, side, document.footer_note.as_deref()))?;
    }
    let media = package.media(document, pictures)?;
    package.xml_part("word/document.xml", |xml| body::write(xml, document, &media))?;
    package.xml_part("word/_rels/document.xml.rels", |xml| relationships(xml, media.count()))?;
    package.0.finish()?;
    Ok(())
}

/// The ZIP file that a DOCX is.
struct Package<W: Write + Seek>(ZipWriter<W>);

impl<W: Write + Seek> Package<W> {
    fn start(&mut self, name: &str, method: CompressionMethod) -> Result<(), WriteError> {
        let options = SimpleFileOptions::default()
            .compression_method(method)
            .last_modified_time(DateTime::DEFAULT)
            .unix_permissions(0o644);
        Ok(self.0.start_file(name, options)?)
    }

    fn part(&mut self, name: &str, content: &str) -> Result<(), WriteError> {
        self.start(name, CompressionMethod::Deflated)?;
        Ok(self.0.write_all(content.as_bytes())?)
    }

    fn xml_part(
        &mut self,
        name: &str,
        content: impl FnOnce(&mut Xml<'_>) -> io::Result<()>,
    ) -> Result<(), WriteError> {
        self.start(name, CompressionMethod::Deflated)?;
        let mut buffered = BufWriter::new(&mut self.0);
        content(&mut Xml::new(&mut buffered)?)?;
        Ok(buffered.flush()?)
    }

    /// Stores each picture once and remembers its size, which the text needs.
    fn media(&mut self, document: &Document, pictures: &dyn PictureSource) -> Result<Media, WriteError> {
        let mut media = Media::default();
        for id in media::pictures(document) {
            if media.contains(id) {
                continue;
            }
            let jpeg = pictures.jpeg(id).map_err(|source| WriteError::Picture { id: id.clone(), source })?;
            let number = media.count() + 1;
            self.start(&format!("word/{}", media::file(number)), CompressionMethod::Stored)?;
            self.0.write_all(jpeg.bytes())?;
            media.note(id, number, jpeg.size());
        }
        Ok(media)
    }
}

fn core_properties(xml: &mut Xml<'_>, document: &Document) -> io::Result<()> {
    let namespaces = [
        ("xmlns:cp", "http://schemas.openxmlformats.org/package/2006/metadata/core-properties"),
        ("xmlns:dc", "http://purl.org/dc/elements/1.1/"),
    ];
    let title = text::lines(&document.title).collect::<String>();
    xml.element("cp:coreProperties", &namespaces, |xml| xml.element("dc:title", &[], |xml| xml.text(&title)))
}

/// Writes `word/_rels/document.xml.rels`: styles, settings, fonts, footers and `pictures` pictures.
fn relationships(xml: &mut Xml<'_>, pictures: usize) -> io::Result<()> {
    let fixed = [
        ("styles", "styles", "styles.xml"),
        ("settings", "settings", "settings.xml"),
        ("fonts", "fontTable", "fontTable.xml"),
        (page::ODD_FOOTER, "footer", "footer-odd.xml"),
        (page::EVEN_FOOTER, "footer", "footer-even.xml"),
    ];
    let relationship = |xml: &mut Xml<'_>, id: &str, kind: &str, target: &str| {
        let kind = format!("{OFFICE_RELATIONSHIPS}/{kind}");
        xml.empty("Relationship", &[("Id", id), ("Type", &kind), ("Target", target)])
    };
    xml.element("Relationships", &[("xmlns", PACKAGE_RELATIONSHIPS)], |xml| {
        fixed.iter().try_for_each(|(id, kind, target)| relationship(xml, id, kind, target))?;
        (1..=pictures).try_for_each(|number| {
            relationship(xml, &media::relationship(number), "image", &media::file(number))
        })
    })
}
