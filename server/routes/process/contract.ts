/** `GET /openapi.json`: the contract, as the routes tell it. */
import {Asset} from '../../assets.ts';
import type {Route} from '../route.ts';
import {answerWith} from './assets.ts';

export const contract: Route<{document: object}> = {
  method: 'get',
  path: '/openapi.json',
  access: 'open',
  describe: {hidden: 'the contract itself'},
  handle: ({document}) => {
    const asset = new Asset(JSON.stringify(document), 'application/json; charset=utf-8');
    return ctx => answerWith(ctx, asset, 'no-store');
  },
};
