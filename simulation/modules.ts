/** The clients that the handlers and the provider framework call through. */
export const CLEAN_ROOMS_ML = '@aws-sdk/client-cleanroomsml';
export const CLOUD_FORMATION = '@aws-sdk/client-cloudformation';
export const DYNAMO_DB = '@aws-sdk/client-dynamodb';
export const LAMBDA = '@aws-sdk/client-lambda';
