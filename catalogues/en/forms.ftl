# Statistical forms: the list, the board, one organisation’s form, a cell, handing in and accepting.
menu-forms = Forms
forms-title = Statistical forms
forms-intro = A form is computed from the data as of its reporting day. The organisation checks, corrects and hands it in; the office returns or accepts it.
forms-none = There are no forms
forms-none-hint = Your organisation files none of the forms, or the reporting day has not come.
forms-draft = Draft of a blank
forms-draft-hint = Some rows of the blank have not been compared with the official order. Prints are marked as a draft.
forms-periods = Form { $form }: the latest reporting days
forms-period = Reporting day
forms-on-day = as of { $day }
forms-form-on-day = { $form } as of { $day }
forms-due = Deadline
forms-due-day = Deadline { $day }
forms-state = State
forms-punctuality = On time
forms-school = Organisation
forms-schools = Organisations
forms-schools-count =
    Filed by { $count } { $count ->
        [one] organisation
       *[other] organisations
    }
forms-overdue-count =
    Overdue: { $count } { $count ->
        [one] organisation
       *[other] organisations
    }
forms-state-created = created
forms-state-computed = computed
forms-state-ready = ready to hand in
forms-state-submitted = with the office
forms-state-returned = returned
forms-state-accepted = accepted
forms-on-time = handed in on time
forms-late =
    handed in { $days } { $days ->
        [one] day
       *[other] days
    } late
forms-due-today = due today
forms-days-left =
    { $days } { $days ->
        [one] day
       *[other] days
    } left
forms-overdue =
    overdue by { $days } { $days ->
        [one] day
       *[other] days
    }
forms-submitted-on = First handed in
forms-computed-at = Computed
forms-data-moment = Data as of
forms-gap = What the data do not reach
forms-by-hand = Entered by hand
forms-corrected-cells = Corrected cells
forms-previous = Last year’s form
forms-previous-there = accepted, compared with
forms-previous-none = none accepted, nothing to compare with
forms-explanation = Explanation of warnings
forms-explanation-hint = Write why the warnings are right: with warnings, a form is not handed in without an explanation.
forms-explanation-missing = write an explanation of the warnings
forms-by-at = { $by }, { $at }

# What can be done to a form.
forms-compute = Compute
forms-recompute = Compute anew
forms-declare-ready = Declare ready
forms-take-back-ready = Take readiness back
forms-submit-title = Handing in
forms-submit = Hand in to the office
forms-submit-sure = The office then checks the form. It cannot be taken back: figures can be corrected only if the office returns the form.
forms-submit-now = Confirm handing in
forms-return-title = Returning
forms-return = Return to the organisation
forms-accept = Accept
forms-accept-school = Accept the form: { $school }
forms-accept-chosen = Accept what is ticked
forms-unlock-title = Taking acceptance back
forms-unlock = Open for corrections
forms-reason = Reason
forms-cells = Cells to correct
forms-cells-others = Other cells
forms-cells-hint = Section/row/column, parted by commas, such as 2.4/01/3. A cell can be chosen on its card, too. May be left empty.
forms-return-cell = Return the form with this cell
forms-cancel = Cancel
forms-done-computed = The form is computed
forms-done-recomputed = The form is computed anew, corrections are kept
forms-done-corrected = The correction is kept
forms-done-uncorrected = The correction is taken back
forms-done-noted = The note is kept
forms-done-ready = The form is declared ready
forms-done-unready = Readiness is taken back, the form can be corrected
forms-done-submitted = The form is handed in to the office
forms-done-returned = The form is returned
forms-done-accepted = The form is accepted
forms-done-unlocked = Acceptance is taken back, the form is with the organisation
forms-done-template = The workbook is kept
forms-done-template-removed = The workbook is taken away

# Why not.
forms-not-computed = the form is not computed yet: compute it first
forms-changed-meanwhile = the form has been changed meanwhile, by somebody else or by you in another window: below it stands as it is now, look at it and repeat
forms-newer-release = newer data were published while you looked: below is what they change
forms-is-computed = the form is computed and not handed in: this cannot be done to it yet
forms-is-ready = the form is declared ready: take readiness back to change it
forms-is-submitted = the form is with the office: it can be changed when the office returns it
forms-is-returned = the form is with its organisation: wait until it is handed in again
forms-is-accepted = the form is accepted and locked: the office can open it
forms-words-too-long =
    the text is longer than { $most } { $most ->
        [one] sign
       *[other] signs
    }: shorten it
