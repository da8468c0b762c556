import {attackRoutes} from '../../scripts/lab/attack/routes.ts';
import {test} from '../helpers/test.ts';

test('every route without credentials is refused where it must be, directly and through a proxy', async t => {
  t.timeout(120_000);
  const {asked, faults} = await attackRoutes();
  t.true(asked > 500);
  t.deepEqual(faults, []);
});
