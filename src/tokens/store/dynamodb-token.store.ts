import { DeleteCommand, ScanCommand } from '@aws-sdk/lib-dynamodb';
import type { DynamoDbTable } from '../../infrastructure/dynamodb/table/dynamodb-table.js';
import { conditionHolds, updateCommand, type ConditionalUpdate } from './conditional-update.js';
import type { StoredToken } from './stored-token.js';
import type { TokenCipher } from './token-cipher.js';
import type { TokenSecret } from './token-secret.js';
import {
  MOST_RETURNS_KEPT,
  TokenStore,
  type Reservation,
  type Return,
  type TokenToSave,
  type UsageCount,
} from './token.store.js';
import { toToken } from './token.row.js';

type Identified = Pick<StoredToken, 'token_id' | 'fingerprint'>;

const DAY_SECONDS = 86_400;
/** TOKEN is a reserved word. */
const TOKEN = { ExpressionAttributeNames: { '#token': 'token' } };
const IS_PRESENT = 'attribute_exists(token_id) AND attribute_not_exists(removed_at)';

/** Tokens in DynamoDB, encrypted if there is a key. */
export class DynamoDbTokenStore extends TokenStore {
  constructor(
    private readonly table: DynamoDbTable,
    private readonly cipher: TokenCipher | null,
  ) {
    super();
  }

  async list(): Promise<StoredToken[]> {
    const tokens: StoredToken[] = [];
    let ExclusiveStartKey: Record<string, unknown> | undefined;
    do {
      const command = new ScanCommand({ TableName: this.table.name, ConsistentRead: true, ExclusiveStartKey });
      const { Items = [], LastEvaluatedKey } = await this.table.run((client) => client.send(command));
      tokens.push(...Items.map((row) => toToken(row, this.cipher)));
      ExclusiveStartKey = LastEvaluatedKey;
    } while (ExclusiveStartKey !== undefined);
    return tokens;
  }

  async save({ token_id, secret, ...token }: TokenToSave): Promise<void> {
    const { set, remove, values } = this.secretOf(secret, token_id);
    await this.update(token_id, {
      set: [
        ...set,
        'fingerprint = :fingerprint, daily_limit = :limit, added_at = :added_at',
        'expires_at = :expires_at, expires_at_epoch = :epoch',
        'usage_day = if_not_exists(usage_day, :day), used_today = if_not_exists(used_today, :used)',
      ],
      remove: [...remove, 'revoked_at', 'removed_at'],
      ...TOKEN,
      values: {
        ...values,
        ':fingerprint': token.fingerprint,
        ':limit': token.daily_limit,
        ':added_at': token.added_at.toISOString(),
        ':day': token.usage_day,
        ':used': token.used_today,
        ...expiry(token.expires_at),
      },
    });
  }

  async raiseCount({ token_id, usage_day, used_today }: Pick<StoredToken, 'token_id'> & UsageCount): Promise<void> {
    await this.update(token_id, {
      set: ['usage_day = :day, used_today = :used'],
      ConditionExpression: 'usage_day < :day OR (usage_day = :day AND used_today < :used)',
      values: { ':day': usage_day, ':used': used_today },
    });
  }

  reserve(token: StoredToken, { uses, day, most_used, now }: Reservation): Promise<boolean> {
    const isSameDay = token.usage_day === day;
    // A token stored before there was a key is encrypted when it is next written.
    const secret =
      token.secret && token.is_plain && this.cipher ? this.secretOf(token.secret, token.token_id) : undefined;
    return this.update(token.token_id, {
      set: [
        ...(secret?.set ?? []),
        'last_used_at = :now',
        isSameDay ? 'used_today = used_today + :uses' : 'used_today = :uses, usage_day = :day',
      ],
      remove: [...(secret?.remove ?? []), ...(isSameDay ? [] : ['given_back'])],
      ConditionExpression: [
        'fingerprint = :fingerprint AND daily_limit = :limit AND expires_at > :now',
        'attribute_not_exists(revoked_at) AND attribute_not_exists(removed_at)',
        '(attribute_not_exists(cooling_until) OR cooling_until <= :now)',
        isSameDay ? 'usage_day = :day AND used_today <= :most' : 'usage_day < :day',
      ].join(' AND '),
      ...(secret && TOKEN),
      values: {
        ...secret?.values,
        ':uses': uses,
        ':day': day,
        ':now': now.toISOString(),
        ':fingerprint': token.fingerprint,
        ':limit': token.daily_limit,
        ...(isSameDay && { ':most': most_used }),
      },
    });
  }

