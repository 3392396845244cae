-- What search and cluster buys read does not grow with what there is. Words of names are numbered so that those of the best known
-- come first, and each beginning of a word has a list of its own; triggers keep them in step with the tables of names. A migration
-- that makes one of these tables anew has to make its triggers anew, too. Updates of names change their days, or their renown.
DROP INDEX `purchases_by_date`;--> statement-breakpoint
DROP INDEX `purchases_by_filed`;--> statement-breakpoint
ALTER TABLE `transactions` ADD `traded_apart` integer;--> statement-breakpoint
ALTER TABLE `transactions` ADD `filed_apart` integer;--> statement-breakpoint
CREATE INDEX `purchases_by_date` ON `transactions` (`traded_on`,`issuer_cik`,`owner_group`,`traded_apart`,`value`,`accession`,`row`) WHERE "transactions"."traded_apart" is not null;--> statement-breakpoint
CREATE INDEX `purchases_by_filed` ON `transactions` (`dated_on`,`issuer_cik`,`owner_group`,`filed_apart`,`value`,`accession`,`row`) WHERE "transactions"."filed_apart" is not null;--> statement-breakpoint
ALTER TABLE `insider_names` ADD `words` text;--> statement-breakpoint
ALTER TABLE `insider_names` ADD `core` text;--> statement-breakpoint
ALTER TABLE `insider_names` ADD `renown` integer DEFAULT 7 NOT NULL;--> statement-breakpoint
ALTER TABLE `insider_names` ADD `is_current` integer DEFAULT false NOT NULL;--> statement-breakpoint
CREATE INDEX `insider_names_by_core` ON `insider_names` (`core`,`renown`) WHERE "insider_names"."core" is not null;--> statement-breakpoint
ALTER TABLE `issuer_names` ADD `words` text;--> statement-breakpoint
ALTER TABLE `issuer_names` ADD `core` text;--> statement-breakpoint
ALTER TABLE `issuer_names` ADD `renown` integer DEFAULT 7 NOT NULL;--> statement-breakpoint
ALTER TABLE `issuer_names` ADD `is_current` integer DEFAULT false NOT NULL;--> statement-breakpoint
CREATE INDEX `issuer_names_by_core` ON `issuer_names` (`core`,`renown`) WHERE "issuer_names"."core" is not null;
--> statement-breakpoint
DROP TRIGGER `issuer_name_added`;
--> statement-breakpoint
DROP TRIGGER `issuer_name_removed`;
--> statement-breakpoint
DROP TABLE `issuer_vocabulary`;
--> statement-breakpoint
DROP TABLE `issuer_words`;
--> statement-breakpoint
DROP TRIGGER `insider_name_added`;
--> statement-breakpoint
DROP TRIGGER `insider_name_removed`;
--> statement-breakpoint
DROP TABLE `insider_vocabulary`;
--> statement-breakpoint
DROP TABLE `insider_words`;
--> statement-breakpoint
DROP VIEW `issuer_name_texts`;
--> statement-breakpoint
CREATE VIEW `issuer_name_words` AS SELECT `renown` << 52 | `id` AS `id`, `words` FROM `issuer_names` WHERE `kind` = 'NAME';
--> statement-breakpoint
CREATE VIRTUAL TABLE `issuer_words` USING fts5(`words`, content = 'issuer_name_words', content_rowid = 'id',
  tokenize = 'unicode61 remove_diacritics 2', prefix = '1 2 3 4 5 6 7 8 9 10 11 12 13 14 15');
--> statement-breakpoint
CREATE VIRTUAL TABLE `issuer_vocabulary` USING fts5vocab('issuer_words', 'row');
--> statement-breakpoint
CREATE TRIGGER `issuer_name_added` AFTER INSERT ON `issuer_names` WHEN new.`kind` = 'NAME' BEGIN
  INSERT INTO `issuer_words` (`rowid`, `words`) VALUES (new.`renown` << 52 | new.`id`, new.`words`);
END;
--> statement-breakpoint
CREATE TRIGGER `issuer_name_removed` AFTER DELETE ON `issuer_names` WHEN old.`kind` = 'NAME' BEGIN
  INSERT INTO `issuer_words` (`issuer_words`, `rowid`, `words`) VALUES ('delete', old.`renown` << 52 | old.`id`, old.`words`);
END;
--> statement-breakpoint
CREATE TRIGGER `issuer_name_moved` AFTER UPDATE OF `renown` ON `issuer_names` WHEN new.`kind` = 'NAME' AND new.`renown` <> old.`renown` BEGIN
  INSERT INTO `issuer_words` (`issuer_words`, `rowid`, `words`) VALUES ('delete', old.`renown` << 52 | old.`id`, old.`words`);
  INSERT INTO `issuer_words` (`rowid`, `words`) VALUES (new.`renown` << 52 | new.`id`, new.`words`);
END;
--> statement-breakpoint
INSERT INTO `issuer_words` (`issuer_words`) VALUES ('rebuild');
--> statement-breakpoint
CREATE VIEW `insider_name_words` AS SELECT `renown` << 52 | `id` AS `id`, `words` FROM `insider_names`;
--> statement-breakpoint
CREATE VIRTUAL TABLE `insider_words` USING fts5(`words`, content = 'insider_name_words', content_rowid = 'id',
  tokenize = 'unicode61 remove_diacritics 2', prefix = '1 2 3 4 5 6 7 8 9 10 11 12 13 14 15');
--> statement-breakpoint
CREATE VIRTUAL TABLE `insider_vocabulary` USING fts5vocab('insider_words', 'row');
--> statement-breakpoint
CREATE TRIGGER `insider_name_added` AFTER INSERT ON `insider_names` BEGIN
  INSERT INTO `insider_words` (`rowid`, `words`) VALUES (new.`renown` << 52 | new.`id`, new.`words`);
END;
--> statement-breakpoint
CREATE TRIGGER `insider_name_removed` AFTER DELETE ON `insider_names` BEGIN
  INSERT INTO `insider_words` (`insider_words`, `rowid`, `words`) VALUES ('delete', old.`renown` << 52 | old.`id`, old.`words`);
END;
--> statement-breakpoint
CREATE TRIGGER `insider_name_moved` AFTER UPDATE OF `renown` ON `insider_names` WHEN new.`renown` <> old.`renown` BEGIN
  INSERT INTO `insider_words` (`insider_words`, `rowid`, `words`) VALUES ('delete', old.`renown` << 52 | old.`id`, old.`words`);
  INSERT INTO `insider_words` (`rowid`, `words`) VALUES (new.`renown` << 52 | new.`id`, new.`words`);
END;
--> statement-breakpoint
INSERT INTO `insider_words` (`insider_words`) VALUES ('rebuild');
