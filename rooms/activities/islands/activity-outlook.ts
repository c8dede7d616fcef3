// What an activity would do to the indicators of its campaigns. No page is touched here.

export interface Phase {
  id: string;
  name: string;
  /** `YYYY-MM-DD`; blank bounds nothing. */
  from: string;
  to: string;
}

export interface Progress {
  campaign: string;
  /** Blank: the whole campaign. */
  phase: string;
  measure: string;
  /** What of the measure counts: the values by dimension; without any, everything. */
  only: Record<string, string[]>;
  name: string;
  unit: string;
  done: number;
  target: number | null;
  how: "sum" | "max" | "distinct" | "task";
}

/** A number of one measure and what it was: the value by dimension. */
export interface Counted {
  amount: number;
  split: Record<string, string>;
}

/** The phases that an activity counts in: that of its first day, or for a standing thing each that it overlaps. */
export function phasesOf(phases: Phase[], from: string, to: string, isStanding: boolean): Phase[] {
  if (from === "") return [];
  const last = isStanding && to > from ? to : from;
  const hit = phases.filter((phase) => (phase.from === "" || phase.from <= last) && (phase.to === "" || from <= phase.to));
  return isStanding ? hit : hit.slice(0, 1);
}

/** A number as the server will read it; null when it will refuse it. */
export function amountOf(typed: string): number | null {
  const plain = typed.trim().replace(/[０-９]/g, (digit) => String.fromCharCode(digit.charCodeAt(0) - 0xfee0));
  const amount = /^\d{1,9}$/.test(plain) ? Number(plain) : 0;
  return amount >= 1 && amount <= 100_000_000 ? amount : null;
}

function added(progress: Progress, amount: number): number {
  switch (progress.how) {
    case "sum":
      return progress.done + amount;
    case "max":
      return Math.max(progress.done, amount);
    case "distinct":
      return progress.done + 1;
    case "task":
      return 1;
  }
}

/** `专题讲座 3/4 场` with ` ✓` when the target is met. */
export function lineOf(progress: Progress, amount: number): string {
  const done = added(progress, amount);
  if (progress.target === null) return `${progress.name} ${done} ${progress.unit}`;
  return `${progress.name} ${done}/${progress.target} ${progress.unit}${done >= progress.target ? " ✓" : ""}`;
}

/** Whether an indicator counts what a number was: one of its values in each dimension that it names. */
export function takes(only: Record<string, string[]>, split: Record<string, string>): boolean {
  return Object.entries(only).every(([dimension, values]) => values.includes(split[dimension] ?? ""));
}

/** What stands after the activity in one campaign, over the phases that it counts in. */
export function outlook(lines: Progress[], campaign: string, phases: Phase[], numbers: Map<string, Counted>): string {
  const counted = lines.filter((line) => line.campaign === campaign && (line.phase === "" || phases.some((phase) => phase.id === line.phase)));
  return counted
    .flatMap((line) => {
      const number = numbers.get(line.measure);
      return number === undefined || !takes(line.only, number.split) ? [] : [lineOf(line, number.amount)];
    })
    .join("，");
}
