// Photos and papers go up one by one in the background while the form is filled in; without this the plain file input
// sends them.
import { asJpeg, isForeign } from "web/mask";
import { Keeper, isFinal, reach, sendFile } from "web/queue";
import { Refusal, island, make, send } from "web/runtime";
import { type Kind, Tile, coverButton } from "./intake-tile";
import { Gate, coverChosen, coverStored } from "./photo-masking";
import { Lane, dayHint, isOpen, mayRetry, pauseBefore, summary } from "./photo-tiles";

/** Two at a time: a phone's uplink is no faster for more. */
const AT_ONCE = 2;

const KINDS: Record<string, Kind> = {
  photo: { word: "照片", file: "photo", list: "photos", hasPreview: true },
  paper: { word: "材料", file: "paper", list: "papers", hasPreview: false },
};

class Intake {
  private readonly tiles: Tile[] = [];
  private readonly lane = new Lane(AT_ONCE);
  private readonly input: HTMLInputElement;
  private readonly status: HTMLElement | null;
  private readonly kind: Kind;
  private readonly advice: string;
  private readonly keeper: Keeper | null;
  private readonly gate: Gate | null;
  /** What the server is still to be told to remove. */
  private readonly unheard = new Set<string>();
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
    this.gate = Gate.of(section, () => this.tiles.filter((tile) => tile.state.kind === "held").forEach((tile) => this.release(tile)));
    for (const tile of section.querySelectorAll<HTMLElement>("[data-stored]")) this.adopt(tile);
  }

  start(): () => void {
    const choose = (): void => this.take();
    const turned = (): void => {
      if (reach.isUp) this.tiles.forEach((tile) => this.retry(tile));
      else this.tiles.filter((tile) => tile.state.kind === "waiting").forEach((tile) => this.stall(tile));
      if (reach.isUp) this.unheard.forEach((id) => void this.forget(id));
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
    if (!this.kind.hasPreview) return;
    const cover = coverButton();
    cover.setAttribute("aria-label", box.getAttribute("aria-label")?.replace("选用", "遮挡") ?? "遮挡照片");
    cover.addEventListener("click", () => void this.maskStored(element, box));
    remove.before(cover);
  }

  private take(): void {
    for (const file of this.input.files ?? []) {
      const tile = new Tile(file, this.nextIndex++, this, this.kind);
      this.tiles.push(tile);
      this.input.closest("li")?.before(tile.element);
      if (this.gate?.isShut) tile.show({ kind: "held" });
      else this.release(tile);
    }
    // The form must not send them a second time.
    this.input.value = "";
    this.changed();
  }

  /** Lets a file go up; one that the server cannot read is drawn anew where this browser can. */
  private release(tile: Tile): void {
    tile.show({ kind: "waiting" });
    if (this.kind.hasPreview && isForeign(tile.file)) void this.redraw(tile);
    else this.send(tile);
  }

  private async redraw(tile: Tile): Promise<void> {
    const { key } = tile;
    const jpeg = await asJpeg(tile.file);
    if (tile.key !== key || tile.state.kind !== "waiting") return;
    if (jpeg !== null) tile.become(jpeg, tile.boxes);
    this.send(tile);
  }

  private send(tile: Tile): void {
    void this.store(tile);
    if (reach.isUp) this.lane.add(() => this.sendUp(tile));
    else this.stall(tile);
  }

  /** The file with all that is needed to send it, from this page or from another one. */
  private parcelOf(tile: Tile): Parameters<Keeper["keep"]>[0] {
    const { file: kind, list, word } = this.kind;
    const counter = `${this.kind.hasPreview ? "张" : "份"}${word}`;
    const { key, field, file } = tile;
    return { key, field, kind, counter, whole: `/activities/${list}`, parcels: "/activities/parcels", name: file.name, blob: file };
  }

  private async store(tile: Tile): Promise<void> {
    const { key } = tile;
    const isKept = (await this.keeper?.keep(this.parcelOf(tile))) ?? false;
    if (tile.key !== key) return;
    tile.isKept = isKept;
    if (tile.state.kind === "offline") this.stall(tile);
  }

  private stall(tile: Tile): void {
    tile.show({ kind: "offline", isKept: tile.isKept });
  }

  private async sendUp(tile: Tile): Promise<void> {
    if (!this.tiles.includes(tile) || tile.state.kind !== "waiting") return;
    const { key } = tile;
    // It may be removed, or another file stand in its place, before the server has it.
    const isWanted = (): boolean => tile.key === key && this.tiles.includes(tile);
    tile.show({ kind: "sending", share: 0 });
    try {
      const { id, reuse, taken_at } = await sendFile(this.parcelOf(tile), (share) => isWanted() && tile.show({ kind: "sending", share }));
      if (!isWanted()) return void this.forget(id);
      tile.takenAt = taken_at ?? "";
      tile.stored(id);
      await this.relieve(tile);
      // What it replaces is the picture that it resembles.
      tile.show({ kind: "saved", reuse: this.advise(tile.replaces === null ? (reuse ?? null) : null, tile.takenAt) });
      void this.keeper?.done(key);
    } catch (error) {
      if (isWanted()) this.failed(tile, error instanceof Refusal ? error : new Refusal(0, "没有上传成功，请重试。"));
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

  /** Faces on a photo of this page are covered. What has not left yet waits meanwhile, and is not kept for another page to send. */
  async mask(tile: Tile): Promise<void> {
    const isHere = !["saved", "sending"].includes(tile.state.kind);
    if (isHere) {
      tile.isKept = false;
      tile.show({ kind: "held" });
      await this.keeper?.done(tile.key);
    }
    const outcome = await coverChosen(tile, isHere);
    if (!this.tiles.includes(tile)) return;
    if (outcome !== null && outcome.file !== tile.file) this.exchange(tile, outcome.file, outcome.boxes);
    // Whoever leaves without an answer, or could not open the picture, has not said that it may go as it is.
    else if (isHere && outcome !== null) this.release(tile);
  }

  /** Another file goes up in the place of the one before, which is removed from wherever it is. */
  private exchange(tile: Tile, ...covered: Parameters<Tile["become"]>): void {
    void this.keeper?.done(tile.key);
    const known = tile.become(...covered);
    if (known !== null) void this.forget(known);
    this.release(tile);
  }

  /** The same for a photo that the server has: what is covered is its large copy. */
  private async maskStored(element: HTMLElement, box: HTMLInputElement): Promise<void> {
    const covered = await coverStored(element, box.value).catch((error: unknown) => {
      if (this.status !== null) this.status.textContent = error instanceof Refusal ? error.message : "没有打开这张照片，请重试。";
      return null;
    });
    if (covered === null) return;
    const tile = new Tile(covered.file, Number(/\d+/.exec(box.name)?.[0] ?? this.nextIndex++), this, this.kind);
    tile.become(covered.file, covered.boxes);
    tile.replaces = { element, id: box.value };
    tile.showsPatients = covered.showsPatients;
    this.tiles.push(tile);
    element.before(tile.element);
    element.hidden = true;
    box.checked = false;
    this.release(tile);
  }

  /** The server has what is masked: the photo that it replaces goes, at once or with the correction of the activity that holds it. */
  private async relieve(tile: Tile): Promise<void> {
    const { replaces } = tile;
    if (replaces === null) return;
    if (await this.forget(replaces.id)) replaces.element.remove();
    else tile.carry(make("input", { type: "hidden", name: "masked[]", value: replaces.id }));
  }

  /** Has the server remove what nobody wants; false when it will not, because an activity holds it. Until it has heard of it, it is told again. */
  private async forget(id: string): Promise<boolean> {
    this.unheard.delete(id);
    try {
      await send("POST", `/activities/${this.kind.list}/${id}/remove`, new URLSearchParams());
    } catch (error) {
      if (error instanceof Refusal && error.status === 409) return false;
      if (error instanceof Refusal && mayRetry(error.status)) this.unheard.add(id);
    }
    return true;
  }

  async remove(tile: Tile): Promise<void> {
    const at = this.tiles.indexOf(tile);
    if (at >= 0) this.tiles.splice(at, 1);
    tile.close();
    if (tile.replaces !== null) tile.replaces.element.hidden = false;
    void this.keeper?.done(tile.key);
    this.changed();
    this.input.focus();
    if (tile.id !== null) await this.forget(tile.id);
  }

  changed(): void {
    const text = summary(this.tiles.map((tile) => tile.state), this.kind.hasPreview ? "张" : "份");
    this.gate?.count(this.tiles.filter((tile) => tile.state.kind === "held").length);
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

  /** The form waits for files on the way, not for what somebody has to decide on, and says once that some will not come along. */
  private hold(event: SubmitEvent): void {
    if (this.tiles.some((tile) => tile.state.kind === "held")) {
      event.preventDefault();
      this.waitingFor = null;
      this.changed();
      this.gate?.focus();
    } else if (this.isBusy()) {
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
