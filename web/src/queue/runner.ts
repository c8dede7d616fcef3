// Sends what earlier pages left on this phone, as soon as there is a network and no open page holds it.
import { Refusal, csrfToken, newKey, seatOf, send } from "../runtime";
import { withDraft } from "./draft-address";
import { STALE, isHeld } from "./hold";
import { isFinal } from "./pieces";
import { reach } from "./reach";
import { type Kept, type KeptFile, type KeptForm, dropFile, dropForm, keepFile, keepForm, keptBy } from "./shelf";
import { sendFile } from "./transfer";

/** Where the work stands. */
export type Standing =
  | { kind: "idle" }
  | { kind: "sending"; kept: Kept; key: string; share: number }
  | { kind: "sent"; kept: Kept }
  /** It goes on by itself only when `again` is true. */
  | { kind: "stuck"; sentence: string; again: boolean };

/** Seconds after which a busy or broken server is tried again. */
const PAUSE = 15;

class Runner extends EventTarget {
  standing: Standing = { kind: "idle" };
  readonly seat = seatOf(csrfToken());
  private isAtWork = false;
  private isStarted = false;
  private later = 0;

  /** Looks now, and whenever the network comes back; a second call is none. */
  start(): void {
    if (this.isStarted || this.seat === "") return;
    this.isStarted = true;
    reach.addEventListener("turned", () => void this.run());
    void this.run();
  }

  async run(): Promise<void> {
    if (this.isAtWork || !reach.isUp) return;
    this.isAtWork = true;
    try {
      await this.work();
    } catch (error) {
      const refusal = error instanceof Refusal ? error : new Refusal(-1, "本机保存的内容没有上传成功，请重试。");
      const again = refusal.status === 429 || refusal.status >= 500;
      this.show(refusal.status === 0 ? { kind: "idle" } : { kind: "stuck", sentence: refusal.message, again });
      if (again) window.setTimeout(() => void this.run(), PAUSE * 1000);
    } finally {
      this.isAtWork = false;
    }
  }

  /** Nothing is left to be done. */
  rest(): void {
    this.show({ kind: "idle" });
  }

  private async work(): Promise<void> {
    const all = await keptBy(this.seat);
    const loose = { files: all.files.filter((file) => file.refused === null && !isHeld(file.form)), forms: all.forms.filter((form) => !isHeld(form.id)) };
    // A page that was killed holds for a while what it no longer has.
    window.clearTimeout(this.later);
    if ([...all.files.map((file) => file.form), ...all.forms.map((form) => form.id)].some(isHeld)) this.later = window.setTimeout(() => void this.run(), STALE);
    if (loose.files.length + loose.forms.length === 0) return;
    const bytes = loose.files.reduce((sum, file) => sum + file.blob.size, 0);
    let before = 0;
    for (const file of loose.files) {
      await this.send(file, (share) => {
        const done = bytes === 0 ? 1 : (before + share * file.blob.size) / bytes;
        this.show({ kind: "sending", kept: loose, key: file.key, share: done });
      });
      before += file.blob.size;
    }
    for (const form of loose.forms) await this.file(form);
    this.show({ kind: "sent", kept: loose });
  }

  /** Sends a file and gives its id to its form. */
  private async send(file: KeptFile, onProgress: (share: number) => void): Promise<void> {
    onProgress(0);
    try {
      const { id } = await sendFile(file, onProgress);
      const form = (await keptBy(this.seat)).forms.find((form) => form.id === file.form);
      const others = form?.fields.filter(([name]) => name !== file.field) ?? [];
      if (form !== undefined) await keepForm({ ...form, fields: [...others, [file.field, id]] });
      await dropFile(file.key);
    } catch (error) {
      if (!isFinal(error)) throw error;
      await keepFile({ ...file, refused: error.message });
    }
  }

  /** Keeps the form as a draft on the server. */
  private async file({ id }: KeptForm): Promise<void> {
    const form = (await keptBy(this.seat)).forms.find((form) => form.id === id);
    if (form === undefined) return;
    const body = new FormData();
    body.append("idempotency_key", form.id);
    for (const [name, value] of form.fields) body.append(name, value);
    try {
      await send("POST", form.url, body);
    } catch (error) {
      // Its key may stand for what it said before: under another one it goes up the next time. Where its draft was changed elsewhere, it
      // becomes one of its own.
      const isTaken = error instanceof Refusal && error.status === 409;
      const url = isTaken && error.code === "draft_changed" ? withDraft(form.url, "") : form.url;
      if (isTaken && (await keepForm({ ...form, id: newKey(), url }))) await dropForm(form.id);
      throw error;
    }
    await dropForm(form.id);
  }

  private show(standing: Standing): void {
    this.standing = standing;
    this.dispatchEvent(new Event("stands"));
  }
}

export const runner = new Runner();
