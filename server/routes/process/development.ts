/**
 * `GET /gallery` and `GET /theming`: pages for whoever changes the element, or its looks. In production there are none.
 */
import type {Asset} from '../../assets.ts';
import type {Route} from '../route.ts';
import {answerPage} from './assets.ts';

type Deps = {production?: boolean; assets: {gallery: Asset; theming: Asset}};

function pageRoute(name: 'gallery' | 'theming'): Route<Deps> {
  return {
    method: 'get',
    path: `/${name}`,
    access: 'open',
    describe: {hidden: 'a page for people'},
    handle: ({production, assets}) =>
      production ? undefined : ctx => answerPage(ctx, assets[name], 'no-cache'),
  };
}

export const galleryPage = pageRoute('gallery');
export const themingPage = pageRoute('theming');
