# Questions in SQL.
sql-title = SQL
sql-about = Questions only (<code>select</code>), to the tables of your scope. Every question is written into the access log.
sql-question = Question
sql-refused = The question was not answered
sql-empty = Write a question.
sql-text = Text of the question
sql-ask = Ask
sql-answer = Answer
sql-answer-rows = Rows of the answer
sql-count =
    { $count } { $count ->
        [one] row
       *[other] rows
    }. Release { $release }.
sql-count-cut =
    { $count } { $count ->
        [one] row
       *[other] rows
    }, the first ones: add a condition or group them. Release { $release }.
sql-tables = Tables
sql-params-due = parameters are a list or an object of numbers and texts
