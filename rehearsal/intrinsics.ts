/** CloudFormation's intrinsic functions, evaluated without knowing what they are about. */

/** What the functions of a template can ask about. An undefined answer means that there is no such thing. */
export interface Scope {
  readonly availabilityZones: readonly string[];
  /** The value of a pseudo parameter, a parameter or a resource. */
  ref(name: string): unknown;
  /** An attribute of a resource. */
  attribute(logicalId: string, name: string): unknown;
  /** Whether a condition holds. */
  condition(name: string): boolean | undefined;
  mapping(map: string, topLevelKey: string, secondLevelKey: string): unknown;
  /** What a stack exports under a name. */
  importedValue(name: string): unknown;
  /** An output of another stack. */
  stackOutput(reference: StackOutputReference): unknown;
}

/** What `Fn::GetStackOutput` names. */
export interface StackOutputReference {
  readonly StackName: string;
  readonly OutputName: string;
  /** @default - that of the stack that has the function in its template */
  readonly Region?: string;
  /** The role that reads the other stack: it is in the account of that stack. @default - a role of the same account */
  readonly RoleArn?: string;
}

/** What `AWS::NoValue` stands for: the property or entry that has it is not there. */
export const NO_VALUE = Symbol('AWS::NoValue');

/** An intrinsic function without a value. */
export class UnresolvableIntrinsic extends Error {
  private readonly path: string[] = [];

  constructor(private readonly problem: string) {
    super(problem);
  }

  /** Called on the way out, from the innermost value to the outermost. */
  public within(key: string | number): this {
    this.path.unshift(String(key));
    this.message = `${this.path.join('.')}: ${this.problem}`;
    return this;
  }
}

type Argument = unknown;
type IntrinsicFunction = (argument: Argument, scope: Scope) => unknown;

const FUNCTIONS: { readonly [name: string]: IntrinsicFunction } = {
  'Ref': (name, scope) => resolved(scope.ref(text(name)), () => `Ref of ${show(name)}, which the template does not have`),
  'Fn::GetAtt': (argument, scope) => {
    const [logicalId, attribute] = typeof argument === 'string' ? splitOnce(argument, '.') : list(argument);
    return attributeOf(text(logicalId), text(evaluateValue(attribute, scope)), scope);
  },
  'Fn::Join': (argument, scope) => {
    const [delimiter, parts] = list(argument);
    return values(parts, scope).map(asText).join(text(delimiter));
  },
  'Fn::Sub': (argument, scope) => substitute(argument, scope),
  'Fn::Select': (argument, scope) => {
    const [index, options] = list(argument);
    const position = Number(evaluateValue(index, scope));
    return resolved(values(options, scope)[position], () => `there is no entry ${position} in ${show(options)}`);
  },
  'Fn::Split': (argument, scope) => {
    const [delimiter, source] = list(argument);
    return asText(evaluateValue(source, scope)).split(text(delimiter));
  },
  'Fn::If': (argument, scope) => {
    const [condition, whenTrue, whenFalse] = list(argument);
    return evaluateValue(conditionNamed(text(condition), scope) ? whenTrue : whenFalse, scope);
  },
  'Fn::ImportValue': (argument, scope) => {
    const name = asText(evaluateValue(argument, scope));
    return resolved(scope.importedValue(name), () => `no stack exports ${show(name)}`);
  },
  'Fn::GetStackOutput': (argument, scope) => {
    const reference = stackOutputReference(evaluateValue(argument, scope));
    return resolved(scope.stackOutput(reference), () => `there is no output ${reference.OutputName} of a stack ${reference.StackName}`);
  },
  'Fn::FindInMap': (argument, scope) => {
    const [map, topLevelKey, secondLevelKey] = values(argument, scope).map(asText);
    return resolved(scope.mapping(map, topLevelKey, secondLevelKey), () => `there is no ${topLevelKey}.${secondLevelKey} in the mapping ${show(map)}`);
  },
  'Fn::Base64': (argument, scope) => Buffer.from(asText(evaluateValue(argument, scope))).toString('base64'),
  'Fn::GetAZs': (_, scope) => scope.availabilityZones,
  'Fn::Length': (argument, scope) => values(argument, scope).length,
  'Fn::ToJsonString': (argument, scope) => JSON.stringify(evaluateValue(argument, scope)),
  'Fn::Equals': (argument, scope) => evaluateCondition({ 'Fn::Equals': argument }, scope),
  'Fn::And': (argument, scope) => evaluateCondition({ 'Fn::And': argument }, scope),
  'Fn::Or': (argument, scope) => evaluateCondition({ 'Fn::Or': argument }, scope),
  'Fn::Not': (argument, scope) => evaluateCondition({ 'Fn::Not': argument }, scope),
};

/** The name of the function that a value calls, if it is such a call. */
export function intrinsicName(value: object): string | undefined {
  const keys = Object.keys(value);
  return keys.length === 1 && (keys[0] === 'Ref' || keys[0].startsWith('Fn::')) ? keys[0] : undefined;
}

export function isKnownIntrinsic(name: string): boolean {
  return Object.hasOwn(FUNCTIONS, name);
}

/**
 * The value with all its functions replaced by what they give. Dynamic references (`{{resolve:...}}`) are text.
 *
 * @throws UnresolvableIntrinsic that says which function has no value and where it is
 */
export function evaluate(value: unknown, scope: Scope): unknown {
  const evaluated = evaluateValue(value, scope);
  return evaluated === NO_VALUE ? undefined : evaluated;
}

