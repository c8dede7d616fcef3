// The sentences about what is kept on the phone. No page is touched here.
import type { Kept } from "./shelf";

/** `1 份草稿、3 张照片`; blank when nothing is kept. */
export function inWords({ forms, files }: Pick<Kept, "forms" | "files">): string {
  const counts = new Map<string, number>();
  if (forms.length > 0) counts.set("份草稿", forms.length);
  for (const file of files) counts.set(file.counter, (counts.get(file.counter) ?? 0) + 1);
  return [...counts].map(([counter, count]) => `${count} ${counter}`).join("、");
}

export function waiting(kept: Kept): string {
  const what = inWords(kept);
  const keeps = what === "" ? "填写的内容还在本页" : `${what}保存在本机`;
  return `无网络：${keeps}，联网后自动上传。`;
}

/** What cannot be done without a network, said before it is tried. */
export const LIMITS = "没有网络时打不开新页面，请不要关闭或刷新本页；万一关闭，下次联网后打开安标就会继续上传。";

export function sending(kept: Kept, share: number): string {
  return `正在上传本机保存的 ${inWords(kept)}（${Math.min(99, Math.floor(share * 100))}%）`;
}

export function sent(kept: Kept): string {
  const hint = kept.forms.length > 0 ? "草稿可继续填写。" : "登记活动时可以选用。";
  return `本机保存的 ${inWords(kept)}已全部上传，${hint}`;
}
