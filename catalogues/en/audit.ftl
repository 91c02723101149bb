# The access log. The entries themselves are kept in Russian.
audit-title = Access log
audit-chain = Integrity of the log
audit-chain-unchecked = Every entry is bound to the one before: a change or a removal breaks the chain. The chain has not been checked just now.
audit-chain-whole =
    The chain is whole from the first entry to the last: { $count } { $count ->
        [one] entry
       *[other] entries
    }.
audit-chain-broken = The chain is broken
audit-chain-place = file { $file }, line { $line }
audit-chain-check = Check the chain
audit-entries = Entries
audit-file = Download CSV
audit-filter = Find entries
audit-filter-unread = The filter cannot be read
audit-show = Show
audit-none = No entries
audit-none-hint = Nothing that fits the filter was written down in this period.
audit-table = Entries of the log, the newest first
audit-count =
    { $count } { $count ->
        [one] entry
       *[other] entries
    }
audit-last = The last { $most } entries are shown: narrow the period or download the file
audit-when = When
audit-login = Login
audit-role-and-scope = Role and scope
audit-place = From where
audit-deed = Action
audit-object = Object
audit-filters = Conditions
audit-rows = Rows
audit-persons = Persons
audit-release = Release
audit-hash = File
audit-outcome = Outcome
audit-number = No. { $number }
audit-key = key “{ $key }”
audit-address-and-key = { $address }, key “{ $key }”
audit-from = From
audit-to = To
audit-whole-login = Whole login
audit-any-deed = all actions
audit-text = Object, conditions or address
audit-no-such-deed = there is no such action
audit-said-login = login { $login }
audit-said-deed = action “{ $deed }”
audit-said-text = text “{ $text }”
audit-said-all = all entries
deed-sign-in = Sign-in
deed-sign-out = Sign-out
deed-view = Viewing names
deed-export = Taking a file away
deed-print = Print to be signed
deed-sql = Question in SQL
deed-load = Load
deed-publish = Publishing
deed-add-user = New user
deed-change-user = Changing a user
deed-close-user = Closing access
deed-open-user = Opening access
deed-grant = Granting a right
deed-revoke = Withdrawing a right
deed-set-password = Changing a password
deed-second-factor = One-time codes
deed-make-token = Issuing a key
deed-revoke-token = Withdrawing a key
deed-end-sessions = Ending sessions
deed-refusal = Refused access
deed-read-audit = Reading the access log
deed-keep-entry = Writing into a register
deed-remove-entry = Removing an entry of a register
deed-restore-entry = Register entry restored
outcome-done = done
outcome-refused = refused
outcome-failed = failed
deed-save-query = Saving a query
deed-share-query = Sharing a query
deed-delete-query = Deleting a query
deed-file-form = Work on a form
deed-order = Order for a report

# What entries of the access log name.
deed-object-question = question
deed-object-releases = comparison of releases
deed-object-reading = reading
deed-object-chain = check of the chain
deed-object-csv = CSV file
deed-object-password = password
deed-object-code = one-time code
deed-object-release = release { $id }
deed-object-rejects = rejected rows, load { $load }
deed-object-query = query No. { $id }
deed-object-order = order No. { $id }
deed-object-register = register “{ $title }”
deed-object-entry = register “{ $title }”, entry { $id }
deed-object-paper = “{ $title }”{ $rest }
deed-about-load = { $school }: { $state }
deed-about-school-unknown = School not known
deed-about-mended = { $school }: mended rows of load { $load } handed over
deed-about-sent = { $school }: extract handed over
deed-about-unreadable = the extract cannot be read
deed-about-uploads = handing over extracts: { $school }
deed-about-whole-scope = the owner’s whole scope
deed-about-rights = rights: { $rights }
deed-about-ground = basis: { $ground }
deed-about-reverted = { $title }, version { $version } brought back
deed-about-nobody = Nobody
deed-about-instead = in place of { $login }
deed-about-orders = orders for reports
deed-about-temporary = temporary
deed-about-codes-on = turned on
deed-about-codes-off = turned off
