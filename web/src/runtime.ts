// What every island uses: mounting on `data-island`, requests that carry the CSRF token, sentences from faults.

/** Starts an island in its element; the returned function, if any, is called when the element leaves the page. */
export type Start = (element: HTMLElement) => void | (() => void);

const starters = new Map<string, Start>();
const running = new WeakMap<Element, (() => void) | true>();

function mountOne(element: HTMLElement): void {
  const start = starters.get(element.dataset.island ?? "");
  if (start === undefined || running.has(element)) return;
  running.set(element, start(element) ?? true);
}

/** Mounts every known island in `scope`; an element is mounted once. */
export function mount(scope: ParentNode): void {
  if (scope instanceof HTMLElement && scope.dataset.island) mountOne(scope);
  for (const element of scope.querySelectorAll<HTMLElement>("[data-island]")) mountOne(element);
}

/** Calls the stop function of every island in `scope`. */
export function unmount(scope: Element): void {
  for (const element of [scope, ...scope.querySelectorAll("[data-island]")]) {
    const stop = running.get(element);
    if (typeof stop === "function") stop();
    running.delete(element);
  }
}

/** Names an island and mounts it where it already stands. */
export function island(name: string, start: Start): void {
  starters.set(name, start);
  mount(document);
}

/** The token of the page, which also says for which person and place it was made. */
export function csrfToken(): string {
  return document.querySelector<HTMLMetaElement>('meta[name="csrf-token"]')?.content ?? "";
}

/** Person and place for which the page was made; blank where nobody is signed in. */
export function seatOf(token: string): string {
  const dot = token.indexOf(".");
  return dot < 0 ? "" : token.slice(dot + 1);
}

/** A refused or failed request, with the sentence to show. */
export class Refusal extends Error {
  readonly status: number;
  /** What the server calls it; blank when no verb of it has judged what was sent. */
  readonly code: string;
  constructor(status: number, sentence: string, code = "") {
    super(sentence);
    this.status = status;
    this.code = code;
  }
}

/** A refusal from an answer's status and body. */
export function refusalOf(status: number, body: unknown): Refusal {
  const hasCode = typeof body === "object" && body !== null && "code" in body && typeof body.code === "string";
  return new Refusal(status, sentenceOf(status, body), hasCode ? String(body.code) : "");
}

const OFFLINE = "网络不通，请稍后再试。";
/** Milliseconds for which an upload may stand still before it counts as lost. */
const STILL = 60_000;

/** The sentence of an RFC 9457 problem, or one of our own for a status that came without it. */
export function sentenceOf(status: number, body: unknown): string {
  if (typeof body === "object" && body !== null && "detail" in body && typeof body.detail === "string") return body.detail;
  if (status === 401) return "登录已过期，请重新登录。";
  if (status === 413) return "文件太大，请换一个小一些的文件。";
  if (status === 429) return "操作太频繁，请稍候再试。";
  return "没有成功，请稍后再试。";
}

/** Sends a request to our own server. Rejects with a `Refusal` whose message is fit to show. */
export async function send(method: string, url: string, body?: BodyInit, headers: Record<string, string> = {}): Promise<Response> {
  let response: Response;
  try {
    response = await fetch(url, {
      method,
      body,
      credentials: "same-origin",
      headers: { Accept: "application/json", "X-CSRF-Token": csrfToken(), ...headers },
    });
  } catch {
    throw new Refusal(0, OFFLINE);
  }
  // A page that asks for the sign-in is no answer to an island.
  const isSignIn = response.redirected && new URL(response.url).pathname === "/sign-in";
  if (response.ok && !isSignIn) return response;
  if (isSignIn) throw refusalOf(401, null);
  const problem: unknown = await response.json().catch(() => null);
  throw refusalOf(response.status, problem);
}

/** Uploads one form with its progress (0 to 1), which `fetch` cannot tell. */
export function upload(url: string, form: FormData, onProgress: (share: number) => void): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open("POST", url);
    request.setRequestHeader("Accept", "application/json");
    request.setRequestHeader("X-CSRF-Token", csrfToken());
    request.responseType = "json";
    // A phone that walks out of reach leaves a request open for ever.
    let patience = 0;
    const alive = (): void => {
      window.clearTimeout(patience);
      patience = window.setTimeout(() => request.abort(), STILL);
    };
    alive();
    request.upload.onprogress = (event) => {
      alive();
      if (event.lengthComputable) onProgress(event.loaded / event.total);
    };
    request.onloadend = () => window.clearTimeout(patience);
    request.onerror = () => reject(new Refusal(0, OFFLINE));
    request.onabort = () => reject(new Refusal(0, OFFLINE));
    request.onload = () => {
      if (request.status >= 200 && request.status < 300 && request.response !== null) resolve(request.response);
      else if (request.status >= 200 && request.status < 300) reject(refusalOf(401, null));
      else reject(refusalOf(request.status, request.response));
    };
    request.send(form);
  });
}

/** A key of 128 random bits under which one file may be sent again. `randomUUID` is closed to pages without TLS. */
export function newKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** An element with its properties and children; text goes in as text, never as markup. */
export function make<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  properties: Partial<HTMLElementTagNameMap[K]> = {},
  ...children: (Node | string)[]
): HTMLElementTagNameMap[K] {
  const element = Object.assign(document.createElement(tag), properties);
  element.append(...children);
  return element;
}

/** 217088 → "212 KB". */
export function sizeInWords(bytes: number): string {
  if (bytes < 1024) return `${bytes} B`;
  if (bytes < 1024 * 1024) return `${Math.round(bytes / 1024)} KB`;
  return `${(bytes / 1024 / 1024).toFixed(1)} MB`;
}
