# Registers: lists that organisations and the office keep themselves.
menu-registers = Registers
registers-title = Registers
registers-intro = Kept here is what no journal’s extract brings: reviews, stages, acts, appointments, archive copies. What is overdue or missing is seen at once.
registers-all = All registers
registers-table = Registers open to you
registers-none = There are no registers
registers-none-advice = No registers are declared for your role and scope.
registers-register = Register
registers-about = What for
registers-entries = Entries
registers-open = Not completed
registers-overdue = Overdue
registers-missing = Missing
registers-access = Access
registers-keeps = you keep it
registers-reads = reading only
registers-source = Ground:
registers-new = New entry
registers-constructor = Open in the constructor
registers-missing-title = Expected and missing
registers-missing-since = missing since { $due }
registers-missing-now = missing
registers-awaited = expected by { $due }
registers-make = Make
registers-more-missing =
    And { $count } more { $count ->
        [one] entry
       *[other] entries
    }. Filter by organisation to see what it lacks.
registers-entries-title = Entries
registers-count =
    { $count } { $count ->
        [one] entry
       *[other] entries
    }
registers-count-removed =
    { $count } removed { $count ->
        [one] entry
       *[other] entries
    }
registers-show-removed = Show removed: { $count }
registers-show-standing = Back to the entries that stand
registers-download = Download entries:
registers-filter = Filter of entries
registers-show = Show
registers-reset = Reset
registers-search = Search
registers-owner = Whose entry
registers-all-owners = All
registers-state = State of the entry
registers-all-states = Any
registers-any = Any value
registers-from = Not before
registers-to = Not after
registers-due = Due
registers-entry = Entry no. { $id }
registers-entry-head = Entry
registers-table-caption = A head of a column changes the order of rows.
registers-no-entries = There are no entries
registers-no-entries-advice = Make the first entry, or change the filter.
registers-pages = Pages of entries
registers-page = Page { $page } of { $pages }
registers-previous = Previous
registers-next = Next
registers-overdue-since = { $state }: due { $due }
registers-removed = removed
registers-go-on = Go on
registers-add = Make the entry
registers-cancel = Cancel
registers-choose = — not chosen —
registers-facts = What it says
registers-made = Made
registers-changed = Last changed
registers-by-at = { $by }, { $at }
registers-change = Change
registers-save = Save
registers-history = History
registers-step-made = Entry made: { $by }, { $at }
registers-step-changed = Entry changed: { $by }, { $at }
registers-step-removed = Entry removed: { $by }, { $at }
registers-before = Before:
registers-after = After:
registers-restore = Restore
registers-step-restored = Entry restored: { $by }, { $at }
registers-done-restored = The entry is back in the register
registers-restored-already = The entry is in the register already
registers-remove = Remove the entry
registers-remove-do = Remove from the register
registers-reason = Reason of the removal
registers-reason-hint = The entry stays in the history together with the reason.
registers-removed-title = The entry is removed from the register
registers-removed-because = { $by }, { $at }. Reason: { $reason }
registers-done-added = The entry is made
registers-done-changed = The entry is changed
registers-done-removed = The entry is removed from the register
registers-no-version = The version of the entry is not given: open its card anew
registers-no-such-format = Entries are downloaded as XLSX or CSV
registers-filter-unread = The filter cannot be read: check the days
registers-not-kept = Others keep the register “{ $register }”: you can read it
registers-removed-already = The entry is removed from the register already
registers-changed-meanwhile = While you were filling in the form, another user ({ $by }) changed the entry. Compare with what it says now and save once more
registers-changed-now = Another user has just changed the entry. Open its card anew
registers-moved = Others are writing into the register now. Try again in a few seconds
registers-fault-at = { $field }: { $fault }
registers-fault-empty = fill in this field
registers-fault-field = the register has no such field
registers-fault-choice = choose a value from the list
registers-fault-school-year = a school year is needed, for example 2025/2026
registers-fault-long = no longer than { $most } signs
registers-fault-unseen = take out invisible signs: type the text anew
registers-fault-person = give surname and name or initials in letters
registers-fault-day = a date is needed, for example 14.10.2025
registers-fault-day-odd = check the year: the date is outside 1990–2099
registers-fault-day-future = this day has not come yet
registers-fault-number = a number is needed
registers-fault-whole = a whole number is needed
registers-fault-decimals =
    no more than { $most } { $most ->
        [one] digit
       *[other] digits
    } after the comma
registers-fault-least = no less than { $least }
registers-fault-most = no more than { $most }
registers-fault-hash = a checksum is needed: 64 or 128 signs from 0 to f
registers-fault-link = an address is needed that begins with https:// or http://
registers-fault-key = the register has such an entry already: change it, or check number and date
registers-fault-entries = a register holds { $most } entries at most
registers-fault-order = complete the stage before it first: “{ $step }”
registers-fault-order-day = not before { $day }, when the stage “{ $step }” was completed
registers-fault-reason = say why the entry is removed
tasks-registers = Registers
tasks-register-overdue = { $entry }: { $state }, due { $due }
tasks-register-overdue-now = { $entry }: { $state }
tasks-register-missing = Missing: { $title }, { $period }
tasks-register-missing-once = Missing: { $title }
tasks-register-more =
    and { $count } more { $count ->
        [one] entry
       *[other] entries
    }
tasks-register-of-others =
    Overdue or missing with those who keep the register: { $count } { $count ->
        [one] entry
       *[other] entries
    }
