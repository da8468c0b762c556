/** `GET /openapi.json`: the contract, as the routes tell it. */
import type {Route} from '../route.ts';

export const contract: Route<{document: object}> = {
  method: 'get',
  path: '/openapi.json',
  access: 'open',
  describe: {hidden: 'the contract itself'},
  handle:
    ({document}) =>
    ctx => {
      ctx.body = document;
    },
};
