import { applyDecorators, SetMetadata } from '@nestjs/common';
import { ApiExtension } from '@nestjs/swagger';

export type Access = 'public' | 'open-locally';

/** Metadata key, and extension in the API document until that is finished. */
export const ACCESS = 'x-access';

const allow = (access: Access) => applyDecorators(SetMetadata(ACCESS, access), ApiExtension(ACCESS, access));

/** Never asks for a key. */
export const Public = () => allow('public');

/** Asks for no key in local mode. */
export const OpenLocally = () => allow('open-locally');
