/** Marks our databases, in `PRAGMA application_id`: `insg`. */
export const APPLICATION = 0x696e7367
