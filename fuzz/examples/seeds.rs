//! Seeds for the fuzzer: `seeds FOLDER` writes a folder a target, made of the fixtures of the repository.

use std::fs;
use std::io::{Cursor, Read};
use std::path::{Path, PathBuf};
use std::process::Command;

use fuzz::{BETWEEN, DOCX, XLSX};
use gongwen::document::{Block, Document, PictureId};
use gongwen::docx::{self, Jpeg, PictureSource};
use image::{ImageFormat, Rgb, RgbImage};
use sheets::{Entry, Heading, Sheet, Workbook};
use zip::ZipArchive;

type Result<T> = std::result::Result<T, Box<dyn std::error::Error>>;

struct NoPictures;

impl PictureSource for NoPictures {
    fn jpeg(&self, _: &PictureId) -> std::io::Result<Jpeg> {
        Err(std::io::ErrorKind::NotFound.into())
    }
}

fn main() -> Result<()> {
    let folder = PathBuf::from(std::env::args().nth(1).ok_or("usage: seeds FOLDER")?);
    let tests = Path::new(env!("CARGO_MANIFEST_DIR")).join("../rooms/campaigns/tests");
    let notice = fs::read_to_string(tests.join("notice.txt"))?;
    for entry in fs::read_dir(tests.join("notices"))? {
        let path = entry?.path();
        if path.extension().is_some_and(|extension| extension == "txt") {
            let name = path.file_name().ok_or("a name")?.to_string_lossy().into_owned();
            save(&folder, "text", &name, &fs::read(&path)?)?;
        }
    }
    save(&folder, "text", "notice", notice.as_bytes())?;
    save(&folder, "docx", "written", &parts(&official(&notice)?, DOCX)?)?;
    save(&folder, "docx", "rich", RICH_DOCX.as_bytes())?;
    save(&folder, "ofd", "rich", RICH_OFD.as_bytes())?;
    save(&folder, "html", "rich", RICH_HTML.as_bytes())?;
    pictures(&folder)?;
    save(&folder, "sheets", "written", &parts(&workbook()?, XLSX)?)?;
    converted(&folder, &notice)
}

fn save(folder: &Path, target: &str, name: &str, bytes: &[u8]) -> Result<()> {
    let folder = folder.join(target);
    fs::create_dir_all(&folder)?;
    Ok(fs::write(folder.join(name), bytes)?)
}

fn official(notice: &str) -> Result<Vec<u8>> {
    let body = notice.lines().map(Block::paragraph).collect();
    let mut file = Cursor::new(Vec::new());
    docx::write(&Document { body, ..Document::new("关于某事的通知") }, &NoPictures, &mut file)?;
    Ok(file.into_inner())
}

fn workbook() -> Result<Vec<u8>> {
    let mut sheet = Sheet::new("单位", ["名称", "代码", "床位数"].map(|title| Heading::new(title, 20.0)));
    sheet.push(["某医院", "123", "20"].map(Entry::from));
    let mut book = Workbook::new();
    book.push(sheet);
    Ok(book.to_bytes()?)
}

/// The files of a package as the targets take them.
fn parts(package: &[u8], names: &[&str]) -> Result<Vec<u8>> {
    let mut archive = ZipArchive::new(Cursor::new(package))?;
    let mut input = Vec::new();
    for name in names {
        if let Ok(mut file) = archive.by_name(name) {
            file.read_to_end(&mut input)?;
        }
        input.push(BETWEEN);
    }
    Ok(input)
}

/// A picture in every format that is let in; the JPEG turned on its side, with a film behind it.
fn pictures(folder: &Path) -> Result<()> {
    let image = RgbImage::from_fn(64, 48, |x, y| Rgb([(x * 4) as u8, (y * 5) as u8, (x * y) as u8]));
    for (name, format) in [("jpeg", ImageFormat::Jpeg), ("png", ImageFormat::Png), ("webp", ImageFormat::WebP)] {
        let mut file = Cursor::new(Vec::new());
        image.write_to(&mut file, format)?;
        let mut file = file.into_inner();
        if format == ImageFormat::Jpeg {
            file.splice(2..2, *TURNED);
            file.extend_from_slice(b"\0\0\0\x18ftypmp42\0\0\0\0isommp42");
        }
        save(folder, "photos", name, &file)?;
    }
    Ok(())
}

