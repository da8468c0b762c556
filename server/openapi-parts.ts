/** What the descriptions of all paths share, for the OpenAPI document. */

export const header = (name: string, description: string, schema: object = {type: 'string'}) => ({
  name,
  in: 'header',
  description,
  schema,
});
export const query = (name: string, description: string, schema: object = {type: 'string'}) => ({
  name,
  in: 'query',
  description,
  schema,
});
export const json = (description: string, body: string, headers?: object) => ({
  description,
  ...(headers && {headers}),
  content: {'application/json': {schema: ref(body)}},
});
export const problem = (description: string) => ({
  description,
  content: {'application/problem+json': {schema: ref('Problem')}},
});
export const ref = (body: string) => ({$ref: `#/components/schemas/${body}`});
export const seconds = {'Retry-After': {description: 'Seconds', schema: {type: 'integer'}}};
export const prefer = header(
  'Prefer',
  '`wait=N`: answer with the reply if it comes within N seconds, at most 25',
);
export const failures = {
  503: problem('Redis is away, too much is waiting, or the process is ending; see Retry-After'),
};

export const owner = {security: [{session: []}]};
export const perhapsOwner = {security: [{}, {session: []}]};
export const notOwner = {
  401: problem('`session_token_invalid`: missing, wrong, expired or of another session'),
};
