// Photos and papers go up one by one in the background while the form is filled in; without this the plain file input
// sends them.
import { Keeper, isFinal, reach, sendFile } from "web/queue";
import { Refusal, island, make, newKey, send } from "web/runtime";
import { Lane, type State, dayHint, isOpen, mayRetry, noteOf, pauseBefore, summary } from "./photo-tiles";

/** Two at a time: a phone's uplink is no faster for more. */
const AT_ONCE = 2;

/** What goes up: the section names it in `data-kind`. */
interface Kind {
  /** The word for one of them. */
  word: string;
  /** The field of the file on its way up, and what the server calls it. */
  file: string;
  /** The field of the form that lists what is stored; also the last part of its address. */
  list: string;
  hasPreview: boolean;
}

const KINDS: Record<string, Kind> = {
  photo: { word: "照片", file: "photo", list: "photos", hasPreview: true },
  paper: { word: "材料", file: "paper", list: "papers", hasPreview: false },
};

class Tile {
  readonly key = newKey();
  readonly element: HTMLElement;
  state: State = { kind: "waiting" };
  id: string | null = null;
  takenAt = "";
  attempts = 0;
  /** Whether it is on the phone until the server has it. */
  isKept = false;
  private readonly note = make("button", { type: "button", className: "photo-note border-0" });
  private readonly preview: string | null;

  constructor(
    readonly file: File,
    /** Its place among what the form lists: as chosen, whichever is stored first. */
    private readonly index: number,
    private readonly intake: Intake,
    private readonly kind: Kind,
  ) {
    this.element = make("li", { className: kind.file });
    this.preview = kind.hasPreview ? URL.createObjectURL(file) : null;
    const remove = make("button", { type: "button", className: "icon-btn" }, make("i", { className: "i i-x" }));
    remove.setAttribute("aria-label", `移除${kind.word} ${file.name}`);
    remove.addEventListener("click", () => void intake.remove(this));
    this.note.addEventListener("click", () => {
      if (this.state.kind === "failed" && this.state.canRetry) intake.retry(this);
    });
    this.element.append(this.face(), this.note, remove);
    this.show(this.state);
  }

  private face(): HTMLElement {
    if (this.preview === null) return make("span", { className: "paper-name", textContent: this.file.name });
    const picture = make("img", { src: this.preview, alt: this.file.name });
    // What no browser can show (a PDF named .jpg) leaves an empty tile; the note says why.
    picture.addEventListener("error", () => (picture.hidden = true));
    return picture;
  }

  show(state: State): void {
    this.state = state;
    const note = noteOf(state);
    this.note.textContent = note.text;
    this.note.title = state.kind === "failed" ? state.sentence : note.text;
    this.note.className = `photo-note border-0 w-100 ${note.look}`;
    this.note.disabled = !(state.kind === "failed" && state.canRetry);
    this.intake.changed();
  }

  /** The field of the form that takes its id. */
  get field(): string {
    return `${this.kind.list}[${this.index}]`;
  }

  /** The form carries what is stored. */
  keep(id: string): void {
    this.id = id;
    if (this.kind.hasPreview) {
      const box = make("input", { type: "checkbox", className: "form-check-input", name: "patients[]", value: id });
      this.element.append(make("label", { className: "photo-mark" }, box, "含患者"));
    }
    this.element.append(make("input", { type: "hidden", name: this.field, value: id }));
  }

  close(): void {
    if (this.preview !== null) URL.revokeObjectURL(this.preview);
    this.element.remove();
  }
}

class Intake {
  private readonly tiles: Tile[] = [];
  private readonly lane = new Lane(AT_ONCE);
  private readonly input: HTMLInputElement;
  private readonly status: HTMLElement | null;
  private readonly kind: Kind;
  private readonly advice: string;
  private readonly keeper: Keeper | null;
  private nextIndex: number;
  private waitingFor: HTMLElement | null = null;
  private warned = false;

