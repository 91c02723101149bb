# Загрузки: что прислали школы, кто опаздывает, что отклонено и что с этим делать.
loads-title = Загрузки
loads-title-of = Загрузки: { $school }
loads-school = Школа
loads-schools = Школ
loads-state = Состояние
loads-data-moment = Данные на
loads-age = Возраст
loads-received = Получена
loads-received-late = { $moment }, с опозданием
loads-extracted = Выгрузка сделана
loads-way = Как передана
loads-rows = Строк в файле
loads-accepted = Принято строк
loads-rejected = Отклонено строк
loads-repeated = Пропущено повторов
loads-release = Выпуск
loads-total = Всего
loads-show = Показать

# Кто прислал и кто нет.
loads-segments = Кто прислал данные
loads-segments-caption = Последние принятые выгрузки школ, опаздывающие сверху
loads-schools-none = Загрузок ещё нет
loads-schools-none-hint = Школа появится здесь с первой принятой выгрузкой.
loads-absent =
    { $count ->
        [one] Сегодня выгрузку не прислала { $count } школа из { $all }: { $names }.
        [few] Сегодня выгрузку не прислали { $count } школы из { $all }: { $names }.
       *[many] Сегодня выгрузку не прислали { $count } школ из { $all }: { $names }.
    }
loads-names-more = { $names } и ещё { $count }
loads-present =
    { $count ->
        [one] Опозданий нет: выгрузки получены от { $count } школы.
       *[other] Опозданий нет: выгрузки получены от { $count } школ.
    }
loads-absent-own = Сегодня выгрузка школы не получена: ждали к { $by }.
loads-present-own = Выгрузка школы получена вовремя.
loads-segment-running = загружается
loads-segment-none = нет данных
loads-segment-refused-only = нет данных: выгрузка отклонена
loads-segment-refused = последняя выгрузка отклонена
loads-segment-refused-late = отклонена: ждали к { $by }
loads-segment-late = опаздывает: ждали к { $by }
loads-segment-rejects = есть отклонённые строки
loads-segment-present = вовремя
loads-age-fresh = меньше часа
loads-age-hours = { $count } ч
loads-age-days =
    { $count } { $count ->
        [one] день
        [few] дня
       *[many] дней
    }

# История.
loads-history = История загрузок
loads-history-caption = Загрузки, новые сверху
loads-filter = Отбор загрузок
loads-all-schools = все школы
loads-all-states = все состояния
loads-no-such-state = Такого состояния загрузки нет
loads-school-unknown = не определена
loads-none = Загрузок нет
loads-none-hint = По этим условиям ничего не загружалось.
loads-pages = Страницы истории
loads-newest = Последние загрузки
loads-older = Более ранние загрузки
loads-way-page = через сайт: { $sender }
loads-way-program = программой «{ $token }»: { $sender }
loads-way-inbox = из папки приёма
loads-way-machine = оператором на сервере
loads-state-running = ждёт загрузки
loads-state-accepted = принята
loads-state-accepted-with-rejects = принята частично
loads-state-refused = отклонена
loads-state-duplicate = повтор
loads-state-superseded = устарела

# Ночи.
loads-nights = Ночи
loads-nights-hint = Что опубликовала каждая из последних ночей: ответы и отчёты меняются только с новым выпуском.
loads-nights-caption = Опубликованные ночи, последние сверху
loads-night = Ночь
loads-published = Опубликована
loads-duration = Длилась
loads-duration-seconds = { $count } с
loads-duration-minutes = { $count } мин
loads-duration-hours = { $hours } ч { $minutes } мин
loads-late = Прислали с опозданием
loads-late-none = никто

