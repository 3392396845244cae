DROP INDEX `transactions_by_code`;--> statement-breakpoint
CREATE INDEX `transactions_by_code` ON `transactions` (`code`,`traded_on`,`accession`,`row`,`left_out`,`value`);