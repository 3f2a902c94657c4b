/** Warnings of the API server that stay, and why. Each must be given for some pod. */
export const warnings: Readonly<Record<string, string>> = {
  'metadata.annotations[container.apparmor.security.beta.kubernetes.io/falco]: deprecated since v1.30; use the "appArmorProfile" field instead':
    'cdk8s-plus-28 has the types of 1.28, which lack the field; the API server makes it of the annotation',
};