# Передача файла.
loads-upload = Передать выгрузку
loads-upload-file = Файл выгрузки (ZIP)
loads-upload-hint = Архив, который сделала программа журнала. Не больше { $most }. Школу «Сводка» узнаёт из самой выгрузки.
loads-upload-send = Передать
loads-upload-sending = Файл передаётся
loads-fault-foreign = Выгрузка не вашей организации не принята
loads-upload-checking = Файл передан, проверяется
loads-upload-cancel = Остановить
loads-upload-cancelled = Передача остановлена, ничего не изменилось.
loads-upload-failed = Передать файл не удалось. Обновите страницу и повторите.
loads-upload-too-large = Файл больше { $most }: такой не принимается.
loads-upload-no-file = Файл не выбран
loads-upload-no-file-advice = Выберите файл выгрузки и передайте его снова.
loads-upload-cut = Файл пришёл не целиком
loads-upload-cut-advice = Связь прервалась. Передайте файл снова.
loads-upload-large = Файл слишком велик
loads-upload-large-advice = Принимаются файлы не больше { $most }. Проверьте, что выбрана именно выгрузка; если она, обратитесь к администратору «Сводки».
loads-upload-foreign = Это выгрузка не вашей организации
loads-upload-foreign-advice = Передать можно только выгрузку своей организации. Проверьте, тот ли файл выбран.
loads-upload-unreadable = Это не выгрузка: прочитать файл не удалось
loads-upload-unreadable-advice = Ничего не изменилось. Исправьте то, что названо ниже, и передайте файл снова.
loads-fault = { $rule }: { $message }.
loads-fault-at = { $rule } ({ $place }): { $message }.
loads-size-kb = { $size } КБ
loads-size-mb = { $size } МБ

# Одна загрузка.
loads-card-title = { $school }: выгрузка от { $moment }
loads-card-title-unread = Выгрузка, которая не читается
loads-outcome = Что с ней стало
loads-told-running = Выгрузка получена и ждёт своей очереди.
loads-told-accepted = Выгрузка принята целиком.
loads-told-accepted-with-rejects = Выгрузка принята, но часть строк отклонена и в отчёты не попала.
loads-told-refused = Выгрузка отклонена целиком. Прежние данные школы остались как были.
loads-told-duplicate = Этот файл уже был принят раньше. Повторно он ничего не изменил.
loads-told-superseded = За те же дни уже принята более новая выгрузка, поэтому эта не применена.
loads-next-running = Обычно загрузка занимает несколько минут. Дожидаться на этой странице не обязательно: выгрузка не потеряется.
loads-next-accepted = Делать ничего не нужно.
loads-next-accepted-with-rejects = Исправьте отклонённые строки в журнале, снимите выгрузку заново и передайте её: новая выгрузка заменит эту.
loads-next-refused = Устраните причины, названные ниже, снимите выгрузку заново и передайте её.
loads-next-mendable = Отклонённые строки можно исправить прямо на этой странице. Если исправлять их в журнале, снимите потом выгрузку заново и передайте её: она заменит эту.
loads-next-mendable-refused = Отклонённые строки можно исправить прямо на этой странице, и выгрузка загрузится заново. Если исправлять их в журнале, снимите потом выгрузку заново и передайте её.
loads-next-waiting = Дождитесь, пока исправленные строки загрузятся.
loads-next-newer = Исправлять эту загрузку уже не нужно: за те же дни принята более новая выгрузка.
loads-next-duplicate = Если вы ждали новых данных, снимите выгрузку заново и передайте её.
loads-next-superseded = Делать ничего не нужно. Если нужны именно эти данные, обратитесь в управление: оператор может применить выгрузку принудительно.
loads-refresh = Обновить
loads-refresh-waiting = Выгрузка ещё ждёт загрузки. Страница обновится сама.
loads-refresh-done = Загрузка окончена, страница обновляется.
loads-refresh-stopped = Страница больше не проверяет состояние сама: обновите её позже.
loads-causes = Почему отклонена
loads-send-again = Передать исправленную выгрузку
loads-facts = Что пришло
loads-window = За дни
loads-window-days = с { $from } по { $to }
loads-school-year = Учебный год
loads-file-name = Файл
loads-file-size = Размер файла
loads-id = Номер загрузки
loads-tables = Таблицы
loads-tables-caption = Сколько строк каждой таблицы принято и отклонено
loads-table = Таблица
loads-broken = Замечания по видам
loads-broken-hint = Сначала исправьте то, чего больше всего: часто за сотнями строк стоит одна причина.
loads-broken-caption = Замечания: что нарушено, сколько раз и что делать
loads-rule = Правило
loads-kind = Вид
loads-kind-refuse = отказ
loads-kind-reject = строка отклонена
loads-kind-warning = предупреждение
loads-count = Сколько
loads-example = Пример
loads-example-line = { $file }, строка { $line }: { $message }
loads-example-file = { $file }: { $message }
loads-cure = Что делать
loads-download = Скачать отклонённые строки (CSV)
loads-rows-rejected = Отклонённые строки
loads-rows-of = Строки: { $rule }
loads-rows-all = Все отклонённые строки
loads-rows-none = Таких строк нет.
loads-rows-caption = Строки с замечаниями в порядке файлов
loads-rows-pages = Страницы строк
loads-rows-first = К первым строкам
loads-rows-more = Следующие строки
loads-raw-closed = Сами строки и значения из них видит тот, кому дано право на персональные данные.
loads-file = Файл
loads-line = Строка
loads-column = Столбец
loads-reason = Причина
loads-raw = Строка как пришла

