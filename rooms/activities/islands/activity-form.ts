// The form of an activity: rows for numbers come and go as chips, and what the activity does to the indicators is shown.
import { island, make } from "web/runtime";
import { soFar, suggestCampaigns } from "./campaign-suggestion";
import { type Counted, type Phase, type Progress, amountOf, outlook, phasesOf } from "./activity-outlook";

function all(scope: ParentNode, selector: string): HTMLElement[] {
  return [...scope.querySelectorAll<HTMLElement>(selector)];
}

/** The rows of numbers: a closed one is blank and waits as a chip. */
class Rows {
  private readonly chips: HTMLElement | null;
  private next: number;

  constructor(
    private readonly section: HTMLElement,
    private readonly changed: () => void,
  ) {
    this.chips = section.querySelector("[data-chips]");
    this.next = Number(section.dataset.next ?? "0");
    for (const row of this.rows()) this.prepare(row);
    for (const row of this.rows()) row.hidden = row.dataset.open !== "yes";
    this.draw();
  }

  private rows(): HTMLElement[] {
    return all(this.section, ".quantity");
  }

  private amount(row: HTMLElement): HTMLInputElement | null {
    return row.querySelector('input[name$="[amount]"]');
  }

  private prepare(row: HTMLElement): void {
    const drop = row.querySelector<HTMLElement>("[data-drop]");
    if (drop !== null) drop.hidden = false;
    drop?.addEventListener("click", () => this.close(row));
    const select = row.querySelector<HTMLSelectElement>("select.quantity-name");
    if (select !== null) this.split(row, select.selectedOptions[0]?.dataset.ways ?? "");
    select?.addEventListener("change", () => {
      const option = select.selectedOptions[0];
      const isTask = option?.dataset.task !== undefined;
      const [unit, amount] = [row.querySelector(".unit"), this.amount(row)];
      if (unit !== null) unit.textContent = isTask ? "已完成" : (option?.dataset.unit ?? "");
      if (amount !== null) {
        // What is only done or not needs no number from anybody.
        if (isTask || amount.readOnly) amount.value = isTask ? "1" : "";
        amount.readOnly = isTask;
      }
      this.split(row, option?.dataset.ways ?? "");
      this.changed();
    });
  }

  /** Offers only the ways in which a measure may be split; what is not offered is not sent. */
  private split(row: HTMLElement, ways: string): void {
    const offered = ways.split(" ");
    const split = row.querySelector<HTMLElement>(".split");
    const labels = all(row, "[data-way]");
    for (const label of labels) {
      label.hidden = !offered.includes(label.dataset.way ?? "");
      const select = label.querySelector("select");
      if (select !== null) {
        select.disabled = label.hidden;
        if (label.hidden) select.value = "";
      }
    }
    if (split !== null) split.hidden = labels.every((label) => label.hidden);
  }

  private close(row: HTMLElement): void {
    const amount = this.amount(row);
    if (amount?.type === "checkbox") amount.checked = false;
    else if (amount !== null) amount.value = "";
    for (const way of row.querySelectorAll<HTMLSelectElement>("[data-way] select")) way.value = "";
    const select = row.querySelector<HTMLSelectElement>("select.quantity-name");
    if (select !== null) {
      select.value = "";
      select.dispatchEvent(new Event("change"));
    }
    row.hidden = true;
    this.draw();
    this.changed();
  }

  private open(row: HTMLElement): void {
    row.hidden = false;
    this.draw();
    const amount = this.amount(row);
    if (amount?.type === "checkbox") {
      // Asking for the row says that it is done.
      amount.checked = true;
      this.changed();
    }
    (row.querySelector<HTMLElement>("select.quantity-name") ?? this.amount(row))?.focus();
  }

  /** A fresh row for any measure of the catalogue. */
  private more(): void {
    const blank = this.rows().find((row) => row.dataset.more !== undefined && row.hidden);
    if (blank !== undefined) return this.open(blank);
    const model = this.section.querySelector<HTMLElement>("[data-more]");
    if (model === null) return;
    const row = model.cloneNode(true) as HTMLElement;
    const index = this.next++;
    for (const field of row.querySelectorAll<HTMLInputElement | HTMLSelectElement>("input, select")) {
      field.name = field.name.replace(/\[\d+\]/, `[${index}]`);
      field.value = "";
      if (field instanceof HTMLInputElement) field.readOnly = false;
    }
    const unit = row.querySelector(".unit");
    if (unit !== null) unit.textContent = "";
    this.prepare(row);
    this.rows().at(-1)?.after(row);
    this.open(row);
  }

  private draw(): void {
    if (this.chips === null) return;
    const closed = this.rows().filter((row) => row.hidden && (row.dataset.measure ?? "") !== "");
    const chip = (label: string, act: () => void): HTMLElement => {
      const button = make("button", { type: "button", className: "chip" }, label);
      button.addEventListener("click", act);
      return button;
    };
    const offered = closed.map((row) => chip(`＋ ${row.querySelector("label")?.textContent ?? ""}`, () => this.open(row)));
    this.chips.replaceChildren(...offered, chip("更多…", () => this.more()));
    this.chips.hidden = false;
  }

