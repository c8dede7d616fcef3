// One kept file on its way to the server: small in one call, others in pieces.
import { Refusal, send, upload } from "../runtime";
import { digestOf, digestOfFile } from "./digest";
import { FIRST_PIECE, type Parcel, type Stored, type Wire, sendInPieces } from "./pieces";
import { reach } from "./reach";
import type { KeptFile } from "./shelf";

/** What is needed to send a file. */
export type Sendable = Pick<KeptFile, "key" | "kind" | "whole" | "parcels" | "name" | "blob">;

/** Sends a file; tells the share that is there (0 to 1). The same key is the same file, however often it is sent. */
export async function sendFile(file: Sendable, onProgress: (share: number) => void): Promise<Stored> {
  try {
    return file.blob.size > FIRST_PIECE ? await sendInPieces(file.blob, await wireOf(file), onProgress) : await sendWhole(file, onProgress);
  } catch (error) {
    if (error instanceof Refusal && error.status === 0) reach.lost();
    throw error;
  }
}

async function sendWhole(file: Sendable, onProgress: (share: number) => void): Promise<Stored> {
  const form = new FormData();
  form.append("idempotency_key", file.key);
  form.append(file.kind, file.blob, file.name);
  return (await upload(file.whole, form, onProgress)) as Stored;
}

async function wireOf(file: Sendable): Promise<Wire> {
  const sha256 = await digestOfFile(file.blob);
  const fields = { idempotency_key: file.key, kind: file.kind, name: file.name, bytes: String(file.blob.size), sha256 };
  return {
    begin: async () => (await (await send("POST", file.parcels, new URLSearchParams(fields))).json()) as Parcel,
    send: async (id, from, piece, onShare) => {
      const form = new FormData();
      form.append("piece", piece, "piece");
      const digest = await digestOf(await piece.arrayBuffer());
      return (await upload(`${file.parcels}/${id}/pieces?from=${from}&sha256=${digest}`, form, onShare)) as Parcel;
    },
  };
}