forms-no-version = It is not said which version of the form you saw: open the form again
forms-no-cell = there is no cell “{ $cell }” in the form: write section/row/column, such as 2.4/01/3
forms-cell-closed = cell { $cell } is closed by the blank: nothing is written to it
forms-cell-formula = cell { $cell } is computed from others: correct those
forms-value-missing = write a number; to return to the computed one, take the correction back
forms-value-no-number = “{ $text }” is not a number: write it in digits
forms-value-negative = “{ $text }”: there are no negative numbers in the form, write nought or more
forms-value-not-whole = “{ $text }”: this cell takes a whole number, write it without decimals
forms-value-too-fine =
    “{ $text }”: this cell takes no more than { $decimals } { $decimals ->
        [one] digit
       *[other] digits
    } after the comma
forms-value-too-large =
    “{ $text }”: the number is too large, it may have no more than { $digits } { $digits ->
        [one] digit
       *[other] digits
    }
forms-reason-missing = write the reason for the correction
forms-return-reason-missing = write the reason: the organisation is to know what to correct
forms-none-chosen = tick at least one form that was handed in
forms-error-open = { $school }: control { $control } is broken — { $message }; return the form

# A form on its page.
forms-board = All organisations
forms-figures = Figures
forms-figures-hidden = Until it is handed in, the organisation alone sees its figures.
forms-sections = Sections of the form
forms-section = Section { $section }
forms-files = Files
forms-print = Print to be signed
forms-nothing-to-print = there is nothing to print: compute the form first
forms-file-unknown = unknown format of a file
forms-file-csv = Cells as CSV
forms-file-cells = Cells as XLSX
forms-file-cells-name = cells
forms-file-template = The office’s workbook
forms-legend = A figure leads to its cell. Signs: ✕ error, ! warning, ✎ corrected, ↩ returned by the office, † note.
forms-sign-error = error
forms-sign-warning = warning
forms-sign-corrected = corrected
forms-sign-returned = returned by the office
forms-sign-noted = has a note
forms-controls = Controls
forms-broken-count =
    { $errors } { $errors ->
        [one] error
       *[other] errors
    }, { $warnings } { $warnings ->
        [one] warning
       *[other] warnings
    }
forms-errors = Errors
forms-warnings = Warnings
forms-returned-title = The office has returned the form
forms-returned-cells = Look at these cells again:
forms-newer = Newer data were published after the computation
forms-newer-show = See what computing anew would change
forms-history = History
forms-deed-compute = Computed
forms-deed-recompute = Computed anew
forms-deed-correct = Corrected
forms-deed-uncorrect = Correction taken back
forms-deed-note = Note
forms-deed-declare-ready = Declared ready
forms-deed-take-back-ready = Readiness taken back
forms-deed-submit = Handed in
forms-deed-return = Returned
forms-deed-accept = Accepted
forms-deed-unlock = Acceptance taken back
forms-cell-change = { $cell }: { $before } → { $after }
forms-cells-more =
    and { $count } more { $count ->
        [one] cell
       *[other] cells
    }

# A cell.
forms-cell = Cell
forms-cell-heading = Cell: section { $section }, row { $row }, column { $column }
forms-cell-about = What is in it
forms-cell-figure = Figure
forms-cell-kind = Where from
forms-kind-computed = from the data
forms-kind-formula = computed from other cells
forms-kind-manual = typed by the organisation
forms-kind-closed = closed by the blank
forms-cell-computed = Computed
forms-cell-corrected = Corrected to
forms-cell-corrected-by = Corrected by
forms-cell-stands = Stands in the form
forms-cell-returned = The office asks to check this cell
forms-pupils-link = The pupils behind the figure
forms-correction = Correction
forms-new-value = The right figure
forms-reason-hint = Why the computed figure is wrong. The reason stays in the history.
forms-correct = Keep the correction
forms-uncorrect = Take the correction back
forms-formula-hint = The figure is computed from other cells: correct those.
forms-note = Note
forms-note-title = Note on the cell
forms-note-hint = Printed with the form. An empty note is taken away.
forms-note-save = Keep the note
forms-noted-by = Written by
forms-cell-controls = Controls of this cell
forms-cell-controls-none = The cell stands in no control.
forms-cell-controls-table = Each control with how it came out
forms-control = Control
forms-control-words = What should hold
forms-control-sides = Sides in figures
forms-severity = Severity
forms-severity-error = error
forms-severity-warning = warning
forms-verdict = Outcome
forms-verdict-broken = broken
forms-verdict-held = held
forms-verdict-withheld = not checked: a figure is withheld
forms-verdict-not-meant = not applicable to this form
forms-verdict-no-form = nothing to compare with
forms-verdict-unfilled = cells are not filled
forms-entry = Type figures in
forms-entry-hint = Cells that are not in the journals’ data. What was typed can be changed.
forms-entry-none = Every cell of the form is computed from the data
forms-entry-save = Keep what was typed
forms-entry-row = Row { $code }
forms-entry-column = Column { $number }: { $title }
forms-entry-filled =
    { $filled } of { $cells } { $cells ->
        [one] cell
       *[other] cells
    } filled

