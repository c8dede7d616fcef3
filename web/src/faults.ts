// What a refused form lists on top names the field that each sentence is about, and leads there also where no sentence stands below the field.

/** The field that a sentence of the list leads to: `#f-groups[0][name]-fault` → `groups[0][name]`. */
export function fieldOf(href: string): string {
  return decodeURIComponent(href).replace(/^#f-/, "").replace(/-fault$/, "");
}

/** What a field is called. Of boxes and circles that is what stands above all of them: a label is one choice. */
function wordsOf(field: HTMLElement): string {
  const isChoice = field instanceof HTMLInputElement && (field.type === "radio" || field.type === "checkbox");
  if (isChoice) return field.closest("fieldset")?.querySelector("legend")?.textContent ?? "";
  const label = "labels" in field ? (field as HTMLInputElement).labels?.[0] : undefined;
  // A label around its field holds the choices too.
  const told = label === undefined || label.contains(field) ? null : label.textContent;
  return told ?? field.getAttribute("aria-label") ?? "";
}

/** Names the fields of the list within `scope`. */
export function nameFaults(scope: ParentNode): void {
  for (const link of scope.querySelectorAll<HTMLAnchorElement>('.faults a[href^="#f-"]')) {
    const within: ParentNode = link.closest("form") ?? document;
    const name = CSS.escape(fieldOf(link.getAttribute("href") ?? ""));
    const field = within.querySelector<HTMLElement>(`[name="${name}"]`) ?? document.querySelector<HTMLElement>(`[name="${name}"]`);
    if (field === null) continue;
    const words = wordsOf(field).replace("*", "").trim();
    if (words !== "") link.textContent = `${words}：${link.textContent ?? ""}`;
    link.addEventListener("click", (event) => {
      event.preventDefault();
      for (let folded = field.closest("details"); folded !== null; folded = folded.parentElement?.closest("details") ?? null) folded.open = true;
      field.scrollIntoView({ block: "center" });
      field.focus({ preventScroll: true });
    });
  }
}
