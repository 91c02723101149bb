# The constructor's answer: table, pivot, chart, and all that is said about it.
result-title = Answer
result-views = View of the answer
result-view-table = Table
result-view-pivot = Pivot
result-view-chart = Chart
result-table-label = Table of the answer
result-pivot-label = Pivot table of the answer
result-cell = Cell
result-total = Total
result-grand = Grand total
result-others = Others
result-measure = Measure
result-value = Value
result-more = more than before
result-less = less than before
result-same = no change
result-partial-value = { $value }, partial period
result-nothing-asked = Put a measure on a shelf and the answer will appear here.
result-costly = This is a large question. Press Run to compute it.
result-running = Computing…
result-running-for = { $seconds } s
result-refused = This cannot be asked
result-empty = There is no data for this question
result-empty-hint = Check the period and the filters: no record meets them.
# Period, filters, path
result-filters = Period and filters
result-no-filters = no filters
result-filter-only = only: { $filter }
result-filter-among = among the rows: { $filter }
result-filter-off = Remove: { $filter }
result-period = Period: { $period }
result-period-of = Period: { $period } ({ $days })
result-as-of = Release { $release } is chosen
result-crumbs = Path: { $tree }
result-crumbs-all = All
# Reservations
result-cut = Showing the first { $shown } of { $total }.
result-printed-cut = The first { $shown } rows of { $total } are printed; the whole table is in the exported file.
result-cut-unknown = Showing the first { $shown }; the rest of the answer is cut off.
result-cut-others = The first { $shown } of { $total } are shown. This pivot has no “Others” row, since the rest would fall into several of its columns; the table has it.
result-cut-others-unknown = The first { $shown } are shown, the answer is cut there. This pivot has no “Others” row, since the rest would fall into several of its columns; the table has it.
result-partial = Partial period: there is data up to { $day }.
result-partial-periods = Partial period: { $periods }. There is data up to { $day }.
result-compared-period = Compared with the previous period.
result-compared-period-partial = Compared with the previous period up to the same teaching day: the period is not over.
result-compared-year = Compared with the previous year.
result-compared-year-partial = Compared with the previous year up to the same teaching day: the period is not over.
result-compared-period-days = Compared with the previous period: { $days } against { $before }.
result-compared-period-partial-days = Compared with the previous period up to the same teaching day: { $days } against { $before }; the period is not over.
result-compared-year-days = Compared with the previous year by numbers of teaching days: { $days } against { $before }.
result-compared-year-partial-days = Compared with the previous year up to the same teaching day: { $days } against { $before }; the period is not over.
result-withheld = The sign “*” withholds figures that would tell of single pupils.
result-missing-schools =
    Data of { $present } of { $expected } { $expected ->
        [one] school
       *[other] schools
    }; no data: { $schools }.
# Copying
result-copy = Copy the table
result-copied =
    { $count ->
        [one] { $count } row copied
       *[other] { $count } rows copied
    }
result-copying = Loading the other rows…
result-copied-first =
    { $count ->
        [one] Copied the first row of { $total }; all are in the exported file
       *[other] Copied the first { $count } rows of { $total }; all are in the exported file
    }
result-copied-first-unknown =
    { $count ->
        [one] Copied the first row; all are in the exported file
       *[other] Copied the first { $count } rows; all are in the exported file
    }
result-copied-cell = Cell copied
result-copied-text = Copied
result-copy-failed = The browser did not allow copying
# A cell's menu
result-point = { $measure } — { $place }: { $value }
result-sort = Sort
result-sort-other = Change the order
result-drill-into = Open by: { $title }
result-drill-only = Only this
result-drill-without = Leave out
result-drill-rows = Records
result-drill-off = Remove: { $title }
# Chart
result-chart-title = { $measures } — { $dimensions }
result-chart-title-whole = { $measures }
result-chart-kind = Kind of chart
result-chart-auto = Choose for me
result-chart-column = Columns
result-chart-stacked = Stacked columns
result-chart-line = Line
result-chart-bar = Bars
result-chart-heatmap = Heat map
result-chart-dot = Dots with range
result-chart-value = Value
result-chart-multiples = Small multiples
result-chart-table = The same numbers in the table
result-chart-cut = The chart shows the first { $shown } of { $of }; the rest is in the table.
result-chart-others = “Others” are not drawn: the table has them.
result-chart-one-measure = The chart shows one measure: { $measure }; the others are in the table.
result-chart-without-before = The earlier figures are not drawn on this chart: the table has them.
result-chart-failed = The chart did not load. The numbers are in the table.
result-was = before { $previous }, change { $change }
result-was-nothing = nothing to compare with: no data for the period before
result-summary = { $measure }: lowest — { $low } ({ $lowValue }), highest — { $high } ({ $highValue }).
result-summary-same = { $measure }: { $value } everywhere.
result-summary-total = In all — { $value }.
result-why-value =
    { $measures ->
        [one] A value, because there is one measure and nothing to split it by.
       *[other] Values, because there are measures and nothing to split them by.
    }
result-why-parts = Stacked columns, because { $measures } measures are parts of one whole.
result-why-line =
    { $series ->
        [one] A line, because one of the dimensions is time: { $series } series.
       *[other] Lines, because one of the dimensions is time: { $series } series.
    }
result-why-many-lines = A heat map, because { $series } lines cannot be told apart on one chart.
result-why-units = Small multiples, because { $measures } measures do not share an axis.
result-why-bar =
    Bars from the highest, because there is one dimension and one measure: { $places } { $places ->
        [one] bar
       *[other] bars
    }.
result-why-compared = Dots, because the measure is compared with what it was.
result-why-column = Columns, because there is one dimension and there are { $measures } measures.
result-why-dot = Dots, because there would be too many columns: { $places } values of the dimension.
result-why-two = A heat map, because there are two dimensions and one measure.
result-why-few-panels = Small multiples, because one of two dimensions has { $panels } values.
result-why-many = Small multiples, because there are many dimensions and measures.
# Where the numbers come from
result-provenance = Where the numbers come from
result-moment = Data as of { $moment } · release { $release }
result-published = Release { $release } of { $moment }
result-release = Release of data
result-release-of = No. { $release } of { $moment }
result-sources = Computed from
result-definitions = How it is computed
result-judged-by = By the rules: { $rules }
result-clauses = Clauses of this school’s rules
result-rule-set = Rule set: { $name }
result-sql = SQL for reading
result-sql-copy = Copy the SQL
