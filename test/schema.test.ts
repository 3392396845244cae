/** The contract: the printed schema is current, and every part of it is described. */
import { readFileSync } from 'node:fs'
import {
  getNamedType,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isIntrospectionType,
  isObjectType,
  isSpecifiedScalarType,
} from 'graphql'
import { expect, test } from 'vitest'
import { printedSchema, schema } from '../schema/index.ts'
import { ask } from './ask.ts'
import { world } from './world.ts'

test('schema.graphql is what the code prints: run `npm run schema` after a change', () => {
  expect(readFileSync(new URL('../schema/schema.graphql', import.meta.url), 'utf8')).toBe(printedSchema())
})

test('every type, field, argument, input and enum value is described', () => {
  const bare: string[] = []
  const check = (name: string, { description }: { description?: string | null | undefined }) => {
    if (!description?.trim() || !/[.!?)]$/.test(description.trim())) bare.push(name)
  }
  for (const type of Object.values(schema.getTypeMap())) {
    if (isIntrospectionType(type) || isSpecifiedScalarType(type)) continue
    check(type.name, type)
    if (isObjectType(type) || isInterfaceType(type))
      for (const field of Object.values(type.getFields())) {
        check(`${type.name}.${field.name}`, field)
        for (const arg of field.args) check(`${type.name}.${field.name}(${arg.name})`, arg)
      }
    if (isInputObjectType(type))
      for (const field of Object.values(type.getFields())) check(`${type.name}.${field.name}`, field)
    if (isEnumType(type)) for (const value of type.getValues()) check(`${type.name}.${value.name}`, value)
  }
  expect(bare).toEqual([])
})

test('what can be null says what null means', () => {
  const silent: string[] = []
  for (const type of Object.values(schema.getTypeMap())) {
    if (!(isObjectType(type) || isInterfaceType(type)) || isIntrospectionType(type)) continue
    for (const field of Object.values(type.getFields())) {
      const isNullable = !String(field.type).endsWith('!')
      if (isNullable && type.name !== 'PageInfo' && !/null|none/i.test(field.description ?? ''))
        silent.push(`${type.name}.${field.name}`)
    }
  }
  expect(silent).toEqual([])
})

test('no number of money or shares is a float', () => {
  for (const type of Object.values(schema.getTypeMap()))
    if (isObjectType(type))
      for (const field of Object.values(type.getFields()))
        expect(getNamedType(field.type).name).not.toBe('Float')
})

test('an operation beyond the limit on cost is refused before it runs', async () => {
  const { errors, sql } = await ask(
    world(),
    '{ issuers(first: 100) { nodes { insiders(first: 100) { nodes { issuers(first: 100) { nodes { name } } } } } } }',
  )
  expect(errors[0]!.extensions.code).toBe('QUERY_TOO_COMPLEX')
  expect(sql).toEqual([])
})
