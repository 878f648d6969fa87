// A program that calls once and then has nothing to do; it never closes its client.
import { createClient } from "../../client/client.ts";
import { echoService } from "../../testing/echo-service.ts";

const given = { destination: "echo", hostPorts: [`127.0.0.1:${process.argv[2]}`] };
const client = createClient(echoService(), given);
process.stdout.write(String(await client.echo("hi")));
