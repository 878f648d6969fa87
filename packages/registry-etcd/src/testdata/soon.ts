import { vi } from "vitest";

/** Waits until `check` passes; only a test that fails waits long. */
export function soon(check: () => void): Promise<void> {
  return vi.waitFor(check, { timeout: 20_000, interval: 5 });
}
