// The boxes over a picture, drawn, moved and sized by a finger, a mouse or the keyboard. The SVG counts in the picture's pixels.
import { type Box, type Boxes, GRIPS, type Grip, type Point, around, between, grown, leastSide, moved, pulled, step } from "./boxes";

/** On the screen, in pixels: what is less is a tap, how large a corner is, and how near to it a finger must come. */
const STILL = 5;
const CORNER = 8;
const REACH = 20;

/** What the finger that is down does. */
type Drag =
  | { kind: "draw"; from: Point; at: number | null }
  | { kind: "move"; from: Point; at: number; box: Box; hasMoved: boolean }
  | { kind: "pull"; from: Point; at: number; box: Box; grip: Grip; hasMoved: boolean };

function shape(tag: string, attributes: Record<string, string | number>): SVGElement {
  const element = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, String(value));
  return element;
}

function corner(box: Box, grip: Grip): Point {
  return { x: grip.endsWith("w") ? box.x : box.x + box.width, y: grip.startsWith("n") ? box.y : box.y + box.height };
}

export class Marks {
  readonly element: SVGSVGElement;
  private drag: Drag | null = null;

  constructor(
    private readonly boxes: Boxes,
    private readonly changed: () => void,
  ) {
    const { width, height } = boxes.room;
    this.element = shape("svg", { class: "mask-marks", viewBox: `0 0 ${width} ${height}`, role: "group", "aria-label": "照片：点一下或拖动，加一处遮挡" }) as SVGSVGElement;
    this.element.addEventListener("pointerdown", (event) => this.down(event));
    this.element.addEventListener("pointermove", (event) => this.move(event));
    this.element.addEventListener("pointerup", (event) => this.up(event));
    this.element.addEventListener("pointercancel", () => this.cancel());
  }

  /** Lets the SVG stand as the boxes do. What has the focus keeps it. */
  draw(): void {
    const { all, chosen } = this.boxes;
    while (this.element.children.length > all.length) this.element.lastElementChild?.remove();
    while (this.element.children.length < all.length) this.element.append(this.mark(this.element.children.length));
    all.forEach((box, at) => {
      const group = this.element.children[at];
      group?.classList.toggle("chosen", at === chosen);
      const [edge, ...corners] = group?.children ?? [];
      for (const [name, value] of Object.entries({ x: box.x, y: box.y, width: box.width, height: box.height })) edge?.setAttribute(name, String(value));
      corners.forEach((circle, place) => {
        const { x, y } = corner(box, GRIPS[place] ?? "se");
        for (const [name, value] of Object.entries({ cx: x, cy: y, r: CORNER * this.unit() })) circle.setAttribute(name, String(value));
      });
    });
  }

  /** Gives the chosen box the focus; whether there is one. */
  focus(): boolean {
    const group = this.boxes.chosen === null ? undefined : this.element.children[this.boxes.chosen];
    if (group instanceof SVGElement) group.focus();
    return group !== undefined;
  }

  private mark(at: number): SVGElement {
    const group = shape("g", { class: "mask-mark", tabindex: 0, role: "application", "aria-roledescription": "遮挡框", "aria-label": `第 ${at + 1} 处遮挡：方向键移动，Shift 加方向键改大小，Delete 删除` });
    group.append(shape("rect", {}), ...GRIPS.map(() => shape("circle", {})));
    group.addEventListener("focus", () => {
      this.boxes.chosen = at;
      this.changed();
    });
    group.addEventListener("keydown", (event) => this.key(event as KeyboardEvent, at));
    return group;
  }

  /** How many pixels of the picture one on the screen is. */
  private unit(): number {
    return 1 / (this.element.getScreenCTM()?.a ?? 1);
  }

  private place(event: PointerEvent): Point {
    const { x, y } = new DOMPoint(event.clientX, event.clientY).matrixTransform(this.element.getScreenCTM()?.inverse());
    return { x, y };
  }

  private down(event: PointerEvent): void {
    if (!event.isPrimary || event.button !== 0) return;
    event.preventDefault();
    this.element.setPointerCapture(event.pointerId);
    this.drag = this.begun(this.place(event));
    if (this.drag.kind === "draw") this.boxes.chosen = null;
    else this.boxes.chosen = this.drag.at;
    this.changed();
  }

