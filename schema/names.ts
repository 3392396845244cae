import { builder } from './builder.ts'

interface Period {
  text: string
  firstOn: string
  lastOn: string
}

export const NamedPeriod = builder.objectRef<Period>('NamedPeriod').implement({
  description: 'A name or ticker, and when filings used it.',
  fields: (t) => ({
    name: t.exposeString('text', { description: 'The name or ticker.' }),
    from: t.expose('firstOn', { type: 'Date', description: 'The day of the first filing with it.' }),
    to: t.expose('lastOn', { type: 'Date', description: 'The day of the latest filing with it.' }),
  }),
})
