import { LogRedaction } from './log-redaction';
import { ANY, instanceOf, optional, optionsOf, requireArgument, type KindsOf } from './private/kind';
import type { LogsConfigurationPolicy } from './private/protocol/api-requests';

/**
 * What a log policy narrows down.
 */
export interface LogPolicyOptions {
  /**
   * Only log events that match this CloudWatch Logs filter pattern leave the clean room; at most 1,024 characters.
   *
   * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntax.html
   * @default - all log events
   */
  readonly filterPattern?: string;

  /**
   * What is taken out of the log events.
   *
   * @default - nothing is redacted
   */
  readonly redaction?: LogRedaction;
}

const OPTIONS: KindsOf<LogPolicyOptions> = {
  filterPattern: optional(ANY),
  redaction: optional(instanceOf(LogRedaction, 'a LogRedaction, such as LogRedaction.of()')),
};

/**
 * Which logs of a container leave the clean room, and to whom. A member without a policy of its own gets none.
 *
 * Logs go to the members' own CloudWatch Logs, by the role in their ML configuration.
 *
 * @see https://docs.aws.amazon.com/cleanrooms-ml/latest/APIReference/API_LogsConfigurationPolicy.html
 */
export class LogPolicy {
  /**
   * All logs: everything that the container writes to its standard output and standard error.
   *
   * @param accounts the IDs of 1 to 5 member accounts that receive the logs
   */
  public static all(accounts: string[], options: LogPolicyOptions = {}): LogPolicy {
    requireArgument('LogPolicy.all()', 'options', options, optionsOf(OPTIONS));
    return new LogPolicy('ALL', accounts, options);
  }

  /**
   * A summary of the errors alone.
   *
   * @param accounts the IDs of 1 to 5 member accounts that receive the summary
   */
  public static errorSummary(accounts: string[], options: LogPolicyOptions = {}): LogPolicy {
    requireArgument('LogPolicy.errorSummary()', 'options', options, optionsOf(OPTIONS));
    return new LogPolicy('ERROR_SUMMARY', accounts, options);
  }

  private constructor(private readonly logType: string, private readonly accounts: string[], private readonly options: LogPolicyOptions) {}

  /**
   * This policy as the API takes it.
   *
   * @internal
   */
  public _toRequest(): LogsConfigurationPolicy {
    const { filterPattern, redaction } = this.options;
    return {
      allowedAccountIds: this.accounts,
      filterPattern,
      logType: this.logType,
      logRedactionConfiguration: redaction && {
        entitiesToRedact: redaction.entities,
        customEntityConfig: redaction.customIdentifiers.length > 0 ? { customDataIdentifiers: redaction.customIdentifiers } : undefined,
      },
    };
  }
}
