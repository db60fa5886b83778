import express, { type Request } from 'express';

/** A request with the header Accept, or without one. */
export function accepting(accept: string | undefined): Request {
  return Object.assign(Object.create(express.request) as Request, { headers: { accept } });
}
