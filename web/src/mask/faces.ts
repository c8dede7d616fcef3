// Proposals by the browser's own finder of faces. Few browsers have one, and none finds every face: nobody may rely on it.
import { type Box, type Size, around } from "./boxes";

interface Finder {
  detect(picture: ImageBitmapSource): Promise<{ boundingBox: Box }[]>;
}

/** A face's box ends at brows and chin: what is covered is this much larger. */
const MARGIN = 1.4;

/** Where faces were found; null in a browser that does not look. */
export async function proposed(picture: HTMLImageElement, room: Size): Promise<Box[] | null> {
  const Finder = (globalThis as { FaceDetector?: new () => Finder }).FaceDetector;
  if (Finder === undefined) return null;
  try {
    const faces = await new Finder().detect(picture);
    return faces.map(({ boundingBox: { x, y, width, height } }) => around({ x: x + width / 2, y: y + height / 2 }, { width: width * MARGIN, height: height * MARGIN }, room));
  } catch {
    return null;
  }
}

/** What is said of the proposals. */
export function advice(found: number | null): string {
  if (found === null) return "本浏览器不能自动找人脸，请自己逐一遮挡。";
  if (found === 0) return "没有自动找到人脸，但可能有遗漏，请自己逐一核对。";
  return `自动框出 ${found} 处，可能有遗漏或不准，请逐一核对。`;
}
