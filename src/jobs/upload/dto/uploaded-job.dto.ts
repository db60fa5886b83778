import { ApiProperty, OmitType } from '@nestjs/swagger';
import { CreatedJob } from '../../dto/created-job.dto.js';
import type { JobColumn } from '../../job.js';
import { columnFields } from '../columns/column-field.js';

export class JobColumnDto {
  /** As in the header; `Column 3` for a column without a name. A repeated name is followed by a number. */
  @ApiProperty({ example: 'Work mail' })
  name: string;
  /** What the column contains; null for a column that is only returned with the results. */
  @ApiProperty({ enum: columnFields, nullable: true, example: 'email' })
  as: JobColumn['as'];
}

/** A job that was created from a file; with `dry_run`, the job that would be created. */
export class UploadedJob extends OmitType(CreatedJob, ['job_id']) {
  /** Null with `dry_run`. */
  @ApiProperty({ type: String, format: 'uuid', nullable: true, example: '6f1c2a52-9a55-4a43-9d2e-0d5a6d1f6f0b' })
  job_id: string | null;
  /** The columns of the file, in order. All of them come back with the results. */
  columns: JobColumnDto[];
}
