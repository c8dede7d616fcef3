// Which photos stand in which group while somebody moves them about. No page is touched here.

/** A group by the number under which its fields are sent; it never changes, the place on the page may. */
export interface Group {
  number: number;
  photos: string[];
}

/** Where photos go: a group, one that is new, or nowhere. */
export type Goal = number | "new" | "away";

const filled = (groups: Group[]): Group[] => groups.filter((group) => group.photos.length > 0);

/** The groups after photos moved, in their order; a new one stands behind the last that gave something to it. Emptied ones go. */
export function moved(groups: Group[], photos: ReadonlySet<string>, goal: Goal): Group[] {
  const going = groups.flatMap((group) => group.photos.filter((photo) => photos.has(photo)));
  if (going.length === 0) return groups;
  const stays = (photo: string): boolean => !photos.has(photo);
  const rest = groups.map((group) => ({
    number: group.number,
    photos: group.number === goal ? [...group.photos, ...going.filter((photo) => !group.photos.includes(photo))] : group.photos.filter(stays),
  }));
  if (goal === "new") {
    const giver = groups.map((group) => group.photos.some((photo) => photos.has(photo))).lastIndexOf(true);
    rest.splice(giver + 1, 0, { number: Math.max(...groups.map((group) => group.number)) + 1, photos: going });
  }
  return filled(rest);
}

/** The groups after one went into the one before it; the first stays. */
export function merged(groups: Group[], number: number): Group[] {
  const at = groups.findIndex((group) => group.number === number);
  const before = groups[at - 1];
  const group = groups[at];
  return before === undefined || group === undefined ? groups : moved(groups, new Set(group.photos), before.number);
}

/** `第 2 组 · 12 张 · 3月5日`. */
export function titleOf(place: number, count: number, day: string): string {
  const [, month, date] = /^\d{4}-(\d{2})-(\d{2})$/.exec(day) ?? [];
  const said = month === undefined ? "" : ` · ${Number(month)}月${Number(date)}日`;
  return `第 ${place} 组 · ${count} 张${said}`;
}

/** What counts one at a time: an event of this unit is most often one. */
export function usualAmount(unit: string): string {
  return ["场", "次", "期", "个"].includes(unit) ? "1" : "";
}
