// ZIPs and workbooks made by hand, so that a test needs no library for them. Nothing is compressed.

const CRC = Array.from({ length: 256 }, (_, byte) => {
  let value = byte;
  for (let bit = 0; bit < 8; bit += 1) value = value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1;
  return value >>> 0;
});

function crc32(bytes) {
  let value = 0xffffffff;
  for (const byte of bytes) value = (value >>> 8) ^ CRC[(value ^ byte) & 0xff];
  return (value ^ 0xffffffff) >>> 0;
}

/** A ZIP of `[name, bytes]`; a name may be text or the raw bytes that an old system wrote. */
export function zip(files) {
  const [parts, directory] = [[], []];
  let at = 0;
  for (const [name, content] of files) {
    const [path, bytes] = [Buffer.from(name), Buffer.from(content)];
    const common = Buffer.alloc(26);
    common.writeUInt16LE(20, 0);
    common.writeUInt32LE(crc32(bytes), 10);
    common.writeUInt32LE(bytes.length, 14);
    common.writeUInt32LE(bytes.length, 18);
    common.writeUInt16LE(path.length, 22);
    parts.push(Buffer.from("PK\x03\x04", "latin1"), common, path, bytes);
    const rest = Buffer.alloc(14);
    rest.writeUInt32LE(at, 10);
    directory.push(Buffer.from("PK\x01\x02\x14\x00", "latin1"), common, rest, path);
    at += 30 + path.length + bytes.length;
  }
  const size = directory.reduce((sum, part) => sum + part.length, 0);
  const end = Buffer.alloc(22);
  end.write("PK\x05\x06", 0, "latin1");
  end.writeUInt16LE(files.length, 8);
  end.writeUInt16LE(files.length, 10);
  end.writeUInt32LE(size, 12);
  end.writeUInt32LE(at, 16);
  return Buffer.concat([...parts, ...directory, end]);
}

const escaped = (text) => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;");

/** A workbook of one sheet with these rows of text. */
export function workbook(sheet, rows) {
  const head = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>';
  const office = "http://schemas.openxmlformats.org";
  const main = `${office}/spreadsheetml/2006/main`;
  const letter = (column) => String.fromCharCode(65 + column);
  const cell = (text, row, column) => `<c r="${letter(column)}${row + 1}" t="inlineStr"><is><t>${escaped(text)}</t></is></c>`;
  const line = (texts, row) => `<row r="${row + 1}">${texts.map((text, column) => (text === "" ? "" : cell(text, row, column))).join("")}</row>`;
  const type = (part, kind) => `<Override PartName="${part}" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.${kind}+xml"/>`;
  const link = (target, kind) => `<Relationships xmlns="${office}/package/2006/relationships"><Relationship Id="r1" Type="${office}/officeDocument/2006/relationships/${kind}" Target="${target}"/></Relationships>`;
  return zip([
    ["[Content_Types].xml", `${head}<Types xmlns="${office}/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>${type("/xl/workbook.xml", "sheet.main")}${type("/xl/worksheets/sheet1.xml", "worksheet")}</Types>`],
    ["_rels/.rels", `${head}${link("xl/workbook.xml", "officeDocument")}`],
    ["xl/workbook.xml", `${head}<workbook xmlns="${main}" xmlns:r="${office}/officeDocument/2006/relationships"><sheets><sheet name="${sheet}" sheetId="1" r:id="r1"/></sheets></workbook>`],
    ["xl/_rels/workbook.xml.rels", `${head}${link("worksheets/sheet1.xml", "worksheet")}`],
    ["xl/worksheets/sheet1.xml", `${head}<worksheet xmlns="${main}"><sheetData>${rows.map(line).join("")}</sheetData></worksheet>`],
  ]);
}
