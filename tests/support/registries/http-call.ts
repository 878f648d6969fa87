import { request as overHttp } from "node:http";
import { request as overHttps } from "node:https";

/** How long one request may take, in milliseconds. */
const PATIENCE_MS = 5_000;

export interface HttpCall {
  readonly method?: "GET" | "POST" | "PUT" | "DELETE";
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as JSON. */
  readonly body?: unknown;
}

export interface HttpAnswer {
  readonly status: number;
  readonly text: string;
}

/**
 * One request on a connection of its own, so that nothing stays open behind it. No certificate is checked. Rejects when
 * there is no answer.
 */
function httpCall(url: string, { method = "GET", headers = {}, body }: HttpCall = {}): Promise<HttpAnswer> {
  const payload = body === undefined ? undefined : JSON.stringify(body);
  return new Promise((resolve, reject) => {
    const options = {
      method,
      headers: { ...headers, ...(payload === undefined ? {} : { "content-type": "application/json" }) },
      agent: false,
      signal: AbortSignal.timeout(PATIENCE_MS),
      rejectUnauthorized: false,
    } as const;
    const request = (url.startsWith("https:") ? overHttps : overHttp)(url, options, (response) => {
      let text = "";
      response.setEncoding("utf8");
      response.on("data", (chunk: string) => {
        text += chunk;
      });
      response.on("error", reject);
      response.on("end", () => resolve({ status: response.statusCode ?? 0, text }));
    });
    request.on("error", reject);
    request.end(payload);
  });
}

/** The JSON that such a request is answered with. Rejects unless the status is 200. */
export async function httpJson<T>(url: string, call: HttpCall = {}): Promise<T> {
  const { status, text } = await httpCall(url, call);
  if (status !== 200) throw new Error(`${call.method ?? "GET"} ${url} was answered with ${status}: ${text.trim()}`);
  return JSON.parse(text === "" ? "{}" : text);
}
