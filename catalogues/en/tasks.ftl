# Tasks: what asks for attention, and what was said of it.
tasks-intro = Everything on your dashboards that asks for attention. A task goes away by itself when its figure is back within bounds.
tasks-refused = Not saved
tasks-none = There are no tasks
tasks-none-advice = No figure is out of bounds.
tasks-count =
    In all: { $count } { $count ->
        [one] task
       *[other] tasks
    }
tasks-contents = What there is
tasks-ways = Group by
tasks-by-kind = By kind
tasks-by-about = By school, class and person
tasks-about-all = About nobody in particular
tasks-pile =
    { $count } { $count ->
        [one] task
       *[other] tasks
    }
tasks-pile-serious =
    { $count } { $count ->
        [one] task
       *[other] tasks
    }, urgent among them: { $serious }
tasks-new = New
tasks-taken = In work
tasks-put-off = Put off
tasks-done = Marked as done, the figure still out of bounds
task-said-taken = In work: { $by }, { $at }.
task-said-put-off = Put off until { $until }: { $by }, { $at }.
task-said-done = Done: { $by }, { $at }.
task-change = Mark
task-state = State
task-state-new = new
task-state-taken = in work
task-state-put-off = put off
task-state-done = done
task-until = Put off until
task-note = Note
task-fault-long = { $most } characters at most
task-fault-until = a day after today is needed
task-save = Save

tasks-slips = Slips of marks
tasks-slips-unprinted = Not all slips of the week from { $from } to { $to } are printed
tasks-slips-classes = Where guardians declined the electronic diary, a slip is printed every week. Not printed: { $classes }
tasks-slips-class =
    { $class }: { $count } { $count ->
        [one] pupil
       *[other] pupils
    }
tasks-failed = Something may be missing here
