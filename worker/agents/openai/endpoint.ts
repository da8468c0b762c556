/** Where a model server is asked, and with which headers, from the settings alone. */

export type Endpoint = {url: string; headers: Record<string, string>};

export type EndpointSettings = {
  /** As `https://host/v1`; a query such as Azure's `api-version` stays. */
  baseUrl: string;
  apiKey?: string | undefined;
  headers?: Readonly<Record<string, string>> | undefined;
};

export function endpointOf({baseUrl, apiKey, headers = {}}: EndpointSettings): Endpoint {
  const url = new URL(baseUrl);
  url.pathname = `${url.pathname.replace(/\/+$/, '')}/chat/completions`;
  const key: Record<string, string> = isAzure(url)
    ? {'api-key': apiKey ?? ''}
    : {authorization: `Bearer ${apiKey}`};
  return {
    url: url.href,
    headers: {
      accept: 'text/event-stream, application/json',
      ...(apiKey && key),
      ...Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value])),
    },
  };
}

/** Azure takes the key in a header of its own. */
function isAzure({hostname, pathname, searchParams}: URL): boolean {
  return (
    /\.(?:openai\.azure|cognitiveservices\.azure|services\.ai\.azure)\.(?:com|us|cn)$/.test(hostname) ||
    pathname.includes('/openai/deployments/') ||
    searchParams.has('api-version')
  );
}
