// Asks the server, and says in one way how it refused.

/** @import { Diagnostic } from "./types.d.ts" */
/** @import { Say } from "../messages.js" */

/** A refusal: `error` is in the office's words, or empty where the server had none. */
export class Refused extends Error {
  /**
   * @param {number} status 0 where the server was not reached
   * @param {{error?: string, diagnostics?: Diagnostic[]}} said
   * @param {number} retryAfter seconds
   */
  constructor(status, said = {}, retryAfter = 0) {
    super(said.error ?? "");
    this.status = status;
    this.diagnostics = said.diagnostics ?? [];
    this.retryAfter = retryAfter;
  }
}

/**
 * @param {string} path
 * @param {{method?: string, body?: unknown, signal?: AbortSignal}} [request]
 * @returns {Promise<Response>} one that went well
 */
export async function send(path, { method = "GET", body, signal } = {}) {
  /** @type {RequestInit} */
  const init = { method, signal, credentials: "same-origin", headers: { accept: "application/json" } };
  if (body instanceof URLSearchParams) {
    init.body = body;
  } else if (body !== undefined) {
    init.body = JSON.stringify(body);
    init.headers = { ...init.headers, "content-type": "application/json" };
  }
  let response;
  try {
    response = await fetch(path, init);
  } catch (fault) {
    throw signal?.aborted ? fault : new Refused(0);
  }
  if (response.ok) {
    return response;
  }
  if (response.status === 401) {
    location.assign(`/login?next=${encodeURIComponent(location.pathname + location.search)}`);
  }
  const said = await response.json().catch(() => ({}));
  throw new Refused(response.status, said, Number(response.headers.get("retry-after")) || 0);
}

/**
 * @param {string} path
 * @param {Parameters<typeof send>[1]} [request]
 */
export async function call(path, request) {
  const response = await send(path, request);
  const text = await response.text();
  return text ? JSON.parse(text) : null;
}

const TRIES_MOST = 5;

/**
 * Calls again, when the server is full, after as long as it asks for.
 * @param {string} path
 * @param {Parameters<typeof send>[1]} request
 * @param {(seconds: number) => void} onWait
 */
export async function callPatiently(path, request, onWait) {
  for (let tries = 1; ; tries += 1) {
    try {
      return await call(path, request);
    } catch (fault) {
      if (!(fault instanceof Refused) || fault.status !== 503 || tries === TRIES_MOST) {
        throw fault;
      }
      const seconds = Math.min(Math.max(fault.retryAfter, 1), 60);
      onWait(seconds);
      await new Promise((resolve) => setTimeout(resolve, seconds * 1000));
      request?.signal?.throwIfAborted();
    }
  }
}

/**
 * Says a fault in words.
 * @param {unknown} fault
 * @param {Say} say
 */
export function inWords(fault, say) {
  if (!(fault instanceof Refused)) {
    return say("constructor-fault-own");
  }
  if (fault.message) {
    return fault.message;
  }
  const known = [0, 401, 403, 404, 409, 413, 429, 503, 504];
  return say(`constructor-fault-${known.includes(fault.status) ? fault.status : "other"}`, { status: String(fault.status) });
}
