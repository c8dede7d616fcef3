// Faces are covered before photos leave the phone (decision 72): the switch that holds photos back, and the sheet for one of them.
import { type Box, askForBoxes, inCameraWords } from "web/mask";
import { send } from "web/runtime";
import { type Tile } from "./intake-tile";

/** Whether this phone holds photos back; it says nothing of anybody. */
const SWITCH = "anbiao.mask-first";

const SENT = "这张照片已经上传过；完成后换成遮挡后的照片，未遮挡的从照片中移除。要在上传前遮挡，请先勾选“先遮挡再上传”。";
const COPY = "这张照片已经上传过；遮挡的是它长边 1600 像素的副本，完成后用它代替未遮挡的照片。";

/** The switch under the photos, and the button that lets go of what is held. */
export class Gate {
  private constructor(
    private readonly box: HTMLInputElement,
    private readonly button: HTMLButtonElement,
  ) {}

  /** The one of this section; papers have none. */
  static of(section: HTMLElement, release: () => void): Gate | null {
    const part = section.querySelector<HTMLElement>("[data-gate]");
    const [box, button] = [part?.querySelector("input"), part?.querySelector("button")];
    if (!part || !box || !button) return null;
    part.hidden = false;
    box.checked = localStorage.getItem(SWITCH) !== null;
    box.addEventListener("change", () => {
      if (box.checked) localStorage.setItem(SWITCH, "yes");
      else localStorage.removeItem(SWITCH);
    });
    button.addEventListener("click", release);
    return new Gate(box, button);
  }

  get isShut(): boolean {
    return this.box.checked;
  }

  /** So many photos wait behind it. */
  count(held: number): void {
    this.button.hidden = held === 0;
    this.button.textContent = `不遮挡，上传这 ${held} 张`;
  }

  focus(): void {
    this.button.scrollIntoView({ block: "center" });
    this.button.focus();
  }
}

/** A picture with its faces covered, ready to be sent. */
interface Covered {
  file: File;
  boxes: readonly Box[];
}

/** What is to go up of a photo of this page; null when it is left as it is. */
export async function coverChosen(tile: Tile, isHere: boolean): Promise<Covered | null> {
  const { original, boxes } = tile;
  const isCovered = boxes.length > 0;
  const bare = isHere ? "不遮挡，上传原图" : isCovered ? "恢复原图" : "完成";
  const outcome = await askForBoxes({ picture: original, name: original.name, boxes, bare, remark: isHere ? "" : SENT });
  if (outcome === null) return null;
  if (outcome.covered !== null) return { file: named(outcome.covered, original.name), boxes: outcome.boxes };
  return isHere || isCovered ? { file: original, boxes: [] } : null;
}

/** The same of a photo that the server has; null when nothing was covered. */
export async function coverStored(element: HTMLElement, id: string): Promise<(Covered & { showsPatients: boolean }) | null> {
  const picture = await (await send("GET", `/photos/${id}/large`)).blob();
  const name = element.dataset.name ?? "photo.jpg";
  const taken = inCameraWords(element.dataset.taken ?? "");
  const outcome = await askForBoxes({ picture, name, boxes: [], taken, bare: "完成", remark: COPY });
  if (outcome === null || outcome.covered === null) return null;
  const mark = element.querySelector<HTMLElement>(".photo-mark");
  const showsPatients = mark !== null && (mark.querySelector<HTMLInputElement>("input")?.checked ?? true);
  return { file: named(outcome.covered, name), boxes: outcome.boxes, showsPatients };
}

function named(jpeg: Blob, name: string): File {
  return new File([jpeg], name, { type: "image/jpeg" });
}
