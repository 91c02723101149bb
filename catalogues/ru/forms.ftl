# Статистические формы: список, доска, форма одной организации, ячейка, сдача и приёмка.
menu-forms = Формы
forms-title = Статистические формы
forms-intro = Форма считается по данным на отчётную дату. Организация проверяет её, исправляет и сдаёт; управление возвращает или принимает.
forms-none = Форм нет
forms-none-hint = Ни одна из форм вашей организацией не сдаётся, или отчётная дата ещё не наступила.
forms-draft = Проект бланка
forms-draft-hint = Часть строк бланка не сверена с официальным приказом. Печать помечена словом «ПРОЕКТ».
forms-periods = Форма { $form }: последние отчётные даты
forms-period = Отчётная дата
forms-on-day = на { $day }
forms-form-on-day = { $form } на { $day }
forms-due = Срок сдачи
forms-due-day = Срок сдачи { $day }
forms-state = Состояние
forms-punctuality = Срок
forms-school = Организация
forms-schools = Организации
forms-schools-count =
    Сдают форму: { $count } { $count ->
        [one] организация
        [few] организации
       *[other] организаций
    }
forms-overdue-count =
    Просрочили: { $count } { $count ->
        [one] организация
        [few] организации
       *[other] организаций
    }
forms-state-created = создана
forms-state-computed = рассчитана
forms-state-ready = готова к сдаче
forms-state-submitted = на проверке в управлении
forms-state-returned = на доработке
forms-state-accepted = принята
forms-on-time = сдана в срок
forms-late =
    сдана на { $days } { $days ->
        [one] день
        [few] дня
       *[other] дней
    } позже срока
forms-due-today = срок сегодня
forms-days-left =
    { $days ->
        [one] остался
       *[other] осталось
    } { $days } { $days ->
        [one] день
        [few] дня
       *[other] дней
    }
forms-overdue =
    просрочена на { $days } { $days ->
        [one] день
        [few] дня
       *[other] дней
    }
forms-submitted-on = Впервые сдана
forms-computed-at = Рассчитана
forms-data-moment = Данные на
forms-gap = Чего нет в данных
forms-by-hand = Внесено вручную
forms-corrected-cells = Исправлено ячеек
forms-previous = Форма за прошлый год
forms-previous-there = принята, сравнение проводится
forms-previous-none = нет принятой, сравнить не с чем
forms-explanation = Пояснение к предупреждениям
forms-explanation-hint = Напишите, почему предупреждения верны: без пояснения форма с предупреждениями не сдаётся.
forms-explanation-missing = напишите пояснение к предупреждениям контроля
forms-by-at = { $by }, { $at }

# Что можно сделать с формой.
forms-compute = Рассчитать
forms-recompute = Пересчитать
forms-declare-ready = Объявить готовой
forms-take-back-ready = Снять готовность
forms-submit-title = Сдача в управление
forms-submit = Сдать в управление
forms-submit-sure = После сдачи форму проверяет управление. Отозвать её нельзя: исправить показатели можно будет, только если управление вернёт форму на доработку.
forms-submit-now = Подтвердить сдачу
forms-return-title = Возврат на доработку
forms-return = Вернуть на доработку
forms-accept = Принять
forms-accept-school = Принять форму: { $school }
forms-accept-chosen = Принять отмеченные
forms-unlock-title = Отмена приёмки
forms-unlock = Открыть для доработки
forms-reason = Причина
forms-cells = Ячейки, которые нужно исправить
forms-cells-others = Другие ячейки
forms-cells-hint = Раздел/строка/графа через запятую, например 2.4/01/3. Ячейку можно выбрать и на её карточке. Можно оставить пустым.
forms-return-cell = Вернуть форму с этой ячейкой
forms-cancel = Отмена
forms-done-computed = Форма рассчитана
forms-done-recomputed = Форма пересчитана, исправления сохранены
forms-done-corrected = Исправление сохранено
forms-done-uncorrected = Исправление снято
forms-done-noted = Примечание сохранено
forms-done-ready = Форма объявлена готовой
forms-done-unready = Готовность снята, форму можно исправлять
forms-done-submitted = Форма сдана в управление
forms-done-returned = Форма возвращена на доработку
forms-done-accepted = Форма принята
forms-done-unlocked = Приёмка отменена, форма на доработке
forms-done-template = Шаблон сохранён
forms-done-template-removed = Шаблон удалён

