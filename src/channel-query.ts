import type { IAnalysisTemplateRef } from 'aws-cdk-lib/aws-cleanrooms';
import { ANALYSIS_TEMPLATE, ANY, TEXT, optional, optionsOf, requireArgument } from './private/kind';

/**
 * How a query is run.
 */
export interface ChannelQueryOptions {
  /**
   * The parameters of the query by name. Names have 1 to 100 letters, digits and underscores, values at most 1,000 characters.
   *
   * They are kept in the template in clear text, and neither logged nor shown in messages. A dynamic reference to a secret is an error:
   * CloudFormation does not resolve it here.
   *
   * @default - none
   */
  readonly parameters?: { [name: string]: string };
}

/**
 * The query whose result is the data of an ML input channel.
 *
 * @see https://docs.aws.amazon.com/cleanrooms-ml/latest/APIReference/API_ProtectedQuerySQLParameters.html
 */
export class ChannelQuery {
  /**
   * Queries with SQL.
   *
   * @param queryString the SQL text. All properties of a channel together are at most 120 KB, written as JSON: use an analysis
   * template for longer ones. It is kept in the template in clear text, and neither logged nor shown in messages.
   */
  public static sql(queryString: string, options: ChannelQueryOptions = {}): ChannelQuery {
    requireArgument('ChannelQuery.sql()', 'queryString', queryString, TEXT);
    requireArgument('ChannelQuery.sql()', 'options', options, OPTIONS);
    return new ChannelQuery(options.parameters, queryString);
  }

  /**
   * Queries with an analysis template.
   *
   * @param analysisTemplate a `CfnAnalysisTemplate`. Another member's is given by `analysisTemplateArn()`.
   */
  public static analysisTemplate(analysisTemplate: IAnalysisTemplateRef, options: ChannelQueryOptions = {}): ChannelQuery {
    requireArgument('ChannelQuery.analysisTemplate()', 'analysisTemplate', analysisTemplate, ANALYSIS_TEMPLATE);
    return ChannelQuery.analysisTemplateArn(analysisTemplate.analysisTemplateRef.analysisTemplateArn, options);
  }

  /**
   * Queries with an analysis template by its ARN, such as that of another member.
   */
  public static analysisTemplateArn(analysisTemplateArn: string, options: ChannelQueryOptions = {}): ChannelQuery {
    requireArgument('ChannelQuery.analysisTemplateArn()', 'analysisTemplateArn', analysisTemplateArn, TEXT);
    requireArgument('ChannelQuery.analysisTemplateArn()', 'options', options, OPTIONS);
    return new ChannelQuery(options.parameters, undefined, analysisTemplateArn);
  }

  private constructor(
    /** @internal */
    public readonly _parameters?: { [name: string]: string },
    /** @internal */
    public readonly _queryString?: string,
    /** @internal */
    public readonly _analysisTemplateArn?: string,
  ) {}
}

const OPTIONS = optionsOf({ parameters: optional(ANY) });
