# Orders for reports: who ordered what, how an order stands, what can be done with it.
orders-heading = Orders for reports
orders-intro = The district centre builds the report that is not among the ready ones: say what you need and by when.
orders-new = Order a report
orders-new-intro = The order goes to the district centre. How it goes, questions and the finished report stand on its page and in “Tasks”.
orders-new-hint = Name no pupils or parents in an order: the report shows names to whoever has the right to them.
orders-place = Place the order
orders-cancel = Cancel
orders-list = List of orders
orders-count =
    { $count } { $count ->
        [one] order
       *[other] orders
    }
orders-count-cut = The last { $shown } of { $count } are shown; all orders are in the file.
orders-views = Parts of the list
orders-view-all = All
orders-view-mine = My own
orders-view-to-take = To be taken
orders-view-in-work = In work
orders-view-delivered = To be accepted
orders-view-closed = Closed
orders-filter = Filter of orders
orders-filter-unread = The days of the filter cannot be read: correct them on the page of orders and fetch the file again
orders-find = Number, words or name
orders-school = School
orders-all-schools = all schools
orders-from = From
orders-to = To
orders-show = Show
orders-reset = Reset
orders-none = There are no orders yet
orders-none-advice = Press “Order a report” to place the first one.
orders-none-found = There are no such orders
orders-none-found-advice = Change the filter or open another part of the list.
orders-download = Download the orders:
orders-table = Orders, the newest first
orders-file = Orders for reports
orders-said-period = placed { $days }
orders-said-find = words “{ $words }”
orders-counts = Counts of orders
orders-counts-period = Placed { $period }.
orders-counts-table = Orders by performer and state
orders-counts-hint = “In time” and “Late” go by the term agreed last and the last delivery; an order in work whose term is over counts as late, too. Refused and withdrawn ones are not judged.
orders-nobody = Taken by nobody
orders-all = Total
orders-with-delay = Late
orders-order = Order
orders-titled = No. { $id }. { $title }
orders-number = Number
orders-asker = Asked by
orders-party = { $name } ({ $role })
orders-whence = On behalf of
orders-of-office = office and centre
orders-asked = Placed
orders-needed-by = Needed by
orders-due = Term
orders-performer = Performer
orders-state = State
orders-term = Against the term
orders-delivered = Delivered
orders-closed = Closed
orders-late-days = Days late
orders-in-time = In time
orders-late =
    { $days } { $days ->
        [one] day
       *[other] days
    } late
orders-last-day = last day
orders-left =
    { $days } { $days ->
        [one] day
       *[other] days
    } left
