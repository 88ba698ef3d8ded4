import { EntityType } from './entity-type';

/**
 * What is taken out of logs before they leave the clean room.
 *
 * @see https://docs.aws.amazon.com/cleanrooms-ml/latest/APIReference/API_LogRedactionConfiguration.html
 */
export class LogRedaction {
  /**
   * Redacts entities of these types.
   *
   * @param entities at least one; `EntityType.CUSTOM` needs `withCustomIdentifiers()`, which adds it by itself
   */
  public static of(...entities: EntityType[]): LogRedaction {
    return new LogRedaction(entities, []);
  }

  private constructor(
    /** The types of entities that are redacted. */
    public readonly entities: EntityType[],
    /** Regular expressions; what matches one of them is redacted. */
    public readonly customIdentifiers: string[],
  ) {}

  /**
   * This redaction, and that of whatever matches one of these regular expressions.
   *
   * @param identifiers 1 to 10 regular expressions of at most 200 characters each: letters, digits, spaces and
   * `_#=@/;,-^$?[]{}|\*+.()`
   */
  public withCustomIdentifiers(...identifiers: string[]): LogRedaction {
    return new LogRedaction([...new Set([...this.entities, EntityType.CUSTOM])], [...this.customIdentifiers, ...identifiers]);
  }
}
