/**
 * `GET /admin`: how everything is, in a browser. The page holds nothing of anybody's; it asks for the token, and what it
 * shows it asks of the paths of `streams-health.ts`, `figures.ts` and `messages.ts` as any operator does. Without the token it is 401, and the form all the same.
 */
import type {Asset} from '../../assets.ts';
import {answerPage, answerWith} from '../process/assets.ts';
import type {Route} from '../route.ts';

/** `GET /admin/desk`: for the people who answer; it asks the paths of `desk.ts` as any operator does. */
export const deskPage: Route<{assets: {desk: Asset}}> = {
  method: 'get',
  path: '/admin/desk',
  access: 'form',
  describe: {hidden: 'a page for people'},
  handle:
    ({assets}) =>
    ctx =>
      answerPage(ctx, assets.desk, 'no-store'),
};

/** uPlot, as it comes: what draws the dashboard's plots, and nothing of anybody's. */
export const plots: Route<{assets: {plots: Asset}}> = {
  method: 'get',
  path: '/uplot.js',
  access: 'open',
  describe: {hidden: 'a script for a page'},
  handle:
    ({assets}) =>
    ctx =>
      answerWith(ctx, assets.plots, 'public, max-age=300'),
};

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