/// What LibreOffice makes of the notice.
fn converted(folder: &Path, notice: &str) -> Result<()> {
    for target in ["pdf", "html"] {
        let own = fs::canonicalize(folder)?.join(target);
        fs::create_dir_all(&own)?;
        fs::write(own.join("notice.txt"), notice)?;
        let profile = format!("-env:UserInstallation=file://{}/profile", fs::canonicalize(folder)?.display());
        let status = Command::new("soffice")
            .args([&profile, "--headless", "--infilter=Text (encoded):UTF8,LF,,,", "--convert-to", target])
            .arg("--outdir")
            .args([&own, &own.join("notice.txt")])
            .status()?;
        if !status.success() {
            return Err("soffice does not convert".into());
        }
        fs::remove_file(own.join("notice.txt"))?;
    }
    Ok(())
}

/// A segment of camera notes that says: held upright.
const TURNED: &[u8; 36] = b"\xFF\xE1\0\x22Exif\0\0II*\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0\x06\0\0\0\0\0\0\0";

const RICH_DOCX: &str = "<w:document><w:body><w:p><w:pPr><w:pStyle w:val='a'/><w:numPr><w:ilvl w:val='1'/><w:numId w:val='1'/>\
</w:numPr><w:ind w:firstLine='640'/><w:rPr><w:del/></w:rPr></w:pPr><w:r><w:rPr><w:vanish/></w:rPr><w:t>通知</w:t></w:r><w:del>\
<w:r><w:delText>旧</w:delText></w:r></w:del></w:p><w:tbl><w:tr><w:tc><w:p><w:r><mc:AlternateContent><mc:Choice><w:txbxContent>\
<w:p><w:r><w:t>框</w:t><w:br/><w:tab/><w:sym w:char='F0A8'/></w:r></w:p></w:txbxContent></mc:Choice><mc:Fallback/>\
</mc:AlternateContent></w:r></w:p></w:tc><w:tc><w:p/></w:tc></w:tr></w:tbl><w:sdt><w:docPartGallery w:val='Table of Contents'/>\
</w:sdt></w:body></w:document>\0<w:numbering><w:abstractNum w:abstractNumId='1'><w:styleLink w:val='s'/><w:lvl w:ilvl='1'>\
<w:start w:val='3'/><w:numFmt w:val='chineseCounting'/><w:pStyle w:val='a'/><w:isLgl/><w:lvlRestart w:val='1'/><w:lvlText \
w:val='（%2）'/></w:lvl></w:abstractNum><w:num w:numId='1'><w:abstractNumId w:val='1'/><w:lvlOverride w:ilvl='1'>\
<w:startOverride w:val='5'/></w:lvlOverride></w:num></w:numbering>\0<w:styles><w:style w:type='paragraph' w:default='1' \
w:styleId='a'><w:name w:val='toc 1'/><w:basedOn w:val='a'/></w:style></w:styles>\0<w:hdr><v:textpath string='x'/></w:hdr>\0\
<Properties><property name='x'><v>y</v></property></Properties>";

const RICH_OFD: &str = "<ofd:OFD><ofd:DocBody><ofd:DocInfo><ofd:CustomData Name='a'>b</ofd:CustomData></ofd:DocInfo><ofd:DocRoot>\
Doc_0/Document.xml</ofd:DocRoot></ofd:DocBody></ofd:OFD>\0<ofd:Document><ofd:PhysicalBox>0 0 210 297</ofd:PhysicalBox>\
<ofd:TemplatePage ID='2' BaseLoc='Tpls/Tpl_0/Content.xml'/><ofd:Page ID='1' BaseLoc='/Doc_0/Pages/Page_0/Content.xml'/>\
</ofd:Document>\0<ofd:Page><ofd:Template TemplateID='2'/><ofd:TextObject Boundary='10 20 100 8' Size='5.6' CTM='1 0 0 1 2 3' \
HScale='0.9'><ofd:TextCode X='0' Y='5' DeltaX='g 2 5.6 3' DeltaY='0 1'>关于某事</ofd:TextCode></ofd:TextObject></ofd:Page>\0\
<ofd:Page><ofd:TextObject Boundary='1 2 3 4'><ofd:TextCode>头</ofd:TextCode></ofd:TextObject></ofd:Page>\0<a>b</a>";

const RICH_HTML: &str = "<head><meta charset=gbk><title>t</title></head><nav>n</nav><div title=header>h</div><p style='text-indent:2em'>\
一<br>二&nbsp;&amp;</p><ol start=3 type=a><li value=5>x<ul><li>y</ol><table><tr><td>a<td>b</tr></table><pre>p\nq</pre>\
<script>s</script><p hidden>z</p>";
