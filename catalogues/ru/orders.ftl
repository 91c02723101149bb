# Заявки на отчёты: кто что заказал, в каком состоянии заявка, что с ней можно сделать.
orders-heading = Заявки на отчёты
orders-intro = Отчёт, которого нет среди готовых, составит районный центр: опишите, что нужно и к какому сроку.
orders-new = Заказать отчёт
orders-new-intro = Заявка уйдёт в районный центр. Её ход, вопросы и готовый отчёт — на странице заявки и в «Задачах».
orders-new-hint = Не называйте в заявке учеников и родителей: отчёт покажет имена тому, у кого есть на это право.
orders-place = Подать заявку
orders-cancel = Отмена
orders-list = Список заявок
orders-count =
    { $count } { $count ->
        [one] заявка
        [few] заявки
       *[other] заявок
    }
orders-count-cut = Показаны последние { $shown } из { $count }; все заявки — в файле.
orders-views = Части списка
orders-view-all = Все
orders-view-mine = Мои
orders-view-to-take = К принятию
orders-view-in-work = В работе
orders-view-delivered = Ждут приёмки
orders-view-closed = Закрытые
orders-filter = Отбор заявок
orders-filter-unread = Дни отбора не читаются: исправьте их на странице заявок и выгрузите файл снова
orders-find = Номер, слова или имя
orders-school = Организация
orders-all-schools = все организации
orders-from = С
orders-to = По
orders-show = Показать
orders-reset = Сбросить
orders-none = Заявок ещё нет
orders-none-advice = Нажмите «Заказать отчёт», чтобы подать первую.
orders-none-found = Таких заявок нет
orders-none-found-advice = Измените отбор или откройте другую часть списка.
orders-download = Выгрузить заявки:
orders-table = Заявки, новые сверху
orders-file = Заявки на отчёты
orders-said-period = поданы { $days }
orders-said-find = слова «{ $words }»
orders-counts = Учёт заявок
orders-counts-period = Поданы { $period }.
orders-counts-table = Заявки по исполнителям и состояниям
orders-counts-hint = «В срок» и «С опозданием» — по последнему согласованному сроку и последней сдаче; заявка в работе, срок которой прошёл, тоже считается опоздавшей. Отклонённые и отозванные по сроку не считаются.
orders-nobody = Никем не приняты
orders-all = Всего
orders-with-delay = С опозданием
orders-order = Заявка
orders-titled = № { $id }. { $title }
orders-number = Номер
orders-asker = Заказчик
orders-party = { $name } ({ $role })
orders-whence = От кого
orders-of-office = управление и центр
orders-asked = Подана
orders-needed-by = Нужна к
orders-due = Срок
orders-performer = Исполнитель
orders-state = Состояние
orders-term = Соблюдение срока
orders-delivered = Выполнена
orders-closed = Закрыта
orders-late-days = Дней опоздания
orders-in-time = В срок
orders-late =
    опоздание { $days } { $days ->
        [one] день
        [few] дня
       *[other] дней
    }
orders-last-day = последний день
orders-left =
    { $days ->
        [one] остался { $days } день
        [few] осталось { $days } дня
       *[other] осталось { $days } дней
    }
