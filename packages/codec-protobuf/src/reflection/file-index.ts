import { type FileSymbols, fileSymbols } from "./file-symbols.ts";

interface IndexedFile extends FileSymbols {
  readonly bytes: Uint8Array;
}

/** The files that describe a server's services. Of files with one name, and of symbols, the first counts. */
export class FileIndex {
  readonly #files = new Map<string, IndexedFile>();
  readonly #bySymbol = new Map<string, IndexedFile>();
  /** By the full name of what is extended, then by number. */
  readonly #byExtension = new Map<string, Map<number, IndexedFile>>();

  /** `descriptors` are serialized `google.protobuf.FileDescriptorProto`s. */
  constructor(descriptors: Iterable<Uint8Array>) {
    for (const bytes of descriptors) {
      const file = { ...fileSymbols(bytes), bytes };
      if (this.#files.has(file.name)) continue;
      this.#files.set(file.name, file);
      for (const symbol of file.symbols) if (!this.#bySymbol.has(symbol)) this.#bySymbol.set(symbol, file);
      for (const { extendee, number } of file.extensions) {
        const numbers = this.#byExtension.get(extendee) ?? new Map<number, IndexedFile>();
        if (!numbers.has(number)) numbers.set(number, file);
        this.#byExtension.set(extendee, numbers);
      }
    }
  }

  /** The name of the file that declares a message, a service or anything in them. */
  declaring(symbol: string): string | undefined {
    return this.#bySymbol.get(symbol)?.name;
  }

  /** The name of the file that declares an extension. */
  extending(extendee: string, number: number): string | undefined {
    return this.#byExtension.get(extendee)?.get(number)?.name;
  }

  /** The numbers of a message's extensions; `undefined` when there is no such message. */
  extensionNumbers(message: string): number[] | undefined {
    if (!this.#bySymbol.has(message)) return undefined;
    return [...(this.#byExtension.get(message)?.keys() ?? [])];
  }

  /**
   * A file, and behind it those that it leads to by its imports, without those in `sent`, which gets all of them; the
   * file itself comes in any case. `undefined` when there is no such file.
   */
  withImports(name: string, sent: Set<string>): Uint8Array[] | undefined {
    const file = this.#files.get(name);
    if (file === undefined) return undefined;
    sent.add(name);
    const found = [file];
    // An array gives what is added while it is gone through.
    for (const { dependencies } of found) {
      for (const dependency of dependencies) {
        const imported = this.#files.get(dependency);
        if (imported === undefined || sent.has(dependency)) continue;
        sent.add(dependency);
        found.push(imported);
      }
    }
    return found.map(({ bytes }) => bytes);
  }
}
