// An OpenID Connect provider on localhost: port, address of the server that signs in by it, algorithm. Its keys are new at each start.
import { generateKeyPairSync } from 'node:crypto';
import { Provider } from 'oidc-provider';

const [port, server, alg] = process.argv.slice(2);
const key = alg === 'ES256' ? generateKeyPairSync('ec', { namedCurve: 'P-256' }) : generateKeyPairSync('rsa', { modulusLength: 2048 });
const provider = new Provider(`http://localhost:${port}`, {
  clients: [{
    client_id: 'etl',
    client_secret: 'a secret: of + the clinic',
    redirect_uris: [`${server}/login/oidc/callback`],
    post_logout_redirect_uris: [`${server}/login`],
    id_token_signed_response_alg: alg,
    response_types: ['code'],
    grant_types: ['authorization_code'],
  }],
  jwks: { keys: [{ ...key.privateKey.export({ format: 'jwk' }), use: 'sig', kid: 'the key' }] },
  claims: { openid: ['sub', 'groups'], profile: ['name'] },
  conformIdTokenClaims: false,
  pkce: { required: () => true },
  features: { devInteractions: { enabled: true } },
  findAccount: (_, id) => ({
    accountId: id,
    claims: () => ({ sub: id, name: `${id} H.`, groups: id === 'grace' ? ['staff', 'etl-admins'] : ['visitors'] }),
  }),
  cookies: { keys: ['of the test'] },
});
provider.listen(Number(port), '127.0.0.1', () => console.log('ready'));
