# Users: the list, the card, adding one, taking a list from a file.
users-title = Users
users-add = Add a user
users-take-list = Take a list from a file
users-who = Who has access
users-filter = Find users
users-show = Show
users-cancel = Cancel
users-name-or-login = Name or login
users-all-roles = all roles
users-nobody = Nobody found
users-nobody-hint = Change the filter or add a user.
users-table = Users in alphabetical order
users-count =
    { $count } { $count ->
        [one] person
       *[other] people
    }
users-found = { $found } of { $all } shown
users-first = The first { $most } of { $found } are shown: narrow the filter
users-name = Full name
users-login = Login
users-login-hint = Letters, digits and . _ - @; it cannot be changed later.
users-login-ours = this login is kept for the system
users-role = Role
users-choose-role = — choose a role —
users-scope = Scope
users-access-days = Period of access
users-access = Access
users-access-closed = closed
users-access-to-come = yet to begin
users-access-over = expired
users-access-open = open
users-ground = Basis
users-ground-hint = Number and date of the order of appointment, for example: order of 25.08.2026 No. 112.
users-no-ground = not stated
users-whose-data = Whose data the person sees
users-whose-data-hint = The narrowest of the fields filled in counts; with none, all schools. A director or a deputy needs a school, a class teacher or a house tutor also classes, a teacher groups.
users-district = District
users-school = School
users-choose-school = — not chosen —
users-school-choice = { $name } ({ $code })
users-more-schools = Several schools
users-more-schools-hint = Codes parted by a space or a comma, in place of one school of the list.
users-classes = Classes
users-groups = Groups
users-group-choice = { $class } · { $subject }
users-group-note = { $teacher } · { $code }
users-picked = { $what }: { $count } of { $all } ticked
users-code-gone = not in the data of this school year
users-show-journals = Show classes and groups
users-show-journals-hint = Choose a school and press “Show classes and groups”: they appear as lists.
users-school-codes = School codes
users-class-codes = Class codes
users-group-codes = Group codes
users-access-days-hint = Both days included. An empty field sets no limit.
users-first-day = First day
users-last-day = Last day
users-rights-hint = The basis of the rights is the same order. A right by another order or for days of its own is granted later, on the person’s card.
users-new-title = New user
users-new-hint = The password for the first sign-in is shown after adding. It has to be handed over to the user.
users-new-submit = Add
users-own-card = This is your own card. Another administrator changes your rights; your password and one-time codes are on the page <a href="/profile">“My rights”</a>.
users-role-and-scope = Role and scope
users-rights = Rights
users-grant = Grant a right
users-grant-submit = Grant
users-grant-right = Right
users-choose-right = — choose a right —
users-right-missing = choose a right
users-grant-ground = Basis of the right
users-grant-ground-hint = Number and date of the order.
users-change = Change
users-save = Save
users-not-yours = A person in this role is appointed by the education office, which also changes name, role, scope and period.
users-sign-in = Sign-in
users-open = Open access
users-close = Close access
users-reset = Set a temporary password
users-reset-warning = The former password will no longer do, and open sessions end. This cannot be undone.
users-reset-now = Replace the password
users-sign-in-hint = Closing takes effect at once: open sessions end. A temporary password replaces a forgotten one and turns one-time codes off; it is shown once.
users-done-changed = Changes saved
users-done-granted = Right granted
users-done-revoked = Right withdrawn
users-done-closed = Access closed, open sessions ended
users-done-opened = Access opened
users-password = Password
users-password-temporary = temporary, to be replaced at sign-in
users-password-own = their own
users-codes = One-time codes
users-codes-on = on
users-codes-off = off
users-first-passwords = Passwords for the first sign-in
users-first-passwords-table = Logins and passwords for the first sign-in
users-added =
    Added: { $count } { $count ->
        [one] user
       *[other] users
    }
users-new-password = New temporary password
users-new-password-status = The old password no longer works, open sessions have ended, one-time codes are off
users-hand-over = Hand over in person
users-hand-over-hint = The password is shown once: write it down or print this page and hand the password to the user in person. At the first sign-in it has to be replaced by one of their own.
users-handed = Done, the password is written down
users-import-title = A list of users from a file
users-import-file = File
users-import-csv = CSV file with the list
users-import-csv-hint = UTF-8, cells parted by semicolons or commas. If a single line is wrong, nobody is added.
users-import-submit = Take
users-import-no-file = choose the file with the list
users-import-no-form = A form with a file is needed
users-import-unread = The file could not be read: send it again
users-import-nobody =
    nobody was added: the list has { $count } { $count ->
        [one] fault
       *[other] faults
    }
users-import-faults = What is wrong with the list
users-import-faults-first = What is wrong with the list, the first { $most } of { $all }
users-import-line = Line
users-import-column = Column
users-import-cure = What to correct
users-import-shape = How to make the list
users-import-shape-hint = The first line names the columns. Required: <code>login</code>, <code>name</code>, <code>role</code>, <code>ground</code> (number and date of the order). As needed: <code>district</code>, <code>school_id</code>, <code>class_ids</code>, <code>group_ids</code>, <code>rights</code>, <code>valid_from</code>, <code>valid_to</code>. Part several codes in one cell by spaces and write days as 2026-09-01.
users-import-example = belova;Belova Anna Ivanovna;homeroom;school-001;5a;personal_data;order of 25.08.2026 No. 112
users-import-roles = Roles
