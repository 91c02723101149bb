# Help.
help-title = Help
help-search = Search the help
help-find = Look for
help-find-hint = A word in any form: “rejected row”, “on time”, “*”. Measures are searched, too.
help-find-measure = Find a measure
help-find-button = Find
help-all = All of the help
help-found-title = Search results
help-found-pages = Help pages
help-found =
    Found: { $pages } { $pages ->
        [one] page
       *[other] pages
    }, { $measures } { $measures ->
        [one] measure
       *[other] measures
    }.
help-nothing = Nothing found
help-nothing-advice = Check the spelling. Leave one or two words or say it otherwise: not “download” but “export”, not “logins” but “users”. All pages stand behind “All of the help”.
help-begin = Where to begin
help-begin-menu = At the top are the sections open to your role. Whose data you see is written under your name.
help-begin-overview = The overview answers the questions of the morning: attendance, grades, journals, whether extracts have come.
help-begin-constructor = In the constructor, choose measures and dimensions; the answer is a table, a pivot or a chart.
help-begin-queries = Queries hold ready questions and those that you and your colleagues have saved.
help-begin-help = The sign “?” at the top of every page opens the help about it.
help-tour-again = Show the hints
help-part-begin = Beginning
help-part-ask = Questions and answers
help-part-numbers = Numbers and rules
help-part-data = Data
help-part-people = People and rights
help-part-programs = For programs
help-part-reference = At hand
help-contents = On this page
help-neighbours = Neighbouring help pages
help-open = Open: { $screen }
help-measures = Glossary of measures
help-measures-about = Every measure that you may ask for: how it is computed and from what
help-measures-count =
    { $count } { $count ->
        [one] measure
       *[other] measures
    } open to your role
help-topics = Topics
help-no-measures = No measures
help-no-measures-advice = Your role gives no access to the data of journals. If you need it for your work, ask the administrator of the system.
profile-tour = Hints
profile-tour-text = Five hints that were shown at the first sign-in: on the sections, the first page of your role and the help.
profile-tour-unknown = The hints can be marked as seen or shown again
