// client.ts
import { createClient, isKitexError } from "@kitex-ts/core";
import { grpc, Status } from "@kitex-ts/core/grpc";
import { Tasks } from "./kitex-gen/tasks/service.ts";

await using tasks = createClient(Tasks, {
  destination: "tasks",
  hostPorts: [`127.0.0.1:${process.argv[2] ?? 50051}`],
  transport: grpc(),
});

const { title } = await tasks.get({ id: 1 }, { timeoutMs: 1000, metadata: { authorization: "Bearer 1" } });
console.log(title);

try {
  await tasks.get({ id: 2 });
} catch (error) {
  if (!isKitexError(error) || error.status?.code !== Status.NotFound) throw error;
  console.log(error.status.code, error.status.message.startsWith("no task 2"));
}

for await (const task of tasks.list({ titlePrefix: "w" })) console.log(task.title);

const { count } = await tasks.import([{ id: 5, title: "read", state: { doneBy: "Ann" } }]);
console.log(count);

for await (const task of tasks.sync([{ id: 5 }])) console.log(task.title);
