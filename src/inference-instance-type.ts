/**
 * The type of the instances that inference runs on. Some instance types are for training alone: see `TrainingInstanceType`.
 *
 * Which types there are differs between regions; the service refuses one that a region does not have.
 *
 * @see https://docs.aws.amazon.com/cleanrooms-ml/latest/APIReference/API_InferenceResourceConfig.html
 */
export class InferenceInstanceType {
  /** ml.c4.xlarge */
  public static readonly ML_C4_XLARGE = InferenceInstanceType.of('ml.c4.xlarge');
  /** ml.c4.2xlarge */
  public static readonly ML_C4_2XLARGE = InferenceInstanceType.of('ml.c4.2xlarge');
  /** ml.c4.4xlarge */
  public static readonly ML_C4_4XLARGE = InferenceInstanceType.of('ml.c4.4xlarge');
  /** ml.c4.8xlarge */
  public static readonly ML_C4_8XLARGE = InferenceInstanceType.of('ml.c4.8xlarge');
  /** ml.c5.xlarge */
  public static readonly ML_C5_XLARGE = InferenceInstanceType.of('ml.c5.xlarge');
  /** ml.c5.2xlarge */
  public static readonly ML_C5_2XLARGE = InferenceInstanceType.of('ml.c5.2xlarge');
  /** ml.c5.4xlarge */
  public static readonly ML_C5_4XLARGE = InferenceInstanceType.of('ml.c5.4xlarge');
  /** ml.c5.9xlarge */
  public static readonly ML_C5_9XLARGE = InferenceInstanceType.of('ml.c5.9xlarge');
  /** ml.c5.18xlarge */
  public static readonly ML_C5_18XLARGE = InferenceInstanceType.of('ml.c5.18xlarge');
  /** ml.c6i.large */
  public static readonly ML_C6I_LARGE = InferenceInstanceType.of('ml.c6i.large');
  /** ml.c6i.xlarge */
  public static readonly ML_C6I_XLARGE = InferenceInstanceType.of('ml.c6i.xlarge');
  /** ml.c6i.2xlarge */
  public static readonly ML_C6I_2XLARGE = InferenceInstanceType.of('ml.c6i.2xlarge');
  /** ml.c6i.4xlarge */
  public static readonly ML_C6I_4XLARGE = InferenceInstanceType.of('ml.c6i.4xlarge');
  /** ml.c6i.8xlarge */
  public static readonly ML_C6I_8XLARGE = InferenceInstanceType.of('ml.c6i.8xlarge');
  /** ml.c6i.12xlarge */
  public static readonly ML_C6I_12XLARGE = InferenceInstanceType.of('ml.c6i.12xlarge');
  /** ml.c6i.16xlarge */
  public static readonly ML_C6I_16XLARGE = InferenceInstanceType.of('ml.c6i.16xlarge');
  /** ml.c6i.24xlarge */
  public static readonly ML_C6I_24XLARGE = InferenceInstanceType.of('ml.c6i.24xlarge');
  /** ml.c6i.32xlarge */
  public static readonly ML_C6I_32XLARGE = InferenceInstanceType.of('ml.c6i.32xlarge');
  /** ml.c7i.large */
  public static readonly ML_C7I_LARGE = InferenceInstanceType.of('ml.c7i.large');
  /** ml.c7i.xlarge */
  public static readonly ML_C7I_XLARGE = InferenceInstanceType.of('ml.c7i.xlarge');
  /** ml.c7i.2xlarge */
  public static readonly ML_C7I_2XLARGE = InferenceInstanceType.of('ml.c7i.2xlarge');
  /** ml.c7i.4xlarge */
  public static readonly ML_C7I_4XLARGE = InferenceInstanceType.of('ml.c7i.4xlarge');
  /** ml.c7i.8xlarge */
  public static readonly ML_C7I_8XLARGE = InferenceInstanceType.of('ml.c7i.8xlarge');
  /** ml.c7i.12xlarge */
  public static readonly ML_C7I_12XLARGE = InferenceInstanceType.of('ml.c7i.12xlarge');
  /** ml.c7i.16xlarge */
  public static readonly ML_C7I_16XLARGE = InferenceInstanceType.of('ml.c7i.16xlarge');
  /** ml.c7i.24xlarge */
  public static readonly ML_C7I_24XLARGE = InferenceInstanceType.of('ml.c7i.24xlarge');
  /** ml.c7i.48xlarge */
  public static readonly ML_C7I_48XLARGE = InferenceInstanceType.of('ml.c7i.48xlarge');
  /** ml.g4dn.xlarge */
  public static readonly ML_G4DN_XLARGE = InferenceInstanceType.of('ml.g4dn.xlarge');
  /** ml.g4dn.2xlarge */
  public static readonly ML_G4DN_2XLARGE = InferenceInstanceType.of('ml.g4dn.2xlarge');
  /** ml.g4dn.4xlarge */
  public static readonly ML_G4DN_4XLARGE = InferenceInstanceType.of('ml.g4dn.4xlarge');
  /** ml.g4dn.8xlarge */
  public static readonly ML_G4DN_8XLARGE = InferenceInstanceType.of('ml.g4dn.8xlarge');
  /** ml.g4dn.12xlarge */
  public static readonly ML_G4DN_12XLARGE = InferenceInstanceType.of('ml.g4dn.12xlarge');
  /** ml.g4dn.16xlarge */
  public static readonly ML_G4DN_16XLARGE = InferenceInstanceType.of('ml.g4dn.16xlarge');
  /** ml.g5.xlarge */
  public static readonly ML_G5_XLARGE = InferenceInstanceType.of('ml.g5.xlarge');
  /** ml.g5.2xlarge */
  public static readonly ML_G5_2XLARGE = InferenceInstanceType.of('ml.g5.2xlarge');
  /** ml.g5.4xlarge */
  public static readonly ML_G5_4XLARGE = InferenceInstanceType.of('ml.g5.4xlarge');
  /** ml.g5.8xlarge */
  public static readonly ML_G5_8XLARGE = InferenceInstanceType.of('ml.g5.8xlarge');
  /** ml.g5.12xlarge */
  public static readonly ML_G5_12XLARGE = InferenceInstanceType.of('ml.g5.12xlarge');
  /** ml.g5.16xlarge */
  public static readonly ML_G5_16XLARGE = InferenceInstanceType.of('ml.g5.16xlarge');
  /** ml.g5.24xlarge */
  public static readonly ML_G5_24XLARGE = InferenceInstanceType.of('ml.g5.24xlarge');
  /** ml.g5.48xlarge */
  public static readonly ML_G5_48XLARGE = InferenceInstanceType.of('ml.g5.48xlarge');
  /** ml.m4.xlarge */
  public static readonly ML_M4_XLARGE = InferenceInstanceType.of('ml.m4.xlarge');
  /** ml.m4.2xlarge */
  public static readonly ML_M4_2XLARGE = InferenceInstanceType.of('ml.m4.2xlarge');
  /** ml.m4.4xlarge */
  public static readonly ML_M4_4XLARGE = InferenceInstanceType.of('ml.m4.4xlarge');
  /** ml.m4.10xlarge */
  public static readonly ML_M4_10XLARGE = InferenceInstanceType.of('ml.m4.10xlarge');
  /** ml.m4.16xlarge */
  public static readonly ML_M4_16XLARGE = InferenceInstanceType.of('ml.m4.16xlarge');
  /** ml.m5.large */
  public static readonly ML_M5_LARGE = InferenceInstanceType.of('ml.m5.large');
  /** ml.m5.xlarge */
  public static readonly ML_M5_XLARGE = InferenceInstanceType.of('ml.m5.xlarge');
  /** ml.m5.2xlarge */
  public static readonly ML_M5_2XLARGE = InferenceInstanceType.of('ml.m5.2xlarge');
  /** ml.m5.4xlarge */
  public static readonly ML_M5_4XLARGE = InferenceInstanceType.of('ml.m5.4xlarge');
  /** ml.m5.12xlarge */
  public static readonly ML_M5_12XLARGE = InferenceInstanceType.of('ml.m5.12xlarge');
  /** ml.m5.24xlarge */
  public static readonly ML_M5_24XLARGE = InferenceInstanceType.of('ml.m5.24xlarge');
  /** ml.m6i.large */
  public static readonly ML_M6I_LARGE = InferenceInstanceType.of('ml.m6i.large');
  /** ml.m6i.xlarge */
  public static readonly ML_M6I_XLARGE = InferenceInstanceType.of('ml.m6i.xlarge');
  /** ml.m6i.2xlarge */
  public static readonly ML_M6I_2XLARGE = InferenceInstanceType.of('ml.m6i.2xlarge');
  /** ml.m6i.4xlarge */
  public static readonly ML_M6I_4XLARGE = InferenceInstanceType.of('ml.m6i.4xlarge');
  /** ml.m6i.8xlarge */
  public static readonly ML_M6I_8XLARGE = InferenceInstanceType.of('ml.m6i.8xlarge');
  /** ml.m6i.12xlarge */
  public static readonly ML_M6I_12XLARGE = InferenceInstanceType.of('ml.m6i.12xlarge');
  /** ml.m6i.16xlarge */
  public static readonly ML_M6I_16XLARGE = InferenceInstanceType.of('ml.m6i.16xlarge');
  /** ml.m6i.24xlarge */
  public static readonly ML_M6I_24XLARGE = InferenceInstanceType.of('ml.m6i.24xlarge');
  /** ml.m6i.32xlarge */
  public static readonly ML_M6I_32XLARGE = InferenceInstanceType.of('ml.m6i.32xlarge');
  /** ml.m7i.large */
  public static readonly ML_M7I_LARGE = InferenceInstanceType.of('ml.m7i.large');
  /** ml.m7i.xlarge */
  public static readonly ML_M7I_XLARGE = InferenceInstanceType.of('ml.m7i.xlarge');
  /** ml.m7i.2xlarge */
  public static readonly ML_M7I_2XLARGE = InferenceInstanceType.of('ml.m7i.2xlarge');
  /** ml.m7i.4xlarge */
  public static readonly ML_M7I_4XLARGE = InferenceInstanceType.of('ml.m7i.4xlarge');
  /** ml.m7i.8xlarge */
  public static readonly ML_M7I_8XLARGE = InferenceInstanceType.of('ml.m7i.8xlarge');
  /** ml.m7i.12xlarge */
  public static readonly ML_M7I_12XLARGE = InferenceInstanceType.of('ml.m7i.12xlarge');
  /** ml.m7i.16xlarge */
  public static readonly ML_M7I_16XLARGE = InferenceInstanceType.of('ml.m7i.16xlarge');
  /** ml.m7i.24xlarge */
  public static readonly ML_M7I_24XLARGE = InferenceInstanceType.of('ml.m7i.24xlarge');
  /** ml.m7i.48xlarge */
  public static readonly ML_M7I_48XLARGE = InferenceInstanceType.of('ml.m7i.48xlarge');
  /** ml.p2.xlarge */
  public static readonly ML_P2_XLARGE = InferenceInstanceType.of('ml.p2.xlarge');
  /** ml.p2.8xlarge */
  public static readonly ML_P2_8XLARGE = InferenceInstanceType.of('ml.p2.8xlarge');
  /** ml.p2.16xlarge */
  public static readonly ML_P2_16XLARGE = InferenceInstanceType.of('ml.p2.16xlarge');
  /** ml.p3.2xlarge */
  public static readonly ML_P3_2XLARGE = InferenceInstanceType.of('ml.p3.2xlarge');
  /** ml.p3.8xlarge */
  public static readonly ML_P3_8XLARGE = InferenceInstanceType.of('ml.p3.8xlarge');
  /** ml.p3.16xlarge */
  public static readonly ML_P3_16XLARGE = InferenceInstanceType.of('ml.p3.16xlarge');
  /** ml.r6i.large */
  public static readonly ML_R6I_LARGE = InferenceInstanceType.of('ml.r6i.large');
  /** ml.r6i.xlarge */
  public static readonly ML_R6I_XLARGE = InferenceInstanceType.of('ml.r6i.xlarge');
  /** ml.r6i.2xlarge */
  public static readonly ML_R6I_2XLARGE = InferenceInstanceType.of('ml.r6i.2xlarge');
  /** ml.r6i.4xlarge */
  public static readonly ML_R6I_4XLARGE = InferenceInstanceType.of('ml.r6i.4xlarge');
  /** ml.r6i.8xlarge */
  public static readonly ML_R6I_8XLARGE = InferenceInstanceType.of('ml.r6i.8xlarge');
  /** ml.r6i.12xlarge */
  public static readonly ML_R6I_12XLARGE = InferenceInstanceType.of('ml.r6i.12xlarge');
  /** ml.r6i.16xlarge */
  public static readonly ML_R6I_16XLARGE = InferenceInstanceType.of('ml.r6i.16xlarge');
  /** ml.r6i.24xlarge */
  public static readonly ML_R6I_24XLARGE = InferenceInstanceType.of('ml.r6i.24xlarge');
  /** ml.r6i.32xlarge */
  public static readonly ML_R6I_32XLARGE = InferenceInstanceType.of('ml.r6i.32xlarge');
  /** ml.r7i.large */
  public static readonly ML_R7I_LARGE = InferenceInstanceType.of('ml.r7i.large');
  /** ml.r7i.xlarge */
  public static readonly ML_R7I_XLARGE = InferenceInstanceType.of('ml.r7i.xlarge');
  /** ml.r7i.2xlarge */
  public static readonly ML_R7I_2XLARGE = InferenceInstanceType.of('ml.r7i.2xlarge');
  /** ml.r7i.4xlarge */
  public static readonly ML_R7I_4XLARGE = InferenceInstanceType.of('ml.r7i.4xlarge');
  /** ml.r7i.8xlarge */
  public static readonly ML_R7I_8XLARGE = InferenceInstanceType.of('ml.r7i.8xlarge');
  /** ml.r7i.12xlarge */
  public static readonly ML_R7I_12XLARGE = InferenceInstanceType.of('ml.r7i.12xlarge');
  /** ml.r7i.16xlarge */
  public static readonly ML_R7I_16XLARGE = InferenceInstanceType.of('ml.r7i.16xlarge');
  /** ml.r7i.24xlarge */
  public static readonly ML_R7I_24XLARGE = InferenceInstanceType.of('ml.r7i.24xlarge');
  /** ml.r7i.48xlarge */
  public static readonly ML_R7I_48XLARGE = InferenceInstanceType.of('ml.r7i.48xlarge');

  /**
   * An instance type that has no constant here yet. One that this library does not know is passed on with a warning.
   *
   * @param name the whole name, such as `ml.m5.2xlarge`
   */
  public static of(name: string): InferenceInstanceType {
    return new InferenceInstanceType(name);
  }

  private constructor(
    /** The whole name, such as `ml.m5.2xlarge`. */
    public readonly name: string,
  ) {}

  /**
   * The whole name.
   */
  public toString(): string {
    return this.name;
  }
}
