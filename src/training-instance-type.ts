/**
 * The type of the instances that a model is trained on.
 *
 * Which types there are differs between regions; the service refuses one that a region does not have.
 *
 * @see https://docs.aws.amazon.com/cleanrooms-ml/latest/APIReference/API_ResourceConfig.html
 */
export class TrainingInstanceType {
  /** ml.c4.xlarge */
  public static readonly ML_C4_XLARGE = TrainingInstanceType.of('ml.c4.xlarge');
  /** ml.c4.2xlarge */
  public static readonly ML_C4_2XLARGE = TrainingInstanceType.of('ml.c4.2xlarge');
  /** ml.c4.4xlarge */
  public static readonly ML_C4_4XLARGE = TrainingInstanceType.of('ml.c4.4xlarge');
  /** ml.c4.8xlarge */
  public static readonly ML_C4_8XLARGE = TrainingInstanceType.of('ml.c4.8xlarge');
  /** ml.c5.xlarge */
  public static readonly ML_C5_XLARGE = TrainingInstanceType.of('ml.c5.xlarge');
  /** ml.c5.2xlarge */
  public static readonly ML_C5_2XLARGE = TrainingInstanceType.of('ml.c5.2xlarge');
  /** ml.c5.4xlarge */
  public static readonly ML_C5_4XLARGE = TrainingInstanceType.of('ml.c5.4xlarge');
  /** ml.c5.9xlarge */
  public static readonly ML_C5_9XLARGE = TrainingInstanceType.of('ml.c5.9xlarge');
  /** ml.c5.18xlarge */
  public static readonly ML_C5_18XLARGE = TrainingInstanceType.of('ml.c5.18xlarge');
  /** ml.c5n.xlarge */
  public static readonly ML_C5N_XLARGE = TrainingInstanceType.of('ml.c5n.xlarge');
  /** ml.c5n.2xlarge */
  public static readonly ML_C5N_2XLARGE = TrainingInstanceType.of('ml.c5n.2xlarge');
  /** ml.c5n.4xlarge */
  public static readonly ML_C5N_4XLARGE = TrainingInstanceType.of('ml.c5n.4xlarge');
  /** ml.c5n.9xlarge */
  public static readonly ML_C5N_9XLARGE = TrainingInstanceType.of('ml.c5n.9xlarge');
  /** ml.c5n.18xlarge */
  public static readonly ML_C5N_18XLARGE = TrainingInstanceType.of('ml.c5n.18xlarge');
  /** ml.c6i.xlarge */
  public static readonly ML_C6I_XLARGE = TrainingInstanceType.of('ml.c6i.xlarge');
  /** ml.c6i.2xlarge */
  public static readonly ML_C6I_2XLARGE = TrainingInstanceType.of('ml.c6i.2xlarge');
  /** ml.c6i.4xlarge */
  public static readonly ML_C6I_4XLARGE = TrainingInstanceType.of('ml.c6i.4xlarge');
  /** ml.c6i.8xlarge */
  public static readonly ML_C6I_8XLARGE = TrainingInstanceType.of('ml.c6i.8xlarge');
  /** ml.c6i.12xlarge */
  public static readonly ML_C6I_12XLARGE = TrainingInstanceType.of('ml.c6i.12xlarge');
  /** ml.c6i.16xlarge */
  public static readonly ML_C6I_16XLARGE = TrainingInstanceType.of('ml.c6i.16xlarge');
  /** ml.c6i.24xlarge */
  public static readonly ML_C6I_24XLARGE = TrainingInstanceType.of('ml.c6i.24xlarge');
  /** ml.c6i.32xlarge */
  public static readonly ML_C6I_32XLARGE = TrainingInstanceType.of('ml.c6i.32xlarge');
  /** ml.c7i.large */
  public static readonly ML_C7I_LARGE = TrainingInstanceType.of('ml.c7i.large');
  /** ml.c7i.xlarge */
  public static readonly ML_C7I_XLARGE = TrainingInstanceType.of('ml.c7i.xlarge');
  /** ml.c7i.2xlarge */
  public static readonly ML_C7I_2XLARGE = TrainingInstanceType.of('ml.c7i.2xlarge');
  /** ml.c7i.4xlarge */
  public static readonly ML_C7I_4XLARGE = TrainingInstanceType.of('ml.c7i.4xlarge');
  /** ml.c7i.8xlarge */
  public static readonly ML_C7I_8XLARGE = TrainingInstanceType.of('ml.c7i.8xlarge');
  /** ml.c7i.12xlarge */
  public static readonly ML_C7I_12XLARGE = TrainingInstanceType.of('ml.c7i.12xlarge');
  /** ml.c7i.16xlarge */
  public static readonly ML_C7I_16XLARGE = TrainingInstanceType.of('ml.c7i.16xlarge');
  /** ml.c7i.24xlarge */
  public static readonly ML_C7I_24XLARGE = TrainingInstanceType.of('ml.c7i.24xlarge');
  /** ml.c7i.48xlarge */
  public static readonly ML_C7I_48XLARGE = TrainingInstanceType.of('ml.c7i.48xlarge');
  /** ml.g4dn.xlarge */
  public static readonly ML_G4DN_XLARGE = TrainingInstanceType.of('ml.g4dn.xlarge');
  /** ml.g4dn.2xlarge */
  public static readonly ML_G4DN_2XLARGE = TrainingInstanceType.of('ml.g4dn.2xlarge');
  /** ml.g4dn.4xlarge */
  public static readonly ML_G4DN_4XLARGE = TrainingInstanceType.of('ml.g4dn.4xlarge');
  /** ml.g4dn.8xlarge */
  public static readonly ML_G4DN_8XLARGE = TrainingInstanceType.of('ml.g4dn.8xlarge');
  /** ml.g4dn.12xlarge */
  public static readonly ML_G4DN_12XLARGE = TrainingInstanceType.of('ml.g4dn.12xlarge');
  /** ml.g4dn.16xlarge */
  public static readonly ML_G4DN_16XLARGE = TrainingInstanceType.of('ml.g4dn.16xlarge');
  /** ml.g5.xlarge */
  public static readonly ML_G5_XLARGE = TrainingInstanceType.of('ml.g5.xlarge');
  /** ml.g5.2xlarge */
  public static readonly ML_G5_2XLARGE = TrainingInstanceType.of('ml.g5.2xlarge');
  /** ml.g5.4xlarge */
  public static readonly ML_G5_4XLARGE = TrainingInstanceType.of('ml.g5.4xlarge');
  /** ml.g5.8xlarge */
  public static readonly ML_G5_8XLARGE = TrainingInstanceType.of('ml.g5.8xlarge');
  /** ml.g5.12xlarge */
  public static readonly ML_G5_12XLARGE = TrainingInstanceType.of('ml.g5.12xlarge');
  /** ml.g5.16xlarge */
  public static readonly ML_G5_16XLARGE = TrainingInstanceType.of('ml.g5.16xlarge');
  /** ml.g5.24xlarge */
  public static readonly ML_G5_24XLARGE = TrainingInstanceType.of('ml.g5.24xlarge');
  /** ml.g5.48xlarge */
  public static readonly ML_G5_48XLARGE = TrainingInstanceType.of('ml.g5.48xlarge');
  /** ml.g6.xlarge */
  public static readonly ML_G6_XLARGE = TrainingInstanceType.of('ml.g6.xlarge');
  /** ml.g6.2xlarge */
  public static readonly ML_G6_2XLARGE = TrainingInstanceType.of('ml.g6.2xlarge');
  /** ml.g6.4xlarge */
  public static readonly ML_G6_4XLARGE = TrainingInstanceType.of('ml.g6.4xlarge');
  /** ml.g6.8xlarge */
  public static readonly ML_G6_8XLARGE = TrainingInstanceType.of('ml.g6.8xlarge');
  /** ml.g6.12xlarge */
  public static readonly ML_G6_12XLARGE = TrainingInstanceType.of('ml.g6.12xlarge');
  /** ml.g6.16xlarge */
  public static readonly ML_G6_16XLARGE = TrainingInstanceType.of('ml.g6.16xlarge');
  /** ml.g6.24xlarge */
  public static readonly ML_G6_24XLARGE = TrainingInstanceType.of('ml.g6.24xlarge');
  /** ml.g6.48xlarge */
  public static readonly ML_G6_48XLARGE = TrainingInstanceType.of('ml.g6.48xlarge');
  /** ml.g6e.xlarge */
  public static readonly ML_G6E_XLARGE = TrainingInstanceType.of('ml.g6e.xlarge');
  /** ml.g6e.2xlarge */
  public static readonly ML_G6E_2XLARGE = TrainingInstanceType.of('ml.g6e.2xlarge');
  /** ml.g6e.4xlarge */
  public static readonly ML_G6E_4XLARGE = TrainingInstanceType.of('ml.g6e.4xlarge');
  /** ml.g6e.8xlarge */
  public static readonly ML_G6E_8XLARGE = TrainingInstanceType.of('ml.g6e.8xlarge');
  /** ml.g6e.12xlarge */
  public static readonly ML_G6E_12XLARGE = TrainingInstanceType.of('ml.g6e.12xlarge');
  /** ml.g6e.16xlarge */
  public static readonly ML_G6E_16XLARGE = TrainingInstanceType.of('ml.g6e.16xlarge');
  /** ml.g6e.24xlarge */
  public static readonly ML_G6E_24XLARGE = TrainingInstanceType.of('ml.g6e.24xlarge');
  /** ml.g6e.48xlarge */
  public static readonly ML_G6E_48XLARGE = TrainingInstanceType.of('ml.g6e.48xlarge');
  /** ml.m4.xlarge */
  public static readonly ML_M4_XLARGE = TrainingInstanceType.of('ml.m4.xlarge');
  /** ml.m4.2xlarge */
  public static readonly ML_M4_2XLARGE = TrainingInstanceType.of('ml.m4.2xlarge');
  /** ml.m4.4xlarge */
  public static readonly ML_M4_4XLARGE = TrainingInstanceType.of('ml.m4.4xlarge');
  /** ml.m4.10xlarge */
  public static readonly ML_M4_10XLARGE = TrainingInstanceType.of('ml.m4.10xlarge');
  /** ml.m4.16xlarge */
  public static readonly ML_M4_16XLARGE = TrainingInstanceType.of('ml.m4.16xlarge');
  /** ml.m5.large */
  public static readonly ML_M5_LARGE = TrainingInstanceType.of('ml.m5.large');
  /** ml.m5.xlarge */
  public static readonly ML_M5_XLARGE = TrainingInstanceType.of('ml.m5.xlarge');
  /** ml.m5.2xlarge */
  public static readonly ML_M5_2XLARGE = TrainingInstanceType.of('ml.m5.2xlarge');
  /** ml.m5.4xlarge */
  public static readonly ML_M5_4XLARGE = TrainingInstanceType.of('ml.m5.4xlarge');
  /** ml.m5.12xlarge */
  public static readonly ML_M5_12XLARGE = TrainingInstanceType.of('ml.m5.12xlarge');
  /** ml.m5.24xlarge */
  public static readonly ML_M5_24XLARGE = TrainingInstanceType.of('ml.m5.24xlarge');
  /** ml.m6i.large */
  public static readonly ML_M6I_LARGE = TrainingInstanceType.of('ml.m6i.large');
  /** ml.m6i.xlarge */
  public static readonly ML_M6I_XLARGE = TrainingInstanceType.of('ml.m6i.xlarge');
  /** ml.m6i.2xlarge */
  public static readonly ML_M6I_2XLARGE = TrainingInstanceType.of('ml.m6i.2xlarge');
  /** ml.m6i.4xlarge */
  public static readonly ML_M6I_4XLARGE = TrainingInstanceType.of('ml.m6i.4xlarge');
  /** ml.m6i.8xlarge */
  public static readonly ML_M6I_8XLARGE = TrainingInstanceType.of('ml.m6i.8xlarge');
  /** ml.m6i.12xlarge */
  public static readonly ML_M6I_12XLARGE = TrainingInstanceType.of('ml.m6i.12xlarge');
  /** ml.m6i.16xlarge */
  public static readonly ML_M6I_16XLARGE = TrainingInstanceType.of('ml.m6i.16xlarge');
  /** ml.m6i.24xlarge */
  public static readonly ML_M6I_24XLARGE = TrainingInstanceType.of('ml.m6i.24xlarge');
  /** ml.m6i.32xlarge */
  public static readonly ML_M6I_32XLARGE = TrainingInstanceType.of('ml.m6i.32xlarge');
  /** ml.m7i.large */
  public static readonly ML_M7I_LARGE = TrainingInstanceType.of('ml.m7i.large');
  /** ml.m7i.xlarge */
  public static readonly ML_M7I_XLARGE = TrainingInstanceType.of('ml.m7i.xlarge');
  /** ml.m7i.2xlarge */
  public static readonly ML_M7I_2XLARGE = TrainingInstanceType.of('ml.m7i.2xlarge');
  /** ml.m7i.4xlarge */
  public static readonly ML_M7I_4XLARGE = TrainingInstanceType.of('ml.m7i.4xlarge');
  /** ml.m7i.8xlarge */
  public static readonly ML_M7I_8XLARGE = TrainingInstanceType.of('ml.m7i.8xlarge');
  /** ml.m7i.12xlarge */
  public static readonly ML_M7I_12XLARGE = TrainingInstanceType.of('ml.m7i.12xlarge');
  /** ml.m7i.16xlarge */
  public static readonly ML_M7I_16XLARGE = TrainingInstanceType.of('ml.m7i.16xlarge');
  /** ml.m7i.24xlarge */
  public static readonly ML_M7I_24XLARGE = TrainingInstanceType.of('ml.m7i.24xlarge');
  /** ml.m7i.48xlarge */
  public static readonly ML_M7I_48XLARGE = TrainingInstanceType.of('ml.m7i.48xlarge');
  /** ml.p2.xlarge */
  public static readonly ML_P2_XLARGE = TrainingInstanceType.of('ml.p2.xlarge');
  /** ml.p2.8xlarge */
  public static readonly ML_P2_8XLARGE = TrainingInstanceType.of('ml.p2.8xlarge');
  /** ml.p2.16xlarge */
  public static readonly ML_P2_16XLARGE = TrainingInstanceType.of('ml.p2.16xlarge');
  /** ml.p3.2xlarge; Clean Rooms ML has deprecated its P3 instances, so choose a newer family for new models. */
  public static readonly ML_P3_2XLARGE = TrainingInstanceType.of('ml.p3.2xlarge');
  /** ml.p3.8xlarge; Clean Rooms ML has deprecated its P3 instances, so choose a newer family for new models. */
  public static readonly ML_P3_8XLARGE = TrainingInstanceType.of('ml.p3.8xlarge');
  /** ml.p3.16xlarge; Clean Rooms ML has deprecated its P3 instances, so choose a newer family for new models. */
  public static readonly ML_P3_16XLARGE = TrainingInstanceType.of('ml.p3.16xlarge');
  /** ml.p3dn.24xlarge; Clean Rooms ML has deprecated its P3 instances, so choose a newer family for new models. */
  public static readonly ML_P3DN_24XLARGE = TrainingInstanceType.of('ml.p3dn.24xlarge');
  /** ml.p4d.24xlarge */
  public static readonly ML_P4D_24XLARGE = TrainingInstanceType.of('ml.p4d.24xlarge');
  /** ml.p4de.24xlarge */
  public static readonly ML_P4DE_24XLARGE = TrainingInstanceType.of('ml.p4de.24xlarge');
  /** ml.p5.48xlarge */
  public static readonly ML_P5_48XLARGE = TrainingInstanceType.of('ml.p5.48xlarge');
  /** ml.p5en.48xlarge */
  public static readonly ML_P5EN_48XLARGE = TrainingInstanceType.of('ml.p5en.48xlarge');
  /** ml.r5.large */
  public static readonly ML_R5_LARGE = TrainingInstanceType.of('ml.r5.large');
  /** ml.r5.xlarge */
  public static readonly ML_R5_XLARGE = TrainingInstanceType.of('ml.r5.xlarge');
  /** ml.r5.2xlarge */
  public static readonly ML_R5_2XLARGE = TrainingInstanceType.of('ml.r5.2xlarge');
  /** ml.r5.4xlarge */
  public static readonly ML_R5_4XLARGE = TrainingInstanceType.of('ml.r5.4xlarge');
  /** ml.r5.8xlarge */
  public static readonly ML_R5_8XLARGE = TrainingInstanceType.of('ml.r5.8xlarge');
  /** ml.r5.12xlarge */
  public static readonly ML_R5_12XLARGE = TrainingInstanceType.of('ml.r5.12xlarge');
  /** ml.r5.16xlarge */
  public static readonly ML_R5_16XLARGE = TrainingInstanceType.of('ml.r5.16xlarge');
  /** ml.r5.24xlarge */
  public static readonly ML_R5_24XLARGE = TrainingInstanceType.of('ml.r5.24xlarge');
  /** ml.r5d.large */
  public static readonly ML_R5D_LARGE = TrainingInstanceType.of('ml.r5d.large');
  /** ml.r5d.xlarge */
  public static readonly ML_R5D_XLARGE = TrainingInstanceType.of('ml.r5d.xlarge');
  /** ml.r5d.2xlarge */
  public static readonly ML_R5D_2XLARGE = TrainingInstanceType.of('ml.r5d.2xlarge');
  /** ml.r5d.4xlarge */
  public static readonly ML_R5D_4XLARGE = TrainingInstanceType.of('ml.r5d.4xlarge');
  /** ml.r5d.8xlarge */
  public static readonly ML_R5D_8XLARGE = TrainingInstanceType.of('ml.r5d.8xlarge');
  /** ml.r5d.12xlarge */
  public static readonly ML_R5D_12XLARGE = TrainingInstanceType.of('ml.r5d.12xlarge');
  /** ml.r5d.16xlarge */
  public static readonly ML_R5D_16XLARGE = TrainingInstanceType.of('ml.r5d.16xlarge');
  /** ml.r5d.24xlarge */
  public static readonly ML_R5D_24XLARGE = TrainingInstanceType.of('ml.r5d.24xlarge');
  /** ml.r7i.large */
  public static readonly ML_R7I_LARGE = TrainingInstanceType.of('ml.r7i.large');
  /** ml.r7i.xlarge */
  public static readonly ML_R7I_XLARGE = TrainingInstanceType.of('ml.r7i.xlarge');
  /** ml.r7i.2xlarge */
  public static readonly ML_R7I_2XLARGE = TrainingInstanceType.of('ml.r7i.2xlarge');
  /** ml.r7i.4xlarge */
  public static readonly ML_R7I_4XLARGE = TrainingInstanceType.of('ml.r7i.4xlarge');
  /** ml.r7i.8xlarge */
  public static readonly ML_R7I_8XLARGE = TrainingInstanceType.of('ml.r7i.8xlarge');
  /** ml.r7i.12xlarge */
  public static readonly ML_R7I_12XLARGE = TrainingInstanceType.of('ml.r7i.12xlarge');
  /** ml.r7i.16xlarge */
  public static readonly ML_R7I_16XLARGE = TrainingInstanceType.of('ml.r7i.16xlarge');
  /** ml.r7i.24xlarge */
  public static readonly ML_R7I_24XLARGE = TrainingInstanceType.of('ml.r7i.24xlarge');
  /** ml.r7i.48xlarge */
  public static readonly ML_R7I_48XLARGE = TrainingInstanceType.of('ml.r7i.48xlarge');
  /** ml.t3.medium */
  public static readonly ML_T3_MEDIUM = TrainingInstanceType.of('ml.t3.medium');
  /** ml.t3.large */
  public static readonly ML_T3_LARGE = TrainingInstanceType.of('ml.t3.large');
  /** ml.t3.xlarge */
  public static readonly ML_T3_XLARGE = TrainingInstanceType.of('ml.t3.xlarge');
  /** ml.t3.2xlarge */
  public static readonly ML_T3_2XLARGE = TrainingInstanceType.of('ml.t3.2xlarge');
  /** ml.trn1.2xlarge */
  public static readonly ML_TRN1_2XLARGE = TrainingInstanceType.of('ml.trn1.2xlarge');
  /** ml.trn1.32xlarge */
  public static readonly ML_TRN1_32XLARGE = TrainingInstanceType.of('ml.trn1.32xlarge');
  /** ml.trn1n.32xlarge */
  public static readonly ML_TRN1N_32XLARGE = TrainingInstanceType.of('ml.trn1n.32xlarge');

  /**
   * An instance type that has no constant here yet. One that this library does not know is passed on with a warning.
   *
   * @param name the whole name, such as `ml.g5.xlarge`
   */
  public static of(name: string): TrainingInstanceType {
    return new TrainingInstanceType(name);
  }

  private constructor(
    /** The whole name, such as `ml.g5.xlarge`. */
    public readonly name: string,
  ) {}

  /**
   * The whole name.
   */
  public toString(): string {
    return this.name;
  }
}
