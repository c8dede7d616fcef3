// SHA-256 of a file's bytes: the browser's own where it has one, which it hides from pages without TLS.
import { sha256 } from "@noble/hashes/sha2.js";

/** A file that is no longer is reckoned at once; of a longer one a stretch at a time is in memory. */
const AT_ONCE = 32 * 1024 * 1024;
const STRETCH = 1024 * 1024;

function hex(hash: Uint8Array): string {
  return Array.from(hash, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** 64 lower-case hex digits. */
export async function digestOf(bytes: ArrayBuffer, own: SubtleCrypto | null = globalThis.crypto?.subtle ?? null): Promise<string> {
  return hex(own === null ? sha256(new Uint8Array(bytes)) : new Uint8Array(await own.digest("SHA-256", bytes)));
}

/** The same of a file, however long. */
export async function digestOfFile(file: Blob, atOnce = AT_ONCE): Promise<string> {
  if (file.size <= atOnce) return digestOf(await file.arrayBuffer());
  const hash = sha256.create();
  for (let from = 0; from < file.size; from += STRETCH) hash.update(new Uint8Array(await file.slice(from, from + STRETCH).arrayBuffer()));
  return hex(hash.digest());
}
