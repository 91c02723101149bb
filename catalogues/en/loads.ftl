# Loads: what schools sent, who is late, what was rejected and what to do about it.
loads-title = Loads
loads-title-of = Loads: { $school }
loads-school = School
loads-schools = Schools
loads-state = State
loads-data-moment = Data as of
loads-age = Age
loads-received = Received
loads-received-late = { $moment }, late
loads-extracted = Extracted
loads-way = Sent by
loads-rows = Rows in the file
loads-accepted = Rows accepted
loads-rejected = Rows rejected
loads-repeated = Repeats skipped
loads-release = Release
loads-total = Total
loads-show = Show

# Who has sent and who has not.
loads-segments = Who has sent data
loads-segments-caption = The last accepted extract of each school, late ones first
loads-schools-none = No loads yet
loads-schools-none-hint = A school appears here with its first accepted extract.
loads-absent =
    { $count ->
        [one] Today { $count } school of { $all } has not sent its extract: { $names }.
       *[other] Today { $count } schools of { $all } have not sent their extracts: { $names }.
    }
loads-names-more = { $names } and { $count } more
loads-present =
    { $count ->
        [one] Nobody is late: the extract of { $count } school has come.
       *[other] Nobody is late: the extracts of { $count } schools have come.
    }
loads-absent-own = Today the extract of the school has not come: it was due by { $by }.
loads-present-own = The extract of the school came on time.
loads-segment-running = being loaded
loads-segment-none = no data
loads-segment-refused-only = no data: the extract was refused
loads-segment-refused = the last extract was refused
loads-segment-refused-late = refused: due by { $by }
loads-segment-late = late: due by { $by }
loads-segment-rejects = some rows rejected
loads-segment-present = on time
loads-age-fresh = less than an hour
loads-age-hours = { $count } h
loads-age-days =
    { $count } { $count ->
        [one] day
       *[other] days
    }

# History.
loads-history = History of loads
loads-history-caption = Loads, the newest first
loads-filter = Filter of loads
loads-all-schools = all schools
loads-all-states = all states
loads-no-such-state = There is no such state of a load
loads-school-unknown = unknown
loads-none = No loads
loads-none-hint = Nothing was loaded under these conditions.
loads-pages = Pages of the history
loads-newest = Newest loads
loads-older = Older loads
loads-way-page = on the site: { $sender }
loads-way-program = by the program “{ $token }”: { $sender }
loads-way-inbox = from the inbox folder
loads-way-machine = by the operator on the server
loads-state-running = waiting
loads-state-accepted = accepted
loads-state-accepted-with-rejects = accepted in part
loads-state-refused = refused
loads-state-duplicate = duplicate
loads-state-superseded = superseded

# Nights.
loads-nights = Nights
loads-nights-hint = What each of the last nights published: answers and reports change with a new release only.
loads-nights-caption = Published nights, the last one first
loads-night = Night
loads-published = Published
loads-duration = Took
loads-duration-seconds = { $count } s
loads-duration-minutes = { $count } min
loads-duration-hours = { $hours } h { $minutes } min
loads-late = Came late
loads-late-none = nobody

# Handing over a file.
loads-upload = Send an extract
loads-upload-file = File of the extract (ZIP)
loads-upload-hint = The archive that the journal program has made. At most { $most }. Svodka reads from the extract which school it is of.
loads-upload-send = Send
loads-upload-sending = The file is being sent
loads-fault-foreign = An extract of another school is not taken
loads-upload-checking = The file is sent and being checked
loads-upload-cancel = Stop
loads-upload-cancelled = Sending was stopped, nothing has changed.
loads-upload-failed = The file could not be sent. Reload the page and try again.
loads-upload-too-large = The file is larger than { $most } and is not taken.
loads-upload-no-file = No file was chosen
loads-upload-no-file-advice = Choose the file of the extract and send it again.
loads-upload-cut = The file did not come whole
loads-upload-cut-advice = The connection broke off. Send the file again.
loads-upload-large = The file is too large
loads-upload-large-advice = Files of at most { $most } are taken. Check that it is the extract; if it is, turn to the administrator of Svodka.
loads-upload-foreign = This is not an extract of your school
loads-upload-foreign-advice = Only extracts of your own school can be sent. Check that it is the right file.
loads-upload-unreadable = This is no extract: the file could not be read
loads-upload-unreadable-advice = Nothing has changed. Mend what is named below and send the file again.
loads-fault = { $rule }: { $message }.
loads-fault-at = { $rule } ({ $place }): { $message }.
loads-size-kb = { $size } KB
loads-size-mb = { $size } MB

