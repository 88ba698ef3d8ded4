/**
 * The settings of the handlers' functions by the scope that they were made for.
 */
import type { IConstruct } from 'constructs';
import type { ProviderSettingsProps } from '../provider-settings';

const SETTINGS = new WeakMap<IConstruct, ProviderSettingsProps>();

/** Adds to what was set for a scope. */
export function addSettings(scope: IConstruct, settings: ProviderSettingsProps): void {
  SETTINGS.set(scope, { ...SETTINGS.get(scope), ...withoutAbsent(settings) });
}

/** What holds for a construct: for each setting, what the nearest scope says. */
export function settingsFor(construct: IConstruct): ProviderSettingsProps {
  return Object.assign({}, ...construct.node.scopes.map((scope) => SETTINGS.get(scope)));
}

/** Only what is set: in JavaScript, null sets nothing either. */
export function withoutAbsent(settings: ProviderSettingsProps): ProviderSettingsProps {
  return Object.fromEntries(Object.entries(settings).filter(([, value]) => value !== undefined && value !== null));
}
