# Что не так с вопросом: сообщения рядом с полями конструктора и в ответах программам.
question-not-object = вопрос должен быть объектом JSON
question-segments = сегменты не объявлены: используйте фильтры
question-empty = в вопросе нет ни показателей, ни измерений
question-others-compared = «прочие» с прошлым не сравниваются: уберите others или compare
question-others-without-limit = «прочие» складываются из строк сверх limit: укажите limit
question-compare-due = ожидается previous_period или previous_year
question-time-due = ожидается объект с dimension, granularity, dateRange
question-time-unnamed = не названо измерение времени
question-granularity-due = ожидается day, week, month, quarter или year
question-days-due = ожидаются один или два дня
question-range-due = ожидается день, пара дней или отрезок словами
question-groups-too-deep = слишком много вложенных групп фильтров
question-filter-due = ожидается фильтр: объект с member, operator, values
question-member-unnamed = не назван показатель или измерение
question-operator-unnamed = не назван оператор
question-text-or-number-due = ожидается строка или число
question-order-pair-due = ожидается пара: член вопроса и asc или desc
question-order-due = ожидается объект или список пар
question-way-due = ожидается asc или desc
question-totals-due = ожидается true или список измерений
question-pivot-due = ожидается объект с rows и columns
question-formula-due = у формулы должны быть name и expression
question-release-due = ожидается номер выпуска
question-whole-due = ожидается целое неотрицательное число
question-flag-due = ожидается true или false
question-text-due = ожидается строка
question-list-due = ожидается список
question-unknown-key = неизвестный ключ «{ $key }»
question-perhaps = возможно, «{ $near }»
question-too-many = слишком много: не больше { $most }
question-too-many-filters = слишком много фильтров: не больше { $most }
question-too-many-values = слишком много значений: не больше { $most }
question-too-many-formulas = слишком много формул: не больше { $most }
question-compare-without-days = сравнивать не с чем: задайте отрезок дней в dateRange
question-compare-term-with-year = учебный период сравнивают с предыдущим; с прошлым годом — отрезок дней
question-compare-term-split = учебный период сравнивается целиком: уберите деление по дням
question-term-of-other-day = учебный период есть только у дня записи
question-term-with-days = учебный период нельзя сочетать с другим отрезком дней
question-group-mixed = в одной группе фильтров не могут стоять и измерения, и показатели
question-no-measures = показателей в вопросе нет: добавьте их в measures
question-dimension-as-measure = «{ $name }» — измерение, а не показатель
question-measure-as-dimension = «{ $name }» — показатель, а не измерение
question-personal = «{ $title }» — персональные данные: для них нужно отдельное право
question-not-time = «{ $name }» — не время
question-formula-name = «{ $name }» не годится как имя формулы
question-formula-taken = формула «{ $name }» уже есть
question-measure-not-asked = «{ $name }» нет среди показателей вопроса
question-undeclared = «{ $name }» не объявлено в модели
question-named = { $name } («{ $title }»)
question-names = в вопросе есть: { $names }
question-unknown-to-topic = «{ $title }» не применимо к теме «{ $topic }»
question-refused = «{ $measure }» и «{ $title }»: { $reason }
question-topic-of-spans = тема «{ $topic }» знает день только как отрезок: задайте его в dateRange
question-unknown-mix =
    { $rows ->
        [class] тема «{ $topic }» не знает по отдельным классам такого сочетания измерений и показателей
        [group] тема «{ $topic }» не знает по отдельным группам такого сочетания измерений и показателей
       *[school] тема «{ $topic }» не знает такого сочетания измерений и показателей
    }
question-dimensions-apart = такое сочетание измерений нигде не встречается: добавьте показатель
question-unknown-operator-near = неизвестный оператор «{ $name }»; возможно, «{ $near }»
question-unknown-operator = неизвестный оператор «{ $name }»
question-operator-unsuited =
    { $kind ->
        [text] оператор «{ $name }» не годится для текста
        [number] оператор «{ $name }» не годится для числа
       *[time] оператор «{ $name }» не годится для времени
    }
