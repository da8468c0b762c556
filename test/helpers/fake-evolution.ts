import type {ExecutionContext} from 'ava';
import {FakeEvolution, type FakeEvolutionOptions} from '../../scripts/lab/fakes/evolution.ts';

/** An Evolution API of the test's own: a real server on a real port; gone when the test ends. */
export async function fakeEvolution(
  t: ExecutionContext,
  options: FakeEvolutionOptions = {},
): Promise<FakeEvolution> {
  const fake = await FakeEvolution.start(options);
  t.teardown(() => fake.stop());
  return fake;
}
