# Вопросы на SQL.
sql-title = SQL
sql-about = Только вопросы (<code>select</code>) к таблицам своей области. Каждый вопрос записывается в журнал доступа.
sql-question = Вопрос
sql-refused = Вопрос не выполнен
sql-empty = Напишите вопрос.
sql-text = Текст вопроса
sql-ask = Выполнить
sql-answer = Ответ
sql-answer-rows = Строки ответа
sql-count =
    { $count } { $count ->
        [one] строка
        [few] строки
       *[other] строк
    }. Выпуск { $release }.
sql-count-cut =
    { $count } { $count ->
        [one] строка
        [few] строки
       *[other] строк
    }, показаны первые: добавьте условие или сгруппируйте. Выпуск { $release }.
sql-tables = Таблицы
sql-params-due = параметры — список или объект чисел и текстов
