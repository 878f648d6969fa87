// server.ts
import { createServer } from "@kitex-ts/core";
import { Status, statusError } from "@kitex-ts/core/grpc";
import { Tasks } from "./kitex-gen/tasks/service.ts";
import type { TaskInput } from "./kitex-gen/tasks/types.ts";

const store = new Map<bigint, TaskInput>([[1n, { id: 1n, title: "write", state: { open: true } }]]);

const server = createServer({ port: 0 }).register(Tasks, {
  get({ id }) {
    const task = store.get(id);
    if (task === undefined) throw statusError(Status.NotFound, `no task ${id}`);
    return task;
  },
  *list({ titlePrefix }) {
    for (const task of store.values()) if (task.title?.startsWith(titlePrefix)) yield task;
  },
  async import(tasks) {
    let count = 0;
    for await (const task of tasks) {
      store.set(task.id, task);
      count += 1;
    }
    return { count };
  },
  async *sync(refs) {
    for await (const { id } of refs) yield store.get(id) ?? { id };
  },
});

const { port } = await server.listen();
console.log(`listening on ${port}`);
