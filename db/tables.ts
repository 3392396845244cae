/**
 * Every table and index. Two rules hold throughout. What a filer wrote stands in columns of its own, exactly as filed;
 * what we derive from it stands beside it, written at ingest, so that no read computes it. And every order that the
 * graph offers has its index, whose columns are that order's, down to the key that makes it total.
 */
import { isNotNull, sql } from 'drizzle-orm'
import { blob, index, integer, primaryKey, sqliteTable, text, uniqueIndex } from 'drizzle-orm/sqlite-core'
import {
  AMENDMENT_REASONS,
  FORMS,
  IMPLAUSIBILITIES,
  ISSUER_ATTRIBUTES,
  LEFT_OUT,
  ORIGINS,
  PLAN_STATUSES,
  ROW_FIELDS,
  TRADES,
  TRADING_PATTERNS,
} from './codes.ts'
import { accession, caseless, cik, day, decimal, flag, money, oneOf } from './columns.ts'
import { LEAST_RENOWN } from './rules/renown.ts'

/** A company whose insiders report. Its name and ticker are the latest of `issuerNames`. */
export const issuers = sqliteTable(
  'issuers',
  {
    cik: cik('cik').primaryKey(),
    name: caseless('name').notNull(),
    ticker: text('ticker'),
    firstOn: day('first_on').notNull(),
    lastOn: day('last_on').notNull(),
  },
  (t) => [index('issuers_by_name').on(t.name, t.cik), index('issuers_by_last').on(t.lastOn, t.cik)],
)

/** What search looks at in a name: see the migration `growth`. */
const nameColumns = () => ({
  /** What the index of words has of it; null for a ticker. */
  words: text('words'),
  /** By what it is the same as another: see `coreOf`. */
  core: text('core'),
  /** How well known who bears it is: see `renownOf`. */
  renown: integer('renown').notNull().default(LEAST_RENOWN),
  /** Whether it is, by its words, the latest that they have. */
  isCurrent: flag('is_current').notNull().default(false),
})

/** The names and tickers that an issuer's filings gave it, with the first and last day of each. */
export const issuerNames = sqliteTable(
  'issuer_names',
  {
    /** What the index of names refers to: 52 bits of a hash over the rest of the key. */
    id: integer('id').primaryKey(),
    issuerCik: cik('issuer_cik').notNull(),
    kind: text('kind', { enum: ['NAME', 'TICKER'] }).notNull(),
    text: text('text').notNull(),
    firstOn: day('first_on').notNull(),
    lastOn: day('last_on').notNull(),
    ...nameColumns(),
  },
  (t) => [
    uniqueIndex('issuer_names_by_issuer').on(t.issuerCik, t.kind, t.text),
    index('issuer_names_by_text').on(t.kind, t.text, t.lastOn),
    index('issuer_names_by_core').on(t.core, t.renown).where(isNotNull(t.core)),
  ],
)

/** A reporting owner: a person or an entity, by their latest name. A negative CIK stands for one that the source has lost. */
export const insiders = sqliteTable(
  'insiders',
  {
    cik: cik('cik').primaryKey(),
    name: caseless('name').notNull(),
    firstOn: day('first_on').notNull(),
    lastOn: day('last_on').notNull(),
  },
  (t) => [index('insiders_by_name').on(t.name, t.cik), index('insiders_by_last').on(t.lastOn, t.cik)],
)

/** The names that an insider's filings gave them, with the first and last day of each. */
export const insiderNames = sqliteTable(
  'insider_names',
  {
    /** What the index of names refers to: 52 bits of a hash over the rest of the key. */
    id: integer('id').primaryKey(),
    insiderCik: cik('insider_cik').notNull(),
    text: text('text').notNull(),
    firstOn: day('first_on').notNull(),
    lastOn: day('last_on').notNull(),
    ...nameColumns(),
  },
  (t) => [
    uniqueIndex('insider_names_by_insider').on(t.insiderCik, t.text),
    index('insider_names_by_core').on(t.core, t.renown).where(isNotNull(t.core)),
  ],
)