# Исправление отклонённых строк.
loads-mending = Исправить отклонённые строки
loads-mending-hint = Скачайте таблицу, исправьте в ней значения и передайте файл здесь: «Сводка» поставит исправленные строки на место отклонённых и загрузит выгрузку заново. Столбцы и номера строк не меняйте. Строка, которую вы не тронули или удалили из файла, останется отклонённой; строка, в которой очищены все столбцы таблицы, из выгрузки исключается. Исправьте то же и в журнале, иначе следующая ночная выгрузка принесёт прежние значения.
loads-mending-caption = Отклонённые строки по таблицам
loads-mending-rows = Строк в файле для исправления
loads-mending-file = Файл для исправления
loads-mending-download = Скачать { $table } (CSV)
loads-mending-line = Строка загрузки { $load }
loads-mending-left-out =
    { $count ->
        [one] { $count } строка в эти файлы не входит: её столбцы не сохранены. Так бывает у старых загрузок, у слишком длинных строк и когда в таблице отклонено больше 10 000 строк.
        [few] { $count } строки в эти файлы не входят: их столбцы не сохранены. Так бывает у старых загрузок, у слишком длинных строк и когда в таблице отклонено больше 10 000 строк.
       *[many] { $count } строк в эти файлы не входят: их столбцы не сохранены. Так бывает у старых загрузок, у слишком длинных строк и когда в таблице отклонено больше 10 000 строк.
    }
