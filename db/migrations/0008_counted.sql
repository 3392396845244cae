-- Transactions of each code and day are counted by the writer: what a trigger does makes SQLite copy each page before it changes.
DROP TRIGGER `transaction_day_added`;
--> statement-breakpoint
DROP TRIGGER `transaction_day_removed`;
--> statement-breakpoint
DROP TRIGGER `transaction_day_replaced`;
