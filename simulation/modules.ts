/** The clients that the functions call through. */
export const CLEAN_ROOMS_ML = '@aws-sdk/client-cleanroomsml';
export const CLOUD_FORMATION = '@aws-sdk/client-cloudformation';
export const DYNAMO_DB = '@aws-sdk/client-dynamodb';
export const STEP_FUNCTIONS = '@aws-sdk/client-sfn';
export const SAGEMAKER = '@aws-sdk/client-sagemaker';
