// node sharp.mjs PHOTO CORES PHOTOS: milliseconds a photo by the quickest way; PHOTOS 0: the versions.
// The same work as ours: upright, 1600 and 320 pixels at quality 82, and 32 × 32 grey pixels for a fingerprint.
import { readFileSync } from "node:fs";
import sharp from "sharp";

const [photo, cores, photos] = [process.argv[2], Number(process.argv[3]), Number(process.argv[4])];
const file = readFileSync(photo);
// The same file again and again must not be remembered.
sharp.cache(false);

const fitted = (input, edge) =>
  sharp(input).rotate().resize(edge, edge, { fit: "inside", withoutEnlargement: true }).jpeg({ quality: 82 }).toBuffer();
const grey = (input) => sharp(input).greyscale().resize(32, 32, { fit: "fill" }).raw().toBuffer();

// Each copy from the one before, or all from the file, which is decoded as small as each needs.
const ways = [
  async () => {
    const small = await fitted(await fitted(file, 1600), 320);
    return grey(small);
  },
  async () => {
    const [, small] = await Promise.all([fitted(file, 1600), fitted(file, 320)]);
    return grey(small);
  },
];

async function measured(way, workers, threads) {
  sharp.concurrency(threads);
  await way();
  const start = performance.now();
  const worker = async () => {
    for (let done = 0; done < photos; done += 1) await way();
  };
  await Promise.all(Array.from({ length: workers }, worker));
  return (performance.now() - start) / (photos * workers);
}

if (photos === 0) {
  console.log(`sharp ${sharp.versions.sharp}, libvips ${sharp.versions.vips}, node ${process.versions.node}`);
} else {
  const times = [];
  for (const way of ways) {
    // One photo after the other with all cores, and a photo a core.
    times.push(await measured(way, 1, cores));
    if (cores > 1) times.push(await measured(way, cores, 1));
  }
  console.log(Math.min(...times).toFixed(3));
}
