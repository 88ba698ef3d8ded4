import type { Cloud } from './cloud';
import { partitionOf, urlSuffixOf } from './environment';
import { RehearsalError } from './errors';
import {
  evaluate, evaluateCondition, NO_VALUE, type Scope, type StackOutputReference, stackOutputReferences, UnresolvableIntrinsic,
} from './intrinsics';
import { outputKey, type Stack, type StackResource, type StackSource } from './stack';
import type { TemplateParameter } from './template';

/** What the functions of a stack's template stand for while it is deployed. */
export class StackScope implements Scope {
  /** The names that were imported so far. */
  public readonly imported = new Set<string>();
  public readonly availabilityZones: readonly string[];
  private readonly pseudoParameters: Readonly<Record<string, unknown>>;
  private readonly parameters = new Map<string, unknown>();
  private readonly conditions = new Map<string, boolean>();

  constructor(
    private readonly cloud: Cloud,
    private readonly stack: Stack,
    private readonly source: StackSource,
    private readonly missingAttribute: (resource: StackResource, name: string) => unknown,
  ) {
    const { account, region } = stack.environment;
    this.availabilityZones = ['a', 'b', 'c'].map((zone) => `${region}${zone}`);
    this.pseudoParameters = {
      'AWS::AccountId': account,
      'AWS::NoValue': NO_VALUE,
      'AWS::NotificationARNs': [],
      'AWS::Partition': partitionOf(region),
      'AWS::Region': region,
      'AWS::StackId': stack.id,
      'AWS::StackName': stack.name,
      'AWS::URLSuffix': urlSuffixOf(region),
    };
    for (const [name, parameter] of Object.entries(source.template.Parameters ?? {})) {
      this.parameters.set(name, this.parameterValue(name, parameter));
    }
  }

  /** A value of the template, evaluated; `where` says which, for an error. */
  public evaluate(value: unknown, where: string): unknown {
    return this.located(where, () => evaluate(value, this));
  }

  /** The references of a part of the template to outputs of other stacks. */
  public stackOutputReferences(part: unknown): StackOutputReference[] {
    return this.located('Fn::GetStackOutput', () => stackOutputReferences(part, this));
  }

  /** Whether something with this condition exists; everything without one does. */
  public holds(condition: string | undefined): boolean {
    return condition === undefined || this.condition(condition) === true;
  }

  public ref(name: string): unknown {
    return this.pseudoParameters[name] ?? this.parameters.get(name) ?? this.stack.resources.get(name)?.physicalId;
  }

  public attribute(logicalId: string, name: string): unknown {
    const resource = this.stack.resources.get(logicalId);
    return resource && (resource.attributes[name] ?? this.missingAttribute(resource, name));
  }

  public condition(name: string): boolean | undefined {
    const condition = this.source.template.Conditions?.[name];
    if (condition !== undefined && !this.conditions.has(name)) {
      try {
        this.conditions.set(name, evaluateCondition(condition, this));
      } catch (error) {
        throw error instanceof UnresolvableIntrinsic ? new RehearsalError(`${this.stack.name}.Conditions.${name}: ${error.message}`) : error;
      }
    }
    return this.conditions.get(name);
  }

  public mapping(map: string, topLevelKey: string, secondLevelKey: string): unknown {
    return this.source.template.Mappings?.[map]?.[topLevelKey]?.[secondLevelKey];
  }

  public importedValue(name: string): unknown {
    this.imported.add(name);
    return this.cloud.exporterOf(name, this.stack.environment)?.exports.get(name);
  }

  public stackOutput(reference: StackOutputReference): unknown {
    return this.source.stackOutputs?.get(outputKey(reference));
  }

  private located<T>(where: string, evaluation: () => T): T {
    try {
      return evaluation();
    } catch (error) {
      throw error instanceof UnresolvableIntrinsic ? new RehearsalError(`${this.stack.name}.${where}.${error.message}`) : error;
    }
  }

  private parameterValue(name: string, { Type: type, Default: byDefault }: TemplateParameter): unknown {
    const value = this.source.parameters[name] ?? byDefault;
    if (value === undefined) {
      throw new RehearsalError(`${this.stack.name}: the parameter "${name}" has no default, so it needs a value`);
    }
    if (type.startsWith('AWS::SSM::Parameter::')) {
      // Nobody knows here what the parameter holds.
      return `{{ssm:${String(value)}}}`;
    }
    return type === 'CommaDelimitedList' || type.startsWith('List<') ? String(value).split(',').map((entry) => entry.trim()) : String(value);
  }
}