/** Whether a condition holds, given as in the section `Conditions`. */
export function evaluateCondition(condition: unknown, scope: Scope): boolean {
  const [name, argument] = condition !== null && typeof condition === 'object' ? Object.entries(condition)[0] ?? [] : [];
  const all = () => list(argument).map((entry) => evaluateCondition(entry, scope));
  switch (name) {
    case 'Condition': return conditionNamed(text(argument), scope);
    case 'Fn::And': return all().every(Boolean);
    case 'Fn::Or': return all().some(Boolean);
    case 'Fn::Not': return !all()[0];
    case 'Fn::Equals': {
      const [left, right] = values(argument, scope);
      return typeof left === 'object' ? JSON.stringify(left) === JSON.stringify(right) : asText(left) === asText(right);
    }
    default: throw new UnresolvableIntrinsic(`${show(condition)} is no condition`);
  }
}

function evaluateValue(value: unknown, scope: Scope): unknown {
  if (value === null || typeof value !== 'object') {
    return value;
  }
  if (Array.isArray(value)) {
    return value.map((entry, i) => at(i, () => evaluateValue(entry, scope))).filter((entry) => entry !== NO_VALUE);
  }
  const name = intrinsicName(value);
  if (name !== undefined) {
    return at(name, () => {
      if (!isKnownIntrinsic(name)) {
        throw new UnresolvableIntrinsic('a rehearsal cannot evaluate this function');
      }
      return FUNCTIONS[name]((value as Record<string, unknown>)[name], scope);
    });
  }
  const evaluated: Record<string, unknown> = {};
  for (const [key, entry] of Object.entries(value)) {
    const result = at(key, () => evaluateValue(entry, scope));
    if (result !== NO_VALUE) {
      evaluated[key] = result;
    }
  }
  return evaluated;
}

function substitute(argument: unknown, scope: Scope): string {
  const [template, variables] = typeof argument === 'string' ? [argument, {}] : list(argument) as [string, Record<string, unknown>];
  return text(template).replace(/\$\{(!?)([^}]*)\}/g, (_, literal: string, name: string) => {
    if (literal !== '') {
      return `\${${name}}`;
    }
    const key = name.trim();
    if (Object.hasOwn(variables, key)) {
      return asText(evaluateValue(variables[key], scope));
    }
    return asText(key.includes('.') ? attributeOf(...splitOnce(key, '.'), scope) : FUNCTIONS.Ref(key, scope));
  });
}

/** The names that a text of `Fn::Sub` refers to. */
export function substitutedNames(template: string): string[] {
  return [...template.matchAll(/\$\{([^!}][^}]*)\}/g)].map(([, name]) => name.trim());
}

/** The references of a template to outputs of other stacks, evaluated. */
export function stackOutputReferences(template: unknown, scope: Scope): StackOutputReference[] {
  if (template === null || typeof template !== 'object') {
    return [];
  }
  return intrinsicName(template) === 'Fn::GetStackOutput'
    ? [stackOutputReference(evaluateValue(Object.values(template)[0], scope))]
    : Object.values(template).flatMap((entry) => stackOutputReferences(entry, scope));
}

function stackOutputReference(value: unknown): StackOutputReference {
  const { StackName, OutputName, Region, RoleArn } = (value ?? {}) as { readonly [name: string]: unknown };
  return {
    StackName: asText(StackName ?? text(StackName)),
    OutputName: asText(OutputName ?? text(OutputName)),
    ...(Region === undefined ? {} : { Region: asText(Region) }),
    ...(RoleArn === undefined ? {} : { RoleArn: asText(RoleArn) }),
  };
}

function attributeOf(logicalId: string, attribute: string, scope: Scope): unknown {
  return resolved(scope.attribute(logicalId, attribute), () => `the attribute ${attribute} of ${show(logicalId)}, which the template does not have`);
}

function conditionNamed(name: string, scope: Scope): boolean {
  return resolved(scope.condition(name), () => `the condition ${show(name)}, which the template does not have`);
}

function values(argument: unknown, scope: Scope): unknown[] {
  return list(evaluateValue(argument, scope));
}

function at<T>(key: string | number, evaluation: () => T): T {
  try {
    return evaluation();
  } catch (error) {
    throw error instanceof UnresolvableIntrinsic ? error.within(key) : error;
  }
}

function resolved<T>(value: T | undefined, problem: () => string): T {
  if (value === undefined) {
    throw new UnresolvableIntrinsic(problem());
  }
  return value;
}

function list(value: unknown): unknown[] {
  if (!Array.isArray(value)) {
    throw new UnresolvableIntrinsic(`needs a list, got ${show(value)}`);
  }
  return value;
}

function text(value: unknown): string {
  if (typeof value !== 'string') {
    throw new UnresolvableIntrinsic(`needs a text, got ${show(value)}`);
  }
  return value;
}

/** A value inside of a text: numbers and booleans as CloudFormation writes them. */
function asText(value: unknown): string {
  if (value !== null && typeof value === 'object') {
    throw new UnresolvableIntrinsic(`needs a text, got ${show(value)}`);
  }
  return value === NO_VALUE ? '' : String(value);
}

function splitOnce(source: string, separator: string): [string, string] {
  const index = source.indexOf(separator);
  return index < 0 ? [source, ''] : [source.slice(0, index), source.slice(index + separator.length)];
}

function show(value: unknown): string {
  const shown = JSON.stringify(value) ?? String(value);
  return shown.length > 100 ? `${shown.slice(0, 97)}...` : shown;
}
