/** A CloudFormation template, as far as a deployment looks at it. */
export interface Template {
  readonly Parameters?: { readonly [name: string]: TemplateParameter };
  readonly Mappings?: { readonly [name: string]: { readonly [topLevelKey: string]: { readonly [secondLevelKey: string]: unknown } } };
  readonly Conditions?: { readonly [name: string]: unknown };
  readonly Resources?: { readonly [logicalId: string]: TemplateResource };
  readonly Outputs?: { readonly [name: string]: TemplateOutput };
}

export interface TemplateParameter {
  readonly Type: string;
  readonly Default?: unknown;
}

export type ResourcePolicy = 'Delete' | 'Retain' | 'RetainExceptOnCreate' | 'Snapshot';

export interface TemplateResource {
  readonly Type: string;
  readonly Properties?: { readonly [name: string]: unknown };
  readonly Condition?: string;
  readonly DependsOn?: string | readonly string[];
  readonly DeletionPolicy?: ResourcePolicy;
  readonly UpdateReplacePolicy?: ResourcePolicy;
  readonly Metadata?: { readonly [key: string]: unknown };
}

export interface TemplateOutput {
  readonly Value: unknown;
  readonly Condition?: string;
  readonly Export?: { readonly Name: unknown };
}
