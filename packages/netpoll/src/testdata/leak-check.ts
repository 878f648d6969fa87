import { afterAll, beforeAll, expect, vi } from "vitest";
import { countResources } from "../testing/count-resources.ts";

/** Makes a suite fail when it leaves a socket or a server behind. Call it once, at the top of a test file. */
export function expectNothingLeft(): void {
  const count = (): { sockets: number; servers: number } => {
    const { sockets, servers } = countResources();
    return { sockets, servers };
  };
  let before = count();
  beforeAll(() => {
    before = count();
  });
  // Sockets that are being closed go in one of the next turns of the event loop.
  afterAll(() => vi.waitFor(() => expect(count()).toEqual(before)));
}
