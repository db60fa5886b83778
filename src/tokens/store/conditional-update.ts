import { UpdateCommand, type UpdateCommandInput } from '@aws-sdk/lib-dynamodb';

export interface ConditionalUpdate extends Pick<
  UpdateCommandInput,
  'ConditionExpression' | 'ExpressionAttributeNames'
> {
  set?: readonly string[];
  add?: readonly string[];
  remove?: readonly string[];
  values?: UpdateCommandInput['ExpressionAttributeValues'];
}

export function updateCommand(
  TableName: string,
  Key: Record<string, string>,
  { set = [], add = [], remove = [], values, ...conditions }: ConditionalUpdate,
): UpdateCommand {
  const clauses = Object.entries({ SET: set, ADD: add, REMOVE: remove }).filter(([, parts]) => parts.length > 0);
  return new UpdateCommand({
    TableName,
    Key,
    UpdateExpression: clauses.map(([verb, parts]) => `${verb} ${parts.join(', ')}`).join(' '),
    ExpressionAttributeValues: values,
    ...conditions,
  });
}

/** False if DynamoDB did not write because the condition was not met. */
export async function conditionHolds(write: () => Promise<unknown>): Promise<boolean> {
  try {
    await write();
    return true;
  } catch (error) {
    if (error instanceof Error && error.name === 'ConditionalCheckFailedException') return false;
    throw error;
  }
}
