# What is wrong with a question: said beside the fields of the constructor and to programs.
question-not-object = the question must be a JSON object
question-segments = no segments are declared: use filters
question-empty = the question has neither measures nor dimensions
question-others-compared = “others” cannot be compared with the past: take away others or compare
question-others-without-limit = “others” are made of the rows beyond limit: give a limit
question-compare-due = previous_period or previous_year is expected
question-time-due = an object with dimension, granularity, dateRange is expected
question-time-unnamed = no time dimension is named
question-granularity-due = day, week, month, quarter or year is expected
question-days-due = one day or two are expected
question-range-due = a day, two days or a range in words is expected
question-groups-too-deep = groups of filters are nested too deep
question-filter-due = a filter is expected: an object with member, operator, values
question-member-unnamed = no measure or dimension is named
question-operator-unnamed = no operator is named
question-text-or-number-due = a text or a number is expected
question-order-pair-due = a pair is expected: a member of the question and asc or desc
question-order-due = an object or a list of pairs is expected
question-way-due = asc or desc is expected
question-totals-due = true or a list of dimensions is expected
question-pivot-due = an object with rows and columns is expected
question-formula-due = a formula needs name and expression
question-release-due = the number of a release is expected
question-whole-due = a whole number, nought or more, is expected
question-flag-due = true or false is expected
question-text-due = a text is expected
question-list-due = a list is expected
question-unknown-key = unknown key “{ $key }”
question-perhaps = perhaps “{ $near }”
question-too-many = too many: { $most } at most
question-too-many-filters = too many filters: { $most } at most
question-too-many-values = too many values: { $most } at most
question-too-many-formulas = too many formulas: { $most } at most
question-compare-without-days = there is nothing to compare with: give a range of days in dateRange
question-compare-term-with-year = a term is compared with the one before; with the previous year a range of days is
question-compare-term-split = a term is compared as a whole: take away the split by days
question-term-of-other-day = only the day of the record has a term
question-term-with-days = a term cannot be joined with another range of days
question-group-mixed = one group of filters cannot hold both dimensions and measures
question-no-measures = the question has no measures: add some to measures
question-dimension-as-measure = “{ $name }” is a dimension and no measure
question-measure-as-dimension = “{ $name }” is a measure and no dimension
question-personal = “{ $title }” is personal data: a right of its own is needed
question-not-time = “{ $name }” is no time
question-formula-name = “{ $name }” cannot be the name of a formula
question-formula-taken = there is a formula “{ $name }” already
question-measure-not-asked = “{ $name }” is not among the measures of the question
question-undeclared = “{ $name }” is not declared in the model
question-named = { $name } (“{ $title }”)
question-names = the question has: { $names }
question-unknown-to-topic = “{ $title }” does not apply to the topic “{ $topic }”
question-refused = “{ $measure }” and “{ $title }”: { $reason }
question-topic-of-spans = the topic “{ $topic }” knows days only as a range: give it in dateRange
question-unknown-mix =
    { $rows ->
        [class] the topic “{ $topic }” does not know this mix of dimensions and measures by single classes
        [group] the topic “{ $topic }” does not know this mix of dimensions and measures by single groups
       *[school] the topic “{ $topic }” does not know this mix of dimensions and measures
    }
question-dimensions-apart = these dimensions meet nowhere: add a measure
question-unknown-operator-near = unknown operator “{ $name }”; perhaps “{ $near }”
question-unknown-operator = unknown operator “{ $name }”
question-operator-unsuited =
    { $kind ->
        [text] the operator “{ $name }” does not suit a text
        [number] the operator “{ $name }” does not suit a number
       *[time] the operator “{ $name }” does not suit a time
    }
