-- What the ids of an entry were called when it was written, `{"id": "name"}`: who is renamed later does not change what the trail says.
-- NULL: written before this was noted.
ALTER TABLE ledger ADD COLUMN called TEXT;
