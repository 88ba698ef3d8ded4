import { CfnConfiguredTable, CfnConfiguredTableAssociation, type IMembershipRef } from 'aws-cdk-lib/aws-cleanrooms';
import { Role } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';

export interface MemberTableProps {
  readonly membership: IMembershipRef;
  /** The Glue table, which exists, as do the database and the role that reads it. */
  readonly database: string;
  readonly table: string;
  readonly columns: string[];
  readonly readRoleName: string;
  /** The account that may query the table. */
  readonly queryAccountId: string;
  /** What the rows may be used for. */
  readonly allowedAnalysis: string;
}

/** A table that a member contributes: rows leave it as training and inference data alone, for one provider's algorithms. */
export class MemberTable extends Construct {
  constructor(scope: Construct, id: string, props: MemberTableProps) {
    super(scope, id);

    const configuredTable = new CfnConfiguredTable(this, 'Table', {
      name: props.table,
      tableReference: { glue: { databaseName: props.database, tableName: props.table } },
      allowedColumns: props.columns,
      analysisMethod: 'DIRECT_QUERY',
      analysisRules: [{
        type: 'CUSTOM',
        policy: { v1: { custom: { allowedAnalyses: ['ANY_QUERY'], allowedAnalysisProviders: [props.queryAccountId], additionalAnalyses: 'REQUIRED' } } },
      }],
    });
    new CfnConfiguredTableAssociation(this, 'Association', {
      name: props.table,
      configuredTableIdentifier: configuredTable.attrConfiguredTableIdentifier,
      membershipIdentifier: props.membership.membershipRef.membershipIdentifier,
      roleArn: Role.fromRoleName(this, 'ReadRole', props.readRoleName).roleArn,
      configuredTableAssociationAnalysisRules: [{
        type: 'CUSTOM',
        policy: { v1: { custom: { allowedAdditionalAnalyses: [props.allowedAnalysis] } } },
      }],
    });
  }
}
