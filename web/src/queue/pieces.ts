// A file goes up in pieces: the server says how far it is, and each piece begins there.
import { Refusal } from "../runtime";

/** How far a file is, as the server tells it. */
export interface Parcel {
  id: string;
  received: number;
  photo: Stored | null;
  paper: Stored | null;
}

/** What a file became. */
export interface Stored {
  id: string;
  reuse?: string | null;
  taken_at?: string | null;
}

/** The calls to the server; a test puts its own in their place. */
export interface Wire {
  /** Begins the file; again under the same key, it tells how far it is. */
  begin(): Promise<Parcel>;
  send(id: string, from: number, piece: Blob, onProgress: (share: number) => void): Promise<Parcel>;
}

/** The first piece, in bytes; a file that is no longer goes up in one call. */
export const FIRST_PIECE = 256 * 1024;
const LEAST_PIECE = 64 * 1024;
const MOST_PIECE = 2 * 1024 * 1024;

/** Whether sending the same file again can only be refused again: the server has judged it, and not who sent it. */
export function isFinal(error: unknown): error is Refusal {
  if (!(error instanceof Refusal) || error.code === "" || error.code === "other_seat") return false;
  return error.status >= 400 && error.status < 500 && ![401, 403, 429].includes(error.status);
}

/** The next piece's size: twice as much after a quick one, half after a slow one, so that each takes a few seconds. */
export function nextSize(size: number, millis: number): number {
  if (millis < 1500) return Math.min(size * 2, MOST_PIECE);
  return millis > 8000 ? Math.max(size / 2, LEAST_PIECE) : size;
}

/** Sends a file from where the server has it on; tells the share of it that is there (0 to 1). */
export async function sendInPieces(file: Blob, wire: Wire, onProgress: (share: number) => void, now: () => number = () => performance.now()): Promise<Stored> {
  let parcel = await wire.begin();
  let size = FIRST_PIECE;
  let stumbles = 0;
  for (;;) {
    const stored = parcel.photo ?? parcel.paper;
    if (stored !== null) return stored;
    const from = parcel.received;
    onProgress(from / file.size);
    // At the very end an empty piece asks for what a whole file became.
    const piece = file.slice(from, from + size);
    const began = now();
    try {
      const next = await wire.send(parcel.id, from, piece, (share) => onProgress((from + share * piece.size) / file.size));
      if (next.received <= from && next.photo === null && next.paper === null) throw new Refusal(500, "上传没有进展，请稍后重试。");
      parcel = next;
      stumbles = 0;
    } catch (error) {
      stumbles += 1;
      // It stands elsewhere than this page thought, or was forgotten: the server says where to go on.
      const isLost = error instanceof Refusal && (error.status === 409 || error.status === 404);
      if (!isLost || stumbles > 2) throw error;
      parcel = await wire.begin();
    }
    size = nextSize(size, now() - began);
  }
}
