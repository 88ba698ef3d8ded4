import type { AssemblyStack } from './cloud-assembly';

/** The path of the construct that a resource belongs to, or its logical id where no path is known. */
export function constructPathOf({ template, constructPaths }: AssemblyStack, logicalId: string): string {
  const path = constructPaths?.get(logicalId) ?? template.Resources?.[logicalId]?.Metadata?.['aws:cdk:path'];
  return typeof path === 'string' ? withoutResource(path) : logicalId;
}

/** The logical id of a resource, given by that or by its construct path. */
export function findResource(stack: AssemblyStack, name: string): string | undefined {
  const path = withoutResource(name);
  return Object.keys(stack.template.Resources ?? {}).find((logicalId) => logicalId === name || constructPathOf(stack, logicalId) === path);
}

/** As many resources are named in an error. */
const MAX_CANDIDATES = 10;

/** The construct paths of resources, those first that most resemble a name: for an error that says what there is. */
export function candidatesFor(name: string, paths: readonly string[]): string {
  const wanted = name.toLowerCase();
  const last = wanted.slice(wanted.lastIndexOf('/') + 1);
  const resemblance = (path: string) => (path.includes(last) ? wanted.length : commonBeginning(path, wanted));
  const ranked = [...new Set(paths)].map((path) => ({ path, score: resemblance(path.toLowerCase()) })).sort((a, b) => b.score - a.score);
  const others = ranked.length > MAX_CANDIDATES ? ` or another of ${ranked.length}` : '';
  return `${ranked.slice(0, MAX_CANDIDATES).map(({ path }) => path).join(', ')}${others}`;
}

function commonBeginning(one: string, other: string): number {
  let length = 0;
  while (length < one.length && one[length] === other[length]) {
    length += 1;
  }
  return length;
}

/** Constructs call their main resource `Resource` or `Default`: a person means the construct. */
function withoutResource(path: string): string {
  return path.replace(/(\/(Resource|Default))+$/, '');
}
