# The query constructor: fields, shelves, filters, saving and export.
constructor-heading = New query
constructor-question = The question
constructor-actions = What to do with the query
constructor-run = Run
constructor-save = Save
constructor-apply = Apply
constructor-undo = Undo the change
constructor-redo = Redo the change
constructor-copy = Copy link
constructor-copied = The link is copied.
constructor-copy-failed = The link could not be copied: take it from the address line.
constructor-copy-long = The query is too large for a link. Save and share it instead.
constructor-print = Print
constructor-more = More actions
constructor-ask-centre = Order a report on this question
constructor-anew = Start anew
constructor-favourite = Favourite
constructor-changed = changed, not saved

constructor-starters = Where to start
constructor-starters-note = Take a ready question and change it, or build your own: choose measures, rows and columns in the list of fields.

# How it goes
constructor-status-full = The server is busy. Trying again in { $seconds } s.
constructor-status-done =
    Done: { $count } { $count ->
        [one] row
       *[other] rows
    }.

# Refusals that the server did not explain
constructor-fault-0 = the server cannot be reached, check the connection
constructor-fault-401 = the session is over, sign in again
constructor-fault-403 = you lack the right
constructor-fault-404 = not found, or closed to you
constructor-fault-409 = somebody else has changed the query already
constructor-fault-413 = the query is too large
constructor-fault-429 = too many queries at once, try again later
constructor-fault-503 = the server is busy, try again later
constructor-fault-504 = no answer in the time allowed: narrow the period or the filters
constructor-fault-other = the server refused with { $status }
constructor-fault-own = a fault of the page, reload it

# Fields
constructor-fields = Fields
constructor-fields-search = Find a field
constructor-fields-keys = Arrow down leads into the list; there arrows choose a field, Enter adds it, Shift and Enter adds it to the columns, arrow right opens the menu.
constructor-fields-none = No such fields.
constructor-dimensions = Dimensions
constructor-measures = Measures
constructor-dimension = dimension
constructor-measure = measure
constructor-field = { $field }, { $kind }
constructor-field-used = { $field }, { $kind }, in the query
constructor-field-refused = { $field }, { $kind }, not available: { $reason }
constructor-field-menu = Where to add “{ $field }”
constructor-target = The field will go to “{ $shelf }”.
constructor-card-formula = Formula
constructor-card-share = 100 · numerator / denominator
constructor-card-ratio = numerator / denominator
constructor-card-numerator = Numerator
constructor-card-denominator = Denominator
constructor-card-rules = By which rules
constructor-card-source = Source
constructor-card-name = Name in queries
constructor-reason-unknown = “{ $field }” does not apply to “{ $topic }”
constructor-reason-refused = “{ $measure }” and “{ $dimension }” do not go together: { $reason }

# Shelves
constructor-shelf-rows = Rows
constructor-shelf-columns = Columns
constructor-shelf-measures = Measures
constructor-shelf-filters = Filters
constructor-shelf-add = Add a field to “{ $shelf }”
constructor-to-rows = To rows
constructor-to-columns = To columns
constructor-to-measures = To measures
constructor-to-filters = To filters
constructor-to-rows-by = To rows: { $granularity ->
        [day] by day
        [week] by week
        [month] by month
        [quarter] by quarter
       *[year] by year
    }
constructor-to-columns-by = To columns: { $granularity ->
        [day] by day
        [week] by week
        [month] by month
        [quarter] by quarter
       *[year] by year
    }
constructor-by-granularity = { $granularity ->
        [day] By day
        [week] By week
        [month] By month
        [quarter] By quarter
       *[year] By year
    }
constructor-time-by = { $title }: { $granularity ->
        [day] day
        [week] week
        [month] month
        [quarter] quarter
       *[year] year
    }
constructor-chip = { $field }: actions
constructor-chip-asc = { $field }, ascending: actions
constructor-chip-desc = { $field }, descending: actions
constructor-swap = Swap rows and columns
constructor-sort-asc = Ascending
constructor-sort-desc = Descending
constructor-move-before = Towards the beginning
constructor-move-after = Towards the end
constructor-remove = Remove
constructor-remove-field = Remove: { $field }
constructor-removed = Removed: { $field }.
constructor-added = { $field } is in “{ $shelf }”.
constructor-moved = { $field }: place { $place } of { $count }.

