import type { Scenario } from "./scenario.ts";

const ROUNDS = 3;

/** The agent forgets everything and counts anew, up to numbers that a reader has seen with other contents. */
export const indexBackwards: Scenario = {
  name: `the index goes backwards and comes up again with another list, ${ROUNDS} times`,
  of: ["consul"],
  async run(lab) {
    const { kind, service } = lab;
    const agent = await lab.startRegistry();
    await kind.put(agent, service, "127.0.0.1:1");
    const { list } = lab.caller(agent);
    await list.holds(["127.0.0.1:1"]);
    let recoveryMs = 0;
    for (let round = 2; round < 2 + ROUNDS; round++) {
      await agent.restart({ keepData: false });
      await kind.put(agent, service, `127.0.0.1:${round}`);
      recoveryMs = Math.max(recoveryMs, (await list.holds([`127.0.0.1:${round}`])).ms);
    }
    return { outcome: "the list is the new one each time; the longest of them", recoveryMs };
  },
};
