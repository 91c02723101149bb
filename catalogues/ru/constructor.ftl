# Страница конструктора: то, что видно без JavaScript.
constructor-page-question = Вопрос
constructor-page-measures = Показатели
constructor-page-dimensions = Разрезы
constructor-page-filters = Отбор
constructor-page-begin = С чего начать
constructor-page-no-starters = Готовых вопросов для вашей роли нет.
constructor-page-answer = Ответ
constructor-page-table = Строки ответа
constructor-page-download = Скачать ответ:
constructor-page-rows =
    { $count ->
        [0] Таких записей нет.
        [one] { $count } строка.
        [few] { $count } строки.
       *[other] { $count } строк.
    }
constructor-page-rows-of = Показаны первые { $shown } из { $count }; остальное — в файле.
constructor-page-rows-and-more = Показаны первые { $shown }, есть и другие; полный ответ — в файле.
constructor-page-withheld = Знаком * скрыты значения о немногих учениках.
constructor-page-costly = Большой вопрос
constructor-page-costly-note = Чтобы ответить, нужно прочитать около { $rows } строк: это займёт время. Можно сузить отрезок или добавить отбор.
constructor-page-run-anyway = Выполнить
constructor-page-refused = Вопрос не выполнен
constructor-page-unknown-view = такого вида нет; есть { $known }
constructor-page-anew = Начать заново