# Почему нельзя.
forms-not-computed = форма ещё не рассчитана: сначала рассчитайте её
forms-changed-meanwhile = форму тем временем изменил другой сотрудник или вы сами в другом окне: ниже она в новом виде, проверьте и повторите
forms-newer-release = пока вы смотрели, опубликованы новые данные: ниже показано, что меняют они
forms-is-computed = форма рассчитана, но не сдана: так с ней поступить пока нельзя
forms-is-ready = форма объявлена готовой: чтобы изменить её, снимите готовность
forms-is-submitted = форма на проверке в управлении: изменить её можно, когда управление вернёт её на доработку
forms-is-returned = форма на доработке у организации: дождитесь, пока её сдадут снова
forms-is-accepted = форма принята и закрыта: открыть её может управление
forms-words-too-long =
    текст длиннее { $most } { $most ->
        [one] знака
       *[other] знаков
    }: сократите его
forms-no-version = Не сказано, какую версию формы вы видели: откройте форму заново
forms-no-cell = ячейки «{ $cell }» в форме нет: пишите раздел/строку/графу, например 2.4/01/3
forms-cell-closed = ячейка { $cell } закрыта бланком: в неё ничего не пишут
forms-cell-formula = ячейка { $cell } считается по другим: исправьте слагаемые
forms-value-missing = напишите число; чтобы вернуть расчётное значение, снимите исправление
forms-value-no-number = «{ $text }» — не число: напишите его цифрами
forms-value-negative = «{ $text }»: отрицательных чисел в форме нет, напишите ноль или больше
forms-value-not-whole = «{ $text }»: в этой ячейке нужно целое число, напишите его без дробной части
forms-value-too-fine =
    «{ $text }»: после запятой в этой ячейке пишут не больше { $decimals } { $decimals ->
        [one] знака
       *[other] знаков
    }
forms-value-too-large =
    «{ $text }»: число слишком большое, в нём может быть не больше { $digits } { $digits ->
        [one] цифры
       *[other] цифр
    }
forms-reason-missing = напишите причину исправления
forms-return-reason-missing = напишите причину: организация должна знать, что исправить
forms-none-chosen = отметьте хотя бы одну форму на проверке
forms-error-open = { $school }: контроль { $control } нарушен — { $message }; верните форму на доработку

# Форма на странице.
forms-board = Все организации
forms-figures = Показатели
forms-figures-hidden = До сдачи показатели видит только сама организация.
forms-sections = Разделы формы
forms-section = Раздел { $section }
forms-files = Файлы
forms-print = Напечатать на подпись
forms-nothing-to-print = печатать на подпись нечего: сначала рассчитайте форму
forms-file-unknown = неизвестный формат файла
forms-file-csv = Ячейки CSV
forms-file-cells = Ячейки XLSX
forms-file-cells-name = ячейки
forms-file-template = Шаблон управления
forms-legend = Показатель ведёт на карточку ячейки. Знаки: ✕ ошибка, ! предупреждение, ✎ исправлено, ↩ вернуло управление, † примечание.
forms-sign-error = ошибка
forms-sign-warning = предупреждение
forms-sign-corrected = исправлено
forms-sign-returned = вернуло управление
forms-sign-noted = есть примечание
forms-controls = Контроль
forms-broken-count =
    { $errors } { $errors ->
        [one] ошибка
        [few] ошибки
       *[other] ошибок
    }, { $warnings } { $warnings ->
        [one] предупреждение
        [few] предупреждения
       *[other] предупреждений
    }