# One load.
loads-card-title = { $school }: extract of { $moment }
loads-card-title-unread = An extract that cannot be read
loads-outcome = What became of it
loads-told-running = The extract was received and waits for its turn.
loads-told-accepted = The extract was accepted whole.
loads-told-accepted-with-rejects = The extract was accepted, but some rows were rejected and are in no report.
loads-told-refused = The extract was refused whole. The school's earlier data stand as they were.
loads-told-duplicate = This file had been accepted before. The second time it has changed nothing.
loads-told-superseded = A newer extract of the same days has been accepted, so this one was not applied.
loads-next-running = Loading usually takes some minutes. There is no need to wait here: the extract will not be lost.
loads-next-accepted = Nothing needs to be done.
loads-next-accepted-with-rejects = Mend the rejected rows in the journal, make a new extract and send it: it will replace this one.
loads-next-refused = Remove the causes named below, make a new extract and send it.
loads-next-mendable = The rejected rows can be mended on this very page. If you mend them in the journal, make a new extract afterwards and send it: it will replace this one.
loads-next-mendable-refused = The rejected rows can be mended on this very page, and the extract will be loaded anew. If you mend them in the journal, make a new extract afterwards and send it.
loads-next-waiting = Wait until the mended rows are loaded.
loads-next-newer = This load need not be mended any more: a newer extract of the same days has been accepted.
loads-next-duplicate = If you expected new data, make a new extract and send it.
loads-next-superseded = Nothing needs to be done. If these very data are needed, turn to the office: its operator can apply the extract by force.
loads-refresh = Reload
loads-refresh-waiting = The extract still waits to be loaded. The page will reload by itself.
loads-refresh-done = Loading is over, the page is being reloaded.
loads-refresh-stopped = The page no longer checks the state by itself: reload it later.
loads-causes = Why it was refused
loads-send-again = Send a mended extract
loads-facts = What came
loads-window = Of the days
loads-window-days = from { $from } to { $to }
loads-school-year = School year
loads-file-name = File
loads-file-size = Size of the file
loads-id = Number of the load
loads-tables = Tables
loads-tables-caption = How many rows of each table were accepted and rejected
loads-table = Table
loads-broken = Findings by kind
loads-broken-hint = Begin with what is most frequent: one cause often stands behind hundreds of rows.
loads-broken-caption = Findings: what was broken, how often and what to do
loads-rule = Rule
loads-kind = Kind
loads-kind-refuse = refusal
loads-kind-reject = row rejected
loads-kind-warning = warning
loads-count = How many
loads-example = Example
loads-example-line = { $file }, line { $line }: { $message }
loads-example-file = { $file }: { $message }
loads-cure = What to do
loads-download = Download the rejected rows (CSV)
loads-rows-rejected = Rejected rows
loads-rows-of = Rows: { $rule }
loads-rows-all = All rejected rows
loads-rows-none = There are no such rows.
loads-rows-caption = Rows with findings in the order of the files
loads-rows-pages = Pages of rows
loads-rows-first = To the first rows
loads-rows-more = Next rows
loads-raw-closed = The rows themselves and their values are seen by those who have the right to personal data.
loads-file = File
loads-line = Line
loads-column = Column
loads-reason = Reason
loads-raw = Row as it came

