import { spawnSync } from "node:child_process";
import { chmodSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { findPeer } from "../../scripts/peers/find.mjs";
import { type ScratchFolder, scratchFolder } from "../support/scratch.ts";
import { root } from "../support/workspace.ts";

/** Programs that do as Debian's: a package `.deb` is a text, and unpacks to a program that runs. */
const debian = {
  "apt-get": '#!/bin/sh\n[ "$1" = download ] && echo deb > "$2_0.17.0.deb"\n',
  "dpkg-deb": `#!/bin/sh
[ "$1" = --field ] && echo "0.17.0-2+b2" && exit 0
mkdir -p "$3/usr/bin" && echo > "$3/usr/bin/thrift" && chmod +x "$3/usr/bin/thrift"
`,
};

/** A machine that has the programs given, in `bin`, and an empty cache, in `cache`. */
function machine(programs: Readonly<Record<string, string>>): ScratchFolder {
  const folder = scratchFolder();
  for (const [name, text] of Object.entries(programs)) {
    folder.write({ [`bin/${name}`]: text });
    chmodSync(join(folder.path, "bin", name), 0o755);
  }
  return folder;
}

function environment({ path }: ScratchFolder) {
  // The fake programs need a shell's neighbours; the real Debian programs must stay out of sight.
  return { PATH: join(path, "bin"), XDG_CACHE_HOME: join(path, "cache") };
}

/** What `npm run setup:peers` says of the thrift compiler; other peers are for other tests. */
function setUpThrift(folder: ScratchFolder) {
  const { status, stdout } = spawnSync(process.execPath, [join(root, "scripts/setup-peers.mjs")], {
    env: environment(folder),
    encoding: "utf8",
  });
  const [got, missing = ""] = stdout.split("could not get:\n");
  const says = (text: string | undefined) =>
    text?.split("\n").filter((line) => line.trim().startsWith("thrift ")) ?? [];
  return { got: says(got), missing: says(missing), status };
}

const tools = Object.fromEntries(
  ["mkdir", "chmod"].map((name) => [name, `#!/bin/sh\nPATH=/usr/bin:/bin exec ${name} "$@"\n`]),
);

test("a missing peer is got, found from then on, and not got twice", () => {
  using folder = machine({ ...tools, ...debian });
  expect(setUpThrift(folder)).toMatchObject({
    got: ["thrift (Apache's Thrift compiler): got thrift-0.17.0"],
    missing: [],
  });
  const program = join(folder.path, "cache/kitex-ts/peers/thrift-0.17.0/bin/thrift");
  expect(findPeer("thrift", environment(folder))).toBe(program);
  expect(setUpThrift(folder)).toMatchObject({ got: [`thrift (Apache's Thrift compiler): ${program}`], missing: [] });
});

test("a program is started with the libraries that were got for it, wherever the cache is", () => {
  using folder = machine({
    ...tools,
    ...debian,
    "dpkg-deb": `#!/bin/sh
[ "$1" = --field ] && echo "1.52.0-1" && exit 0
case "$2" in
  */lib*) mkdir -p "$3/usr/lib/x86_64-linux-gnu" ;;
  *) mkdir -p "$3/usr/sbin" && echo '#!/bin/sh
echo "$LD_LIBRARY_PATH $*"' > "$3/usr/sbin/nghttpd" && chmod +x "$3/usr/sbin/nghttpd" ;;
esac
`,
  });
  spawnSync(process.execPath, [join(root, "scripts/setup-peers.mjs")], { env: environment(folder) });
  const program = findPeer("nghttpd", environment(folder));
  const peer = join(folder.path, "cache/kitex-ts/peers/nghttpd-1.52.0");
  expect(program).toBe(join(peer, "bin/nghttpd"));
  const { stdout } = spawnSync(program ?? "", ["-v", "8080"], { encoding: "utf8" });
  expect(stdout).toBe(`${join(peer, "lib/x86_64-linux-gnu")} -v 8080\n`);
});

test("a machine without Debian's packages is told what is missing, and why", () => {
  using folder = machine({});
  expect(setUpThrift(folder)).toEqual({
    got: [],
    missing: [expect.stringContaining("thrift (Apache's Thrift compiler): apt-get could not be started: ")],
    status: 1,
  });
});

test("a download that fails says what would help and leaves nothing behind", () => {
  using folder = machine({ ...tools, ...debian, "apt-get": "#!/bin/sh\necho 'E: Unable to locate' >&2; exit 100\n" });
  const help = "`apt-get download thrift-compiler` says: E: Unable to locate; as root, `apt-get update` may help";
  expect(setUpThrift(folder)).toEqual({ got: [], missing: [expect.stringContaining(help)], status: 1 });
  expect(readdirSync(join(folder.path, "cache/kitex-ts/peers"))).toEqual([]);
});

test("a package that cannot be unpacked leaves no half of a peer behind", () => {
  using folder = machine({
    ...tools,
    ...debian,
    "dpkg-deb": '#!/bin/sh\n[ "$1" = --field ] && echo "0.17.0-2" && exit 0\nmkdir -p "$3/usr/bin"; exit 2\n',
  });
  expect(setUpThrift(folder)).toEqual({
    got: [],
    missing: [expect.stringMatching(/`dpkg-deb --extract .* ended with 2/)],
    status: 1,
  });
  expect(readdirSync(join(folder.path, "cache/kitex-ts/peers"))).toEqual([]);
});
