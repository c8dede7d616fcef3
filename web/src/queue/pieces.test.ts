import assert from "node:assert/strict";
import { test } from "node:test";
import { Refusal } from "../runtime";
import { digestOf } from "./digest";
import { FIRST_PIECE, type Parcel, type Stored, type Wire, isFinal, nextSize, sendInPieces } from "./pieces";

const PHOTO: Stored = { id: "p1" };
const SIZE = 2_000_000;

function file(): Blob {
  return new Blob([new Uint8Array(SIZE).fill(7)]);
}

/** A server that keeps what comes; `before` may refuse a piece. */
class Server implements Wire {
  received = 0;
  calls: [number, number][] = [];
  begun = 0;

  constructor(private readonly before: (call: number) => void = () => undefined) {}

  tell(): Parcel {
    return { id: "a", received: this.received, photo: null, paper: null };
  }

  async begin(): Promise<Parcel> {
    this.begun += 1;
    return this.tell();
  }

  async send(_: string, from: number, piece: Blob, onProgress: (share: number) => void): Promise<Parcel> {
    this.calls.push([from, piece.size]);
    this.before(this.calls.length);
    assert.equal(from, this.received, "a piece begins where the server stands");
    onProgress(0.5);
    this.received += piece.size;
    return this.received === SIZE ? { ...this.tell(), photo: PHOTO } : this.tell();
  }
}

test("a file goes up piece by piece, each from where the server has it, and tells its share", async () => {
  const server = new Server();
  const shares: number[] = [];
  assert.equal(await sendInPieces(file(), server, (share) => shares.push(share), () => 0), PHOTO);
  assert.deepEqual(server.calls[0], [0, FIRST_PIECE]);
  assert.equal(server.calls.reduce((sum, [, size]) => sum + size, 0), SIZE);
  assert.deepEqual(shares, [...shares].sort((a, b) => a - b), "it never goes back");
  assert.ok(shares.every((share) => share < 1));
});

test("a page that comes back goes on from where the server is, and a whole file is asked for", async () => {
  const server = new Server();
  server.received = 1_500_000;
  await sendInPieces(file(), server, () => undefined);
  assert.deepEqual(server.calls[0]?.[0], 1_500_000);
  const whole = new Server();
  whole.received = SIZE;
  whole.send = async (_, from, piece) => {
    assert.deepEqual([from, piece.size], [SIZE, 0]);
    return { ...whole.tell(), photo: PHOTO };
  };
  assert.equal(await sendInPieces(file(), whole, () => undefined), PHOTO);
});

test("a piece that does not fit makes it ask again, but not for ever", async () => {
  const once = new Server((call) => {
    if (call === 2) throw new Refusal(409, "前面还有内容没有收到");
  });
  assert.equal(await sendInPieces(file(), once, () => undefined), PHOTO);
  assert.equal(once.begun, 2);
  const never = new Server(() => {
    throw new Refusal(409, "不同的内容");
  });
  await assert.rejects(sendInPieces(file(), never, () => undefined), /不同的内容/);
  assert.equal(never.calls.length, 3);
});

test("what is lost on the way is told at once: the queue knows when to try again", async () => {
  const server = new Server((call) => {
    if (call === 2) throw new Refusal(0, "网络不通");
  });
  await assert.rejects(sendInPieces(file(), server, () => undefined), /网络不通/);
  assert.equal(server.calls.length, 2);
  const still = new Server();
  still.send = async () => still.tell();
  await assert.rejects(sendInPieces(file(), still, () => undefined), /没有进展/);
});

test("pieces grow on a quick network and shrink on a slow one", () => {
  assert.equal(nextSize(FIRST_PIECE, 100), FIRST_PIECE * 2);
  assert.equal(nextSize(FIRST_PIECE, 4_000), FIRST_PIECE);
  assert.equal(nextSize(FIRST_PIECE, 20_000), FIRST_PIECE / 2);
  assert.equal(nextSize(2 * 1024 * 1024, 1), 2 * 1024 * 1024);
  assert.equal(nextSize(64 * 1024, 99_999), 64 * 1024);
});

test("a digest is the same with and without the browser's own", async () => {
  const bytes = new TextEncoder().encode("abc").buffer;
  const known = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
  assert.equal(await digestOf(bytes), known);
  assert.equal(await digestOf(bytes, null), known, "a page without TLS has none");
});

test("only what the server has judged is given up", () => {
  assert.ok(isFinal(new Refusal(422, "", "bad_photo")) && isFinal(new Refusal(413, "", "too_large")));
  const passing = [new Refusal(0, ""), new Refusal(401, ""), new Refusal(409, ""), new Refusal(409, "", "other_seat"), new Refusal(429, "", "too_often"), new Refusal(507, "", "no_space"), new Error("x")];
  assert.deepEqual(passing.map(isFinal), passing.map(() => false));
});
