# Реестры: списки, которые ведут сами организации и управление.
menu-registers = Реестры
registers-title = Реестры
registers-intro = Здесь ведут то, чего нет в выгрузках журналов: проверки, этапы, акты, назначения, архивные копии. Просроченное и недостающее видно сразу.
registers-all = Все реестры
registers-table = Реестры, открытые вам
registers-none = Реестров нет
registers-none-advice = Для вашей роли и области реестров не объявлено.
registers-register = Реестр
registers-about = Для чего
registers-entries = Записей
registers-open = Не завершено
registers-overdue = Просрочено
registers-missing = Недостаёт
registers-access = Доступ
registers-keeps = ведёте вы
registers-reads = только чтение
registers-source = Основание:
registers-new = Новая запись
registers-constructor = Открыть в конструкторе
registers-missing-title = Ожидается и недостаёт
registers-missing-since = недостаёт с { $due }
registers-missing-now = недостаёт
registers-awaited = ожидается до { $due }
registers-make = Внести
registers-more-missing =
    И ещё { $count } { $count ->
        [one] запись
        [few] записи
       *[other] записей
    }. Отберите организацию, чтобы увидеть её недостающие записи.
registers-entries-title = Записи
registers-count =
    { $count } { $count ->
        [one] запись
        [few] записи
       *[other] записей
    }
registers-count-removed =
    { $count } { $count ->
        [one] удалённая запись
        [few] удалённые записи
       *[other] удалённых записей
    }
registers-show-removed = Показать удалённые: { $count }
registers-show-standing = Вернуться к действующим записям
registers-download = Скачать записи:
registers-filter = Отбор записей
registers-show = Показать
registers-reset = Сбросить
registers-search = Поиск
registers-owner = Чья запись
registers-all-owners = Все
registers-state = Состояние записи
registers-all-states = Любое
registers-any = Любое значение
registers-from = Не раньше
registers-to = Не позже
registers-due = Срок
registers-entry = Запись № { $id }
registers-entry-head = Запись
registers-table-caption = Заголовок столбца меняет порядок строк.
registers-no-entries = Записей нет
registers-no-entries-advice = Внесите первую запись или измените отбор.
registers-pages = Страницы записей
registers-page = Страница { $page } из { $pages }
registers-previous = Предыдущая
registers-next = Следующая
registers-overdue-since = { $state }: срок { $due }
registers-removed = удалена
registers-go-on = Продолжить
registers-add = Внести запись
registers-cancel = Отмена
registers-choose = — не выбрано —
registers-facts = Что записано
registers-made = Внесена
registers-changed = Последнее изменение
registers-by-at = { $by }, { $at }
registers-change = Изменить
registers-save = Сохранить
registers-history = История
registers-step-made = Запись внесена: { $by }, { $at }
registers-step-changed = Запись изменена: { $by }, { $at }
registers-step-removed = Запись удалена: { $by }, { $at }
registers-before = Было:
registers-after = Стало:
registers-restore = Восстановить
registers-step-restored = Запись восстановлена: { $by }, { $at }
registers-done-restored = Запись восстановлена в реестре
registers-restored-already = Запись уже в реестре
registers-remove = Удалить запись
registers-remove-do = Удалить из реестра
registers-reason = Причина удаления
registers-reason-hint = Запись останется в истории вместе с причиной.
registers-removed-title = Запись удалена из реестра
registers-removed-because = { $by }, { $at }. Причина: { $reason }
registers-done-added = Запись внесена
registers-done-changed = Запись изменена
registers-done-removed = Запись удалена из реестра
registers-no-version = Не указана версия записи: откройте её карточку заново
registers-no-such-format = Записи выгружаются в XLSX или CSV
registers-filter-unread = Отбор не прочитан: проверьте дни
registers-not-kept = Реестр «{ $register }» ведут другие: вы можете его читать
registers-removed-already = Запись уже удалена из реестра
registers-changed-meanwhile = Пока вы заполняли форму, запись изменил другой пользователь ({ $by }). Сверьте с тем, что записано сейчас, и сохраните ещё раз
registers-changed-now = Запись только что изменил другой пользователь. Откройте её карточку заново
registers-moved = В реестр сейчас пишут другие. Повторите через несколько секунд
registers-fault-at = { $field }: { $fault }
registers-fault-empty = заполните это поле
registers-fault-field = такого поля в реестре нет
registers-fault-choice = выберите значение из списка
registers-fault-school-year = нужен учебный год, например 2025/2026
registers-fault-long = не длиннее { $most } знаков
registers-fault-unseen = уберите невидимые знаки: перепечатайте текст
registers-fault-person = укажите фамилию и имя или инициалы буквами
registers-fault-day = нужна дата, например 14.10.2025
registers-fault-day-odd = проверьте год: дата вне 1990–2099 годов
registers-fault-day-future = этот день ещё не наступил
registers-fault-number = нужно число
registers-fault-whole = нужно целое число
registers-fault-decimals =
    не больше { $most } { $most ->
        [one] знака
       *[other] знаков
    } после запятой
registers-fault-least = не меньше { $least }
registers-fault-most = не больше { $most }
registers-fault-hash = нужна контрольная сумма: 64 или 128 знаков от 0 до f
registers-fault-link = нужен адрес, который начинается с https:// или http://
registers-fault-key = такая запись в реестре уже есть: измените её или проверьте номер и дату
registers-fault-entries = записей в реестре не больше { $most }
registers-fault-order = сначала завершите предыдущий этап «{ $step }»
registers-fault-order-day = не раньше { $day }, когда завершён этап «{ $step }»
registers-fault-reason = укажите, почему запись удаляется
tasks-registers = Реестры
tasks-register-overdue = { $entry }: { $state }, срок { $due }
tasks-register-overdue-now = { $entry }: { $state }
tasks-register-missing = Недостаёт: { $title }, { $period }
tasks-register-missing-once = Недостаёт: { $title }
tasks-register-more =
    и ещё { $count } { $count ->
        [one] запись
        [few] записи
       *[other] записей
    }
tasks-register-of-others =
    Просрочено или недостаёт у тех, кто ведёт реестр: { $count } { $count ->
        [one] запись
        [few] записи
       *[other] записей
    }
