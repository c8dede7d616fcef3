// A demonstration that is served while the tests of one file run, and people who are signed in to it.
import { after, before } from "node:test";
import { axe, openPage, shot, signIn, startBrowser, startProgram } from "./harness.mjs";

/** Plays `units` units with one photo each before the tests, up to the day `now` (else the whole notice); `program` and `browser` are there once
    they run. */
export function stage(units, now = null) {
  const house = {
    program: undefined,
    browser: undefined,

    person(login) {
      return house.program.signIns.find((who) => who.login === login);
    },

    async signedIn(login, viewport) {
      const page = await openPage(house.browser, house.program.base, viewport);
      await signIn(page, house.person(login));
      return page;
    },
  };
  before(async () => {
    const demo = ["--units", String(units), "--photos-per-unit", "1", ...(now === null ? [] : ["--now", now])];
    [house.program, house.browser] = await Promise.all([startProgram({ demo }), startBrowser()]);
  });
  after(async () => {
    await house.browser?.close();
    await house.program?.stop();
  });
  return house;
}

/** Judges the page and keeps its picture. */
export async function looked(page, name) {
  await axe(page);
  await shot(page, name);
}
