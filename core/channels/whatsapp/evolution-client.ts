/**
 * Evolution API over HTTP. Paths are made of our own words and an encoded instance name only: its query parameters
 * would override the path, after the key was checked.
 */
import {callProvider, type Reply} from '../sending/call-provider.ts';

export type EvolutionOptions = {url: string; apiKey: string};

export class EvolutionClient {
  readonly #options: EvolutionOptions;

  constructor(options: EvolutionOptions) {
    this.#options = options;
  }

  /** `path` as in `message/sendText`; the instance is put behind it. Throws as `callProvider` does. */
  post(path: string, instance: string, body: object, deadlineMs: number): Promise<Reply> {
    return this.#call('POST', path, instance, deadlineMs, body);
  }

  get(path: string, instance: string, deadlineMs: number): Promise<Reply> {
    return this.#call('GET', path, instance, deadlineMs);
  }

  #call(
    method: 'GET' | 'POST',
    path: string,
    instance: string,
    deadlineMs: number,
    body?: object,
  ): Promise<Reply> {
    const {url, apiKey} = this.#options;
    return callProvider({
      url: `${url}/${path}/${encodeURIComponent(instance)}`,
      method,
      headers: {apikey: apiKey},
      body,
      deadlineMs,
    });
  }
}