# Totals, order, comparison
constructor-options = How the answer looks
constructor-totals = Totals
constructor-totals-kind = Which totals
constructor-totals-grand = grand
constructor-totals-by = subtotals by: { $fields }
constructor-totals-both = of rows and columns
constructor-totals-of-rows = of rows only
constructor-totals-of-columns = of columns only
constructor-order = Sorting
constructor-order-is = Sorting: { $order }
constructor-order-none = Rows stand in the order of the dimensions.
constructor-order-field = Sort key { $place }
constructor-order-way = Direction: { $field }
constructor-order-earlier = Move the key up: { $field }
constructor-order-add = Add a key
constructor-limit = Rows at most
constructor-limit-none = all
constructor-others = the rest as one row
constructor-compare = Compare
constructor-compare-none = do not compare
constructor-compare-previous-period = with the previous period
constructor-compare-previous-year = with the previous year
constructor-compare-note = A finished period is compared with the whole one before, one that goes on up to the same teaching day.
constructor-compare-needs-period = Set a period to compare.

# Release
constructor-release = Data release
constructor-release-is = Release { $release }
constructor-release-of = Release { $release } of { $moment }
constructor-release-newest = the newest
constructor-release-title = Which data release to count by
constructor-release-note = A release is the data of all schools as one nightly load left them. An earlier release shows what Svodka said on that day.

# Filters
constructor-and = and
constructor-or = or
constructor-group-and = All conditions must hold
constructor-group-or = Any one condition is enough
constructor-group-and-short = all
constructor-group-or-short = any
constructor-group-add = Add a condition to the group
constructor-group-begin = Join with another condition by “or”
constructor-group-begin-and = Join with another condition by “and”
constructor-group-dissolve = Ungroup
constructor-filter-title = Filter: { $field }
constructor-filter-change = Change the condition
constructor-filter-operator = Condition
constructor-filter-value = Value
constructor-filter-values = Values, one per line
constructor-filter-measure = A filter on a measure holds after counting: rows stay whose figure fits.
constructor-filter-not-number = A number is needed.
constructor-asked-on-opening = ask on opening
constructor-quoted = “{ $value }”
constructor-values-more = { $values } and { $count } more
constructor-is-equals = { $field }: { $values }
constructor-is-not-equals = { $field }: all but { $values }
constructor-is-contains = { $field } contains { $values }
constructor-is-not-contains = { $field } does not contain { $values }
constructor-is-starts-with = { $field } begins with { $values }
constructor-is-not-starts-with = { $field } does not begin with { $values }
constructor-is-ends-with = { $field } ends with { $values }
constructor-is-not-ends-with = { $field } does not end with { $values }
constructor-is-gt = { $field } above { $values }
constructor-is-gte = { $field } at least { $values }
constructor-is-lt = { $field } below { $values }
constructor-is-lte = { $field } at most { $values }
constructor-is-set = { $field }: known
constructor-is-not-set = { $field }: unknown
constructor-is-in-date-range = { $field }: { $values }
constructor-is-not-in-date-range = { $field }: all but { $values }
constructor-is-before-date = { $field } before { $values }
constructor-is-after-date = { $field } after { $values }
constructor-operator-equals = is one of
constructor-operator-not-equals = is none of
constructor-operator-contains = contains one of the values
constructor-operator-not-contains = contains none of the values
constructor-operator-starts-with = begins with one of the values
constructor-operator-not-starts-with = begins with none of the values
constructor-operator-ends-with = ends with one of the values
constructor-operator-not-ends-with = ends with none of the values
constructor-operator-gt = above
constructor-operator-gte = at least
constructor-operator-lt = below
constructor-operator-lte = at most
constructor-operator-set = known
constructor-operator-not-set = unknown
constructor-operator-in-date-range = within the days
constructor-operator-not-in-date-range = outside the days
constructor-operator-before-date = before the day
constructor-operator-after-date = after the day

constructor-values-search = Find a value
constructor-values-list = Values: { $field }
constructor-values-busy = Searching…
constructor-values-found = Found: { $count }.
constructor-values-truncated = The first { $count } are shown: narrow the search.
constructor-values-chosen = Chosen: { $count }.
constructor-values-take = Choose what is found
constructor-values-drop = Clear what is found
constructor-values-none = Clear all
constructor-paste = Paste a list
constructor-paste-label = Values or codes: one to a line or between semicolons
constructor-paste-take = Add from the list: { $count }

