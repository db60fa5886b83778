/** Part of the web's types that Node's lack; browsers' types have it. */
type BodyInit = NonNullable<RequestInit['body']>;
