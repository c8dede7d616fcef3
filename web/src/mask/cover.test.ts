import assert from "node:assert/strict";
import { test } from "node:test";
import { type Brush, cover } from "./cover";

/** A canvas of numbers: 0 is what was there, else a shade. */
function painted(width: number, height: number, box: Parameters<typeof cover>[1]): string[][] {
  const grid = Array.from({ length: height }, () => Array.from({ length: width }, () => ""));
  const brush: Brush = {
    fillStyle: "",
    fillRect(x, y, wide, high) {
      for (let row = y; row < y + high; row += 1) for (let column = x; column < x + wide; column += 1) (grid[row] ??= [])[column] = String(this.fillStyle);
    },
  };
  cover(brush, box, { width, height });
  return grid;
}

test("every pixel of a box is painted over, and none beside it", () => {
  for (const box of [{ x: 13, y: 7, width: 51, height: 33 }, { x: 0, y: 0, width: 1, height: 1 }, { x: 0, y: 0, width: 200, height: 150 }]) {
    painted(200, 150, box).forEach((line, y) => line.forEach((shade, x) => {
      const isInside = x >= box.x && x < box.x + box.width && y >= box.y && y < box.y + box.height;
      assert.equal(shade !== "", isInside, `${x},${y}`);
    }));
  }
});

test("it is coarse, of several greys, and the same wherever the box lies", () => {
  const [here, there] = [painted(640, 480, { x: 20, y: 20, width: 100, height: 80 }), painted(640, 480, { x: 333, y: 111, width: 100, height: 80 })];
  const cut = (grid: string[][], x: number, y: number): string[][] => grid.slice(y, y + 80).map((line) => line.slice(x, x + 100));
  assert.deepEqual(cut(here, 20, 20), cut(there, 333, 111));
  const shades = new Set(cut(here, 20, 20).flat());
  assert.equal(shades.size, 5);
  for (const shade of shades) assert.match(shade, /^rgb\((\d+) \1 \1\)$/);
});
