// Boxes over a picture, in its own pixels: how they are drawn, moved and taken back. No page is touched here.

export interface Point {
  x: number;
  y: number;
}

export interface Size {
  width: number;
  height: number;
}

export interface Box extends Point, Size {}

/** A corner by which a box is pulled; the one across stays where it is. */
export type Grip = "nw" | "ne" | "sw" | "se";

export const GRIPS: readonly Grip[] = ["nw", "ne", "sw", "se"];

const clamp = (value: number, least: number, most: number): number => Math.min(Math.max(value, least), most);

/** The smallest side that a box may have: what is less was a slip of the finger. */
export function leastSide(room: Size): number {
  return Math.max(4, Math.round(Math.max(room.width, room.height) / 100));
}

/** How far an arrow key goes. */
export function step(room: Size): number {
  return Math.max(1, Math.round(Math.max(room.width, room.height) / 100));
}

/** The box between two points, as far as it lies on the picture. */
export function between(one: Point, other: Point, room: Size): Box {
  const [left, right] = [one.x, other.x].map((x) => clamp(x, 0, room.width)).sort((a, b) => a - b) as [number, number];
  const [top, bottom] = [one.y, other.y].map((y) => clamp(y, 0, room.height)).sort((a, b) => a - b) as [number, number];
  return { x: left, y: top, width: right - left, height: bottom - top };
}

/** A box of this size around a point, pushed back onto the picture. */
export function around(middle: Point, size: Size, room: Size): Box {
  const [width, height] = [Math.min(size.width, room.width), Math.min(size.height, room.height)];
  return moved({ x: middle.x - width / 2, y: middle.y - height / 2, width, height }, 0, 0, room);
}

/** The box somewhere else on the picture; it keeps its size. */
export function moved(box: Box, dx: number, dy: number, room: Size): Box {
  return { ...box, x: clamp(box.x + dx, 0, room.width - box.width), y: clamp(box.y + dy, 0, room.height - box.height) };
}

/** The box with one corner elsewhere: never turned over, never smaller than may be, never beyond the picture. */
export function pulled(box: Box, grip: Grip, to: Point, room: Size): Box {
  const least = leastSide(room);
  const [right, bottom] = [box.x + box.width, box.y + box.height];
  const isWest = grip.endsWith("w");
  const isNorth = grip.startsWith("n");
  const x = isWest ? clamp(to.x, 0, Math.max(0, right - least)) : box.x;
  const y = isNorth ? clamp(to.y, 0, Math.max(0, bottom - least)) : box.y;
  const width = isWest ? right - x : clamp(to.x, box.x + least, room.width) - box.x;
  const height = isNorth ? bottom - y : clamp(to.y, box.y + least, room.height) - box.y;
  return { x, y, width, height };
}

/** The box larger (or smaller) on every side by this many pixels. */
export function grown(box: Box, by: number, room: Size): Box {
  const least = leastSide(room);
  const size = { width: Math.max(least, box.width + 2 * by), height: Math.max(least, box.height + 2 * by) };
  return around({ x: box.x + box.width / 2, y: box.y + box.height / 2 }, size, room);
}

/** The same box on a picture that is `factor` times as large, in whole pixels that leave no edge open. */
export function scaled(box: Box, factor: number, room: Size): Box {
  const [left, top] = [Math.floor(box.x * factor), Math.floor(box.y * factor)];
  const [right, bottom] = [Math.ceil((box.x + box.width) * factor), Math.ceil((box.y + box.height) * factor)];
  return between({ x: left, y: top }, { x: right, y: bottom }, room);
}

/** The boxes of one picture, which of them is chosen, and the way back. */
export class Boxes {
  chosen: number | null = null;
  private readonly past: Box[][] = [];

  constructor(
    readonly room: Size,
    public all: readonly Box[] = [],
  ) {}

  /** What follows can be taken back in one step. */
  private remember(): void {
    this.past.push([...this.all]);
  }

  get canUndo(): boolean {
    return this.past.length > 0;
  }

  /** Puts one more there and chooses it. */
  add(box: Box): void {
    this.remember();
    this.all = [...this.all, box];
    this.chosen = this.all.length - 1;
  }

  /** Changes the one of this number; with `goesOn` it belongs to the step before, as a finger that is still down. */
  change(at: number, box: Box, goesOn = false): void {
    if (!goesOn) this.remember();
    this.all = this.all.map((one, place) => (place === at ? box : one));
    this.chosen = at;
  }

  drop(at: number): void {
    if (at < 0 || at >= this.all.length) return;
    this.remember();
    this.all = this.all.filter((_, place) => place !== at);
    this.chosen = this.all.length > 0 ? Math.min(at, this.all.length - 1) : null;
  }

  clear(): void {
    if (this.all.length === 0) return;
    this.remember();
    this.all = [];
    this.chosen = null;
  }

  undo(): void {
    const before = this.past.pop();
    if (before === undefined) return;
    this.all = before;
    this.chosen = null;
  }

  /** How large the next one is that nobody draws: as the last one, or an eighth of the picture. */
  get usual(): Size {
    const last = this.all.at(-1);
    const side = Math.round(Math.max(this.room.width, this.room.height) / 8);
    return last === undefined ? { width: side, height: side } : { width: last.width, height: last.height };
  }
}
