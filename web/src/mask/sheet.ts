// The sheet in which the faces of one picture are covered. What it gives back is drawn on this device; the picture goes nowhere.
import { make } from "../runtime";
import { type Box, Boxes, around, grown, step } from "./boxes";
import { advice, proposed } from "./faces";
import { Marks } from "./marks";
import { Unreadable, drawnAnew, factorFor, fit, opened, paint, sizeOf } from "./picture";
import { takenOf } from "./taken";

/** What is shown meanwhile is smaller than what is sent. */
const SHOWN_AREA = 2_000_000;

/** A picture and what is known of it. */
export interface Task {
  picture: Blob;
  name: string;
  /** What was covered before. */
  boxes: readonly Box[];
  /** When it was taken, where the picture itself does not say it any more. */
  taken?: string;
  /** What the last button says when nothing is covered. */
  bare: string;
  /** What else is to be known, in a sentence. */
  remark: string;
}

/** What was decided: covered, drawn as a JPEG; or with nothing covered. */
export interface Outcome {
  boxes: readonly Box[];
  covered: Blob | null;
}

class Sheet {
  private readonly heading = make("h2", { id: "mask-title" }, "遮挡人脸");
  private readonly line = make("p", { className: "mask-line" }, "正在打开照片…");
  private readonly canvas = make("canvas");
  private readonly stage = make("div", { className: "mask-stage" }, this.canvas);
  private readonly add = button("加一处");
  private readonly larger = button("框大些");
  private readonly smaller = button("框小些");
  private readonly remove = button("删除");
  private readonly undo = button("撤销");
  private readonly clear = button("全部清除");
  private readonly cancel = button("取消");
  private readonly done = button("完成", "btn btn-primary");
  private readonly tools = make("div", { className: "mask-tools" }, this.add, this.larger, this.smaller, this.remove, this.undo, this.clear);
  private readonly dialog = make("dialog", { className: "mask" });
  private image: HTMLImageElement | null = null;
  private boxes = new Boxes({ width: 1, height: 1 });
  private marks: Marks | null = null;
  private isDrawing = false;
  private hint = "";
  private outcome: Outcome | null = null;

  constructor(private readonly task: Task) {
    this.line.setAttribute("role", "status");
    this.dialog.setAttribute("aria-labelledby", this.heading.id);
    const remark = make("p", { className: "mask-remark", hidden: task.remark === "" }, task.remark);
    this.dialog.append(this.heading, this.line, remark, this.stage, this.tools, make("div", { className: "mask-end" }, this.cancel, this.done));
    for (const tool of [...this.tools.children, this.done] as HTMLButtonElement[]) tool.disabled = true;
  }

  async ask(): Promise<Outcome | null> {
    document.body.append(this.dialog);
    const closed = new Promise((resolve) => this.dialog.addEventListener("close", resolve, { once: true }));
    this.listen();
    this.dialog.showModal();
    const resized = new ResizeObserver(() => this.marks?.draw());
    resized.observe(this.stage);
    void this.open();
    await closed;
    resized.disconnect();
    this.canvas.width = this.canvas.height = 0;
    this.dialog.remove();
    return this.outcome;
  }

  private listen(): void {
    const { room } = { room: () => this.boxes.room };
    const at = (): number => this.boxes.chosen ?? -1;
    const grow = (sign: number): void => {
      const box = this.boxes.all[at()];
      if (box !== undefined) this.act(() => this.boxes.change(at(), grown(box, sign * step(room()), room())));
    };
    const middle = (): Box => around({ x: room().width / 2, y: room().height / 2 }, this.boxes.usual, room());
    this.add.addEventListener("click", () => {
      this.act(() => this.boxes.add(middle()));
      this.marks?.focus();
    });
    this.larger.addEventListener("click", () => grow(1));
    this.smaller.addEventListener("click", () => grow(-1));
    this.remove.addEventListener("click", () => this.act(() => this.boxes.drop(at())));
    this.undo.addEventListener("click", () => this.act(() => this.boxes.undo()));
    this.clear.addEventListener("click", () => this.act(() => this.boxes.clear()));
    this.done.addEventListener("click", () => void this.finish());
    this.cancel.addEventListener("click", () => this.leave());
    this.dialog.addEventListener("cancel", (event) => {
      event.preventDefault();
      this.leave();
    });
    this.dialog.addEventListener("keydown", (event) => {
      if (event.key.toLowerCase() !== "z" || !(event.ctrlKey || event.metaKey)) return;
      event.preventDefault();
      this.act(() => this.boxes.undo());
    });
  }

