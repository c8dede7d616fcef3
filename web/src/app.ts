// On every page: htmx, and the few manners that HTML alone does not have. Nothing here is needed to use a page.
import htmx from "htmx.org";
import { nameFaults } from "./faults";
import { isAnythingKept } from "./queue/mark";
import { csrfToken, mount, unmount } from "./runtime";

document.addEventListener("htmx:configRequest", (event) => {
  const { detail } = event as CustomEvent<{ headers: Record<string, string> }>;
  detail.headers["X-CSRF-Token"] = csrfToken();
});
htmx.onLoad((element) => {
  if (element instanceof Element) mount(element);
});
document.addEventListener("htmx:beforeCleanupElement", (event) => {
  if (event.target instanceof Element) unmount(event.target);
});

nameFaults(document);

/** What an earlier page left on this phone goes up from whichever page is open; few pages need the code for it. */
if (isAnythingKept()) void import("./queue/bar").then((queue) => queue.watch());

/** Whoever signs out is asked about what is kept on the phone. */
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!(form instanceof HTMLFormElement) || form.dataset.leaves === undefined || !isAnythingKept()) return;
  event.preventDefault();
  void import("./queue/bar").then(async (queue) => {
    if (await queue.mayLeave()) form.submit();
  });
});

/** A form is sent once; the button says so until the answer is there. */
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!(form instanceof HTMLFormElement) || form.method === "get" || event.defaultPrevented) return;
  if (form.dataset.sent === "yes") {
    event.preventDefault();
    return;
  }
  form.dataset.sent = "yes";
  if (event.submitter !== null) event.submitter.setAttribute("aria-busy", "true");
});

/** A page that comes back from the browser's cache is fresh again. */
window.addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll<HTMLFormElement>("form[data-sent]")) delete form.dataset.sent;
  for (const button of document.querySelectorAll('[aria-busy="true"]')) button.removeAttribute("aria-busy");
});

/** `data-guards`: what was typed into the form is not left behind without a question. */
const typed = new Set<HTMLFormElement>();
document.addEventListener("input", (event) => {
  const form = event.target instanceof Element ? event.target.closest<HTMLFormElement>("form[data-guards]") : null;
  if (form !== null) typed.add(form);
});
window.addEventListener("beforeunload", (event) => {
  const isLeft = [...typed].some((form) => form.isConnected && form.dataset.sent !== "yes");
  if (isLeft) event.preventDefault();
});

function closeMenus(except: Node | null): void {
  for (const menu of document.querySelectorAll<HTMLDetailsElement>("details.menu[open]")) {
    if (except === null || !menu.contains(except)) menu.open = false;
  }
}
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") closeMenus(null);
});

/** `data-opens="ID"` opens a dialog, `data-copies="ID"` copies a text, `data-prints` prints. */
document.addEventListener("click", (event) => {
  if (!(event.target instanceof Element)) return;
  closeMenus(event.target);
  const button = event.target.closest<HTMLElement>("[data-opens], [data-copies], [data-prints]");
  if (button === null) return;
  const opened = document.getElementById(button.dataset.opens ?? "");
  if (opened instanceof HTMLDialogElement) opened.showModal();
  if (button.dataset.prints !== undefined) window.print();
  const copied = document.getElementById(button.dataset.copies ?? "");
  if (copied !== null) void copyText(button, copied);
});

async function copyText(button: HTMLElement, source: HTMLElement): Promise<void> {
  const text = source instanceof HTMLTextAreaElement ? source.value : source.innerText;
  const label = button.textContent;
  button.textContent = (await copied(text, source)) ? "已复制" : "请按 Ctrl+C 复制";
  window.setTimeout(() => (button.textContent = label), 2000);
}

/** The clipboard is closed to pages without TLS: then the text is selected for the user to copy. */
async function copied(text: string, source: HTMLElement): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    window.getSelection()?.selectAllChildren(source);
    return false;
  }
}

/** `data-submits` on a select, checkbox or radio sends its form when it changes. */
document.addEventListener("change", (event) => {
  if (event.target instanceof Element && event.target.closest("[data-submits]") !== null) {
    event.target.closest("form")?.requestSubmit();
  }
});
