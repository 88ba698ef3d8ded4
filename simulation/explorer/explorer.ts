/** Every order of events up to a depth, each replayed from the beginning, the shortest ones first. */
import type { HandlerCode } from '../handler-code';
import { breachIn, type Breach } from './checks';
import { disturbancesOf, type Call } from './disturbance';
import { ExploredWorld, SPANS, type Event, type Span, type StepReport } from './explored-world';
import { HandlerPool } from './loaded-handlers';
import { settle } from './settle';
import { stateHash } from './state-hash';
import type { Subject } from './subjects';
import { TIMING } from '../../src/private/protocol/contract';

export interface Bounds {
  /** Events of a path. */
  readonly depth: number;
  /** Events of a path that something goes wrong with. */
  readonly disturbances: number;
  /** Milliseconds since the epoch at which it ends, whatever is left. @default - it ends when nothing is left */
  readonly until?: number;
}

export interface Violation extends Breach {
  /** What was explored when it happened, and what followed until everything had settled. */
  readonly path: readonly Event[];
  readonly steps: readonly StepReport[];
}

export interface Exploration {
  /** Different states. */
  readonly states: number;
  /** Paths that were played. */
  readonly paths: number;
  /** The longest path that was played. */
  readonly depth: number;
  /** Up to which depth there is nothing that was not played. */
  readonly complete: number;
  readonly violation?: Violation;
}

/** More looks than follow each other without a change that matters. */
const LOOKS_IN_A_ROW = 40;

/** A path that ends in a state that was not seen before. */
interface Node {
  readonly path: readonly Event[];
  readonly spent: number;
  readonly hash: string;
  /** The state in which the function was invoked that stands still, if any. */
  readonly heldIn?: string;
  /** What can come next. */
  readonly next: readonly Event[];
}

export async function explore(subject: Subject, code: HandlerCode, bounds: Bounds): Promise<Exploration> {
  return new Explorer(subject, code, bounds).run();
}

/** Plays one path, and what follows until everything has settled. */
export async function replay(
  subject: Subject, code: HandlerCode, path: readonly Event[],
): Promise<{ readonly steps: readonly StepReport[]; readonly breach?: Breach }> {
  const world = new ExploredWorld(subject, new HandlerPool(code));
  let breach: Breach | undefined;
  for (const event of path) {
    await world.perform(event);
    breach ??= breachIn(world);
  }
  breach ??= await settle(world, new Set());
  return { steps: world.steps, breach };
}

class Explorer {
  private readonly pool: HandlerPool;
  /** How much had gone wrong at least on the way to a state. */
  private readonly seen = new Map<string, number>();
  /** States from which everything has come to its end. */
  private readonly settled = new Set<string>();
  private paths = 0;
  private depth = 0;
  private complete = 0;

  constructor(private readonly subject: Subject, code: HandlerCode, private readonly bounds: Bounds) {
    this.pool = new HandlerPool(code);
  }

  public async run(): Promise<Exploration> {
    const world = new ExploredWorld(this.subject, this.pool);
    let level: Node[] = [{ path: [], spent: 0, hash: '', next: nextEvents(world) }];
    for (let depth = 1; depth <= this.bounds.depth && level.length > 0; depth++) {
      const deeper: Node[] = [];
      this.depth = depth;
      for (const node of level) {
        const violation = await this.expand(node, deeper);
        if (violation !== undefined) {
          return this.result(violation);
        }
        if (Date.now() >= (this.bounds.until ?? Infinity)) {
          return this.result();
        }
      }
      this.complete = depth;
      level = deeper;
    }
    return this.result();
  }

  private result(violation?: Violation): Exploration {
    return { states: this.seen.size, paths: this.paths, depth: this.depth, complete: this.complete, violation };
  }