constructor-schools = Schools
constructor-schools-open = Choose by district
constructor-schools-search = Find a school
constructor-schools-any = any
constructor-schools-no-district = No district
constructor-schools-found =
    { $count } { $count ->
        [one] school
       *[other] schools
    }.
constructor-schools-recognised = Recognised: { $count }.
constructor-schools-missing = Recognised: { $count }. Not found: { $missing }.

# Period
constructor-period = Period
constructor-period-is = Period: { $period }
constructor-period-open = all time
constructor-period-which = Which days
constructor-period-days = from day to day
constructor-period-month = Month
constructor-period-term = Term
constructor-terms-failed = Could not get the terms: { $reason }
constructor-term = { $name } { $year }, { $days }
constructor-term-of-some =
    { $name } { $year }, { $days }: { $schools } { $schools ->
        [one] school
       *[other] schools
    }
constructor-period-month-none = none chosen
constructor-period-reversed = The last day is before the first.
constructor-day-from = From
constructor-day-to = To
constructor-day-one = Day

# Formulas
constructor-formula-add = Add a formula
constructor-formula-new = New formula
constructor-formula-change = Change the formula
constructor-formula-title = Title
constructor-formula-name = Latin name
constructor-formula-name-note = Sorting and other formulas call the formula by it.
constructor-formula-name-fault = A name begins with a Latin letter; Latin letters, digits and underscores follow.
constructor-formula-name-taken = There is a formula of this name already.
constructor-formula-expression = Expression
constructor-formula-note = Measures of the query by their titles, numbers, the signs + − * / and parentheses. The result is a number; multiply by 100 and put “%” in the title for percents. Division by zero gives no value.
constructor-formula-unknown = “{ $word }” is not in the query. There are: { $names }.
constructor-formula-no-names = “{ $word }” is not in the query: add a measure to the query for the formula to name.
constructor-formula-sign = Unexpected sign “{ $sign }”.
constructor-formula-value-due = A number or a measure is missing between the signs.
constructor-formula-sign-due = A sign is missing between numbers and measures.
constructor-formula-broken-off = The formula is not finished: a number or a measure has to follow the sign.
constructor-formula-unclosed = A parenthesis is not closed.
constructor-formula-unopened = A closing parenthesis too many.
constructor-formula-right = The expression is right.
constructor-formula-insert = Insert into the expression
constructor-formula-plus = plus
constructor-formula-minus = minus
constructor-formula-times = times
constructor-formula-over = divided by
constructor-formula-open = open parenthesis
constructor-formula-close = close parenthesis
constructor-formula-percent = 100 times

# Saving and sharing
constructor-save-new = Save the query
constructor-save-version = Save a new version
constructor-save-as-new = Save as new
constructor-save-title = Title
constructor-save-folder = Folder
constructor-save-description = Description
constructor-save-note = What has changed
constructor-save-asks = Ask on opening
constructor-save-newer = { $name } has changed the query: there is version { $version }. Open it, or save your work as a new query.
constructor-save-open-newer = Open the newer version
constructor-saved = Saved: “{ $title }”.
constructor-share = Sharing
constructor-share-title = Who sees “{ $title }”
constructor-share-none = Only you see the query.
constructor-share-kind = Share with
constructor-share-person = a person
constructor-share-role = a role
constructor-share-school = a school
constructor-share-all = everybody
constructor-share-person-search = Name, role or login
constructor-share-role-search = Title of the role
constructor-share-school-search = Name or code of the school
constructor-share-added = Added: { $who }
constructor-share-with-person = Person: { $title }
constructor-share-with-role = Role: { $title }
constructor-share-with-school = School: { $title }
constructor-share-with-all = Everybody
constructor-share-add = Add
constructor-versions = Versions
constructor-versions-title = Versions of “{ $title }”
constructor-versions-caption = From the last to the first
constructor-version = Version
constructor-version-when = When
constructor-version-who = Who
constructor-version-note = What has changed
constructor-version-way = Revert
constructor-version-present = in force
constructor-version-revert = Revert
constructor-version-revert-to = Revert to version { $version }

# Export
constructor-export = Export
constructor-export-xlsx = Excel workbook (XLSX)
constructor-export-csv = CSV table
constructor-export-csv-windows-1251 = CSV for old programs (windows-1251)
constructor-export-pdf = Printed page (PDF)
constructor-export-parquet = Parquet
constructor-export-arrow = Arrow