question-value-due = нужно хотя бы одно значение
question-one-value-due = нужно ровно одно значение
question-one-or-two-days = нужны один или два дня
question-term-in-filter = учебный период словами задаётся в dateRange, не в фильтре
question-not-number = «{ $text }» — не число
question-range-reversed = отрезок кончается ({ $to }) раньше, чем начинается ({ $from })
question-not-day = «{ $text }» — не день; ожидается, например, 2025-10-14
question-unknown-range = «{ $words }» — неизвестный отрезок; например: { $ranges }
question-order-not-asked = «{ $name }» нет в вопросе: сортировать по нему нельзя
question-dimension-not-asked = «{ $name }» нет среди измерений вопроса
question-no-parameter = параметра «{ $name }» нет
question-parameter-name = имя параметра «{ $name }» не годится: нужны латинские буквы, цифры и знак _
question-parameter-twice = параметр «{ $name }» объявлен дважды
question-parameter-unused = параметр «{ $name }» в вопросе не использован
question-parameter-member = параметр «{ $name }»: member нужен значениям, и только им
question-parameter-unknown = параметра «{ $name }» у вопроса нет
question-parameter-one-value = «{ $title }»: нужно одно значение
question-parameter-not-number = «{ $title }»: «{ $text }» — не число
question-formula-too-long = формула слишком длинна (знак { $at })
question-formula-not-number = «{ $text }» — не число (знак { $at })
question-formula-odd-sign = лишний знак «{ $text }» (знак { $at })
question-formula-trailing = здесь формула должна была кончиться (знак { $at })
question-formula-broken-off = формула оборвана (знак { $at })
question-formula-too-deep = слишком много вложенных скобок (знак { $at })
question-formula-unclosed = скобка не закрыта (знак { $at })
question-formula-operand-due = здесь ожидается число, показатель или скобка (знак { $at })
question-no-release = выпуска { $id } нет
question-topic-closed = Тема «{ $topic }» вашей роли не открыта
question-faults = в вопросе ошибок: { $count }
question-memory = вопросу не хватает памяти: сузьте отрезок, добавьте фильтр или уберите измерение
question-of-one-pupil = «{ $said }» рядом с «{ $pupil }» показывает журнал одного ученика: он открыт только в самой школе
question-of-one-pupil-hint = уберите «{ $pupil }» или «{ $said }»
export-narrow = сузьте отрезок, добавьте фильтр или уберите измерение из столбцов
export-pivot-formats = сводной таблицей выгружаются только xlsx, csv и pdf
export-pivot-formats-hint = выберите format=xlsx или уберите layout
export-no-pivot = в вопросе нет pivot: нечего раскладывать по строкам и столбцам
export-other-question = в одну сводную таблицу ложатся итоги одного вопроса, заданного не больше шести раз
export-other-question-hint = вопросы в списке могут отличаться только ключом totals
export-unknown-encoding = неизвестная кодировка файла
export-encodings = encoding=utf-8 или encoding=windows-1251
export-encoding-of-csv = в кодировке windows-1251 выгружается только csv
export-encoding-of-csv-hint = выберите format=csv или уберите encoding
export-bad-id = неверный номер выгрузки
export-id-due = до 64 латинских букв, цифр и дефисов
export-unknown-layout = неизвестная раскладка файла
export-layouts = layout=pivot или layout=table
export-example = например, { $example }
export-unknown-format = неизвестный формат файла
export-format-due = нужен параметр format: xlsx, csv, parquet, arrow или pdf
export-pivot-too-large = сводная таблица слишком велика: строк { $lines }, столбцов { $columns }
export-paper-too-large = для печати ответ слишком велик: строк { $lines }, столбцов { $columns }
export-paper-too-large-hint = в PDF помещается не больше { $lines } строк и { $cells } ячеек: выберите format=xlsx, сузьте отрезок или добавьте фильтр
question-unread = вопрос не разобран
question-single = здесь можно задать только один вопрос
question-single-hint = передайте объект, а не список
question-unread-address = Параметры адреса не читаются
question-unread-body = Тело запроса не прочитано
question-unread-form = Поля формы не читаются
question-example = например, { $example }
question-not-sent = вопрос не передан
question-not-sent-hint = передайте его параметром query или телом запроса в JSON
question-not-json = вопрос — не JSON: ошибка в строке { $line }, знак { $column }
question-not-json-hint = проверьте кавычки и скобки
question-link-too-long = ссылка слишком длинная
question-link-too-deep = в ссылке слишком много вложенных скобок
question-link-unread = ссылка не читается: ошибка в знаке { $place }
question-not-timezone = «{ $name }» — не часовой пояс
question-no-such = вопроса «{ $name }» нет
question-no-measure = показателя «{ $name }» нет
question-parameter-no-member = параметр «{ $name }»: измерения «{ $member }» нет
