import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { blocksOf } from "../docs/markdown-blocks.ts";
import { pageProject } from "../docs/page-project.ts";
import { describePeer } from "../support/peers.ts";
import { startEtcd } from "../support/registries/etcd.ts";
import { entriesBelow } from "../support/registries/etcd-gateway.ts";
import { eventually } from "../support/registries/eventually.ts";
import { textBetween } from "../support/replace-between.ts";
import { notPlayedList, registriesPage } from "./page.ts";
import { scenarios } from "./scenarios/all.ts";

const page = readFileSync(registriesPage, "utf8");

test("the page tells of every scenario, and of no other", () => {
  const [, , ...rows] = textBetween(page, "scenarios").split("\n");
  expect(rows.map((row) => row.split(" | ")[0]?.replace("| ", ""))).toEqual(scenarios.map(({ name }) => name));
});

test("the page says what is not played, and why", () => {
  expect(textBetween(page, "not-played")).toBe(notPlayedList());
});

describePeer("etcd", "the page's example", () => {
  test("runs as it is printed", async () => {
    await using etcd = await startEtcd();
    using project = pageProject(registriesPage);
    for (const { file, text } of blocksOf(registriesPage)) {
      if (file === undefined) continue;
      // Any free port stands for those of the page.
      const shown = text.replace("http://127.0.0.1:2379", etcd.url).replace("port: 8888", 'port: 0, host: "127.0.0.1"');
      writeFileSync(join(project.folder, file), shown);
    }
    const args = ["--conditions=@kitex-ts/source"];
    const server = spawn(process.execPath, [...args, "server.ts"], { cwd: project.folder, stdio: "inherit" });
    try {
      const { value } = await eventually("the server is registered", async () => {
        const [entry] = await entriesBelow(etcd.url, "kitex/registry-etcd/hello/");
        return entry;
      });
      expect(value.value).toMatch(/^\{"network":"tcp","address":"127.0.0.1:\d+","weight":10,"tags":\{"zone":"a"\}\}$/);
      const client = spawnSync(process.execPath, [...args, "client.ts"], { cwd: project.folder, encoding: "utf8" });
      expect(client).toMatchObject({ status: 0, stdout: "Hello, Kitex!\n", stderr: "" });
    } finally {
      server.kill("SIGTERM");
      await once(server, "close");
    }
    expect(await entriesBelow(etcd.url, "kitex/registry-etcd/hello/")).toEqual([]);
  });
});