orders-title = What report you need
orders-title-hint = Briefly, in one line: for instance, “Unexcused absences by year of study”.
orders-words = What is to be in it
orders-words-hint = In your own words: measures, breakdowns, what to compare, a model to follow.
orders-about = Of which schools
orders-about-all = all that the asker sees
orders-about-hint = With nothing ticked: of all that you see.
orders-choose-schools = Choose schools (unless all are needed)
orders-period = Over the period
orders-purpose = Purpose
orders-purpose-hint = What the report is for: a meeting, an inspection, an answer to an inquiry.
orders-ground = Ground
orders-ground-hint = Number and date of a letter, an order or an instruction, if there is one.
orders-output = Kind of report
orders-output-table = table on the screen
orders-output-xlsx = XLSX file
orders-output-print = for print
orders-begun-with = The question that the order began with
orders-wanted = What was ordered
orders-report = The finished report
orders-report-hint = Everyone sees the answer for their own scope and by their own rights.
orders-query-gone = The query that was handed over has been deleted or closed by its owner.
orders-query-of-others = The query is open to the asker.
orders-query-of-former = The report is open to the former asker: return the order so that the performer opens it to you.
orders-vacant = The asker can lead the order no longer: { $name }
orders-vacant-hint = Anybody of the organisation who may order reports can lead the order on: answer, accept, return. Who did it stands in the history.
orders-ways = What can be done
orders-history = History and messages
orders-unsent = Your words were not kept
orders-state-submitted = placed
orders-state-taken = in work
orders-state-questioned = being clarified
orders-state-delivered = delivered
orders-state-returned = returned
orders-state-accepted = accepted
orders-state-refused = refused
orders-state-withdrawn = withdrawn
orders-step-submit = Placed
orders-step-take = Taken
orders-step-take-over = Passed to another performer
orders-step-move = Term moved
orders-step-question = Clarification asked for
orders-step-answer = Clarified
orders-step-deliver = Delivered
orders-step-accept = Accepted by the asker
orders-step-return = Returned with a remark
orders-step-refuse = Refused
orders-step-withdraw = Withdrawn
orders-step-message = Message
orders-step-term = term { $day }
orders-do-take = Take the order
orders-do-take-over = Take it over
orders-do-move = Move the term
orders-do-question = Ask for clarification
orders-do-answer = Answer the question
orders-do-deliver = Deliver the report
orders-do-accept = Accept the report
orders-do-return = Return with a remark
orders-do-refuse = Refuse the order
orders-do-withdraw = Withdraw the order
orders-do-message = Write a message
orders-send-take = Take
orders-send-take-over = Take over
orders-send-move = Move
orders-send-question = Ask
orders-send-answer = Answer
orders-send-deliver = Deliver
orders-send-accept = Accept
orders-send-return = Return
orders-send-refuse = Refuse
orders-send-withdraw = Withdraw
orders-send-message = Send
orders-done-submit = The order is placed
orders-done-take = The order is taken
orders-done-take-over = You are now the performer of the order
orders-done-move = The term is moved
orders-done-question = The asker has been asked
orders-done-answer = The answer is kept
orders-done-deliver = The report is delivered to the asker
orders-done-accept = The report is accepted and the order closed
orders-done-return = The order is returned to its performer
orders-done-refuse = The order is refused
orders-done-withdraw = The order is withdrawn
orders-done-message = The message is kept
orders-words-of-term = Reason for another term
orders-words-of-term-hint = Where the term is later than the asker needs the report.
orders-reason = Reason
orders-remark = Remark
orders-question = Question to the asker
orders-answer = Answer
orders-message = Message
orders-note = Note
orders-query = Your saved query
orders-query-hint = The query is opened to the asker, who sees its answer for the own scope. Without a query the answer can be given in words.
orders-choose-query = — no query, an answer in words —
orders-words-of-delivery = Explanation or answer
orders-no-such-step = There is no such step for an order
orders-no-version = The form does not say which state of the order it changes
orders-fault-title = say what report you need
orders-fault-words = describe what is to be in the report
orders-fault-purpose = say what the report is for
orders-fault-needed-by = name the day by which the report is needed
orders-fault-past = this day is over: name today or a later one
orders-fault-output = choose a kind of report from the list
orders-fault-schools = there is no such school in your scope: tick schools of the list
orders-fault-question = the constructor’s question cannot go with the order: { $reason }
orders-fault-no-scope = You have no scope of data: turn to the administrator in order to order reports
orders-fault-signs = there are control characters in the text: type it anew
orders-fault-long = too long: { $most } characters at most
orders-fault-advanced = the order has changed meanwhile: read what is new in it and try again
orders-fault-too-many = one person has { $most } open orders at most: accept what was delivered or withdraw what is not needed
orders-fault-not-yours = This step is another participant’s to take
orders-fault-reason-of-term = the term is later than the asker needs it: write the reason
orders-fault-nothing-delivered = choose a saved query of yours or write an answer
orders-fault-no-question = write what is to be clarified
orders-fault-no-answer = write an answer
orders-fault-no-remark = write what is to be corrected
orders-fault-no-message = write a message
orders-fault-no-reason = write the reason
orders-fault-no-term = name the new term
orders-fault-same-term = this is the term already: name another one
orders-fault-foreign-query = only a query of your own can be delivered: save a copy of the other one and choose it
orders-fault-no-query = you have no such query: choose one from the list
orders-fault-broken-query = the query cannot be run: { $reason }
orders-fault-asker-gone = the asker’s access is closed, so that no query can be opened: give the answer in words
orders-fault-closed-to-asker = the asker could not run this query: { $reason }
orders-fault-not-shared = the query cannot be opened to the asker: { $reason }
orders-tasks = Orders for reports
orders-task-new = A new order, needed by { $day }
orders-task-returned = Returned with a remark
orders-task-soon =
    { $days ->
        [0] Today is the last day of the term
        [one] { $days } day to the term
       *[other] { $days } days to the term
    }
orders-task-late =
    { $days ->
        [one] The term was over { $days } day ago
       *[other] The term was over { $days } days ago
    }
orders-task-answer = The performer waits for your answer
orders-task-acceptance = The report is ready: accept it or return it with a remark
orders-hint = Not what you need?
orders-hint-link = Order a report
orders-hand-over = Hand over to an order
orders-hand-over-title = Orders that you have in work
orders-like-this = Order a report on this question
