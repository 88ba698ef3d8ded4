/**
 * What is taken out of a log line before a member of the collaboration sees it.
 *
 * @see https://docs.aws.amazon.com/cleanrooms-ml/latest/APIReference/API_LogRedactionConfiguration.html
 */
export enum EntityType {
  /** Everything that the service recognizes as personally identifiable information. */
  ALL_PERSONALLY_IDENTIFIABLE_INFORMATION = 'ALL_PERSONALLY_IDENTIFIABLE_INFORMATION',
  /** Every number. */
  NUMBERS = 'NUMBERS',
  /**
   * What matches one of the custom identifiers. `LogRedaction.withCustomIdentifiers()` adds it by itself; without
   * identifiers it is an error.
   */
  CUSTOM = 'CUSTOM',
}
