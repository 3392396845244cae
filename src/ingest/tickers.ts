const NO_TICKER = new Set(['', 'NONE', 'N/A', 'NA', 'NOT APPLICABLE', 'NULL', '-', '--', 'TBD', '0'])

/**
 * The tickers in what a filer typed as one: without an exchange (`NYSE: KRC`) or brackets (`(SIRI)`), each of several
 * (`BFA, BFB`, `WLY/WLYB`), none for `NONE` and its like. In capitals.
 */
export function tickersOf(typed: string | undefined): string[] {
  if (!typed || NO_TICKER.has(typed.trim().toUpperCase())) return []
  const tickers = typed
    .toUpperCase()
    .split(/[,;/|&\s()[\]"]+|\bAND\b/)
    .map((part) => part.replace(/^(NYSE|NASDAQ|AMEX|OTC|OTCBB|TSX|ARCA)?[A-Z ]*:/, '').replace(/[.:]+$/, ''))
    .filter(
      (part) => /^[A-Z0-9][A-Z0-9.\-$]{0,9}$/.test(part) && !NO_TICKER.has(part) && !EXCHANGES.has(part),
    )
  return [...new Set(tickers)]
}

const EXCHANGES = new Set(['NYSE', 'NASDAQ', 'AMEX', 'OTC', 'OTCBB', 'OTCQB', 'OTCQX', 'TSX', 'ARCA', 'AND'])