question-value-due = at least one value is needed
question-one-value-due = exactly one value is needed
question-one-or-two-days = one day or two are needed
question-term-in-filter = a term in words is given in dateRange, not in a filter
question-not-number = “{ $text }” is no number
question-range-reversed = the range ends ({ $to }) before it begins ({ $from })
question-not-day = “{ $text }” is no day; 2025-10-14 would be one
question-unknown-range = “{ $words }” is an unknown range; for example: { $ranges }
question-order-not-asked = “{ $name }” is not in the question: rows cannot be sorted by it
question-dimension-not-asked = “{ $name }” is not among the dimensions of the question
question-no-parameter = there is no parameter “{ $name }”
question-parameter-name = “{ $name }” cannot be the name of a parameter: Latin letters, digits and the sign _ are needed
question-parameter-twice = the parameter “{ $name }” is declared twice
question-parameter-unused = the question does not use the parameter “{ $name }”
question-parameter-member = the parameter “{ $name }”: values need a member, and nothing else does
question-parameter-unknown = the question has no parameter “{ $name }”
question-parameter-one-value = “{ $title }”: one value is needed
question-parameter-not-number = “{ $title }”: “{ $text }” is no number
question-formula-too-long = the formula is too long (character { $at })
question-formula-not-number = “{ $text }” is no number (character { $at })
question-formula-odd-sign = an odd character “{ $text }” (character { $at })
question-formula-trailing = the formula should have ended here (character { $at })
question-formula-broken-off = the formula is broken off (character { $at })
question-formula-too-deep = brackets are nested too deep (character { $at })
question-formula-unclosed = a bracket is not closed (character { $at })
question-formula-operand-due = a number, a measure or a bracket is expected here (character { $at })
question-no-release = there is no release { $id }
question-topic-closed = The topic “{ $topic }” is not open to your role
question-faults = faults in the question: { $count }
question-memory = the question needs more memory than there is: narrow the range, add a filter or take away a dimension
question-of-one-pupil = “{ $said }” beside “{ $pupil }” shows the journal of one pupil: it is open in the school alone
question-of-one-pupil-hint = take away “{ $pupil }” or “{ $said }”
export-narrow = narrow the range, add a filter or take a dimension away from the columns
export-pivot-formats = only xlsx, csv and pdf can be pivots
export-pivot-formats-hint = choose format=xlsx or leave out layout
export-no-pivot = the question has no pivot: there is nothing to lay along rows and columns
export-other-question = one pivot takes the totals of one question that is asked six times at most
export-other-question-hint = the questions of a list may differ in the key totals alone
export-unknown-encoding = unknown encoding of the file
export-encodings = encoding=utf-8 or encoding=windows-1251
export-encoding-of-csv = only csv can be in windows-1251
export-encoding-of-csv-hint = choose format=csv or leave out encoding
export-bad-id = this cannot be the id of an export
export-id-due = up to 64 Latin letters, digits and hyphens
export-unknown-layout = unknown layout of the file
export-layouts = layout=pivot or layout=table
export-example = for example, { $example }
export-unknown-format = unknown format of the file
export-format-due = the parameter format is needed: xlsx, csv, parquet, arrow or pdf
export-pivot-too-large = the pivot is too large: { $lines } rows, { $columns } columns
export-paper-too-large = the answer is too large to be printed: { $lines } rows, { $columns } columns
export-paper-too-large-hint = a PDF holds { $lines } rows and { $cells } cells at most: choose format=xlsx, narrow the range or add a filter
question-unread = the question could not be read
question-single = only one question can be asked here
question-single-hint = send an object and no list
question-unread-address = The parameters of the address cannot be read
question-unread-body = The body of the request could not be read
question-unread-form = The fields of the form cannot be read
question-example = for example, { $example }
question-not-sent = no question was sent
question-not-sent-hint = send it as the parameter query or as the body of the request in JSON
question-not-json = the question is no JSON: fault in line { $line }, character { $column }
question-not-json-hint = check quotes and brackets
question-link-too-long = the link is too long
question-link-too-deep = brackets of the link are nested too deep
question-link-unread = the link cannot be read: fault at character { $place }
question-not-timezone = “{ $name }” is no time zone
question-no-such = there is no question “{ $name }”
question-no-measure = there is no measure “{ $name }”
question-parameter-no-member = the parameter “{ $name }”: there is no dimension “{ $member }”