  /** The numbers that the server will accept, by measure; `whole` is what the activity says of all of them. */
  numbers(whole: Record<string, string>): Map<string, Counted> {
    const numbers = new Map<string, Counted>();
    for (const row of this.rows()) {
      const measure = row.querySelector<HTMLInputElement | HTMLSelectElement>('[name$="[measure]"]')?.value ?? "";
      const field = this.amount(row);
      const isTyped = field !== null && (field.type !== "checkbox" || field.checked);
      const amount = isTyped ? amountOf(field.value) : null;
      if (measure !== "" && amount !== null) numbers.set(measure, { amount, split: splitOf(row, whole) });
    }
    return numbers;
  }
}

/** What a number was: what was chosen for it, else what the activity says. */
function splitOf(row: HTMLElement, whole: Record<string, string>): Record<string, string> {
  const ways = all(row, "[data-way]").filter((label) => !label.hidden);
  const pairs = ways.map((label) => {
    const dimension = label.dataset.way ?? "";
    return [dimension, label.querySelector("select")?.value || (whole[dimension] ?? "")];
  });
  return Object.fromEntries(pairs);
}

/** What the activity says of all its numbers: who spoke, and its subject where it has only one. */
function wholeOf(form: HTMLElement): Record<string, string> {
  const speaker = form.querySelector<HTMLInputElement>('[name="speaker"]:checked')?.value ?? "";
  const ticked = [...form.querySelectorAll<HTMLInputElement>('[name^="subjects["]:checked')].map((box) => box.value);
  const typed = (form.querySelector<HTMLInputElement>("#f-subjects")?.value ?? "").split(/[、；;]/).map((part) => part.trim());
  const subjects = [...ticked, ...typed].filter((subject) => subject !== "");
  return { speaker, subject: subjects.length === 1 ? (subjects[0] ?? "") : "" };
}

/** One day, until the person asks for a span or ticks that it stands. */
function spanOnDemand(form: HTMLElement): void {
  const ends = form.querySelector<HTMLElement>("[data-ends]");
  const starts = form.querySelector<HTMLElement>("#f-starts_on");
  const end = ends?.querySelector("input") ?? null;
  const standing = form.querySelector<HTMLInputElement>('[name="is_standing"]');
  if (ends === null || starts === null || end === null) return;
  const button = make("button", { type: "button", className: "btn-text" }, "填写起止日期");
  const show = (isSpan: boolean): void => {
    ends.hidden = !isSpan;
    button.hidden = isSpan;
  };
  const isAsked = end.value !== "" || standing?.checked === true || end.getAttribute("aria-invalid") === "true";
  starts.after(button);
  show(isAsked);
  button.addEventListener("click", () => {
    show(true);
    end.focus();
  });
  standing?.addEventListener("change", () => show(standing.checked || end.value !== ""));
}

function readPhases(label: HTMLElement): Phase[] {
  return all(label, "[data-phase]").map((data) => ({
    id: data.getAttribute("value") ?? "",
    name: data.dataset.name ?? "",
    from: data.dataset.from ?? "",
    to: data.dataset.to ?? "",
  }));
}

function readProgress(section: HTMLElement): Progress[] {
  return all(section, "[data-progress]").map((data) => ({
    campaign: data.dataset.campaign ?? "",
    phase: data.dataset.phase ?? "",
    measure: data.getAttribute("value") ?? "",
    only: JSON.parse(data.dataset.only || "{}") as Progress["only"],
    name: data.dataset.name ?? "",
    unit: data.dataset.unit ?? "",
    done: Number(data.dataset.done ?? "0"),
    target: data.dataset.target === undefined ? null : Number(data.dataset.target),
    how: data.dataset.how as Progress["how"],
  }));
}

island("activity-form", (form) => {
  const numbers = form.querySelector<HTMLElement>("[data-quantities]");
  const after = form.querySelector<HTMLElement>("[data-after]");
  const line = after?.querySelector<HTMLElement>("[data-line]") ?? null;
  if (numbers === null || after === null || line === null) return;
  const progress = readProgress(after);
  const value = (name: string): string => form.querySelector<HTMLInputElement>(`[name="${name}"]`)?.value ?? "";

  const refresh = (): void => {
    const isStanding = form.querySelector<HTMLInputElement>('[name="is_standing"]')?.checked === true;
    const numbers = rows.numbers(wholeOf(form));
    const labels = all(form, "label[data-campaign]");
    const shown = labels.flatMap((label) => {
      const phases = phasesOf(readPhases(label), value("starts_on"), value("ends_on"), isStanding);
      const name = label.querySelector("[data-phase-name]");
      if (name !== null) name.textContent = phases.length > 0 ? `· ${phases.map((phase) => phase.name).join("、")}` : "· 不在任何阶段内";
      const isTicked = label.querySelector<HTMLInputElement>("input")?.checked === true;
      const text = isTicked ? outlook(progress, label.dataset.campaign ?? "", phases, numbers) : "";
      // With several campaigns two lines may read the same.
      const campaign = labels.length > 1 ? `${label.querySelector("[data-campaign-name]")?.textContent ?? ""}：` : "";
      return text === "" ? [] : [make("div", {}, campaign + text)];
    });
    line.replaceChildren(...shown);
    after.hidden = shown.length === 0;
  };
  const rows = new Rows(numbers, refresh);
  spanOnDemand(form);
  const suggested = suggestCampaigns(form, () => ({ ...soFar(form), measures: [...rows.numbers({}).keys()].join(",") }), refresh);
  form.addEventListener("input", refresh);
  refresh();
  return () => {
    form.removeEventListener("input", refresh);
    suggested();
  };
});