# Mending of rejected rows.
loads-mending = Mend rejected rows
loads-mending-hint = Download a table, mend its values and hand the file over here: Svodka puts the mended rows in place of the rejected ones and loads the extract anew. Leave columns and row numbers as they are. A row that you did not touch, or removed from the file, stays rejected; a row all of whose own columns are empty is left out of the extract. Mend the same in the journal, else the next night's extract brings the former values again.
loads-mending-caption = Rejected rows by table
loads-mending-rows = Rows in the file to mend
loads-mending-file = File to mend
loads-mending-download = Download { $table } (CSV)
loads-mending-line = Line of load { $load }
loads-mending-left-out =
    { $count ->
        [one] { $count } row is in none of these files: its columns are not kept. So it is with old loads, with rows that are too long and where more than 10,000 rows of a table were rejected.
       *[other] { $count } rows are in none of these files: their columns are not kept. So it is with old loads, with rows that are too long and where more than 10,000 rows of a table were rejected.
    }
loads-mending-files = Mended files (CSV)
loads-mending-files-hint = Files of several tables can be chosen at once, no more than { $most } together. Save them as CSV in a spreadsheet; open codes that begin with zeros, such as 007, as text.
loads-mending-send = Hand over mended rows
loads-mending-made-of = This mends another load. Rows replaced: { $replaced }, left out: { $removed }.
loads-mending-base = To the load that was mended
loads-mending-mended = Mended rows of this load have been handed over.
loads-mending-made = To the load with the mended rows
loads-mending-other = Open it
loads-mending-no-columns = Mended rows cannot be handed over here: this load was made before the columns of rejected rows were kept. Mend them in the journal and make the extract anew.
loads-mending-no-files = Mended rows cannot be handed over here: the files of the extract are no longer on the server. Mend the rows in the journal and make the extract anew.
loads-mending-refused = Mended rows cannot be handed over here: the extract was refused not for them alone. Remove the causes named above and make the extract anew.
loads-mending-newer = Mended rows cannot be handed over here: another extract of the same days has been accepted. Mend the rows that were rejected in that one.
loads-mending-waiting = Mended rows of this load have been handed over and wait to be loaded. Wait until that is done.
loads-mending-faulty = The mended rows were not taken
loads-mending-faulty-advice = Nothing has changed. Mend what is named below and hand the files over again.
loads-mending-hindered = The mended rows were not taken
loads-mending-no-file = No file chosen
loads-mending-no-file-advice = Choose the mended files and hand them over again.
loads-mending-cut = The files did not come whole
loads-mending-cut-advice = The connection broke off. Hand the files over again.
loads-mending-large = The files are too large
loads-mending-large-advice = No more than { $most } is taken. Check that you chose the mended rows and not the whole extract.
loads-mending-fault-unreadable = the file cannot be read as CSV.
loads-mending-fault-unreadable-cure = Save it as CSV in a spreadsheet.
loads-mending-fault-other-columns = the columns are not those of the downloaded file.
loads-mending-fault-other-columns-cure = Bring the first line back as it was: columns cannot be renamed, moved or removed.
loads-mending-fault-other-load = the file was downloaded from another load.
loads-mending-fault-other-load-cure = Download the rejected rows on this page and mend those.
loads-mending-fault-table-twice = the rows of this table stand in another of the files, too.
loads-mending-fault-table-twice-cure = Hand over one file for each table.
loads-mending-fault-torn-line = quotes are not closed, or text follows them.
loads-mending-fault-torn-line-cure = Mend the line and save the file again.
loads-mending-fault-unknown-row = the row has no number, or nothing was rejected under it.
loads-mending-fault-unknown-row-cure = Bring back the number that stood before the reason. New rows cannot be added: they belong into the journal.
loads-mending-fault-row-twice = a row of this number stands above already.
loads-mending-fault-row-twice-cure = Keep one.
loads-mending-fault-nothing-mended = no row has been mended.
loads-mending-fault-nothing-mended-cure = Mend values and hand the file over again.

