/**
 * Checks of the properties of a construct: all that is wrong, in one error, in terms of the properties.
 */
import { Token } from 'aws-cdk-lib';
// CDK has its error classes in a module of their own, which its package exports; not in the main one.
import { UnscopedValidationError, ValidationError } from 'aws-cdk-lib/core/lib/errors';
import type { IConstruct } from 'constructs';
import { problemsOf, show, type Problem, type Shape, type StructureShape } from './protocol/shape';
import { problemOfRegularExpression } from './regular-expression';

/** Which property sets a member of a request: replacements that are made in the path of the member, in order. */
export type PropertyNames = readonly (readonly [member: RegExp, property: string])[];

/** What is wrong with a request, tokens aside, in terms of the properties that it is made from. */
export function problemsOfRequest(shape: StructureShape, request: object, names: PropertyNames): Problem[] {
  return problemsOf(shape, request, '', Token.isUnresolved).map(({ path, message }) => ({
    path: nameOfProperty(path, names),
    message,
  }));
}

/** What a member of a request is called among the properties. */
export function nameOfProperty(member: string, names: PropertyNames): string {
  return names.reduce((renamed, [pattern, property]) => renamed.replace(pattern, property), member);
}

/** What is wrong with one value that is no member of a request; nothing is wrong with one that is not there. */
export function problemsOfValue(shape: Shape, value: unknown, path: string): Problem[] {
  return value === undefined ? [] : problemsOf(shape, value, path, Token.isUnresolved);
}

/** What is wrong with one value that has to be there. */
export function problemsOfRequired(shape: Shape, value: unknown, path: string): Problem[] {
  return value === undefined ? [{ path, message: 'is required' }] : problemsOfValue(shape, value, path);
}

/** What is wrong with a regular expression, which its shape takes for text. */
export function problemsOfRegularExpression(source: unknown, path: string): Problem[] {
  const problem = typeof source === 'string' && !Token.isUnresolved(source) ? problemOfRegularExpression(source) : undefined;
  return problem === undefined ? [] : [{ path, message: `must be a regular expression, got ${show(source)}: ${uncapitalized(problem)}` }];
}

function uncapitalized(text: string): string {
  return `${text[0].toLowerCase()}${text.slice(1)}`;
}

/** The values that occur more than once, each as a problem of what it is given for. */
export function problemsOfDuplicates(values: readonly { readonly path: string; readonly value: string }[], meaning: string): Problem[] {
  const first = new Map<string, string>();
  return values.filter(({ value }) => typeof value === 'string' && !Token.isUnresolved(value)).flatMap(({ path, value }) => {
    const earlier = first.get(value);
    if (earlier === undefined) {
      first.set(value, path);
      return [];
    }
    return [{ path, message: `must be ${meaning}, got ${show(value)}, which is in ${earlier} already` }];
  });
}

/** What CDK shows before the message of an error of this library. */
export const ERROR_NAME = 'CleanRoomsMLValidation';

/** Throws when there are problems. */
export function throwIfInvalid(construct: IConstruct, problems: readonly Problem[]): void {
  if (problems.length > 0) {
    throw new ValidationError(ERROR_NAME, `${pathOf(construct)}: ${describe(problems)}`, construct);
  }
}

/** The same of what is no construct. @param subject what is wrong, in place of a path */
export function throwIfInvalidFor(subject: string, problems: readonly Problem[]): void {
  if (problems.length > 0) {
    throw new UnscopedValidationError(ERROR_NAME, `${subject}: ${describe(problems)}`);
  }
}

/** The path of a construct, for messages. That of an app is empty. */
export function pathOf(construct: IConstruct): string {
  return construct.node.path || 'App';
}

function describe(problems: readonly Problem[]): string {
  const count = problems.length === 1 ? '1 problem' : `${problems.length} problems`;
  return [count, ...problems.map(({ path, message }) => `  - ${path} ${message}`)].join('\n');
}
