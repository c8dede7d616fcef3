// Photos move between groups, by tap or by drag; groups merge and split. Without this each group stays as the server made it.
import { island, make } from "web/runtime";
import { suggestCampaigns } from "./campaign-suggestion";
import { type Goal, type Group, merged, moved, titleOf, usualAmount } from "./photo-moves";

class Groups {
  private readonly selected = new Set<string>();
  private readonly bar: HTMLElement;
  private readonly count: HTMLElement;
  private readonly targets: HTMLElement;

  constructor(private readonly form: HTMLElement) {
    const [bar, count, targets] = ["[data-moves]", "[data-count]", "[data-targets]"].map((part) => form.querySelector<HTMLElement>(part));
    if (!bar || !count || !targets) throw new Error("no bar to move photos with");
    [this.bar, this.count, this.targets] = [bar, count, targets];
    for (const section of this.sections()) this.prepare(section);
    for (const tile of form.querySelectorAll<HTMLElement>("[data-photo]")) this.arm(tile);
    form.querySelector<HTMLElement>("[data-how]")?.removeAttribute("hidden");
    this.draw();
  }

  private sections(): HTMLElement[] {
    return [...this.form.querySelectorAll<HTMLElement>("[data-group]")];
  }

  private read(): Group[] {
    return this.sections().map((section) => ({
      number: Number(section.dataset.group),
      photos: [...section.querySelectorAll<HTMLElement>("[data-photo]")].map(idOf),
    }));
  }

  private day(section: HTMLElement): HTMLInputElement | null {
    return section.querySelector('input[type="date"]');
  }

  /** Buttons, fields and the place where photos are dropped. */
  private prepare(section: HTMLElement): void {
    section.querySelector("[data-merge]")?.addEventListener("click", () => this.apply(merged(this.read(), Number(section.dataset.group))));
    this.day(section)?.addEventListener("change", () => this.draw());
    const kind = section.querySelector<HTMLSelectElement>("select.quantity-name");
    kind?.addEventListener("change", () => this.suggest(section, kind));
    suggestCampaigns(section, () => this.told(section), () => undefined);
    section.addEventListener("dragover", (event) => event.preventDefault());
    section.addEventListener("drop", (event) => {
      event.preventDefault();
      const id = event.dataTransfer?.getData("text/plain") ?? "";
      if (this.read().some((group) => group.photos.includes(id))) this.selected.add(id);
      this.move(Number(section.dataset.group));
    });
  }

  /** What a group says of its activity, for the campaigns that it is likely to count for. */
  private told(section: HTMLElement): Record<string, string> {
    const counted = [...section.querySelectorAll<HTMLElement>(".quantity")].filter((row) => row.querySelector("input")?.value !== "");
    const measures = counted.map((row) => row.querySelector("select")?.value ?? "").filter((code) => code !== "");
    const name = section.querySelector<HTMLInputElement>('input[name$="[name]"]')?.value ?? "";
    return { name, day: this.day(section)?.value ?? "", subjects: "", measures: measures.join(",") };
  }

  /** The kind of an activity is most often its name too, and one of it. */
  private suggest(section: HTMLElement, kind: HTMLSelectElement): void {
    const option = kind.selectedOptions[0];
    const name = section.querySelector<HTMLInputElement>('input[name$="[name]"]');
    const amount = section.querySelector<HTMLInputElement>('input[name$="[quantities][0][amount]"]');
    const suggested = option?.dataset.name ?? "";
    if (name !== null && (name.value === "" || name.value === name.dataset.suggested)) name.value = name.dataset.suggested = suggested;
    if (amount !== null && amount.value === "") amount.value = usualAmount(option?.dataset.unit ?? "");
  }

  /** A tile that is pressed is chosen to be moved; all that stand in a group are sent. */
  private arm(tile: HTMLElement): void {
    const box = tile.querySelector<HTMLElement>("label");
    if (box !== null) box.hidden = true;
    const press = make("button", { type: "button", className: "photo-press" });
    press.setAttribute("aria-label", `选中${tile.querySelector("img")?.alt ?? "照片"}`);
    press.setAttribute("aria-pressed", "false");
    press.addEventListener("click", () => this.select(tile, !this.selected.has(idOf(tile))));
    tile.append(press);
    tile.draggable = true;
    // The page stays as it is while something is dragged: where it changes then, the browser lets go. What is selected comes along.
    tile.addEventListener("dragstart", (event) => event.dataTransfer?.setData("text/plain", idOf(tile)));
  }

