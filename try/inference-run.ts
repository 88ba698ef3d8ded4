import { cp, mkdir } from 'node:fs/promises';
import { request } from 'node:http';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { after } from './child-process';
import type { Container, Endpoint, Exit, Launcher, OutputLine } from './launcher';
import { inferenceEnvironment, MODEL } from './opt-ml';

const BYTES_IN_MB = 1024 * 1024;
/** How long a ping may take. */
export const PING_SECONDS = 2;
/** How long an invocation may take. */
const INVOCATION_SECONDS = 600;
/** A ping that is late is waited for, to say how late it is. */
const PING_PATIENCE_SECONDS = 10;
const END_MILLISECONDS = 2_000;

export interface Reply {
  /** @default - there was no reply */
  readonly status?: number;
  readonly contentType?: string;
  readonly body: string;
  readonly seconds: number;
  /** Why there was no reply. */
  readonly error?: string;
}

export const INVOCATIONS = ['one', 'several', 'reversed', 'header', 'largest', 'empty'] as const;
export type Invocation = typeof INVOCATIONS[number];

export interface InferenceObservation {
  /** The first ping that was answered, or the last one that was not. */
  readonly ping: Reply;
  readonly startSeconds: number;
  readonly executionParameters?: Reply;
  /** The requests and their replies. @default - the container was never there */
  readonly invocations?: Readonly<Record<Invocation, { readonly records: number; readonly reply: Reply }>>;
  /** After everything else. */
  readonly lastPing?: Reply;
  /** @default - it ran until it was ended from here */
  readonly exit?: Exit;
  readonly output: readonly OutputLine[];
}

export interface InferenceRunOptions {
  readonly launcher: Launcher;
  /** An empty directory. */
  readonly directory: string;
  readonly model: string;
  readonly contentType: string;
  readonly accept: string;
  /** Some records, as lines without a header. */
  readonly records: readonly string[];
  readonly maxPayloadMb: number;
  /** How long the container has until it answers a ping. */
  readonly startTimeoutSeconds: number;
  readonly environment: Readonly<Record<string, string>>;
  /** For the person who waits. */
  readonly progress: (title: string) => void;
}

/** Starts an inference container and sends it what a batch transform would. */
export async function runInference(options: InferenceRunOptions): Promise<InferenceObservation> {
  const { launcher, directory, model } = options;
  const optMl = join(directory, 'algo-1');
  await mkdir(optMl, { recursive: true });
  await cp(model, join(optMl, MODEL), { recursive: true });
  options.progress('inference container');
  const network = await launcher.openNetwork(['algo-1'], 'serve');
  try {
    const environment = () => ({ ...inferenceEnvironment(options.maxPayloadMb), ...options.environment });
    const container = await network.start({ optMl, argument: 'serve', environment, host: 'algo-1' });
    try {
      return await talk(container, options);
    } finally {
      await container.kill();
      await container.ended;
    }
  } finally {
    await network.close();
  }
}

async function talk(container: Container, options: InferenceRunOptions): Promise<InferenceObservation> {
  const { contentType, accept, progress } = options;
  let exit: Exit | undefined;
  // Why it could not run is said where its end is awaited.
  void container.ended.then((end) => { exit = end; }, () => undefined);
  const endpoint = await container.endpoint();
  const started = performance.now();
  const ping = await firstPing(endpoint, () => exit !== undefined, options.startTimeoutSeconds);
  const startSeconds = (performance.now() - started) / 1000;
  if (ping.status !== 200) {
    return { ping, startSeconds, output: container.output, exit };
  }
  const executionParameters = await send(endpoint, 'GET', '/execution-parameters', PING_SECONDS);
  const replies = new Map<Invocation, { readonly records: number; readonly reply: Reply }>();
  for (const [name, { records, body }] of Object.entries(requestsOf(options))) {
    progress(`invocation: ${name}`);
    const reply = await send(endpoint, 'POST', '/invocations', INVOCATION_SECONDS, body, { 'Content-Type': contentType, 'Accept': accept });
    replies.set(name as Invocation, { records, reply });
  }
  const lastPing = await send(endpoint, 'GET', '/ping', PING_PATIENCE_SECONDS);
  if (lastPing.status === undefined) {
    // A connection is lost before the end of the container is known.
    await Promise.race([container.ended, after(END_MILLISECONDS)]);
  }
  return {
    ping,
    startSeconds,
    executionParameters,
    invocations: Object.fromEntries(replies) as Record<Invocation, { records: number; reply: Reply }>,
    lastPing,
    output: container.output,
    exit,
  };
}

function requestsOf({ records, maxPayloadMb }: InferenceRunOptions): Record<Invocation, { readonly records: number; readonly body: string }> {
  const of = (lines: readonly string[], header = '') => ({ records: lines.length, body: `${header}${lines.map((line) => `${line}\n`).join('')}` });
  const header = `${records[0].split(',').map((_, i) => `column_${i + 1}`).join(',')}\n`;
  return {
    one: of(records.slice(0, 1)),
    several: of(records),
    reversed: of([...records].reverse()),
    header: of(records, header),
    largest: of(asManyAsFit(records, maxPayloadMb * BYTES_IN_MB)),
    empty: of([]),
  };
}

function asManyAsFit(records: readonly string[], bytes: number): string[] {
  const block = records.reduce((sum, record) => sum + Buffer.byteLength(record) + 1, 0);
  return Array.from({ length: Math.max(1, Math.floor(bytes / block)) }, () => records).flat();
}

async function firstPing(endpoint: Endpoint, hasEnded: () => boolean, timeoutSeconds: number): Promise<Reply> {
  const deadline = performance.now() + timeoutSeconds * 1000;
  for (;;) {
    const reply = await send(endpoint, 'GET', '/ping', PING_PATIENCE_SECONDS);
    if (reply.status === 200 || hasEnded() || performance.now() > deadline) {
      return reply;
    }
    await sleep(50);
  }
}

function send(
  endpoint: Endpoint, method: string, path: string, timeoutSeconds: number, body?: string, headers: Record<string, string> = {},
): Promise<Reply> {
  const started = performance.now();
  const seconds = () => (performance.now() - started) / 1000;
  const payload = Buffer.from(body ?? '');
  return new Promise((resolve) => {
    const lost = (error: Error) => resolve({ body: '', seconds: seconds(), error: error.message });
    const sent = request({
      ...endpoint,
      method,
      path,
      agent: false,
      headers: { ...headers, ...(body === undefined ? {} : { 'Content-Length': payload.length }) },
      signal: AbortSignal.timeout(timeoutSeconds * 1000),
    }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('error', lost);
      response.on('end', () => resolve({
        status: response.statusCode, contentType: response.headers['content-type'], body: Buffer.concat(chunks).toString(), seconds: seconds(),
      }));
    });
    sent.on('error', lost);
    sent.end(payload);
  });
}