  /**
   * Identified by the lease ID, because the SDK repeats a request whose response was lost and uses must not be returned twice.
   */
  async giveBack({ token_id, lease_id, day, uses }: Return): Promise<boolean> {
    const isOpen = 'usage_day = :day AND used_today >= :uses';
    const values = { ':day': day, ':uses': uses, ':ids': new Set([lease_id]), ':id': lease_id };
    const many = { ':many': MOST_RETURNS_KEPT };
    const set = ['used_today = used_today - :uses'];
    const isAdded = await this.update(token_id, {
      set,
      add: ['given_back :ids'],
      ConditionExpression: `${isOpen} AND (attribute_not_exists(given_back) OR (NOT contains(given_back, :id) AND size(given_back) < :many))`,
      values: { ...values, ...many },
    });
    if (isAdded) return true;
    return this.update(token_id, {
      set: [...set, 'given_back = :ids'],
      ConditionExpression: `${isOpen} AND NOT contains(given_back, :id) AND size(given_back) >= :many`,
      values: { ...values, ...many },
    });
  }

  async cool({ token_id, fingerprint }: Identified, until: Date): Promise<void> {
    await this.update(token_id, {
      set: ['cooling_until = :until'],
      ConditionExpression:
        'fingerprint = :fingerprint AND (attribute_not_exists(cooling_until) OR cooling_until < :until)',
      values: { ':until': until.toISOString(), ':fingerprint': fingerprint },
    });
  }

  async revoke({ token_id, fingerprint }: Identified, at: Date): Promise<void> {
    await this.update(token_id, {
      set: ['revoked_at = if_not_exists(revoked_at, :at)'],
      ConditionExpression: 'fingerprint = :fingerprint',
      values: { ':at': at.toISOString(), ':fingerprint': fingerprint },
    });
  }

  reactivate(tokenId: string, expiresAt: Date): Promise<boolean> {
    return this.update(tokenId, {
      set: ['expires_at = :expires_at, expires_at_epoch = :epoch'],
      remove: ['revoked_at', 'cooling_until'],
      ConditionExpression: IS_PRESENT,
      values: expiry(expiresAt),
    });
  }

  remove(tokenId: string, at: Date): Promise<boolean> {
    return this.update(tokenId, {
      set: ['removed_at = :at, expires_at_epoch = :epoch'],
      remove: ['#token', 'token_encrypted'],
      ConditionExpression: IS_PRESENT,
      ...TOKEN,
      values: { ':at': at.toISOString(), ':epoch': expiry(at)[':epoch'] },
    });
  }

  erase({ token_id, expires_at, removed_at }: StoredToken): Promise<boolean> {
    const isRemoved = removed_at === null ? 'attribute_not_exists(removed_at)' : 'removed_at = :removed_at';
    const command = new DeleteCommand({
      TableName: this.table.name,
      Key: { token_id },
      ConditionExpression: `expires_at = :expires_at AND ${isRemoved}`,
      ExpressionAttributeValues: {
        ':expires_at': expires_at.toISOString(),
        ...(removed_at && { ':removed_at': removed_at.toISOString() }),
      },
    });
    return conditionHolds(() => this.table.run((client) => client.send(command)));
  }

  private secretOf(secret: TokenSecret, tokenId: string) {
    const text = this.cipher?.encrypt(secret, tokenId) ?? secret.reveal();
    const [set, remove] = this.cipher ? ['token_encrypted', '#token'] : ['#token', 'token_encrypted'];
    return { set: [`${set} = :token`], remove: [remove], values: { ':token': text } };
  }

  private update(tokenId: string, update: ConditionalUpdate): Promise<boolean> {
    const command = updateCommand(this.table.name, { token_id: tokenId }, update);
    return conditionHolds(() => this.table.run((client) => client.send(command)));
  }
}

/** The row is kept a day longer than the token because its count is still needed on that day. */
function expiry(expiresAt: Date) {
  return {
    ':expires_at': expiresAt.toISOString(),
    ':epoch': Math.ceil(expiresAt.getTime() / 1_000) + DAY_SECONDS,
  };
}
