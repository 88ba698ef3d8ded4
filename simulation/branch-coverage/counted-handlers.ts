/** The handlers as they ship, but for a counter in each of their branches. */
import { readFileSync } from 'node:fs';
import * as path from 'node:path';
import { LambdaFiles } from '../../rehearsal/index';
import { handlerBundle } from '../handler-bundle';
import { handlerCode, type HandlerCode } from '../handler-code';
import { branchId, counted, COUNTERS, type Branch } from './branch';

export interface CountedHandlers {
  readonly code: HandlerCode;
  readonly branches: readonly Branch[];
}

/** Where the counters are: the handlers are compiled in the realm of whoever plays them. */
interface Counting {
  [COUNTERS]?: { readonly [file: string]: { readonly b: { readonly [decision: string]: number[] } } };
}

export async function countedHandlers(root: string): Promise<CountedHandlers> {
  const branches: Branch[] = [];
  const bundle = await handlerBundle(root, (file) => {
    const inProject = path.relative(root, file).split(path.sep).join('/');
    if (!inProject.startsWith('lambda/')) {
      return undefined;
    }
    const { source, branches: own } = counted(inProject, readFileSync(file, 'utf8'));
    branches.push(...own);
    return source;
  });
  return { code: handlerCode(root, LambdaFiles.fromInline(bundle)), branches };
}

/** The branches that handlers with counters have reached here since this was last asked, by their id. */
export function reachedSince(): string[] {
  return Object.entries((globalThis as Counting)[COUNTERS] ?? {}).flatMap(([file, { b }]) => (
    Object.entries(b).flatMap(([decision, counts]) => {
      const reached = counts.flatMap((count, way) => (count > 0 ? [branchId(file, decision, way)] : []));
      counts.fill(0);
      return reached;
    })));
}
