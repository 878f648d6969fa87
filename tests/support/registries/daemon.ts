import { type ChildProcess, spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { eventually } from "./eventually.ts";

/** What a {@link Daemon} runs. */
export interface DaemonOptions {
  readonly program: string;
  /** Its arguments; `data` is a folder that it may fill. */
  readonly args: (data: string) => readonly string[];
  /** Whether it is ready for work; may throw while it is not. */
  readonly isReady: () => Promise<boolean>;
}

/** A server that somebody else wrote, as a process of its own, which tests stop in every way there is. */
export interface Daemon extends AsyncDisposable {
  /** Ends it with SIGTERM. What it stored stays until it is disposed of. */
  stop(): Promise<void>;
  /** Ends it with SIGKILL. What it stored stays. */
  kill(): Promise<void>;
  /** Kills it if it runs, and starts it on the same ports; settles when it is ready for work. */
  restart(options: { readonly keepData: boolean }): Promise<void>;
  /** Stops its clock: it keeps its connections and says nothing. */
  freeze(): void;
  /** Lets it go on. */
  thaw(): void;
}

/** How long one that is asked to end may take. */
const EXIT_PATIENCE_MS = 10_000;

const running = new Set<ChildProcess>();
const folders = new Set<string>();

// A run that is broken off leaves nothing behind either.
process.on("exit", () => {
  for (const child of running) child.kill("SIGKILL");
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

/** Starts a {@link Daemon}; settles when it is ready for work, rejects with what it said when it ends instead. */
export async function startDaemon(options: DaemonOptions): Promise<Daemon> {
  const daemon = new RunningDaemon(options);
  await daemon.start();
  return daemon;
}

class RunningDaemon implements Daemon {
  readonly #options: DaemonOptions;
  readonly #data = mkdtempSync(join(tmpdir(), "kitex-ts-registry-"));
  #child: ChildProcess | undefined;
  #ended: Promise<void> = Promise.resolve();
  #said = "";

  constructor(options: DaemonOptions) {
    this.#options = options;
    folders.add(this.#data);
  }

  async start(): Promise<void> {
    const { program, args, isReady } = this.#options;
    mkdirSync(this.#data, { recursive: true });
    const child = spawn(program, args(this.#data), { stdio: ["ignore", "pipe", "pipe"] });
    this.#child = child;
    this.#said = "";
    running.add(child);
    const say = (chunk: Buffer): void => {
      this.#said = (this.#said + chunk.toString()).slice(-4_000);
    };
    child.stdout.on("data", say);
    child.stderr.on("data", say);
    let failure: Error | undefined;
    this.#ended = new Promise((resolve) => {
      child.on("error", (error) => {
        failure = error;
        running.delete(child);
        resolve();
      });
      child.on("close", () => {
        running.delete(child);
        resolve();
      });
    });
    const ready = async (): Promise<true | undefined> => {
      if (failure !== undefined || child.exitCode !== null)
        throw new Error(`it ended: ${failure?.message ?? child.exitCode}`);
      return (await isReady()) || undefined;
    };
    try {
      await eventually(`${program} is ready`, ready);
    } catch (cause) {
      child.kill("SIGKILL");
      throw new Error(`${program} does not get ready; it said: ${this.#said}`, { cause });
    }
  }

  async stop(): Promise<void> {
    this.thaw();
    const patience = new AbortController();
    this.#child?.kill("SIGTERM");
    const tooLate = wait(EXIT_PATIENCE_MS, undefined, { signal: patience.signal }).then(
      () => this.#child?.kill("SIGKILL"),
      () => {},
    );
    await this.#ended;
    patience.abort();
    await tooLate;
  }

  async kill(): Promise<void> {
    this.#child?.kill("SIGKILL");
    await this.#ended;
  }

  async restart({ keepData }: { readonly keepData: boolean }): Promise<void> {
    await this.kill();
    if (!keepData) rmSync(this.#data, { recursive: true, force: true });
    await this.start();
  }

  freeze(): void {
    this.#child?.kill("SIGSTOP");
  }

  thaw(): void {
    this.#child?.kill("SIGCONT");
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.kill();
    rmSync(this.#data, { recursive: true, force: true });
    folders.delete(this.#data);
  }
}
