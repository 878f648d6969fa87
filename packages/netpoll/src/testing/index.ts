export { countResources, type ResourceCount } from "./count-resources.ts";
export { type FakeClock, fakeClock } from "./fake-clock.ts";
export { pipe } from "./pipe.ts";
