interface Request {
  TableName?: string;
  TimeToLiveSpecification?: { AttributeName: string; Enabled: boolean };
}

/** Responses of DynamoDB for TTL, which dynalite does not support. Nothing is deleted. */
export class TimesToLive {
  private readonly attributes = new Map<string, string>();

  /** Null for everything else. */
  answer(action: string, { TableName = '', TimeToLiveSpecification: wanted }: Request): object | null {
    if (action === 'UpdateTimeToLive' && wanted) {
      this.attributes.set(TableName, wanted.AttributeName);
      return { TimeToLiveSpecification: wanted };
    }
    if (action !== 'DescribeTimeToLive') return null;
    const AttributeName = this.attributes.get(TableName);
    const TimeToLiveStatus = AttributeName === undefined ? 'DISABLED' : 'ENABLED';
    return { TimeToLiveDescription: { AttributeName, TimeToLiveStatus } };
  }
}
