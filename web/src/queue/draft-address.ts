/** An address of ours with the draft that it goes on with. */
export function withDraft(address: string, draft: string, quiet = false): string {
  const url = new URL(address, "http://ours");
  url.searchParams.set("draft", draft);
  if (draft === "") url.searchParams.delete("draft");
  if (quiet) url.searchParams.set("quiet", "1");
  return `${url.pathname}${url.search}`;
}