forms-errors = Ошибки
forms-warnings = Предупреждения
forms-returned-title = Управление вернуло форму на доработку
forms-returned-cells = Проверьте ячейки:
forms-newer = После расчёта опубликованы новые данные
forms-newer-show = Посмотреть, что изменится при пересчёте
forms-history = История
forms-deed-compute = Рассчитана
forms-deed-recompute = Пересчитана
forms-deed-correct = Исправлено
forms-deed-uncorrect = Исправление снято
forms-deed-note = Примечание
forms-deed-declare-ready = Объявлена готовой
forms-deed-take-back-ready = Готовность снята
forms-deed-submit = Сдана в управление
forms-deed-return = Возвращена на доработку
forms-deed-accept = Принята
forms-deed-unlock = Приёмка отменена
forms-cell-change = { $cell }: { $before } → { $after }
forms-cells-more =
    и ещё { $count } { $count ->
        [one] ячейка
        [few] ячейки
       *[other] ячеек
    }

# Ячейка.
forms-cell = Ячейка
forms-cell-heading = Ячейка: раздел { $section }, строка { $row }, графа { $column }
forms-cell-about = Что в ней
forms-cell-figure = Значение
forms-cell-kind = Откуда
forms-kind-computed = из данных
forms-kind-formula = считается по другим ячейкам
forms-kind-manual = вносит организация
forms-kind-closed = закрыта бланком
forms-cell-computed = Рассчитано
forms-cell-corrected = Исправлено на
forms-cell-corrected-by = Кто исправил
forms-cell-stands = Стоит в форме
forms-cell-returned = Управление просит проверить эту ячейку
forms-pupils-link = Ученики, которые стоят за числом
forms-correction = Исправление
forms-new-value = Верное значение
forms-reason-hint = Почему расчётное значение неверно. Причина остаётся в истории.
forms-correct = Сохранить исправление
forms-uncorrect = Снять исправление
forms-formula-hint = Значение считается по другим ячейкам: исправляйте их.
forms-note = Примечание
forms-note-title = Примечание к ячейке
forms-note-hint = Печатается вместе с формой. Пустое примечание снимается.
forms-note-save = Сохранить примечание
forms-noted-by = Кто написал
forms-cell-controls = Контроли, в которых участвует ячейка
forms-cell-controls-none = Ячейка не участвует ни в одном контроле.
forms-cell-controls-table = Контроли ячейки и их результат
forms-control = Контроль
forms-control-words = Что должно быть
forms-control-sides = Левая и правая части
forms-severity = Уровень
forms-severity-error = ошибка
forms-severity-warning = предупреждение
forms-verdict = Итог
forms-verdict-broken = нарушен
forms-verdict-held = соблюдён
forms-verdict-withheld = не проверен: число скрыто
forms-verdict-not-meant = к этой форме не относится
forms-verdict-no-form = не с чем сравнить
forms-verdict-unfilled = ячейки не заполнены
forms-entry = Внести данные
forms-entry-hint = Ячейки, которых нет в данных журнала. Что уже внесено, можно поправить.
forms-entry-none = Все ячейки формы считаются по данным
forms-entry-save = Сохранить внесённое
forms-entry-row = Строка { $code }
forms-entry-column = Графа { $number }: { $title }
forms-entry-filled =
    заполнено { $filled } из { $cells } { $cells ->
        [one] ячейки
       *[other] ячеек
    }

# Пересчёт.
forms-recompute-title = Пересчёт по новым данным
forms-recompute-moment = Данные на { $moment }, выпуск { $release }.
forms-recompute-changes = Что изменится
forms-recompute-table = Ячейки, в которых расчётное значение станет другим
forms-computed-before = Было рассчитано
forms-computed-after = Станет
forms-recompute-hint = Исправленные ячейки сохранят исправление: меняется только расчётное значение под ним.
forms-recompute-none = Ни одно расчётное значение не меняется.
forms-recompute-take = Пересчитать

