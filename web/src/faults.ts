// What a refused form lists on top names the field that each sentence is about, and leads there also where no sentence stands below the field.

/** The field that a sentence of the list leads to: `#f-groups[0][name]-fault` → `groups[0][name]`. */
export function fieldOf(href: string): string {
  return decodeURIComponent(href).replace(/^#f-/, "").replace(/-fault$/, "");
}

/** Names the fields of the list within `scope`. */
export function nameFaults(scope: ParentNode): void {
  for (const link of scope.querySelectorAll<HTMLAnchorElement>('.faults a[href^="#f-"]')) {
    const field = document.querySelector<HTMLElement>(`[name="${CSS.escape(fieldOf(link.getAttribute("href") ?? ""))}"]`);
    if (field === null) continue;
    const label = "labels" in field ? (field as HTMLInputElement).labels?.[0]?.textContent : null;
    const words = (label ?? field.getAttribute("aria-label") ?? "").replace("*", "").trim();
    if (words !== "") link.textContent = `${words}：${link.textContent ?? ""}`;
    link.addEventListener("click", (event) => {
      event.preventDefault();
      field.scrollIntoView({ block: "center" });
      field.focus({ preventScroll: true });
    });
  }
}