  /** Plays everything that can come next. What goes wrong goes wrong at the calls that are made when nothing does. */
  private async expand(node: Node, found: Node[]): Promise<Violation | undefined> {
    for (const event of node.next) {
      const spent = node.spent + (event.do === 'deliver' && event.isDuplicate ? 1 : 0);
      if (spent > this.bounds.disturbances) {
        continue;
      }
      const { violation, played } = await this.play(node, event, spent, found);
      if (violation !== undefined) {
        return violation;
      }
      const disturbed = spent < this.bounds.disturbances ? played.flatMap((each) => withDisturbances(each, node.path)) : [];
      for (const each of disturbed) {
        const { violation: other } = await this.play(node, each, spent + 1, found);
        if (other !== undefined) {
          return other;
        }
      }
    }
    return undefined;
  }

  private async play(node: Node, event: Event, spent: number, found: Node[]): Promise<Played> {
    this.paths++;
    const world = new ExploredWorld(this.subject, this.pool);
    for (const earlier of node.path) {
      await world.perform(earlier);
    }
    const heldIn = isHeld(event) ? node.hash : node.heldIn;
    const played: PlayedEvent[] = [];
    let last = event;
    let hash: string;
    for (let looks = 0; ; looks++) {
      const { calls } = await world.perform(event);
      last = looks === 0 ? event : { ...event, after: looks } as Event;
      played.push({ event: last, calls });
      const breach = breachIn(world);
      if (breach !== undefined) {
        return { played, violation: { ...breach, path: [...node.path, last], steps: world.steps } };
      }
      hash = stateHash(world, heldIn);
      // A look that only waits is followed by another one, until something is different.
      if (hash !== node.hash || event.do !== 'look' || event.with !== undefined || looks === LOOKS_IN_A_ROW) {
        break;
      }
    }
    const ends = played.length > 1 ? [played[0], played[played.length - 1]] : played;
    if ((this.seen.get(hash) ?? Infinity) <= spent) {
      return { played: ends };
    }
    const isNew = !this.seen.has(hash);
    this.seen.set(hash, spent);
    const path = [...node.path, last];
    found.push({ path, spent, hash, heldIn, next: nextEvents(world) });
    const breach = isNew ? await settle(world, this.settled) : undefined;
    return { played: ends, violation: breach && { ...breach, path, steps: world.steps } };
  }
}

/** An event, and the calls that were made for it. */
interface PlayedEvent {
  readonly event: Event;
  readonly calls: readonly Call[];
}

interface Played {
  /** The event, and where that was a look which only waited, the last look of those that followed. */
  readonly played: readonly PlayedEvent[];
  readonly violation?: Violation;
}

/** The same event with everything that can go wrong with it. One function at a time stands still. */
function withDisturbances({ event, calls }: PlayedEvent, path: readonly Event[]): Event[] {
  if (event.do === 'pass' || event.do === 'resume') {
    return [];
  }
  return disturbancesOf(calls, !path.some(isHeld)).map((disturbance) => ({ ...event, with: disturbance }));
}

function isHeld(event: Event): boolean {
  return 'with' in event && event.with !== undefined && 'fault' in event.with && event.with.fault === 'held';
}

function nextEvents(world: ExploredWorld): Event[] {
  const { stack, held, executions } = world;
  const { current } = stack;
  const sends = stack.next().map((purpose): Event => ({ do: 'send', purpose }));
  const deliveries = stack.requests.slice(-2).filter(({ deliveries: times }) => times < 3).map((request): Event => (
    { do: 'deliver', request: request.number, isDuplicate: request.accepted || held?.invocation.request === request }));
  const looks = executions.filter(({ isDone }) => !isDone).map(({ request: { number } }): Event => ({ do: 'look', request: number }));
  const isAwaited = current !== undefined && current.answer === undefined;
  const left = isAwaited ? current.sentAt + TIMING.deadlineMinutes * 60_000 - world.now : Infinity;
  const spans = Object.keys(SPANS) as Span[];
  const passing = current === undefined ? [] : spans
    .filter((span) => (SPANS[span] ?? 30 * 60) * 1000 < left && (span !== 'until trainings end' || world.nextChangeAt() !== undefined))
    .map((span): Event => ({ do: 'pass', span }));
  return [...sends, ...looks, ...held === undefined ? [] : [{ do: 'resume' } as const], ...deliveries, ...passing];
}
