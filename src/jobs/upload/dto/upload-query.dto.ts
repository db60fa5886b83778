import { ApiPropertyOptional, PickType } from '@nestjs/swagger';
import { IsBoolean, IsString } from 'class-validator';
import { AsBoolean } from '../../../common/validation/coercion.decorators.js';
import { Optional } from '../../../common/validation/presence.decorators.js';
import { CreateBatchRequest } from '../../dto/create-batch.dto.js';
import { jobPriorities } from '../../job.js';

/** How the job of a file is processed; as in the body of create-batch. */
export class UploadSettings extends PickType(CreateBatchRequest, ['priority', 'config']) {}

/** Settings of a list in the query string; a form can have them as fields. */
export class ListQuery {
  /** Case-insensitive. */
  @ApiPropertyOptional({ enum: jobPriorities })
  @Optional()
  @IsString()
  priority?: string;

  /** The `config` of create-batch as JSON, such as `{"concurrency": 16}`. */
  @ApiPropertyOptional()
  @Optional()
  @IsString()
  config?: string;

  /**
   * What columns of the file are, by their names, as JSON such as `{"Work mail": "email"}`: `email`, `linkedin_url`, `suggested_role`, `name`, `first_name`, `last_name` or
   * `include_companies`, and null for a column that is only returned with the results. Other columns are found by their names.
   */
  @ApiPropertyOptional()
  @Optional()
  @IsString()
  columns?: string;
}

export class UploadQuery extends ListQuery {
  /** Reads and checks the file, and creates nothing. */
  @ApiPropertyOptional()
  @Optional()
  @AsBoolean()
  @IsBoolean()
  dry_run: boolean = false;
}
