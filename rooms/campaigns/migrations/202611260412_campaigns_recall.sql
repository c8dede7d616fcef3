-- What an amendment changed, as it was applied, so that it can be called back exactly.
ALTER TABLE edition ADD COLUMN changes TEXT;
