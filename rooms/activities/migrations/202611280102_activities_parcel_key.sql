-- A unique index is named after its columns and `key`, as the errors of both engines are told apart by it.
DROP INDEX parcel_person_kind_key;
CREATE UNIQUE INDEX parcel_person_kind_key_key ON parcel (person, kind, key);
