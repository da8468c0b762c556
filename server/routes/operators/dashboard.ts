/**
 * `GET /admin`: how everything is, in a browser. The page holds nothing of anybody's; it asks for the token, and what it
 * shows it asks of `GET /admin/streams/health` as any operator does. Without the token it is 401, and the form all the same.
 */
import type {Asset} from '../../assets.ts';
import {answerPage} from '../process/assets.ts';
import type {Route} from '../route.ts';

type DashboardDeps = {assets: {admin: Asset}};

export const dashboard: Route<DashboardDeps> = {
  method: 'get',
  path: '/admin',
  access: 'form',
  describe: {hidden: 'a page for people'},
  handle:
    ({assets}) =>
    ctx =>
      answerPage(ctx, assets.admin, 'no-store'),
};
