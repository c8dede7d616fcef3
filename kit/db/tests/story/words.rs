use db::{Mark, Migration, Question, Reads, Sought, Words, migrate, params};
use testing_db::{TestDb, story};

const NOTES: &[Migration] = &[Migration {
    stamp: "202611240000_notes_create",
    sql: "-- What is found.\n{WORDS note_words};\nCREATE TABLE note (id TEXT PRIMARY KEY, map {BLOB});",
}];

async fn keep(test: &TestDb, row: i64, text: &str, mark: &str) {
    let mut words = Words::default();
    words.mark(Mark::new("room", mark));
    words.add(text);
    let mut tx = test.db.begin().await.unwrap();
    tx.run("DELETE FROM note_words WHERE rowid = $1", params![row]).await.unwrap();
    let stored = words.stored(&tx);
    tx.run("INSERT INTO note_words (rowid, words) VALUES ($1, $2)", params![row, stored]).await.unwrap();
    tx.commit().await.unwrap();
}

async fn found(test: &TestDb, question: &Question) -> Vec<i64> {
    let sql = "SELECT k.rowid AS value FROM note_words($1) k ORDER BY k.rowid DESC";
    test.db.values(sql, params![question.asked(&test.db)]).await.unwrap()
}

async fn sought(test: &TestDb, text: &str) -> Vec<i64> {
    let mut question = Question::default();
    for word in Sought::parse(text).unwrap().words() {
        question.word(word, Vec::new());
    }
    found(test, &question).await
}

story! {
    async fn two_characters_are_found_in_the_middle_of_a_text(test: TestDb) {
        migrate(&test.db, NOTES).await.unwrap();
        keep(&test, 1, "开展安全生产专题讲座，发放Handbook 200册", "a").await;
        keep(&test, 2, "安排全体职工参加消防演练", "b").await;
        keep(&test, 3, "", "b").await;
        for (text, rows) in [
            ("讲座", &[1][..]),
            ("安全", &[1]),
            ("安全生产", &[1]),
            ("安生", &[]),
            ("全体", &[2]),
            ("全", &[2, 1]),
            ("练", &[2]),
            ("练消", &[]),
            ("座发", &[]),
            ("ｈａｎｄ", &[1]),
            ("200", &[1]),
            ("讲座 安全", &[1]),
            ("讲座 消防", &[]),
        ] {
            assert_eq!(sought(&test, text).await, rows, "{text}");
        }
    }
}

story! {
    async fn signs_of_either_language_are_only_signs(test: TestDb) {
        migrate(&test.db, NOTES).await.unwrap();
        keep(&test, 1, "not near or and column:words \" ' \\ * ( ) & | ! <-> :* {words} : x讲座", "a").await;
        keep(&test, 2, "x", "a").await;
        for text in ["讲座*", "\"讲座\"", "讲座 AND x", "near(讲座)", "讲座' | 'x", "words : 讲座", "!讲座", "讲座:*", "\\讲座\\", "(讲座", "讲座^x"] {
            assert_eq!(sought(&test, text).await, [1], "{text}");
        }
        assert_eq!(sought(&test, "讲座 OR y").await, [0; 0], "a word like every other one");
        keep(&test, 3, &"字".repeat(20_000), "a").await;
        keep(&test, 4, &"é".repeat(20_000), "a").await;
        assert_eq!(sought(&test, "字字字").await, [3]);
        assert_eq!(sought(&test, &"é".repeat(90)).await, [4]);
    }
}

story! {
    async fn what_is_kept_anew_is_found_by_its_new_words_only(test: TestDb) {
        migrate(&test.db, NOTES).await.unwrap();
        keep(&test, -5, "讲座", "a").await;
        keep(&test, -5, "演练", "a").await;
        assert_eq!(sought(&test, "演练").await, [-5]);
        assert_eq!(sought(&test, "讲座").await, [0; 0]);
    }
}

story! {
    async fn a_mark_narrows_and_stands_for_a_word(test: TestDb) {
        migrate(&test.db, NOTES).await.unwrap();
        for (row, text, mark) in [(1, "讲座", "a'\\\""), (2, "讲座", "b"), (3, "演练", "b"), (4, "演练", "c")] {
            keep(&test, row, text, mark).await;
        }
        let words = Sought::parse("讲座").unwrap();
        let mut question = Question::default();
        question.word(&words.words()[0], vec![Mark::new("room", "c")]);
        assert_eq!(found(&test, &question).await, [4, 2, 1]);
        question.marked(Vec::new());
        assert_eq!(found(&test, &question).await, [4, 2, 1], "nothing was asked");
        question.marked(vec![Mark::new("room", "b"), Mark::new("room", "c")]);
        assert_eq!(found(&test, &question).await, [4, 2]);
        question.marked(vec![Mark::new("room", "nobody's")]);
        assert_eq!(found(&test, &question).await, [0; 0]);
        let mut hostile = Question::default();
        hostile.marked(vec![Mark::new("room", "a'\\\"")]);
        assert_eq!(found(&test, &hostile).await, [1]);
        hostile.marked((0..1500).map(|number| Mark::new("room", &format!("{number}"))).chain([Mark::new("room", "a'\\\"")]).collect());
        assert_eq!(found(&test, &hostile).await, [1], "one of very many marks");
    }
}