# Rules: what was broken and what to do. First those by which a row is rejected.
loads-rule-unknown = Rule “{ $rule }”
loads-rule-unknown-cure = Turn to the administrator of Svodka.
loads-reject-type = The value cannot be read
loads-reject-type-cure = Mend the value in the journal: a date is written 14.10.2025, a time 08:30, a number in digits. If there are question marks for letters, save the file in UTF-8.
loads-reject-required = A required value is empty
loads-reject-required-cure = Fill it in in the journal: without it the row belongs nowhere.
loads-reject-domain = The value is not in its list
loads-reject-domain-cure = Choose a value of the list that the reason names. The school's code must be that of the extract.
loads-reject-duplicate = There is a record with this code already
loads-reject-duplicate-cure = One record was extracted twice with different content. Keep the right one in the journal; if they are different records, tell the journal's supplier: codes must not repeat.
loads-reject-orphan = It refers to a record that does not exist
loads-reject-orphan-cure = Check that the pupil, class, group or lesson that the row refers to is in the journal, was extracted and was not rejected itself.
loads-reject-window = The day is outside the days of the extract
loads-reject-window-cure = The extract is declared for some days, and the row is of another. Mend the date of the record or make an extract of the right days.
loads-reject-future = Entered later than the extract was made
loads-reject-future-cure = Check the clock of the journal's server: a record cannot be entered later than the extract was made.
loads-reject-order = The end is before the beginning
loads-reject-order-cure = Swap the dates or times: a departure before the enrolment, or the end of a lesson before its beginning.

# Warnings: the row stays.
loads-warning-duplicate = The row is repeated word for word
loads-warning-duplicate-cure = The repetition was left out, the data are right. If there are many, tell the journal's supplier.
loads-warning-early = Entered before the day of the lesson
loads-warning-early-cure = Check the date of the lesson or mark: the record was made before the lesson took place.
loads-warning-enrolment = The pupil is in no class that day
loads-warning-enrolment-cure = Check the days of the pupil's enrolment and departure, or the day of the mark.
loads-warning-exempt = A mark for an exempt pupil
loads-warning-exempt-cure = Check whether the pupil is exempt: take back the exemption or remove the mark.
loads-warning-twins = Letters of classes look alike
loads-warning-twins-cure = One letter is Cyrillic, the other Latin. Rename one of the classes.
loads-warning-column = An odd column
loads-warning-column-cure = The column is not read. Check whether its name is misspelt.
loads-warning-table = An unknown table
loads-warning-table-cure = The table is not read. If it is needed, check its name in manifest.json.
loads-warning-manifest = The manifest and the files differ
loads-warning-manifest-cure = The extract was taken. Tell the journal's supplier that manifest.json must name all files and the right days.
loads-warning-rule-set = An unknown rule set
loads-warning-rule-set-cure = The school is judged by the municipality's rules. Mend the name of the rule set in the school's record.

# Refusal: the extract was not accepted at all.
loads-refuse-archive = The archive cannot be read
loads-refuse-archive-cure = See whether it is the right file: this one is damaged, is no ZIP or holds what does not belong there. If it is, make a new extract. The files of the tables lie in the root of the archive, without folders.
loads-refuse-manifest = The manifest of the extract is wrong
loads-refuse-manifest-cure = Make a new extract. If it happens again, tell the journal's supplier what is wrong in manifest.json.
loads-refuse-column = A required column is missing
loads-refuse-column-cure = Check the names of the columns in the first line of the file: the required one must be there, and once.
loads-refuse-required = A required table is missing
loads-refuse-required-cure = Add the table to the extract: it has never come for this school year.
loads-refuse-rows = The number of rows is not the declared one
loads-refuse-rows-cure = The file was cut or changed after it was made. Make a new extract and do not change its files by hand.
loads-refuse-share = Too many rows are rejected
loads-refuse-share-cure = Mend the rows named below: with so many errors the table cannot be trusted.
loads-refuse-hash = The file was changed after it was made
loads-refuse-hash-cure = The file was damaged on its way or changed by hand. Make a new extract and send it unchanged.
loads-refuse-format = The file of a table cannot be read
loads-refuse-format-cure = Save the table as CSV, XLSX or Parquet and make a new extract.
loads-refuse-check = The data did not agree when they were put together
loads-refuse-check-cure = The night was not published, the earlier data stand. Tell the number of the load to the administrator of Svodka.
