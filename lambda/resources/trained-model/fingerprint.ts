/**
 * A fingerprint tells two trainings apart. It has three parts, so that the same version is recognised whatever
 * `retrainOn` says, also after a change of `retrainOn` itself.
 */
import type { DesiredTrainedModel } from './properties';
import type { RetrainScope } from '../../../src/private/protocol/contract';
import { digest } from '../../engine/digest';

const PART = 7;

export interface Fingerprint {
  /** Of the revision, which the user changes to train again. */
  readonly revision: string;
  /** Of what the model learns from and how. An association is known by what it trains with, if that is known. */
  readonly inputs: string;
  /** Of what the training runs on: instances, runtime, payer. */
  readonly resources: string;
}

export function fingerprintOf({ request, revision, trainingDefinition }: Pick<DesiredTrainedModel, 'request' | 'revision' | 'trainingDefinition'>): Fingerprint {
  const byName = [...request.dataChannels].sort((a, b) => (a.channelName < b.channelName ? -1 : 1));
  return {
    revision: digest(revision ?? '', PART),
    inputs: digest({
      definition: trainingDefinition ?? request.configuredModelAlgorithmAssociationArn,
      channels: byName,
      hyperparameters: request.hyperparameters ?? {},
      environment: request.environment ?? {},
      inputMode: request.trainingInputMode,
      encryptionKey: request.kmsKeyArn,
    }, PART),
    resources: digest({
      resources: request.resourceConfig,
      runtime: request.stoppingCondition,
      payer: request.mlModelTrainingPayerAccountId,
    }, PART),
  };
}

/** Whether a change from one to the other is none, for a user who retrains on changes of that scope. */
export function sameModel(scope: RetrainScope, a: Fingerprint, b: Fingerprint): boolean {
  return a.revision === b.revision
    && (scope === 'REVISION_ONLY' || a.inputs === b.inputs)
    && (scope !== 'ANY_TRAINING_PROPERTY' || a.resources === b.resources);
}

export function fingerprintText({ revision, inputs, resources }: Fingerprint): string {
  return `${revision}${inputs}${resources}`;
}

/** The fingerprint that a text stands for. */
export function parseFingerprint(text: string): Fingerprint {
  return { revision: text.slice(0, PART), inputs: text.slice(PART, 2 * PART), resources: text.slice(2 * PART) };
}

/** The name of a training: the idempotency key, since the service has no other. Attempts count from one. */
export function trainingName(base: string, fingerprint: Fingerprint, attempt: number): string {
  return `${base}-${fingerprintText(fingerprint)}${attempt > 1 ? `-${attempt}` : ''}`;
}

const FINGERPRINT_AND_ATTEMPT = new RegExp(`^${`([a-z2-7]{${PART}})`.repeat(3)}(?:-([0-9]+))?$`);

/** What a training's name says, when it is one of that base. */
export function parseTrainingName(base: string, name: string): { fingerprint: Fingerprint; attempt: number } | undefined {
  if (!name.startsWith(`${base}-`)) {
    return undefined;
  }
  const match = FINGERPRINT_AND_ATTEMPT.exec(name.slice(base.length + 1));
  return match === null ? undefined : {
    fingerprint: { revision: match[1], inputs: match[2], resources: match[3] },
    attempt: match[4] === undefined ? 1 : Number(match[4]),
  };
}
