// Pointing at a row of the plan lights its sentence in the notice, and pointing at a sentence lights its rows.
// Without this the row's link does it: it leads to the sentence.
import { island } from "web/runtime";

island("plan", (pane) => {
  const paper = pane.querySelector<HTMLElement>(".paper-scroll");
  const marksOf = (source: string) => pane.querySelectorAll<HTMLElement>(`mark[data-of="${CSS.escape(source)}"]`);
  const rowsOf = (source: string) => pane.querySelectorAll<HTMLElement>(`[data-source="${CSS.escape(source)}"]`);

  function dark(): void {
    for (const lit of pane.querySelectorAll(".lit")) lit.classList.remove("lit");
  }

  function light(source: string, follow: boolean): void {
    dark();
    const marks = marksOf(source);
    for (const one of [...marks, ...rowsOf(source)]) one.classList.add("lit");
    const first = marks[0];
    if (!follow || paper === null || first === undefined) return;
    const at = first.getBoundingClientRect();
    const frame = paper.getBoundingClientRect();
    if (at.top < frame.top || at.bottom > frame.bottom) paper.scrollTop += at.top - frame.top - frame.height / 3;
  }

  function pointed(event: Event): void {
    if (!(event.target instanceof Element)) return;
    const row = event.target.closest<HTMLElement>("[data-source]");
    const mark = event.target.closest<HTMLElement>("mark[data-of]");
    if (row?.dataset.source) light(row.dataset.source, true);
    else if (mark?.dataset.of) light(mark.dataset.of, false);
    else dark();
  }

  pane.addEventListener("pointerover", pointed);
  pane.addEventListener("focusin", pointed);
  pane.addEventListener("pointerleave", dark);
  return () => {
    pane.removeEventListener("pointerover", pointed);
    pane.removeEventListener("focusin", pointed);
    pane.removeEventListener("pointerleave", dark);
  };
});
