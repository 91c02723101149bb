# The constructor's page: what is seen without JavaScript.
constructor-page-question = Question
constructor-page-measures = Measures
constructor-page-dimensions = Split by
constructor-page-filters = Filters
constructor-page-begin = Where to begin
constructor-page-no-starters = There are no ready questions for your role.
constructor-page-answer = Answer
constructor-page-table = Rows of the answer
constructor-page-download = Download the answer:
constructor-page-rows =
    { $count ->
        [0] There are no such records.
        [one] { $count } row.
       *[other] { $count } rows.
    }
constructor-page-rows-of = The first { $shown } of { $count } are shown; the rest is in the file.
constructor-page-rows-and-more = The first { $shown } are shown, and there are more; the whole answer is in the file.
constructor-page-withheld = The sign * hides figures about few pupils.
constructor-page-costly = A large question
constructor-page-costly-note = About { $rows } rows must be read to answer it, which takes time. You can shorten the period or add a filter.
constructor-page-run-anyway = Run
constructor-page-refused = The question was not answered
constructor-page-unknown-view = there is no such view; there are { $known }
constructor-page-anew = Start anew
