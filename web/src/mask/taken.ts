// When a picture was taken: the one thing of a camera's notes that a masked picture keeps. No page is touched here.

/** `2026:10:21 09:30:05`, as cameras write it. */
const TIME = /^\d{4}:\d\d:\d\d \d\d:\d\d:\d\d$/;
/** A JPEG's notes stand in its first segments; what lies behind may be another picture. */
const HEAD_OF_A_JPEG = 256 * 1024;
/** What stands before the notes, and how far behind its first byte they begin: JPEG and HEIC, PNG, WebP. */
const MARKS: [string, number][] = [["Exif\0\0", 6], ["eXIf", 4], ["EXIF", 8]];

const EXIF_NOTES = 0x8769;
const TAKEN = 0x9003;

/** As the camera's clock stood; blank when the picture does not say, or not so that it can be read. */
export async function takenOf(picture: Blob): Promise<string> {
  return takenIn(new Uint8Array(await picture.arrayBuffer()));
}

export function takenIn(bytes: Uint8Array): string {
  const isJpeg = bytes[0] === 0xff && bytes[1] === 0xd8;
  const head = isJpeg ? bytes.subarray(0, HEAD_OF_A_JPEG) : bytes;
  for (const [mark, behind] of MARKS) {
    for (let at = find(head, mark, 0); at >= 0; at = find(head, mark, at + 1)) {
      const said = timeIn(head.subarray(at + behind));
      if (said !== "") return said;
    }
  }
  return "";
}

/** `2026-10-21 09:30`, as our server tells it, in the camera's words; blank for anything else. */
export function inCameraWords(told: string): string {
  const said = `${told.replaceAll("-", ":")}:00`;
  return TIME.test(said) ? said : "";
}

function find(bytes: Uint8Array, mark: string, from: number): number {
  const first = mark.charCodeAt(0);
  for (let at = bytes.indexOf(first, from); at >= 0; at = bytes.indexOf(first, at + 1)) {
    if ([...mark].every((letter, place) => bytes[at + place] === letter.charCodeAt(0))) return at;
  }
  return -1;
}

/** DateTimeOriginal of notes in the form of TIFF. They are a stranger's: whatever does not fit is silence. */
function timeIn(tiff: Uint8Array): string {
  const view = new DataView(tiff.buffer, tiff.byteOffset, tiff.byteLength);
  try {
    const order = view.getUint16(0);
    if (order !== 0x4949 && order !== 0x4d4d) return "";
    const isLittle = order === 0x4949;
    if (view.getUint16(2, isLittle) !== 42) return "";
    const notes = entry(view, view.getUint32(4, isLittle), EXIF_NOTES, isLittle);
    const taken = notes === null ? null : entry(view, view.getUint32(notes + 8, isLittle), TAKEN, isLittle);
    if (taken === null) return "";
    const from = view.getUint32(taken + 8, isLittle);
    const said = String.fromCharCode(...tiff.subarray(from, from + 19));
    return TIME.test(said) ? said : "";
  } catch {
    return "";
  }
}

/** Where the entry of this tag begins in the list at `at`. */
function entry(view: DataView, at: number, tag: number, isLittle: boolean): number | null {
  const count = view.getUint16(at, isLittle);
  for (let place = 0; place < count; place += 1) {
    const from = at + 2 + place * 12;
    if (view.getUint16(from, isLittle) === tag) return from;
  }
  return null;
}

/** A JPEG that says when it was taken and nothing else; unchanged where nobody knows. */
export function dated(jpeg: Blob, taken: string): Blob {
  if (!TIME.test(taken)) return jpeg;
  return new Blob([jpeg.slice(0, 2), notesOf(taken), jpeg.slice(2)], { type: "image/jpeg" });
}

/** A segment of notes: one list that leads to another, in which the time is the only entry. */
function notesOf(taken: string): Uint8Array<ArrayBuffer> {
  const head = [0xff, 0xe1, 0, 72, ...ascii("Exif\0\0")];
  const first = [0x4d, 0x4d, 0, 42, 0, 0, 0, 8, 0, 1, 0x87, 0x69, 0, 4, 0, 0, 0, 1, 0, 0, 0, 26, 0, 0, 0, 0];
  const second = [0, 1, 0x90, 0x03, 0, 2, 0, 0, 0, 20, 0, 0, 0, 44, 0, 0, 0, 0];
  return new Uint8Array([...head, ...first, ...second, ...ascii(`${taken}\0`)]);
}

function ascii(text: string): number[] {
  return [...text].map((letter) => letter.charCodeAt(0));
}
