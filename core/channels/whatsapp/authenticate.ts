/**
 * Is a webhook Evolution's? Either it carries the secret itself, or the JWT that Evolution signs with it. That JWT
 * is made once per event for 10 minutes, and the last retries come after 20: what is signed rightly is good for
 * 30 minutes more, since a refusal would lose the message for good. What comes twice is the same message.
 */
import {errors, jwtVerify} from 'jose';
import {sameSecret} from '../same-secret.ts';

const clockToleranceSeconds = 30 * 60;
/** Ours is some 200 characters. */
const longestToken = 2048;

/** `authorization`: the header as it was sent. */
export async function authenticate(authorization: string, secret: string): Promise<boolean> {
  const token = authorization.replace(/^Bearer\s+/i, '');
  if (sameSecret(token, secret)) return true;
  if (token.length > longestToken) return false;
  try {
    await jwtVerify(token, new TextEncoder().encode(secret), {
      algorithms: ['HS256'],
      clockTolerance: clockToleranceSeconds,
      requiredClaims: ['exp'],
    });
    return true;
  } catch (error) {
    if (error instanceof errors.JOSEError) return false;
    throw error;
  }
}
