// grpc-js-client.cjs
const grpc = require("@grpc/grpc-js");
const { loadSync } = require("@grpc/proto-loader");

const { tasks } = grpc.loadPackageDefinition(loadSync("tasks.proto", { longs: String, oneofs: true }));
const client = new tasks.Tasks(`127.0.0.1:${process.argv[2] ?? 50051}`, grpc.credentials.createInsecure());

const metadata = new grpc.Metadata();
metadata.set("authorization", "Bearer 1");
client.Get({ id: 1 }, metadata, { deadline: Date.now() + 1000 }, (error, task) => {
  if (error) throw error;
  console.log(task.title);
  client.Get({ id: 2 }, (missing) => {
    console.log(missing.code, missing.details.startsWith("no task 2"));
    const list = client.List({ titlePrefix: "w" });
    list.on("data", ({ title }) => console.log(title));
    list.on("end", () => {
      const upload = client.Import((_error, { count }) => {
        console.log(count);
        const sync = client.Sync();
        sync.on("data", ({ title }) => console.log(title));
        sync.on("end", () => client.close());
        sync.write({ id: 5 });
        sync.end();
      });
      upload.write({ id: 5, title: "read", doneBy: "Ann" });
      upload.end();
    });
  });
});