# Computing anew.
forms-recompute-title = Computing anew from newer data
forms-recompute-moment = Data as of { $moment }, release { $release }.
forms-recompute-changes = What changes
forms-recompute-table = Cells whose computed figure will be another
forms-computed-before = Was computed
forms-computed-after = Will be
forms-recompute-hint = Corrected cells keep their correction: only the computed figure under it changes.
forms-recompute-none = No computed figure changes.
forms-recompute-take = Compute anew

# The office’s board.
forms-board-table = Organisations that file the form
forms-check-all = Check all forms
forms-checked-count = Forms checked: { $checked } of { $all }
forms-controls-kept = In the forms that were checked, all controls are kept.
forms-unchecked = Not computed yet, nothing to check
forms-show = Show
forms-show-all = all organisations
forms-show-missing = not handed in
forms-show-submitted = to be checked
forms-show-returned = returned
forms-show-accepted = accepted
forms-show-faulty = with errors or warnings
forms-show-button = Show
forms-show-none = There are no such organisations.
forms-summary = Summary over organisations
forms-summary-count =
    { $included } of { $all } { $all ->
        [one] organisation
       *[other] organisations
    } included
forms-summary-missing = Not included
forms-summary-none = No form is accepted yet: the summary adds up accepted forms.

# The list of pupils.
forms-pupils = Pupils behind cell { $cell }
forms-pupils-list = List
forms-pupils-table = Pupils whom cell { $cell } counts
forms-pupils-count =
    { $count } { $count ->
        [one] pupil
       *[other] pupils
    }
forms-pupils-hint = Listed from the data of release { $release }, from which the form was computed; looking is written into the audit.
forms-pupils-differ = The form says { $figure }, the list has { $count }
forms-pupils-corrected = The figure was corrected: the data gave { $computed }. Why is told on the cell’s page.
forms-pupils-counted-otherwise = The cell does not count each pupil once: it has those, too, who stand in several rows, or what it is made of was corrected.
forms-pupils-none = There is no list of pupils

# The office’s own workbook.
forms-template = The office’s own XLSX workbook
forms-template-kept = In use:
forms-template-none = There is none: the form is exported as its blank.
forms-template-change = Put a workbook of your own in place of the form
forms-template-workbook = XLSX workbook
forms-template-workbook-hint = Up to 4 MB. Figures are written to the cells named only; all else in the workbook stays as it is.
forms-template-mapping = Which cell goes where
forms-template-mapping-hint = TOML: for a section, [[sections]] with section, sheet and first (the address of its first cell), and rows and columns if wanted; for a single cell, [[cells]] with cell, sheet and address.
forms-template-keep = Keep the workbook
forms-template-drop = Take the workbook away
forms-template-no-file = attach an XLSX workbook
forms-template-unread = line { $line } cannot be read: to the left of “=” stands a name, to the right a value in straight quotes, such as sheet = "Раздел 2"; several codes of rows or columns stand in brackets, such as rows = ["01", "02"]; before them, on a line of its own, stands [[sections]] or [[cells]]
forms-template-unknown = the part to which line { $line } belongs is filled in wrongly: after [[sections]] stand section, sheet and first, and rows and columns if wanted; after [[cells]] stand cell, sheet and address; there are no other names
forms-template-no-section = there is no section “{ $section }” in the form
forms-template-no-address = “{ $address }” is no address of a cell: one like D12 is wanted
forms-template-empty = no cell is named

# Tasks.
forms-errands = Forms to file
forms-errand-file = File the form { $form } as of { $day }
forms-errand-returned = Correct the form { $form } as of { $day }
forms-errand-accept = Check the form { $form } as of { $day }
forms-errand-missing = Not handed in: the form { $form } as of { $day }
forms-errand-due = { $school }: { $state }, { $punctuality }. Deadline { $due }.
forms-errand-accept-count =
    { $count } { $count ->
        [one] organisation waits
       *[other] organisations wait
    } for the office.
forms-errand-missing-count =
    { $count } { $count ->
        [one] organisation has
       *[other] organisations have
    } not handed in by { $due }.
