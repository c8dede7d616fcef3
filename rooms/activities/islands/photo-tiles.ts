// What the tile of a photo or a paper says while its file is on the way. No page is touched here.

export type State =
  | { kind: "waiting" }
  /** It goes up once somebody has covered the faces on it, or said that it may go as it is. */
  | { kind: "held" }
  /** No network; whether it is kept on the phone until there is one. */
  | { kind: "offline"; isKept: boolean }
  | { kind: "sending"; share: number }
  | { kind: "saved"; reuse: string | null }
  | { kind: "failed"; sentence: string; canRetry: boolean };

/** Whether the file is still on its way. */
export function isOpen(state: State): boolean {
  return state.kind === "waiting" || state.kind === "held" || state.kind === "offline" || state.kind === "sending";
}

export interface Note {
  text: string;
  /** Class beside `photo-note`; blank for the plain one. */
  look: "" | "photo-note-warn" | "photo-note-fault";
}

/** The line at the foot of a tile. */
export function noteOf(state: State): Note {
  switch (state.kind) {
    case "waiting":
      return { text: "等待上传", look: "" };
    case "held":
      return { text: "等待遮挡", look: "photo-note-warn" };
    case "sending":
      return { text: `上传中 ${Math.min(99, Math.floor(state.share * 100))}%`, look: "" };
    case "offline":
      return { text: "等待网络", look: "photo-note-warn" };
    case "saved":
      return state.reuse === null ? { text: "已保存", look: "" } : { text: state.reuse, look: "photo-note-warn" };
    case "failed":
      return { text: state.canRetry ? "失败 点此重试" : "没有保存", look: "photo-note-fault" };
  }
}

/** Days between a picture and its activity that are nothing to speak of; the server's hint knows the same number. */
const NEAR_DAYS = 7;

/** Advice that a picture was taken far from the days of its activity; null when it was not, or when nobody knows. */
export function dayHint(takenAt: string, from: string, to: string): string | null {
  const [taken, start, end] = [takenAt.slice(0, 10), from, to > from ? to : from].map((day) => Date.parse(day));
  if (taken === undefined || start === undefined || end === undefined || [taken, start, end].some(Number.isNaN)) return null;
  const [side, word, day] = taken < start ? [start, "早于", from] : [end, "晚于", to > from ? to : from];
  const apart = Math.round(Math.abs(taken - side) / 86_400_000);
  const isBetween = taken >= start && taken <= end;
  return isBetween || apart <= NEAR_DAYS ? null : `拍摄于 ${takenAt.slice(0, 10)}，${word}活动日期 ${day} 共 ${apart} 天`;
}

/** Whether sending the same file again may help: it was the way or the server, not the file. */
export function mayRetry(status: number): boolean {
  return status === 0 || status === 429 || status >= 500;
}

/** Seconds to wait before the automatic attempt of this number (from 1); null when the person decides. */
export function pauseBefore(attempt: number): number | null {
  return [2, 5, 15][attempt - 1] ?? null;
}

/** The sentence under the tiles; `counter` is the word that counts them. */
export function summary(states: State[], counter: "张" | "份"): string {
  const failed = states.filter((state) => state.kind === "failed");
  const open = states.filter((state) => state.kind === "waiting" || state.kind === "sending").length;
  const offline = states.filter((state) => state.kind === "offline");
  const isKept = offline.every((state) => state.kind === "offline" && state.isKept);
  const sentence = failed.map((state) => (state.kind === "failed" ? state.sentence : "")).find((text) => text !== "");
  if (sentence !== undefined) return failed.length > 1 ? `${failed.length} ${counter}没有保存：${sentence}` : sentence;
  const held = states.filter((state) => state.kind === "held").length;
  if (held > 0) return `${held} ${counter}等待遮挡，还没有上传：请逐一点“遮挡”，不需要遮挡的点“不遮挡，上传”。`;
  if (offline.length > 0) {
    const where = isKept ? "保存在本机" : "还没有上传，也不能保存在本机，请不要关闭本页";
    return `无网络：${offline.length} ${counter}${where}，联网后自动上传。`;
  }
  if (open > 0) return `正在上传 ${states.length - open + 1}/${states.length}，上传完成前请不要关闭本页；可以继续填写。`;
  return states.length > 0 ? `已保存 ${states.length}/${states.length}` : "";
}

/** Runs work so many at a time, in the order in which it came. */
export class Lane {
  private running = 0;
  private readonly waiting: (() => Promise<void>)[] = [];
  private readonly width: number;

  constructor(width: number) {
    this.width = width;
  }

  add(work: () => Promise<void>): void {
    this.waiting.push(work);
    this.next();
  }

  private next(): void {
    while (this.running < this.width) {
      const work = this.waiting.shift();
      if (work === undefined) return;
      this.running += 1;
      void work().finally(() => {
        this.running -= 1;
        this.next();
      });
    }
  }
}
