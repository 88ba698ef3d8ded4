/** Rehearses deployments of Clean Rooms ML models, without AWS: the API for lifecycle tests. */
export * from '../emulator';
export type { TransportFault } from '../emulator/transport-fault';
export { readCloudAssembly } from './cloud-assembly';
export type { AssemblyStack, CloudAssembly } from './cloud-assembly';
export type { DeploymentBehavior } from './deployment-behavior';
export type { CloudFormationFault, CloudFormationOperation, StatusRead } from './cloud-formation-client';
export type { Delivery, Disturbances, TaskInvocation } from './disturbances';
export type { Environment } from './environment';
export { RehearsalError } from './errors';
export { LambdaFiles } from './lambda-code';
export type { LambdaCode, LambdaContext, LambdaHandler } from './lambda-code';
export type { FunctionCall, Transit } from './network';
export type { PlannedFailure, PlannedFailures } from './planned-failure';
export { Rehearsal } from './rehearsal';
export type {
  DeploymentResult, DeployOptions, DestroyOptions, RehearsalOptions, ResourceDescription, StackDescription, StackResult, TimeSpan,
} from './rehearsal';
export type { StackStatus } from './stack';
export type { Execution } from './state-machine';
export type { StepFunctionsFault } from './step-functions-client';
export type { Template, TemplateOutput, TemplateParameter, TemplateResource } from './template';
export type { ExpectationOutcome } from './expectations';
export type { PromiseOutcome } from './promises';
export { printSummary } from './summary';
export type {
  DeploymentSummary, Inventory, JobSummary, RehearsalSummary, RetainedResource, SummaryOptions, TrainingEnd, TrainingSummary, ValidationSummary,
} from './summary';
export { isColored } from '../command-line/terminal';
export type { Terminal } from '../command-line/terminal';
export { inColumns, table } from '../command-line/text-columns';
export type { Row } from '../command-line/text-columns';
export type { Timeline, TimelineEvent, TimelineKind } from './timeline';
export { printTimeline } from './timeline-printer';
export type { PrintOptions } from './timeline-printer';
export { printVersionChart } from './version-chart';
export type { ChartOptions } from './version-chart';
