/** An address of ours with the draft that it goes on with; `version`: it is kept by the page itself, from that version of the draft. */
export function withDraft(address: string, draft: string, version?: string): string {
  const url = new URL(address, "http://ours");
  if (draft === "") url.searchParams.delete("draft");
  else url.searchParams.set("draft", draft);
  if (version !== undefined) url.searchParams.set("quiet", "1");
  if (version !== undefined && version !== "") url.searchParams.set("version", version);
  return `${url.pathname}${url.search}`;
}