  private async open(): Promise<void> {
    try {
      const image = await opened(this.task.picture);
      const size = sizeOf(image);
      this.image = image;
      this.boxes = new Boxes(size, this.task.boxes);
      this.marks = new Marks(this.boxes, () => this.draw());
      fit(this.canvas, size, factorFor(size, SHOWN_AREA));
      this.stage.append(this.marks.element);
      this.draw();
      await this.propose(image);
    } catch (error) {
      this.line.textContent = error instanceof Unreadable ? error.message : "没有打开这张照片，请重试。";
      this.stage.hidden = this.tools.hidden = this.done.hidden = true;
    }
  }

  private async propose(image: HTMLImageElement): Promise<void> {
    if (this.boxes.all.length > 0) return;
    const faces = await proposed(image, this.boxes.room);
    this.hint = advice(faces?.length ?? null);
    for (const face of faces ?? []) this.boxes.add(face);
    this.draw();
  }

  private act(change: () => void): void {
    change();
    this.draw();
    // A button that has nothing left to do would take the focus with it.
    const { activeElement } = document;
    if (activeElement instanceof HTMLButtonElement && activeElement.disabled && !this.marks?.focus()) this.add.focus();
  }

  private draw(): void {
    const { all, chosen, canUndo } = this.boxes;
    const text = all.length === 0 ? `点一下人脸，或拖出一个框；双指可放大画面。${this.hint}` : `已遮挡 ${all.length} 处，上传后无法还原。${this.hint}`;
    if (this.line.textContent !== text) this.line.textContent = text;
    this.add.disabled = this.done.disabled = false;
    this.larger.disabled = this.smaller.disabled = this.remove.disabled = chosen === null;
    this.undo.disabled = !canUndo;
    this.clear.disabled = all.length === 0;
    this.done.textContent = all.length === 0 ? this.task.bare : "完成";
    this.marks?.draw();
    if (this.isDrawing) return;
    this.isDrawing = true;
    requestAnimationFrame(() => {
      this.isDrawing = false;
      if (this.image !== null && this.dialog.open) paint(this.canvas, this.image, this.boxes.all, this.canvas.width / this.boxes.room.width);
    });
  }

  private async finish(): Promise<void> {
    const { image, boxes, task } = this;
    if (image === null || this.done.getAttribute("aria-busy") === "true") return;
    this.done.setAttribute("aria-busy", "true");
    try {
      const taken = (await takenOf(task.picture)) || (task.taken ?? "");
      const covered = boxes.all.length === 0 ? null : await drawnAnew(image, boxes.all, taken);
      this.outcome = { boxes: boxes.all, covered };
      this.dialog.close();
    } catch (error) {
      this.line.textContent = error instanceof Unreadable ? error.message : "没有处理成功，请重试。";
    } finally {
      this.done.removeAttribute("aria-busy");
    }
  }

  /** What was drawn is not lost by a slip. */
  private leave(): void {
    if (this.boxes.canUndo && !window.confirm("放弃刚才画的遮挡？")) return;
    this.dialog.close();
  }
}

function button(text: string, look = "btn btn-sm"): HTMLButtonElement {
  return make("button", { type: "button", className: look }, text);
}

/** Lets somebody cover parts of a picture; null when they leave without a word. */
export function askForBoxes(task: Task): Promise<Outcome | null> {
  return new Sheet(task).ask();
}
