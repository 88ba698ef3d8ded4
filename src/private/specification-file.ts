/** A specification of an algorithm in a file, in SageMaker's words. */
import { readFileSync } from 'node:fs';
import type { SpecificationMembers } from './protocol/sagemaker-api-requests';
import { show, type Problem, type Shape } from './protocol/shape';
import { SPECIFICATION, problemsOfSpecification } from './specification-consistency';
import { spelling } from './spelling';
import { throwIfInvalidFor } from './validation';

/** Reads a specification, without the members that it does not have. @throws with all problems of the file */
export function readSpecification(path: string): SpecificationMembers {
  const json = read(path);
  const problems: Problem[] = [];
  const members = known(SPECIFICATION, json, '', problems) as SpecificationMembers;
  throwIfInvalidFor(path, [...problems, ...problemsOfSpecification(members)]);
  return members;
}

function read(path: string): unknown {
  const text = attempt(path, 'file', 'must be a file that can be read', () => readFileSync(path, 'utf8'));
  const json: unknown = attempt(path, 'content', 'must be JSON', () => JSON.parse(text));
  if (typeof json !== 'object' || json === null || Array.isArray(json)) {
    throwIfInvalidFor(path, [{ path: 'The content', message: `must be an object with a TrainingSpecification, got ${show(json)}` }]);
  }
  return json;
}

function attempt<T>(path: string, what: string, expected: string, act: () => T): T {
  try {
    return act();
  } catch (error) {
    throwIfInvalidFor(path, [{ path: `The ${what}`, message: `${expected}: ${(error as Error).message}` }]);
    throw error;
  }
}

/**
 * A value with the members that its shape has: files of SageMaker have more. One that is spelt almost as a known one is a mistake, and not
 * one of those.
 */
function known(shape: Shape, value: unknown, path: string, problems: Problem[]): unknown {
  if (shape.type === 'list' && Array.isArray(value)) {
    return value.map((entry, i) => known(shape.member, entry, `${path}[${i}]`, problems));
  }
  if (shape.type !== 'structure' || typeof value !== 'object' || value === null || Array.isArray(value)) {
    return value;
  }
  const at = (name: string) => (path === '' ? name : `${path}.${name}`);
  return Object.fromEntries(Object.entries(value).flatMap(([name, member]) => {
    if (shape.members[name] !== undefined) {
      return [[name, known(shape.members[name], member, at(name), problems)]];
    }
    const meant = Object.keys(shape.members).find((candidate) => spelling(candidate) === spelling(name));
    if (meant !== undefined) {
      problems.push({ path: at(name), message: `is not a member; did you mean ${meant}?` });
    }
    return [];
  }));
}
