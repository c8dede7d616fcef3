-- Where an account belongs before (and besides) any role, and until which day it works.
ALTER TABLE person ADD COLUMN home TEXT REFERENCES unit (id);
CREATE INDEX person_home_idx ON person (home);
ALTER TABLE person ADD COLUMN expires_on TEXT;
UPDATE person SET home = (SELECT MIN(role_grant.unit) FROM role_grant WHERE role_grant.person = person.id);
