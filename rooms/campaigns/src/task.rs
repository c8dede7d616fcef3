//! What the units are told to do, and what the notice leaves open.

ids::id_of!(
    /// A task that a notice gives to the units.
    pub TaskId, Task
);

ids::id_of!(
    /// Something that the notice leaves open and the officer decides.
    pub QuestionId, Question
);
