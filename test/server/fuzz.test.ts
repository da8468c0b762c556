import {createInbounds} from '../../core/channels/create-channels.ts';
import {fuzzRoute} from '../../scripts/lab/attack/fuzz.ts';
import {canary} from '../../scripts/lab/attack/fuzz-requests.ts';
import {routeRequests} from '../../scripts/lab/attack/route-requests.ts';
import {testServer} from '../helpers/server.ts';
import {test} from '../helpers/test.ts';
import {channelConfig} from '../helpers/webhook.ts';

const inbounds = createInbounds(channelConfig.channels, channelConfig.server);

for (const route of routeRequests) {
  test(`${route.name}: odd requests are refused, and nothing of them is in the log`, async t => {
    const {url, get, log} = await testServer(t, {inbounds, legacy: {enabled: true, waitMs: 0}});
    const {faults} = await fuzzRoute(url, route, 60, 42);
    t.deepEqual(faults, []);
    t.is((await get('/healthz')).status, 200);
    t.false(JSON.stringify(log.lines).includes(canary));
  });
}
