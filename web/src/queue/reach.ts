// Whether the server can be reached. A phone that says it has a network may have none that leads anywhere, so a failed request
// counts, and then the server is asked until it answers.

/** Seconds between the questions. */
const PAUSES = [2, 5, 10, 20, 30];
const PATIENCE = 8_000;

class Reach extends EventTarget {
  isUp = navigator.onLine;
  private timer = 0;
  private asked = 0;

  constructor() {
    super();
    window.addEventListener("offline", () => this.lost());
    window.addEventListener("online", () => void this.ask());
    if (!this.isUp) this.wait();
  }

  /** A request got no answer. */
  lost(): void {
    if (this.isUp) this.turn(false);
    if (this.timer === 0) this.wait();
  }

  /** Asks at once; whether the server answered. */
  async ask(): Promise<boolean> {
    window.clearTimeout(this.timer);
    this.timer = 0;
    const abort = new AbortController();
    const patience = window.setTimeout(() => abort.abort(), PATIENCE);
    const answer = await fetch("/healthz", { cache: "no-store", credentials: "omit", signal: abort.signal }).catch(() => null);
    window.clearTimeout(patience);
    if (answer === null || !answer.ok) {
      this.lost();
      return false;
    }
    this.asked = 0;
    if (!this.isUp) this.turn(true);
    return true;
  }

  private wait(): void {
    const pause = PAUSES[Math.min(this.asked, PAUSES.length - 1)] ?? 30;
    this.asked += 1;
    this.timer = window.setTimeout(() => void this.ask(), pause * 1000);
  }

  private turn(isUp: boolean): void {
    this.isUp = isUp;
    this.dispatchEvent(new Event("turned"));
  }
}

export const reach = new Reach();
