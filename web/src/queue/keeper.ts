// What a form has on this phone while it is open: its files until the server has them, and itself while it could not be sent.
import { watch } from "./bar";
import { hold } from "./hold";
import { reach } from "./reach";
import { runner } from "./runner";
import { ServerDraft, typedIn } from "./server-draft";
import { type KeptFile, dropFile, dropForm, keepFile, keepForm } from "./shelf";

/** Milliseconds after the last key until the form is kept on the phone, and on the server. */
const REST = 400;
const SERVER_REST = 4000;

/** Keeps one form. A form with `data-draft` (where it is kept as a draft) is kept as well as its files. */
export class Keeper {
  private static readonly all = new WeakMap<HTMLFormElement, Keeper>();
  private readonly id: string;
  private readonly pending = new Set<string>();
  private isTouched = false;
  private isKept = false;
  private timer = 0;
  private submitter: HTMLElement | null = null;
  private isChecked = false;
  /** Whether a press of the button is being answered. */
  private isSending = false;
  private readonly draft: ServerDraft;

  /** The one keeper of a form. */
  static of(form: HTMLFormElement): Keeper {
    const known = Keeper.all.get(form);
    if (known !== undefined) return known;
    const keeper = new Keeper(form);
    Keeper.all.set(form, keeper);
    return keeper;
  }

  private constructor(private readonly form: HTMLFormElement) {
    this.draft = new ServerDraft(form, SERVER_REST, () => this.mirrorSoon());
    this.id = form.querySelector<HTMLInputElement>('[name="idempotency_key"]')?.value ?? "";
    hold(this.id);
    form.addEventListener("input", () => {
      this.isTouched = true;
      this.mirrorSoon();
      this.draft.saveSoon();
    });
    reach.addEventListener("turned", () => this.turned());
    // Above the form, so that what waits for its files has said so.
    form.parentElement?.addEventListener("submit", (event) => void this.submit(event));
    watch();
  }

  /** Keeps a file until it is `done`; whether this browser could. */
  async keep(file: Omit<KeptFile, "seat" | "form" | "at" | "refused">): Promise<boolean> {
    this.pending.add(file.key);
    const isKept = await keepFile({ ...file, seat: runner.seat, form: this.id, at: performance.timeOrigin + performance.now(), refused: null });
    // Done while it was being kept.
    if (isKept && !this.pending.has(file.key)) await dropFile(file.key);
    this.mirrorSoon();
    return isKept;
  }

  /** The server has the file, or nobody wants it. */
  async done(key: string): Promise<void> {
    this.pending.delete(key);
    await dropFile(key);
    this.mirrorSoon();
    if (this.isTouched) this.draft.saveSoon();
  }

  private mirrorSoon(): void {
    window.clearTimeout(this.timer);
    this.timer = window.setTimeout(() => void this.mirror(), REST);
  }

  private async mirror(): Promise<void> {
    const { draft, after = "" } = this.form.dataset;
    if (draft === undefined) return;
    const isWorthIt = this.pending.size > 0 || (!reach.isUp && (this.isTouched || this.submitter !== null));
    if (!isWorthIt) return this.forget();
    const fields = typedIn(this.form);
    const title = fields.find(([name]) => name === "name")?.[1].trim() || "未命名";
    this.isKept = await keepForm({ id: this.id, seat: runner.seat, url: draft, after, title, fields });
  }

  private async forget(): Promise<void> {
    if (!this.isKept) return;
    this.isKept = false;
    await dropForm(this.id);
  }

  private turned(): void {
    this.mirrorSoon();
    const submitter = this.submitter;
    if (!reach.isUp || submitter === null) return;
    this.submitter = null;
    this.form.requestSubmit(submitter);
  }

  /** Sends nothing into the void: a browser's own error page would lose what was typed. */
  private async submit(event: Event): Promise<void> {
    if (event.target !== this.form || event.defaultPrevented) return;
    if (this.isChecked) {
      this.isChecked = false;
      return;
    }
    event.preventDefault();
    if (this.isSending) return;
    const submitter = (event as SubmitEvent).submitter;
    this.isSending = true;
    let isUp = false;
    try {
      isUp = await reach.ask();
      if (isUp) {
        window.clearTimeout(this.timer);
        await Promise.all([this.forget(), this.draft.rest()]);
      }
    } finally {
      this.isSending = false;
    }
    if (isUp) {
      this.isChecked = true;
      this.form.requestSubmit(submitter);
    } else {
      this.submitter = submitter;
      await this.mirror();
    }
  }
}
