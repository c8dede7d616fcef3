/// The text of the document of a plan, given the plan's address or its document's.
pub(crate) async fn docx(visitor: &mut testing::Visitor, path: &str) -> String {
    let path = if path.contains("plan.docx") { path.to_owned() } else { format!("{path}/plan.docx") };
    let body = visitor.get(&path).await.body;
    let mut package = zip::ZipArchive::new(std::io::Cursor::new(body)).unwrap();
    let mut text = String::new();
    std::io::Read::read_to_string(&mut package.by_name("word/document.xml").unwrap(), &mut text).unwrap();
    text
}
