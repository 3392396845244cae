DROP INDEX `transactions_by_code`;--> statement-breakpoint
CREATE INDEX `transactions_superseded` ON `transactions` (`left_out`) WHERE "transactions"."left_out" = 0;--> statement-breakpoint
CREATE INDEX `transactions_by_code` ON `transactions` (`code`,`traded_on`,`accession`,`row`,`left_out`,`value`,`direction`,`ownership`,`roles`,`plan_status`);--> statement-breakpoint
CREATE INDEX `holdings_superseded` ON `holdings` (`instead_filing`) WHERE "holdings"."instead_filing" is not null;