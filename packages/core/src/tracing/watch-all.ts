import type { Logger } from "../logging/logger.ts";
import type { Monitor, Monitored } from "./monitor.ts";

/** Shows `subject` to every monitor; returns what tells them that it is closed. A monitor that throws is logged. */
export function watchAll(monitors: readonly Monitor[], subject: Monitored, logger: Logger): () => void {
  const guarded = <T>(run: () => T): T | undefined => {
    try {
      return run();
    } catch (error) {
      logger.error({ error }, "a monitor threw");
      return undefined;
    }
  };
  const stops = monitors.map((monitor) => guarded(() => monitor.watch(subject)));
  return () => {
    for (const stop of stops) guarded(() => stop?.());
  };
}
