// node directus.mjs FOLDER SITE: what the peer lists: the activities of SITE/anbiao.db, in FOLDER/directus.db, which Directus has
// bootstrapped. One campaign of each, beside it and indexed with its day; the log of writes as ours: both are to the peer's good.
import { join } from "node:path";
import sqlite3 from "sqlite3";

const [folder, site] = process.argv.slice(2);
const db = new sqlite3.Database(join(folder, "directus.db"));

const attach = "ATTACH ? AS site";
const fill = `
  PRAGMA journal_mode = WAL;
  BEGIN;
  CREATE TABLE entry (id CHAR(36) NOT NULL PRIMARY KEY, unit VARCHAR(32), unit_name VARCHAR(255), name VARCHAR(255), starts_on DATE,
    ends_on DATE, place VARCHAR(255), description TEXT, is_standing BOOLEAN, is_major BOOLEAN, state VARCHAR(16),
    logged_by_name VARCHAR(255), campaign VARCHAR(32));
  CREATE TABLE entry_quantity (id INTEGER PRIMARY KEY AUTOINCREMENT, entry CHAR(36) REFERENCES entry, measure VARCHAR(32), amount INTEGER);
  CREATE TABLE entry_photo (id INTEGER PRIMARY KEY AUTOINCREMENT, entry CHAR(36) REFERENCES entry, file VARCHAR(64));
  INSERT INTO entry SELECT a.id, a.unit, u.name, a.name, a.starts_on, a.ends_on, a.place, a.description, a.is_standing, a.is_major,
    a.state, a.logged_by_name, (SELECT MIN(c.campaign) FROM site.activity_campaign c WHERE c.activity = a.id)
    FROM site.activity a JOIN site.unit u ON u.id = a.unit;
  INSERT INTO entry_quantity (entry, measure, amount) SELECT activity, measure, amount FROM site.activity_quantity;
  CREATE INDEX entry_campaign ON entry (campaign, starts_on);
  CREATE INDEX entry_quantity_entry ON entry_quantity (entry);
  CREATE INDEX entry_photo_entry ON entry_photo (entry);
  INSERT INTO directus_collections (collection) VALUES ('entry'), ('entry_quantity'), ('entry_photo');
  INSERT INTO directus_fields (collection, field, special) VALUES ('entry', 'id', 'uuid'), ('entry', 'quantities', 'o2m'),
    ('entry', 'photos', 'o2m');
  INSERT INTO directus_relations (many_collection, many_field, one_collection, one_field) VALUES
    ('entry_quantity', 'entry', 'entry', 'quantities'), ('entry_photo', 'entry', 'entry', 'photos');
  UPDATE directus_users SET token = 'bench';
  COMMIT;
`;

const fail = (error) => {
  if (error) throw error;
};
db.serialize(() => {
  db.run(attach, [join(site, "anbiao.db")], fail);
  db.exec(fill, fail);
  db.close(fail);
});
