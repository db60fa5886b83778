import { Injectable } from '@nestjs/common';
import { CreditStore } from '../../credits/credit.store.js';
import { ActivityStore } from '../../events/activity/activity.store.js';
import { activityFigures } from './activity-figures.js';
import { analyticsRange, startsIn } from './analytics-range.js';
import type { AnalyticsQuery } from './dto/analytics-query.dto.js';
import type { Analytics } from './dto/analytics.dto.js';

/** Analytics from stored counts, the same from every process. */
@Injectable()
export class AnalyticsService {
  constructor(
    private readonly activity: ActivityStore,
    private readonly credits: CreditStore,
  ) {}

  /** @throws InvalidRequestError, StoreUnavailableError */
  async analytics(query: AnalyticsQuery): Promise<Analytics> {
    const range = analyticsRange(query, new Date());
    const { period, from, until } = range;
    const [activity, credits] = await Promise.all([
      this.activity.read(range),
      this.credits.history(period, from, until),
    ]);
    const activityOf = Map.groupBy(activity, timeOf);
    const creditsOf = Map.groupBy(credits, timeOf);
    return {
      from,
      to: until,
      bucket: period,
      totals: activityFigures({ activity, credits }),
      buckets: startsIn(range).map((start) => {
        const time = start.getTime();
        return {
          start,
          ...activityFigures({ activity: activityOf.get(time) ?? [], credits: creditsOf.get(time) ?? [] }),
        };
      }),
    };
  }
}

const timeOf = ({ start }: { start: Date }) => start.getTime();
