import assert from "node:assert/strict";
import { makeAuthority, makeCertificate } from "../../support/certificates.ts";
import { eventually } from "../../support/registries/eventually.ts";
import { both, type Scenario } from "./scenario.ts";

/** The registry shows a certificate that somebody else signed than is trusted. */
export const wrongAuthority: Scenario = {
  name: "TLS: the registry's certificate is signed by another authority than is trusted",
  of: both,
  async run(lab) {
    const [authority, other] = [await makeAuthority("registry authority"), await makeAuthority("another authority")];
    const registry = await lab.startRegistry({ tls: await makeCertificate("localhost", authority) });
    const trusted = { urls: registry.urls, ca: authority.cert };
    const a = await lab.serve("a", trusted);
    const caller = lab.caller(trusted);
    await caller.reaches("a");
    const distrusted = { urls: registry.urls, ca: other.cert };
    const b = await lab.serve("b", distrusted);
    await eventually("the server refuses", () => {
      const [entry] = b.server.registrations;
      return entry?.state.kind === "registering" ? entry.state.error : undefined;
    });
    const { list } = lab.caller(distrusted);
    await eventually("the caller refuses", () => list.errors[0]);
    assert.equal(list.addresses, undefined);
    await lab.stored(trusted, [a.address]);
    await caller.reaches("a");
    return { outcome: "neither servers nor callers talk to it; those who trust its authority do" };
  },
};
