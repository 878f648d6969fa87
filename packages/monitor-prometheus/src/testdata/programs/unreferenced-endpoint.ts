// Ends by itself: an endpoint that is let go does not keep a process alive.
import { prometheus } from "../../index.ts";

const endpoint = await prometheus().listen({ port: 0 });
endpoint.unref();
process.stdout.write("listening\n");
