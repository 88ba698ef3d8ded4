import type { ServiceErrorLike } from './service-error';

/** Placeholder until the errors carry quotas. */
export function isFinalQuota(_error: ServiceErrorLike, _needs: { readonly instanceCount?: number }): boolean {
  return false;
}
