// node build.mjs            builds the tag's files and the npm package
// node build.mjs --package  builds the npm package only
// node build.mjs --check    compares the tag's files with their source, writes nothing, exits 1 when they differ
import { build } from "esbuild";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { minify } from "terser";

const here = dirname(fileURLToPath(import.meta.url));
const shipped = join(here, "..", "tracker", "snippet");
const { version } = JSON.parse(readFileSync(join(here, "package.json"), "utf8"));
const check = process.argv.includes("--check");

const common = {
  absWorkingDir: here,
  bundle: true,
  minify: true,
  target: "es2021",
  charset: "utf8",
  legalComments: "none",
  write: false,
  tsconfigRaw: { compilerOptions: { jsx: "react-jsx" } },
};
const flags = (auto, full, loader = false) => ({
  __AUTO__: `${auto}`,
  __FULL__: `${full}`,
  __LOADER__: `${loader}`,
  __VERSION__: JSON.stringify(version),
});

const builds = {
  "w.core.js": ["src/tag.ts", flags(false, false)],
  "w.js": ["src/tag.ts", flags(true, false)],
  "w.full.js": ["src/tag.ts", flags(true, true)],
  "w.loader.js": ["src/loader.ts", flags(true, true, true)],
};

// esbuild bundles and drops branches; terser then inlines what is used once (about 4 % after gzip), and names things only
// when that is done, by how often each letter occurs in what is left.
const squeeze = {
  ecma: 2020,
  compress: { ecma: 2020, passes: 4, toplevel: true, unsafe_arrows: true, pure_getters: true, unsafe_methods: true, inline: 1 },
  mangle: false,
};
const rename = { ecma: 2020, compress: false, mangle: { toplevel: true } };

const files = {};
const written = {};
for (const [name, [entry, define]] of Object.entries(builds)) {
  const result = await build({ ...common, minify: false, minifySyntax: true, entryPoints: [entry], format: "iife", define });
  const { code } = await minify(result.outputFiles[0].text, squeeze);
  const { code: text } = await minify(code, rename);
  const bytes = Buffer.from(text);
  written[name] = text;
  files[name] = {
    bytes: bytes.length,
    gzip: gzipSync(bytes, { level: 9 }).length,
    sri: "sha384-" + createHash("sha384").update(bytes).digest("base64"),
  };
}
written["manifest.json"] = JSON.stringify({ version, files }, null, 2) + "\n";

for (const [name, { bytes, gzip }] of Object.entries(files)) console.log(name.padEnd(12), bytes, "bytes,", gzip, "gzip");
if (process.argv.includes("--package")) await packageBuild();
else if (check) {
  const differ = Object.keys(written).filter((name) => {
    const path = join(shipped, name);
    return !existsSync(path) || readFileSync(path, "utf8") !== written[name];
  });
  if (differ.length) {
    console.error(`Not what the source gives: ${differ.join(", ")}. Run "npm run build" in js/ and commit tracker/snippet/.`);
    process.exit(1);
  }
} else {
  mkdirSync(shipped, { recursive: true });
  for (const [name, text] of Object.entries(written)) writeFileSync(join(shipped, name), text);
  await packageBuild();
}

/** The npm package: readable, unminified ESM with everything in it; React and the package's own main file stay imports. */
async function packageBuild() {
  const esm = { ...common, write: true, minify: false, minifySyntax: true, format: "esm", outdir: "dist", define: flags(true, true) };
  await build({ ...esm, entryPoints: ["src/index.ts", "src/next-config.ts"] });
  await build({
    ...esm,
    entryPoints: ["src/react.tsx", "src/next.tsx"],
    external: ["react", "react/jsx-runtime", "./index.js", "./react.js"],
    banner: { js: '"use client";' },
  });
}