/** What an insider is, or was, to an issuer: one row for each pair, from all their filings. */
export const relationships = sqliteTable(
  'relationships',
  {
    issuerCik: cik('issuer_cik').notNull(),
    insiderCik: cik('insider_cik').notNull(),
    /** Bits of `ROLES`, from the latest filing. */
    roles: integer('roles').notNull(),
    officerTitle: text('officer_title'),
    /** The latest filing says that the insider is no longer subject to Section 16. */
    hasExited: flag('has_exited').notNull(),
    firstOn: day('first_on').notNull(),
    lastOn: day('last_on').notNull(),
    firstFiling: accession('first_filing').notNull(),
    lastFiling: accession('last_filing').notNull(),
    filingCount: integer('filing_count').notNull(),
    /** How many of them name the insider as the only owner. */
    soleCount: integer('sole_count').notNull().default(0),
    /** Bits of `ROLES`, from all filings. */
    everRoles: integer('ever_roles').notNull().default(0),
    /** The first and the last filing that call the insider a director or an officer. */
    boardFirstOn: day('board_first_on'),
    boardLastOn: day('board_last_on'),
    boardFirstFiling: accession('board_first_filing'),
    boardLastFiling: accession('board_last_filing'),
  },
  (t) => [
    primaryKey({ columns: [t.issuerCik, t.insiderCik] }),
    index('relationships_by_issuer').on(t.issuerCik, t.lastOn, t.insiderCik),
    index('relationships_by_insider').on(t.insiderCik, t.lastOn, t.issuerCik),
  ],
)

/** One filing, as its document and its submission's header say. */
export const filings = sqliteTable(
  'filings',
  {
    id: accession('accession').primaryKey(),
    form: text('form', { enum: FORMS }).notNull(),
    schemaVersion: text('schema_version'),
    issuerCik: cik('issuer_cik').notNull(),
    issuerName: text('issuer_name'),
    issuerTicker: text('issuer_ticker'),
    issuerForeignTicker: text('issuer_foreign_ticker'),
    /** What of the ticker as typed is a ticker: JSON, often one, at times none or several. */
    tickers: text('tickers', { mode: 'json' }).$type<string[]>().notNull(),
    periodOfReport: day('period_of_report'),
    filedOn: day('filed_on'),
    acceptedAt: text('accepted_at'),
    originalFiledOn: day('original_filed_on'),
    noSecuritiesOwned: flag('no_securities_owned'),
    notSubjectToSection16: flag('not_subject_to_section_16'),
    form3HoldingsReported: flag('form3_holdings_reported'),
    form4TransactionsReported: flag('form4_transactions_reported'),
    aff10b5One: flag('aff_10b5_one'),
    remarks: text('remarks'),
    /** JSON of what the document holds beyond its known elements: [{path, text}]. */
    leftovers: text('leftovers', { mode: 'json' }).$type<{ path: string; text: string }[]>(),
    /** Where it was read: a path, with `!` before a name inside an archive. */
    source: text('source').notNull(),
    origin: oneOf(ORIGINS)('origin').notNull(),
    planStatus: oneOf(PLAN_STATUSES)('plan_status').notNull(),
    /** 52 bits of SHA-256 over what the document says, header apart. */
    contentHash: integer('content_hash').notNull(),
    /** The rules by which its document became rows; by newer ones, the same document replaces it when it comes again. */
    derivation: integer('derivation').notNull(),
    /** Whether the day of filing comes from a header, and not from whoever brought the document. */
    isDayFromHeader: flag('is_day_from_header').notNull(),
    /** Length of what the document says: of two readings from equal sources, the fuller one stays. */
    contentLength: integer('content_length').notNull(),
    /** The day that orders it: filed; or else signed, if that can be; or else its period, or its number's year. */
    datedOn: day('dated_on').notNull(),
    /** Who reports: the CIK of a lone owner; of several, a hash of theirs, negative. */
    ownerGroup: integer('owner_group').notNull().default(0),
    /** The filing that it amends, as far as we can tell. */
    amendsId: accession('amends'),
    /** By what `amendsId` was told, or why it could not be; null on what amends nothing. */
    amendmentReason: oneOf(AMENDMENT_REASONS)('amendment_reason'),
    /** The most business days from any of its transactions to its day of filing. */
    lag: integer('lag'),
    /** Whether a Form 4 came later than it should; null where that cannot be told. */
    isLate: flag('is_late'),
    /** Its place in the order in which accession numbers came here; 0 where it came before they were counted. */
    arrival: integer('arrival').notNull().default(0),
  },
  (t) => [
    index('filings_by_original').on(t.issuerCik, t.originalFiledOn, t.id).where(isNotNull(t.originalFiledOn)),
    index('filings_by_amended').on(t.amendsId, t.datedOn, t.id).where(isNotNull(t.amendsId)),
    index('filings_by_late').on(t.datedOn, t.id).where(sql`${t.isLate} = 1`),
    index('filings_by_date').on(t.datedOn, t.id),
    index('filings_by_period').on(t.periodOfReport, t.id).where(isNotNull(t.periodOfReport)),
    index('filings_by_form').on(t.form, t.datedOn, t.id),
    index('filings_by_issuer').on(t.issuerCik, t.datedOn, t.id),
    index('filings_by_issuer_period')
      .on(t.issuerCik, t.periodOfReport, t.id)
      .where(isNotNull(t.periodOfReport)),
    index('filings_by_content').on(t.contentHash),
    index('filings_by_arrival').on(t.arrival),
  ],
)

