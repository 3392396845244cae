CREATE TABLE `transaction_days` (
	`code` text NOT NULL,
	`traded_on` text NOT NULL,
	`count` integer NOT NULL,
	PRIMARY KEY(`code`, `traded_on`)
);
--> statement-breakpoint
DROP INDEX `transactions_by_code`;--> statement-breakpoint
CREATE INDEX `transactions_superseded` ON `transactions` (`left_out`) WHERE "transactions"."left_out" = 0;--> statement-breakpoint
CREATE INDEX `transactions_by_code` ON `transactions` (`code`,`traded_on`,`accession`,`row`,`left_out`,`value`,`direction`,`ownership`,`roles`,`plan_status`);--> statement-breakpoint
CREATE INDEX `holdings_superseded` ON `holdings` (`instead_filing`) WHERE "holdings"."instead_filing" is not null;--> statement-breakpoint
INSERT INTO `transaction_days` (`code`, `traded_on`, `count`)
  SELECT coalesce(`code`, ''), `traded_on`, count(*) FROM `transactions` WHERE `left_out` IS NOT 0 GROUP BY 1, 2;
--> statement-breakpoint
CREATE TRIGGER `transaction_day_added` AFTER INSERT ON `transactions` WHEN new.`left_out` IS NOT 0 BEGIN
  INSERT INTO `transaction_days` (`code`, `traded_on`, `count`) VALUES (coalesce(new.`code`, ''), new.`traded_on`, 1)
    ON CONFLICT DO UPDATE SET `count` = `count` + 1;
END;
--> statement-breakpoint
CREATE TRIGGER `transaction_day_removed` AFTER DELETE ON `transactions` WHEN old.`left_out` IS NOT 0 BEGIN
  UPDATE `transaction_days` SET `count` = `count` - 1
    WHERE `code` = coalesce(old.`code`, '') AND `traded_on` = old.`traded_on`;
  DELETE FROM `transaction_days`
    WHERE `code` = coalesce(old.`code`, '') AND `traded_on` = old.`traded_on` AND `count` = 0;
END;
--> statement-breakpoint
CREATE TRIGGER `transaction_day_replaced` AFTER UPDATE OF `left_out` ON `transactions`
  WHEN (old.`left_out` IS NOT 0) <> (new.`left_out` IS NOT 0) BEGIN
  UPDATE `transaction_days` SET `count` = `count` + iif(new.`left_out` IS NOT 0, 1, -1)
    WHERE `code` = coalesce(old.`code`, '') AND `traded_on` = old.`traded_on`;
  INSERT OR IGNORE INTO `transaction_days` (`code`, `traded_on`, `count`)
    SELECT coalesce(new.`code`, ''), new.`traded_on`, 1 WHERE new.`left_out` IS NOT 0;
  DELETE FROM `transaction_days`
    WHERE `code` = coalesce(old.`code`, '') AND `traded_on` = old.`traded_on` AND `count` = 0;
END;
