/**
 * Options of a stand-in's server: on a busy machine a connection may be idle for long, and one that is closed just as it is used
 * again would look like an outage.
 */
export const PATIENT = { keepAliveTimeout: 0 };
