/** Reporting owners: an insider as one filing describes them. */
import { rolesOf, rolesOfOwner } from '../db/codes.ts'
import type { FilingOwnerRow } from '../db/filings.ts'
import { builder } from './builder.ts'
import { RoleEnum } from './codes.ts'
import { loaded } from './loads.ts'
import { Filing, FilingOwner, filingOwners, Insider } from './nodes.ts'

const Address = builder.objectRef<FilingOwnerRow>('Address').implement({
  description: "An owner's address, as filed.",
  fields: (t) => ({
    street1: t.exposeString('street1', {
      nullable: true,
      description: 'The first line; null where not filed.',
    }),
    street2: t.exposeString('street2', {
      nullable: true,
      description: 'The second line; null where not filed.',
    }),
    city: t.exposeString('city', { nullable: true, description: 'The city; null where not filed.' }),
    state: t.exposeString('state', {
      nullable: true,
      description: "SEC's code of the state or country; null where not filed.",
    }),
    stateDescription: t.exposeString('stateDescription', {
      nullable: true,
      description: 'The state or country in words; null where not filed.',
    }),
    zipCode: t.exposeString('zipCode', {
      nullable: true,
      description: 'The postal code; null where not filed.',
    }),
    isNonUs: t.exposeBoolean('isNonUsAddress', {
      nullable: true,
      description: 'Whether it lies outside the United States; null where the form does not say.',
    }),
    nonUsStateTerritory: t.exposeString('nonUsStateTerritory', {
      nullable: true,
      description: 'State or territory outside the United States; null where not filed.',
    }),
    isGood: t.exposeBoolean('hasGoodAddress', {
      nullable: true,
      description: "EDGAR's own mark that the address is good; null where the form does not say.",
    }),
    country: t.exposeString('country', { nullable: true, description: 'The country; null where not filed.' }),
  }),
})

FilingOwner.implement({
  description: 'A reporting owner as one filing describes them. None of several is the primary one.',
  fields: (t) => ({
    insider: t.field({ type: Insider, description: 'Who it is.', resolve: ({ insiderCik }) => insiderCik }),
    filing: t.field({ type: Filing, description: 'The filing.', resolve: ({ filingId }) => filingId }),
    name: t.exposeString('name', { nullable: true, description: 'The name as filed; null where not filed.' }),
    roles: t.field({
      type: [RoleEnum],
      description: 'What the filing ticks that they are to the issuer.',
      resolve: (owner) => rolesOf(rolesOfOwner(owner)),
    }),
    isDirector: t.exposeBoolean('isDirector', {
      nullable: true,
      description: 'The tick for a director; null where the form does not say.',
    }),
    isOfficer: t.exposeBoolean('isOfficer', {
      nullable: true,
      description: 'The tick for an officer; null where the form does not say.',
    }),
    isTenPercentOwner: t.exposeBoolean('isTenPercentOwner', {
      nullable: true,
      description: 'The tick for an owner of over 10 %; null where the form does not say.',
    }),
    isOther: t.exposeBoolean('isOther', {
      nullable: true,
      description: 'The tick for something else; null where the form does not say.',
    }),
    officerTitle: t.exposeString('officerTitle', {
      nullable: true,
      description: "The officer's title, at times without the tick; null where not filed.",
    }),
    otherText: t.exposeString('otherText', {
      nullable: true,
      description: 'What they are where it is something else; null where not filed.',
    }),
    address: t.field({ type: Address, description: 'The address as filed.', resolve: (owner) => owner }),
  }),
})

builder.objectFields(Filing, (t) => ({
  owners: t.field({
    type: [FilingOwner],
    description: 'Who reports: several in a joint filing.',
    ...loaded(filingOwners, ({ id }: { id: string }) => id),
  }),
}))
