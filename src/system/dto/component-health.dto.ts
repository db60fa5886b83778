import { ApiProperty } from '@nestjs/swagger';

export const componentStatuses = ['healthy', 'degraded', 'unhealthy'] as const;
export type ComponentStatus = (typeof componentStatuses)[number];

export class ComponentHealth {
  @ApiProperty({ enum: componentStatuses })
  status: ComponentStatus;
  /** What is wrong, in one sentence; null where all is well. */
  problem: string | null;
}
