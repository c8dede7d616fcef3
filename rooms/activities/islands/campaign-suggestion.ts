// Ticks the campaigns that an activity is likely to count for while it is typed, until somebody ticks one by hand.
import { send } from "web/runtime";

/** Milliseconds after the last key. */
const REST = 500;

/** What is typed about the activity as a whole. */
export function soFar(form: HTMLElement): Record<string, string> {
  const value = (selector: string): string => form.querySelector<HTMLInputElement>(selector)?.value ?? "";
  const ticked = [...form.querySelectorAll<HTMLInputElement>('[name^="subjects["]:checked')].map((box) => box.value);
  return { name: value('[name="name"]'), day: value('[name="starts_on"]'), subjects: [...ticked, value("#f-subjects")].filter((text) => text !== "").join("、") };
}

/** `typed` is what the server judges by, `changed` hears of other ticks. Yields what ends it. */
export function suggestCampaigns(form: HTMLElement, typed: () => Record<string, string>, changed: () => void): () => void {
  const section = form.querySelector<HTMLElement>("[data-suggest]");
  const url = section?.dataset.suggest;
  if (section === null || url === undefined) return () => undefined;
  let [timer, asked, isTouched] = [0, new URLSearchParams(typed()).toString(), false];

  const ask = async (): Promise<void> => {
    const query = new URLSearchParams(typed()).toString();
    if (isTouched || query === asked) return;
    asked = query;
    try {
      const answer: unknown = await (await send("GET", `${url}?${query}`)).json();
      if (typeof answer !== "object" || answer === null || !("campaigns" in answer) || !Array.isArray(answer.campaigns)) return;
      // Overtaken by another key, or by a tick.
      if (isTouched || query !== asked) return;
      const ids: unknown[] = answer.campaigns;
      for (const box of section.querySelectorAll<HTMLInputElement>('input[type="checkbox"]')) box.checked = ids.includes(box.value);
      const said = section.querySelector("[data-suggest-said]");
      if (said !== null) said.textContent = "按填写的内容预选，可改";
      changed();
    } catch {
      // Without an answer the ticks stay as they are, and the next key asks again.
      asked = "";
    }
  };
  const soon = (event: Event): void => {
    if (event.target instanceof Node && section.contains(event.target)) isTouched = true;
    window.clearTimeout(timer);
    if (!isTouched) timer = window.setTimeout(() => void ask(), REST);
  };
  form.addEventListener("input", soon);
  return () => {
    window.clearTimeout(timer);
    form.removeEventListener("input", soon);
  };
}
