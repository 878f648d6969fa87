import { createServer } from "@kitex-ts/core";
import { Hello } from "./kitex-gen/hello/service.ts";

const server = createServer({ port: Number(process.argv[2] ?? 8888), handleSignals: true });
server.register(Hello, { hello: ({ name }) => ({ message: `Hello, ${name}!` }) });

const { port } = await server.listen();
console.log(`listening on ${port}`);