loads-mending-files = Исправленные файлы (CSV)
loads-mending-files-hint = Можно выбрать файлы нескольких таблиц сразу, вместе не больше { $most }. В табличном редакторе сохраняйте как CSV; коды с нулями в начале, например 007, открывайте как текст.
loads-mending-send = Передать исправленные строки
loads-mending-made-of = Это исправление другой загрузки. Заменено строк: { $replaced }, исключено: { $removed }.
loads-mending-base = К исправленной загрузке
loads-mending-mended = Исправленные строки этой загрузки переданы.
loads-mending-made = К загрузке с исправленными строками
loads-mending-other = Открыть её
loads-mending-no-columns = Передать исправленные строки здесь нельзя: эта загрузка сделана, когда столбцы отклонённых строк ещё не сохранялись. Исправьте их в журнале и снимите выгрузку заново.
loads-mending-no-files = Передать исправленные строки здесь нельзя: исходных файлов выгрузки больше нет на сервере. Исправьте строки в журнале и снимите выгрузку заново.
loads-mending-refused = Передать исправленные строки здесь нельзя: выгрузка отклонена не только из-за них. Устраните причины, названные выше, и снимите выгрузку заново.
loads-mending-newer = Передать исправленные строки здесь нельзя: за те же дни уже принята другая выгрузка. Исправляйте строки, отклонённые в ней.
loads-mending-waiting = Исправленные строки этой загрузки уже переданы и ждут загрузки. Дождитесь её конца.
loads-mending-faulty = Исправленные строки не приняты
loads-mending-faulty-advice = Ничего не изменилось. Исправьте то, что названо ниже, и передайте файлы снова.
loads-mending-hindered = Исправленные строки не приняты
loads-mending-no-file = Файл не выбран
loads-mending-no-file-advice = Выберите исправленные файлы и передайте их снова.
loads-mending-cut = Файлы пришли не целиком
loads-mending-cut-advice = Связь прервалась. Передайте файлы снова.
loads-mending-large = Файлы слишком велики
loads-mending-large-advice = Принимается не больше { $most }. Проверьте, что выбраны именно исправленные строки, а не вся выгрузка.
loads-mending-fault-unreadable = файл не читается как CSV.
loads-mending-fault-unreadable-cure = Сохраните его в табличном редакторе как CSV с разделителями.
loads-mending-fault-other-columns = столбцы не те, что были в скачанном файле.
loads-mending-fault-other-columns-cure = Верните первую строку, как она была: столбцы нельзя переименовывать, переставлять и удалять.
loads-mending-fault-other-load = файл скачан из другой загрузки.
loads-mending-fault-other-load-cure = Скачайте отклонённые строки на этой странице и исправьте их.
loads-mending-fault-table-twice = строки этой таблицы есть и в другом переданном файле.
loads-mending-fault-table-twice-cure = Передайте по одному файлу на таблицу.
loads-mending-fault-torn-line = кавычки не закрыты или после них идёт текст.
loads-mending-fault-torn-line-cure = Исправьте строку и сохраните файл снова.
loads-mending-fault-unknown-row = нет номера строки, или под этим номером ничего не отклонено.
loads-mending-fault-unknown-row-cure = Верните номер, который стоял перед причиной. Новых строк добавлять нельзя: их вносят в журнал.
loads-mending-fault-row-twice = строка с этим номером уже была выше.
loads-mending-fault-row-twice-cure = Оставьте одну.
loads-mending-fault-nothing-mended = ни одна строка не исправлена.
loads-mending-fault-nothing-mended-cure = Исправьте значения и передайте файл снова.

# Правила: что нарушено и что делать. Сначала те, по которым отклоняется строка.
loads-rule-unknown = Правило «{ $rule }»
loads-rule-unknown-cure = Обратитесь к администратору «Сводки».
loads-reject-type = Значение не читается
loads-reject-type-cure = Исправьте значение в журнале: дата пишется 14.10.2025, время 08:30, число цифрами. Если вместо букв знаки вопроса, сохраните файл в UTF-8.
loads-reject-required = Не заполнено обязательное значение
loads-reject-required-cure = Заполните его в журнале: без него строку не к чему отнести.
loads-reject-domain = Значения нет в списке допустимых
loads-reject-domain-cure = Выберите значение из списка, названного в причине. Код организации должен совпадать с кодом в выгрузке.
loads-reject-duplicate = Запись с таким кодом уже есть
loads-reject-duplicate-cure = Два раза выгружена одна запись с разным содержанием. Оставьте в журнале верную; если это разные записи, обратитесь к поставщику журнала: коды не должны повторяться.
loads-reject-orphan = Ссылка на запись, которой нет
loads-reject-orphan-cure = Проверьте, что ученик, класс, группа или урок, на которые ссылается строка, есть в журнале, выгружены и сами не отклонены.
loads-reject-window = День вне дней выгрузки
loads-reject-window-cure = Выгрузка заявлена за одни дни, а строка относится к другому. Исправьте дату записи или снимите выгрузку за нужные дни.
loads-reject-future = Внесено позже, чем снята выгрузка
loads-reject-future-cure = Проверьте часы на сервере журнала: запись не может быть внесена позже, чем снята выгрузка.
loads-reject-order = Конец раньше начала
loads-reject-order-cure = Поменяйте даты или время местами: выбытие раньше зачисления или окончание урока раньше начала.

