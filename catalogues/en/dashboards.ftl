# Dashboards: what stands around their tiles.
dashboards-intro = Pages of answers, each showing what one kind of decision needs.
dashboard-no-release = No night has been published yet.
data-moment = Data as of { $moment }
data-none = No data yet
data-schools =
    { $here } of { $count } { $count ->
        [one] school
       *[other] schools
    }
data-release = release { $release }
filters = Filters of the page
filters-chosen = What is chosen
filter-period = Period
filter-from = From
filter-to = To
filter-all = all
filter-show = Show
filter-reset = Reset
filter-remove = Remove the filter “{ $name }”
range-days = own dates
period-named = Period: { $name }, { $days }
period-days = Period: { $days }
period-partial = incomplete period
alerts-title =
    Needs attention: { $count } { $count ->
        [one] task
       *[other] tasks
    }
alerts-all = All { $count } are among the tasks
alert-serious = urgent
alert-notice = to check
tile-caption = { $title }: table
tile-constructor = In the constructor
tile-empty = There are no data for this period
tile-empty-advice = Choose another period or remove a filter.
tile-own-period = This tile has its own period: { $period }
tile-unobeyed = Does not depend on the filters: { $filters }
sentence-withheld = The figures are hidden: too few pupils.
sentence-no-data = There are no data for this period.
alert-withheld = { $name }: the figures are hidden, too few pupils.
alert-no-data = { $name }: no data.
alert-of = { $name }: { $text }
figure-no-previous = nothing to compare with: no data for the period before
row-total = Grand total
row-others = Others
column-total = Grand total
standing-summary = The own school beside the median of the municipality's schools. Figures of other schools are not shown.
standing-caption = Figures of the school and the median of the municipality
standing-measure = Measure
standing-measure-over = { $measure } ({ $period })
standing-own = School
standing-median = Median
standing-place = Rank
standing-better = What is better
standing-rank = { $rank } of { $schools }
standing-few = fewer than five schools have data
standing-more = more
standing-less = less
segments-title = State of the segments
segments-age = Age of the data
segments-received = Data received
segments-of = { $here } of { $count }
segments-rejected =
    { $count } { $count ->
        [one] row rejected
       *[other] rows rejected
    }
segments-late =
    { $count ->
        [0] nobody is late; { $rejected }
        [one] { $count } school is late; { $rejected }
       *[other] { $count } schools are late; { $rejected }
    }
segments-none = There are no schools yet
segments-none-advice = A school appears here with its first accepted extract.
segments-caption = Last extracts of the schools
segments-school = School
segments-state = State
segments-moment = Data as of
segments-age-head = Age
segments-received-at = Received
segments-rejected-head = Rows rejected
segments-absent = no data
segments-refused = extract refused
segments-running = loading
segments-late-badge = late
segments-with-rejects = rows rejected
segments-on-time = on time
segments-all-on-time =
    { $count ->
        [1] The data came on time.
       *[other] The data of all schools came on time.
    }
segments-are-late = Late: { $late }.
segments-are-absent = No data: { $absent }.
segments-are-both = No data: { $absent }. Late: { $late }.
dashboard-workbook = Whole dashboard as XLSX
filter-terms-of = Terms of the school year { $year }
filter-many-all = { $title }: all
filter-many-one = { $title }: { $name }
filter-many-some = { $title }: { $count } chosen
filter-many-search = { $title }: part of the name
filter-many-clear = Clear the choice
filter-remove-value = Remove { $value } from the filter “{ $name }”
period-of-schools = Period: { $name }, { $days } (the schools have different days, these are the outermost)
period-no-days = Own dates are chosen, but no days are given. Fill in “From” and “To”.
period-one-day = Only one day is given. Fill in both “From” and “To”.
period-not-a-day = “{ $text }” is not a date. Give a day, a month and a year.
period-backwards = The last day, { $to }, is before the first one, { $from }. Swap the dates.
period-unknown = There is no period “{ $text }”. Choose one from the list or give your own dates.
crumbs = Way to what is chosen
crumb-municipality = Municipality
crumb-schools = All my schools
demands-summary = What the regulation of each school asks for, and by which clause. What it leaves unsaid is taken from the municipal rule set, as the brackets tell.
demands-caption = What the rule sets ask for
demands-rule = Demand
demands-document = Regulation
demands-none = There are no rule sets yet
demands-none-advice = They appear with a school's first accepted extract.
tile-records = Records
tile-cut =
    { $shown ->
        [1] The first row of { $total } is shown.
       *[other] The first { $shown } rows of { $total } are shown.
    }
tile-cut-unknown =
    { $shown ->
        [1] The first row is shown; the others are not counted.
       *[other] The first { $shown } rows are shown; the others are not counted.
    }
tile-cut-all = All rows in the constructor
alerts-title-unknown = Not everything could be checked
alerts-failed = Could not be checked: { $titles }. Reload the page in a few minutes.
alerts-cut =
    { $shown ->
        [1] “{ $title }”: the first task of { $total } is shown.
       *[other] “{ $title }”: the first { $shown } tasks of { $total } are shown.
    }
alerts-cut-unknown =
    { $shown ->
        [1] “{ $title }”: the first task is shown; the others are not counted.
       *[other] “{ $title }”: the first { $shown } tasks are shown; the others are not counted.
    }
alerts-now = as of today
alerts-about =
    { $reader ->
        [office] Over all schools, whatever filters are chosen. Period: { $periods }.
        [school] Over the whole school, whatever filters are chosen. Period: { $periods }.
        [class] Over all your classes, whatever filters are chosen. Period: { $periods }.
       *[group] Over all your groups, whatever filters are chosen. Period: { $periods }.
    }
figure-previous-days =
    { $cut ->
        [yes] was { $previous } up to the same teaching day of { $days }, change { $change }
       *[no] was { $previous } over { $days }, change { $change }
    }
figure-previous-term =
    { $cut ->
        [yes] was { $previous } up to the same teaching day of the term before, change { $change }
       *[no] was { $previous } in the term before, change { $change }
    }
figure-points = { $change } pp
figure-partial = incomplete period: there are data up to { $day }
figure-target = target { $target }
chart-target = The dashed line is the target, { $target }.
chart-target-of = The dashed line is the target, { $target }: { $measures }.
workbook-failed = Failed: { $reason }
workbook-failed-head = What is missing here
segments-age-hours = Age of the data, hours