  /** What a finger at this point takes hold of: a corner of the chosen box, a box, or the bare picture. */
  private begun(from: Point): Drag {
    const { all, chosen } = this.boxes;
    const held = chosen === null ? undefined : all[chosen];
    if (held !== undefined && chosen !== null) {
      const reach = REACH * this.unit();
      const apart = (grip: Grip): number => Math.hypot(corner(held, grip).x - from.x, corner(held, grip).y - from.y);
      const grip = [...GRIPS].sort((one, other) => apart(one) - apart(other))[0];
      // Within a small box its middle still moves it.
      const isNear = grip !== undefined && apart(grip) < Math.min(reach, isWithin(held, from) ? Math.min(held.width, held.height) / 3 : reach);
      if (isNear) return { kind: "pull", from, at: chosen, box: held, grip, hasMoved: false };
    }
    const at = all.map((box) => isWithin(box, from)).lastIndexOf(true);
    const box = all[at];
    return box === undefined ? { kind: "draw", from, at: null } : { kind: "move", from, at, box, hasMoved: false };
  }

  private move(event: PointerEvent): void {
    const { drag } = this;
    if (drag === null || !event.isPrimary) return;
    const { room } = this.boxes;
    const to = this.place(event);
    const isOngoing = drag.kind === "draw" ? drag.at !== null : drag.hasMoved;
    if (!isOngoing && Math.hypot(to.x - drag.from.x, to.y - drag.from.y) < STILL * this.unit()) return;
    if (drag.kind === "draw") {
      const box = between(drag.from, to, room);
      if (drag.at === null) this.boxes.add(box);
      else this.boxes.change(drag.at, box, true);
      drag.at = this.boxes.chosen;
    } else {
      const box = drag.kind === "move" ? moved(drag.box, to.x - drag.from.x, to.y - drag.from.y, room) : pulled(drag.box, drag.grip, to, room);
      this.boxes.change(drag.at, box, drag.hasMoved);
      drag.hasMoved = true;
    }
    this.changed();
  }

  private up(event: PointerEvent): void {
    const { drag } = this;
    if (drag === null || !event.isPrimary) return;
    this.drag = null;
    if (drag.kind === "draw") this.finish(drag);
    this.changed();
    this.focus();
  }

  /** A tap puts a box around itself; a line that is no box goes away again. */
  private finish({ from, at }: { from: Point; at: number | null }): void {
    const { room, usual } = this.boxes;
    if (at === null) return this.boxes.add(around(from, usual, room));
    const box = this.boxes.all[at];
    if (box !== undefined && Math.min(box.width, box.height) < leastSide(room)) this.boxes.undo();
  }

  /** A second finger came: the browser zooms, and nothing was drawn. */
  private cancel(): void {
    const { drag } = this;
    this.drag = null;
    if (drag !== null && (drag.kind === "draw" ? drag.at !== null : drag.hasMoved)) this.boxes.undo();
    this.changed();
  }

  private key(event: KeyboardEvent, at: number): void {
    const box = this.boxes.all[at];
    if (box === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
    const { room } = this.boxes;
    const far = step(room);
    const ways: Record<string, [number, number]> = { ArrowLeft: [-far, 0], ArrowRight: [far, 0], ArrowUp: [0, -far], ArrowDown: [0, far] };
    const way = ways[event.key];
    if (way !== undefined) {
      const [dx, dy] = way;
      this.boxes.change(at, event.shiftKey ? pulled(box, "se", { x: box.x + box.width + dx, y: box.y + box.height + dy }, room) : moved(box, dx, dy, room));
    } else if (event.key === "+" || event.key === "=") this.boxes.change(at, grown(box, far, room));
    else if (event.key === "-") this.boxes.change(at, grown(box, -far, room));
    else if (event.key === "Delete" || event.key === "Backspace") this.boxes.drop(at);
    else return;
    event.preventDefault();
    this.changed();
    this.focus();
  }
}

function isWithin(box: Box, { x, y }: Point): boolean {
  return x >= box.x && x <= box.x + box.width && y >= box.y && y <= box.y + box.height;
}
