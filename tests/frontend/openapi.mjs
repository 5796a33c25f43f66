// Checks answers against openapi.json, the one description that pages and server share.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const require = createRequire(new URL('../../frontend/package.json', import.meta.url));
const Ajv2020 = require('ajv/dist/2020').default;
const add_formats = require('ajv-formats').default;

export const openapi = JSON.parse(
  readFileSync(new URL('../../backend/turbomode/api/openapi.json', import.meta.url), 'utf8'),
);

const ajv = new Ajv2020({ strict: false, allErrors: true });
add_formats(ajv);
ajv.addSchema({ $id: 'openapi', ...openapi });

/** What is wrong with `body` as the answer 200 of GET `path`, as the document names it; or ''. */
export function faults(path, body) {
  const content = openapi.paths[path].get.responses['200'].content['application/json'];
  const schema = content.schema.$ref ? { $ref: `openapi${content.schema.$ref}` } : content.schema;
  const valid = ajv.compile(schema);
  return valid(body) ? '' : ajv.errorsText(valid.errors, { dataVar: path });
}

/** The same for the name of a schema. */
export function schema_faults(name, body) {
  const valid = ajv.compile({ $ref: `openapi#/components/schemas/${name}` });
  return valid(body) ? '' : ajv.errorsText(valid.errors, { dataVar: name });
}
