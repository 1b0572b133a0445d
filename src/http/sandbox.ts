/**
 * What Apollo Server's page that embeds Apollo Sandbox loads, and nothing more: its script and its frame, a font and
 * an icon. The page's own policy allows every page that Apollo Server could show; a browser applies both.
 * The frame asks this page, not the server, so operations are requests to our own origin.
 */
export function sandboxContentSecurityPolicy(page: string): string {
  const nonce = /nonce="?([0-9a-f]+)/.exec(page)?.[1] ?? '';
  const landingPage = 'https://apollo-server-landing-page.cdn.apollographql.com';
  return [
    "default-src 'none'",
    `script-src 'nonce-${nonce}' https://embeddable-sandbox.cdn.apollographql.com`,
    `style-src 'nonce-${nonce}' https://fonts.googleapis.com`,
    'font-src https://fonts.gstatic.com',
    `img-src ${landingPage}`,
    `manifest-src ${landingPage}`,
    'frame-src https://sandbox.embed.apollographql.com',
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ');
}
