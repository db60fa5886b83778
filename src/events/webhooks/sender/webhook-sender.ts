import { request as httpRequest, type ClientRequest, type IncomingMessage, type RequestOptions } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { Injectable } from '@nestjs/common';
import { abortable } from '../../../common/lifecycle/abortable.js';
import { WebhookTargets } from '../target/webhook-targets.js';
import { failureReason } from './failure-reason.js';

/** For resolving, connecting, sending and the answer together, in milliseconds. */
const TIMEOUT_MS = 15_000;
/** Maximum number of bytes read of an answer; its content is not used. */
const READ_BYTES = 16 * 1024;
/** Informational responses (1xx) before the answer. Each costs work, so a receiver must not send them without an end. */
const MOST_INFORMATIONAL = 16;

/** The result of one attempt. */
export interface SendResult {
  /** HTTP status of the answer; null without one. */
  status: number | null;
  /** Null for success: a status from 200 to 299 within the time limit. */
  problem: string | null;
}

export interface SendOptions {
  headers: Readonly<Record<string, string>>;
  /** Ends the attempt, which rejects with the signal's reason then. */
  signal: AbortSignal;
  /** In milliseconds. */
  timeout?: number;
}

/** Sends webhooks to permitted addresses only. Redirects are not followed, and proxies of the environment are not used. */
@Injectable()
export class WebhookSender {
  constructor(private readonly targets: WebhookTargets) {}

  async post(text: string, body: string, { headers, signal, timeout = TIMEOUT_MS }: SendOptions): Promise<SendResult> {
    const target = this.targets.parse(text);
    if ('problem' in target) return { status: null, problem: target.problem };
    const expiry = new AbortController();
    const timer = setTimeout(() => expiry.abort(), timeout);
    try {
      const ended = AbortSignal.any([signal, expiry.signal]);
      const status = await this.exchange(target.url, body, headers, ended);
      return { status, problem: problemOf(status) };
    } catch (error) {
      signal.throwIfAborted();
      return {
        status: null,
        problem: expiry.signal.aborted ? `No answer within ${timeout / 1_000} s` : failureReason(error),
      };
    } finally {
      clearTimeout(timer);
    }
  }

  private async exchange(url: URL, body: string, given: SendOptions['headers'], signal: AbortSignal): Promise<number> {
    const headers = { ...given, 'content-type': 'application/json', 'content-length': String(Buffer.byteLength(body)) };
    // A new connection each time: the address of a reused one would not be checked again.
    const connection = { autoSelectFamily: true, lookup: this.targets.lookup };
    const options: RequestOptions = { method: 'POST', headers, signal, agent: false, ...connection };
    const request = url.protocol === 'https:' ? httpsRequest(url, options) : httpRequest(url, options);
    try {
      const response = await abortable(answerOf(request, body), signal);
      await readSome(response);
      return response.statusCode ?? 0;
    } finally {
      request.destroy();
    }
  }
}

function answerOf(request: ClientRequest, body: string): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    let informational = 0;
    request.on('information', () => {
      informational += 1;
      if (informational > MOST_INFORMATIONAL) request.destroy(new EndlessInformationError());
    });
    // Without a listener, a request that is answered with 101 neither succeeds nor fails.
    request.once('upgrade', (response, socket) => {
      socket.destroy();
      resolve(response.destroy());
    });
    request.once('response', resolve).on('error', reject).end(body);
  });
}

class EndlessInformationError extends Error {
  override readonly name = 'EndlessInformationError';
  readonly code = 'too many informational responses';
}

/** The status counts, so it does not matter whether the answer is complete. */
async function readSome(response: IncomingMessage): Promise<void> {
  let bytes = 0;
  try {
    for await (const chunk of response as AsyncIterable<Buffer>) {
      bytes += chunk.byteLength;
      if (bytes > READ_BYTES) return;
    }
  } catch {
    // The connection was closed, or the time limit was reached.
  }
}

function problemOf(status: number): string | null {
  if (status >= 200 && status < 300) return null;
  return status >= 300 && status < 400 ? `Redirects are not followed (${status})` : `The receiver answered ${status}`;
}
