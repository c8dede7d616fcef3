// An open page holds its form: what it holds is sent by itself, the rest by whichever page of ours is open.
// In local storage, as pages without TLS have no locks, and because it can be let go of while a page is closing.

const PREFIX = "anbiao.held.";
const BEAT = 5_000;
/** A page that has not been heard of for so long is gone. */
export const STALE = 20_000;

/** Holds a form until the page goes; comes back with it from the browser's cache. */
export function hold(id: string): () => void {
  const beat = (): void => localStorage.setItem(PREFIX + id, String(Date.now()));
  const release = (): void => localStorage.removeItem(PREFIX + id);
  beat();
  const timer = window.setInterval(beat, BEAT);
  window.addEventListener("pagehide", release);
  window.addEventListener("pageshow", beat);
  return () => {
    window.clearInterval(timer);
    window.removeEventListener("pagehide", release);
    window.removeEventListener("pageshow", beat);
    release();
  };
}

export function isHeld(id: string): boolean {
  const beat = Number(localStorage.getItem(PREFIX + id) ?? "0");
  return Date.now() - beat < STALE;
}
