import type { IncomingMessage, ServerResponse } from 'node:http';

/** The pictures of the interactive messages, by name: a colour each. AWS wants such pictures to be public. */
const colours: Readonly<Record<string, string>> = {
  apple: '#c0392b',
  banana: '#e0b52c',
  orange: '#d9822b',
  fruit: '#2e9e5b',
};

/** Where a picture is, below the simulator's URL. */
export function pictureUrl(baseUrl: string, name: keyof typeof colours): string {
  return `${baseUrl}/pictures/${name}.svg`;
}

/** Serves GET /pictures/NAME.svg. */
export function handlePicture(request: IncomingMessage, response: ServerResponse, path: string): void {
  const name = /^\/pictures\/(\w+)\.svg$/.exec(path)?.[1] ?? '';
  const colour = Object.hasOwn(colours, name) ? colours[name] : undefined;
  if (request.method !== 'GET' || colour === undefined) {
    response.writeHead(404).end();
    return;
  }
  response.writeHead(200, {
    'content-type': 'image/svg+xml',
    'content-security-policy': "default-src 'none'",
    'access-control-allow-origin': '*',
    'cross-origin-resource-policy': 'cross-origin',
  });
  response.end(
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 320 200">' +
      `<rect width="320" height="200" fill="${colour}" fill-opacity="0.25"/>` +
      `<circle cx="160" cy="105" r="62" fill="${colour}"/>` +
      '<path d="M160 46c2-14 12-22 26-24-1 14-10 23-26 24z" fill="#3d7d3a"/></svg>',
  );
}
