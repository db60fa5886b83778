export * from './generated/index.ts';
export { connect, type Connection } from './connect.ts';
