# Words that pages share: tables, definitions, stretches of days and the age of data.
parts-no-data = no data
parts-no-release = There are no data yet
parts-no-release-hint = Load the first extract: svodka load FOLDER_OR_ARCHIVE. The page will fill itself afterwards.
parts-same-numbers = The same figures in a table
parts-chart-nothing = No chart is drawn: every figure of the table is nought, missing or withheld.
parts-chart-withheld = Withheld figures (*) are not in the chart.
parts-definitions = How it is counted
parts-by-which-rules = By which rules
parts-operator = system operator
parts-days-open = with no end
parts-days-from = from { $from }
parts-days-to = until { $to }
parts-days-between = { $from } to { $to }
parts-age-below-hour = less than an hour
parts-age-hours = { $hours } h
parts-age-days =
    { $days } { $days ->
        [one] day
       *[other] days
    }
parts-mark = Add to favourites: { $title }
parts-unmark = Remove from favourites: { $title }
parts-total = Total
parts-others = Others
parts-others-left-out = The pivot has no “Others” row, since the rest would fall into several of its columns.
parts-whole = Grand total
parts-measure = Measure
parts-value = Value
parts-columns-cut = Columns shown: { $shown } of { $count }; all of them are in the file.
parts-paper-closed = not filled in
parts-paper-withheld = figure withheld
parts-paper-corrected = corrected
parts-paper-faulty = fails a control
parts-paper-note = Note: { $note }
