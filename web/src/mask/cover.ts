// How a box is covered. Of what lies beneath nothing is used, not even its colour: what was never read cannot be got back.
import type { Box, Size } from "./boxes";

/** So many cells stand along the longer side of a picture. */
const CELLS = 64;

/** Where it is painted: a canvas, or what a test puts in its place. */
export interface Brush {
  fillStyle: string | CanvasGradient | CanvasPattern;
  fillRect(x: number, y: number, width: number, height: number): void;
}

/** Grey cells that look like a coarse mosaic; their shades follow from their places alone. */
export function cover(brush: Brush, box: Box, room: Size): void {
  const side = Math.max(2, Math.round(Math.max(room.width, room.height) / CELLS));
  const [right, bottom] = [box.x + box.width, box.y + box.height];
  for (let y = box.y; y < bottom; y += side) {
    for (let x = box.x; x < right; x += side) {
      brush.fillStyle = shade(Math.round((x - box.x) / side), Math.round((y - box.y) / side));
      brush.fillRect(x, y, Math.min(side, right - x), Math.min(side, bottom - y));
    }
  }
}

/** One of five greys between 96 and 160. */
function shade(column: number, row: number): string {
  const grey = 96 + 16 * ((column * 7 + row * 3 + ((column * row) % 3)) % 5);
  return `rgb(${grey} ${grey} ${grey})`;
}
