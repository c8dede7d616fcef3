// Photos for the tests: drawn by the browser, none like another.
import { DESK, openPage } from "./harness.mjs";

/** The bytes of `count` JPEGs, each with something else on it. */
export async function drawn(browser, count, [width, height] = [320, 240]) {
  const page = await openPage(browser, "about:blank", DESK);
  const texts = await page.evaluate(
    ([count, width, height]) => {
      const canvas = Object.assign(document.createElement("canvas"), { width, height });
      const brush = canvas.getContext("2d");
      return Array.from({ length: count }, (_, at) => {
        for (let i = 0; i < 48; i += 1) {
          brush.fillStyle = `hsl(${(at * 137 + i * 53) % 360} 40% ${25 + ((i * (at + 3) * 13) % 60)}%)`;
          brush.fillRect(((i % 8) * width) / 8, (Math.floor(i / 8) * height) / 6, width / 8, height / 6);
        }
        return canvas.toDataURL("image/jpeg", 0.85).split(",")[1];
      });
    },
    [count, width, height],
  );
  await page.context().close();
  return texts.map((text) => Buffer.from(text, "base64"));
}