orders-title = Какой отчёт нужен
orders-title-hint = Коротко, одной строкой: например, «Пропуски без причины по параллелям».
orders-words = Что в нём должно быть
orders-words-hint = Своими словами: показатели, разрезы, что с чем сравнить, по какому образцу.
orders-about = По каким организациям
orders-about-all = все, доступные заказчику
orders-about-hint = Если ничего не отмечено — по всем, доступным вам.
orders-choose-schools = Выбрать организации (если нужны не все)
orders-period = За период
orders-purpose = Цель
orders-purpose-hint = Для чего нужен отчёт: совещание, проверка, ответ на запрос.
orders-ground = Основание
orders-ground-hint = Номер и дата письма, приказа или поручения, если они есть.
orders-output = Вид отчёта
orders-output-table = таблица на экране
orders-output-xlsx = файл XLSX
orders-output-print = для печати
orders-begun-with = Вопрос, с которого начата заявка
orders-wanted = Что заказано
orders-report = Готовый отчёт
orders-report-hint = Каждый видит ответ по данным своей области и по своим правам.
orders-query-gone = Запрос, переданный по заявке, удалён или закрыт его владельцем.
orders-query-of-others = Запрос открыт заказчику.
orders-query-of-former = Отчёт открыт прежнему заказчику: верните заявку, чтобы исполнитель открыл его вам.
orders-vacant = Заказчик больше не может вести заявку: { $name }
orders-vacant-hint = Заявку может вести любой сотрудник организации, которому положено заказывать отчёты: ответить, принять, вернуть. Кто это сделал, видно в истории.
orders-ways = Что можно сделать
orders-history = История и сообщения
orders-unsent = Ваши слова не записаны
orders-state-submitted = подана
orders-state-taken = в работе
orders-state-questioned = уточняется
orders-state-delivered = выполнена
orders-state-returned = возвращена
orders-state-accepted = принята
orders-state-refused = отклонена
orders-state-withdrawn = отозвана
orders-step-submit = Подана
orders-step-take = Принята в работу
orders-step-take-over = Передана другому исполнителю
orders-step-move = Срок перенесён
orders-step-question = Запрошено уточнение
orders-step-answer = Уточнена
orders-step-deliver = Выполнена
orders-step-accept = Принята заказчиком
orders-step-return = Возвращена с замечанием
orders-step-refuse = Отклонена
orders-step-withdraw = Отозвана
orders-step-message = Сообщение
orders-step-term = срок { $day }
orders-do-take = Принять в работу
orders-do-take-over = Взять на себя
orders-do-move = Перенести срок
orders-do-question = Запросить уточнение
orders-do-answer = Ответить на вопрос
orders-do-deliver = Сдать отчёт
orders-do-accept = Принять отчёт
orders-do-return = Вернуть с замечанием
orders-do-refuse = Отклонить заявку
orders-do-withdraw = Отозвать заявку
orders-do-message = Написать сообщение
orders-send-take = Принять
orders-send-take-over = Взять
orders-send-move = Перенести
orders-send-question = Спросить
orders-send-answer = Ответить
orders-send-deliver = Сдать
orders-send-accept = Принять
orders-send-return = Вернуть
orders-send-refuse = Отклонить
orders-send-withdraw = Отозвать
orders-send-message = Отправить
orders-done-submit = Заявка подана
orders-done-take = Заявка принята в работу
orders-done-take-over = Вы теперь исполнитель заявки
orders-done-move = Срок перенесён
orders-done-question = Вопрос задан заказчику
orders-done-answer = Ответ записан
orders-done-deliver = Отчёт сдан заказчику
orders-done-accept = Отчёт принят, заявка закрыта
orders-done-return = Заявка возвращена исполнителю
orders-done-refuse = Заявка отклонена
orders-done-withdraw = Заявка отозвана
orders-done-message = Сообщение записано
orders-words-of-term = Причина другого срока
orders-words-of-term-hint = Если срок позже того, к которому отчёт нужен заказчику.
orders-reason = Причина
orders-remark = Замечание
orders-question = Вопрос заказчику
orders-answer = Ответ
orders-message = Сообщение
orders-note = Примечание
orders-query = Ваш сохранённый запрос
orders-query-hint = Запрос откроется заказчику; ответ он увидит по данным своей области. Без запроса можно сдать ответ словами.
orders-choose-query = — без запроса, ответ словами —
orders-words-of-delivery = Пояснение или ответ
orders-no-such-step = Такого действия с заявкой нет
orders-no-version = Не указано, какое состояние заявки меняет форма
orders-fault-title = напишите, какой отчёт нужен
orders-fault-words = опишите, что должно быть в отчёте
orders-fault-purpose = укажите, для чего нужен отчёт
orders-fault-needed-by = укажите день, к которому нужен отчёт
orders-fault-past = этот день уже прошёл: укажите сегодняшний или более поздний
orders-fault-output = выберите вид отчёта из списка
orders-fault-schools = такой организации в вашей области нет: отметьте организации из списка
orders-fault-question = вопрос конструктора к заявке не приложить: { $reason }
orders-fault-no-scope = Вам не назначена область данных: обратитесь к администратору, чтобы заказывать отчёты
orders-fault-signs = в тексте есть управляющие знаки: наберите его заново
orders-fault-long = слишком длинно: не больше { $most } знаков
orders-fault-advanced = заявка тем временем изменена: прочтите, что в ней нового, и повторите
orders-fault-too-many = незакрытых заявок у одного человека не больше { $most }: примите выполненные или отзовите ненужные
orders-fault-not-yours = Этот шаг делает другой участник заявки
orders-fault-reason-of-term = срок позже, чем нужно заказчику: напишите причину
orders-fault-nothing-delivered = выберите свой сохранённый запрос или напишите ответ
orders-fault-no-question = напишите, что нужно уточнить
orders-fault-no-answer = напишите ответ
orders-fault-no-remark = напишите, что исправить
orders-fault-no-message = напишите сообщение
orders-fault-no-reason = напишите причину
orders-fault-no-term = укажите новый срок
orders-fault-same-term = этот срок уже назначен: укажите другой
orders-fault-foreign-query = сдать можно только свой запрос: сохраните себе копию чужого и выберите её
orders-fault-no-query = такого запроса у вас нет: выберите его из списка
orders-fault-broken-query = запрос не выполняется: { $reason }
orders-fault-asker-gone = доступ заказчика закрыт, открыть ему запрос нельзя: сдайте ответ словами
orders-fault-closed-to-asker = заказчик не сможет выполнить этот запрос: { $reason }
orders-fault-not-shared = запрос нельзя открыть заказчику: { $reason }
orders-tasks = Заявки на отчёты
orders-task-new = Новая заявка, нужна к { $day }
orders-task-returned = Возвращена с замечанием
orders-task-soon =
    { $days ->
        [0] Сегодня последний день срока
        [one] До срока { $days } день
        [few] До срока { $days } дня
       *[other] До срока { $days } дней
    }
orders-task-late =
    { $days ->
        [one] Срок прошёл { $days } день назад
        [few] Срок прошёл { $days } дня назад
       *[other] Срок прошёл { $days } дней назад
    }
orders-task-answer = Исполнитель ждёт вашего ответа
orders-task-acceptance = Отчёт готов: примите его или верните с замечанием
orders-hint = Нет нужного?
orders-hint-link = Закажите отчёт
orders-hand-over = Передать по заявке
orders-hand-over-title = Заявки у вас в работе
orders-like-this = Заказать отчёт по этому вопросу
