/** A text of others as a terminal may show it, which might obey what is in it. */
export const plainly = (text: string): string => text.replace(/\p{Cc}/gu, '\ufffd')
