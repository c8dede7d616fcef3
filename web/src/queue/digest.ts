// SHA-256 of a file's bytes: the browser's own where it has one, which it hides from pages without TLS.
import { sha256 } from "@noble/hashes/sha2.js";

/** 64 lower-case hex digits. */
export async function digestOf(bytes: ArrayBuffer, own: SubtleCrypto | null = globalThis.crypto?.subtle ?? null): Promise<string> {
  const hash = own === null ? sha256(new Uint8Array(bytes)) : new Uint8Array(await own.digest("SHA-256", bytes));
  return Array.from(hash, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
