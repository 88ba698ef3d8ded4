import { CfnResource, RemovalPolicy, TagManager, TagType } from 'aws-cdk-lib';
import type { Construct, IDependable } from 'constructs';
import { problemsOfDynamicReferences } from './dynamic-references';
import { MAX_TAGS, TAGS } from './protocol/api-model';
import { FINGERPRINT_TAG, OWNER_TAG, PROPERTY_FORMAT, type CommonProperties } from './protocol/contract';
import { toTemplateCasing } from './protocol/property-casing';
import { show, type Problem } from './protocol/shape';
import type { Provider } from './provider';
import { problemsOfSize } from './request-size';
import { propertiesInTemplate } from './template-properties';
import { nameOfProperty, problemsOfValue, type PropertyNames } from './validation';

export interface ServiceResourceProps<P extends CommonProperties> {
  /** One of `RESOURCE_TYPES`. */
  readonly type: string;
  readonly provider: Provider;
  /** What the handlers may do for it, as the provider gave it out. */
  readonly policy?: Construct;
  /** @default - the resource has no tags */
  readonly tags?: TagManager;
  /** What the handlers get, without what all resources have. */
  readonly properties: Omit<P, 'PropertyFormat' | 'Tags'>;
  readonly removalPolicy?: RemovalPolicy;
  /** Which property of the construct sets a member of the request. */
  readonly propertyNames: PropertyNames;
  /** What to do when the properties are too large. @default - put large values into the image or into a data channel */
  readonly sizeAdvice?: string;
}

/** Makes the tags of a construct whose resource is of this type. */
export function tagManagerFor(type: string): TagManager {
  return new TagManager(TagType.KEY_VALUE, type, undefined, { tagPropertyName: 'Tags' });
}

/**
 * The one resource in the template for each construct. It is the construct's default child, so removal policies and
 * escape hatches find it where CDK users look for it.
 */
export class ServiceResource<P extends CommonProperties, A extends Record<string, string>> {
  private readonly resource: CfnResource;

  constructor(scope: Construct, props: ServiceResourceProps<P>) {
    this.resource = new CfnResource(scope, 'Resource', {
      type: props.type,
      properties: {
        ServiceToken: props.provider.serviceToken,
        PropertyFormat: PROPERTY_FORMAT,
        ...toTemplateCasing(props.properties),
        Tags: props.tags?.renderedTags,
      },
    });
    this.resource.applyRemovalPolicy(props.removalPolicy, { default: RemovalPolicy.DESTROY });
    // The permissions are there before the resource is, and go after it has gone.
    if (props.policy !== undefined) {
      this.resource.node.addDependency(props.policy.node.defaultChild!);
    }
    // Tags come after construction, and tokens hide values until then, so these are checked at the end.
    const tagValues = () => props.tags?.tagValues() ?? {};
    scope.node.addValidation({
      validate: () => [...problemsOfTags(tagValues()), ...this.problemsOfProperties(props.propertyNames, props.sizeAdvice)],
    });
  }

  /** What no custom resource can have, whatever it is about. */
  private problemsOfProperties(names: PropertyNames, sizeAdvice?: string): string[] {
    const properties = propertiesInTemplate(this.resource, (value) => this.resource.stack.resolve(value));
    // A definition is digested, so what is in it never gets further than that.
    const { ServiceToken: _token, TrainingDefinition: _definition, ...sent } = properties;
    const references = Object.entries(sent).flatMap(([name, value]) => problemsOfDynamicReferences(value, nameOf(name)));
    return [...references.map((problem) => renamed(problem, names)), ...problemsOfSize(properties, nameOf, sizeAdvice)]
      .map(({ path, message }) => `${path} ${message}`);
  }

  /** One of the attributes that the handlers return. */
  public attribute(name: keyof A & string): string {
    return this.resource.getAtt(name).toString();
  }

  /** Makes the resource wait for something else. */
  public dependOn(dependency: IDependable): void {
    this.resource.node.addDependency(dependency);
  }
}

/** What the handlers call `Hyperparameters` is `hyperparameters` for the user. The request has its names from the API. */
function nameOf(property: string): string {
  return property === 'Request' || property === 'Tags' ? property : uncapitalized(property);
}

function renamed({ path, message }: Problem, names: PropertyNames): Problem {
  const member = path.startsWith('Request.') ? path.slice('Request.'.length).split('.').map(uncapitalized).join('.') : path.replace(/^\w+\.\w+$/, (pair) => pair.split('.').map(uncapitalized).join('.'));
  return { path: nameOfProperty(member, names), message };
}

function uncapitalized(name: string): string {
  return `${name[0].toLowerCase()}${name.slice(1)}`;
}

function problemsOfTags(tags: Record<string, string>): string[] {
  const keys = Object.keys(tags);
  const available = MAX_TAGS - 2;
  return [
    ...(keys.length > available ? [`Tags: at most ${available} are allowed, since the service takes ${MAX_TAGS} and 2 are used to know what belongs to the stack; got ${keys.length}`] : []),
    ...keys.filter((key) => /^aws:/i.test(key) || key === OWNER_TAG || key === FINGERPRINT_TAG)
      .map((key) => `Tags: ${key.toLowerCase().startsWith('aws:') ? 'keys that start with "aws:" are reserved for AWS' : 'this key is reserved for this library'}, got ${show(key)}`),
    ...problemsOfValue(TAGS, tags, 'Tags').map(({ path, message }) => `${path}: ${message}`),
  ];
}