  constructor(private readonly section: HTMLElement) {
    const input = section.querySelector<HTMLInputElement>('input[type="file"]');
    if (input === null) throw new Error("no file input");
    const kind = KINDS[section.dataset.kind ?? ""];
    if (kind === undefined) throw new Error("no such kind of file");
    this.kind = kind;
    this.input = input;
    this.status = section.querySelector("[data-status]");
    this.advice = this.status?.textContent ?? "";
    this.nextIndex = Number(section.dataset.next ?? "0");
    const form = section.closest("form");
    this.keeper = form === null ? null : Keeper.of(form);
    for (const tile of section.querySelectorAll<HTMLElement>("[data-stored]")) this.adopt(tile);
  }

  start(): () => void {
    const choose = (): void => this.take();
    const turned = (): void => {
      if (reach.isUp) this.tiles.forEach((tile) => this.retry(tile));
      else this.tiles.filter((tile) => tile.state.kind === "waiting").forEach((tile) => this.stall(tile));
    };
    const submit = (event: SubmitEvent): void => this.hold(event);
    const leave = (event: BeforeUnloadEvent): void => {
      // Without a network no page opens again; with one, what is kept goes on by itself.
      const isAtRisk = this.tiles.some((tile) => isOpen(tile.state) && !(tile.isKept && reach.isUp));
      if (isAtRisk && (this.waitingFor === null || !reach.isUp)) event.preventDefault();
    };
    const form = this.section.closest("form");
    this.input.addEventListener("change", choose);
    form?.addEventListener("submit", submit);
    reach.addEventListener("turned", turned);
    window.addEventListener("beforeunload", leave);
    return () => {
      this.input.removeEventListener("change", choose);
      form?.removeEventListener("submit", submit);
      reach.removeEventListener("turned", turned);
      window.removeEventListener("beforeunload", leave);
    };
  }

  /** A tile that the server drew: ticked is taken, and taken away by its cross. */
  private adopt(element: HTMLElement): void {
    const label = element.querySelector<HTMLElement>("label");
    const box = element.querySelector<HTMLInputElement>('input[type="checkbox"]');
    const note = element.querySelector<HTMLElement>(".photo-note");
    if (label === null || box === null) return;
    const remove = make("button", { type: "button", className: "icon-btn" }, make("i", { className: "i i-x" }));
    remove.setAttribute("aria-label", box.getAttribute("aria-label")?.replace("选用", "移除") ?? `移除${this.kind.word}`);
    const show = (): void => {
      label.hidden = box.checked;
      remove.hidden = !box.checked;
      if (note !== null && !note.classList.contains("photo-note-warn")) note.textContent = box.checked ? "已保存" : "未选用";
    };
    box.addEventListener("change", show);
    remove.addEventListener("click", () => {
      box.checked = false;
      show();
      label.querySelector("input")?.focus();
    });
    element.append(remove);
    show();
  }

  private take(): void {
    for (const file of this.input.files ?? []) {
      const tile = new Tile(file, this.nextIndex++, this, this.kind);
      this.tiles.push(tile);
      this.input.closest("li")?.before(tile.element);
      void this.store(tile);
      if (reach.isUp) this.lane.add(() => this.sendUp(tile));
      else this.stall(tile);
    }
    // The form must not send them a second time.
    this.input.value = "";
    this.changed();
  }

  /** The file with all that is needed to send it, from this page or from another one. */
  private parcelOf(tile: Tile): Parameters<Keeper["keep"]>[0] {
    const { file: kind, list, word } = this.kind;
    const counter = `${this.kind.hasPreview ? "张" : "份"}${word}`;
    const { key, field, file } = tile;
    return { key, field, kind, counter, whole: `/activities/${list}`, parcels: "/activities/parcels", name: file.name, blob: file };
  }

  private async store(tile: Tile): Promise<void> {
    tile.isKept = (await this.keeper?.keep(this.parcelOf(tile))) ?? false;
    if (tile.state.kind === "offline") this.stall(tile);
  }

