/** What a quota that is exceeded means for one request: whether waiting can help, and what to do. */

export interface QuotaRefusal {
  readonly quotaName?: string;
  /** A number in the API's model. */
  readonly quotaValue?: number | string;
}

/**
 * Whether no wait can make a request fit into the quota that refused it: the quota is 0, it is below what this one
 * request needs, or it counts what stays until somebody deletes it.
 */
export function isFinalQuota(quota: QuotaRefusal, { instanceCount = 1 }: { readonly instanceCount?: number } = {}): boolean {
  const value = valueOf(quota);
  return countsVersions(quota) || (value !== undefined && (value <= 0 || (countsInstances(quota) && value < instanceCount)));
}

/**
 * What to do about a quota that is exceeded, with its name and value where the service says them.
 *
 * @param service whose quota it is
 */
export function quotaAdvice(quota: QuotaRefusal, service = 'AWS Clean Rooms ML'): string {
  const value = valueOf(quota);
  const subject = quota.quotaName === undefined ? '' : `The quota "${quota.quotaName}"${value === undefined ? '' : ` is ${value}`}. `;
  return countsVersions(quota)
    ? `${subject}Delete versions that are no longer used, for instance with VersionRetention.keepLast, or ask for a higher quota in Service Quotas.`
    : `${subject}Ask for a higher quota in Service Quotas (${service}, in this Region), or declare fewer of them.`;
}

/** Versions stay until they are deleted; trainings that run come to an end. */
function countsVersions({ quotaName = '' }: QuotaRefusal): boolean {
  return /\bversions?\b/i.test(quotaName);
}

/** The service has a quota for each instance type and one for all of them together. */
function countsInstances({ quotaName = '' }: QuotaRefusal): boolean {
  return /\binstances?\b|\bml\.[a-z0-9]+\.[a-z0-9]+/i.test(quotaName);
}

function valueOf({ quotaValue }: QuotaRefusal): number | undefined {
  const value = quotaValue === undefined || quotaValue === null || quotaValue === '' ? NaN : Number(quotaValue);
  return Number.isFinite(value) ? value : undefined;
}
