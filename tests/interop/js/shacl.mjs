// node shacl.mjs DATA.ttl SHAPES.ttl
// prints {"conforms":true|false,"results":[{"focusNode","path","value","message","severity","constraint"}]}
// exit 0: conforms, 1: does not, 2: could not be run. SHACL Core only (no sh:sparql).
import { readFileSync } from 'node:fs'
import { DataFactory, Parser, Store } from 'n3'
import Validator from 'rdf-validate-shacl'

const SH = name => DataFactory.namedNode(`http://www.w3.org/ns/shacl#${name}`)
const RDF = name => DataFactory.namedNode(`http://www.w3.org/1999/02/22-rdf-syntax-ns#${name}`)

// n3's Store is indexed; the validator's own dataset scans every triple for each look-up.
const load = file => new Store(new Parser({ baseIRI: 'http://base.invalid/' }).parse(readFileSync(file, 'utf8')))

// n3 writes every language tag in lower case ("zh-hans") and the validator compares by case,
// so the tags that sh:languageIn lists have to be in lower case too.
function lowerLanguages (shapes) {
  for (const { object: list } of [...shapes.match(null, SH('languageIn'))]) {
    for (let node = list; node && node.value !== RDF('nil').value; node = shapes.getObjects(node, RDF('rest'))[0]) {
      for (const quad of [...shapes.match(node, RDF('first'))]) {
        shapes.delete(quad)
        shapes.add(DataFactory.quad(node, quad.predicate, DataFactory.literal(quad.object.value.toLowerCase())))
      }
    }
  }
  return shapes
}

function path (term, shapes) {
  if (!term || term.termType === 'NamedNode') return term?.value ?? null
  const lists = shapes.extractLists()
  if (lists[term.value]) return lists[term.value].map(t => path(t, shapes)).join(' / ')
  const one = name => shapes.getObjects(term, SH(name))[0]
  if (one('inversePath')) return '^ ' + path(one('inversePath'), shapes)
  if (one('alternativePath')) return lists[one('alternativePath').value].map(t => path(t, shapes)).join(' | ')
  return term.value
}

const [dataFile, shapesFile] = process.argv.slice(2)
if (!shapesFile) {
  console.error('usage: node shacl.mjs DATA.ttl SHAPES.ttl')
  process.exit(2)
}
const short = term => term?.value?.replace(/^.*[#/]/, '') ?? null

try {
  const shapes = lowerLanguages(load(shapesFile))
  const report = await new Validator(shapes).validate(load(dataFile))
  const results = report.results.map(r => ({
    focusNode: r.focusNode?.value ?? null,
    path: path(r.path, shapes),
    value: r.value?.value ?? null,
    message: r.message.map(m => m.value).join('; '),
    severity: short(r.severity),
    constraint: short(r.sourceConstraintComponent)
  }))
  process.stdout.write(JSON.stringify({ conforms: report.conforms, results }) + '\n')
  process.exitCode = report.conforms ? 0 : 1
} catch (error) {
  console.error(String(error?.stack ?? error))
  process.exitCode = 2
}
