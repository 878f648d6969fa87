import { expect, test } from "vitest";
import { isUnsafeRelease } from "./node-release.ts";

test.each(["v20.20.2", "v22.0.0", "v22.23.1", "v24.18.0", "v26.5.0", "v18.1.0"])(
  "%s is known to be unsafe",
  (version) => {
    expect(isUnsafeRelease(version)).toBe(true);
  },
);

test.each(["v22.23.2", "v22.24.0", "v24.18.1", "v24.21.0", "v26.5.1", "v23.0.0", "v28.0.0"])("%s is not", (version) => {
  expect(isUnsafeRelease(version)).toBe(false);
});
