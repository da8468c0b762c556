/** A request to each route that there is, from the list that the router is made of, by somebody who shows nothing. */
import {allRoutes} from '../../../server/routes/all-routes.ts';
import type {Route} from '../../../server/routes/route.ts';

export type RouteRequest = {
  name: string;
  access: Route<never>['access'];
  method: string;
  path: string;
  /** The document says that a token is needed. */
  needsToken: boolean;
};

export const routeRequests: readonly RouteRequest[] = allRoutes.flatMap((route: Route<never>) => {
  const {method, path, access, describe} = route;
  const named = path.replace('{message_id}', 'A'.repeat(22)).replaceAll(/\{\w+\}/g, 'willow');
  const needsToken = !('hidden' in describe) && describe.token === 'needed';
  const upper = method.toUpperCase();
  return [{name: `${upper} ${path}`, access, method: upper, path: named, needsToken}];
});

/** What such a request must be answered, by the server's own kind; `undefined`: whatever it is, it is no secret. */
export type Setting = 'production' | 'production with a token' | 'development';

export function refusalOf(
  {access, needsToken}: RouteRequest,
  setting: Setting,
): readonly number[] | undefined {
  if (access === 'admin') {
    return setting === 'production' ? [404] : setting === 'development' ? [403] : [401, 429]; // 429: who has guessed
  }
  if (access === 'channel') return [401, 404]; // 404: where the channel is off
  return needsToken ? [401] : undefined;
}
