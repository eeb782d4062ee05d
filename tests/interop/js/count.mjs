// node count.mjs FILE…   prints {"FILE": number of distinct triples (quads)}; the format goes by the file's ending
import { createReadStream, readFileSync } from 'node:fs'
import { extname } from 'node:path'
import jsonld from 'jsonld'
import { Parser, Store } from 'n3'
import { RdfXmlParser } from 'rdfxml-streaming-parser'

const N3_FORMATS = { '.ttl': 'text/turtle', '.nt': 'application/n-triples', '.trig': 'application/trig', '.nq': 'application/n-quads' }
const BASE = 'http://base.invalid/'

async function count (file) {
  const end = extname(file).toLowerCase()
  if (end in N3_FORMATS) {
    return new Store(new Parser({ format: N3_FORMATS[end], baseIRI: BASE }).parse(readFileSync(file, 'utf8'))).size
  }
  if (end === '.rdf' || end === '.xml') {
    const store = new Store()
    const parser = createReadStream(file).pipe(new RdfXmlParser({ baseIRI: BASE }))
    for await (const quad of parser) store.addQuad(quad)
    return store.size
  }
  if (end === '.jsonld' || end === '.json') {
    // toRDF silently drops what is not absolute; safe: true makes that an error
    const quads = await jsonld.toRDF(JSON.parse(readFileSync(file, 'utf8')), { base: BASE, safe: true, format: 'application/n-quads' })
    return new Set(quads.split('\n').filter(Boolean)).size
  }
  throw new Error(`unknown ending: ${file}`)
}

const files = process.argv.slice(2)
if (!files.length) {
  console.error('usage: node count.mjs FILE…')
  process.exit(2)
}
try {
  const out = {}
  for (const file of files) out[file] = await count(file)
  process.stdout.write(JSON.stringify(out) + '\n')
} catch (error) {
  console.error(String(error?.stack ?? error))
  process.exitCode = 2
}