  private select(tile: HTMLElement, isSelected: boolean): void {
    if (isSelected) this.selected.add(idOf(tile));
    else this.selected.delete(idOf(tile));
    tile.querySelector(".photo-press")?.setAttribute("aria-pressed", String(isSelected));
    this.draw();
  }

  private move(goal: Goal): void {
    const groups = moved(this.read(), this.selected, goal);
    this.selected.clear();
    this.apply(groups);
  }

  /** Lets the page stand as the groups say. */
  private apply(groups: Group[]): void {
    const tiles = new Map([...this.form.querySelectorAll<HTMLElement>("[data-photo]")].map((tile) => [idOf(tile), tile]));
    const known = new Map(this.sections().map((section) => [Number(section.dataset.group), section]));
    let before: HTMLElement | undefined;
    for (const group of groups) {
      const section = known.get(group.number) ?? this.begin(group.number, before ?? this.sections()[0]);
      const list = section.querySelector("[data-photos]");
      for (const id of group.photos) {
        const tile = tiles.get(id);
        const box = tile?.querySelector("input");
        if (tile === undefined || box === null || box === undefined) continue;
        box.name = `groups[${group.number}][photos][]`;
        list?.append(tile);
        tiles.delete(id);
      }
      before = section;
    }
    const numbers = groups.map((group) => group.number);
    this.sections().filter((section) => !numbers.includes(Number(section.dataset.group))).forEach((section) => section.remove());
    tiles.forEach((tile) => tile.remove());
    for (const press of this.form.querySelectorAll(".photo-press")) press.setAttribute("aria-pressed", "false");
    this.draw();
  }

  /** An empty group behind another one, on the same day. */
  private begin(number: number, model: HTMLElement | undefined): HTMLElement {
    if (model === undefined) throw new Error("there is no group");
    const section = model.cloneNode(true) as HTMLElement;
    section.dataset.group = String(number);
    section.querySelectorAll("[data-photo], .field-fault").forEach((part) => part.remove());
    for (const field of section.querySelectorAll<HTMLInputElement | HTMLSelectElement>("input, select")) {
      field.name = field.name.replace(/^groups\[\d+\]/, `groups[${number}]`);
      field.removeAttribute("aria-invalid");
      if (field.id !== "") field.id = field.id.replace(/groups\[\d+\]/, `groups[${number}]`);
      // The day and the campaigns are most often those of the group that it was part of.
      if (!(field instanceof HTMLInputElement && ["date", "checkbox"].includes(field.type))) field.value = "";
    }
    for (const label of section.querySelectorAll("label")) label.htmlFor = label.htmlFor.replace(/groups\[\d+\]/, `groups[${number}]`);
    model.after(section);
    this.prepare(section);
    return section;
  }

  private draw(): void {
    const sections = this.sections();
    sections.forEach((section, at) => {
      const photos = section.querySelectorAll("[data-photo]").length;
      const [title, merge] = [section.querySelector("[data-title]"), section.querySelector<HTMLElement>("[data-merge]")];
      if (title !== null) title.textContent = titleOf(at + 1, photos, this.day(section)?.value ?? "");
      if (merge !== null) merge.hidden = at === 0;
      section.setAttribute("aria-label", `第 ${at + 1} 组`);
    });
    const all = this.form.querySelectorAll("[data-photo]").length;
    const [status, submit] = [this.form.querySelector("[data-status]"), this.form.querySelector<HTMLButtonElement>("[data-submit]")];
    if (status !== null) status.textContent = `${all} 张照片分成 ${sections.length} 组，每组登记为一项活动。确认前不会登记。`;
    if (submit !== null) submit.textContent = `登记 ${sections.length} 项活动`;
    if (submit !== null) submit.disabled = sections.length === 0;
    this.bar.hidden = this.selected.size === 0;
    this.count.textContent = `已选 ${this.selected.size} 张，移到`;
    const goals: [string, Goal][] = [...sections.map((section, at): [string, Goal] => [`第 ${at + 1} 组`, Number(section.dataset.group)]), ["新的一组", "new"], ["不登记", "away"]];
    this.targets.replaceChildren(...goals.map(([label, goal]) => {
      const chip = make("button", { type: "button", className: "chip" }, label);
      chip.addEventListener("click", () => this.move(goal));
      return chip;
    }));
  }
}

function idOf(tile: HTMLElement): string {
  return tile.querySelector("input")?.value ?? "";
}

island("photo-groups", (form) => {
  new Groups(form);
});
