import { z } from 'zod';
import { quoted } from '../config/words.ts';
import { exactTag, imageDigest, imageTag, latestTag } from '../kit/image-reference.ts';

function text(test: (value: string) => boolean, words: string): z.ZodString {
  const error = ({ input }: { readonly input?: unknown }) => `${quoted(input)} is not ${words}`;
  return z.string({ error }).refine(test, { error });
}

/** Short enough for a CronJob's name with that of a job behind it. A Service's name begins with a letter: RFC 1035. */
export const AppName = text(
  (value) => /^[a-z]([-a-z0-9]{0,28}[a-z0-9])?$/.test(value) && !value.startsWith('polder-'),
  'the name of an application; use lower-case letters, digits and hyphens, beginning with a letter, at most 30, and not polder-…, like zaken-api',
);

export const JobName = text(
  (value) => /^[a-z]([-a-z0-9]{0,18}[a-z0-9])?$/.test(value),
  'the name of a job; use lower-case letters, digits and hyphens, beginning with a letter, at most 20, like opruimen',
);

/** An image that names one build, with its registry: the API server refuses others. */
export const ImageReference = z.string({ error: ({ input }) => `${quoted(input)} ${notAnImage}` }).superRefine((value, context) => {
  const wrong = imageProblem(value);
  if (wrong !== undefined) context.addIssue({ code: 'custom', message: `${quoted(value)} ${wrong}` });
});

const notAnImage = 'is not an image with its registry; write it like registry.example.nl/zaken/api:1.4.2, with @sha256:… behind it where you know the digest';
const imageForm = /^([a-z0-9][a-z0-9-]*[.:][a-z0-9.:-]*|localhost)(\/[a-z0-9._-]+)+(:[\w.-]+)?(@sha256:[0-9a-f]{64})?$/;

function imageProblem(value: string): string | undefined {
  const has = (pattern: string) => new RegExp(pattern).test(value);
  if (!imageForm.test(value)) return notAnImage;
  if (has(imageDigest)) return undefined;
  if (!has(imageTag) || has(latestTag)) return 'has no version; write a tag, such as :1.4.2, or a digest';
  return has(exactTag) ? undefined : 'has a tag that may mean another image tomorrow; write the whole version, such as :1.4.2, or add the digest, @sha256:…';
}

export const EnvName = text(
  (value) => /^[A-Za-z_][A-Za-z0-9_]*$/.test(value),
  'the name of a variable; use letters, digits and "_", not beginning with a digit, like LOG_LEVEL',
);

/** What a program reads is text; numbers and switches may stand without quotes. */
export const EnvValue = z
  .union([z.string(), z.number(), z.boolean()], { error: ({ input }) => `${quoted(input)} is no value of a variable; write a text, a number, true or false` })
  .transform(String);

/** A path in the container that no other is above: mounts inside each other hide what they stand on. */
export const ContainerPath = text(
  (value) => /^(\/[\w.-]+)+$/.test(value) && !/\/\.\.?(\/|$)/.test(value),
  'a path in the container; write it whole, like /etc/zaken/settings.yaml',
);

export const HttpPath = text((value) => /^\/[\w./~!$&'()*+,;=:@%-]*$/.test(value), 'a path; write it like /gezond, with a slash before it');

export const SecretKey = text((value) => /^[-._a-zA-Z0-9]{1,253}$/.test(value), 'a key of a Secret; use letters, digits, ".", "-" and "_"');

export const StorePath = text(
  (value) => /^[\w.-]+(\/[\w.-]+)+$/.test(value) && !/(^|\/)\.\.?(\/|$)/.test(value),
  'a path in the secret store; write the namespace and what is below it, like zaken-productie/betalen',
);

export const Port = z.int().min(1).max(65535);
