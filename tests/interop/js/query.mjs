// node query.mjs ENDPOINT_URL QUERY   (QUERY "-" reads standard input)
// runs a SELECT with Comunica against a SPARQL endpoint, prints SPARQL 1.1 JSON-like bindings:
// [{"x":{"type":"uri|literal|bnode","value":…,"datatype":…,"xml:lang":…}}]
import { readFileSync } from 'node:fs'
import { QueryEngine } from '@comunica/query-sparql'

const [endpoint, given] = process.argv.slice(2)
if (!given) {
  console.error('usage: node query.mjs ENDPOINT_URL QUERY')
  process.exit(2)
}
const TYPES = { NamedNode: 'uri', BlankNode: 'bnode', Literal: 'literal' }
const STRING = 'http://www.w3.org/2001/XMLSchema#string'
const json = term => {
  const out = { type: TYPES[term.termType], value: term.value }
  if (term.language) out['xml:lang'] = term.language
  else if (term.datatype && term.datatype.value !== STRING) out.datatype = term.datatype.value
  return out
}

try {
  const query = given === '-' ? readFileSync(0, 'utf8') : given
  // type "sparql" skips the probing of the address that Comunica otherwise does first
  const stream = await new QueryEngine().queryBindings(query, { sources: [{ type: 'sparql', value: endpoint }] })
  const rows = (await stream.toArray()).map(b => Object.fromEntries([...b].map(([v, t]) => [v.value, json(t)])))
  process.stdout.write(JSON.stringify(rows) + '\n')
} catch (error) {
  console.error(String(error?.stack ?? error))
  process.exitCode = 2
}