/** Contents that a fuller document of the same filing has replaced, so that they are known when they come again. */
export const replacedContents = sqliteTable(
  'replaced_contents',
  { contentHash: integer('content_hash').notNull(), filingId: accession('accession').notNull() },
  (t) => [primaryKey({ columns: [t.contentHash, t.filingId] })],
)

const ofFiling = () =>
  accession('accession')
    .notNull()
    .references(() => filings.id, { onDelete: 'cascade' })

/** A reporting owner as one filing describes them; there is no primary owner, the order means nothing. */
export const filingOwners = sqliteTable(
  'filing_owners',
  {
    filingId: ofFiling(),
    ordinal: integer('ordinal').notNull(),
    insiderCik: cik('insider_cik').notNull(),
    name: text('name'),
    street1: text('street1'),
    street2: text('street2'),
    city: text('city'),
    state: text('state'),
    zipCode: text('zip_code'),
    stateDescription: text('state_description'),
    isNonUsAddress: flag('is_non_us_address'),
    nonUsStateTerritory: text('non_us_state_territory'),
    country: text('country'),
    hasGoodAddress: flag('has_good_address'),
    isDirector: flag('is_director'),
    isOfficer: flag('is_officer'),
    isTenPercentOwner: flag('is_ten_percent_owner'),
    isOther: flag('is_other'),
    officerTitle: text('officer_title'),
    otherText: text('other_text'),
    /** Bits of `ROLES`: what is ticked. */
    roles: integer('roles').notNull().default(0),
    /** The filing's, so that an insider's filings lie in order; null on a second entry of the same owner. */
    datedOn: day('dated_on'),
    periodOfReport: day('period_of_report'),
  },
  (t) => [
    primaryKey({ columns: [t.filingId, t.ordinal] }),
    index('filing_owners_by_insider').on(t.insiderCik, t.datedOn, t.filingId),
    index('filing_owners_by_insider_period')
      .on(t.insiderCik, t.periodOfReport, t.filingId)
      .where(isNotNull(t.periodOfReport)),
  ],
)

/** What a transaction and a holding share: both are rows of Table I (non-derivative) or II (derivative). */
const rowColumns = () => ({
  filingId: ofFiling(),
  /** See `rowNumber`. */
  row: integer('row').notNull(),
  /** As printed on the form, counted over both kinds of rows of the table; null where the source lost it. */
  line: integer('line'),
  securityTitle: text('security_title'),
  exercisePrice: decimal('exercise_price'),
  formType: text('form_type'),
  exercisableOn: day('exercisable_on'),
  expiresOn: day('expires_on'),
  underlyingTitle: text('underlying_title'),
  underlyingShares: decimal('underlying_shares'),
  underlyingValue: decimal('underlying_value'),
  sharesAfter: decimal('shares_after'),
  valueAfter: decimal('value_after'),
  ownership: text('ownership'),
  natureOfOwnership: text('nature_of_ownership'),
  /** What was filed where it is not the value itself: JSON, field → text. */
  asFiled: text('as_filed', { mode: 'json' }).$type<Record<string, string>>(),
  issuerCik: cik('issuer_cik').notNull(),
  /** Bits of `ROLES`: what any owner of the filing is to the issuer. */
  roles: integer('roles').notNull(),
  /** The filing's. */
  datedOn: day('dated_on').notNull(),
  /** The row that speaks instead of this one: one that amends it, or the same transaction in another filing. */
  insteadFiling: accession('instead_filing'),
  insteadRow: integer('instead_row'),
  grantId: integer('grant_id').references(() => optionGrants.id),
})

