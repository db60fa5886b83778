import { Injectable } from '@nestjs/common';
import { InvalidRequestError } from '../../common/errors/invalid-request.error.js';
import { SourceChain } from '../../sources/source-chain.js';
import type { CreateBatchRequest } from '../dto/create-batch.dto.js';
import { comparableConfig } from '../job-config.js';
import type { JobConfig } from '../job.js';
import { acceptedList } from '../lists/accepted-list.js';
import { ItemChecker } from '../lists/item-checker.js';
import { ListReading } from '../upload/list-reading.js';
import type { ReceivedList } from '../upload/request/received-list.js';
import { withoutItems } from '../upload/upload.service.js';
import { ItemPreparer } from '../worker/item-preparer.js';
import { CostEstimate } from './cost-estimate.js';
import type { JobEstimate } from './dto/job-estimate.dto.js';

/** Estimates jobs before they are created. A list that would be rejected then is rejected here too. */
@Injectable()
export class EstimateService {
  constructor(
    private readonly preparer: ItemPreparer,
    private readonly sources: SourceChain,
    private readonly checker: ItemChecker,
  ) {}

  async ofRequest(request: CreateBatchRequest): Promise<JobEstimate> {
    const { items } = await acceptedList(request, this.checker, this.sources);
    const estimate = this.estimate(request.config);
    await estimate.add(items);
    return estimate.result;
  }

  /** The file is read while it arrives. */
  async ofFile(list: ReceivedList): Promise<JobEstimate> {
    const { config: before } = list.settingsBefore;
    const reading = new ListReading(list.file, this.checker);
    const estimate = this.estimate(before);
    for await (const items of reading.items()) await estimate.add(items);
    const { config } = await list.settings();
    if (meaningOf(config) !== meaningOf(before)) throw configAfterFile();
    if (reading.summary.total === 0) throw withoutItems(reading.summary);
    return estimate.result;
  }

  private estimate(config: JobConfig): CostEstimate {
    return new CostEstimate(this.preparer, this.sources, config);
  }
}

const meaningOf = (config: JobConfig) => JSON.stringify(comparableConfig(config));

function configAfterFile(): InvalidRequestError {
  const message = 'The field config must come before the field file';
  return new InvalidRequestError([{ field: 'config', message, invalid_value: null, error_type: 'value_error' }]);
}
