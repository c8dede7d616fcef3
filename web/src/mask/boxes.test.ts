import assert from "node:assert/strict";
import { test } from "node:test";
import { Boxes, around, between, grown, leastSide, moved, pulled, scaled } from "./boxes";

const ROOM = { width: 1000, height: 800 };

test("a box is what lies between two points, whichever way the finger went, on the picture", () => {
  const box = { x: 100, y: 200, width: 300, height: 100 };
  assert.deepEqual(between({ x: 100, y: 200 }, { x: 400, y: 300 }, ROOM), box);
  assert.deepEqual(between({ x: 400, y: 300 }, { x: 100, y: 200 }, ROOM), box);
  assert.deepEqual(between({ x: -50, y: 700 }, { x: 20, y: 900 }, ROOM), { x: 0, y: 700, width: 20, height: 100 });
});

test("a box that moves keeps its size and stays on the picture", () => {
  const box = { x: 100, y: 200, width: 300, height: 100 };
  assert.deepEqual(moved(box, 50, -20, ROOM), { ...box, x: 150, y: 180 });
  assert.deepEqual(moved(box, 5000, 5000, ROOM), { ...box, x: 700, y: 700 });
  assert.deepEqual(moved(box, -5000, -5000, ROOM), { ...box, x: 0, y: 0 });
  assert.deepEqual(around({ x: 5, y: 400 }, { width: 100, height: 60 }, ROOM), { x: 0, y: 370, width: 100, height: 60 });
  assert.deepEqual(around({ x: 5, y: 400 }, { width: 5000, height: 60 }, ROOM), { x: 0, y: 370, width: 1000, height: 60 });
});

test("a corner that is pulled leaves the one across where it is and never turns the box over", () => {
  const box = { x: 100, y: 200, width: 300, height: 100 };
  assert.deepEqual(pulled(box, "se", { x: 500, y: 400 }, ROOM), { x: 100, y: 200, width: 400, height: 200 });
  assert.deepEqual(pulled(box, "nw", { x: 50, y: 250 }, ROOM), { x: 50, y: 250, width: 350, height: 50 });
  assert.deepEqual(pulled(box, "ne", { x: 300, y: 100 }, ROOM), { x: 100, y: 100, width: 200, height: 200 });
  assert.deepEqual(pulled(box, "sw", { x: 200, y: 900 }, ROOM), { x: 200, y: 200, width: 200, height: 600 });
  const least = leastSide(ROOM);
  assert.deepEqual(pulled(box, "nw", { x: 999, y: 799 }, ROOM), { x: 400 - least, y: 300 - least, width: least, height: least });
  assert.deepEqual(pulled(box, "se", { x: 0, y: 0 }, ROOM), { x: 100, y: 200, width: least, height: least });
});

test("a box grows and shrinks around its middle", () => {
  const box = { x: 100, y: 200, width: 300, height: 100 };
  assert.deepEqual(grown(box, 10, ROOM), { x: 90, y: 190, width: 320, height: 120 });
  assert.deepEqual(grown(box, -10, ROOM), { x: 110, y: 210, width: 280, height: 80 });
  assert.equal(grown(box, -1000, ROOM).height, leastSide(ROOM));
  assert.deepEqual(grown({ x: 0, y: 0, width: 20, height: 20 }, 10, ROOM), { x: 0, y: 0, width: 40, height: 40 });
});

test("on a picture of another size no edge of a box stays open", () => {
  assert.deepEqual(scaled({ x: 10.4, y: 20.6, width: 30, height: 9.5 }, 0.5, { width: 500, height: 400 }), { x: 5, y: 10, width: 16, height: 6 });
  assert.deepEqual(scaled({ x: 990, y: 790, width: 10, height: 10 }, 1, ROOM), { x: 990, y: 790, width: 10, height: 10 });
  assert.deepEqual(scaled({ x: 0.2, y: 0, width: 0.1, height: 0.1 }, 1, ROOM), { x: 0, y: 0, width: 1, height: 1 });
});

test("every step is taken back, a drag is one", () => {
  const boxes = new Boxes(ROOM);
  const [first, second] = [{ x: 0, y: 0, width: 10, height: 10 }, { x: 50, y: 50, width: 20, height: 20 }];
  boxes.add(first);
  boxes.add(second);
  boxes.change(0, moved(first, 5, 0, ROOM));
  boxes.change(0, moved(first, 9, 0, ROOM), true);
  assert.deepEqual([boxes.all[0]?.x, boxes.chosen], [9, 0]);
  boxes.drop(1);
  assert.deepEqual([boxes.all.length, boxes.chosen], [1, 0]);
  boxes.clear();
  assert.deepEqual([boxes.all.length, boxes.chosen], [0, null]);
  boxes.clear();
  const sizes = [];
  while (boxes.canUndo) {
    boxes.undo();
    sizes.push(boxes.all.map((box) => box.x));
  }
  assert.deepEqual(sizes, [[9], [9, 50], [0, 50], [0], []]);
  boxes.undo();
  boxes.drop(3);
  assert.equal(boxes.canUndo, false);
});

test("a box that nobody draws is as large as the last one", () => {
  const boxes = new Boxes(ROOM);
  assert.deepEqual(boxes.usual, { width: 125, height: 125 });
  boxes.add({ x: 1, y: 1, width: 40, height: 60 });
  assert.deepEqual(boxes.usual, { width: 40, height: 60 });
});