  private stall(tile: Tile): void {
    tile.show({ kind: "offline", isKept: tile.isKept });
  }

  private async sendUp(tile: Tile): Promise<void> {
    if (!this.tiles.includes(tile) || tile.state.kind !== "waiting") return;
    tile.show({ kind: "sending", share: 0 });
    try {
      const { id, reuse, taken_at } = await sendFile(this.parcelOf(tile), (share) => tile.show({ kind: "sending", share }));
      tile.takenAt = taken_at ?? "";
      tile.keep(id);
      tile.show({ kind: "saved", reuse: this.advise(reuse ?? null, tile.takenAt) });
      void this.keeper?.done(tile.key);
    } catch (error) {
      const refusal = error instanceof Refusal ? error : new Refusal(0, "没有上传成功，请重试。");
      this.failed(tile, refusal);
    }
  }

  /** What the server said of the picture, then what its date says beside the days in the form. */
  private advise(reuse: string | null, takenAt: string): string | null {
    const field = (name: string): string => this.section.closest("form")?.querySelector<HTMLInputElement>(`[name="${name}"]`)?.value ?? "";
    return [reuse, dayHint(takenAt, field("starts_on"), field("ends_on"))].filter((said) => said !== null).join("；") || null;
  }

  private failed(tile: Tile, refusal: Refusal): void {
    if (refusal.status === 0) {
      this.stall(tile);
      // It may have come back while this one was failing.
      if (reach.isUp) this.retry(tile);
      return;
    }
    const canRetry = mayRetry(refusal.status);
    if (isFinal(refusal)) void this.keeper?.done(tile.key);
    tile.show({ kind: "failed", sentence: `“${tile.file.name}”：${refusal.message}`, canRetry });
    tile.attempts += 1;
    const pause = canRetry ? pauseBefore(tile.attempts) : null;
    if (pause !== null) window.setTimeout(() => this.retry(tile), pause * 1000);
  }

  retry(tile: Tile): void {
    const again = tile.state.kind === "offline" || (tile.state.kind === "failed" && tile.state.canRetry);
    if (!again || !this.tiles.includes(tile)) return;
    tile.show({ kind: "waiting" });
    this.lane.add(() => this.sendUp(tile));
  }

  async remove(tile: Tile): Promise<void> {
    const at = this.tiles.indexOf(tile);
    if (at >= 0) this.tiles.splice(at, 1);
    tile.close();
    void this.keeper?.done(tile.key);
    this.changed();
    this.input.focus();
    // If the server does not hear of it, the file waits unused and is offered again.
    if (tile.id !== null) await send("POST", `/activities/${this.kind.list}/${tile.id}/remove`, new URLSearchParams()).catch(() => undefined);
  }

  changed(): void {
    const text = summary(this.tiles.map((tile) => tile.state), this.kind.hasPreview ? "张" : "份");
    if (this.status !== null) this.status.textContent = this.waitingFor !== null && this.isBusy() ? `${text} 完成后自动提交。` : text || this.advice;
    if (this.waitingFor !== null && !this.isBusy()) {
      const submitter = this.waitingFor;
      this.waitingFor = null;
      this.section.closest("form")?.requestSubmit(submitter);
    }
  }

  private isBusy(): boolean {
    return this.tiles.some((tile) => isOpen(tile.state));
  }

  /** The form waits for files on the way, and says once that some will not come along. */
  private hold(event: SubmitEvent): void {
    if (this.isBusy()) {
      event.preventDefault();
      this.waitingFor = event.submitter;
      this.changed();
    } else if (!this.warned && this.tiles.some((tile) => tile.state.kind === "failed")) {
      event.preventDefault();
      this.warned = true;
      if (this.status !== null) this.status.textContent += " 请重试或移除；再次提交时将不带这些文件。";
      this.section.scrollIntoView();
    }
  }
}

island("photo-intake", (element) => new Intake(element).start());
