//! What an activity is found by, and what is asked for. The names of units, campaigns and measures are not kept with it: what
//! somebody types is looked for among them as they are called now.

use campaigns::Measures;
use db::{DbError, Mark, Question, Reads, Sought, Tx, Words};

use crate::ActivityId;
use crate::store::words::{self, Named, Told};

const UNIT: &str = "unit";
const CAMPAIGN: &str = "campaign";
const MEASURE: &str = "measure";
const STATE: &str = "state";
const STANDING: &str = "standing";

/// Brings the index up to what the activity says now, in the transaction that says so.
pub(crate) async fn tell(tx: &mut Tx, id: ActivityId) -> Result<(), DbError> {
    let told = words::told(&*tx, id).await?;
    words::keep(tx, &told, &of(&told)).await
}

/// The words of an activity.
pub(crate) fn of(told: &Told) -> Words {
    let mut words = Words::default();
    words.mark(Mark::new(UNIT, &told.unit.to_string()));
    words.mark(Mark::new(STATE, told.state.code()));
    if told.is_standing {
        words.mark(Mark::new(STANDING, ""));
    }
    for campaign in &told.campaigns.0 {
        words.mark(Mark::new(CAMPAIGN, &campaign.campaign));
    }
    for counted in &told.quantities.0 {
        words.mark(Mark::new(MEASURE, &counted.measure));
    }
    for text in [&told.name, &told.place, &told.description, &told.logged_by_name] {
        words.add(text);
    }
    for subject in &told.subjects.0 {
        words.add(&subject.subject);
    }
    for counted in &told.quantities.0 {
        words.add(&counted.counts_as.words());
    }
    words
}

/// What the index is asked, beside the words themselves; each narrows down what is found.
#[derive(Clone, Debug, Default)]
pub(crate) struct Narrow<'a> {
    /// The nodes whose activities may be found, where they are few.
    pub(crate) units: &'a [String],
    pub(crate) campaign: Option<&'a str>,
    pub(crate) measure: Option<&'a str>,
    pub(crate) state: Option<&'a str>,
}

/// The question to the index, as its engine takes it.
#[derive(Clone, Debug)]
pub(crate) struct Asked {
    pub(crate) all: String,
    /// The same for what is standing.
    pub(crate) standing: String,
}

/// What may be looked for by its name.
#[derive(Debug, Default)]
pub(crate) struct Names<'a> {
    pub(crate) nodes: &'a [Named],
    pub(crate) campaigns: &'a [Named],
    pub(crate) measures: Option<&'a Measures>,
}

impl Names<'_> {
    fn called(&self, word: &db::Word) -> Vec<Mark> {
        let is_called = |named: &&Named| word.is_in(&named.name) || word.is_in(&named.short_name);
        let nodes = self.nodes.iter().filter(is_called).map(|one| Mark::new(UNIT, &one.id));
        let campaigns = self.campaigns.iter().filter(is_called).map(|one| Mark::new(CAMPAIGN, &one.id));
        let measures =
            self.measures.into_iter().flat_map(Measures::every).filter(|one| word.is_in(&one.name));
        nodes.chain(campaigns).chain(measures.map(|one| Mark::new(MEASURE, &one.code))).collect()
    }
}

/// Asks for every word, in the text or in a name.
pub(crate) fn ask(reads: &impl Reads, sought: &Sought, names: &Names<'_>, narrow: &Narrow<'_>) -> Asked {
    let mut question = Question::default();
    question.marked(narrow.units.iter().map(|unit| Mark::new(UNIT, unit)).collect());
    for (kind, value) in [(CAMPAIGN, narrow.campaign), (MEASURE, narrow.measure), (STATE, narrow.state)] {
        question.marked(value.map(|value| Mark::new(kind, value)).into_iter().collect());
    }
    for word in sought.words() {
        question.word(word, names.called(word));
    }
    let all = question.asked(reads);
    question.marked(vec![Mark::new(STANDING, "")]);
    Asked { all, standing: question.asked(reads) }
}
