import { type FSWatcher, watch as watchFolder } from "node:fs";
import { type GenerateOptions, watchedFolders } from "./generate.ts";
import type { Terminal } from "./terminal.ts";

/** Editors write a file in several steps; what follows within this time belongs to one change. */
const settleMs = 50;

/**
 * Generates, and again after each change of an IDL file, until `stop` is aborted. Folders are watched instead of files,
 * because editors replace a file when they save it.
 */
export async function watch(
  options: GenerateOptions,
  terminal: Terminal,
  stop: AbortSignal,
  generateOnce: () => Promise<{ readonly sources: readonly string[] | undefined }>,
): Promise<void> {
  const folders = new WatchedFolders();
  stop.addEventListener("abort", () => folders.close(), { once: true });
  try {
    let sources: readonly string[] = [];
    while (!stop.aborted) {
      // Watched before it is read: a change that comes while it is generated counts for the next time.
      folders.watch(watchedFolders(sources, options));
      const outcome = await generateOnce();
      sources = outcome.sources ?? sources;
      folders.watch(watchedFolders(sources, options));
      if (stop.aborted) return;
      terminal.err("watching for changes (Ctrl-C ends it)\n");
      await folders.change();
    }
  } finally {
    folders.close();
  }
}

/** Watchers of some folders, and the news from them. */
class WatchedFolders {
  readonly #watchers = new Map<string, FSWatcher>();
  #changed = false;
  #closed = false;
  #tell: (() => void) | undefined;
  #timer: NodeJS.Timeout | undefined;

  /** Watches these folders and no others. One that is not there is left out. */
  watch(folders: readonly string[]): void {
    if (this.#closed) return;
    for (const [folder, watcher] of this.#watchers) {
      if (folders.includes(folder)) continue;
      watcher.close();
      this.#watchers.delete(folder);
    }
    for (const folder of folders) if (!this.#watchers.has(folder)) this.#start(folder);
  }

  /** Settles after the next change of an IDL file, or one since the last time; also when everything is closed. */
  async change(): Promise<void> {
    if (!this.#changed && !this.#closed) {
      await new Promise<void>((resolve) => {
        this.#tell = resolve;
      });
    }
    this.#changed = false;
  }

  close(): void {
    this.#closed = true;
    clearTimeout(this.#timer);
    for (const watcher of this.#watchers.values()) watcher.close();
    this.#watchers.clear();
    this.#tell?.();
  }

  #start(folder: string): void {
    let watcher: FSWatcher;
    try {
      watcher = watchFolder(folder);
    } catch {
      return;
    }
    watcher.on("change", (_event, file) => {
      if (file === null || /\.(thrift|proto)$/i.test(String(file))) this.#settle();
    });
    // A folder that is removed ends its watcher; whoever reads it next reports what is missing.
    watcher.on("error", () => this.#settle());
    this.#watchers.set(folder, watcher);
  }

  #settle(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.#changed = true;
      this.#tell?.();
    }, settleMs);
  }
}
