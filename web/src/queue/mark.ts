// Whether anything is kept on this phone: asked on every page, so it costs no database.

const MARK = "anbiao.kept";

/** By anybody. */
export function isAnythingKept(): boolean {
  return localStorage.getItem(MARK) !== null;
}

export function mark(isKept: boolean): void {
  if (isKept) localStorage.setItem(MARK, "yes");
  else localStorage.removeItem(MARK);
}
