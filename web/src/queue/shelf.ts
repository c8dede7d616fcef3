// What a page keeps on this phone until the server has it: files, and the form that they belong to.
import { type DBSchema, type IDBPDatabase, openDB } from "idb";
import { mark } from "./mark";

/** A file that the server does not have yet. */
export interface KeptFile {
  /** The idempotency key under which it goes up. */
  key: string;
  /** Whose it is: person and place. Nobody else sees or sends it. */
  seat: string;
  /** The form that it was chosen in. */
  form: string;
  /** The field of that form which takes its id: `photos[3]`. */
  field: string;
  /** `photo` or `paper`, as the server calls it; also the field in which a small one is sent. */
  kind: string;
  /** Where a small one is sent: `/activities/photos`. */
  whole: string;
  /** Where one in pieces is begun: `/activities/parcels`. */
  parcels: string;
  /** What counts it: `张照片`. */
  counter: string;
  name: string;
  blob: Blob;
  /** When it was chosen, in milliseconds: they go up in this order. */
  at: number;
  /** Why the server will not have it; null while it may. */
  refused: string | null;
}

/** A half-filled form, as typed. */
export interface KeptForm {
  /** Its idempotency key. */
  id: string;
  seat: string;
  /** Where it is kept as a draft. */
  url: string;
  /** Where the draft is found afterwards. */
  after: string;
  /** What it is called in the list. */
  title: string;
  fields: [string, string][];
}

export interface Kept {
  files: KeptFile[];
  forms: KeptForm[];
}

interface Shelves extends DBSchema {
  files: { key: string; value: KeptFile };
  forms: { key: string; value: KeptForm };
}

let opened: Promise<IDBPDatabase<Shelves>> | null = null;

function shelves(): Promise<IDBPDatabase<Shelves>> {
  opened ??= openDB<Shelves>("anbiao-kept", 1, {
    upgrade(fresh) {
      fresh.createObjectStore("files", { keyPath: "key" });
      fresh.createObjectStore("forms", { keyPath: "id" });
    },
  });
  return opened;
}

/** Heard when something is kept or let go of. */
export const changes = new EventTarget();

async function changed(): Promise<void> {
  const db = await shelves();
  const left = (await db.count("files")) + (await db.count("forms"));
  mark(left > 0);
  changes.dispatchEvent(new Event("changed"));
}

/** Whether it was kept: a browser in private mode, or one without room, refuses. */
export async function keepFile(file: KeptFile): Promise<boolean> {
  try {
    await (await shelves()).put("files", file);
    await changed();
    return true;
  } catch {
    return false;
  }
}

export async function keepForm(form: KeptForm): Promise<boolean> {
  try {
    await (await shelves()).put("forms", form);
    await changed();
    return true;
  } catch {
    return false;
  }
}

export async function dropFile(key: string): Promise<void> {
  await shelves().then((db) => db.delete("files", key)).then(changed).catch(() => undefined);
}

export async function dropForm(id: string): Promise<void> {
  await shelves().then((db) => db.delete("forms", id)).then(changed).catch(() => undefined);
}

/** What one seat has here, in the order in which it was kept; nothing where nothing can be kept. */
export async function keptBy(seat: string): Promise<Kept> {
  try {
    const db = await shelves();
    const own = <T extends { seat: string }>(all: T[]): T[] => all.filter((one) => one.seat === seat);
    const files = own(await db.getAll("files")).sort((one, other) => one.at - other.at);
    return { files, forms: own(await db.getAll("forms")) };
  } catch {
    return { files: [], forms: [] };
  }
}

/** Throws away what one seat has here. */
export async function clear(seat: string): Promise<void> {
  const { files, forms } = await keptBy(seat);
  for (const file of files) await dropFile(file.key);
  for (const form of forms) await dropForm(form.id);
}
