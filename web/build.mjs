// Builds web/dist: one stylesheet, one script, one script per island, icons, and manifest.json (name → fingerprinted name).
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, readdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { basename, dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { compile } from "sass";

const web = dirname(fileURLToPath(import.meta.url));
const root = dirname(web);
const dist = join(web, "dist");
const fresh = join(web, "dist.new");
const stampFile = join(web, "node_modules", ".cache", "anbiao", "stamp");

const filesUnder = (folder) =>
  existsSync(join(root, folder))
    ? readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map((entry) => relative(root, join(entry.parentPath, entry.name)))
        .sort()
    : [];

const islandSources = () =>
  readdirSync(join(root, "rooms"))
    .flatMap((room) => filesUnder(join("rooms", room, "islands")))
    .filter((file) => file.endsWith(".ts"));

/** Every island of every room: the file's stem is its name, so two rooms may not use the same one. */
export function islands() {
  const found = new Map();
  for (const file of islandSources().filter((file) => !file.endsWith(".test.ts"))) {
    const name = basename(file, ".ts");
    if (found.has(name)) throw new Error(`two islands are named ${name}: ${found.get(name)} and ${file}`);
    found.set(name, join(root, file));
  }
  return found;
}

/** What an island may import of this folder. */
export const alias = { "web/runtime": join(web, "src", "runtime.ts"), "web/queue": join(web, "src", "queue", "queue.ts"), "web/mask": join(web, "src", "mask", "mask.ts") };

/** Every TypeScript test, of src/ and of the islands. */
export const testSources = () =>
  [...filesUnder("web/src"), ...islandSources()].filter((file) => file.endsWith(".test.ts")).map((file) => join(root, file));

function stampOfSources() {
  const files = [
    "web/build.mjs",
    "web/package-lock.json",
    ...filesUnder("web/src"),
    ...islandSources(),
  ];
  const hash = createHash("sha256");
  for (const file of files) hash.update(file).update("\0").update(readFileSync(join(root, file))).update("\0");
  return hash.digest("hex");
}

const hashed = (name, extension, content) =>
  `${name}-${createHash("sha256").update(content).digest("hex").slice(0, 8).toUpperCase()}${extension}`;

/** Tabler's stylesheet. Its pictures are data URLs, which our content policy forbids: each becomes a file. */
const tabler = {
  name: "tabler",
  setup(esbuild) {
    esbuild.onLoad({ filter: /\.scss$/ }, ({ path }) => {
      const { css } = compile(path, { loadPaths: [join(web, "node_modules")], quietDeps: true });
      const contents = css.replace(/url\((["'])data:image\/svg\+xml,(.*?)\1\)/g, (_, quote, data) => {
        const svg = decodeURIComponent(data);
        const file = hashed("tabler", ".svg", svg);
        writeFileSync(join(fresh, file), svg);
        return `url(${quote}/assets/${file}${quote})`;
      });
      return { contents, loader: "css" };
    });
  },
};

/** `<i class="i i-bell"></i>`: the icons of icons.json, then our own shapes. */
const icons = {
  name: "icons",
  setup(esbuild) {
    esbuild.onResolve({ filter: /^icons\.css$/ }, () => ({ path: "icons.css", namespace: "icons" }));
    esbuild.onLoad({ filter: /.*/, namespace: "icons" }, () => {
      const ours = filesUnder("web/src/icons").map((file) => [basename(file, ".svg"), join(root, file)]);
      const theirs = JSON.parse(readFileSync(join(web, "src", "icons.json"), "utf8"))
        .map((name) => [name, `@tabler/icons/outline/${name}.svg`]);
      const contents = [...theirs, ...ours].map(([name, file]) => `.i-${name}{mask-image:url("${file}")}`).join("\n");
      return { contents, loader: "css", resolveDir: web };
    });
  },
};

export async function run() {
  const stamp = stampOfSources();
  const unchanged = existsSync(join(dist, "manifest.json")) && existsSync(stampFile) && readFileSync(stampFile, "utf8") === stamp;
  if (unchanged) return "unchanged";

  rmSync(fresh, { recursive: true, force: true });
  mkdirSync(fresh);
  const entries = [
    { in: join(web, "src", "app.css"), out: "app" },
    { in: join(web, "src", "app.ts"), out: "app" },
    ...[...islands()].map(([name, file]) => ({ in: file, out: `island-${name}` })),
  ];
  const { metafile } = await build({
    absWorkingDir: web,
    entryPoints: entries,
    outdir: fresh,
    entryNames: "[name]-[hash]",
    chunkNames: "chunk-[hash]",
    assetNames: "[name]-[hash]",
    publicPath: "/assets",
    external: ["/assets/*"],
    loader: { ".svg": "file" },
    alias,
    plugins: [tabler, icons],
    nodePaths: [join(web, "node_modules")],
    bundle: true,
    splitting: true,
    minify: true,
    format: "esm",
    target: ["chrome100", "safari15.4", "firefox100"],
    metafile: true,
    logLevel: "error",
    logLimit: 5,
  });

  const manifest = {};
  for (const [output, { entryPoint }] of Object.entries(metafile.outputs)) {
    if (!entryPoint) continue;
    const file = basename(output);
    manifest[file.replace(/-[A-Z0-9]{8}(?=\.)/, "")] = file;
  }
  const icon = readFileSync(join(web, "src", "icon.svg"));
  manifest["icon.svg"] = hashed("icon", ".svg", icon);
  writeFileSync(join(fresh, manifest["icon.svg"]), icon);
  const sorted = Object.fromEntries(Object.entries(manifest).sort());
  writeFileSync(join(fresh, "manifest.json"), `${JSON.stringify(sorted, null, 2)}\n`);

  rmSync(dist, { recursive: true, force: true });
  renameSync(fresh, dist);
  mkdirSync(dirname(stampFile), { recursive: true });
  writeFileSync(stampFile, stamp);
  return Object.keys(sorted).join(" ");
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  console.log(`web: ${relative(root, dist)}: ${await run()}`);
}
