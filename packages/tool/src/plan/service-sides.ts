import { capitalized, NameScope } from "./naming.ts";

/** What a service is called in `service.ts`, `client.ts` and `server.ts`. */
export interface ServiceSides {
  readonly info: string;
  readonly client: string;
  readonly handler: string;
  readonly bindClient: string;
  readonly bindHandler: string;
}

/** The names of all services of a file, by their names in the IDL. */
export function serviceSides(services: readonly string[]): ReadonlyMap<string, ServiceSides> {
  const infos = new NameScope();
  const sides = new NameScope();
  const infoNames = infos.claimAll(services);
  return new Map(
    services.map((service) => [
      service,
      {
        info: infoNames.get(service) ?? service,
        client: sides.claim(infos.claim(`${capitalized(service)}Client`)),
        handler: sides.claim(infos.claim(`${capitalized(service)}Handler`)),
        bindClient: sides.claim(`bind${capitalized(service)}Client`),
        bindHandler: sides.claim(`bind${capitalized(service)}Handler`),
      },
    ]),
  );
}
