-- What is found by its words (decision 70). `word_row` is the row of the index: the day of the beginning, then chance, so that
-- what is found comes in the order of the days; null until the activity is in the index.
{WORDS activity_words};

ALTER TABLE activity ADD COLUMN word_row BIGINT;
CREATE UNIQUE INDEX activity_word_row_key ON activity (word_row);
