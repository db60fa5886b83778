import { applyDecorators, SetMetadata } from '@nestjs/common';
import { ApiExtension } from '@nestjs/swagger';

export type Access = 'public' | 'open-locally';

/** Metadata key, and extension in the API document until that is finished. */
export const ACCESS = 'x-access';

const allow = (access: Access) => applyDecorators(SetMetadata(ACCESS, access), ApiExtension(ACCESS, access));

/** Requires no key. */
export const Public = () => allow('public');

/** Requires no key in local mode. */
export const OpenLocally = () => allow('open-locally');
