/** A service on a loopback address: requests come in over HTTP, and what goes wrong with them goes wrong on the wire. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface HttpRequest {
  readonly method: string;
  /** Undecoded, without the query. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

export interface HttpReply {
  readonly status: number;
  readonly headers?: { readonly [name: string]: string };
  readonly body: string;
}

/** What a service makes of a request. */
export interface Protocol {
  /** Which operation it is. */
  operationOf(request: HttpRequest): string;
  perform(request: HttpRequest): Promise<HttpReply>;
  /** An error as this service writes it. */
  error(name: string, message: string, status: number, members?: object): HttpReply;
}

/** What becomes of a call instead of what should. */
export interface Disturbance {
  /** Whether the service does what it is asked for all the same. @default false */
  readonly effect?: boolean;
  /**
   * What comes back: an answer, nothing but headers and the beginning of a body, nothing at all, or a connection that is reset.
   */
  readonly answer: HttpReply | 'stall' | 'hang' | 'reset';
}

export interface WireCall {
  readonly operation: string;
  /** How often the operation has been called, this one included. */
  readonly count: number;
  readonly request: HttpRequest;
  /** Whether the connection was there before. */
  readonly reused: boolean;
}

export class HttpService {
  readonly calls: WireCall[] = [];
  /** Asked about every call before it is answered. */
  disturbance?: (call: WireCall) => Disturbance | undefined | Promise<undefined>;
  private readonly server: Server;
  private port = 0;
  private readonly known = new WeakSet<object>();

  constructor(readonly protocol: Protocol) {
    this.server = createServer((incoming, response) => {
      this.answer(incoming, response).catch((error) => response.destroy(error as Error));
    });
  }

  /** Listens on a free port; after a stop, on the same one again. */
  async start(): Promise<string> {
    await new Promise<void>((resolve) => this.server.listen(this.port, '127.0.0.1', resolve));
    this.port = (this.server.address() as AddressInfo).port;
    return `http://127.0.0.1:${this.port}`;
  }

  async stop(): Promise<void> {
    const closed = new Promise((resolve) => this.server.close(resolve));
    this.server.closeAllConnections();
    await closed;
  }

  /** How often an operation was called, or how often anything was. */
  count(operation?: string): number {
    return this.calls.filter((call) => operation === undefined || call.operation === operation).length;
  }

  /** The first calls of an operation go wrong. */
  disturb(operation: string, disturbance: Disturbance, times = 1): void {
    this.disturbance = (call) => (call.operation === operation && call.count <= times ? disturbance : undefined);
  }

  private async answer(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of incoming) {
      chunks.push(chunk as Buffer);
    }
    const [path, query = ''] = incoming.url!.split('?');
    const body = Buffer.concat(chunks).toString();
    const request = { method: incoming.method!, path, query: new URLSearchParams(query), headers: incoming.headers, body };
    const operation = this.protocol.operationOf(request);
    const call = { operation, count: this.count(operation) + 1, request, reused: this.known.has(incoming.socket) };
    this.known.add(incoming.socket);
    this.calls.push(call);
    const disturbance = await this.disturbance?.(call);
    const reply = disturbance === undefined || disturbance.effect ? await this.protocol.perform(request) : undefined;
    const answer = disturbance?.answer ?? reply!;
    switch (answer) {
      case 'hang':
        break;
      case 'reset':
        incoming.socket.resetAndDestroy();
        break;
      case 'stall':
        response.writeHead(200, { 'content-type': 'application/json', 'content-length': '1000' });
        response.write('{"');
        break;
      default:
        response.writeHead(answer.status, { 'content-length': String(Buffer.byteLength(answer.body)), ...answer.headers });
        response.end(answer.body);
    }
  }
}
