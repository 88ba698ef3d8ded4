import { RehearsalError } from './errors';
import { intrinsicName, isKnownIntrinsic, substitutedNames } from './intrinsics';
import type { Template } from './template';

/** Which nodes each node needs before it. */
export type DependencyGraph = ReadonlyMap<string, ReadonlySet<string>>;

const GRAPHS = new WeakMap<Template, DependencyGraph>();

/**
 * What each resource of a template depends on: through `Ref`, `Fn::GetAtt`, `Fn::Sub` and `DependsOn`.
 *
 * @throws RehearsalError about functions that a rehearsal cannot evaluate and references to nothing, before anything is deployed
 */
export function dependenciesOf(template: Template, stackName: string): DependencyGraph {
  let graph = GRAPHS.get(template);
  if (graph === undefined) {
    const resources = template.Resources ?? {};
    graph = new Map(Object.entries(resources).map(([logicalId, resource]) => {
      const found = new Set<string>();
      const collect = referenceCollector(template, found);
      collect(resource.Properties, [stackName, logicalId, 'Properties']);
      for (const name of [resource.DependsOn ?? []].flat()) {
        found.add(name);
      }
      return [logicalId, new Set([...found].filter((name) => name in resources))] as const;
    }));
    const collectOutput = referenceCollector(template, new Set());
    Object.entries(template.Outputs ?? {}).forEach(([name, output]) => collectOutput(output.Value, [stackName, 'Outputs', name]));
    GRAPHS.set(template, graph);
  }
  return graph;
}

/**
 * The nodes, each behind what it depends on; otherwise in the order that they are given in.
 *
 * @throws RehearsalError when there is no such order
 */
export function inOrder(nodes: Iterable<string>, dependencies: (node: string) => Iterable<string>): string[] {
  const wanted = new Set(nodes);
  const ordered = new Set<string>();
  const visit = (node: string, path: readonly string[]) => {
    if (ordered.has(node) || !wanted.has(node)) {
      return;
    }
    if (path.includes(node)) {
      throw new RehearsalError(`Circular dependency: ${[...path.slice(path.indexOf(node)), node].join(' -> ')}`);
    }
    for (const dependency of dependencies(node)) {
      visit(dependency, [...path, node]);
    }
    ordered.add(node);
  };
  for (const node of wanted) {
    visit(node, []);
  }
  return [...ordered];
}

/** The graph with its arrows turned around. */
export function reversed(graph: DependencyGraph): DependencyGraph {
  const dependants = new Map<string, Set<string>>([...graph.keys()].map((node) => [node, new Set()]));
  graph.forEach((dependencies, node) => dependencies.forEach((dependency) => dependants.get(dependency)?.add(node)));
  return dependants;
}

/**
 * Visits each node once all that it depends on have been visited; what does not depend on each other goes on side
 * by side. A node behind one whose visit gives false is not visited.
 */
export async function visitInOrder(
  nodes: Iterable<string>, graph: DependencyGraph, visit: (node: string) => Promise<boolean>,
): Promise<void> {
  const visits = new Map<string, Promise<boolean>>();
  for (const node of inOrder(nodes, (each) => graph.get(each) ?? [])) {
    const before = [...graph.get(node) ?? []].flatMap((dependency) => visits.get(dependency) ?? []);
    visits.set(node, Promise.all(before).then((results) => results.every(Boolean) && visit(node)));
  }
  await Promise.all(visits.values());
}

function referenceCollector(template: Template, found: Set<string>) {
  const refer = (name: string, where: readonly string[]) => {
    if (name in (template.Resources ?? {})) {
      found.add(name);
    } else if (!(name in (template.Parameters ?? {})) && !name.startsWith('AWS::')) {
      throw new RehearsalError(`${where.join('.')}: a reference to "${name}", which the template does not have`);
    }
  };
  const collect = (value: unknown, where: readonly string[]): void => {
    if (value === null) {
      throw new RehearsalError(`${where.join('.')}: null values are not allowed in templates`);
    }
    if (typeof value !== 'object') {
      return;
    }
    const name = Array.isArray(value) ? undefined : intrinsicName(value);
    if (name === undefined) {
      Object.entries(value).forEach(([key, entry]) => collect(entry, [...where, key]));
      return;
    }
    const argument = (value as Record<string, unknown>)[name];
    const here = [...where, name];
    if (!isKnownIntrinsic(name)) {
      throw new RehearsalError(`${here.join('.')}: a rehearsal cannot evaluate this function`);
    }
    switch (name) {
      case 'Ref':
        return refer(String(argument), here);
      case 'Fn::GetAtt': {
        const parts = Array.isArray(argument) ? argument : String(argument).split('.');
        refer(String(parts[0]), here);
        return collect(parts.slice(1), here);
      }
      case 'Fn::Sub': {
        const [text, variables] = [argument].flat() as [string, Record<string, unknown> | undefined];
        substitutedNames(text).filter((each) => !(each in (variables ?? {}))).forEach((each) => refer(each.split('.')[0], here));
        return collect(variables, here);
      }
      default:
        return collect(argument, here);
    }
  };
  return collect;
}
