// The bar on top of a page that says what is kept on this phone and where its sending stands.
import { make, sizeInWords } from "../runtime";
import { reach } from "./reach";
import { type Standing, runner } from "./runner";
import { type Kept, changes, clear, dropFile, dropForm, keptBy } from "./shelf";
import { LIMITS, inWords, sending, sent, waiting } from "./words";

class Bar {
  private readonly line = make("p", { className: "queue-line" });
  private readonly limits = make("p", { className: "queue-limits" }, LIMITS);
  private readonly list = make("ul");
  private readonly more = make("details", {}, make("summary", {}, "查看"), this.list);
  private readonly again = make("button", { type: "button", className: "btn btn-sm" }, "重试");
  private readonly discard = make("button", { type: "button", className: "btn btn-sm" }, "删除没有上传的内容");
  private readonly link = make("a", { className: "btn btn-sm" }, "查看草稿");
  private readonly element = make("aside", { className: "queue-bar no-print", hidden: true }, make("div", { className: "queue-in" }, this.line, this.limits, this.more, this.again, this.discard, this.link));

  mount(): void {
    this.line.setAttribute("role", "status");
    this.element.setAttribute("aria-label", "本机保存的内容");
    document.querySelector("main")?.before(this.element);
    this.again.addEventListener("click", () => void runner.run());
    this.discard.addEventListener("click", () => void this.throwAway());
    const draw = (): void => void this.draw();
    changes.addEventListener("changed", draw);
    reach.addEventListener("turned", draw);
    runner.addEventListener("stands", draw);
    draw();
  }

  private async draw(): Promise<void> {
    const kept = await keptBy(runner.seat);
    const refused = refusedOf(kept);
    const { standing } = runner;
    const text = this.textOf(kept, refused, standing);
    this.element.hidden = text === "";
    if (this.line.textContent !== text) this.line.textContent = text;
    this.element.classList.toggle("queue-bar-good", reach.isUp && standing.kind === "sent" && inWords(refused) === "");
    this.limits.hidden = reach.isUp;
    this.more.hidden = inWords(kept) === "";
    this.again.hidden = !reach.isUp || standing.kind !== "stuck";
    this.discard.hidden = !reach.isUp || inWords(this.idle(kept)) === "";
    const after = standing.kind === "sent" ? standing.kept.forms[0]?.after : undefined;
    this.link.hidden = !reach.isUp || after === undefined;
    if (after !== undefined) this.link.href = after;
    this.list.replaceChildren(...linesOf(kept, standing));
  }

  private textOf(kept: Kept, refused: Kept, standing: Standing): string {
    if (!reach.isUp) return waiting(kept);
    if (standing.kind === "sending") return sending(standing.kept, standing.share);
    if (standing.kind === "stuck") return standing.sentence;
    if (inWords(refused) !== "") return `本机保存的 ${inWords(refused)}不能上传，原因见“查看”。`;
    return standing.kind === "sent" ? sent(standing.kept) : "";
  }

  /** What may be thrown away: what was refused, and everything once nothing moves any more. */
  private idle(kept: Kept): Kept {
    return runner.standing.kind === "stuck" && !runner.standing.again ? kept : refusedOf(kept);
  }

  private async throwAway(): Promise<void> {
    const idle = this.idle(await keptBy(runner.seat));
    if (!window.confirm(`删除本机保存、没有上传的 ${inWords(idle)}？删除后无法找回。`)) return;
    for (const file of idle.files) await dropFile(file.key);
    for (const form of idle.forms) await dropForm(form.id);
    runner.rest();
  }
}

function refusedOf({ files }: Kept): Kept {
  return { files: files.filter((file) => file.refused !== null), forms: [] };
}

function linesOf({ files, forms }: Kept, standing: Standing): HTMLElement[] {
  const state = (refused: string | null, isSending: boolean): string => refused ?? (!reach.isUp ? "等待网络" : isSending ? "上传中" : "等待上传");
  const line = (name: string, note: string): HTMLElement => make("li", {}, make("span", {}, name), make("span", { className: "soft" }, note));
  return [
    ...forms.map((form) => line(`草稿：${form.title}`, state(null, false))),
    ...files.map((file) => line(`${file.name}（${sizeInWords(file.blob.size)}）`, state(file.refused, standing.kind === "sending" && standing.key === file.key))),
  ];
}

let isMounted = false;

/** Shows the bar whenever there is something to say, and sends what waits; a second call is none. */
export function watch(): void {
  if (isMounted || runner.seat === "") return;
  isMounted = true;
  new Bar().mount();
  runner.start();
}

/** Asks whoever signs out while something of theirs is kept here; whether to go on. */
export async function mayLeave(): Promise<boolean> {
  const kept = await keptBy(runner.seat);
  const what = inWords(kept);
  if (what === "") return true;
  const choice = (value: string, text: string): HTMLElement => make("button", { value, className: value === "stay" ? "btn btn-primary" : "btn" }, text);
  const heading = make("h2", { className: "h3" }, `本机还有 ${what}没有上传`);
  const advice = make("p", {}, "留在本机的内容仍保存在这台手机上，您下次登录后继续上传，别人登录看不到；删除后无法找回。");
  const choices = make("div", { className: "dialog-actions" }, choice("stay", "暂不退出"), choice("keep", "留在本机并退出"), choice("clear", "全部删除并退出"));
  const form = make("form", { method: "dialog" }, heading, advice, choices);
  const dialog = make("dialog", { className: "queue-leave" }, form);
  document.body.append(dialog);
  dialog.showModal();
  const answer = await new Promise<string>((resolve) => dialog.addEventListener("close", () => resolve(dialog.returnValue), { once: true }));
  dialog.remove();
  if (answer === "clear") await clear(runner.seat);
  return answer === "clear" || answer === "keep";
}
