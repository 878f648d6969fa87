/** An entry of Consul's health answer, with what the reader of instances looks at. */
export function storedEntry(service: Readonly<Record<string, unknown>>, nodeAddress = "10.0.0.1"): object {
  return {
    Node: { Node: "t1", Address: nodeAddress },
    Service: { Service: "echo", Tags: [], Weights: { Passing: 10, Warning: 10 }, ModifyIndex: 20, ...service },
    Checks: [],
  };
}
