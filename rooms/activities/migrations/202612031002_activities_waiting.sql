-- Photos that show patients and wait for their unit's word: few among many.
CREATE INDEX photo_waiting ON photo (unit) WHERE patients = 'pending';
