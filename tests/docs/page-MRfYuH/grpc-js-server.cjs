// grpc-js-server.cjs
const grpc = require("@grpc/grpc-js");
const { loadSync } = require("@grpc/proto-loader");

const { tasks } = grpc.loadPackageDefinition(loadSync("tasks.proto", { longs: String, oneofs: true }));
const store = new Map([["1", { id: "1", title: "write", open: true }]]);

const server = new grpc.Server();
server.addService(tasks.Tasks.service, {
  Get(call, callback) {
    const task = store.get(call.request.id);
    if (task === undefined) callback({ code: grpc.status.NOT_FOUND, details: `no task ${call.request.id}` });
    else callback(null, task);
  },
  List(call) {
    for (const task of store.values()) if (task.title.startsWith(call.request.titlePrefix)) call.write(task);
    call.end();
  },
  Import(call, callback) {
    let count = 0;
    call.on("data", (task) => {
      store.set(task.id, task);
      count += 1;
    });
    call.on("end", () => callback(null, { count }));
  },
  Sync(call) {
    call.on("data", ({ id }) => call.write(store.get(id) ?? { id }));
    call.on("end", () => call.end());
  },
});
server.bindAsync("127.0.0.1:0", grpc.ServerCredentials.createInsecure(), (error, port) => {
  if (error) throw error;
  console.log(`listening on ${port}`);
});
