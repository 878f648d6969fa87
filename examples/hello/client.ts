import { createClient } from "@kitex-ts/core";
import { Hello } from "./kitex-gen/hello/service.ts";

const hostPort = `127.0.0.1:${process.argv[2] ?? 8888}`;
await using hello = createClient(Hello, { destination: "hello", hostPorts: [hostPort] });

const { message } = await hello.hello({ name: "Kitex" });
console.log(message);
