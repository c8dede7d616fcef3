// What an island uses to cover faces before a picture is uploaded: see decision 72.
import { drawnAnew, opened } from "./picture";
import { takenOf } from "./taken";

export type { Box } from "./boxes";
export { askForBoxes } from "./sheet";
export { inCameraWords } from "./taken";

/** Pictures that the server does not read, but some browsers do: those of iPhones, and AVIF. */
export function isForeign({ type, name }: File): boolean {
  return /^image\/(heic|heif|avif)/.test(type) || /\.(heic|heif|avif)$/i.test(name);
}

/** The same picture as a JPEG; null where this browser cannot open it. */
export async function asJpeg(file: File): Promise<File | null> {
  try {
    return new File([await drawnAnew(await opened(file), [], await takenOf(file))], file.name, { type: "image/jpeg" });
  } catch {
    return null;
  }
}