export const transactions = sqliteTable(
  'transactions',
  {
    ...rowColumns(),
    transactedOn: day('transacted_on'),
    deemedExecutedOn: day('deemed_executed_on'),
    code: text('code'),
    equitySwap: flag('equity_swap'),
    timeliness: text('timeliness'),
    shares: decimal('shares'),
    totalValue: decimal('total_value'),
    pricePerShare: decimal('price_per_share'),
    direction: text('direction'),
    /** Shares × price, or the total filed; null where either is missing or implausible. */
    value: money('value'),
    implausibility: oneOf(IMPLAUSIBILITIES)('implausibility'),
    planStatus: oneOf(PLAN_STATUSES)('plan_status').notNull(),
    /** When the plan was adopted, as a footnote says. */
    planAdoptedOn: day('plan_adopted_on'),
    /** The day that orders it: transacted, or else the filing's period, or else its date. */
    tradedOn: day('traded_on').notNull(),
    /** The filing's. */
    ownerGroup: integer('owner_group').notNull().default(0),
    /** Whether it is a purchase or a sale in Table I: a trade, if nothing leaves it out. */
    trade: oneOf(TRADES)('trade'),
    /** The shares of a trade, to be summed. */
    quantity: money('quantity'),
    /** Equal in rows that could be one transaction in several filings; only on trades. */
    twinKey: integer('twin_key'),
    /** Why it counts in no sum; null where it does. */
    leftOut: oneOf(LEFT_OUT)('left_out'),
    /** Business days to the day of filing. */
    lag: integer('lag'),
    /** Of a purchase that counts: when an owner last bought the issuer's shares before that day. */
    previousPurchaseOn: day('previous_purchase_on'),
    /**
     * Of a purchase that counts: how many days lie between it and the nearest by another group, by the day of trade and by that
     * of filing; null where it can be in no cluster, nor tell of others that they are one: see `apartAmong`.
     */
    tradedApart: integer('traded_apart'),
    filedApart: integer('filed_apart'),
    /** Of a trade that counts: how regularly its owners trade. */
    pattern: oneOf(TRADING_PATTERNS)('pattern'),
  },
  (t) => [
    primaryKey({ columns: [t.filingId, t.row] }),
    index('transactions_by_twin').on(t.twinKey).where(isNotNull(t.twinKey)),
    // All that sums over one issuer's trades read; the two after it, all that looks for cluster buys reads.
    index('trades_by_issuer')
      .on(t.issuerCik, t.tradedOn, t.trade, t.leftOut, t.planStatus, t.ownerGroup, t.value, t.quantity)
      .where(isNotNull(t.trade)),
    index('purchases_by_date')
      .on(t.tradedOn, t.issuerCik, t.ownerGroup, t.tradedApart, t.value, t.filingId, t.row)
      .where(isNotNull(t.tradedApart)),
    index('purchases_by_filed')
      .on(t.datedOn, t.issuerCik, t.ownerGroup, t.filedApart, t.value, t.filingId, t.row)
      .where(isNotNull(t.filedApart)),
    // What filters look at follows the key, so that walking the order reads no row that they leave out.
    index('transactions_by_date').on(
      t.tradedOn,
      t.filingId,
      t.row,
      t.code,
      t.direction,
      t.ownership,
      t.roles,
      t.planStatus,
      t.value,
      t.datedOn,
      t.leftOut,
    ),
    index('transactions_by_filed').on(t.datedOn, t.filingId, t.row, t.leftOut),
    index('transactions_superseded').on(t.leftOut).where(sql`${t.leftOut} = 0`),
    index('transactions_by_value').on(t.value, t.filingId, t.row, t.leftOut).where(isNotNull(t.value)),
    index('transactions_by_code').on(
      t.code,
      t.tradedOn,
      t.filingId,
      t.row,
      t.leftOut,
      t.value,
      t.direction,
      t.ownership,
      t.roles,
      t.planStatus,
    ),
    index('transactions_by_code_value')
      .on(t.code, t.value, t.filingId, t.row, t.leftOut)
      .where(isNotNull(t.value)),
    index('transactions_by_issuer').on(t.issuerCik, t.tradedOn, t.filingId, t.row, t.leftOut),
    index('transactions_by_issuer_filed').on(t.issuerCik, t.datedOn, t.filingId, t.row, t.leftOut),
    index('transactions_by_issuer_value')
      .on(t.issuerCik, t.value, t.filingId, t.row, t.leftOut)
      .where(isNotNull(t.value)),
    index('transactions_by_grant').on(t.grantId, t.tradedOn, t.filingId, t.row).where(isNotNull(t.grantId)),
  ],
)

