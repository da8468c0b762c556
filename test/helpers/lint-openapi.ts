/**
 * Spectral's look at the document that comes on stdin, in a process of its own: newer Node warns of what it is made of, and
 * a warning fails a test file. Prints what it found as JSON.
 */
import {json} from 'node:stream/consumers';
import spectral from '@stoplight/spectral-core';
import {oas} from '@stoplight/spectral-rulesets';

const linter = new spectral.Spectral();
linter.setRuleset({...oas, extends: []});
const found = await linter.run(Object(await json(process.stdin)));
process.stdout.write(JSON.stringify(found.map(({code, severity, path}) => ({code, severity, path}))));
