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

/** Constructs call their main resource `Resource` or `Default`: a person means the construct. */
function withoutResource(path: string): string {
  return path.replace(/(\/(Resource|Default))+$/, '');
}
