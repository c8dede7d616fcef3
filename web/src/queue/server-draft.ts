// What is being typed goes to the server as a draft by itself: another device, or the next day, goes on with it.
import { Refusal, send } from "../runtime";
import { quietly, withDraft } from "./draft-address";
import { reach } from "./reach";

/** What was typed into a form; its files and what belongs to one sending are no part of it. */
export function typedIn(form: HTMLFormElement): [string, string][] {
  const typed = [...new FormData(form)].filter((field): field is [string, string] => typeof field[1] === "string");
  return typed.filter(([name]) => name !== "csrf" && name !== "idempotency_key");
}

/** Milliseconds for which a form that is sent waits for its draft. */
const PATIENCE = 6000;

/** The draft of one form with `data-draft`. With `data-draft-here` too the page leaves it to the phone: a correction that is begun and left
    would leave a draft behind. */
export class ServerDraft {
  private timer = 0;
  private saving: Promise<void> = Promise.resolve();
  private saved: string;
  private version: string;
  private isOver = false;

  constructor(
    private readonly form: HTMLFormElement,
    private readonly pause: number,
    private readonly onSaved: () => void,
  ) {
    this.saved = JSON.stringify(typedIn(form));
    this.version = new URL(form.dataset.draft ?? "/", "http://ours").searchParams.get("version") ?? "";
  }

  saveSoon(): void {
    if (this.form.dataset.draft === undefined || this.form.dataset.draftHere !== undefined || this.isOver) return;
    window.clearTimeout(this.timer);
    this.timer = window.setTimeout(() => {
      this.saving = this.saving.then(() => this.save());
    }, this.pause);
  }

  /** Keeps nothing more; what is on its way arrives first, so that whoever sends the form sends its draft's number too. A server that does
      not answer is not waited for. */
  async rest(): Promise<void> {
    window.clearTimeout(this.timer);
    this.isOver = true;
    await Promise.race([this.saving, new Promise<void>((resolve) => window.setTimeout(resolve, PATIENCE))]);
  }

  private async save(): Promise<void> {
    const { draft } = this.form.dataset;
    const fields = typedIn(this.form);
    const print = JSON.stringify(fields);
    if (draft === undefined || this.isOver || !reach.isUp || print === this.saved) return;
    const body = new FormData();
    for (const [name, value] of fields) body.append(name, value);
    const known = new URL(draft, "http://ours").searchParams.get("draft") ?? "";
    try {
      const answer: unknown = await (await send("POST", quietly(withDraft(draft, known, this.version)), body)).json();
      if (typeof answer !== "object" || answer === null || !("draft" in answer) || typeof answer.draft !== "string") return;
      this.version = "version" in answer ? String(answer.version) : "";
      this.saved = print;
      this.goOnWith(answer.draft);
      this.onSaved();
    } catch (error) {
      // The phone keeps what the server does not take; the next key tries again. What is gone or was changed elsewhere is not overwritten.
      if (!(error instanceof Refusal) || (error.status !== 404 && error.status !== 409)) return;
      this.isOver = true;
      this.say("这份草稿已在别处登记、删除或修改，本页不再自动存草稿");
    }
  }

  private say(sentence: string): void {
    const said = this.form.querySelector("[data-draft-saved]");
    if (said !== null) said.textContent = sentence;
  }

  private goOnWith(id: string): void {
    const { form } = this;
    form.dataset.draft = withDraft(form.dataset.draft ?? "", id, this.version);
    form.setAttribute("action", withDraft(form.getAttribute("action") ?? "", id, this.version));
    for (const button of form.querySelectorAll("[formaction]")) {
      button.setAttribute("formaction", withDraft(button.getAttribute("formaction") ?? "", id, this.version));
    }
    this.say(`已自动存草稿 ${new Date().toLocaleTimeString("zh-CN", { hour: "2-digit", minute: "2-digit" })}`);
  }
}
