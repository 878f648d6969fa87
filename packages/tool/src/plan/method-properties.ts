import type { ServiceDefinition } from "@kitex-ts/idl";
import { methodScope } from "./naming.ts";

/** What methods are called as properties of clients and handlers; answers are remembered. */
export class MethodProperties {
  readonly #own = new Map<ServiceDefinition, ReadonlyMap<string, string>>();

  /** The properties of a service's own methods, by their names in the IDL. */
  own(service: ServiceDefinition): ReadonlyMap<string, string> {
    const known = this.#own.get(service);
    if (known !== undefined) return known;
    const inherited = service.extends === undefined ? [] : this.all(service.extends);
    const names = methodScope(inherited).claimAll(service.methods.map(({ name }) => name));
    this.#own.set(service, names);
    return names;
  }

  /** The properties of all methods of a service, inherited ones first. */
  all(service: ServiceDefinition): readonly string[] {
    const chain: ServiceDefinition[] = [];
    for (let next: ServiceDefinition | undefined = service; next !== undefined; next = next.extends) chain.push(next);
    return chain.reverse().flatMap((ancestor) => [...this.own(ancestor).values()]);
  }
}