# Предупреждения: строка остаётся.
loads-warning-duplicate = Строка повторена слово в слово
loads-warning-duplicate-cure = Повтор пропущен, данные верны. Если повторов много, сообщите поставщику журнала.
loads-warning-early = Внесено раньше дня урока
loads-warning-early-cure = Проверьте дату урока или отметки: запись сделана до того, как урок прошёл.
loads-warning-enrolment = Ученик в этот день не числится в классе
loads-warning-enrolment-cure = Проверьте даты зачисления и выбытия ученика или день отметки.
loads-warning-exempt = Отметка освобождённому ученику
loads-warning-exempt-cure = Проверьте, освобождён ли ученик: либо снимите освобождение, либо уберите отметку.
loads-warning-twins = Литеры классов выглядят одинаково
loads-warning-twins-cure = Одна литера набрана русской буквой, другая латинской. Переименуйте один из классов.
loads-warning-column = Лишний столбец
loads-warning-column-cure = Столбец не читается. Проверьте, нет ли опечатки в его названии.
loads-warning-table = Неизвестная таблица
loads-warning-table-cure = Таблица не читается. Если она нужна, проверьте её название в manifest.json.
loads-warning-manifest = Опись и файлы расходятся
loads-warning-manifest-cure = Выгрузка принята. Сообщите поставщику журнала, чтобы manifest.json называл все файлы и верные дни.
loads-warning-rule-set = Неизвестный свод правил
loads-warning-rule-set-cure = Школа оценивается по своду муниципалитета. Исправьте название свода в карточке организации.

# Отказ: выгрузка не принята целиком.
loads-refuse-archive = Архив не читается
loads-refuse-archive-cure = Проверьте, тот ли файл выбран: этот повреждён, он не ZIP или в нём есть лишнее. Если тот, снимите выгрузку заново. Файлы таблиц лежат в корне архива, без папок.
loads-refuse-manifest = Опись выгрузки неверна
loads-refuse-manifest-cure = Снимите выгрузку заново. Если повторится, передайте поставщику журнала, что неверно в manifest.json.
loads-refuse-column = Нет обязательного столбца
loads-refuse-column-cure = Проверьте названия столбцов в первой строке файла: обязательный должен быть, и один раз.
loads-refuse-required = Нет обязательной таблицы
loads-refuse-required-cure = Добавьте таблицу в выгрузку: за этот учебный год она ещё ни разу не приходила.
loads-refuse-rows = Строк не столько, сколько заявлено
loads-refuse-rows-cure = Файл обрезан или изменён после выгрузки. Снимите выгрузку заново и не правьте файлы вручную.
loads-refuse-share = Отклонено слишком много строк
loads-refuse-share-cure = Исправьте строки, названные ниже: при такой доле ошибок данным таблицы нельзя верить.
loads-refuse-hash = Файл изменён после выгрузки
loads-refuse-hash-cure = Файл повреждён в пути или правлен вручную. Снимите выгрузку заново и передайте её без изменений.
loads-refuse-format = Файл таблицы не читается
loads-refuse-format-cure = Сохраните таблицу как CSV, XLSX или Parquet и снимите выгрузку заново.
loads-refuse-check = Данные не сошлись при сводке
loads-refuse-check-cure = Ночь не опубликована, прежние данные остались. Сообщите номер загрузки администратору «Сводки».
