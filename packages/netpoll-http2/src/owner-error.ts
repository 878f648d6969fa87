export { reportThrown } from "@kitex-ts/netpoll";
