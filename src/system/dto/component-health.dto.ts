import { ApiProperty } from '@nestjs/swagger';

export const componentStatuses = ['healthy', 'degraded', 'unhealthy'] as const;
export type ComponentStatus = (typeof componentStatuses)[number];

export class ComponentHealth {
  @ApiProperty({ enum: componentStatuses })
  status: ComponentStatus;
  /** What is wrong and what to do, in one sentence; null if the component is healthy. */
  problem: string | null;
}
