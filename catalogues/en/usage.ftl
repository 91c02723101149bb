# Visits: who works with Svodka and how often.
usage-title = Visits to Svodka
usage-heading = Who works with Svodka
usage-span = Period
usage-from = From
usage-to = To
usage-show = Show
usage-hint = Pages opened and answers received are counted. What was asked is not shown here.
usage-none = No visits
usage-none-hint = Nobody in your scope opened Svodka in this period.
usage-worked = People at work
usage-admitted =
    access is open to { $count } { $count ->
        [one] person
       *[other] people
    }
usage-opened = Pages and answers opened
usage-days =
    { $count } { $count ->
        [one] day with visits
       *[other] days with visits
    }
usage-by-role = By role
usage-by-school = By school
usage-by-object = What is opened
usage-by-person = By person
usage-roles-table = Visits by role
usage-schools-table = Visits by the staff of schools
usage-objects-table = Visits by page and question
usage-people-table = Visits by person
usage-role = Role
usage-school = School
usage-object = Page or question
usage-name = Full name
usage-people = People
usage-times = Opened
usage-days-worked = Days at work
usage-last-day = Last day
usage-of-overview = Overview
usage-of-users = Users
usage-of-profile = My rights
usage-of-audit = Access log
usage-of-query = Ready-made question
usage-of-named-query = Ready-made question “{ $title }”
usage-of-questions = Answers to the constructor and programs
usage-of-plan = Checking a question in the constructor
usage-of-saved = Own queries and who may see them
usage-of-export = Taking a file away
usage-of-values = Looking up filter values
usage-of-explain = Explaining a measure
usage-of-meta = List of measures
usage-of-queries = List of ready-made questions
usage-of-releases = List of releases
usage-of-diff = Comparing releases
usage-of-load = State of a load
usage-of-favourites = Favourites
usage-of-extracts = Handing in an extract