/** An edge from each owner of a filing to each of its transactions, in the orders in which an insider's are read. */
export const transactionOwners = sqliteTable(
  'transaction_owners',
  {
    insiderCik: cik('insider_cik').notNull(),
    filingId: ofFiling(),
    row: integer('row').notNull(),
    tradedOn: day('traded_on').notNull(),
    datedOn: day('dated_on').notNull(),
    value: money('value'),
    issuerCik: cik('issuer_cik').notNull().default(0),
    /** The transaction's. */
    trade: oneOf(TRADES)('trade'),
    /** The position that it changes. */
    positionId: integer('position_id').notNull().default(0),
  },
  (t) => [
    primaryKey({ columns: [t.filingId, t.row, t.insiderCik] }),
    index('trade_owners_by_pair')
      .on(t.insiderCik, t.issuerCik, t.tradedOn, t.trade, t.filingId, t.row)
      .where(isNotNull(t.trade)),
    index('transaction_owners_by_position').on(t.positionId, t.tradedOn, t.datedOn, t.filingId, t.row),
    index('transaction_owners_by_date').on(t.insiderCik, t.tradedOn, t.filingId, t.row),
    index('transaction_owners_by_filed').on(t.insiderCik, t.datedOn, t.filingId, t.row),
    index('transaction_owners_by_value')
      .on(t.insiderCik, t.value, t.filingId, t.row)
      .where(isNotNull(t.value)),
  ],
)

export const holdings = sqliteTable('holdings', rowColumns(), (t) => [
  primaryKey({ columns: [t.filingId, t.row] }),
  index('holdings_superseded').on(t.insteadFiling).where(isNotNull(t.insteadFiling)),
  index('holdings_by_filed').on(t.datedOn, t.filingId, t.row, t.insteadFiling),
  index('holdings_by_issuer').on(t.issuerCik, t.datedOn, t.filingId, t.row, t.insteadFiling),
  index('holdings_by_grant').on(t.grantId, t.datedOn, t.filingId, t.row).where(isNotNull(t.grantId)),
])

/** An edge from each owner of a filing to each of its holdings. */
export const holdingOwners = sqliteTable(
  'holding_owners',
  {
    insiderCik: cik('insider_cik').notNull(),
    filingId: ofFiling(),
    row: integer('row').notNull(),
    datedOn: day('dated_on').notNull(),
    /** The day on which it was held: the period of the filing, or else its date. */
    heldOn: day('held_on').notNull().default(''),
    /** The position that it states. */
    positionId: integer('position_id').notNull().default(0),
  },
  (t) => [
    primaryKey({ columns: [t.filingId, t.row, t.insiderCik] }),
    index('holding_owners_by_position').on(t.positionId, t.heldOn, t.datedOn, t.filingId, t.row),
    index('holding_owners_by_filed').on(t.insiderCik, t.datedOn, t.filingId, t.row),
  ],
)

/** A footnote, by the id that its filer gave it: `F1`. */
export const footnotes = sqliteTable(
  'footnotes',
  {
    filingId: ofFiling(),
    ordinal: integer('ordinal').notNull(),
    label: text('label').notNull(),
    text: text('text').notNull(),
  },
  (t) => [primaryKey({ columns: [t.filingId, t.ordinal] })],
)

/** Where a footnote hangs: on which element of which row, and in which place if there are several. */
export const footnoteReferences = sqliteTable(
  'footnote_references',
  {
    filingId: ofFiling(),
    row: integer('row').notNull(),
    field: oneOf(ROW_FIELDS)('field').notNull(),
    place: integer('place').notNull(),
    label: text('label').notNull(),
  },
  (t) => [primaryKey({ columns: [t.filingId, t.row, t.field, t.place] })],
)

/** A signature; not tied to an owner, and there may be more or fewer of them than owners. */
export const signatures = sqliteTable(
  'signatures',
  {
    filingId: ofFiling(),
    ordinal: integer('ordinal').notNull(),
    name: text('name'),
    signedOn: day('signed_on'),
  },
  (t) => [primaryKey({ columns: [t.filingId, t.ordinal] })],
)

