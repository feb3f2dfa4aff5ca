// axios as a function imports it, for itself: the npm package with an adapter over the page's calls. It fails as axios does in Node,
// with the code of the socket.
import axios from "axios";
import buildFullPath from "axios/unsafe/core/buildFullPath.js";
import settle from "axios/unsafe/core/settle.js";
import buildURL from "axios/unsafe/helpers/buildURL.js";

const { AxiosError, AxiosHeaders, CanceledError } = axios;

/** The bytes of a body that axios has made ready. */
async function bytesOf(data) {
  if (data === undefined || data === null) return [null];
  if (typeof data === "string") return [Buffer.from(data)];
  if (data instanceof ArrayBuffer || ArrayBuffer.isView(data)) return [Buffer.from(data)];
  const made = new Response(data);
  return [Buffer.from(await made.arrayBuffer()), made.headers.get("content-type")];
}

const read = (bytes, type) => {
  switch (type) {
    case "arraybuffer":
      return bytes;
    case "blob":
      return new Blob([bytes]);
    case "stream":
      return globalThis[Symbol.for("asl-playground.readable")].from([bytes]);
    default:
      return bytes.toString("utf8").replace(/^\uFEFF/, "");
  }
};

async function adapter(config) {
  const url = new URL(buildURL(buildFullPath(config.baseURL, config.url, config.allowAbsoluteUrls), config.params, config.paramsSerializer));
  const headers = AxiosHeaders.from(config.headers).normalize();
  const [body, type] = await bytesOf(config.data);
  if (type && !headers.hasContentType()) headers.setContentType(type);
  if (config.auth) {
    const { username = "", password = "" } = config.auth;
    headers.set("Authorization", `Basic ${Buffer.from(`${username}:${password}`).toString("base64")}`);
  }
  headers.set("User-Agent", `axios/${axios.VERSION}`, false);
  const abort = new AbortController();
  const cancel = (reason) => abort.abort(reason instanceof Error ? reason : new CanceledError(undefined, config));
  config.cancelToken?.subscribe((reason) => cancel(reason));
  config.signal?.addEventListener("abort", () => cancel());
  if (config.signal?.aborted) throw new CanceledError(undefined, config);
  const request = { method: config.method.toUpperCase(), path: url.pathname + url.search, host: url.host };
  const timer = config.timeout > 0 && setTimeout(() => {
    const message = config.timeoutErrorMessage ?? `timeout of ${config.timeout}ms exceeded`;
    cancel(new AxiosError(message, config.transitional?.clarifyTimeoutError ? AxiosError.ETIMEDOUT : AxiosError.ECONNABORTED, config, request));
  }, config.timeout);
  const pairs = Object.entries(headers.toJSON()).filter(([name]) => !/^content-length$/i.test(name)).map(([name, value]) => [name, String(value)]);
  url.hash = "";
  let answer;
  try {
    const transport = globalThis[Symbol.for("asl-playground.transport")];
    answer = await transport.call({ method: request.method, url: url.href, headers: pairs, body, signal: abort.signal });
  } catch (error) {
    throw error instanceof AxiosError || axios.isCancel(error) ? error : AxiosError.from(error, error.code, config, request);
  } finally {
    clearTimeout(timer);
  }
  const limit = config.maxContentLength;
  if (limit > -1 && answer.body.length > limit) {
    throw new AxiosError(`maxContentLength size of ${limit} exceeded`, AxiosError.ERR_BAD_RESPONSE, config, request);
  }
  const response = {
    status: answer.status, statusText: answer.statusText, headers: new AxiosHeaders(Object.fromEntries(answer.headers.map(([name, value]) => [name.toLowerCase(), value]))),
    config, request, data: read(answer.body, config.responseType),
  };
  return new Promise((resolve, reject) => settle(resolve, reject, response));
}

axios.defaults.adapter = adapter;
globalThis[Symbol.for("asl-playground.axios")] = axios;
