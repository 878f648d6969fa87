/** The version of this package, for messages. Kept in step with package.json by a script and a test. */
export const CORE_VERSION = "0.0.0";
