-- What was taken off the numbers of a page of activities is asked for by their ids.
CREATE INDEX tally_deducted_source ON tally (source_room, source_id) WHERE deducted > 0;