/**
 * A derivative security of one issuer in the hands of one group of owners: an option grant, a warrant, a restricted
 * stock unit. Its key is what the rows of Table II repeat: title, exercise price and expiry, each possibly unstated.
 */
export const optionGrants = sqliteTable(
  'option_grants',
  {
    id: integer('id').primaryKey(),
    /** Hash of the key below: 32 hexadecimal digits. */
    key: text('key').notNull(),
    issuerCik: cik('issuer_cik').notNull(),
    /** CIKs of the owners, ascending, joined by a blank. */
    holders: text('holders').notNull(),
    title: text('title'),
    exercisePrice: decimal('exercise_price'),
    expiresOn: day('expires_on'),
    exercisableOn: day('exercisable_on'),
    underlyingTitle: text('underlying_title'),
    /** The first acquisition with code A; null when it is known only from a holding or a later transaction. */
    grantedOn: day('granted_on'),
    granted: decimal('granted'),
    exercised: decimal('exercised'),
    /** Shares withheld and sold on exercise, where they can be told to be of this grant alone. */
    withheld: decimal('withheld'),
    sold: decimal('sold'),
    /** What is left of it; null where that cannot be told. */
    remaining: decimal('remaining'),
    /** Whether the latest row says so, or all rows together. */
    remainingBasis: text('remaining_basis', { enum: ['REPORTED', 'COMPUTED'] }),
    /** What rows say has become of it; null where all that speak of it are superseded: it is then in no list. */
    status: text('status', {
      enum: ['OUTSTANDING', 'EXERCISED', 'EXPIRED', 'CANCELLED', 'TRANSFERRED', 'UNKNOWN'],
    }),
    /** The day on which what is left expires or is settled; null where nothing is left, or no day is filed. */
    lapsesOn: day('lapses_on'),
    /** What the first row that speaks of it is. */
    knownFrom: text('known_from', { enum: ['GRANT', 'HOLDING', 'EXERCISE', 'TRANSACTION'] }),
    firstOn: day('first_on').notNull(),
    lastOn: day('last_on').notNull(),
  },
  (t) => [
    uniqueIndex('option_grants_by_key').on(t.key),
    index('option_grants_by_date')
      .on(t.lastOn, t.key, t.grantedOn, t.expiresOn, t.status, t.lapsesOn, t.exercisePrice)
      .where(isNotNull(t.status)),
    index('option_grants_by_expiry')
      .on(t.expiresOn, t.key, t.status, t.lapsesOn, t.exercisePrice)
      .where(sql`${t.expiresOn} IS NOT NULL AND ${t.status} IS NOT NULL`),
    index('option_grants_by_issuer')
      .on(t.issuerCik, t.lastOn, t.key, t.status, t.lapsesOn, t.exercisePrice)
      .where(isNotNull(t.status)),
    index('option_grants_by_issuer_expiry')
      .on(t.issuerCik, t.expiresOn, t.key, t.status, t.lapsesOn, t.exercisePrice)
      .where(sql`${t.expiresOn} IS NOT NULL AND ${t.status} IS NOT NULL`),
  ],
)

/** An edge from each owner of an option grant to it. */
export const optionGrantOwners = sqliteTable(
  'option_grant_owners',
  {
    insiderCik: cik('insider_cik').notNull(),
    grantId: integer('grant_id')
      .notNull()
      .references(() => optionGrants.id, { onDelete: 'cascade' }),
  },
  (t) => [
    primaryKey({ columns: [t.insiderCik, t.grantId] }),
    index('option_grant_owners_by_grant').on(t.grantId),
  ],
)

/**
 * What one insider holds of one security of one issuer, in one way: directly, or through one vehicle. Its timeline is
 * the rows whose edges name it.
 */
