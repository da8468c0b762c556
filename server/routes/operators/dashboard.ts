/**
 * The operators' pages. They hold nothing of anybody's: each asks for the token, and what it shows it asks of the paths
 * beside it as any operator does. Without the token it is 401, and the form all the same.
 */
import type {Asset} from '../../assets.ts';
import {answerPage, answerWith} from '../process/assets.ts';
import type {Route} from '../route.ts';

type Name = 'admin' | 'desk' | 'migration';

function formPage<One extends Name>(path: `/${string}`, name: One): Route<{assets: Record<One, Asset>}> {
  return {
    method: 'get',
    path,
    access: 'form',
    describe: {hidden: 'a page for people'},
    handle:
      ({assets}) =>
      ctx =>
        answerPage(ctx, assets[name], 'no-store'),
  };
}

/** How everything is, of `streams-health.ts`, `figures.ts` and `messages.ts`. */
export const dashboard = formPage('/admin', 'admin');
/** For the people who answer, of `desk.ts`. */
export const deskPage = formPage('/admin/desk', 'desk');
/** Which pages are to be changed, of `legacy-pages.ts`. */
export const migrationPage = formPage('/admin/migration', 'migration');

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
