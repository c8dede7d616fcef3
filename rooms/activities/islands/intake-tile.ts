// The tile of a photo or a paper that was chosen in this page, on its way to the server.
import { type Box } from "web/mask";
import { make, newKey } from "web/runtime";
import { type State, noteOf } from "./photo-tiles";

/** What goes up: the section names it in `data-kind`. */
export interface Kind {
  /** The word for one of them. */
  word: string;
  /** The field of the file on its way up, and what the server calls it. */
  file: string;
  /** The field of the form that lists what is stored; also the last part of its address. */
  list: string;
  hasPreview: boolean;
}

/** What somebody may do with a tile. */
export interface Keep {
  remove(tile: Tile): unknown;
  retry(tile: Tile): void;
  mask(tile: Tile): unknown;
  changed(): void;
}

/** A tile that the server drew, in whose place this one stands, and its photo. */
export interface Replaced {
  element: HTMLElement;
  id: string;
}

export class Tile {
  /** The idempotency key of `file`. */
  key = newKey();
  readonly element: HTMLElement;
  state: State = { kind: "waiting" };
  id: string | null = null;
  takenAt = "";
  attempts = 0;
  /** Whether it is on the phone until the server has it. */
  isKept = false;
  /** What goes up: what was chosen, or that with faces covered. */
  file: File;
  boxes: readonly Box[] = [];
  replaces: Replaced | null = null;
  /** Whether it was said to show patients. */
  showsPatients = false;
  private readonly note = make("button", { type: "button", className: "photo-note border-0" });
  private readonly picture: HTMLImageElement | null;
  private readonly cover: HTMLButtonElement | null;
  private ofServer: HTMLElement[] = [];

  constructor(
    /** What was chosen; it never leaves this page once faces on it are covered. */
    readonly original: File,
    /** Its place among what the form lists: as chosen, whichever is stored first. */
    private readonly index: number,
    private readonly keep: Keep,
    private readonly kind: Kind,
  ) {
    this.file = original;
    this.element = make("li", { className: kind.file });
    this.picture = kind.hasPreview ? make("img", { alt: original.name }) : null;
    this.cover = kind.hasPreview ? coverButton() : null;
    // What no browser can show (a PDF named .jpg) leaves an empty tile; the note says why.
    this.picture?.addEventListener("error", () => (this.picture as HTMLImageElement).hidden = true);
    const remove = make("button", { type: "button", className: "icon-btn" }, make("i", { className: "i i-x" }));
    remove.setAttribute("aria-label", `移除${kind.word} ${original.name}`);
    remove.addEventListener("click", () => void keep.remove(this));
    this.note.addEventListener("click", () => {
      if (this.state.kind === "failed" && this.state.canRetry) keep.retry(this);
    });
    this.cover?.addEventListener("click", () => void keep.mask(this));
    const face = this.picture ?? make("span", { className: "paper-name", textContent: original.name });
    this.element.append(face, this.note, ...(this.cover === null ? [] : [this.cover]), remove);
    this.face();
    this.show(this.state);
  }

  /** Shows what goes up. */
  private face(): void {
    if (this.picture === null || this.cover === null) return;
    URL.revokeObjectURL(this.picture.src);
    this.picture.hidden = false;
    this.picture.src = URL.createObjectURL(this.file);
    const isCovered = this.boxes.length > 0;
    this.cover.textContent = isCovered ? "已遮挡" : "遮挡";
    this.cover.setAttribute("aria-label", isCovered ? `已遮挡 ${this.boxes.length} 处，修改 ${this.original.name}` : `遮挡${this.kind.word} ${this.original.name}`);
  }

  show(state: State): void {
    this.state = state;
    const note = noteOf(state);
    this.note.textContent = note.text;
    this.note.title = state.kind === "failed" ? state.sentence : note.text;
    this.note.className = `photo-note border-0 w-100 ${note.look}`;
    this.note.disabled = !(state.kind === "failed" && state.canRetry);
    this.keep.changed();
  }

  /** The field of the form that takes its id. */
  get field(): string {
    return `${this.kind.list}[${this.index}]`;
  }

  /** The form carries what is stored. */
  stored(id: string): void {
    this.id = id;
    if (this.kind.hasPreview) {
      const box = make("input", { type: "checkbox", className: "form-check-input", name: "patients[]", value: id, checked: this.showsPatients });
      box.addEventListener("change", () => (this.showsPatients = box.checked));
      this.carry(make("label", { className: "photo-mark" }, box, "含患者"));
    }
    this.carry(make("input", { type: "hidden", name: this.field, value: id }));
  }

  /** Puts a part there that belongs to the file which the server has. */
  carry(part: HTMLElement): void {
    this.ofServer.push(part);
    this.element.append(part);
  }

  /** Another file goes up in its place; yields what the server has of the one before. */
  become(file: File, boxes: readonly Box[]): string | null {
    const { id } = this;
    [this.file, this.boxes, this.key, this.id, this.isKept, this.attempts] = [file, boxes, newKey(), null, false, 0];
    this.ofServer.forEach((part) => part.remove());
    this.ofServer = [];
    this.face();
    return id;
  }

  close(): void {
    if (this.picture !== null) URL.revokeObjectURL(this.picture.src);
    this.element.remove();
  }
}

/** The button that opens a photo to cover faces on it. */
export function coverButton(): HTMLButtonElement {
  return make("button", { type: "button", className: "photo-cover" }, "遮挡");
}
