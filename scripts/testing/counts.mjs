// How many tests passed, failed and were skipped.

/** @typedef {{ readonly passed: number, readonly failed: number, readonly skipped: number }} Counts */

/** @type {Counts} */
export const noTests = { passed: 0, failed: 0, skipped: 0 };

/**
 * The sum of `all`.
 *
 * @param {Iterable<Counts>} all
 * @returns {Counts}
 */
export function sumOf(all) {
  let { passed, failed, skipped } = noTests;
  for (const counts of all) {
    passed += counts.passed;
    failed += counts.failed;
    skipped += counts.skipped;
  }
  return { passed, failed, skipped };
}

/**
 * `counts` as the closing line that CI reads.
 *
 * @param {Counts} counts
 * @returns {string}
 */
export function closingLine({ passed, failed, skipped }) {
  return `${passed} passed, ${failed} failed, ${skipped} skipped`;
}
