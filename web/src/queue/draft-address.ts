/** An address of ours with the draft that it goes on with, from that version of it; with neither it begins one of its own. */
export function withDraft(address: string, draft: string, version = ""): string {
  const url = new URL(address, "http://ours");
  for (const [name, value] of [["draft", draft], ["version", version]] as const) {
    if (value === "") url.searchParams.delete(name);
    else url.searchParams.set(name, value);
  }
  return `${url.pathname}${url.search}`;
}

/** The same address for what a page keeps by itself. */
export function quietly(address: string): string {
  const url = new URL(address, "http://ours");
  url.searchParams.set("quiet", "1");
  return `${url.pathname}${url.search}`;
}
