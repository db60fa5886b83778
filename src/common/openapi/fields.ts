import { ApiProperty } from '@nestjs/swagger';

/** Documents a string as a UUID, which TypeScript's types cannot express. */
export const Uuid = () =>
  ApiProperty({ type: String, format: 'uuid', example: '6f1c2a52-9a55-4a43-9d2e-0d5a6d1f6f0b' });

/** Documents a number without a fraction. */
export const Integer = (example: number) => ApiProperty({ type: 'integer', example });
export const OptionalInteger = (example: number) => ApiProperty({ type: 'integer', example, required: false });
export const NullableInteger = (example: number) => ApiProperty({ type: 'integer', example, nullable: true });
