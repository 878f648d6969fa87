import { ExceptionId } from "../errors/application-exception.ts";
import { invalidOption } from "../errors/invalid-option.ts";
import type { MethodInfo } from "../payload/method-info.ts";
import type { PayloadCodec } from "../payload/payload-codec.ts";
import type { LookupResult, ServedMethod } from "../remote/method-lookup.ts";
import type { ServiceInfo } from "../service/service-info.ts";
import { printable } from "../util/printable.ts";

/** Which callers a service answers that do not name it. */
export interface Answering {
  /** All that have a method of it in mind, before any other service. */
  readonly fallback: boolean;
  /** None. */
  readonly onlyByName: boolean;
}

interface ServedService extends Answering {
  readonly info: ServiceInfo;
  readonly methods: ReadonlyMap<string, ServedMethod>;
}

/** The services of one server, and which method a request means. */
export class ServiceTable {
  readonly #services = new Map<string, ServedService>();

  /** Adds a service; `serve` says how each of its methods is run. Throws `InvalidOption` for a second one of its name. */
  add(info: ServiceInfo, answering: Answering, serve: (method: MethodInfo) => ServedMethod): void {
    if (this.#services.has(info.name)) throw invalidOption(`service ${info.name} is registered twice`);
    if (answering.fallback && answering.onlyByName) {
      throw invalidOption(`${info.name} is registered both as fallback and onlyByName: one can be`);
    }
    const other = this.#fallback();
    if (answering.fallback && other !== undefined) {
      throw invalidOption(`both ${other.info.name} and ${info.name} are registered as fallback: one can be`);
    }
    const methods = new Map<string, ServedMethod>();
    for (const method of info.methods.values()) {
      methods.set(method.name, serve(method));
    }
    this.#services.set(info.name, { info, ...answering, methods });
  }

  /** The name of the service that was registered first. */
  get firstName(): string | undefined {
    return this.#services.keys().next().value;
  }

  /** The services, in the order in which they were registered. */
  get infos(): readonly ServiceInfo[] {
    return Array.from(this.#services.values(), ({ info }) => info);
  }

  /** The payload codecs of all services, each once. */
  get codecs(): readonly PayloadCodec[] {
    return [...new Set(this.infos.map(({ payloadCodec }) => payloadCodec))];
  }

  /**
   * Throws `InvalidOption` when two services have a method of one name and none is the fallback: a caller that names
   * no service (any that does not use TTHeader) could mean either. Kitex refuses that too.
   */
  assertUnambiguous(): void {
    if (this.#fallback() !== undefined) return;
    const owners = new Map<string, string>();
    for (const { info, methods, onlyByName } of this.#services.values()) {
      if (onlyByName) continue;
      for (const method of methods.keys()) {
        const owner = owners.get(method);
        if (owner !== undefined) {
          throw invalidOption(
            `services ${owner} and ${info.name} both have a method "${method}", and a caller without TTHeader names no ` +
              "service: register one of them with { fallback: true }",
          );
        }
        owners.set(method, info.name);
      }
    }
  }

  /** Kitex's rules: the named service, else the only one that has the method; without a name the fallback first. */
  find(service: string, method: string): LookupResult {
    const named = this.#services.get(service) ?? this.#byMethod(service, method);
    if (named === undefined) {
      const message = `unknown service ${printable(service)}, method ${printable(method)}`;
      return { kind: "unknown", exception: { typeId: ExceptionId.UnknownService, message } };
    }
    const served = named.methods.get(method);
    if (served !== undefined) return { kind: "found", served, codec: named.info.payloadCodec };
    const message = `unknown method ${printable(method)} (service ${named.info.name})`;
    return { kind: "unknown", exception: { typeId: ExceptionId.UnknownMethod, message } };
  }

  #byMethod(service: string, method: string): ServedService | undefined {
    const having = [...this.#services.values()].filter(({ methods, onlyByName }) => methods.has(method) && !onlyByName);
    if (service !== "") return having.length === 1 ? having[0] : undefined;
    return having.find(({ fallback }) => fallback) ?? having[0];
  }

  #fallback(): ServedService | undefined {
    return [...this.#services.values()].find(({ fallback }) => fallback);
  }
}
