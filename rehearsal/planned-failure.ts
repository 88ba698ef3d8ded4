import { type AssemblyStack, withNested } from './cloud-assembly';
import { candidatesFor, constructPathOf, findResource } from './construct-path';
import { RehearsalError } from './errors';

/** A resource that fails because the rehearsal is told so. */
export interface PlannedFailure {
  readonly reason: string;
  /** Other resources of the stack that are done before it fails: logical ids or construct paths. */
  readonly after?: readonly string[];
  /** Seconds that it is in progress before it fails. @default 0 */
  readonly afterSeconds?: number;
}

/** Planned failures by logical id or construct path; a text is the reason. */
export type PlannedFailures = Readonly<Record<string, string | PlannedFailure>>;

/**
 * The failures of one stack, by logical id, with logical ids.
 *
 * @throws RehearsalError when one waits for a resource that the stack does not have
 */
export function failuresIn(stack: AssemblyStack, planned: PlannedFailures): ReadonlyMap<string, PlannedFailure> {
  return new Map(Object.entries(planned).flatMap(([name, failure]) => {
    const logicalId = findResource(stack, name);
    if (logicalId === undefined) {
      return [];
    }
    const { after = [], ...rest } = typeof failure === 'string' ? { reason: failure } : failure;
    return [[logicalId, { ...rest, after: after.map((each) => findResource(stack, each) ?? unknownResource(each, [stack])) }] as const];
  }));
}

/** Whether something is to fail in a stack, or in one that is nested in it. */
export function isPlanned(stack: AssemblyStack, planned: PlannedFailures): boolean {
  return withNested(stack).some((each) => failuresIn(each, planned).size > 0);
}

/** @throws RehearsalError when a failure is planned for a resource that none of the stacks has */
export function checkFailures(stacks: readonly AssemblyStack[], planned: PlannedFailures): void {
  const all = stacks.flatMap(withNested);
  Object.keys(planned).filter((name) => all.every((stack) => findResource(stack, name) === undefined)).forEach((name) => unknownResource(name, all));
}

function unknownResource(name: string, stacks: readonly AssemblyStack[]): never {
  const paths = stacks.flatMap((stack) => Object.keys(stack.template.Resources ?? {}).map((logicalId) => constructPathOf(stack, logicalId)));
  throw new RehearsalError(`there is no resource "${name}" that could fail: it has to be a logical id or a construct path, as `
    + candidatesFor(name, paths));
}