export const positions = sqliteTable(
  'positions',
  {
    /** 52 bits of a hash over what tells it from others. */
    id: integer('id').primaryKey(),
    issuerCik: cik('issuer_cik').notNull(),
    insiderCik: cik('insider_cik').notNull(),
    /** Whether it stands in Table II. */
    isDerivative: flag('is_derivative').notNull(),
    /** The latest row's, as are the following. */
    securityTitle: text('security_title'),
    ownership: text('ownership'),
    natureOfOwnership: text('nature_of_ownership'),
    exercisePrice: decimal('exercise_price'),
    expiresOn: day('expires_on'),
    sharesAfter: decimal('shares_after'),
    valueAfter: decimal('value_after'),
    /** Whether anything is left, as far as the latest row says. */
    isOpen: flag('is_open').notNull(),
    lastOn: day('last_on').notNull(),
    lastFiling: accession('last_filing').notNull(),
    lastRow: integer('last_row').notNull(),
  },
  (t) => [
    index('positions_by_insider').on(t.insiderCik, t.lastOn, t.id),
    index('positions_by_pair').on(t.issuerCik, t.insiderCik, t.isOpen, t.lastOn, t.id),
  ],
)

/** How many transactions in force there are of each code and day: what is asked most, nobody has to count. No code is the empty text. */
export const transactionDays = sqliteTable(
  'transaction_days',
  {
    code: text('code').notNull(),
    tradedOn: day('traded_on').notNull(),
    count: integer('count').notNull(),
  },
  (t) => [primaryKey({ columns: [t.code, t.tradedOn] })],
)

/** How many filings there are of each form, year of filing and origin, with their rows. */
export const filingCounts = sqliteTable(
  'filing_counts',
  {
    form: text('form', { enum: FORMS }).notNull(),
    year: integer('year').notNull(),
    origin: oneOf(ORIGINS)('origin').notNull(),
    filings: integer('filings').notNull(),
    transactions: integer('transactions').notNull(),
    holdings: integer('holdings').notNull(),
  },
  (t) => [primaryKey({ columns: [t.form, t.year, t.origin] })],
)

/** The last of numbers that are given once only. */
export const sequences = sqliteTable('sequences', {
  name: text('name').primaryKey(),
  value: integer('value').notNull(),
})

/** What EDGAR itself says of an issuer beside filings, with the first and last day on which it was seen to say so. */
export const issuerAttributes = sqliteTable(
  'issuer_attributes',
  {
    issuerCik: cik('issuer_cik').notNull(),
    kind: oneOf(ISSUER_ATTRIBUTES)('kind').notNull(),
    value: text('value').notNull(),
    /** The exchange of a ticker, the words for a code; empty where there is nothing to add. */
    detail: text('detail').notNull(),
    firstOn: day('first_on').notNull(),
    lastOn: day('last_on').notNull(),
  },
  (t) => [primaryKey({ columns: [t.issuerCik, t.kind, t.value, t.detail] })],
)

/** What a sync has taken in whole, so that it need not be asked for again. */
export const syncMarks = sqliteTable('sync_marks', {
  /** `days/2020-03-18`, `quarter/2024q3`. */
  source: text('source').primaryKey(),
  /** By what EDGAR tells a version of it from another; null where it does not. */
  version: text('version'),
  takenAt: text('taken_at').notNull(),
})

/**
 * One row: a number that moves, at random, with each transaction that writes. Two files of the same state are the same, which
 * is how a primary is told from one that has gone another way.
 */
export const publication = sqliteTable('publication', { state: integer('state').notNull() })

/** Transactions that were committed here and of which a primary has not told yet that it has them: see `outbox.ts`. */
export const outbox = sqliteTable('outbox', {
  ordinal: integer('ordinal').primaryKey(),
  /** The states of `publication` before the transaction and after it. */
  before: integer('before').notNull(),
  after: integer('after').notNull(),
  /** Its statements with their values, deflated. */
  statements: blob('statements', { mode: 'buffer' }).notNull(),
})

/** What could not be read, kept whole until it can be. */
export const quarantine = sqliteTable(
  'quarantine',
  {
    /** SHA-256 of source and bytes, hexadecimal: the same trouble twice is one row. */
    id: text('id').primaryKey(),
    source: text('source').notNull(),
    code: text('code').notNull(),
    message: text('message').notNull(),
    /** The document, deflated; null where there is none (a broken archive, one beyond the limit on size). */
    bytes: blob('bytes', { mode: 'buffer' }),
    /** What was known from elsewhere: JSON {accession, filedOn}. */
    known: text('known', { mode: 'json' }).$type<{ accession?: string; filedOn?: string }>(),
    quarantinedAt: text('quarantined_at').notNull(),
  },
  (t) => [index('quarantine_by_source').on(t.source)],
)
