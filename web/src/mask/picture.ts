// A picture is opened upright and drawn anew with its covered parts; what comes out holds no notes but the time.
import { type Box, type Size, scaled } from "./boxes";
import { cover } from "./cover";
import { dated } from "./taken";

/** What may be uploaded: 60 megapixels and 30 MB. Where a browser's canvas ends earlier (some phones at 16.7 megapixels), a smaller one is tried. */
const AREAS = [60_000_000, 16_700_000, 5_000_000];
const MOST_BYTES = 30_000_000;
const QUALITIES = [0.92, 0.8, 0.6];

/** A picture that cannot be opened or drawn here, with the sentence to show. */
export class Unreadable extends Error {}

const CANNOT_OPEN = "本浏览器打不开这张照片，不能在这里遮挡。请换成 JPEG 照片；苹果手机请在“设置—相机—格式”中选择“兼容性最佳”后重新拍摄，或先截图再遮挡。";
const CANNOT_DRAW = "这台设备的内存不够处理这张照片，没有遮挡。请先把照片缩小，或截图后再遮挡。";

/** Opens a picture; every browser that we serve turns it upright by itself. */
export async function opened(picture: Blob): Promise<HTMLImageElement> {
  const address = URL.createObjectURL(picture);
  const image = new Image();
  image.src = address;
  try {
    await image.decode();
    return image;
  } catch {
    throw new Unreadable(CANNOT_OPEN);
  } finally {
    URL.revokeObjectURL(address);
  }
}

export function sizeOf(image: HTMLImageElement): Size {
  return { width: image.naturalWidth, height: image.naturalHeight };
}

/** By how much a picture is reduced to have at most this area. */
export function factorFor(size: Size, area: number): number {
  return Math.min(1, Math.sqrt(area / (size.width * size.height)));
}

/** Draws the picture onto a canvas of its own size times `factor`, boxes covered. */
export function paint(canvas: HTMLCanvasElement, image: HTMLImageElement, boxes: readonly Box[], factor: number): void {
  const brush = canvas.getContext("2d");
  if (brush === null) throw new Unreadable(CANNOT_DRAW);
  const room = { width: canvas.width, height: canvas.height };
  // What can be seen through in a PNG would become black.
  brush.fillStyle = "#fff";
  brush.fillRect(0, 0, room.width, room.height);
  brush.drawImage(image, 0, 0, room.width, room.height);
  for (const box of boxes) cover(brush, scaled(box, factor, room), room);
}

/** Gives a canvas the size of the picture times `factor`. */
export function fit(canvas: HTMLCanvasElement, size: Size, factor: number): void {
  canvas.width = Math.max(1, Math.floor(size.width * factor));
  canvas.height = Math.max(1, Math.floor(size.height * factor));
}

/** The picture as a JPEG with these boxes covered, as large as may be, with the time when it was taken. */
export async function drawnAnew(image: HTMLImageElement, boxes: readonly Box[], taken: string): Promise<Blob> {
  const canvas = document.createElement("canvas");
  try {
    for (const area of AREAS) {
      const factor = factorFor(sizeOf(image), area);
      fit(canvas, sizeOf(image), factor);
      paint(canvas, image, boxes, factor);
      if (!isPainted(canvas)) continue;
      for (const quality of QUALITIES) {
        const jpeg = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, "image/jpeg", quality));
        if (jpeg !== null && jpeg.type === "image/jpeg" && jpeg.size < MOST_BYTES - 100) return dated(jpeg, taken);
      }
    }
  } finally {
    // A phone keeps the memory of a canvas until it is small.
    canvas.width = canvas.height = 0;
  }
  throw new Unreadable(CANNOT_DRAW);
}

/** A canvas that is too large for the device stays empty without a word: then its last pixel is clear. */
function isPainted(canvas: HTMLCanvasElement): boolean {
  try {
    return canvas.getContext("2d")?.getImageData(canvas.width - 1, canvas.height - 1, 1, 1).data[3] === 255;
  } catch {
    return false;
  }
}
