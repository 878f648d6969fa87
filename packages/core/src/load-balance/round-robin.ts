import type { LoadBalancer } from "./load-balancer.ts";

/** One instance after the other, each as often as any other. */
export function roundRobin(): LoadBalancer {
  return {
    name: "round-robin",
    picker: (instances) => {
      let turn = 0;
      return {
        next: () => {
          const instance = instances[turn];
          turn = (turn + 1) % Math.max(1, instances.length);
          return instance;
        },
      };
    },
  };
}