# Доска управления.
forms-board-table = Организации, которые сдают форму
forms-check-all = Проверить все формы
forms-checked-count = Проверено форм: { $checked } из { $all }
forms-controls-kept = В проверенных формах все контроли соблюдены.
forms-unchecked = Форму ещё не рассчитали, проверять нечего
forms-show = Показать
forms-show-all = все организации
forms-show-missing = не сдали
forms-show-submitted = на проверке
forms-show-returned = на доработке
forms-show-accepted = принятые
forms-show-faulty = с ошибками и предупреждениями
forms-show-button = Показать
forms-show-none = Таких организаций нет.
forms-summary = Сводная
forms-summary-count =
    Вошли { $included } из { $all } { $all ->
        [one] организации
       *[other] организаций
    }
forms-summary-missing = Не вошли
forms-summary-none = Ни одна форма ещё не принята: сводная складывается из принятых.

# Список учеников.
forms-pupils = Ученики за ячейкой { $cell }
forms-pupils-list = Список
forms-pupils-table = Ученики, которых считает ячейка { $cell }
forms-pupils-count =
    { $count } { $count ->
        [one] ученик
        [few] ученика
       *[other] учеников
    }
forms-pupils-hint = Список составлен по данным выпуска { $release }, по которым рассчитана форма; просмотр записан в журнал доступа.
forms-pupils-differ = В форме стоит { $figure }, в списке — { $count }
forms-pupils-corrected = Число в ячейке исправлено: по данным было { $computed }. Причина исправления — на странице ячейки.
forms-pupils-counted-otherwise = Ячейка считает не по одному разу каждого ученика: в ней учтены и те, кто стоит в нескольких строках, или исправлены её слагаемые.
forms-pupils-none = Списка учеников нет

# Шаблон управления.
forms-template = Собственный шаблон XLSX
forms-template-kept = Действует шаблон
forms-template-none = Шаблона нет: форма выгружается бланком.
forms-template-change = Заменить бланк своей книгой
forms-template-workbook = Книга XLSX
forms-template-workbook-hint = До 4 МБ. Значения пишутся только в указанные ячейки, всё остальное в книге остаётся как есть.
forms-template-mapping = Какая ячейка куда
forms-template-mapping-hint = TOML: для раздела — [[sections]] с section, sheet и first (адрес первой ячейки), по желанию rows и columns; для отдельной ячейки — [[cells]] с cell, sheet и address.
forms-template-keep = Сохранить шаблон
forms-template-drop = Удалить шаблон
forms-template-no-file = приложите книгу XLSX
forms-template-unread = строка { $line } не читается: слева от знака «=» пишут имя, справа — значение в прямых кавычках, например sheet = "Раздел 2"; коды нескольких строк или граф — в скобках, например rows = ["01", "02"]; перед ними в отдельной строке стоит [[sections]] или [[cells]]
forms-template-unknown = часть, к которой относится строка { $line }, заполнена неверно: после [[sections]] пишут section, sheet и first, по желанию rows и columns; после [[cells]] — cell, sheet и address; других имён нет
forms-template-no-section = раздела «{ $section }» в форме нет
forms-template-no-address = «{ $address }» — не адрес ячейки: нужен, например, D12
forms-template-empty = не указана ни одна ячейка

# Задачи.
forms-errands = Отчётность
forms-errand-file = Сдать форму { $form } на { $day }
forms-errand-returned = Доработать форму { $form } на { $day }
forms-errand-accept = Проверить форму { $form } на { $day }
forms-errand-missing = Не сдана форма { $form } на { $day }
forms-errand-due = { $school }: { $state }, { $punctuality }. Срок сдачи { $due }.
forms-errand-accept-count =
    { $count ->
        [one] Ждёт
       *[other] Ждут
    } проверки: { $count } { $count ->
        [one] организация
        [few] организации
       *[other] организаций
    }.
forms-errand-missing-count =
    Не сдали в срок { $due }: { $count } { $count ->
        [one] организация
        [few] организации
       *[other] организаций
    }.
